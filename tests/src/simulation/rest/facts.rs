//! What the logs say happened, gathered by claim and by line.

mod claims;

use std::collections::{BTreeMap, BTreeSet};

use contracts::projects::claim::Propose;
use contracts::projects::project::Opened;
use contracts::projects::{self, agreement, project, record};
use contracts::{Claimer, Commit, Line, needs, resources};
use values::{
    AgreementId, ClaimId, NeedId, OrganisationId, PersonId, ProjectId, RecordId, Timestamp, Uuid,
};

/// How a claim ended, or where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::simulation) enum Fate {
    Proposed,
    Waiting,
    Held,
    Accepted,
    Agreed,
    Delivered(u64),
    Refused,
    Declined,
    Withdrawn,
    Lapsed,
    Revoked,
    /// By consent, with so much delivered.
    Cancelled(u64),
    /// Not performed, with so much delivered.
    Failed(u64),
}

impl Fate {
    /// How much was delivered by the end of a claim that was carried out.
    pub(super) fn delivered(&self) -> Option<u64> {
        match self {
            Fate::Delivered(quantity) | Fate::Cancelled(quantity) | Fate::Failed(quantity) => {
                Some(*quantity)
            }
            Fate::Proposed
            | Fate::Held
            | Fate::Accepted
            | Fate::Agreed
            | Fate::Refused
            | Fate::Declined
            | Fate::Withdrawn
            | Fate::Lapsed
            | Fate::Waiting
            | Fate::Revoked => None,
        }
    }
}

pub(super) struct Claim {
    pub(super) proposal: Propose,
    pub(super) fate: Fate,
    pub(super) lease_until: Option<Timestamp>,
    /// When it must have lapsed, been renewed, or answered.
    pub(super) stands_until: Option<Timestamp>,
    /// How often it passed to another claimer.
    pub(super) passed_on: u64,
    pub(super) crossed: bool,
    pub(super) waited: bool,
    pub(super) renewed: bool,
    pub(super) accepted: Option<Timestamp>,
    pub(super) project: Option<ProjectId>,
}

/// What the ledgers say of one line.
#[derive(Default)]
pub(super) struct Ledger {
    /// Paused, expired, dormant or withdrawn: nothing new is held.
    off_list: bool,
    /// Only resuming ends a pause, or the end of its term.
    paused: bool,
    pub(super) amount: u64,
    pub(super) holds: BTreeMap<ClaimId, u64>,
    /// For whom.
    pub(super) holders: BTreeMap<ClaimId, Claimer>,
    pub(super) waiting: BTreeSet<ClaimId>,
    /// What was used or delivered.
    pub(super) gone: BTreeMap<ClaimId, u64>,
    /// How much of that counts no more: refused, or from before the need was opened again.
    pub(super) void: u64,
}

pub(super) struct Project {
    pub(super) terms: Opened,
    pub(super) opened: Timestamp,
    /// What stands, and whether it was confirmed.
    pub(super) records: BTreeMap<RecordId, (u64, bool)>,
    /// By signatures, or by the asking side.
    pub(super) approved: bool,
    /// The claims that it serves.
    pub(super) claims: Vec<ClaimId>,
    balance_fen: i64,
    /// Accepted or ended, with this much delivered.
    pub(super) over: Option<u64>,
}

pub(super) struct Record {
    pub(super) project: ProjectId,
    pub(super) quantity: u64,
    /// Who recorded it, and who took part.
    concerned: BTreeSet<PersonId>,
    pub(super) confirmed: bool,
    pub(super) countered: bool,
}

#[derive(Default)]
pub(super) struct Agreement {
    /// The newest draft.
    signing: Signing,
    /// Every draft that all have signed.
    pub(super) concluded: Vec<Signing>,
}

#[derive(Clone, Default)]
pub(super) struct Signing {
    pub(super) parties: Vec<OrganisationId>,
    pub(super) signed: Vec<OrganisationId>,
    pub(super) sign_until: Option<Timestamp>,
    pub(super) last_signed: Option<Timestamp>,
}

/// How many claims of a run came to which end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::simulation) struct Reached {
    pub(in crate::simulation) fates: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
pub(super) struct Facts {
    pub(super) claims: BTreeMap<ClaimId, Claim>,
    /// By the id of the need or the offer.
    pub(super) ledgers: BTreeMap<Uuid, Ledger>,
    pub(super) raised: BTreeSet<NeedId>,
    /// Needs that were closed as a duplicate, and of which.
    pub(super) duplicates: BTreeMap<NeedId, NeedId>,
    pub(super) projects: BTreeMap<ProjectId, Project>,
    pub(super) records: BTreeMap<RecordId, Record>,
    pub(super) agreements: BTreeMap<AgreementId, Agreement>,
    /// The serial numbers that were taken, in order, by series.
    pub(super) serials: BTreeMap<Uuid, Vec<u64>>,
}

