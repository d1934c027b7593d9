//! One agreement: drafted by any party, signed by all, performed, reviewed, renewed, ended, broken.
//!
//! Invariant: what is in force was signed by each of its parties under one and the same draft,
//! within the time for signing, by the party's head or by whom the head had named before.

mod drafting;
pub mod fulfilment;
mod over;
mod reporting;
mod signing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contracts::Context;
use contracts::projects::agreement::{Command, Duty, Event, Rejection, Terms, Verdict};
use decider::{Decider, corrupt};
use reporting::Reporting;
use values::{ClaimId, Date, OrganisationId, PersonId, Text, Timestamp, time};

/// The rules of agreements.
pub struct Agreement;

/// Where an agreement stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not drafted yet.
    #[default]
    Undrafted,
    /// Nothing is in force so far.
    Negotiated(Deed),
    /// Signed by all.
    InForce(Deed, Force),
    /// Its term has ended, or it was ended by consent: it may be renewed.
    Ended(Deed, Force),
    /// A party broke it.
    Broken(Deed, Force),
}

/// The parties and their drafts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    pub claim: Option<ClaimId>,
    pub parties: Vec<OrganisationId>,
    /// How many drafts there were.
    drafts: u32,
    /// The draft that waits for signatures.
    pending: Option<Pending>,
    /// Who may sign for whom beside the head, and until when.
    delegates: BTreeMap<OrganisationId, (PersonId, Date)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pending {
    terms: Terms,
    sign_until: Timestamp,
    signed: Vec<OrganisationId>,
}

/// What is in force, and what was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Force {
    terms: Terms,
    /// From when on something was in force: what a supplement or a renewal replaced is still
    /// reported on and reviewed.
    since: Date,
    /// Which draft it was.
    version: u32,
    published: bool,
    quarters: BTreeMap<(i16, u8), Text<1000>>,
    reporting: Reporting,
    reviews: BTreeMap<(i16, OrganisationId), Verdict>,
    end_asked: BTreeSet<OrganisationId>,
}

impl State {
    /// Parties and drafts, once there is one.
    pub fn deed(&self) -> Option<&Deed> {
        match self {
            State::Undrafted => None,
            State::Negotiated(deed)
            | State::InForce(deed, _)
            | State::Ended(deed, _)
            | State::Broken(deed, _) => Some(deed),
        }
    }

    /// The terms in force.
    ///
    /// # Errors
    /// When nothing is in force.
    pub fn in_force(&self) -> Result<(&Deed, &Terms), Rejection> {
        self.force().map(|(deed, force)| (deed, &force.terms))
    }

    fn force(&self) -> Result<(&Deed, &Force), Rejection> {
        match self {
            State::Undrafted => Err(Rejection::Unknown),
            State::Negotiated(_) => Err(Rejection::NotInForce),
            State::InForce(deed, force) => Ok((deed, force)),
            State::Ended(..) | State::Broken(..) => Err(Rejection::Over),
        }
    }

    /// Does a draft wait for signatures?
    pub fn is_out(&self) -> bool {
        self.deed().is_some_and(|deed| deed.pending.is_some())
    }

    /// The terms, and whether `party`'s signature is the last one missing.
    pub fn last_to_sign(&self, party: OrganisationId) -> Option<&Terms> {
        let deed = self.deed()?;
        let pending = deed.pending.as_ref()?;
        deed.only_missing(party, |party| pending.signed.contains(&party)).then_some(&pending.terms)
    }

    /// Whether `party` is the last one that has not asked to end it.
    pub fn last_to_end(&self, party: OrganisationId) -> bool {
        self.force().is_ok_and(|(deed, force)| {
            deed.only_missing(party, |party| force.end_asked.contains(&party))
        })
    }

    /// Is it in force, with its term over at `now` and no draft to be judged first?
    pub fn term_over(&self, now: Timestamp) -> bool {
        match self {
            State::InForce(deed, force) => {
                deed.pending.is_none() && now > time::end_of(force.terms.until)
            }
            State::Undrafted | State::Negotiated(_) | State::Ended(..) | State::Broken(..) => false,
        }
    }

    /// The duty in force at that place.
    ///
    /// # Errors
    /// When there is none.
    pub fn duty(&self, number: u8) -> Result<&Duty, Rejection> {
        let (_, terms) = self.in_force()?;
        let place = usize::from(number).checked_sub(1).ok_or(Rejection::UnknownDuty)?;
        terms.duties.get(place).ok_or(Rejection::UnknownDuty)
    }

    /// The last moment of what is due next: the signatures, or the term; a quarter's report.
    pub fn due_at(&self) -> Option<Timestamp> {
        let pending = self.deed()?.pending.as_ref().map(|pending| pending.sign_until);
        let term = || self.in_force().ok().map(|(_, terms)| time::end_of(terms.until));
        let report = self.reporting().and_then(|(reporting, until)| reporting.due_at(until));
        pending.or_else(term).into_iter().chain(report).min()
    }

