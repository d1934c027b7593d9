//! The items of the hotline, by number and in the order in which they came in.

use std::collections::HashMap;

use contracts::needs::hotline::{self, Event, HotlineItem, HotlineItems, Received};
use contracts::{ListOrder, Page, Position};
use runtime::{Index, Queries, Question, all_in, all_of};
use values::{OrganisationId, Sealed, Timestamp, Uuid};

use super::{View, unsealed};
use crate::Needs;
use crate::commands::field;

#[derive(Default)]
pub(super) struct Hotline {
    items: HashMap<Uuid, Item>,
    /// The place of each item in the index.
    orders: HashMap<Uuid, usize>,
    index: Index<Uuid, Filed>,
}

/// An owner, and whether it was answered: whatever it is, where nothing is said.
type Filed = (Option<OrganisationId>, Option<bool>);

/// An item, with the places its texts were sealed for.
struct Item {
    at: Position,
    received: Box<Received>,
    reply: Option<(Position, Sealed, Timestamp)>,
}

impl Item {
    /// Is its limit over without an answer?
    fn is_overdue(&self, now: Timestamp) -> bool {
        self.reply.is_none() && self.received.until.is_some_and(|until| until < now)
    }

    /// Under what it is found.
    fn filed_under(&self) -> Vec<Filed> {
        let (owner, replied) = (Some(self.received.owner), Some(self.reply.is_some()));
        vec![(None, None), (owner, None), (None, replied), (owner, replied)]
    }
}

pub(super) fn table(queries: Queries<Needs>) -> Queries<Needs> {
    queries
        .on(|question: &Question<'_, View>, query: HotlineItems| items(question, &query))
        .on(|question: &Question<'_, View>, query: hotline::Hotline| item(question, &query))
}

impl Hotline {
    pub(super) fn apply(&mut self, id: Uuid, event: &Event, at: Position) {
        match event {
            Event::Received(received) => {
                let item = Item { at, received: received.clone(), reply: None };
                self.orders.insert(id, self.index.add(id, item.filed_under()));
                self.items.insert(id, item);
            }
            Event::Replied { reply, replied_at } => {
                if let (Some(item), Some(order)) = (self.items.get_mut(&id), self.orders.get(&id)) {
                    let before = item.filed_under();
                    item.reply = Some((at, reply.clone(), *replied_at));
                    self.index.refile(*order, before, item.filed_under());
                }
            }
        }
    }
}

/// The one with that number.
fn item(
    question: &Question<'_, View>,
    hotline::Hotline { number }: &hotline::Hotline,
) -> Option<HotlineItem> {
    let item = question.view.hotline.items.get(&hotline::id(number))?;
    Some(shown(question, item))
}

/// An owner's with those of what was merged into it. Whether one is overdue is looked for among
/// what is asked for, as the time passes by itself.
fn items(question: &Question<'_, View>, query: &HotlineItems) -> Page<HotlineItem> {
    let (hotline, directory) = (&question.view.hotline, question.directory);
    // What is answered is not overdue any more.
    let replied = query.replied.or(query.overdue.filter(|overdue| *overdue).map(|_| false));
    let filed = |owners: Vec<Option<OrganisationId>>| {
        owners.into_iter().map(|owner| (owner, replied)).collect::<Vec<_>>()
    };
    let asked = [
        query.owner.map(|owner| all_of(directory, owner, Some)),
        query.area.map(|area| all_in(directory, area, Some)),
    ];
    let asked = asked.into_iter().flatten().map(filed).collect();
    let (total, ids) = hotline.index.find_ordered(ListOrder::Oldest, asked, (None, replied));
    let items = ids.filter_map(|(at, id)| Some((at, hotline.items.get(&id)?)));
    let items = items.filter(|(_, item)| {
        query.overdue.is_none_or(|overdue| overdue == item.is_overdue(question.now))
    });
    let total = total.filter(|_| query.overdue.is_none());
    Page::found(query.page, total, items, |item| shown(question, item))
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