impl Ledger {
    /// A hold that comes twice, or goes without having come, is wrong whatever else holds.
    fn hold(&mut self, claim: ClaimId, claimer: Claimer, quantity: u64) {
        self.holders.insert(claim, claimer);
        self.waiting.remove(&claim);
        let before = self.holds.insert(claim, quantity);
        assert_eq!(before, None, "{claim} is held twice");
        assert!(!self.gone.contains_key(&claim), "{claim} is held after it was delivered");
    }

    fn wait(&mut self, claim: ClaimId) {
        assert!(!self.holds.contains_key(&claim), "{claim} waits for what it holds");
        assert!(self.waiting.insert(claim), "{claim} waits twice");
    }

    fn wait_no_more(&mut self, claim: ClaimId) {
        assert!(self.waiting.remove(&claim), "{claim} never waited");
    }

    fn pass_on(&mut self, claim: ClaimId, to: Claimer) {
        let before = self.holders.insert(claim, to);
        assert!(before.is_some(), "{claim} passes on what it never held");
    }

    fn release(&mut self, claim: ClaimId) -> u64 {
        self.holders.remove(&claim);
        self.holds.remove(&claim).unwrap_or_else(|| panic!("{claim} gives up what it never held"))
    }

    fn give(&mut self, claim: ClaimId, quantity: u64) {
        let held = self.release(claim);
        assert!(quantity <= held, "{claim} takes {quantity} and held {held}");
        let before = self.gone.insert(claim, quantity);
        assert_eq!(before, None, "{claim} is delivered twice");
    }
}

impl Facts {
    pub(super) fn add_resources(&mut self, commits: &[Commit<resources::Event>]) {
        use resources::offer::Event;
        for recorded in commits.iter().flat_map(|commit| &commit.events) {
            let resources::Event::Offer(event) = &recorded.event;
            let ledger = self.ledgers.entry(recorded.aggregate).or_default();
            match event {
                Event::Listed { offer, .. } | Event::Edited { offer } => {
                    ledger.amount = offer.amount.quantity;
                }
                Event::ListedOnce { claim, offer } => {
                    ledger.amount = offer.amount.quantity;
                    ledger.hold(*claim, offer.owner.into(), ledger.amount);
                    ledger.off_list = true;
                }
                Event::Held { claim, claimer, quantity, .. } => {
                    assert!(!ledger.off_list, "{claim} holds what is not on the list");
                    ledger.hold(*claim, *claimer, *quantity);
                }
                Event::HoldConfirmed { claim } => assert!(ledger.holds.contains_key(claim)),
                Event::WaitBegun { claim, .. } => ledger.wait(*claim),
                Event::WaitEnded { claim } => ledger.wait_no_more(*claim),
                Event::HoldPassedOn { claim, to } => ledger.pass_on(*claim, *to),
                Event::Released { claim } => {
                    ledger.release(*claim);
                }
                Event::Used { claim, quantity } => ledger.give(*claim, *quantity),
                Event::Renewed { .. } => ledger.off_list = ledger.paused,
                Event::Resumed {} => (ledger.off_list, ledger.paused) = (false, false),
                Event::Paused { .. } => (ledger.off_list, ledger.paused) = (true, true),
                Event::Withdrawn { .. } | Event::Expired {} | Event::WentDormant {} => {
                    (ledger.off_list, ledger.paused) = (true, false);
                }
                Event::HoldRefused { claim, .. } => {
                    ledger.waiting.remove(claim);
                }
                Event::Drafted { .. } | Event::ExpiryNoticed { .. } => {}
            }
        }
    }

