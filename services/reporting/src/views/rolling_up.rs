//! The roll-up 汇总 of an area: by months, by the areas in it, by natures and levels. Nobody types
//! any of it.

use std::collections::BTreeMap;

use contracts::registry::organisation::{Level, Nature};
use contracts::reporting::{
    AreaFigures, LevelFigures, MonthFigures, NatureFigures, Rate, RollUp, RollUpLine,
};
use runtime::{Queries, Question};
use values::{AreaCode, Date};

use super::View;
use super::book::{Line, Sums, month};
use super::figures::{days, level, may_read_area};
use super::merging::{Part, merged};
use crate::Reporting;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table.on(roll_up)
}

fn roll_up(question: &Question<'_, View>, query: RollUp) -> Option<RollUpLine> {
    let (area, book) = (query.area, &question.view.facts.book);
    let days = days(query.from, query.until).filter(|_| may_read_area(question, area))?;
    let mut months: BTreeMap<_, (Date, Sums)> = BTreeMap::new();
    let mut below: BTreeMap<AreaCode, Part> = BTreeMap::new();
    let mut by_nature: BTreeMap<Nature, Part> = BTreeMap::new();
    let mut by_level: BTreeMap<Level, Part> = BTreeMap::new();
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
        if let Some(level) = level(question.directory, &line.entry) {
            by_level.entry(level).or_default().add(&line.entry);
        }
    }
    let areas = question.directory.areas();
    let (below, below_others) = merged(below);
    let (by_nature, nature_others) = merged(by_nature);
    let (by_level, level_others) = merged(by_level);
    let named = |(area, part)| {
        let name = areas.name(area).map(str::to_owned);
        AreaFigures { area, name, part }
    };
    Some(RollUpLine {
        area,
        months: months.into_values().map(of_month).collect(),
        below: below.into_iter().map(named).collect(),
        below_others,
        by_nature: by_nature
            .into_iter()
            .map(|(nature, part)| NatureFigures { nature, part })
            .collect(),
        nature_others,
        by_level: by_level.into_iter().map(|(level, part)| LevelFigures { level, part }).collect(),
        level_others,
        at: book.at(),
    })
}

fn of_month((from, sums): (Date, Sums)) -> MonthFigures {
    let figures = sums.figures();
    let rates = Rate::all_of(&figures);
    MonthFigures { from, figures, rates }
}

/// The area directly in `area` in which the line is; none where it is of `area` as a whole.
fn child(area: AreaCode, line: &Line) -> Option<AreaCode> {
    let around = std::iter::successors(line.entry.area, |lies| lies.parent());
    around.take_while(|lies| *lies != area).last()
}
