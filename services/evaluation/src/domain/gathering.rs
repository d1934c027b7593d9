//! What became of one activity: noted, marked, proved; struck for one of those it is about.
//!
//! Invariant: nothing counts before the attendance is confirmed, and what was struck never again.

use std::collections::{BTreeMap, BTreeSet};

use contracts::evaluation::gathering::{Command, Event};
use contracts::projects::activity::{Mark, Presence, Theme};
use contracts::{Claimer, Context};
use decider::{Decider, corrupt};
use values::{Date, OrganisationId};

use super::Never;

/// The rules of gatherings.
pub struct Gathering;

/// How an activity stands, as far as it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Never heard of, or planned before this service listened.
    #[default]
    Unknown,
    /// It is planned, or takes place.
    Noted(Attended),
    /// Its attendance is confirmed.
    Proved(Attended),
}

/// Who was expected, and whether they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    organiser: OrganisationId,
    on: Date,
    theme: Option<Theme>,
    marks: BTreeMap<Claimer, Presence>,
    struck: BTreeSet<Claimer>,
}

impl State {
    /// Who organised it, where it counts for `who` or against them.
    pub fn counts(&self, who: Claimer) -> Option<OrganisationId> {
        match self {
            State::Proved(attended) if !attended.struck.contains(&who) => {
                match attended.marks.get(&who)? {
                    Presence::Came { .. } | Presence::Absent => Some(attended.organiser),
                    Presence::Excused => None,
                }
            }
            State::Unknown | State::Noted(_) | State::Proved(_) => None,
        }
    }
}

impl Decider for Gathering {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Never;

