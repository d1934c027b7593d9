//! One item of the hotline 热线件: what was said, how it is handled, what was answered.

use contracts::needs::hotline::{self, Hotline, HotlineItem};
use contracts::needs::{Handling, LikelyCategory};
use values::Text;

use super::{Line, handling, line_page};
use crate::pages::called::Item;
use crate::pages::deeds::{self, REPLY_HOTLINE_ITEM};
use crate::pages::lists::hotline as items;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell};
use crate::pages::{Answer, Visit};
use crate::problem::Problem;

pub(crate) async fn hotline_item(visit: &Visit) -> Answer {
    let one = found(visit).await?;
    let of_need = Handling { need: one.need };
    let handled = visit.ask(&of_need).await?;
    let holder = handled.as_ref().map(|handled| handled.holder.organisation);
    let parties = holder.into_iter().chain([one.owner]);
    let called = visit.called_with(parties, [Item::Need(one.need)]).await?;
    let suggested = one.suggested.iter().map(likely).collect::<Vec<_>>();
    let mut facts = vec![
        ("编号", Cell::text(&one.number)),
        ("承办", Cell::link(look::organisation(one.owner), called.of(one.owner))),
        ("来电", Cell::When(look::moment(one.heard_at))),
        ("热线时限", Cell::When(one.until.map_or_else(String::new, look::moment))),
        ("热线类别", Cell::maybe(one.category.as_ref())),
        ("可能的类别", Cell::Text(suggested.join("、"))),
        ("来电内容", Cell::maybe(one.text.as_ref())),
        ("办理", called.link(Item::Need(one.need))),
    ];
    facts.extend(handled.iter().flat_map(|handled| handling::facts(visit, handled, &called)));
    facts.extend([
        ("答复", Cell::maybe(one.reply.as_ref())),
        ("答复时间", Cell::When(one.replied_at.map_or_else(String::new, look::moment))),
    ]);
    let line = Line {
        here: Place::Elsewhere,
        kind: "热线件",
        heading: one.title.to_string(),
        badge: Some(items::badge(&one, visit.now())),
        notice: notice(visit, &one),
        facts,
        way: Vec::new(),
        buttons: buttons(visit, &one),
        sections: Vec::new(),
        history: format!("/history/needs/{}", hotline::id(&one.number)),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// The item in the path.
pub(crate) async fn found(visit: &Visit) -> Result<HotlineItem, Problem> {
    let number = visit.in_path("number").and_then(|number| Text::new(number).ok());
    visit.find(&Hotline { number: number.ok_or_else(Problem::not_found)? }).await
}

fn likely(one: &LikelyCategory) -> String {
    format!("{}（{}%）", one.label, one.confidence / 10)
}

fn notice(visit: &Visit, one: &HotlineItem) -> Option<String> {
    let until = one.until.filter(|_| one.replied_at.is_none())?;
    let left = look::until(until, visit.now());
    Some(format!("按原编号在 {} 前答复（{left}）", look::moment(until)))
}

fn buttons(visit: &Visit, one: &HotlineItem) -> Vec<Button> {
    let open = one.replied_at.is_none() && visit.acts_for(one.owner);
    deeds::buttons(visit, if open { &[REPLY_HOTLINE_ITEM] } else { &[] }, &[])
}
