//! One item of the hotline: received once for its number, answered once under it.

use contracts::Context;
use contracts::needs::hotline::{Command, Event, Received, Rejection};
use decider::{Decider, corrupt};
use values::{NeedId, OrganisationId, PersonId, Text, Timestamp};

/// The rules of hotline items.
pub struct Hotline;

/// Where an item stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not heard of.
    #[default]
    Unheard,
    Received(Item),
    Replied(Item, Timestamp),
}

/// An item that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub need: NeedId,
    pub owner: OrganisationId,
    pub caller: PersonId,
    heard_at: Timestamp,
    until: Option<Timestamp>,
}

impl State {
    /// The item, once it was received.
    pub fn item(&self) -> Option<&Item> {
        match self {
            State::Unheard => None,
            State::Received(item) | State::Replied(item, _) => Some(item),
        }
    }
}

impl Decider for Hotline {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Receive(received) => receive(state, context, received),
            Command::Reply { reply, replied_at } => {
                let item = state.item().ok_or(Rejection::Unknown)?;
                if !context.may_act_for(item.owner) {
                    return Err(Rejection::NotAuthorised);
                }
                if let State::Replied(_, before) = state {
                    // What was sealed cannot be compared: the same moment is the same answer.
                    let same = *before == replied_at;
                    return if same { Ok(vec![]) } else { Err(Rejection::AlreadyReplied) };
                }
                if replied_at < item.heard_at || replied_at > context.now {
                    return Err(Rejection::TimesOutOfOrder);
                }
                Ok(vec![Event::Replied { reply, replied_at }])
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Received(received), State::Unheard) => State::Received(Item {
                need: received.need,
                owner: received.owner,
                caller: received.caller,
                heard_at: received.heard_at,
                until: received.until,
            }),
            (Event::Replied { replied_at, .. }, State::Received(item)) => {
                State::Replied(item, *replied_at)
            }
            (Event::Received(_) | Event::Replied { .. }, state) => corrupt(&state, event),
        }
    }
}

/// The same number again is the same item: it raises nothing twice.
fn receive(
    state: &State,
    context: &Context,
    received: Box<Received>,
) -> Result<Vec<Event>, Rejection> {
    if !context.may_act_for(received.owner) {
        return Err(Rejection::NotAuthorised);
    }
    if let Some(item) = state.item() {
        let known = (item.owner, item.heard_at, item.until);
        let same = known == (received.owner, received.heard_at, received.until);
        return if same { Ok(vec![]) } else { Err(Rejection::OtherItem) };
    }
    if received.heard_at > context.now || received.until.is_some_and(|at| at < received.heard_at) {
        return Err(Rejection::TimesOutOfOrder);
    }
    Ok(vec![Event::Received(received)])
}

/// From how many digits on a number is taken for that of a telephone or of a person.
const DIGITS_MIN: usize = 7;

/// The text as everybody may read it: without the numbers of telephones and persons.
pub fn without_numbers(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || c == '-' || ('０'..='９').contains(&c);
    let mut open = String::with_capacity(text.len());
    let mut number = String::new();
    for c in text.chars().chain(['\n']) {
        if is_part(c) {
            number.push(c);
            continue;
        }
        let digits = number.chars().filter(|c| *c != '-').count();
        // The last digit of an identity number may be an X.
        let whole = matches!(c, 'x' | 'X') && digits == 17;
        if digits >= DIGITS_MIN {
            open.push_str("[号码]");
        } else {
            open.push_str(&number);
        }
        number.clear();
        if !whole {
            open.push(c);
        }
    }
    open.pop();
    open
}