    pub(super) fn add_needs(&mut self, commits: &[Commit<needs::Event>]) {
        use needs::need::Event;
        for recorded in commits.iter().flat_map(|commit| &commit.events) {
            let needs::Event::Need(event) = &recorded.event else { continue };
            let ledger = self.ledgers.entry(recorded.aggregate).or_default();
            match event {
                Event::Raised { asked, .. } => {
                    ledger.amount = asked.amount.quantity;
                    self.raised.insert(NeedId(recorded.aggregate));
                }
                Event::PostedOnce { claim, asked } => {
                    ledger.amount = asked.amount.quantity;
                    ledger.hold(*claim, asked.owner.into(), ledger.amount);
                    self.raised.insert(NeedId(recorded.aggregate));
                }
                Event::Closed { outcome: needs::need::Outcome::Duplicate { of }, .. } => {
                    self.duplicates.insert(NeedId(recorded.aggregate), *of);
                }
                Event::SplitOff { .. } => {
                    self.duplicates.remove(&NeedId(recorded.aggregate));
                }
                Event::Reopened { .. } => ledger.void = ledger.gone.values().sum(),
                Event::DeliveryRefused { quantity, .. } => ledger.void += quantity,
                Event::Resubmitted { wording } => ledger.amount = wording.amount.quantity,
                Event::Verified { amount, .. } => ledger.amount = amount.quantity,
                Event::Held { claim, claimer, quantity, .. } => {
                    ledger.hold(*claim, *claimer, *quantity);
                }
                Event::HoldConfirmed { claim } => assert!(ledger.holds.contains_key(claim)),
                Event::WaitBegun { claim, .. } => ledger.wait(*claim),
                Event::WaitEnded { claim } => ledger.wait_no_more(*claim),
                Event::HoldPassedOn { claim, to } => ledger.pass_on(*claim, *to),
                Event::Released { claim } => {
                    ledger.release(*claim);
                }
                Event::HoldRefused { claim, .. } => {
                    ledger.waiting.remove(claim);
                }
                Event::Delivered { claim, quantity } => ledger.give(*claim, *quantity),
                Event::Returned { .. }
                | Event::RaiserErased {}
                | Event::WishEntrusted { .. }
                | Event::BeneficiaryErased {}
                | Event::ResultShown { .. }
                | Event::Classified { .. }
                | Event::UrgencyConfirmed { .. }
                | Event::Deliberated { .. }
                | Event::Posted { .. }
                | Event::WentUnclaimed { .. }
                | Event::UnclaimedOverdue {}
                | Event::UnclaimedEscalated {}
                | Event::DeliveryAccepted { .. }
                | Event::Reviewed { .. }
                | Event::NotReviewed {}
                | Event::Closed { .. }
                | Event::Distinguished { .. }
                | Event::Undistinguished { .. } => {}
            }
        }
    }

    pub(super) fn add_projects(&mut self, commits: &[Commit<projects::Event>]) {
        for commit in commits {
            for recorded in &commit.events {
                let id = recorded.aggregate;
                match &recorded.event {
                    projects::Event::Claim(event) => {
                        self.add_claim(ClaimId(id), event, commit.time);
                    }
                    projects::Event::Agreement(event) => {
                        self.add_agreement(AgreementId(id), event, commit.time);
                    }
                    projects::Event::Project(event) => {
                        self.add_project(ProjectId(id), event, commit.time);
                    }
                    projects::Event::Record(event) => self.add_record(RecordId(id), event),
                    projects::Event::Roll(_) => {}
                    projects::Event::Serial(projects::serial::Event::Taken { number }) => {
                        self.serials.entry(id).or_default().push(*number);
                    }
                    projects::Event::Activity(_) | projects::Event::Tender(_) => {}
                }
            }
        }
    }

    fn add_agreement(&mut self, id: AgreementId, event: &agreement::Event, time: Timestamp) {
        use agreement::Event;
        let agreement = self.agreements.entry(id).or_default();
        match event {
            Event::Drafted { parties, sign_until, .. } => {
                agreement.signing = Signing {
                    parties: parties.clone(),
                    sign_until: Some(*sign_until),
                    ..Signing::default()
                };
            }
            Event::Signed { party, .. } => {
                agreement.signing.signed.push(*party);
                agreement.signing.last_signed = Some(time);
            }
            Event::Concluded {} => agreement.concluded.push(agreement.signing.clone()),
            Event::Ended { .. } | Event::Broken { .. } => {
                assert!(!agreement.concluded.is_empty(), "{id} ends, and was never in force");
            }
            Event::Lapsed {}
            | Event::Delegated { .. }
            | Event::Published {}
            | Event::ReportingBegan { .. }
            | Event::QuarterAsked { .. }
            | Event::QuarterCarded { .. }
            | Event::QuarterRecorded { .. }
            | Event::Reviewed { .. }
            | Event::EndAsked { .. } => {}
        }
    }

