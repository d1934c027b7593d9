//! The roll-up 汇总 of an area: by months, by the areas in it, by natures and levels. Nobody types
//! any of it.

use std::collections::BTreeMap;

use contracts::registry::organisation::{Level, Nature};
use contracts::reporting::{
    AreaFigures, Figure, LevelFigures, MonthFigures, NatureFigures, Rate, RateLine, RollUp,
    RollUpLine,
};
use runtime::{Queries, Question};
use values::{AreaCode, Date};

use super::View;
use super::book::{Line, Sums, month};
use super::figures::{days, is_of_people, may_read_area};
use crate::Reporting;

/// What was counted of fewer people than this is not shown of one area.
const PEOPLE_MIN: i64 = 5;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table.on(roll_up)
}

fn roll_up(question: &Question<'_, View>, query: RollUp) -> Option<RollUpLine> {
    let (area, book) = (query.area, &question.view.facts.book);
    let days = days(query.from, query.until).filter(|_| may_read_area(question, area))?;
    let mut months: BTreeMap<_, (Date, Sums)> = BTreeMap::new();
    let mut below: BTreeMap<AreaCode, Sums> = BTreeMap::new();
    let mut by_nature: BTreeMap<Nature, Sums> = BTreeMap::new();
    let mut by_level: BTreeMap<Level, Sums> = BTreeMap::new();
    for line in book.within(area, query.nature, days) {
        let on = line.entry.on;
        let first = on.first_of_month().max(days.from);
        months.entry(month(on)).or_insert_with(|| (first, Sums::default())).1.add(&line.entry);
        if let Some(child) = child(area, line) {
            below.entry(child).or_default().add(&line.entry);
        }
        if let Some(nature) = line.entry.nature {
            by_nature.entry(nature).or_default().add(&line.entry);
        }
        let organisation = question.directory.resolved_claimer(line.entry.subject).organisation();
        if let Some(level) = organisation.and_then(|whose| question.directory.level(whose)) {
            by_level.entry(level).or_default().add(&line.entry);
        }
    }
    let areas = question.directory.areas();
    Some(RollUpLine {
        area,
        months: months
            .into_values()
            .map(|(from, sums)| {
                let (figures, rates) = shown(sums);
                MonthFigures { from, figures, rates }
            })
            .collect(),
        below: below
            .into_iter()
            .map(|(area, sums)| {
                let (figures, rates) = masked(sums);
                AreaFigures { area, name: areas.name(area).map(str::to_owned), figures, rates }
            })
            .collect(),
        by_nature: by_nature
            .into_iter()
            .map(|(nature, sums)| {
                let (figures, rates) = masked(sums);
                NatureFigures { nature, figures, rates }
            })
            .collect(),
        by_level: by_level
            .into_iter()
            .map(|(level, sums)| {
                let (figures, rates) = masked(sums);
                LevelFigures { level, figures, rates }
            })
            .collect(),
        at: book.at(),
    })
}

/// With the rates that they come to.
fn shown(sums: Sums) -> (Vec<Figure>, Vec<RateLine>) {
    let figures = sums.figures();
    let rates = Rate::all_of(&figures);
    (figures, rates)
}

/// The same, of a part: without what was counted of few people.
fn masked(sums: Sums) -> (Vec<Figure>, Vec<RateLine>) {
    let (mut figures, rates) = shown(sums);
    figures.retain(is_shown);
    (figures, rates)
}

/// The area directly in `area` in which the line is; none where it is of `area` as a whole.
fn child(area: AreaCode, line: &Line) -> Option<AreaCode> {
    let around = std::iter::successors(line.entry.area, |lies| lies.parent());
    around.take_while(|lies| *lies != area).last()
}

fn is_shown(figure: &Figure) -> bool {
    !is_of_people(figure.counted) || figure.count >= PEOPLE_MIN
}
