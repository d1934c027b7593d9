//! What is told about one line.
//!
//! Invariant: of one line an inbox has one live notice at most, the newest.

mod agreements;
mod claims;
mod handling;
mod judgements;
mod lists;
mod plans;
mod reports;

use std::collections::BTreeMap;

use contracts::notices::notice::{About, Command, Event, Heard, Matter, NoticeKind, Rejection};
use contracts::registry::organisation::Level;
use contracts::{Actor, Claimer, Context, Directory};
use decider::{Decider, corrupt};
use values::{OrganisationId, Timestamp};

/// The rules of notices.
pub struct Notice;

/// What is known of the line, and what is told about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    matter: Option<Matter>,
    live: BTreeMap<Claimer, Live>,
}

/// What an inbox is told now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Live {
    kind: NoticeKind,
    by: Option<Timestamp>,
    read: bool,
}

impl State {
    /// What the inbox is told that nobody of it has read, and by when something is to be done.
    pub fn unread(&self, inbox: Claimer) -> Option<(NoticeKind, Option<Timestamp>)> {
        self.live.get(&inbox).filter(|live| !live.read).map(|live| (live.kind, live.by))
    }

    /// Who has been told this.
    fn told(&self, kind: NoticeKind) -> impl Iterator<Item = Claimer> {
        let told = self.live.iter().filter(move |(_, live)| live.kind == kind);
        told.map(|(inbox, _)| *inbox)
    }

    /// Until when the inbox was asked to do something.
    fn asked_until(&self, inbox: Claimer) -> Option<Timestamp> {
        self.live.get(&inbox)?.by
    }

    /// Whoever is told something else has nothing left to do.
    fn only(&self, told: Vec<Event>) -> Vec<Event> {
        let is_told = |inbox: &Claimer| {
            told.iter().any(|event| matches!(event, Event::Told { inbox: to, .. } if to == inbox))
        };
        let rest = self.live.keys().filter(|inbox| !is_told(inbox));
        let settled: Vec<_> = rest.map(|inbox| settled(*inbox)).collect();
        settled.into_iter().chain(told).collect()
    }

    /// Does it say what is not so yet?
    fn is_new(&self, event: &Event) -> bool {
        match event {
            Event::Described { matter } => self.matter.as_ref() != Some(matter),
            Event::Told { inbox, kind, by } => {
                self.live.get(inbox).is_none_or(|live| (live.kind, live.by) != (*kind, *by))
            }
            Event::Settled { inbox } => self.live.contains_key(inbox),
            Event::Read { inbox, .. } => self.live.get(inbox).is_some_and(|live| !live.read),
        }
    }
}

fn told(inbox: impl Into<Claimer>, kind: NoticeKind, by: Option<Timestamp>) -> Event {
    Event::Told { inbox: inbox.into(), kind, by }
}

/// A card is for who is late, and its street knows of it.
fn late(
    context: &Context,
    who: OrganisationId,
    kind: NoticeKind,
    by: Option<Timestamp>,
) -> Vec<Event> {
    let street = context.directory.senior_at(who, Level::Street).filter(|street| *street != who);
    [who].into_iter().chain(street).map(|inbox| told(inbox, kind, by)).collect()
}

fn settled(inbox: impl Into<Claimer>) -> Event {
    Event::Settled { inbox: inbox.into() }
}

impl Decider for Notice {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Hear { about, heard } => Ok(hear(state, context, about, &heard)),
            Command::Read { inbox } => read(state, context, inbox),
        }
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::Described { matter } => state.matter = Some(matter.clone()),
            Event::Told { inbox, kind, by } => {
                state.live.insert(*inbox, Live { kind: *kind, by: *by, read: false });
            }
            Event::Settled { inbox } => {
                if state.live.remove(inbox).is_none() {
                    corrupt(&state, event);
                }
            }
            Event::Read { inbox, .. } => match state.live.get_mut(inbox) {
                Some(live) => live.read = true,
                None => corrupt(&state, event),
            },
        }
        state
    }
}

/// Only what is new is said: whatever was heard before changes nothing.
fn hear(state: &State, context: &Context, about: About, heard: &Heard) -> Vec<Event> {
    let mut after = state.clone();
    let mut events = Vec::new();
    for event in meant(state, context, about, heard) {
        if after.is_new(&event) {
            after = Notice::evolve(after, &event);
            events.push(event);
        }
    }
    events
}

fn meant(state: &State, context: &Context, about: About, heard: &Heard) -> Vec<Event> {
    match heard {
        Heard::Claim(event) => claims::meant(state, context, about, event),
        Heard::Agreement(event) => agreements::of_agreement(state, about, event),
        Heard::Project(event) => agreements::of_project(state, about, event),
        Heard::Offer(event) => lists::of_offer(state, about, event),
        Heard::Need(event) => lists::of_need(state, context, about, event),
        Heard::Occasion(event) => judgements::of_occasion(state, about, event),
        Heard::Objection(event) => judgements::of_objection(state, about, event),
        Heard::Report(event) => reports::meant(state, about, event),
        Heard::Record(event) => agreements::of_record(state, about, event),
        Heard::Plan(event) => plans::meant(state, about, event),
        Heard::Handling(event) => handling::meant(state, context, about, event),
    }
}

/// Does `actor` read what `inbox` is told? A person's is theirs alone; an organisation's is that of
/// whoever acts for it.
pub fn reads(actor: &Actor, directory: &Directory, inbox: Claimer) -> bool {
    match inbox {
        Claimer::Person(person) => actor.person() == Some(person),
        Claimer::Organisation(organisation) => directory.may_act_for(actor, organisation),
    }
}

fn read(state: &State, context: &Context, inbox: Claimer) -> Result<Vec<Event>, Rejection> {
    let may_read = reads(&context.actor, &context.directory, inbox);
    let by = context.actor.person().filter(|_| may_read);
    let event = Event::Read { inbox, by: by.ok_or(Rejection::NotAuthorised)? };
    Ok(if state.is_new(&event) { vec![event] } else { vec![] })
}

#[cfg(test)]
mod tests;
