//! The items of the hotline, by number and in the order in which they came in.

use std::collections::HashMap;

use contracts::needs::hotline::{self, Event, HotlineItem, HotlineItems, Received};
use contracts::{Directory, ListOrder, Page, Position};
use runtime::{Index, Queries, Question};
use values::{OrganisationId, Sealed, Timestamp, Uuid};

use super::kinds::Whose;
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

/// Whose it is, and whether it was answered: whatever it is, where nothing is said.
type Filed = (Whose, Option<bool>);

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
        let (owner, replied) = (Whose::Of(self.received.owner), Some(self.reply.is_some()));
        let whose = [Whose::Anybodys, owner].into_iter();
        whose.flat_map(|whose| [(whose, None), (whose, replied)]).collect()
    }
}

pub(super) fn table(queries: Queries<Needs>) -> Queries<Needs> {
    queries
        .on(|question: &Question<'_, View>, query: HotlineItems| items(question, &query))
        .on(|question: &Question<'_, View>, query: hotline::Hotline| item(question, &query))
}

impl Hotline {
    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

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

/// The one with that number, for those who see the work of whoever answers it.
fn item(
    question: &Question<'_, View>,
    hotline::Hotline { number }: &hotline::Hotline,
) -> Option<HotlineItem> {
    let item = question.view.hotline.items.get(&hotline::id(number))?;
    question.asker().sees_work_of(item.received.owner).then(|| shown(question, item))
}

/// An owner's with those of what was merged into it; of all of them those whose work is seen.
/// Whether one is overdue is looked for among what is asked for, as the time passes by itself.
fn items(question: &Question<'_, View>, query: &HotlineItems) -> Page<HotlineItem> {
    let (hotline, asker) = (&question.view.hotline, question.asker());
    if query.owner.is_some_and(|owner| !asker.sees_work_of(owner)) {
        return Page::empty();
    }
    // What is answered is not overdue any more.
    let replied = query.replied.or(query.overdue.filter(|overdue| *overdue).map(|_| false));
    let owner = query.owner.map(|owner| Whose::Of(question.directory.resolve(owner)));
    let whose = owner.into_iter().chain(query.area.map(Whose::In));
    let mut asked: Vec<Filed> = whose.map(|whose| (whose, replied)).collect();
    if asked.is_empty() {
        asked.push((Whose::Anybodys, replied));
    }
    let sees_all = query.owner.is_some()
        || asker.sees_all_work()
        || query.area.is_some_and(|area| asker.sees_work_in(area));
    let asked: Vec<Vec<Filed>> = if sees_all {
        vec![asked]
    } else {
        let (own, areas) = asker.stands_over().unzip();
        let seen = own.map(Whose::Of).into_iter();
        let seen = seen.chain(areas.into_iter().flatten().map(Whose::In));
        seen.map(|one| [asked.clone(), vec![(one, replied)]].concat()).collect()
    };
    let item = |id| hotline.items.get(&id);
    let shown = |item| shown(question, item);
    let Some(overdue) = query.overdue else {
        return hotline.index.page_of_either(query.page, ListOrder::Oldest, asked, item, shown);
    };
    let (_, ids) = hotline.index.find_any(ListOrder::Oldest, asked);
    let items = ids.filter_map(|(at, id)| Some((at, item(id)?)));
    let items = items.filter(|(_, item)| item.is_overdue(question.now) == overdue);
    Page::of(query.page, items, shown)
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
