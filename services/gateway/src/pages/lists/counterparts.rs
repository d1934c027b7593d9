//! Whom the visitor may rate 评价对象, in their own name or that of their organisation, each with the
//! form that rates it.

use contracts::evaluation::{CounterpartLine, Counterparts};
use contracts::{Claimer, PageRequest};
use values::{OrganisationId, PersonId};

use super::{Filter, Found, List, occasions, question};
use crate::pages::Visit;
use crate::pages::called::{Called, Item, claimers};
use crate::pages::deeds;
use crate::pages::look;
use crate::pages::parts::{Cell, Choice, Row};

pub(crate) const COLUMNS: &[&str] = &["评价谁", "事项", "以谁的名义", "评价截止", "办理"];

/// Those that are owed.
pub(crate) const OWED: &str = "/counterparts?owed=true";

pub(super) async fn counterparts(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Counterparts = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called_with(parties(&found.items), items(&found.items)).await?;
    let called = visit.with_persons(called, people(&found.items)).await?;
    let list = List {
        heading: "评价对象".to_owned(),
        about: "本人或本组织参加过、现在可以评价的；双方都评价后或到期后公开",
        filters: vec![Filter::choices(visit, "owed", "评价", standings())],
        columns: COLUMNS,
        rows: found.items.iter().map(|line| row(line, &called)).collect(),
        total: found.total,
        empty: Some("现在没有可以评价的".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Whether they were rated.
fn standings() -> Vec<Choice> {
    let choices = [("true", "待评价"), ("false", "已评价")];
    choices.map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() }).into()
}

/// The organisations on both sides.
pub(crate) fn parties(lines: &[CounterpartLine]) -> impl Iterator<Item = OrganisationId> {
    claimers(lines.iter().flat_map(|line| [line.rater, line.rated]))
}

/// Those who are rated in their own name.
pub(crate) fn people(lines: &[CounterpartLine]) -> impl Iterator<Item = PersonId> {
    lines.iter().filter_map(|line| match line.rated {
        Claimer::Person(person) => Some(person),
        Claimer::Organisation(_) => None,
    })
}

/// What they did together.
pub(crate) fn items(lines: &[CounterpartLine]) -> impl Iterator<Item = Item> {
    lines.iter().flat_map(|line| occasions::items_about(line.about))
}

/// One of them in a table of [`COLUMNS`].
pub(crate) fn row(line: &CounterpartLine, called: &Called) -> Row {
    let act = match line.given_at {
        None => Cell::Act(deeds::rate_button(line)),
        Some(at) => Cell::Text(format!("已于 {} 评价", look::day(at))),
    };
    Row {
        cells: vec![
            Cell::link(format!("/occasions/{}", line.occasion), called.claimer(line.rated)),
            Cell::Explained {
                text: occasions::what(line.about, called),
                under: occasions::which(line.about, called),
            },
            Cell::Text(called.claimer(line.rater)),
            Cell::When(look::moment(line.rate_until)),
            act,
        ],
    }
}
