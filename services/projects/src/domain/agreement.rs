//! One agreement on one claim: drafted, perhaps written anew, signed by both sides.
//!
//! Invariant: it is concluded by exactly the signatures of its two parties under one and the same
//! draft, within the time for signing.

use contracts::Context;
use contracts::projects::agreement::{
    Command, DUTIES_MAX, Draft, Event, Rejection, SIGN_WORKING_DAYS,
};
use decider::{Decider, corrupt};
use values::{OrganisationId, Timestamp};

/// The rules of agreements.
pub struct Agreement;

/// Where an agreement stands in its life.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not drafted yet.
    #[default]
    Undrafted,
    /// To be signed.
    Drafted(Drafted),
    /// Signed by both.
    Concluded(Drafted),
    /// Not signed in time; it may be drafted again.
    Lapsed(Drafted),
}

/// A draft and its signatures.
#[derive(Debug, PartialEq, Eq)]
pub struct Drafted {
    terms: Draft,
    parties: [OrganisationId; 2],
    /// Which draft it is: 1, 2, …
    draft: u32,
    sign_until: Timestamp,
    signed: Vec<OrganisationId>,
}

impl State {
    /// Its terms, once it is concluded.
    pub fn concluded(&self) -> Option<&Draft> {
        match self {
            State::Concluded(drafted) => Some(&drafted.terms),
            State::Undrafted | State::Drafted(_) | State::Lapsed(_) => None,
        }
    }

    /// Does a draft wait for signatures?
    pub fn is_out(&self) -> bool {
        matches!(self, State::Drafted(_))
    }

    /// The terms, and whether `party`'s signature is the last one missing.
    pub fn last_to_sign(&self, party: OrganisationId) -> Option<&Draft> {
        match self {
            State::Drafted(drafted)
                if drafted.signed.len() == 1 && !drafted.signed.contains(&party) =>
            {
                Some(&drafted.terms)
            }
            State::Undrafted | State::Drafted(_) | State::Concluded(_) | State::Lapsed(_) => None,
        }
    }

    fn drafts(&self) -> u32 {
        match self {
            State::Undrafted => 0,
            State::Drafted(drafted) | State::Concluded(drafted) | State::Lapsed(drafted) => {
                drafted.draft
            }
        }
    }
}

