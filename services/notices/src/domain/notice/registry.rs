//! The registry: check-ins 报到 that wait for the community or end, units that apply 申请 to be
//! registered, certifications 年审 that are to be renewed.

use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::registry::check_in::{self, Request, Who};
use contracts::registry::organisation;
use contracts::registry::validity::Validity;
use contracts::{Actor, Claimer, Context};
use values::{OrganisationId, Timestamp};

use super::{State, answers_for, settled, told};

/// Whoever checked in waits for the answer; whoever of both sides did not end it is told so.
pub(super) fn of_check_in(
    state: &State,
    context: &Context,
    about: About,
    (event, by): (&check_in::Event, &Actor),
) -> Vec<Event> {
    use check_in::Event as E;
    if let E::Requested(asked) = event {
        let to_answer = told(asked.community, NoticeKind::CheckInToAnswer, None);
        return described(about, asked, None).chain(state.only(vec![to_answer])).collect();
    }
    let Some(matter) = &state.matter else { return vec![] };
    let to_who = |kind| matter.from.map(|who| told(who, kind, None));
    let term = |validity: &Validity| {
        let matter = Matter { until: Some(validity.ends_at), ..matter.clone() };
        Event::Described { matter }
    };
    match event {
        E::Accepted { validity } => {
            let accepted = to_who(NoticeKind::CheckInAccepted).into_iter().collect();
            [term(validity)].into_iter().chain(state.only(accepted)).collect()
        }
        E::Returned { .. } => state.only(to_who(NoticeKind::CheckInReturned).into_iter().collect()),
        E::RenewalDue {} => {
            let to_renew = |side| told(side, NoticeKind::CheckInToRenew, matter.until);
            sides(matter).map(to_renew).collect()
        }
        E::Renewed { validity } => [term(validity)].into_iter().chain(state.only(vec![])).collect(),
        E::Lapsed {} => {
            let lapsed = |side| told(side, NoticeKind::CheckInLapsed, None);
            sides(matter).map(lapsed).collect()
        }
        E::Ended { .. } => {
            let ended = |side| told(side, NoticeKind::CheckInEnded, None);
            let others = sides(matter).filter(|side| !is_theirs(context, by, *side));
            state.only(others.map(ended).collect())
        }
        E::Requested(_) => vec![],
    }
}

/// It was entered by the community itself, or for both: nobody waited for an answer.
pub(super) fn of_entered(
    state: &State,
    about: About,
    asked: &Request,
    term: Validity,
) -> Vec<Event> {
    described(about, asked, Some(term.ends_at)).chain(state.only(vec![])).collect()
}

fn described(
    about: About,
    asked: &Request,
    until: Option<Timestamp>,
) -> impl Iterator<Item = Event> {
    let who = match asked.who {
        Who::Unit(unit) => Claimer::Organisation(unit),
        Who::Person(person) => Claimer::Person(person),
    };
    let (from, to) = (Some(who), vec![asked.community]);
    let matter = Matter { from, to, until, ..Matter::new(about) };
    std::iter::once(Event::Described { matter })
}

/// Who checked in, and the community.
fn sides(matter: &Matter) -> impl Iterator<Item = Claimer> {
    matter.from.into_iter().chain(matter.to.iter().copied().map(Claimer::from))
}

/// Did somebody of that side do it, or the person?
fn is_theirs(context: &Context, by: &Actor, side: Claimer) -> bool {
    let directory = &context.directory;
    match side {
        Claimer::Person(person) => by.person() == Some(person),
        Claimer::Organisation(own) => by
            .organisation()
            .is_some_and(|organisation| directory.resolve(organisation) == directory.resolve(own)),
    }
}

/// What a unit applied for is answered by whoever answers for its area. A certification is renewed
/// by the same, and the unit looks over what is registered.
pub(super) fn of_organisation(
    state: &State,
    context: &Context,
    about: About,
    event: &organisation::Event,
) -> Vec<Event> {
    use organisation::Event as E;
    let own = OrganisationId(about.id());
    let matter = state.matter.clone().unwrap_or_else(|| Matter::new(about));
    let answered = |kind| match &state.matter {
        Some(_) => state.only(vec![told(own, kind, None)]),
        // Registered by whoever answers for it: nobody applied.
        None => vec![],
    };
    match event {
        E::Applied(applied) => {
            let to = answers_for(&context.directory, applied.area);
            let matter = Matter { to: to.into_iter().collect(), ..of(own, matter) };
            let to_approve = to.map(|to| told(to, NoticeKind::OrganisationToApprove, None));
            [Event::Described { matter }].into_iter().chain(to_approve).collect()
        }
        E::Registered(_) => answered(NoticeKind::OrganisationApproved),
        E::Refused { .. } => answered(NoticeKind::OrganisationRefused),
        E::Certified { validity } => {
            let until = Some(validity.ends_at);
            let certified = Event::Described { matter: Matter { until, ..of(own, matter) } };
            let asked = [
                NoticeKind::CertificationDue,
                NoticeKind::CertificationToRenew,
                NoticeKind::CertificationOverdue,
            ];
            let done = asked.into_iter().flat_map(|kind| state.told(kind)).map(settled);
            [certified].into_iter().chain(done).collect()
        }
        E::CertificationDue {} => {
            let until = matter.until;
            let to_renew =
                certifier(context, own).map(|to| told(to, NoticeKind::CertificationToRenew, until));
            let due = told(own, NoticeKind::CertificationDue, until);
            [due].into_iter().chain(to_renew).collect()
        }
        E::CertificationLapsed {} => certifier(context, own)
            .map(|to| told(to, NoticeKind::CertificationOverdue, None))
            .into_iter()
            .collect(),
        E::Ended { .. } | E::Merged { .. } => state.only(vec![]),
        E::AliasAdded { .. }
        | E::Edited { .. }
        | E::Placed { .. }
        | E::Affiliated { .. }
        | E::Appointed { .. }
        | E::HouseholdsCounted { .. }
        | E::Suspended { .. }
        | E::Resumed {}
        | E::Unmerged { .. }
        | E::Distinguished { .. }
        | E::Undistinguished { .. } => vec![],
    }
}

fn of(own: OrganisationId, matter: Matter) -> Matter {
    Matter { from: Some(own.into()), ..matter }
}

fn certifier(context: &Context, own: OrganisationId) -> Option<OrganisationId> {
    let known = context.directory.organisation(own)?;
    answers_for(&context.directory, known.area).filter(|to| *to != own)
}
