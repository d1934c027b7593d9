//! A scorecard 评分表: each item with its points, opening to the facts behind it.

use contracts::evaluation::rules::CardKind;
use contracts::evaluation::{ExtraLine, ItemLine, Scorecard, ScorecardLine};
use contracts::registry::Organisation;
use contracts::registry::organisation::Level;
use contracts::reporting::points;
use contracts::{Claimer, Role};
use values::{OrganisationId, PersonId, time};

use super::{Line, line_page};
use crate::Shown;
use crate::pages::badge::{BAD, Badge, GOOD, OVER};
use crate::pages::deeds::{self, ENTER_FACT};
use crate::pages::look::Place;
use crate::pages::parts::{Button, Cell, Row, Section, Weight};
use crate::pages::{Answer, Visit};
use crate::problem::Problem;
use crate::reading;

/// Of an organisation or a person.
type Whose = (Option<OrganisationId>, Option<PersonId>);

/// Where the card is.
pub(crate) fn path(card: CardKind, whose: Whose, year: i16) -> String {
    format!("/scorecard?{}", query(card, whose, year))
}

fn query(card: CardKind, whose: Whose, year: i16) -> String {
    let who = match whose {
        (Some(organisation), _) => format!("organisation={organisation}"),
        (None, person) => person.map_or_else(String::new, |person| format!("person={person}")),
    };
    format!("card={}&{who}&year={year}", card.code())
}

/// To the card of an organisation in this year, where it has one that the visitor may see.
pub(crate) async fn of_organisation(
    visit: &Visit,
    organisation: OrganisationId,
    level: Level,
) -> Option<Button> {
    let (card, year) = (CardKind::of(level)?, time::date_at(visit.now()).year());
    let asked = Scorecard { card, organisation: Some(organisation), person: None, year };
    visit.ask(&asked).await.ok().flatten()?;
    Some(button(card, organisation, year))
}

fn button(card: CardKind, organisation: OrganisationId, year: i16) -> Button {
    let href = path(card, (Some(organisation), None), year);
    Button { label: "评分表", href, key: None, weight: Weight::Other }
}

/// To one's own organisation's card, for whoever acts for it or reads everything.
pub(crate) async fn own(visit: &Visit) -> Result<Option<Button>, Problem> {
    let reads = |role: Role| matches!(role, Role::Operator | Role::Auditor);
    let sees = visit.role().is_some_and(|role| role.does_business() || reads(role));
    let Some(organisation) = visit.organisation().filter(|_| sees) else { return Ok(None) };
    let found = visit.ask(&Organisation { organisation }).await?;
    let year = time::date_at(visit.now()).year();
    let card = found.and_then(|one| CardKind::of(one.level));
    Ok(card.map(|card| button(card, organisation, year)))
}

pub(crate) async fn scorecard(visit: &Visit) -> Answer {
    let texts = visit.parameters.iter();
    let texts = texts.map(|(name, text)| (name.as_str().into(), text.as_str().into())).collect();
    let asked: Scorecard = reading::query(&texts)?;
    let card = visit.find(&asked).await?;
    let called = visit.called(card.who.organisation()).await?;
    let name = called.claimer(card.who);
    let line = Line {
        here: Place::Elsewhere,
        kind: "评分表",
        heading: format!("{name} {} 年评分", card.year),
        badge: badge(&card),
        notice: notice(&card),
        facts: facts(&card, &asked),
        way: Vec::new(),
        buttons: buttons(visit, &card),
        sections: sections(&card, &asked),
        history: format!("/history/evaluation/{}", contracts::evaluation::rules::id(card.year)),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn badge(card: &ScorecardLine) -> Option<Badge> {
    let tone = match (card.vetoed, card.closed) {
        (true, _) => BAD,
        (false, true) => GOOD,
        (false, false) => OVER,
    };
    card.band.as_ref().map(|band| Badge { text: band.to_string(), tone })
}

fn notice(card: &ScorecardLine) -> Option<String> {
    let said = match (card.vetoed, card.closed) {
        (true, _) => "有一票否决事项，列入最低等次",
        (false, true) => "该年已关账，评分不再变动",
        (false, false) => "年度未关账，随事实变动；等次按全市名额，与候选名单一致",
    };
    Some(said.to_owned())
}

fn facts(card: &ScorecardLine, asked: &Scorecard) -> Vec<(&'static str, Cell)> {
    let whose = (asked.organisation, asked.person);
    let other = |year| path(card.card, whose, year);
    vec![
        ("总分", Cell::Text(card.total.map_or_else(|| "暂无可评事项".to_owned(), points))),
        ("等次", Cell::maybe(card.band.as_ref())),
        ("评分细则", Cell::link(format!("/rules?year={}", card.year), &card.version)),
        ("全部依据", Cell::link(format!("/facts?{}", query(card.card, whose, card.year)), "查看")),
        (
            "其他年度",
            Cell::Links(vec![("上一年", other(card.year - 1)), ("下一年", other(card.year + 1))]),
        ),
    ]
}

/// Whoever stands above writes down what no service knows.
fn buttons(visit: &Visit, card: &ScorecardLine) -> Vec<Button> {
    let Claimer::Organisation(organisation) = card.who else { return Vec::new() };
    if visit.acts_for(organisation) || card.closed {
        return Vec::new();
    }
    let ids = [("organisation".to_owned(), organisation.to_string())];
    vec![deeds::button(ENTER_FACT, &ids, Weight::Other)]
}

fn sections(card: &ScorecardLine, asked: &Scorecard) -> Vec<Section> {
    let all = query(card.card, (asked.organisation, asked.person), card.year);
    let item = |item: &ItemLine| {
        let score = item.score.map_or_else(|| "不计，权重归其他项".to_owned(), points);
        Row {
            cells: vec![
                Cell::link(format!("/facts?{all}&item={}", item.key), &item.title),
                Cell::Text(score),
                Cell::Text(points(item.weight)),
                Cell::text(item.basis.chinese()),
                Cell::text(format!("{} 条", item.facts)),
            ],
        }
    };
    let extra = |extra: &ExtraLine| Row {
        cells: vec![
            Cell::text(&extra.title),
            Cell::Text(points(extra.hundredths)),
            Cell::text(extra.basis.chinese()),
            Cell::text(format!("{} 条", extra.facts)),
        ],
    };
    let columns = &["项目", "分值", "怎么来的", "依据"];
    let extras = [("bonus", "加分", &card.bonus), ("deductions", "扣分", &card.deductions)];
    let extras = extras.into_iter().filter(|(_, _, lines)| !lines.is_empty());
    let extras = extras.map(|(id, heading, lines)| {
        Section::new(id, heading, columns, lines.iter().map(extra).collect())
    });
    let items = card.items.iter().map(item).collect();
    let of_items = &["评分项", "得分", "满分", "怎么来的", "依据"];
    let items = Section::new("items", "评分项", of_items, items);
    std::iter::once(items).chain(extras).collect()
}
