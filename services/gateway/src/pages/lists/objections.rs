//! Objections 异议: one's own, and those that one's own organisation answers.

use contracts::PageRequest;
use contracts::evaluation::exclusion::Happened;
use contracts::evaluation::objection::Target;
use contracts::evaluation::{Objections, RaisedObjectionLine};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::{BAD, Badge, GOOD, OVER, WAITS};
use crate::pages::called::Called;
use crate::pages::look;
use crate::pages::parts::{Cell, Choice, Row};

pub(crate) const COLUMNS: &[&str] = &["异议", "状态", "由谁答复", "答复期限", "提出"];

pub(super) async fn objections(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Objections = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(answerers(&found.items)).await?;
    let mut filters = vec![Filter::choices(visit, "answered", "答复", answers())];
    filters.extend(Filter::mine(visit, "answerer", "只看由本组织答复的"));
    filters.push(Filter::order(visit));
    let list = List {
        heading: "异议".to_owned(),
        about: "被评价、被评分和公示期内提出的异议，五个工作日内答复",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Whether an answer was given.
pub(super) fn answers() -> Vec<Choice> {
    let choices = [("false", "待答复"), ("true", "已答复")];
    let choice =
        |(value, label): (&str, &str)| Choice { value: value.to_owned(), label: label.to_owned() };
    choices.map(choice).into()
}

/// Who answers them.
pub(crate) fn answerers(
    objections: &[RaisedObjectionLine],
) -> impl Iterator<Item = OrganisationId> {
    objections.iter().filter_map(|one| one.answerer)
}

/// What it is about, and where that is seen.
pub(crate) fn about(target: Target) -> Cell {
    let href = match target {
        Target::Rating { occasion, .. } | Target::NoShow { occasion, .. } => {
            format!("/occasions/{occasion}")
        }
        Target::Attendance { activity, .. } => format!("/activities/{activity}"),
        Target::Star(person) | Target::Revocation { person, .. } => {
            format!("/people/{person}/stars")
        }
        Target::Candidate(on) => format!("/recognitions/{}", on.recognition),
        Target::Counted(counted) => match counted.happened {
            Happened::Occasion(occasion) => format!("/occasions/{occasion}"),
            Happened::Need(need) => format!("/needs/{need}"),
        },
        Target::Fact(_) | Target::Posting(_) => return Cell::text(target.chinese()),
    };
    Cell::link(href, target.chinese())
}

/// How it stands.
pub(crate) fn badge(one: &RaisedObjectionLine) -> Badge {
    let (text, tone) = match (one.upheld, one.overdue) {
        (Some(true), _) => ("成立", GOOD),
        (Some(false), _) => ("不成立", OVER),
        (None, true) => ("逾期未答复", BAD),
        (None, false) => ("待答复", WAITS),
    };
    Badge { text: text.to_owned(), tone }
}

/// Who answers it.
pub(crate) fn answerer(one: &RaisedObjectionLine, called: &Called) -> String {
    one.answerer.map_or_else(|| "市级".to_owned(), |answerer| called.of(answerer))
}

/// An objection in a table of [`COLUMNS`].
pub(crate) fn row(one: &RaisedObjectionLine, called: &Called) -> Row {
    let about = about(one.target);
    Row {
        cells: vec![
            Cell::Link {
                text: format!("对{}", about.plain().0),
                under: one.reason.to_string(),
                href: format!("/objections/{}", one.id),
            },
            Cell::Badge(badge(one)),
            Cell::Text(answerer(one, called)),
            Cell::When(look::moment(one.answer_until)),
            Cell::When(look::day(one.raised_at)),
        ],
    }
}
