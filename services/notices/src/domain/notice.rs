//! What is told about one line.
//!
//! Invariant: of one line, or of one aspect of it, an inbox has one live notice at most, the
//! newest, and what is told of one aspect takes no other's place; and what is announced
//! is told to each inbox once, unless something newer is told or it is settled before.

mod activities;
mod agreements;
mod claims;
mod handling;
mod hearings;
mod honours;
mod intake;
mod judgements;
mod lists;
mod plans;
mod registry;
mod reports;
mod tenders;

use std::collections::{BTreeMap, BTreeSet};

use contracts::notices::notice::{
    About, Aspect, Command, Event, Heard, Matter, NoticeKind, Rejection, TOLD_AT_ONCE_MAX,
};
use contracts::registry::organisation::Level;
use contracts::{Actor, Claimer, Context, Directory};
use decider::{Decider, corrupt};
use values::{AreaCode, NeedId, OrganisationId, Timestamp, Uuid};

/// The rules of notices.
pub struct Notice;

/// What is known of the line, and what is told about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    matter: Option<Matter>,
    live: BTreeMap<(Claimer, Option<Aspect>), Live>,
    /// Who is told what becomes of the line.
    concerned: BTreeSet<Claimer>,
    /// What was announced and is still to be told, to whom.
    announced: BTreeMap<Claimer, (NoticeKind, Option<Timestamp>)>,
    /// Who raised something that is answered one by one, in order.
    raised: Vec<Claimer>,
    /// Which parts of what they are asked for are done.
    done: BTreeSet<(Claimer, Uuid)>,
    /// The need of which this one is a duplicate.
    follows: Option<NeedId>,
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
    pub fn unread(
        &self,
        inbox: Claimer,
    ) -> impl Iterator<Item = (NoticeKind, Option<Timestamp>)> + '_ {
        let unread = self.of(inbox).filter(|(_, live)| !live.read);
        unread.map(|(_, live)| (live.kind, live.by))
    }

    fn of(&self, inbox: Claimer) -> impl Iterator<Item = (Option<Aspect>, &Live)> + '_ {
        let live = self.live.iter().filter(move |((to, _), _)| *to == inbox);
        live.map(|((_, aspect), live)| (*aspect, live))
    }

    /// What every inbox is told, and whether it was read.
    pub fn standing(
        &self,
    ) -> impl Iterator<Item = (Claimer, NoticeKind, Option<Timestamp>, bool)> + '_ {
        self.live.iter().map(|((inbox, _), live)| (*inbox, live.kind, live.by, live.read))
    }

    /// Who has been told this.
    fn told(&self, kind: NoticeKind) -> impl Iterator<Item = Claimer> {
        let told = self.live.iter().filter(move |(_, live)| live.kind == kind);
        told.map(|((inbox, _), _)| *inbox)
    }

    /// When there is something to be told: at once, or never.
    pub fn due_at(&self) -> Option<Timestamp> {
        (!self.announced.is_empty()).then_some(Timestamp::UNIX_EPOCH)
    }

    /// The organisations, or the persons, among those whom it concerns.
    fn concerned(&self, organisations: bool) -> impl Iterator<Item = Claimer> {
        let concerned = self.concerned.iter().copied();
        concerned.filter(move |inbox| inbox.organisation().is_some() == organisations)
    }

    /// The need of which this one is a duplicate.
    pub fn follows(&self) -> Option<NeedId> {
        self.follows
    }

    /// Has the inbox done this part?
    fn is_done(&self, inbox: Claimer, part: Uuid) -> bool {
        self.done.contains(&(inbox, part))
    }

    /// To whom an announcement goes that do not know it.
    fn to_announce<'a>(
        &'a self,
        only: Option<&'a [Claimer]>,
        (kind, by): (NoticeKind, Option<Timestamp>),
    ) -> impl Iterator<Item = Claimer> {
        let all = only.is_none().then_some(&self.concerned).into_iter().flatten();
        let inboxes = all.chain(only.into_iter().flatten()).copied();
        inboxes.filter(move |inbox| match self.announced.get(inbox) {
            Some(announced) => *announced != (kind, by),
            None => self.of(*inbox).all(|(_, live)| (live.kind, live.by) != (kind, by)),
        })
    }

    /// Until when the inbox was asked to do something about that aspect.
    fn asked_until(&self, inbox: Claimer, aspect: Option<Aspect>) -> Option<Timestamp> {
        self.live.get(&(inbox, aspect))?.by
    }

    /// The same of one aspect: whoever is told something else of it has nothing left to do about
    /// it.
    fn only_of(&self, aspect: Aspect, told: Vec<Event>) -> Vec<Event> {
        let is_told = |inbox: &Claimer| {
            told.iter().any(|event| matches!(event, Event::Told { inbox: to, .. } if to == inbox))
        };
        let rest = self.live.keys().filter(|(_, of)| *of == Some(aspect));
        let rest = rest.filter(|(inbox, _)| !is_told(inbox)).map(|(inbox, _)| *inbox);
        let rest: Vec<_> = rest.collect();
        let rest = rest.into_iter().map(|inbox| Event::Settled { inbox, aspect: Some(aspect) });
        rest.chain(told).collect()
    }

    /// Whoever is told something else has nothing left to do.
    fn only(&self, told: Vec<Event>) -> Vec<Event> {
        let is_told = |inbox: &Claimer| {
            told.iter().any(|event| matches!(event, Event::Told { inbox: to, .. } if to == inbox))
        };
        let live = self.live.keys().map(|(inbox, _)| inbox);
        let all: BTreeSet<_> = live.chain(self.announced.keys()).collect();
        let rest = all.into_iter().filter(|inbox| !is_told(inbox));
        let settled: Vec<_> = rest.map(|inbox| settled(*inbox)).collect();
        settled.into_iter().chain(told).collect()
    }

    /// Does it say what is not so yet?
    fn is_new(&self, event: &Event) -> bool {
        match event {
            Event::Described { matter } => self.matter.as_ref() != Some(matter),
            Event::Told { inbox, kind, by, aspect } => {
                let live = self.live.get(&(*inbox, aspect.or(kind.aspect())));
                live.is_none_or(|live| (live.kind, live.by) != (*kind, *by))
            }
            Event::Settled { inbox, aspect: None } => {
                self.of(*inbox).next().is_some() || self.announced.contains_key(inbox)
            }
            Event::Settled { inbox, aspect } => self.live.contains_key(&(*inbox, *aspect)),
            Event::AllSettled {} => !self.live.is_empty() || !self.announced.is_empty(),
            Event::Read { inbox, .. } => self.unread(*inbox).next().is_some(),
            Event::Concerned { inboxes } => {
                inboxes.iter().any(|inbox| !self.concerned.contains(inbox))
            }
            Event::Unconcerned { inbox } => self.concerned.contains(inbox),
            Event::Announced { kind, by, only } => {
                self.to_announce(only.as_deref(), (*kind, *by)).next().is_some()
            }
            Event::Raised { .. } => true,
            Event::PartDone { inbox, part } => !self.is_done(*inbox, *part),
            Event::Follows { main } => self.follows != *main,
        }
    }
}

