//! Written requests 听取意见 and their answers: one's own, one's unit's, one's community's.

use contracts::evaluation::{HearingLine, HearingStatus, Hearings};
use contracts::{Actor, PageRequest, Role};
use values::{OrganisationId, PersonId};

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, ASK_HEARING};
use crate::pages::look;
use crate::pages::parts::{Button, Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["事由", "状态", "对象", "来函单位", "社区", "期限"];

pub(super) async fn hearings(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Hearings = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let called = visit.with_persons(called, people(&found.items)).await?;
    let mut filters = vec![Filter::of::<HearingStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "organisation", "本组织来函或答复的"));
    let list = List {
        heading: "听取意见".to_owned(),
        about: "单位发展党员、选拔任用干部前书面来函；只答复已确认的服务事实，先交本人过目，一年失效",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: buttons(visit),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// The head of a unit asks.
pub(crate) fn buttons(visit: &Visit) -> Vec<Button> {
    match &visit.actor {
        Some(Actor::Person { role: Role::UnitHead, .. }) => {
            deeds::buttons(visit, &[], &[ASK_HEARING])
        }
        Some(_) | None => Vec::new(),
    }
}

/// Who asks, and who answers.
pub(crate) fn parties(hearings: &[HearingLine]) -> impl Iterator<Item = OrganisationId> {
    hearings.iter().flat_map(|one| [one.asked.unit, one.asked.community])
}

/// About whom.
pub(crate) fn people(hearings: &[HearingLine]) -> impl Iterator<Item = PersonId> {
    hearings.iter().map(|one| one.asked.person)
}

/// Until when the person replies, or the answer can be read.
pub(crate) fn limit(one: &HearingLine) -> String {
    let limit = one.expires_at.or(one.reply_until);
    limit.map_or_else(String::new, look::moment)
}

/// A request in a table of [`COLUMNS`].
pub(crate) fn row(one: &HearingLine, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::Link {
                text: one.asked.purpose.chinese().to_owned(),
                under: one.asked.letter.to_string(),
                href: format!("/hearings/{}", one.id),
            },
            Cell::Badge(badge(one.status)),
            Cell::Text(called.claimer(one.asked.person.into())),
            Cell::Text(called.of(one.asked.unit)),
            Cell::Text(called.of(one.asked.community)),
            Cell::When(limit(one)),
        ],
    }
}
