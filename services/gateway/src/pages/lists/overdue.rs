//! What is overdue 逾期, or soon will be: of every kind of thing that has a limit, what is late
//! first. Each leads to its line.

use contracts::evaluation::{Objections, RaisedObjectionLine};
use contracts::needs::hotline::{HotlineItem, HotlineItems};
use contracts::needs::{HandlingLine, Handlings, NeedLine, Needs};
use contracts::projects::{AgreementLine, Agreements, ClaimLine, Claims};
use contracts::{Card, ListOrder, Page, PageRequest, Role};
use serde::Deserialize;
use values::{AreaCode, OrganisationId, Timestamp};

use super::{Filter, Found, List, claims, hotline, question};
use crate::pages::Visit;
use crate::pages::badge::handling_card;
use crate::pages::called::{Called, Item};
use crate::pages::look;
use crate::pages::parts::{Cell, Choice, Row};
use crate::problem::Problem;

const COLUMNS: &[&str] = &["事项", "类别", "牌", "责任单位", "期限"];

/// What has a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A step of a handling: accept, contact, handle, verify.
    Handling,
    /// A need that nobody claimed, and nobody did anything about.
    Unclaimed,
    /// The answer to a claim.
    Claim,
    /// A quarter's report of an agreement.
    Quarter,
    /// An item of the hotline, with its own limit.
    Hotline,
    /// The answer to an objection.
    Objection,
}

/// Every kind with the cards it has, as they are listed.
pub(crate) const LATE: [(Kind, Card); 9] = [
    (Kind::Handling, Card::Red),
    (Kind::Unclaimed, Card::Red),
    (Kind::Claim, Card::Red),
    (Kind::Quarter, Card::Red),
    (Kind::Hotline, Card::Red),
    (Kind::Objection, Card::Red),
    (Kind::Handling, Card::Yellow),
    (Kind::Claim, Card::Yellow),
    (Kind::Quarter, Card::Yellow),
];

impl Kind {
    const ALL: [Self; 6] = [
        Self::Handling,
        Self::Unclaimed,
        Self::Claim,
        Self::Quarter,
        Self::Hotline,
        Self::Objection,
    ];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Handling => "handling",
            Self::Unclaimed => "unclaimed",
            Self::Claim => "claim",
            Self::Quarter => "quarter",
            Self::Hotline => "hotline",
            Self::Objection => "objection",
        }
    }

    pub(crate) fn chinese(self) -> &'static str {
        match self {
            Self::Handling => "需求办理",
            Self::Unclaimed => "无人认领的需求",
            Self::Claim => "认领答复",
            Self::Quarter => "协议季度报告",
            Self::Hotline => "热线件答复",
            Self::Objection => "异议答复",
        }
    }
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Overdue {
    kind: Option<Kind>,
    card: Option<Card>,
    /// Whoever is late.
    holder: Option<OrganisationId>,
    /// Whoever is late works in this area, or in a part of it.
    area: Option<AreaCode>,
    page: PageRequest,
}