    /// What is reported of the term, and its last day.
    fn reporting(&self) -> Option<(&Reporting, Date)> {
        match self {
            State::InForce(_, force) | State::Ended(_, force) => {
                Some((&force.reporting, force.terms.until))
            }
            State::Undrafted | State::Negotiated(_) | State::Broken(..) => None,
        }
    }
}

impl Deed {
    fn only_missing(&self, party: OrganisationId, has: impl Fn(OrganisationId) -> bool) -> bool {
        self.parties.contains(&party)
            && !has(party)
            && self.parties.iter().all(|other| *other == party || has(*other))
    }

    /// Somebody of any party.
    fn party_of(&self, context: &Context) -> Result<PersonId, Rejection> {
        let party = self.parties.iter().any(|party| context.may_act_for(*party));
        context.actor.person().filter(|_| party).ok_or(Rejection::NotAuthorised)
    }

    /// The head of `party`, or whom the head has named: who it is, and whether named.
    fn signatory(
        &self,
        context: &Context,
        party: OrganisationId,
    ) -> Result<(PersonId, bool), Rejection> {
        if !self.parties.contains(&party) {
            return Err(Rejection::NotAParty);
        }
        let by = context.actor.person().ok_or(Rejection::NotAuthorised)?;
        if context.may_sign_for(party) {
            return Ok((by, false));
        }
        // Whoever was named signs in their own name: a member, too, who otherwise acts for nobody.
        let own = context.actor.organisation().filter(|_| context.oneself().is_some());
        let of_party = own.is_some_and(|own| context.is_same(own.into(), party));
        let today = time::date_at(context.now);
        let named = self
            .delegates
            .get(&party)
            .is_some_and(|(person, until)| *person == by && today <= *until && of_party);
        if named { Ok((by, true)) } else { Err(Rejection::NotAuthorised) }
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
            Command::Draft { claim, parties, terms } => {
                drafting::draft(state, context, claim, parties, terms)
            }
            Command::Redraft { terms } => drafting::redraft(state, context, terms),
            Command::Delegate { party, person, until } => {
                signing::delegate(state, context, party, person, until)
            }
            Command::Sign { party, draft } => signing::sign(state, context, party, draft),
            Command::Publish => publish(state, context),
            Command::RecordQuarter { year, quarter, summary } => {
                record_quarter(state, context, (year, quarter), summary)
            }
            Command::Review { party, year, verdict, remark } => {
                review(state, context, party, (year, verdict), remark)
            }
            Command::AskEnd { party, reason } => over::ask_end(state, context, party, reason),
            Command::Break { party, breaching, reason } => {
                over::break_off(state, context, party, breaching, reason)
            }
            Command::FallDue => Ok(over::fall_due(state, context)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Drafted { claim, parties, terms, sign_until, .. }, state) => {
                let pending =
                    Pending { terms: terms.clone(), sign_until: *sign_until, signed: Vec::new() };
                let deed = Deed {
                    claim: *claim,
                    parties: parties.clone(),
                    drafts: 0,
                    pending: None,
                    delegates: BTreeMap::new(),
                };
                let state = match state {
                    State::Undrafted => State::Negotiated(deed),
                    State::Broken(..) => corrupt(&state, event),
                    known @ (State::Negotiated(_) | State::InForce(..) | State::Ended(..)) => known,
                };
                with_deed(state, event, |deed| {
                    deed.parties.clone_from(parties);
                    deed.drafts += 1;
                    deed.pending = Some(pending);
                    Some(())
                })
            }
            (Event::Delegated { party, person, until, .. }, state) => {
                with_deed(state, event, |deed| {
                    deed.delegates.insert(*party, (*person, *until));
                    Some(())
                })
            }
            (Event::Signed { party, .. }, state) => with_deed(state, event, |deed| {
                deed.pending.as_mut().map(|pending| pending.signed.push(*party))
            }),
            (Event::Lapsed {}, state) => {
                with_deed(state, event, |deed| deed.pending.take().map(drop))
            }
            (Event::Concluded {}, state) => conclude(state, event),
            (
                Event::Published {}
                | Event::ReportingBegan { .. }
                | Event::QuarterAsked { .. }
                | Event::QuarterCarded { .. }
                | Event::QuarterRecorded { .. }
                | Event::Reviewed { .. }
                | Event::EndAsked { .. },
                state,
            ) => said(state, event),
            (Event::Ended { by_consent }, State::InForce(mut deed, mut force)) => {
                deed.pending = None;
                // The last quarter of a term that ran out is still reported.
                if *by_consent {
                    force.reporting.stop();
                }
                State::Ended(deed, force)
            }
            (Event::Broken { .. }, State::InForce(mut deed, mut force)) => {
                deed.pending = None;
                force.reporting.stop();
                State::Broken(deed, force)
            }
            (Event::Ended { .. } | Event::Broken { .. }, state) => corrupt(&state, event),
        }
    }
}

