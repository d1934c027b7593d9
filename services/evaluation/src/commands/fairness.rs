//! Stars, and objections: each is judged by what it is about, and decides about that by the same
//! commit.

use contracts::evaluation::exclusion::{self, CountedFact, Exclude, Happened};
use contracts::evaluation::objection::{self, Answer, Raise, Rejection as Reason, Target};
use contracts::evaluation::posting::{self, Account, Basis};
use contracts::evaluation::recognition::{self, OnList};
use contracts::evaluation::star::{self, Apply, Review, Revoke};
use contracts::evaluation::{fact, gathering, occasion};
use contracts::{Claimer, Rejection};
use runtime::{Commands, Decision};
use values::{ObjectionId, OrganisationId, Text};

use crate::Evaluation;
use crate::domain::fact::{Entry, State as FactState};
use crate::domain::posting::State as PostingState;
use crate::domain::{Exclusion, Fact, Gathering, Objection, Occasion, Posting, Recognition, Star};

pub(super) fn add_to(table: Commands<Evaluation>) -> Commands<Evaluation> {
    table.on(apply).on(review).on(revoke).on(raise).on(answer)
}

fn apply(
    decision: &mut Decision<'_, Evaluation>,
    Apply { community }: Apply,
) -> Result<(), Rejection> {
    let person = decision.context().actor.person().ok_or(star::Rejection::NotAuthorised)?;
    let (minutes, rules) = (decision.state().hours.minutes(person), decision.state().star_rules());
    decision.decide::<Star>(star::id(person), star::Command::Apply { community, minutes, rules })
}

fn review(
    decision: &mut Decision<'_, Evaluation>,
    Review { person, returned }: Review,
) -> Result<(), Rejection> {
    let rules = decision.state().star_rules();
    decision.decide::<Star>(star::id(person), star::Command::Review { returned, rules })
}

fn revoke(
    decision: &mut Decision<'_, Evaluation>,
    Revoke { person, reason, barred_months }: Revoke,
) -> Result<(), Rejection> {
    decision.decide::<Star>(star::id(person), star::Command::Revoke { reason, barred_months })
}

/// Who answers an objection to `target` that the actor may raise.
fn answerer(
    decision: &Decision<'_, Evaluation>,
    target: Target,
) -> Result<Option<OrganisationId>, Rejection> {
    let (state, context) = (decision.state(), decision.context());
    let (may, answerer) = match target {
        Target::Rating { occasion, pairing } => {
            let sheet = state.occasions.state(occasion).sheet()?;
            let rating = sheet.ratings.get(&pairing).filter(|rating| rating.opened);
            let rated = pairing.rated.filter(|_| rating.is_some()).ok_or(Reason::NothingThere)?;
            (context.may_act_as(rated), sheet.parties.reviewer)
        }
        Target::Fact(fact) => match state.facts.state(fact) {
            FactState::Stands(Entry { about, .. }) => {
                // Above whoever wrote it down, as far as somebody is.
                let seniors: Vec<_> = context.directory.seniors(*about).take(2).collect();
                (context.may_act_for(*about), seniors.last().copied())
            }
            FactState::Unknown | FactState::Struck => return Err(Reason::NothingThere.into()),
        },
        Target::Attendance { activity, who } => {
            let organiser = state.gatherings.state(activity).counts(who);
            let organiser = organiser.ok_or(Reason::NothingThere)?;
            let directory = &context.directory;
            let own = directory.resolved_claimer(who);
            // Nobody answers for themselves.
            let mut seniors = directory.seniors(directory.resolve(organiser));
            (context.may_act_as(who), seniors.find(|senior| Claimer::from(*senior) != own))
        }
        Target::NoShow { occasion, person } => {
            let sheet = state.occasions.state(occasion).sheet()?;
            if !sheet.is_no_show(person) {
                return Err(Reason::NothingThere.into());
            }
            (context.may_act_as(person.into()), sheet.parties.reviewer)
        }
        Target::Posting(posting) => match state.postings.state(posting) {
            PostingState::Posted(standing)
                if matches!(standing.basis(), Basis::Adjustment { .. }) =>
            {
                let own = context.actor.person().map(Account::Person);
                let mut accounts = standing.entries.iter().map(|entry| entry.account);
                (accounts.any(|account| Some(account) == own), None)
            }
            PostingState::Posted(_) | PostingState::Unposted | PostingState::Countered(_) => {
                return Err(Reason::NothingThere.into());
            }
        },
        Target::Counted(counted) => {
            let (found, answerer) = counted_of(decision, counted).ok_or(Reason::NothingThere)?;
            (context.may_act_as(found.who), answerer)
        }
        Target::Star(person) => (true, state.stars.state(star::id(person)).published()?),
        Target::Revocation { person, barred_until } => {
            let answerer = state.stars.state(star::id(person)).revoked(context, barred_until)?;
            (context.may_act_as(person.into()), answerer)
        }
        Target::Candidate(OnList { recognition, .. }) => {
            (true, state.recognitions.state(recognition).published()?.senior)
        }
    };
    // What is nobody's reaches the city, as far as one is registered: there somebody is told.
    let answerer = answerer.or_else(|| context.directory.city());
    if may { Ok(answerer) } else { Err(Reason::NotAuthorised.into()) }
}