/// Everybody whom it concerns is told.
fn announced(kind: NoticeKind, by: Option<Timestamp>) -> Event {
    Event::Announced { kind, by, only: None }
}

/// These are told, however many they are.
fn announced_to(
    only: impl IntoIterator<Item = Claimer>,
    kind: NoticeKind,
    by: Option<Timestamp>,
) -> Event {
    Event::Announced { kind, by, only: Some(only.into_iter().collect()) }
}

fn concerned(inboxes: impl IntoIterator<Item = Claimer>) -> Event {
    Event::Concerned { inboxes: inboxes.into_iter().collect() }
}

/// Who answers for what works in `area`: its community, else whoever stands above; the city for
/// what works nowhere yet.
fn answers_for(directory: &Directory, area: Option<AreaCode>) -> Option<OrganisationId> {
    let around = std::iter::successors(area, |area| area.parent());
    let mut bodies = around.filter_map(|area| directory.body_of(area));
    bodies.find(|body| directory.level(*body) != Some(Level::Grid)).or_else(|| directory.city())
}

fn told(inbox: impl Into<Claimer>, kind: NoticeKind, by: Option<Timestamp>) -> Event {
    Event::Told { inbox: inbox.into(), kind, by, aspect: None }
}

/// The same of one aspect of the line.
fn of_aspect(aspect: Aspect, told: Vec<Event>) -> Vec<Event> {
    let apart = |mut event| {
        if let Event::Told { aspect: of, .. } = &mut event {
            of.get_or_insert(aspect);
        }
        event
    };
    told.into_iter().map(apart).collect()
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
    Event::Settled { inbox: inbox.into(), aspect: None }
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
            Command::TellNext => Ok(tell_next(state)),
        }
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::Described { matter } => state.matter = Some(matter.clone()),
            Event::Told { inbox, kind, by, aspect } => {
                state.announced.remove(inbox);
                if aspect.is_none() {
                    state.live.retain(|(to, _), _| to != inbox);
                }
                let live = Live { kind: *kind, by: *by, read: false };
                state.live.insert((*inbox, aspect.or(kind.aspect())), live);
            }
            Event::AllSettled {} => {
                state.live.clear();
                state.announced.clear();
            }
            Event::Settled { inbox, aspect } => {
                let before = state.live.len();
                state.live.retain(|(to, of), _| to != inbox || aspect.is_some() && of != aspect);
                let announced = aspect.is_none().then(|| state.announced.remove(inbox)).flatten();
                if state.live.len() == before && announced.is_none() {
                    corrupt(&state, event);
                }
            }
            Event::Read { inbox, .. } => {
                if state.of(*inbox).next().is_none() {
                    corrupt(&state, event);
                }
                let all = state.live.iter_mut().filter(|((to, _), _)| to == inbox);
                all.for_each(|(_, live)| live.read = true);
            }
            Event::Concerned { inboxes } => state.concerned.extend(inboxes),
            Event::Unconcerned { inbox } => {
                state.concerned.remove(inbox);
            }
            Event::Announced { kind, by, only } => {
                let to: Vec<_> = state.to_announce(only.as_deref(), (*kind, *by)).collect();
                state.announced.extend(to.into_iter().map(|inbox| (inbox, (*kind, *by))));
            }
            Event::Raised { by } => state.raised.push(*by),
            Event::PartDone { inbox, part } => {
                state.done.insert((*inbox, *part));
            }
            Event::Follows { main } => state.follows = *main,
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
        Heard::Agreement(event) => agreements::of_agreement(state, context, about, event),
        Heard::Project(event) => agreements::of_project(state, about, event),
        Heard::Offer(event) => lists::of_offer(state, about, event),
        Heard::Need(event) => lists::of_need(state, context, about, event),
        Heard::MainNeed(event) => lists::of_main(state, event),
        Heard::Occasion(event) => judgements::of_occasion(state, about, event),
        Heard::Objection(event) => judgements::of_objection(state, context, about, event),
        Heard::Report(event) => reports::meant(state, about, event),
        Heard::Record(event) => agreements::of_record(state, about, event),
        Heard::Plan(event) => plans::meant(state, about, event),
        Heard::Handling(event) => handling::meant(state, context, about, event),
        Heard::CheckIn(event, by) => registry::of_check_in(state, context, about, (event, by)),
        Heard::CheckedIn(asked, term) => registry::of_entered(state, about, asked, *term),
        Heard::Organisation(event) => registry::of_organisation(state, context, about, event),
        Heard::Activity(event) => activities::meant(state, about, event),
        Heard::Tender(event) => tenders::meant(state, about, event),
        Heard::Admission(event) => intake::of_admission(state, context, about, event),
        Heard::Hotline(event) => intake::of_hotline(state, about, event),
        Heard::Hearing(event) => hearings::meant(state, about, event),
        Heard::Star(event) => honours::of_star(state, about, event),
        Heard::Recognition(event) => honours::of_recognition(state, about, event),
    }
}

fn tell_next(state: &State) -> Vec<Event> {
    let next = state.announced.iter().take(TOLD_AT_ONCE_MAX);
    next.map(|(inbox, (kind, by))| told(*inbox, *kind, *by)).collect()
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
