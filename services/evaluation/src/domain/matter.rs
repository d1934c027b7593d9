//! What became of one need.

use std::collections::BTreeMap;

use contracts::Context;
use contracts::evaluation::matter::{Command, Event};
use decider::{Decider, corrupt};
use values::{ClaimId, OrganisationId, PersonId, time};

use super::Never;

/// The rules of matters.
pub struct Matter;

/// How a need stands, as far as anybody is scored by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Never heard of.
    #[default]
    Unknown,
    Known(Asked),
}

/// Whose it is, and who has a place in the team that it asks for, if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    owner: OrganisationId,
    team: Option<BTreeMap<ClaimId, PersonId>>,
    served: BTreeMap<ClaimId, Served>,
    /// It ended so that it counts.
    ended: bool,
}

/// A place that counts: whose it is, for which unit, and how much of what they did stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Served {
    person: PersonId,
    unit: OrganisationId,
    stands: u64,
}

impl State {
    fn asked(&self) -> Option<&Asked> {
        match self {
            State::Unknown => None,
            State::Known(asked) => Some(asked),
        }
    }

    /// Whose it is, once it ended so that they are scored by it.
    pub fn scored(&self) -> Option<OrganisationId> {
        self.asked().filter(|asked| asked.ended).map(|asked| asked.owner)
    }

    /// Does it ask for people in a team?
    pub fn is_team(&self) -> bool {
        self.asked().is_some_and(|asked| asked.team.is_some())
    }

    /// Who has that place in its team.
    pub fn in_team(&self, claim: ClaimId) -> Option<PersonId> {
        self.asked()?.team.as_ref()?.get(&claim).copied()
    }
}

impl Decider for Matter {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Never;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Never> {
        let on = time::date_at(context.now);
        let Some(asked) = state.asked() else {
            return Ok(match command {
                Command::Note { owner, team } => vec![Event::Noted { owner, team }],
                Command::Join { .. }
                | Command::Serve { .. }
                | Command::TakeBack { .. }
                | Command::Close { .. }
                | Command::Reopen
                | Command::Review { .. } => vec![],
            });
        };
        let owner = asked.owner;
        let event = match command {
            Command::Note { .. } => None,
            Command::Join { claim, person } => {
                let team = asked.team.as_ref();
                let is_new = team.is_some_and(|team| team.get(&claim) != Some(&person));
                is_new.then_some(Event::Joined { claim, person })
            }
            Command::Serve { claim, unit, quantity } => {
                let served = |unit| Event::Served { claim, unit, on, quantity };
                unit.filter(|_| quantity > 0 && state.in_team(claim).is_some()).map(served)
            }
            Command::TakeBack { claim, quantity } => {
                let taken_back = |served: &Served| {
                    let left = served.stands.saturating_sub(quantity);
                    Event::TakenBack { claim, unit: served.unit, left }
                };
                asked.served.get(&claim).map(taken_back)
            }
            Command::Close { ending } => {
                let ended = |ending| Event::Ended { owner, ending, on };
                ending.filter(|_| !asked.ended).map(ended)
            }
            Command::Reopen => asked.ended.then_some(Event::Reopened {}),
            Command::Review { satisfaction } => Some(Event::Reviewed { owner, satisfaction, on }),
        };
        Ok(event.into_iter().collect())
    }

