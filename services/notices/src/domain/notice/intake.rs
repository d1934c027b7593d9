//! What is put on communities from above or outside: admissions 准入, which the district judges, and
//! items of the hotline 热线件, which are answered under their own number.

use contracts::needs::{admission, hotline};
use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::registry::organisation::Level;
use contracts::{Claimer, Context};
use values::AreaCode;

use super::{State, announced, concerned, settled, told};

/// Of what the district has not approved no community is told.
pub(super) fn of_admission(
    state: &State,
    context: &Context,
    about: About,
    event: &admission::Event,
) -> Vec<Event> {
    use admission::Event as E;
    if let E::Requested { request, district } = event {
        let (from, to) = (Some(request.department.into()), vec![*district]);
        let matter = Matter { from, to, ..Matter::new(about) };
        return vec![
            Event::Described { matter },
            concerned(communities(context, request.area)),
            told(*district, NoticeKind::AdmissionToJudge, None),
        ];
    }
    let Some(department) = state.matter.as_ref().and_then(|matter| matter.from) else {
        return vec![];
    };
    let judged = |kind| state.only(vec![told(department, kind, None)]);
    match event {
        E::Approved {} => {
            let to_receive = announced(NoticeKind::AdmissionToReceive, None);
            judged(NoticeKind::AdmissionApproved).into_iter().chain([to_receive]).collect()
        }
        E::Refused { .. } => judged(NoticeKind::AdmissionRefused),
        E::Received { community } => {
            let received = context.directory.same_as(*community);
            received.into_iter().map(settled).collect()
        }
        E::Requested { .. } => vec![],
    }
}

fn communities(context: &Context, area: AreaCode) -> Vec<Claimer> {
    let directory = &context.directory;
    let there = directory.within_at(Level::Community, area);
    let mut found: Vec<_> = there.filter(|id| directory.is_in_operation(*id)).collect();
    found.sort_unstable();
    found.into_iter().map(Claimer::from).collect()
}

/// It has no second clock: its need is handled by the hotline's own limit.
pub(super) fn of_hotline(state: &State, about: About, event: &hotline::Event) -> Vec<Event> {
    use hotline::Event as E;
    match event {
        E::Received(received) => {
            let (owner, until) = (received.owner, received.until);
            let (to, need) = (vec![owner], Some(received.need));
            let matter = Matter { to, need, until, ..Matter::new(about) };
            let to_answer = told(owner, NoticeKind::HotlineToAnswer, until);
            vec![Event::Described { matter }, to_answer]
        }
        E::Replied { .. } => state.only(vec![]),
    }
}
