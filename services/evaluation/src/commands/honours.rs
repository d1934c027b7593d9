//! Lists of recognition, and answers to written requests.

use contracts::evaluation::hearing::{self, Compile, ConfirmedService, HearingRequest, Reply};
use contracts::evaluation::recognition::{self, RecognitionList};
use contracts::evaluation::rules::CardKind;
use contracts::{Claimer, Rejection};
use runtime::{Commands, Decision};
use values::{HearingId, OrganisationId, RecognitionId, time};

use crate::Evaluation;
use crate::domain::{Hearing, Recognition};

pub(super) fn add_to(table: Commands<Evaluation>) -> Commands<Evaluation> {
    table
        .on(publish)
        .on(|decision, asked: HearingRequest| {
            decision.decide::<Hearing>(decision.id::<HearingId>(0), hearing::Command::Ask(asked))
        })
        .on(compile)
        .on(|decision, Reply { hearing, words }: Reply| {
            decision.decide::<Hearing>(hearing, hearing::Command::Reply { words })
        })
}

/// Who on it is not eligible is judged by the rules of its year.
fn publish(
    decision: &mut Decision<'_, Evaluation>,
    list: RecognitionList,
) -> Result<(), Rejection> {
    let (state, context) = (decision.state(), decision.context());
    let directory = &context.directory;
    let year = list.year.unwrap_or_else(|| time::date_at(context.now).year());
    let (rules, last_counts) = (state.in_force.of(year), state.in_force.last_counts(year));
    let is_kept_off = |who: &Claimer| {
        let organisation = who.organisation().map(|one| directory.resolve(one));
        let level = organisation.and_then(|one| directory.level(one));
        let card = level.and_then(CardKind::of).map(|kind| rules.card(kind));
        organisation.zip(card).is_some_and(|(organisation, card)| {
            let stood_for = directory.stood_for(organisation);
            state.entered.keeps_off(&stood_for, (year, last_counts), card)
        })
    };
    let all = list.candidates.iter().map(|candidate| candidate.who);
    let kept_off = all.filter(is_kept_off).collect();
    let list = RecognitionList { year: Some(year), ..list };
    let publish = recognition::Command::Publish { list, kept_off };
    decision.decide::<Recognition>(decision.id::<RecognitionId>(0), publish)
}

/// What the records say of that person there, and nothing else.
fn compile(
    decision: &mut Decision<'_, Evaluation>,
    Compile { hearing }: Compile,
) -> Result<(), Rejection> {
    let state = decision.state();
    let asked = state.hearings.state(hearing).asked()?;
    let directory = &decision.context().directory;
    let answering = directory.resolve(asked.community);
    let is_there = |asking: OrganisationId| {
        let own = directory.resolve(asking);
        own == answering || directory.seniors(own).any(|senior| senior == answering)
    };
    let stints = state.hours.stints(asked.person);
    let stints = stints.filter(|stint| stint.on >= asked.from && is_there(stint.asking));
    let stints: Vec<_> = stints.collect();
    let confirmed = ConfirmedService {
        services: u32::try_from(stints.len()).unwrap_or(u32::MAX),
        minutes: stints.iter().map(|stint| u64::from(stint.minutes)).sum(),
        first: stints.iter().map(|stint| stint.on).min(),
        last: stints.iter().map(|stint| stint.on).max(),
    };
    decision.decide::<Hearing>(hearing, hearing::Command::Compile { confirmed })
}
