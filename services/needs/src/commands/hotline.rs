//! Items of the hotline become needs, and are answered under their numbers.

use contracts::Rejection;
use contracts::needs::hotline::{self, Command, Received};
use contracts::needs::need;
use contracts::registry::organisation::Level;
use contracts::resources::offer::Category;
use decider::Decider as _;
use runtime::{Commands, Decision};
use values::{Amount, NeedId, PersonId, Sealed, Unit, sealed::Algorithm};

use super::{field, handling};
use crate::domain::hotline::{shortened, without_numbers};
use crate::domain::{Hotline, Need};
use crate::{Needs, suggesting};

pub(super) fn table(commands: Commands<Needs>) -> Commands<Needs> {
    commands.on(receive).on(reply)
}

/// Judged first, then sealed: what is refused, or known already, makes no key.
fn receive(decision: &mut Decision<'_, Needs>, receive: hotline::Receive) -> Result<(), Rejection> {
    let item = hotline::id(&receive.number);
    let (id, caller) = (decision.id::<NeedId>(0), decision.id::<PersonId>(1));
    let unsealed =
        Sealed { algorithm: Algorithm::Aes256GcmSiv, person: caller, data: String::new() };
    let said = format!("{}。{}", receive.title, receive.text);
    let received = Received {
        number: receive.number.clone(),
        need: id,
        owner: receive.owner,
        caller,
        text: unsealed,
        category: receive.category.clone(),
        suggested: suggesting::categories(&said),
        heard_at: receive.heard_at,
        until: receive.until,
    };
    let state = decision.state().hotline.state(item);
    let asking = Command::Receive(Box::new(received.clone()));
    if Hotline::decide(state, decision.context(), asking)?.is_empty() {
        return Ok(());
    }
    // Who called is told what becomes of it, where a community answers.
    let is_community = decision.context().directory.level(receive.owner) == Some(Level::Community);
    let told_by = is_community.then_some(need::Raiser {
        person: caller,
        code: None,
        name: None,
        phone: None,
    });
    let command = need::Command::Raise { asked: raised(&receive), told_by };
    decision.decide::<Need>(id, command)?;
    let (since, until) = (receive.heard_at, receive.until);
    handling::on_heard_at(decision, id, receive.owner, since, until)?;
    let text = decision.seal(caller, field::HOTLINE_TEXT, &receive.text);
    let text = text.expect("a new key can be made, and is not erased");
    let received = Received { text, ..received };
    decision.decide::<Hotline>(item, Command::Receive(Box::new(received)))
}

/// One piece of work, until somebody has looked. The open text bears no telephone.
fn raised(receive: &hotline::Receive) -> need::Raise {
    let title = shortened(&without_numbers(&receive.title));
    need::Raise {
        owner: receive.owner,
        title: title.unwrap_or_else(|| receive.title.clone()),
        content: shortened(&without_numbers(&receive.text)),
        kind: need::Kind::Individual,
        category: Category::Service,
        source: need::Source::Hotline,
        amount: Amount::new(1, Unit::Session).expect("one is an amount"),
        place: None,
        wanted: None,
    }
}

/// The answer ends its handling: the hotline asks whoever called how it went.
fn reply(
    decision: &mut Decision<'_, Needs>,
    hotline::Reply { number, reply, replied_at }: hotline::Reply,
) -> Result<(), Rejection> {
    let item = hotline::id(&number);
    let state = decision.state().hotline.state(item);
    let (caller, need) = match state.item() {
        Some(item) => (item.caller, item.need),
        None => return Err(hotline::Rejection::Unknown.into()),
    };
    let replied_at = replied_at.unwrap_or(decision.context().now);
    let unsealed =
        Sealed { algorithm: Algorithm::Aes256GcmSiv, person: caller, data: String::new() };
    let asking = Command::Reply { reply: unsealed, replied_at };
    if Hotline::decide(state, decision.context(), asking)?.is_empty() {
        return Ok(());
    }
    // Whoever was erased is nobody to answer.
    let Ok(reply) = decision.seal(caller, field::HOTLINE_REPLY, &reply) else {
        return Err(hotline::Rejection::Unknown.into());
    };
    decision.decide::<Hotline>(item, Command::Reply { reply, replied_at })?;
    handling::on_closed(decision, need)
}
