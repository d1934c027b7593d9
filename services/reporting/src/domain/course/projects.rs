//! What became of a claim 认领, an agreement 共建协议, a project 项目.

use contracts::projects::agreement::Purpose;
use contracts::projects::claim::Side;
use contracts::projects::project::Flow;
use contracts::projects::{agreement, claim, project};
use contracts::reporting::course::{Counted, Entry, Event, What};
use contracts::{Card, Claimer};
use values::OrganisationId;

use super::{Counting, Made, counted};

impl Counting<'_> {
    pub(super) fn claim(&self, event: claim::Event) -> Vec<Event> {
        use claim::Event as Said;
        match event {
            Said::Proposed(proposal) => self.described(What::Claim {
                claimer: proposal.claimer,
                side: proposal.side,
                need: proposal.need,
                offer: proposal.offer,
                area: proposal.area,
                counterpart: None,
            }),
            Said::WantedLineHeld { counterpart, .. } | Said::Held { counterpart, .. } => {
                self.claimed(None, Some(counterpart))
            }
            Said::PassedOn { to, .. } => self.passed_on(to),
            Said::Accepted {} => {
                let mut entries = self.of_claim(|side| match side {
                    Side::Giving => Counted::NeedClaimed,
                    Side::Asking => Counted::OfferClaimed,
                });
                entries.extend(self.claim_answered(true));
                counted(entries)
            }
            Said::Declined { .. } => counted(self.claim_answered(true).into_iter().collect()),
            Said::LeaseOver { .. } => counted(self.claim_answered(false).into_iter().collect()),
            Said::AnswerLate { card } => counted(self.claim_card(card).into_iter().collect()),
            Said::Delivered { quantity, .. } => counted(self.claim_delivered(quantity)),
            Said::Failed { .. } => counted(self.of_claim(|_| Counted::ClaimFailed)),
            Said::Cancelled { .. } => counted(self.of_claim(|_| Counted::ClaimCancelled)),
            Said::Revoked { .. } => counted(self.of_claim(|_| Counted::ClaimRevoked)),
            Said::Crossed { .. }
            | Said::OwnLineHeld { .. }
            | Said::Waiting { .. }
            | Said::Refused { .. }
            | Said::AlsoRefused { .. }
            | Said::Renewed { .. }
            | Said::Lapsed {}
            | Said::Withdrawn { .. }
            | Said::TransferAsked { .. }
            | Said::TransferEnded { .. }
            | Said::TakeoverAsked { .. }
            | Said::TakeoverRefused {}
            | Said::Agreed { .. }
            | Said::CancelAsked { .. }
            | Said::CancelRefused {}
            | Said::Closed { .. } => vec![],
        }
    }

    /// The same claim, by another claimer or with its other side known.
    fn claimed(&self, by: Option<Claimer>, other: Option<OrganisationId>) -> Vec<Event> {
        let Some(What::Claim { claimer, side, need, offer, area, counterpart }) = self.what()
        else {
            return vec![];
        };
        self.described(What::Claim {
            claimer: by.unwrap_or(*claimer),
            side: *side,
            need: *need,
            offer: *offer,
            area: *area,
            counterpart: other.or(*counterpart),
        })
    }

    /// Whoever takes a claim over takes over what was promised with it, from the day on which it
    /// was.
    fn passed_on(&self, to: Claimer) -> Vec<Event> {
        let Some(What::Claim { side, .. }) = self.what() else { return vec![] };
        let promised = [Counted::NeedClaimed, Counted::OfferClaimed];
        let mut entries = self.take_back(|entry| promised.contains(&entry.counted));
        let again = |back: &Entry| match side {
            Side::Giving => {
                let taken = self.entry(back.counted, to, back.with);
                Entry { area: back.area, on: back.on, ..taken }
            }
            Side::Asking => Entry { with: to.organisation(), ..back.taken_back() },
        };
        entries.extend(entries.iter().map(again).collect::<Vec<_>>());
        let mut events = self.claimed(Some(to), None);
        events.extend(counted(entries));
        events
    }

    /// A line of the giving side.
    fn of_claim(&self, counting: impl Fn(Side) -> Counted) -> Vec<Entry> {
        let Some(What::Claim { claimer, side, area, counterpart, .. }) = self.what() else {
            return vec![];
        };
        let (giving, asking) = match side {
            Side::Giving => (Some(*claimer), *counterpart),
            Side::Asking => (counterpart.map(Claimer::from), claimer.organisation()),
        };
        let entry = |giving| self.entry(counting(*side), giving, asking).within(*area);
        giving.map(entry).into_iter().collect()
    }

    /// By whoever was asked, once: in time, or their time is over. What is accepted as soon as it
    /// has its lines was agreed to before, and nobody was asked.
    fn claim_answered(&self, in_time: bool) -> Option<Entry> {
        let answers = |entry: &Entry| entry.counted == Counted::ClaimAnswered;
        if self.held_now || self.state.standing.iter().any(answers) {
            return None;
        }
        let Some(What::Claim { claimer, area, counterpart, .. }) = self.what() else { return None };
        let entry = self.entry(Counted::ClaimAnswered, (*counterpart)?, claimer.organisation());
        Some(entry.within(*area).coming_to(u8::from(in_time)))
    }

    /// Of whoever is to answer it.
    fn claim_card(&self, card: Card) -> Option<Entry> {
        let Some(What::Claim { claimer, area, counterpart, .. }) = self.what() else { return None };
        let entry = self.entry(shown(card), (*counterpart)?, claimer.organisation());
        Some(entry.within(*area))
    }

    fn claim_delivered(&self, quantity: u64) -> Vec<Entry> {
        if quantity == 0 {
            return vec![];
        }
        let mut entries = self.of_claim(|_| Counted::ClaimDelivered);
        let Some(What::Claim { offer: Some(_), .. }) = self.what() else { return entries };
        let used = self.of_claim(|_| Counted::OfferUsed).into_iter();
        entries.extend(used.map(|entry| entry.coming_to(quantity)));
        entries
    }

    pub(super) fn agreement(&self, event: agreement::Event) -> Vec<Event> {
        use agreement::Event as Said;
        if let Said::Drafted { parties, purpose, terms, .. } = event {
            let agreement::Terms { title, from, until, duties, .. } = terms;
            let from = Some(from);
            return self.described(What::Agreement {
                parties,
                title,
                purpose,
                from,
                until,
                duties,
            });
        }
        let Some(What::Agreement { parties, purpose, .. }) = self.what() else { return vec![] };
        let of_each = |counting| {
            let other = |party| parties.iter().copied().find(|other| *other != party);
            let entry = |party: &OrganisationId| self.entry(counting, *party, other(*party));
            counted(parties.iter().map(entry).collect())
        };
        match event {
            Said::Concluded {} => {
                let mut events = vec![Event::Concluded {}];
                // Other terms for the rest of the time make no agreement more.
                if *purpose != Purpose::Supplement {
                    events.extend(of_each(Counted::AgreementConcluded));
                }
                events
            }
            // Any of them could have reported.
            Said::QuarterCarded { card, .. } => of_each(shown(card)),
            Said::Ended { .. } => of_each(Counted::AgreementEnded),
            Said::Broken { party, breaching, .. } => {
                counted(vec![self.entry(Counted::AgreementBroken, breaching, Some(party))])
            }
            Said::Drafted { .. }
            | Said::Delegated { .. }
            | Said::Signed { .. }
            | Said::Lapsed {}
            | Said::Published {}
            | Said::ReportingBegan { .. }
            | Said::QuarterAsked { .. }
            | Said::QuarterRecorded { .. }
            | Said::Reviewed { .. }
            | Said::EndAsked { .. } => vec![],
        }
    }

    pub(super) fn project(&self, event: project::Event) -> Vec<Event> {
        use project::Event as Said;
        let what = |opened: project::Opened| What::Project {
            giving: opened.giving,
            asking: opened.asking,
            code: opened.code,
            title: opened.title,
            opened_on: opened.opened_on,
        };
        if let Said::Proposed(opened) = event {
            return self.described(what(opened));
        }
        if let Said::Opened(opened) = event {
            let entry = self.entry(Counted::ProjectOpened, opened.giving, Some(opened.asking));
            let entry = entry.on(opened.opened_on.unwrap_or(self.on));
            let mut events = self.described(what(opened));
            events.extend(counted(vec![entry]));
            return events;
        }
        let Some(What::Project { giving, asking, opened_on, .. }) = self.what() else {
            return vec![];
        };
        let entry = |counting| self.entry(counting, *giving, Some(*asking));
        match event {
            Said::Approved {} => {
                let on = opened_on.unwrap_or(self.on);
                counted(vec![entry(Counted::ProjectOpened).on(on)])
            }
            Said::Accepted { .. } => counted(vec![entry(Counted::ProjectAccepted)]),
            Said::Ended { .. } => counted(vec![entry(Counted::ProjectEnded)]),
            Said::FundsMoved { flow, funds } => {
                let counting = match flow {
                    Flow::Received => Counted::FundsReceived,
                    Flow::Spent => Counted::FundsSpent,
                };
                counted(vec![entry(counting).on(funds.date).coming_to(funds.amount.fen)])
            }
            Said::Proposed(_)
            | Said::Opened(_)
            | Said::Refused { .. }
            | Said::Started {}
            | Said::ClaimAdded { .. }
            | Said::Suspended { .. }
            | Said::Resumed {}
            | Said::AgreementOver {}
            | Said::Continued {}
            | Said::MilestoneSet { .. }
            | Said::MilestoneReached { .. }
            | Said::Attached(_)
            | Said::Detached { .. }
            | Said::ServiceCounted { .. }
            | Said::ServiceConfirmed { .. }
            | Said::ServiceCountered { .. }
            | Said::AcceptanceAsked { .. }
            | Said::ReworkAsked { .. }
            | Said::Archived {} => vec![],
        }
    }
}

/// What is counted when a card is shown.
fn shown(card: Card) -> Counted {
    match card {
        Card::Yellow => Counted::YellowCard,
        Card::Red => Counted::RedCard,
    }
}