/// What is counted for who that is now, for whom it was counted then; and who answers for it: above
/// whoever confirmed it.
fn counted_of(
    decision: &Decision<'_, Evaluation>,
    counted: CountedFact,
) -> Option<(CountedFact, Option<OrganisationId>)> {
    let (state, directory) = (decision.state(), &decision.context().directory);
    let own = directory.resolved_claimer(counted.who);
    let is_own = |who: &Claimer| directory.resolved_claimer(*who) == own;
    let (who, answerer) = match counted.happened {
        Happened::Occasion(occasion) => {
            let parties = &state.occasions.state(occasion).sheet().ok()?.parties;
            let people = parties.people().map(|(person, _)| Claimer::from(person));
            let mut all = [parties.giving, parties.asking.into()].into_iter().chain(people);
            (all.find(is_own)?, parties.reviewer)
        }
        Happened::Need(need) => {
            let owner = state.matters.state(need).scored()?;
            let senior = directory.seniors(directory.resolve(owner)).next();
            (Some(owner.into()).filter(is_own)?, senior)
        }
    };
    let found = CountedFact { who, ..counted };
    let stands = !*state.exclusions.state(exclusion::id(found));
    stands.then_some((found, answerer))
}

fn raise(
    decision: &mut Decision<'_, Evaluation>,
    Raise { target, reason }: Raise,
) -> Result<(), Rejection> {
    let by = decision.context().actor.person().ok_or(Reason::NotAuthorised)?;
    let id = objection::id(target, by);
    let answerer = answerer(decision, target)?;
    let raise = objection::Command::Raise { target, reason, answerer };
    decision.decide::<Objection>(id, raise)?;
    match target {
        Target::Star(person) => {
            let object = star::Command::Object { objection: id };
            decision.decide::<Star>(star::id(person), object)
        }
        Target::Candidate(OnList { recognition, who }) => {
            let object = recognition::Command::Object { who, objection: id };
            decision.decide::<Recognition>(recognition, object)
        }
        Target::Rating { .. }
        | Target::Fact(_)
        | Target::Attendance { .. }
        | Target::NoShow { .. }
        | Target::Posting(_)
        | Target::Revocation { .. }
        | Target::Counted(_) => Ok(()),
    }
}

/// Upheld, what it is about counts no more.
fn answer(
    decision: &mut Decision<'_, Evaluation>,
    Answer { objection, upheld, answer }: Answer,
) -> Result<(), Rejection> {
    let target = decision.state().objections.state(objection).open()?.target;
    let command = objection::Command::Answer { upheld, answer: answer.clone() };
    decision.decide::<Objection>(objection, command)?;
    settle(decision, objection, target, upheld, &answer)
}

fn settle(
    decision: &mut Decision<'_, Evaluation>,
    objection: ObjectionId,
    target: Target,
    upheld: bool,
    answer: &Text<300>,
) -> Result<(), Rejection> {
    let reason = shortened(answer);
    match target {
        Target::Star(person) => {
            let settle = star::Command::SettleObjection { objection, upheld };
            decision.decide::<Star>(star::id(person), settle)
        }
        Target::Candidate(OnList { recognition, .. }) => {
            let settle = recognition::Command::SettleObjection { objection, upheld };
            decision.decide::<Recognition>(recognition, settle)
        }
        Target::Rating { occasion, pairing } if upheld => {
            let strike = occasion::Command::Strike { pairing, reason };
            decision.decide::<Occasion>(occasion, strike)
        }
        Target::Fact(fact) if upheld => {
            decision.decide::<Fact>(fact, fact::Command::Uphold { reason })
        }
        Target::Attendance { activity, who } if upheld => {
            let strike = gathering::Command::Strike { who, reason };
            decision.decide::<Gathering>(activity, strike)
        }
        Target::NoShow { occasion, person } if upheld => {
            let strike = occasion::Command::StrikeNoShow { person, reason };
            decision.decide::<Occasion>(occasion, strike)
        }
        Target::Revocation { person, barred_until } if upheld => {
            let reinstate = star::Command::Reinstate { barred_until };
            decision.decide::<Star>(star::id(person), reinstate)
        }
        Target::Posting(posting) if upheld => {
            decision.decide::<Posting>(posting, posting::Command::TakeBack { reason })
        }
        Target::Counted(counted) if upheld => match counted_of(decision, counted) {
            Some((counted, _)) => {
                let id = exclusion::id(counted);
                decision.decide::<Exclusion>(id, Exclude { counted, reason })
            }
            None => Ok(()),
        },
        Target::Rating { .. }
        | Target::Fact(_)
        | Target::Attendance { .. }
        | Target::NoShow { .. }
        | Target::Posting(_)
        | Target::Revocation { .. }
        | Target::Counted(_) => Ok(()),
    }
}

/// As much of the answer as fits where the reason is kept.
fn shortened(answer: &Text<300>) -> Text<200> {
    let short: String = answer.chars().take(200).collect();
    Text::new(&short).expect("an answer is not empty, and begins with no space")
}
