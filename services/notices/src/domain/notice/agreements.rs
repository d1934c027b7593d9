//! Agreements that wait for signatures and reports, projects for their acceptance, service records
//! for their confirmation.

use contracts::notices::notice::{About, Aspect, Event, Matter, NoticeKind};
use contracts::projects::{agreement, project, record};
use contracts::{Card, Claimer, Context};
use values::OrganisationId;

use super::{State, late, of_aspect, told};

pub(super) fn of_agreement(
    state: &State,
    context: &Context,
    about: About,
    event: &agreement::Event,
) -> Vec<Event> {
    use agreement::Event as E;
    let parties = state.matter.as_ref().map(|matter| matter.to.as_slice()).unwrap_or_default();
    let to_all = |kind| parties.iter().map(|party| told(*party, kind, None)).collect::<Vec<_>>();
    let instead = |aspect, told| state.only_of(aspect, of_aspect(aspect, told));
    match event {
        E::Drafted { parties, sign_until, .. } => {
            let matter = Matter { to: parties.clone(), ..Matter::new(about) };
            let to_sign = |party: &OrganisationId| {
                told(*party, NoticeKind::AgreementToSign, Some(*sign_until))
            };
            let to_sign = instead(Aspect::Signing, parties.iter().map(to_sign).collect());
            [Event::Described { matter }].into_iter().chain(to_sign).collect()
        }
        E::Signed { party, .. } => {
            let (inbox, aspect) = ((*party).into(), Some(Aspect::Signing));
            vec![Event::Settled { inbox, aspect }]
        }
        E::Concluded {} => {
            // Whoever asked to end it signed instead.
            let not_ended = state.only_of(Aspect::Ending, vec![]);
            let concluded = to_all(NoticeKind::AgreementConcluded);
            not_ended.into_iter().chain(instead(Aspect::Signing, concluded)).collect()
        }
        E::Lapsed {} => instead(Aspect::Signing, to_all(NoticeKind::AgreementLapsed)),
        E::EndAsked { party, .. } => {
            let others = to_others(parties, *party, NoticeKind::AgreementEndToAnswer);
            of_aspect(Aspect::Ending, others)
        }
        E::Broken { party, .. } => {
            state.only(to_others(parties, *party, NoticeKind::AgreementBroken))
        }
        E::Ended { by_consent: true } => state.only(to_all(NoticeKind::AgreementEnded)),
        // The last quarter of a term that ran out is still reported.
        E::Ended { by_consent: false } => {
            let nothing_to_sign = state.only_of(Aspect::Signing, vec![]);
            let ended = instead(Aspect::Ending, to_all(NoticeKind::AgreementEnded));
            nothing_to_sign.into_iter().chain(ended).collect()
        }
        // Any of them reports to the street.
        E::QuarterAsked { due_at, .. } => {
            let to_report = |party| told(party, NoticeKind::QuarterToReport, Some(*due_at));
            of_aspect(Aspect::Quarter, parties.iter().copied().map(to_report).collect())
        }
        E::QuarterCarded { card, .. } => {
            let late_with = |party: &OrganisationId| match card {
                Card::Yellow => {
                    let by = state.asked_until((*party).into(), Some(Aspect::Quarter));
                    late(context, *party, NoticeKind::QuarterReportLate, by)
                }
                Card::Red => late(context, *party, NoticeKind::QuarterReportOverdue, None),
            };
            of_aspect(Aspect::Quarter, parties.iter().flat_map(late_with).collect())
        }
        E::QuarterRecorded { .. } => state.only_of(Aspect::Quarter, vec![]),
        E::Delegated { .. } | E::Published {} | E::ReportingBegan { .. } | E::Reviewed { .. } => {
            vec![]
        }
    }
}

fn to_others(parties: &[OrganisationId], by: OrganisationId, kind: NoticeKind) -> Vec<Event> {
    parties.iter().filter(|party| **party != by).map(|party| told(*party, kind, None)).collect()
}

pub(super) fn of_project(state: &State, about: About, event: &project::Event) -> Vec<Event> {
    use project::Event as E;
    let matter = state.matter.as_ref();
    let to_giving = |kind| {
        let giving = matter.and_then(|matter| matter.from);
        state.only(giving.map(|giving: Claimer| told(giving, kind, None)).into_iter().collect())
    };
    match event {
        E::Proposed(opened) | E::Opened(opened) => {
            let matter = Matter {
                from: Some(opened.giving),
                to: vec![opened.asking],
                need: opened.need,
                offer: opened.offer,
                amount: Some(opened.amount),
                ..Matter::new(about)
            };
            let proposed = matches!(event, E::Proposed(_));
            let to_approve = told(opened.asking, NoticeKind::ProjectToApprove, None);
            let told = if proposed { vec![to_approve] } else { vec![] };
            [Event::Described { matter }].into_iter().chain(state.only(told)).collect()
        }
        E::Approved {} | E::Continued {} => state.only(vec![]),
        E::Refused { .. } => to_giving(NoticeKind::ProjectRefused),
        // Either side says whether it goes on.
        E::AgreementOver {} => {
            let asking = matter.into_iter().flat_map(|matter| &matter.to).copied();
            let sides = matter.and_then(|matter| matter.from).into_iter();
            let sides = sides.chain(asking.map(Claimer::from));
            state.only(sides.map(|side| told(side, NoticeKind::ProjectUndecided, None)).collect())
        }
        E::AcceptanceAsked { answer_until, .. } => {
            let asking = matter.and_then(|matter| matter.to.first());
            let kind = NoticeKind::ProjectToAccept;
            let asked = asking.map(|asking| told(*asking, kind, Some(*answer_until)));
            state.only(asked.into_iter().collect())
        }
        E::Accepted { .. } => to_giving(NoticeKind::ProjectAccepted),
        E::ReworkAsked { .. } => to_giving(NoticeKind::ProjectRework),
        E::Ended { .. } => state.only(vec![]),
        E::Started {}
        | E::ClaimAdded { .. }
        | E::Suspended { .. }
        | E::Resumed {}
        | E::MilestoneSet { .. }
        | E::MilestoneReached { .. }
        | E::FundsMoved { .. }
        | E::Attached(_)
        | E::Detached { .. }
        | E::ServiceCounted { .. }
        | E::ServiceConfirmed { .. }
        | E::ServiceCountered { .. }
        | E::Archived {} => vec![],
    }
}

/// What was taken over from a ledger kept before names nobody, and waits for nobody.
pub(super) fn of_record(state: &State, about: About, event: &record::Event) -> Vec<Event> {
    use record::Event as E;
    match event {
        E::Recorded { giving, asking, by: Some(_), .. } => {
            let matter = Matter { from: Some(*giving), to: vec![*asking], ..Matter::new(about) };
            let to_confirm = told(*asking, NoticeKind::RecordToConfirm, None);
            vec![Event::Described { matter }, to_confirm]
        }
        E::Recorded { by: None, .. } => vec![],
        E::Confirmed { .. } | E::Countered { .. } => state.only(vec![]),
    }
}
