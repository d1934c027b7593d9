//! An offer, and who takes it.

use contracts::projects::Claims;
use contracts::resources::{Offer, OfferLine, OfferSlots, OfferStatus, Slots};
use values::time;

use super::{Line, PARTS, chain, live_page};
use crate::Shown;
use crate::pages::badge::badge;
use crate::pages::called::{Called, Item};
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section};
use crate::pages::{Answer, Visit, fitting, lists};

pub(crate) async fn offer(visit: &Visit) -> Answer {
    let id = visit.id("offer")?;
    let of_offer = Offer { offer: id };
    let of_claims = Claims { offer: Some(id), page: PARTS, ..Default::default() };
    let of_slots = Slots { offer: id, from: time::date_at(visit.now()), to: None };
    let fitting = async { Ok(fitting::for_offer(visit, id).await) };
    let (offer, claims, slots, fitting) = tokio::try_join!(
        visit.find(&of_offer),
        visit.ask(&of_claims),
        visit.ask(&of_slots),
        fitting,
    )?;
    let parties = lists::claims::parties(&claims.items);
    let parties = [offer.owner].into_iter().chain(offer.manager).chain(parties);
    let called = visit.called_with(parties, lists::claims::items(&claims.items)).await?;
    let more = format!("/claims?offer={id}");
    let mut sections = vec![chain(&claims.items, claims.total, more, Item::Offer(id), &called)];
    sections.extend(slots.filter(|_| offer.schedule.is_some()).map(|slots| free(&slots)));
    let fitting = fitting.filter(|_| offer.status == OfferStatus::Listed);
    sections.extend(fitting.map(|found| fitting::of_offer(visit, &found)));
    let line = Line {
        here: Place::Offers,
        kind: offer.category.chinese(),
        heading: offer.title.to_string(),
        badge: Some(badge(offer.status)),
        notice: notice(&offer),
        facts: facts(&offer, &called),
        way: Vec::new(),
        buttons: buttons(visit, &offer),
        sections,
        history: format!("/history/resources/{id}"),
        waits: false,
    };
    let parts = claims.items.iter().map(|claim| claim.id.into());
    Ok(live_page(visit, &called, line, parts))
}

fn notice(offer: &OfferLine) -> Option<String> {
    match offer.status {
        OfferStatus::Dormant => Some("长期资源已半年未确认，确认后重新上清单".to_owned()),
        OfferStatus::Expired => Some("已到期，续期后重新上清单".to_owned()),
        OfferStatus::OneOff => Some(look::ONE_OFF.to_owned()),
        OfferStatus::Draft | OfferStatus::Listed | OfferStatus::Paused | OfferStatus::Withdrawn => {
            None
        }
    }
}

fn facts(offer: &OfferLine, called: &Called) -> Vec<(&'static str, Cell)> {
    let price =
        offer.price.map_or_else(|| "无偿".to_owned(), |price| format!("低偿，每份 {price}"));
    let conditions: Vec<_> = offer.conditions.iter().map(|text| text.as_str()).collect();
    vec![
        ("余量", Cell::bar(offer.amount, offer.held, offer.used)),
        ("供给方", Cell::link(look::organisation(offer.owner), called.of(offer.owner))),
        ("管理单位", Cell::maybe(offer.manager.map(|manager| called.of(manager)))),
        ("价格", Cell::Text(price)),
        ("说明", Cell::maybe(offer.content.as_ref())),
        ("地点", Cell::maybe(offer.place.as_ref())),
        ("可用时间", Cell::maybe(offer.available.as_ref())),
        ("使用条件", Cell::Text(conditions.join("；"))),
        ("有效期", Cell::When(lists::offers::until(offer))),
        ("登记", Cell::When(look::moment(offer.listed_at))),
    ]
}

/// The next week's free times, each a button to claim it.
fn free(slots: &OfferSlots) -> Section {
    let row = |free: &contracts::resources::FreeSlot| Row {
        cells: vec![
            Cell::When(free.slot.date.to_string()),
            Cell::When(format!("{}–{}", free.slot.from, free.slot.to)),
            Cell::text(free.left),
        ],
    };
    let rows = slots.free.iter().map(row).collect();
    Section::new("slots", "七天内可预约时段", &["日期", "时间", "可约"], rows)
        .or("七天内没有空闲时段")
}

fn buttons(visit: &Visit, offer: &OfferLine) -> Vec<Button> {
    let owns = visit.acts_for(offer.owner);
    let manages = owns || offer.manager.is_some_and(|manager| visit.acts_for(manager));
    let (main, mut others): (&[_], Vec<_>) = match (manages, offer.status) {
        (true, OfferStatus::Draft) => (&[LIST_DRAFT], vec![SET_SCHEDULE]),
        (true, OfferStatus::Listed) => (&[], vec![PAUSE, RENEW, SET_SCHEDULE]),
        (true, OfferStatus::Paused) => (&[RESUME], vec![SET_SCHEDULE]),
        (true, OfferStatus::Expired | OfferStatus::Dormant) => (&[RENEW], vec![SET_SCHEDULE]),
        (false, OfferStatus::Listed) if visit.actor.is_some() => (&[CLAIM_OFFER], vec![]),
        (true | false, _) => (&[], vec![]),
    };
    let over = matches!(offer.status, OfferStatus::Withdrawn | OfferStatus::OneOff);
    if owns && !over {
        others.extend([EDIT_OFFER, WITHDRAW]);
    }
    deeds::buttons(visit, main, &others)
}