/// As much of `text` as a public field of `max` characters has room for.
pub fn shortened<const MAX: usize>(text: &str) -> Option<Text<MAX>> {
    let text = text.trim();
    if text.chars().count() <= MAX {
        return Text::new(text).ok();
    }
    let kept: String = text.chars().take(MAX - 1).chain(['…']).collect();
    Text::new(&kept).ok()
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, SOMEBODY, by, clerk_of, monday};
    use decider::{deciding_again_changes_nothing, given};
    use std::time::Duration;
    use values::{Sealed, Uuid, sealed::Algorithm};

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn sealed(data: &str) -> Sealed {
        let person = PersonId(Uuid::from_u128(5));
        Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data: data.to_owned() }
    }

    fn received(heard_at: Timestamp) -> Box<Received> {
        Box::new(Received {
            number: Text::new("2549").unwrap(),
            need: NeedId(Uuid::from_u128(1)),
            owner: OWNER,
            caller: PersonId(Uuid::from_u128(5)),
            text: sealed("路灯坏了"),
            category: None,
            suggested: vec![],
            heard_at,
            until: None,
        })
    }

    fn reply(replied_at: Timestamp) -> Command {
        Command::Reply { reply: sealed("已修好"), replied_at }
    }

    fn clerk() -> Context {
        by(clerk_of(OWNER))
    }

    #[test]
    fn one_number_is_received_once() {
        let heard_at = monday() - HOUR;
        let receive = || Command::Receive(received(heard_at));
        let state = given::<Hotline>([])
            .when(&clerk(), receive())
            .then([Event::Received(received(heard_at))]);
        deciding_again_changes_nothing::<Hotline>(state, &clerk(), receive());
        given::<Hotline>([Event::Received(received(heard_at))])
            .when(&clerk(), Command::Receive(received(heard_at - HOUR)))
            .then_rejected(Rejection::OtherItem);
        given::<Hotline>([])
            .when(&by(clerk_of(SOMEBODY)), receive())
            .then_rejected(Rejection::NotAuthorised);
        given::<Hotline>([])
            .when(&clerk(), Command::Receive(received(monday() + HOUR)))
            .then_rejected(Rejection::TimesOutOfOrder);
    }

    #[test]
    fn it_is_answered_once_under_its_number_after_it_was_heard() {
        let so_far = || [Event::Received(received(monday() - HOUR))];
        let replied = Event::Replied { reply: sealed("已修好"), replied_at: monday() };
        given::<Hotline>(so_far()).when(&clerk(), reply(monday())).then([replied.clone()]);
        given::<Hotline>(so_far().into_iter().chain([replied]))
            .when(&clerk(), reply(monday() - HOUR / 2))
            .then_rejected(Rejection::AlreadyReplied);
        let state = given::<Hotline>(so_far()).when(&clerk(), reply(monday())).outcome().unwrap();
        let history = so_far().into_iter().chain(state);
        given::<Hotline>(history).when(&clerk(), reply(monday())).then_already_so();
        given::<Hotline>([]).when(&clerk(), reply(monday())).then_rejected(Rejection::Unknown);
        for moment in [monday() - HOUR * 2, monday() + HOUR] {
            given::<Hotline>(so_far())
                .when(&clerk(), reply(moment))
                .then_rejected(Rejection::TimesOutOfOrder);
        }
        given::<Hotline>(so_far())
            .when(&by(clerk_of(SOMEBODY)), reply(monday()))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn nobody_reads_a_telephone_or_an_identity_number_in_the_open_text() {
        for (text, open) in [
            ("请回电13800001234，3号楼", "请回电[号码]，3号楼"),
            ("0631-5201234", "[号码]"),
            ("身份证37100019900101123X。", "身份证[号码]。"),
            ("１３８００００１２３４", "[号码]"),
            ("2019-04月100米", "2019-04月100米"),
        ] {
            assert_eq!(without_numbers(text), open);
        }
    }

    #[test]
    fn a_long_text_is_shortened_for_the_public_field() {
        assert_eq!(shortened::<5>("路灯坏了").unwrap().as_str(), "路灯坏了");
        assert_eq!(shortened::<5>("三号楼路灯坏了").unwrap().as_str(), "三号楼路…");
        assert_eq!(shortened::<5>(" "), None);
    }
}