    fn decide(state: &State, _: &Context, command: Command) -> Result<Vec<Event>, Never> {
        Ok(match (command, state) {
            (Command::Note { organiser, on, theme }, State::Unknown) => {
                vec![Event::Noted { organiser, on, theme: Some(theme) }]
            }
            (Command::Move { on, theme }, State::Noted(noted)) => moved(noted, on, theme),
            (Command::Mark { marks }, State::Noted(noted)) => mark(noted, marks),
            (Command::Prove, State::Noted(_)) => vec![Event::Proved {}],
            (Command::Strike { who, reason }, state) if state.counts(who).is_some() => {
                vec![Event::Struck { who, reason }]
            }
            (
                Command::Note { .. }
                | Command::Move { .. }
                | Command::Mark { .. }
                | Command::Prove
                | Command::Strike { .. },
                _,
            ) => vec![],
        })
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Noted { organiser, on, theme }, State::Unknown) => State::Noted(Attended {
                organiser: *organiser,
                on: *on,
                theme: *theme,
                marks: BTreeMap::new(),
                struck: BTreeSet::new(),
            }),
            (Event::Moved { on, theme }, State::Noted(noted)) => {
                State::Noted(Attended { on: *on, theme: theme.or(noted.theme), ..noted })
            }
            (Event::Marked { marks }, State::Noted(mut noted)) => {
                noted.marks.extend(marks.iter().map(|mark| (mark.who.into(), mark.attendance)));
                State::Noted(noted)
            }
            (Event::Proved {}, State::Noted(noted)) => State::Proved(noted),
            (Event::Struck { who, .. }, State::Proved(mut proved)) => {
                proved.struck.insert(*who);
                State::Proved(proved)
            }
            (
                Event::Noted { .. }
                | Event::Moved { .. }
                | Event::Marked { .. }
                | Event::Proved {}
                | Event::Struck { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

/// To another day, or about something else.
fn moved(noted: &Attended, on: Date, theme: Option<Theme>) -> Vec<Event> {
    let theme = theme.filter(|theme| noted.theme != Some(*theme));
    if noted.on != on || theme.is_some() { vec![Event::Moved { on, theme }] } else { vec![] }
}

/// What says something new.
fn mark(noted: &Attended, mut marks: Vec<Mark>) -> Vec<Event> {
    marks.retain(|mark| noted.marks.get(&mark.who.into()) != Some(&mark.attendance));
    if marks.is_empty() { vec![] } else { vec![Event::Marked { marks }] }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::projects::activity::Participant;
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, by};
    use decider::{fold, given};
    use values::Text;

    use super::*;

    fn on(day: &str) -> Date {
        day.parse().unwrap()
    }

    fn noted() -> Event {
        Event::Noted { organiser: OWNER, on: on("2026-03-07"), theme: Some(Theme::Health) }
    }

    fn marked(attendance: Presence) -> Vec<Mark> {
        vec![Mark { who: Participant::Organisation(SOMEBODY), attendance }]
    }

    fn strike(who: impl Into<Claimer>) -> Command {
        Command::Strike { who: who.into(), reason: Text::new("已按时到场").unwrap() }
    }

    #[test]
    fn an_activity_is_noted_once_moved_and_marked_until_it_is_proved() {
        let system = by(Actor::System);
        let theme = Theme::Health;
        let note = || Command::Note { organiser: OWNER, on: on("2026-03-07"), theme };
        let mark = || Command::Mark { marks: marked(Presence::Absent) };
        let absent = Event::Marked { marks: marked(Presence::Absent) };
        given::<Gathering>([]).when(&system, note()).then([noted()]);
        given::<Gathering>([noted()]).when(&system, note()).then_already_so();
        let moved = Event::Moved { on: on("2026-03-14"), theme: None };
        let later = || Command::Move { on: on("2026-03-14"), theme: None };
        given::<Gathering>([noted()]).when(&system, later()).then([moved.clone()]);
        given::<Gathering>([noted(), moved]).when(&system, later()).then_already_so();
        let other = || Command::Move { on: on("2026-03-07"), theme: Some(Theme::PartyLecture) };
        let revised = Event::Moved { on: on("2026-03-07"), theme: Some(Theme::PartyLecture) };
        given::<Gathering>([noted()]).when(&system, other()).then([revised.clone()]);
        given::<Gathering>([noted(), revised]).when(&system, other()).then_already_so();
        given::<Gathering>([noted()]).when(&system, mark()).then([absent.clone()]);
        given::<Gathering>([noted(), absent.clone()]).when(&system, mark()).then_already_so();
        let history = [noted(), absent];
        given::<Gathering>(history.clone()).when(&system, Command::Prove).then([Event::Proved {}]);
        let proved: Vec<_> = history.into_iter().chain([Event::Proved {}]).collect();
        let came = Command::Mark { marks: marked(Presence::Excused) };
        for late in [Command::Prove, later(), came] {
            given::<Gathering>(proved.clone()).when(&system, late).then_already_so();
        }
    }

    #[test]
    fn one_that_was_planned_before_anybody_listened_counts_for_nobody() {
        let system = by(Actor::System);
        let mark = Command::Mark { marks: marked(Presence::Absent) };
        given::<Gathering>([]).when(&system, mark).then_already_so();
        given::<Gathering>([]).when(&system, Command::Prove).then_already_so();
    }

    #[test]
    fn what_counts_is_struck_once_and_an_excuse_never_counts() {
        let system = by(Actor::System);
        let history = |attendance| {
            vec![noted(), Event::Marked { marks: marked(attendance) }, Event::Proved {}]
        };
        let absent = history(Presence::Absent);
        assert_eq!(fold::<Gathering>(&absent).counts(SOMEBODY.into()), Some(OWNER));
        assert_eq!(fold::<Gathering>(&absent[..2]).counts(SOMEBODY.into()), None, "no proof");
        let struck =
            Event::Struck { who: SOMEBODY.into(), reason: Text::new("已按时到场").unwrap() };
        given::<Gathering>(absent.clone()).when(&system, strike(SOMEBODY)).then([struck.clone()]);
        given::<Gathering>(absent.clone()).when(&system, strike(STRANGER)).then_already_so();
        let after = absent.into_iter().chain([struck]).collect::<Vec<_>>();
        given::<Gathering>(after).when(&system, strike(SOMEBODY)).then_already_so();
        given::<Gathering>(history(Presence::Excused))
            .when(&system, strike(SOMEBODY))
            .then_already_so();
    }
}
