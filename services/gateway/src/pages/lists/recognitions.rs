//! Lists of recognition 表彰名单, and the shortlist 候选名单 from which they are made.

use contracts::PageRequest;
use contracts::Role;
use contracts::evaluation::rules::CardKind;
use contracts::evaluation::{
    RecognitionLine, Recognitions, Shortlist, ShortlistLine, UnmetThreshold,
};
use contracts::reporting::points;
use serde::Deserialize;
use values::{OrganisationId, time};

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::{Badge, GOOD, RUNS};
use crate::pages::called::Called;
use crate::pages::deeds::{self, PUBLISH_RECOGNITION};
use crate::pages::lines::scorecard;
use crate::pages::look;
use crate::pages::parts::{Button, Cell, Choice, Row, Weight, choices};
use crate::problem::Problem;

pub(crate) const COLUMNS: &[&str] = &["名单", "状态", "发布", "人数", "公示至"];
const SHORTLISTED: &[&str] = &["组织", "总分", "等次", "资格", "未达条件"];

pub(super) async fn recognitions(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Recognitions = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(bodies(&found.items)).await?;
    let list = List {
        heading: "表彰名单".to_owned(),
        about: "公示期内任何人都可以提出异议；期满确认",
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: if recognises(visit) { vec![to_shortlist()] } else { Vec::new() },
        empty: Some("还没有公示过表彰名单".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Streets, districts and the city recognise, as far as a button is concerned.
fn recognises(visit: &Visit) -> bool {
    visit.role().is_some_and(Role::is_officer)
}

fn to_shortlist() -> Button {
    let href = "/shortlist".to_owned();
    Button { label: "候选名单", href, key: None, weight: Weight::Main }
}

/// Who publishes them.
pub(crate) fn bodies(lists: &[RecognitionLine]) -> impl Iterator<Item = OrganisationId> {
    lists.iter().map(|one| one.list.body)
}

/// How one stands.
pub(crate) fn badge(one: &RecognitionLine) -> Badge {
    let (text, tone) = match one.recognised {
        Some(_) => ("已确认", GOOD),
        None => ("公示中", RUNS),
    };
    Badge { text: text.to_owned(), tone }
}

/// A list of recognition in a table of [`COLUMNS`].
pub(crate) fn row(one: &RecognitionLine, called: &Called) -> Row {
    let count = one.recognised.as_ref().map_or(one.list.candidates.len(), Vec::len);
    Row {
        cells: vec![
            Cell::link(format!("/recognitions/{}", one.id), &one.list.title),
            Cell::Badge(badge(one)),
            Cell::Text(called.of(one.list.body)),
            Cell::text(count),
            Cell::When(look::moment(one.until)),
        ],
    }
}

/// What the address says of a shortlist; the rest follows from who asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    card: Option<CardKind>,
    year: Option<i16>,
    #[serde(default)]
    page: PageRequest,
}

/// The shortlist that the address asks for, of the visitor's own organisation.
pub(crate) fn shortlisted(visit: &Visit, at: Option<PageRequest>) -> Result<Shortlist, Problem> {
    let body = visit.organisation().ok_or_else(Problem::unauthenticated)?;
    let Wanted { card, year, page } = question(visit, at)?;
    let year = year.unwrap_or_else(|| time::date_at(visit.now()).year());
    Ok(Shortlist { body, card: card.unwrap_or(CardKind::Unit), year, page })
}

pub(super) async fn shortlist(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked = shortlisted(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(found.items.iter().map(|line| line.organisation)).await?;
    let kinds = choices::<CardKind>().into_iter();
    let kinds = kinds.filter(|kind| kind.value != CardKind::Member.code()).collect();
    let this = time::date_at(visit.now()).year();
    let year = |year: i16| Choice { value: year.to_string(), label: format!("{year} 年") };
    let list = List {
        heading: format!("{} 年候选名单：{}", asked.year, asked.card.chinese()),
        about: "按评分表从高到低，只有本级组织能看到；等次已计名额",
        filters: vec![
            Filter::choices(visit, "card", "对象", kinds),
            Filter::choices(visit, "year", "年度", (0..3).map(|ago| year(this - ago)).collect()),
        ],
        columns: SHORTLISTED,
        rows: found.items.iter().map(|line| shortlist_row(line, asked, &called)).collect(),
        total: found.total,
        buttons: publish(visit, asked, found.total),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

fn publish(visit: &Visit, asked: Shortlist, total: usize) -> Vec<Button> {
    if !recognises(visit) || total == 0 {
        return Vec::new();
    }
    let button = deeds::button(PUBLISH_RECOGNITION, &[], Weight::Main);
    let href = format!("{}?card={}&year={}", button.href, asked.card.code(), asked.year);
    vec![Button { href, ..button }]
}

fn shortlist_row(line: &ShortlistLine, asked: Shortlist, called: &Called) -> Row {
    let card = scorecard::path(asked.card, (Some(line.organisation), None), asked.year);
    let unmet = |threshold: &UnmetThreshold| match threshold.in_force {
        true => threshold.title.to_string(),
        false => format!("{}（未启用）", threshold.title),
    };
    let said = match (line.vetoed, line.eligible) {
        (true, _) => "一票否决",
        (false, true) => "合格",
        (false, false) => "不合格",
    };
    Row {
        cells: vec![
            Cell::link(card, called.of(line.organisation)),
            Cell::Text(points(line.total)),
            Cell::maybe(line.band.as_ref()),
            Cell::text(said),
            Cell::Text(line.unmet.iter().map(unmet).collect::<Vec<_>>().join("、")),
        ],
    }
}
