//! The handling of a need against the clock: whoever has it is told when it comes, and when it is
//! late.

use contracts::Context;
use contracts::needs::handling::{self, Clock, Holder};
use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use values::OrganisationId;

use super::{State, late, settled, told};

pub(super) fn meant(
    state: &State,
    context: &Context,
    about: About,
    event: &handling::Event,
) -> Vec<Event> {
    use handling::Event as E;
    if let E::Begun { need, holder, clock, .. } = event {
        let matter = Matter { need: Some(*need), ..Matter::new(about) };
        return vec![with(&matter, holder.organisation, *clock)];
    }
    let Some(matter) = &state.matter else { return vec![] };
    let Some(holder) = matter.to.first().copied() else { return vec![] };
    let on_time = |clock| {
        let runs = with(matter, holder, clock);
        [runs].into_iter().chain(state.only(vec![])).collect()
    };
    match event {
        E::StepCompleted { clock: Some(clock), .. } | E::Resumed { clock, .. } => on_time(*clock),
        E::Reclassified { clock, .. } => vec![with(matter, holder, *clock)],
        E::ExtensionAsked { senior, .. } => {
            vec![told(*senior, NoticeKind::ExtensionToAnswer, matter.until)]
        }
        E::Extended { clock, .. } => on_time(*clock),
        E::ExtensionRefused { .. } => {
            state.told(NoticeKind::ExtensionToAnswer).map(settled).collect()
        }
        E::Escalated { to, clock, .. } | E::Answered { to, clock, .. } => {
            passed_on(state, matter, to, *clock)
        }
        E::YellowCarded { .. } => late(context, holder, NoticeKind::HandlingLate, matter.until),
        E::RedCarded { .. } => late(context, holder, NoticeKind::HandlingOverdue, None),
        E::StepCompleted { clock: None, .. } | E::Asked { .. } | E::Stopped {} => {
            state.only(vec![])
        }
        E::Begun { .. } => vec![],
    }
}

/// Who has it from now on, and until when.
fn with(matter: &Matter, holder: OrganisationId, clock: Clock) -> Event {
    let (to, until) = (vec![holder], Some(clock.due_at));
    Event::Described { matter: Matter { to, until, ..matter.clone() } }
}

fn passed_on(state: &State, matter: &Matter, to: &Holder, clock: Clock) -> Vec<Event> {
    let comes = told(to.organisation, NoticeKind::HandlingToDo, Some(clock.due_at));
    let now_with = with(matter, to.organisation, clock);
    [now_with].into_iter().chain(state.only(vec![comes])).collect()
}
