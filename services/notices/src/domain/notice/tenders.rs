//! Tenders 创投: jurors score what came in, the caller answers objections, and whoever proposed or
//! objected waits for the outcome. A call is for everybody, and nobody's to answer.
//!
//! Of those whom it concerns, persons judge and organisations propose. A juror has a part to do for
//! each proposal, the caller one for each objection.

use contracts::Claimer;
use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::projects::tender::{self, Call};
use values::{OrganisationId, PersonId, Uuid, ids};

use super::{State, announced_to, concerned, settled, told};

pub(super) fn meant(state: &State, about: About, event: &tender::Event) -> Vec<Event> {
    use tender::Event as E;
    if let E::Called(call) = event {
        return called(about, call);
    }
    let Some(caller) = state.matter.as_ref().and_then(|matter| matter.from) else {
        return vec![];
    };
    let tender = Tender { state, about, caller };
    match event {
        E::Proposed { organisation, .. } => vec![concerned([(*organisation).into()])],
        E::ProposalWithdrawn { organisation } => {
            vec![Event::Unconcerned { inbox: (*organisation).into() }]
        }
        E::Opened {} => tender.opened(),
        E::Declared { juror, proposer, conflict: true } | E::Scored { juror, proposer, .. } => {
            tender.judged(*juror, *proposer)
        }
        E::ScoringClosed { .. } => tender.over(),
        E::Publicised { until, .. } => {
            let proposers = state.concerned(true);
            vec![announced_to(proposers, NoticeKind::TenderPublicised, Some(*until))]
        }
        // The same once more is told once more: another one waits.
        E::Objected { by, .. } => vec![
            Event::Raised { by: (*by).into() },
            settled(caller),
            told(caller, NoticeKind::TenderObjectionToAnswer, None),
        ],
        E::ObjectionAnswered { objection, .. } => tender.answered(*objection),
        E::Awarded { winner, .. } => {
            let winner = Claimer::from(*winner);
            let others = state.concerned(true).filter(|proposer| *proposer != winner);
            let awarded = told(winner, NoticeKind::TenderAwarded, None);
            let others = announced_to(others, NoticeKind::TenderNotAwarded, None);
            tender.over().into_iter().chain([awarded, others]).collect()
        }
        E::Annulled { .. } => {
            let proposers = state.concerned(true);
            let annulled = announced_to(proposers, NoticeKind::TenderAnnulled, None);
            tender.over().into_iter().chain([annulled]).collect()
        }
        E::Called(_) | E::Declared { conflict: false, .. } => vec![],
    }
}

/// Nobody judges what the own organisation proposes: that part is done before it begins.
fn called(about: About, call: &Call) -> Vec<Event> {
    let matter = Matter { from: Some(call.caller.into()), need: call.need, ..Matter::new(about) };
    let jurors = concerned(call.jurors.iter().map(|juror| juror.person.into()));
    let own = call.jurors.iter().map(|juror| {
        let (inbox, part) = (juror.person.into(), juror.organisation.into());
        Event::PartDone { inbox, part }
    });
    [Event::Described { matter }, jurors].into_iter().chain(own).collect()
}

/// A tender that was called.
struct Tender<'a> {
    state: &'a State,
    about: About,
    caller: Claimer,
}

impl Tender<'_> {
    fn opened(&self) -> Vec<Event> {
        let has_work = |juror: &Claimer| self.left(*juror).next().is_some();
        let jurors = self.state.concerned(false).filter(has_work);
        let to_score = jurors.map(|juror| told(juror, NoticeKind::TenderToScore, None));
        [told(self.caller, NoticeKind::TenderOpened, None)].into_iter().chain(to_score).collect()
    }

    /// The proposals that the juror has neither scored nor a conflict of interest with.
    fn left(&self, juror: Claimer) -> impl Iterator<Item = Uuid> {
        let proposals = self.state.concerned(true).filter_map(Claimer::organisation);
        proposals.map(Uuid::from).filter(move |part| !self.state.is_done(juror, *part))
    }

    fn judged(&self, juror: PersonId, proposer: OrganisationId) -> Vec<Event> {
        let (juror, part) = (Claimer::from(juror), Uuid::from(proposer));
        let all = self.left(juror).all(|left| left == part);
        let done = Event::PartDone { inbox: juror, part };
        [done].into_iter().chain(all.then(|| settled(juror))).collect()
    }

    /// The `n`-th objection, from 1 on.
    fn objection(&self, n: u64) -> Uuid {
        ids::derive(self.about.id(), n)
    }

    fn answered(&self, n: u32) -> Vec<Event> {
        let part = self.objection(n.into());
        let raised = &self.state.raised;
        let index = usize::try_from(n).ok().and_then(|n| n.checked_sub(1));
        let by = index.and_then(|index| raised.get(index).copied());
        let answered = by.map(|by| told(by, NoticeKind::TenderObjectionAnswered, None));
        let mut parts = (1..).take(raised.len()).map(|n| self.objection(n));
        let all = parts.all(|one| one == part || self.state.is_done(self.caller, one));
        let done = Event::PartDone { inbox: self.caller, part };
        let over = all.then(|| settled(self.caller));
        [done].into_iter().chain(answered).chain(over).collect()
    }

    /// Nobody has anything left to do.
    fn over(&self) -> Vec<Event> {
        let jurors = self.state.told(NoticeKind::TenderToScore);
        jurors.chain([self.caller]).map(settled).collect()
    }
}