impl Decider for Agreement {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Draft { parties, draft } => write(state, context, parties, draft),
            Command::Sign { party, draft } => sign(state, context, party, draft),
            Command::Lapse => Ok(lapse(state, context)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (
                Event::Drafted { claim, parties, title, duties, from, until, sign_until, .. },
                state @ (State::Undrafted | State::Drafted(_) | State::Lapsed(_)),
            ) => State::Drafted(Drafted {
                terms: Draft {
                    claim: *claim,
                    title: title.clone(),
                    duties: duties.clone(),
                    from: *from,
                    until: *until,
                },
                parties: *parties,
                draft: state.drafts() + 1,
                sign_until: *sign_until,
                signed: Vec::new(),
            }),
            (Event::Signed { party, .. }, State::Drafted(mut drafted)) => {
                drafted.signed.push(*party);
                State::Drafted(drafted)
            }
            (Event::Concluded {}, State::Drafted(drafted)) => State::Concluded(drafted),
            (Event::Lapsed {}, State::Drafted(drafted)) => State::Lapsed(drafted),
            (
                Event::Drafted { .. }
                | Event::Signed { .. }
                | Event::Concluded {}
                | Event::Lapsed {},
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn write(
    state: &State,
    context: &Context,
    parties: [OrganisationId; 2],
    draft: Draft,
) -> Result<Vec<Event>, Rejection> {
    if !parties.iter().any(|party| context.actor.may_act_for(*party)) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Concluded(_) => return Err(Rejection::AlreadyConcluded),
        State::Drafted(drafted) if drafted.terms == draft => return Ok(vec![]),
        State::Undrafted | State::Drafted(_) | State::Lapsed(_) => {}
    }
    let in_place = (1..=DUTIES_MAX).contains(&draft.duties.len())
        && draft.duties.iter().all(|duty| parties.contains(&duty.party));
    if !in_place {
        return Err(Rejection::DutiesOutOfPlace);
    }
    if draft.until < draft.from {
        return Err(Rejection::TermOutOfOrder);
    }
    let limit = context.calendar().add_working_days(context.now, SIGN_WORKING_DAYS);
    Ok(vec![Event::Drafted {
        claim: draft.claim,
        parties,
        title: draft.title,
        duties: draft.duties,
        from: draft.from,
        until: draft.until,
        sign_until: limit.at,
        holidays_unknown: limit.table_missing,
    }])
}

fn sign(
    state: &State,
    context: &Context,
    party: OrganisationId,
    draft: u32,
) -> Result<Vec<Event>, Rejection> {
    let drafted = match state {
        State::Undrafted => return Err(Rejection::Unknown),
        State::Lapsed(_) => return Err(Rejection::Lapsed),
        State::Drafted(drafted) | State::Concluded(drafted) => drafted,
    };
    if !drafted.parties.contains(&party) {
        return Err(Rejection::NotAParty);
    }
    let by = context.actor.person().filter(|_| context.actor.may_sign_for(party));
    let by = by.ok_or(Rejection::NotAuthorised)?;
    if drafted.draft != draft {
        return Err(Rejection::OtherDraft { current: drafted.draft });
    }
    if drafted.signed.contains(&party) {
        return Ok(vec![]);
    }
    if context.now > drafted.sign_until {
        return Err(Rejection::Lapsed);
    }
    let mut events = vec![Event::Signed { party, by }];
    if state.last_to_sign(party).is_some() {
        events.push(Event::Concluded {});
    }
    Ok(events)
}

fn lapse(state: &State, context: &Context) -> Vec<Event> {
    match state {
        State::Drafted(drafted) if context.now > drafted.sign_until => vec![Event::Lapsed {}],
        State::Undrafted | State::Drafted(_) | State::Concluded(_) | State::Lapsed(_) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use contracts::projects::agreement::Duty;
    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, at, by, clerk_of, head_of, liaison_of, secretary_of,
    };
    use decider::given;
    use values::{Amount, ClaimId, PersonId, Text, Unit, Uuid};

    use super::*;

    const PARTIES: [OrganisationId; 2] = [SOMEBODY, OWNER];

    fn draft() -> Draft {
        Draft {
            claim: ClaimId(Uuid::from_u128(1)),
            title: Text::new("共建协议").unwrap(),
            duties: vec![Duty {
                party: SOMEBODY,
                what: Text::new("每月一次义诊").unwrap(),
                amount: Some(Amount::new(12, Unit::Session).unwrap()),
            }],
            from: "2026-03-01".parse().unwrap(),
            until: "2027-02-28".parse().unwrap(),
        }
    }

    fn sign_until() -> Timestamp {
        // Monday, 2 March + 10 working days.
        "2026-03-16T15:59:59.999Z".parse().unwrap()
    }

    fn drafted() -> Event {
        let Draft { claim, title, duties, from, until } = draft();
        let (sign_until, holidays_unknown) = (sign_until(), false);
        Event::Drafted {
            claim,
            parties: PARTIES,
            title,
            duties,
            from,
            until,
            sign_until,
            holidays_unknown,
        }
    }

    fn write(draft: Draft) -> Command {
        Command::Draft { parties: PARTIES, draft }
    }

    fn sign(party: OrganisationId, draft: u32) -> Command {
        Command::Sign { party, draft }
    }

    fn who(actor: contracts::Actor) -> PersonId {
        actor.person().unwrap()
    }

    fn signed_by_unit() -> Event {
        Event::Signed { party: SOMEBODY, by: who(head_of(SOMEBODY)) }
    }

    #[test]
    fn either_party_drafts_and_no_stranger() {
        for party in PARTIES {
            given::<Agreement>([]).when(&by(clerk_of(party)), write(draft())).then([drafted()]);
        }
        given::<Agreement>([])
            .when(&by(clerk_of(STRANGER)), write(draft()))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn duties_are_of_the_parties_and_one_to_twenty() {
        let duty = draft().duties[0].clone();
        let strange = Duty { party: STRANGER, ..duty.clone() };
        for duties in [vec![], vec![strange], vec![duty; DUTIES_MAX + 1]] {
            given::<Agreement>([])
                .when(&by(clerk_of(OWNER)), write(Draft { duties, ..draft() }))
                .then_rejected(Rejection::DutiesOutOfPlace);
        }
    }

    #[test]
    fn a_term_does_not_end_before_it_begins() {
        let until = "2026-02-28".parse().unwrap();
        given::<Agreement>([])
            .when(&by(clerk_of(OWNER)), write(Draft { until, ..draft() }))
            .then_rejected(Rejection::TermOutOfOrder);
    }

    #[test]
    fn heads_sign_and_the_second_signature_concludes() {
        given::<Agreement>([drafted()])
            .when(&by(head_of(SOMEBODY)), sign(SOMEBODY, 1))
            .then([signed_by_unit()]);
        let by_community = Event::Signed { party: OWNER, by: who(secretary_of(OWNER)) };
        given::<Agreement>([drafted(), signed_by_unit()])
            .when(&by(secretary_of(OWNER)), sign(OWNER, 1))
            .then([by_community, Event::Concluded {}]);
    }

    #[test]
    fn nobody_else_signs() {
        for actor in [liaison_of(SOMEBODY), head_of(OWNER), head_of(STRANGER)] {
            given::<Agreement>([drafted()])
                .when(&by(actor), sign(SOMEBODY, 1))
                .then_rejected(Rejection::NotAuthorised);
        }
        given::<Agreement>([drafted()])
            .when(&by(head_of(STRANGER)), sign(STRANGER, 1))
            .then_rejected(Rejection::NotAParty);
    }

    #[test]
    fn signing_twice_is_already_so() {
        given::<Agreement>([drafted(), signed_by_unit()])
            .when(&by(head_of(SOMEBODY)), sign(SOMEBODY, 1))
            .then_already_so();
    }

    #[test]
    fn a_new_draft_voids_the_signatures_and_must_be_read_first() {
        let history = || [drafted(), signed_by_unit(), drafted()];
        given::<Agreement>(history())
            .when(&by(secretary_of(OWNER)), sign(OWNER, 1))
            .then_rejected(Rejection::OtherDraft { current: 2 });
        let by_community = Event::Signed { party: OWNER, by: who(secretary_of(OWNER)) };
        given::<Agreement>(history())
            .when(&by(secretary_of(OWNER)), sign(OWNER, 2))
            .then([by_community]);
    }

    #[test]
    fn the_same_draft_again_is_already_so() {
        given::<Agreement>([drafted()])
            .when(&by(clerk_of(OWNER)), write(draft()))
            .then_already_so();
    }

    #[test]
    fn a_concluded_agreement_is_not_drafted_again() {
        let history = [drafted(), signed_by_unit(), Event::Concluded {}];
        let title = Text::new("另一份").unwrap();
        given::<Agreement>(history)
            .when(&by(clerk_of(OWNER)), write(Draft { title, ..draft() }))
            .then_rejected(Rejection::AlreadyConcluded);
    }

    #[test]
    fn unsigned_in_time_it_lapses_and_can_be_drafted_again() {
        let late = sign_until() + std::time::Duration::from_millis(1);
        given::<Agreement>([drafted()])
            .when(&at(late, head_of(SOMEBODY)), sign(SOMEBODY, 1))
            .then_rejected(Rejection::Lapsed);
        given::<Agreement>([drafted()])
            .when(&at(late, contracts::Actor::System), Command::Lapse)
            .then([Event::Lapsed {}]);
        given::<Agreement>([drafted()])
            .when(&at(sign_until(), contracts::Actor::System), Command::Lapse)
            .then_already_so();
        given::<Agreement>([drafted(), Event::Lapsed {}])
            .when(&by(clerk_of(OWNER)), write(draft()))
            .then([drafted()]);
    }
}