    fn evolve(state: State, event: &Event) -> State {
        let mut asked = match (event, state) {
            (Event::Noted { owner, team }, State::Unknown) => {
                let (owner, team) = (*owner, team.then(BTreeMap::new));
                Asked { owner, team, served: BTreeMap::new(), ended: false }
            }
            (
                Event::Joined { .. }
                | Event::Served { .. }
                | Event::TakenBack { .. }
                | Event::Ended { .. }
                | Event::Reopened {}
                | Event::Reviewed { .. },
                State::Known(asked),
            ) => asked,
            (
                Event::Noted { .. }
                | Event::Joined { .. }
                | Event::Served { .. }
                | Event::TakenBack { .. }
                | Event::Ended { .. }
                | Event::Reopened {}
                | Event::Reviewed { .. },
                state,
            ) => corrupt(&state, event),
        };
        match event {
            Event::Joined { claim, person } => {
                asked.team.get_or_insert_default().insert(*claim, *person);
            }
            // Each place counts once.
            Event::Served { claim, unit, quantity, .. } => {
                if let Some(person) = asked.team.get_or_insert_default().remove(claim) {
                    let served = Served { person, unit: *unit, stands: *quantity };
                    asked.served.insert(*claim, served);
                }
            }
            // It may be delivered again.
            Event::TakenBack { claim, left: 0, .. } => {
                if let Some(Served { person, .. }) = asked.served.remove(claim) {
                    asked.team.get_or_insert_default().insert(*claim, person);
                }
            }
            Event::TakenBack { claim, left, .. } => {
                if let Some(served) = asked.served.get_mut(claim) {
                    served.stands = *left;
                }
            }
            Event::Ended { .. } => asked.ended = true,
            Event::Reopened {} => asked.ended = false,
            Event::Noted { .. } | Event::Reviewed { .. } => {}
        }
        State::Known(asked)
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::evaluation::matter::Ending;
    use contracts::testing::{OWNER, SOMEBODY, by};
    use decider::given;
    use values::Uuid;

    use super::*;

    fn noted(team: bool) -> Event {
        Event::Noted { owner: OWNER, team }
    }

    #[test]
    fn a_need_counts_when_it_ends_and_no_more_when_it_is_opened_again() {
        let system = by(Actor::System);
        let on = "2026-03-02".parse().unwrap();
        let ended = Event::Ended { owner: OWNER, ending: Ending::Unsolved, on };
        let close = |ending| Command::Close { ending };
        given::<Matter>([noted(false)])
            .when(&system, close(Some(Ending::Unsolved)))
            .then([ended.clone()]);
        given::<Matter>([noted(false)]).when(&system, close(None)).then_already_so();
        given::<Matter>([]).when(&system, close(Some(Ending::Solved))).then_already_so();
        let history = [noted(false), ended];
        given::<Matter>(history.clone())
            .when(&system, close(Some(Ending::Unsolved)))
            .then_already_so();
        given::<Matter>(history).when(&system, Command::Reopen).then([Event::Reopened {}]);
    }

    #[test]
    fn a_place_in_a_team_counts_once_for_where_whoever_had_it_works() {
        let system = by(Actor::System);
        let (claim, person) = (ClaimId(Uuid::from_u128(7)), PersonId(Uuid::from_u128(8)));
        let join = || Command::Join { claim, person };
        let serve = |unit| Command::Serve { claim, unit, quantity: 3 };
        given::<Matter>([noted(false)]).when(&system, join()).then_already_so();
        let joined = Event::Joined { claim, person };
        given::<Matter>([noted(true)]).when(&system, join()).then([joined.clone()]);
        given::<Matter>([noted(true)]).when(&system, serve(Some(SOMEBODY))).then_already_so();
        let history = vec![noted(true), joined];
        given::<Matter>(history.clone()).when(&system, join()).then_already_so();
        let person = PersonId(Uuid::from_u128(9));
        let passed_on = Command::Join { claim, person };
        let state = given::<Matter>(history.clone())
            .when(&system, passed_on)
            .then([Event::Joined { claim, person }]);
        assert_eq!(state.in_team(claim), Some(person), "whoever has the place now");
        given::<Matter>(history.clone()).when(&system, serve(None)).then_already_so();
        let nothing = Command::Serve { claim, unit: Some(SOMEBODY), quantity: 0 };
        given::<Matter>(history.clone()).when(&system, nothing).then_already_so();
        let on = "2026-03-02".parse().unwrap();
        let served = Event::Served { claim, unit: SOMEBODY, on, quantity: 3 };
        given::<Matter>(history.clone())
            .when(&system, serve(Some(SOMEBODY)))
            .then([served.clone()]);
        let after = history.into_iter().chain([served.clone()]).collect::<Vec<_>>();
        given::<Matter>(after.clone()).when(&system, serve(Some(SOMEBODY))).then_already_so();
        let taken_back = |left| Event::TakenBack { claim, unit: SOMEBODY, left };
        let take_back = |quantity| Command::TakeBack { claim, quantity };
        given::<Matter>(after.clone()).when(&system, take_back(3)).then([taken_back(0)]);
        let partly = after.into_iter().chain([taken_back(1)]).collect::<Vec<_>>();
        given::<Matter>(partly.clone()).when(&system, serve(Some(SOMEBODY))).then_already_so();
        given::<Matter>(partly.clone()).when(&system, take_back(1)).then([taken_back(0)]);
        let refused = partly.into_iter().chain([taken_back(0)]).collect::<Vec<_>>();
        given::<Matter>(refused.clone()).when(&system, take_back(3)).then_already_so();
        given::<Matter>(refused).when(&system, serve(Some(SOMEBODY))).then([served]);
    }
}