/// Changes what is known of parties and drafts; a change that finds nothing to change is corrupt.
fn with_deed(
    mut state: State,
    event: &Event,
    change: impl FnOnce(&mut Deed) -> Option<()>,
) -> State {
    let changed = match &mut state {
        State::Undrafted => None,
        State::Negotiated(deed)
        | State::InForce(deed, _)
        | State::Ended(deed, _)
        | State::Broken(deed, _) => change(deed),
    };
    if changed.is_none() {
        corrupt(&state, event);
    }
    state
}

/// The draft is in force; what was said about the terms before stays said.
fn conclude(state: State, event: &Event) -> State {
    let (mut deed, force) = match state {
        State::Negotiated(deed) => (deed, None),
        State::InForce(deed, force) | State::Ended(deed, force) => (deed, Some(force)),
        State::Undrafted | State::Broken(..) => corrupt(&state, event),
    };
    let Some(Pending { terms, .. }) = deed.pending.take() else { corrupt(&deed, event) };
    let since = force.as_ref().map_or(terms.from, |force| force.since.min(terms.from));
    let (quarters, reporting, reviews) =
        force.map(|force| (force.quarters, force.reporting, force.reviews)).unwrap_or_default();
    let (version, published, end_asked) = (deed.drafts, false, BTreeSet::new());
    let force = Force { terms, since, version, published, quarters, reporting, reviews, end_asked };
    State::InForce(deed, force)
}

fn said(mut state: State, event: &Event) -> State {
    let force = match &mut state {
        State::InForce(_, force) | State::Ended(_, force) | State::Broken(_, force) => force,
        State::Undrafted | State::Negotiated(_) => corrupt(&state, event),
    };
    match event {
        Event::Published {} => force.published = true,
        Event::ReportingBegan { year, quarter } => force.reporting.began((*year, *quarter)),
        Event::QuarterAsked { year, quarter, yellow_at, due_at, .. } => {
            force.reporting.asked((*year, *quarter), *yellow_at, *due_at);
        }
        Event::QuarterCarded { year, quarter, card } => {
            if force.reporting.carded((*year, *quarter), *card).is_none() {
                corrupt(&force, event);
            }
        }
        Event::QuarterRecorded { year, quarter, summary, .. } => {
            force.quarters.insert((*year, *quarter), summary.clone());
            force.reporting.reported((*year, *quarter));
        }
        Event::Reviewed { party, year, verdict, .. } => {
            force.reviews.insert((*year, *party), *verdict);
        }
        Event::EndAsked { party, .. } => {
            force.end_asked.insert(*party);
        }
        Event::Drafted { .. }
        | Event::Delegated { .. }
        | Event::Signed { .. }
        | Event::Concluded {}
        | Event::Lapsed {}
        | Event::Ended { .. }
        | Event::Broken { .. } => corrupt(&state, event),
    }
    state
}

fn publish(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let (deed, force) = state.force()?;
    deed.party_of(context)?;
    Ok(if force.published { vec![] } else { vec![Event::Published {}] })
}

/// What was in force at some time can be spoken about afterwards, too.
fn spoken_about(state: &State) -> Result<(&Deed, &Force), Rejection> {
    match state {
        State::Undrafted => Err(Rejection::Unknown),
        State::Negotiated(_) => Err(Rejection::NotInForce),
        State::InForce(deed, force) | State::Ended(deed, force) | State::Broken(deed, force) => {
            Ok((deed, force))
        }
    }
}

/// The quarterly report to the street, once the quarter is over.
fn record_quarter(
    state: &State,
    context: &Context,
    (year, quarter): (i16, u8),
    summary: Text<1000>,
) -> Result<Vec<Event>, Rejection> {
    let (deed, force) = spoken_about(state)?;
    let by = deed.party_of(context)?;
    let (first, last) = fulfilment::quarter(year, quarter).ok_or(Rejection::QuarterOutOfRange)?;
    let outside = last < force.since || first > force.terms.until;
    if last >= time::date_at(context.now) || outside {
        return Err(Rejection::QuarterOutOfRange);
    }
    match force.quarters.get(&(year, quarter)) {
        Some(known) if *known == summary => Ok(vec![]),
        Some(_) => Err(Rejection::AlreadySaid),
        None => Ok(vec![Event::QuarterRecorded { year, quarter, summary, by }]),
    }
}

fn review(
    state: &State,
    context: &Context,
    party: OrganisationId,
    (year, verdict): (i16, Verdict),
    remark: Option<Text<500>>,
) -> Result<Vec<Event>, Rejection> {
    let (deed, force) = spoken_about(state)?;
    if !deed.parties.contains(&party) {
        return Err(Rejection::NotAParty);
    }
    let by = context.actor.person().filter(|_| context.may_act_for(party));
    let by = by.ok_or(Rejection::NotAuthorised)?;
    let last = force.terms.until.year().min(time::date_at(context.now).year());
    if !(force.since.year()..=last).contains(&year) {
        return Err(Rejection::YearOutOfRange);
    }
    match force.reviews.get(&(year, party)) {
        Some(known) if *known == verdict => Ok(vec![]),
        Some(_) => Err(Rejection::AlreadySaid),
        None => Ok(vec![Event::Reviewed { party, year, verdict, remark, by }]),
    }
}