    fn add_project(&mut self, id: ProjectId, event: &project::Event, time: Timestamp) {
        use project::Event;
        if let Event::Opened(terms) | Event::Proposed(terms) = event {
            let approved = matches!(event, Event::Opened(_));
            let before = self.projects.get(&id);
            assert!(before.is_none_or(|before| !before.approved), "{id} is opened twice");
            let project = Project {
                terms: terms.clone(),
                opened: before.map_or(time, |before| before.opened),
                approved,
                claims: vec![terms.claim],
                balance_fen: 0,
                records: BTreeMap::new(),
                over: None,
            };
            self.projects.insert(id, project);
            return;
        }
        let project = self.projects.get_mut(&id).expect("a project begins with its opening");
        match event {
            Event::ServiceCounted { record, quantity } => {
                let before = project.records.insert(*record, (*quantity, false));
                assert_eq!(before, None, "{record} is counted twice");
            }
            Event::ServiceConfirmed { record, quantity } => {
                let before = project.records.insert(*record, (*quantity, true));
                assert_eq!(before, Some((*quantity, false)), "{record} is confirmed twice");
            }
            Event::ServiceCountered { record, quantity, confirmed } => {
                let before = project.records.remove(record);
                assert_eq!(before, Some((*quantity, *confirmed)), "{record} is countered");
            }
            Event::Accepted { quantity } | Event::Ended { quantity, .. } => {
                assert_eq!(project.over.replace(*quantity), None, "{id} is over twice");
            }
            Event::Approved {} => project.approved = true,
            Event::ClaimAdded { claim, .. } => project.claims.push(*claim),
            Event::FundsMoved { flow, funds } => {
                project.balance_fen += match flow {
                    project::Flow::Received => funds.amount.fen,
                    project::Flow::Spent => -funds.amount.fen,
                };
                assert!(project.balance_fen >= 0, "{id} has spent more than it has");
            }
            Event::Opened(_)
            | Event::Proposed(_)
            | Event::Refused { .. }
            | Event::Started {}
            | Event::Suspended { .. }
            | Event::Resumed {}
            | Event::AgreementOver {}
            | Event::Continued {}
            | Event::MilestoneSet { .. }
            | Event::MilestoneReached { .. }
            | Event::Attached(_)
            | Event::Detached { .. }
            | Event::AcceptanceAsked { .. }
            | Event::ReworkAsked { .. }
            | Event::Archived {} => {}
        }
    }

    fn add_record(&mut self, id: RecordId, event: &record::Event) {
        use record::Event;
        match event {
            Event::Recorded { project, service, by, .. } => {
                let record = Record {
                    project: *project,
                    quantity: service.quantity,
                    concerned: service.attendance.iter().map(|a| a.person).chain(*by).collect(),
                    confirmed: false,
                    countered: false,
                };
                let before = self.records.insert(id, record);
                assert!(before.is_none(), "{id} is recorded twice");
            }
            Event::Confirmed { by } => {
                let record = self.records.get_mut(&id).expect("it begins with what was done");
                let own = by.is_some_and(|by| record.concerned.contains(&by));
                assert!(!own, "{id} was confirmed by who has part in it");
                assert!(!record.confirmed && !record.countered, "{id} is confirmed too often");
                record.confirmed = true;
            }
            Event::Countered { .. } => {
                let record = self.records.get_mut(&id).expect("it begins with what was done");
                assert!(!record.countered, "{id} is countered twice");
                record.countered = true;
            }
        }
    }

    /// The lines that a claim names, with what the ledgers know of them.
    pub(super) fn lines_of(&self, claim: &Claim) -> Vec<(Line, Option<&Ledger>)> {
        let Propose { need, offer, .. } = claim.proposal;
        let lines = [need.map(Line::Need), offer.map(Line::Offer)];
        lines.into_iter().flatten().map(|line| (line, self.ledgers.get(&line.id()))).collect()
    }

    pub(super) fn reached(&self) -> Reached {
        let mut reached = Reached::default();
        let mut count = |name| *reached.fates.entry(name).or_default() += 1;
        for claim in self.claims.values() {
            let both = claim.proposal.own().is_some();
            count(match claim.fate {
                Fate::Proposed => "proposed",
                Fate::Waiting => "waiting",
                Fate::Held => "held",
                Fate::Accepted => "accepted",
                Fate::Agreed => "agreed",
                Fate::Delivered(_) if both => "delivered on both ledgers",
                Fate::Delivered(_) => "delivered",
                Fate::Refused => "refused",
                Fate::Declined => "declined",
                Fate::Withdrawn => "withdrawn",
                Fate::Lapsed => "lapsed",
                Fate::Revoked => "revoked",
                Fate::Cancelled(_) => "cancelled",
                Fate::Failed(_) => "failed",
            });
            for (happened, name) in [
                (claim.passed_on > 0, "passed on"),
                (claim.crossed, "crossed"),
                (claim.waited && claim.lease_until.is_some(), "promoted"),
                (claim.renewed, "renewed"),
            ] {
                if happened {
                    count(name);
                }
            }
        }
        for record in self.records.values() {
            count(match (record.confirmed, record.countered) {
                (_, true) => "countered",
                (true, false) => "confirmed",
                (false, false) => "recorded",
            });
        }
        for _ in self.agreements.values().filter(|agreement| !agreement.concluded.is_empty()) {
            count("concluded");
        }
        reached
    }
}