pub(super) async fn overdue(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Overdue = question(visit, at)?;
    let (lines, total) = found(visit, &asked).await?;
    let called = named(visit, &lines).await?;
    let mut filters = vec![
        Filter::choices(visit, "kind", "类别", Kind::ALL.map(choice).into()),
        Filter::of::<Card>(visit, "card", "牌"),
    ];
    filters.extend(Filter::mine(visit, "holder", "只看本组织"));
    filters.extend(Filter::area(visit, "所在辖区").await?);
    let list = List {
        heading: "逾期和临期".to_owned(),
        about: "超过时限（红牌）和临近时限（黄牌）的事项：办理各环节、认领答复、季度报告等",
        filters,
        columns: COLUMNS,
        rows: lines.iter().map(|(card, line)| row(visit, *card, line, &called)).collect(),
        total,
        empty: Some("没有逾期的事项".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

fn choice(kind: Kind) -> Choice {
    Choice { value: kind.code().to_owned(), label: kind.chinese().to_owned() }
}

/// How many there are of each kind and card in that area.
pub(crate) async fn counts(
    visit: &Visit,
    area: AreaCode,
) -> Result<Vec<(Kind, Card, usize)>, Problem> {
    let asked = Overdue { area: Some(area), ..Overdue::default() };
    let each = LATE.map(|(kind, card)| {
        let asked = asked.clone();
        async move {
            let found = ask(visit, (kind, card), &asked, PageRequest::first(1)).await?;
            Ok::<_, Problem>((kind, card, found.total))
        }
    });
    let mut counts = Vec::new();
    for one in each {
        counts.push(one.await?);
    }
    Ok(counts)
}

/// A page of all that is asked for, one kind behind the other, and how many there are.
async fn found(visit: &Visit, asked: &Overdue) -> Result<(Vec<(Card, Line)>, usize), Problem> {
    let PageRequest { offset, limit, .. } = asked.page;
    let wanted = |(kind, card): &(Kind, Card)| {
        asked.kind.is_none_or(|one| one == *kind) && asked.card.is_none_or(|one| one == *card)
    };
    let (mut lines, mut total) = (Vec::new(), 0);
    for (kind, card) in LATE.into_iter().filter(wanted) {
        let left = limit.saturating_sub(lines.len());
        let page = PageRequest::at(offset.saturating_sub(total), left.max(1));
        let found = ask(visit, (kind, card), asked, page).await?;
        lines.extend(found.items.into_iter().take(left).map(|line| (card, line)));
        total += found.total;
    }
    Ok((lines, total))
}

/// One that is late.
enum Line {
    Handling(Box<HandlingLine>),
    Unclaimed(Box<NeedLine>),
    Claim(Box<ClaimLine>),
    Quarter(Box<AgreementLine>),
    Hotline(HotlineItem),
    Objection(RaisedObjectionLine),
}

fn of<T>(page: Page<T>, line: fn(T) -> Line) -> Page<Line> {
    let Page { items, total, next_offset, next } = page;
    Page { items: items.into_iter().map(line).collect(), total, next_offset, next }
}

async fn ask(
    visit: &Visit,
    (kind, card): (Kind, Card),
    asked: &Overdue,
    page: PageRequest,
) -> Result<Page<Line>, Problem> {
    let (holder, area) = (asked.holder, asked.area);
    let (late, order) = (Some(card), ListOrder::Due);
    Ok(match kind {
        Kind::Handling => {
            let asked = Handlings { holder, area, card: late, page };
            of(visit.ask(&asked).await?, |line| Line::Handling(Box::new(line)))
        }
        Kind::Unclaimed => {
            let overdue = Some(true);
            let asked = Needs { owner: holder, area, overdue, page, ..Needs::default() };
            of(visit.ask(&asked).await?, |line| Line::Unclaimed(Box::new(line)))
        }
        Kind::Claim => {
            let answered_by = holder;
            let asked = Claims { answered_by, area, late, order, page, ..Claims::default() };
            of(visit.ask(&asked).await?, |line| Line::Claim(Box::new(line)))
        }
        Kind::Quarter => {
            let unreported_by = holder;
            let quarters =
                Agreements { unreported_by, area, late, order, page, ..Agreements::default() };
            of(visit.ask(&quarters).await?, |line| Line::Quarter(Box::new(line)))
        }
        Kind::Hotline => {
            let overdue = Some(true);
            let asked =
                HotlineItems { owner: holder, area, overdue, page, ..HotlineItems::default() };
            of(visit.ask(&asked).await?, Line::Hotline)
        }
        // They say who objects, and are of no area: whoever answers them sees them, and whoever
        // reads everything.
        Kind::Objection => {
            let reads_everything = visit.role() == Some(Role::Auditor);
            let own = visit.organisation().filter(|_| !reads_everything);
            let (answerer, overdue) = (holder.or(own), Some(true));
            let of_an_area = area.is_some() && holder.is_none();
            if of_an_area || answerer.is_none() && !reads_everything {
                return Ok(Page::empty());
            }
            let asked = Objections { answerer, overdue, order, page, ..Objections::default() };
            of(visit.ask(&asked).await?, Line::Objection)
        }
    })
}

async fn named(visit: &Visit, lines: &[(Card, Line)]) -> Result<Called, Problem> {
    let (mut organisations, mut items) = (Vec::new(), Vec::new());
    for (_, line) in lines {
        match line {
            Line::Handling(one) => {
                organisations.push(one.holder.organisation);
                items.push(Item::Need(one.need));
            }
            Line::Unclaimed(one) => organisations.push(one.owner),
            Line::Claim(one) => {
                let one = std::slice::from_ref(&**one);
                organisations.extend(claims::parties(one));
                items.extend(claims::items(one));
            }
            Line::Quarter(one) => organisations.extend(&one.parties),
            Line::Hotline(one) => organisations.push(one.owner),
            Line::Objection(one) => organisations.extend(one.answerer),
        }
    }
    visit.called_with(organisations, items).await
}

fn row(visit: &Visit, card: Card, line: &Line, called: &Called) -> Row {
    let until = |due: Option<Timestamp>| {
        let said = |due| format!("{}，{}", look::moment(due), look::until(due, visit.now()));
        due.map_or_else(String::new, said)
    };
    let (kind, thing, who, due) = match line {
        Line::Handling(one) => (
            Kind::Handling,
            Cell::link(format!("/needs/{}", one.need), called.item(Item::Need(one.need))),
            called.of(one.holder.organisation),
            Some(one.clock.due_at),
        ),
        Line::Unclaimed(one) => (
            Kind::Unclaimed,
            Cell::link(format!("/needs/{}", one.id), &one.title),
            called.of(one.owner),
            one.act_by,
        ),
        Line::Claim(one) => (
            Kind::Claim,
            Cell::link(format!("/claims/{}", one.id), claims::title(one, called)),
            claims::other_side(one, called),
            one.lease_until,
        ),
        Line::Quarter(one) => {
            let quarter = one.quarters_due.iter().find(|quarter| quarter.card == Some(card));
            let which = quarter.map_or_else(String::new, |quarter| {
                format!("{}年第{}季度", quarter.year, quarter.quarter)
            });
            let parties: Vec<_> = one.parties.iter().map(|party| called.of(*party)).collect();
            let thing = Cell::Link {
                text: one.terms.title.to_string(),
                under: which,
                href: format!("/agreements/{}", one.id),
            };
            (Kind::Quarter, thing, parties.join("、"), quarter.map(|quarter| quarter.due_at))
        }
        Line::Hotline(one) => {
            let thing = Cell::Link {
                text: one.title.to_string(),
                under: one.number.to_string(),
                href: hotline::path(one),
            };
            (Kind::Hotline, thing, called.of(one.owner), one.until)
        }
        Line::Objection(one) => {
            let answerer = super::objections::answerer(one, called);
            let thing = Cell::Link {
                text: format!("对{}的异议", one.target.chinese()),
                under: one.reason.to_string(),
                href: format!("/objections/{}", one.id),
            };
            (Kind::Objection, thing, answerer, Some(one.answer_until))
        }
    };
    Row {
        cells: vec![
            thing,
            Cell::text(kind.chinese()),
            Cell::Badge(handling_card(card)),
            Cell::Text(who),
            Cell::Text(until(due)),
        ],
    }
}
