//! Lists of recognition, and answers to written requests.

use contracts::Rejection;
use contracts::evaluation::hearing::{self, Compile, ConfirmedService, HearingRequest, Reply};
use contracts::evaluation::recognition::{self, RecognitionList};
use runtime::{Commands, Decision};
use values::{HearingId, OrganisationId, RecognitionId};

use crate::Evaluation;
use crate::domain::{Hearing, Recognition};

pub(super) fn add_to(table: Commands<Evaluation>) -> Commands<Evaluation> {
    table
        .on(|decision, list: RecognitionList| {
            let id = decision.id::<RecognitionId>(0);
            decision.decide::<Recognition>(id, recognition::Command::Publish(list))
        })
        .on(|decision, asked: HearingRequest| {
            decision.decide::<Hearing>(decision.id::<HearingId>(0), hearing::Command::Ask(asked))
        })
        .on(compile)
        .on(|decision, Reply { hearing, words }: Reply| {
            decision.decide::<Hearing>(hearing, hearing::Command::Reply { words })
        })
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
