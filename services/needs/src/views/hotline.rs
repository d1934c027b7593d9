//! The items of the hotline, by number and in the order in which they came in.

use std::collections::HashMap;

use contracts::needs::hotline::{Event, HotlineItem, HotlineItems, Received};
use contracts::{Page, Position, oldest_first};
use runtime::{Queries, Question};
use values::{OrganisationId, Sealed, Timestamp, Uuid};

use super::{View, unsealed};
use crate::Needs;
use crate::commands::field;

#[derive(Default)]
pub(super) struct Hotline {
    items: HashMap<Uuid, Item>,
    in_order: Vec<Uuid>,
    of_owner: HashMap<OrganisationId, Vec<Uuid>>,
}

/// An item, with the places its texts were sealed for.
struct Item {
    at: Position,
    received: Box<Received>,
    reply: Option<(Position, Sealed, Timestamp)>,
}

pub(super) fn table(queries: Queries<Needs>) -> Queries<Needs> {
    queries.on(|question: &Question<'_, View>, query: HotlineItems| items(question, &query))
}

impl Hotline {
    pub(super) fn apply(&mut self, id: Uuid, event: &Event, at: Position) {
        match event {
            Event::Received(received) => {
                self.in_order.push(id);
                self.of_owner.entry(received.owner).or_default().push(id);
                let received = received.clone();
                self.items.insert(id, Item { at, received, reply: None });
            }
            Event::Replied { reply, replied_at } => {
                if let Some(item) = self.items.get_mut(&id) {
                    item.reply = Some((at, reply.clone(), *replied_at));
                }
            }
        }
    }
}

fn items(question: &Question<'_, View>, query: &HotlineItems) -> Page<HotlineItem> {
    let hotline = &question.view.hotline;
    let none = Vec::new();
    let ids = match query.owner {
        Some(owner) => hotline.of_owner.get(&owner).unwrap_or(&none),
        None => &hotline.in_order,
    };
    let items = oldest_first(ids).filter_map(|(at, id)| Some((at, hotline.items.get(id)?)));
    match query.replied {
        None => Page::counted(query.page, ids.len(), items, |item| shown(question, item)),
        Some(replied) => {
            let wanted = |item: &Item| item.reply.is_some() == replied;
            Page::of(query.page, items.filter(|(_, item)| wanted(item)), |item| {
                shown(question, item)
            })
        }
    }
}

fn shown(question: &Question<'_, View>, item: &Item) -> HotlineItem {
    let received = &item.received;
    let may = question.asker().may_act_for(received.owner);
    let open = |at, field, text| if may { unsealed(question, at, field, text) } else { None };
    let reply = item.reply.as_ref();
    HotlineItem {
        number: received.number.clone(),
        need: received.need,
        owner: received.owner,
        title: question.view.lines[&received.need].title.clone(),
        text: open(item.at, field::HOTLINE_TEXT, &received.text),
        category: received.category.clone(),
        suggested: received.suggested.clone(),
        heard_at: received.heard_at,
        until: received.until,
        reply: reply.and_then(|(at, text, _)| open(*at, field::HOTLINE_REPLY, text)),
        replied_at: reply.map(|(.., replied_at)| *replied_at),
    }
}
