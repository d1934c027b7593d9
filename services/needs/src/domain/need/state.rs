//! Where a need stands, and what the rules remember of it.

use std::collections::{BTreeMap, BTreeSet};

use contracts::needs::need::{
    Classification, Deliberation, Kind, Outcome, Picture, Raise, Raiser, Terms, Wish, Wording,
};
use contracts::registry::taxonomy::Category;
use contracts::{Claimer, Context, WaitingList};
use values::{
    Amount, ClaimId, Fingerprint, NeedId, OrganisationId, PersonId, Timestamp,
    holds_personal_number,
};

use super::posting;
use super::reviewing::Reviewing;

/// Where a need stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not raised yet.
    #[default]
    Unheard,
    /// Raised, to be verified.
    Raised(Asked),
    /// Sent back to who raised it.
    Returned(Asked),
    /// Real, with the amount it takes.
    Verified(Asked),
    /// On the list.
    Posted(Ledger),
    /// What was delivered is accepted; off the list, to be reviewed and closed.
    Accepted(Ledger),
    /// Ended, one way or another.
    Closed(Ended),
}

/// What is asked for, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub(super) owner: OrganisationId,
    /// Who raised it, where that is not the owner.
    pub(super) raiser: Option<PersonId>,
    /// Told without an account: what is known of the raiser is sealed here.
    pub(super) sealed: bool,
    pub(super) kind: Kind,
    pub(super) category: Category,
    /// The owner's own need, classified by its raising.
    pub(super) own: bool,
    pub(super) classification: Option<Classification>,
    /// A street, or whoever stands above, has confirmed that it is an emergency.
    pub(super) urgency_confirmed: bool,
    pub(super) deliberation: Option<Deliberation>,
    /// What it says since it was last resubmitted.
    pub(super) wording: Option<Wording>,
    /// Its text holds a number that names a person: it is not published so.
    pub(super) names_somebody: bool,
    /// Until it is verified, and of a wish ever after: all that would be published.
    pub(super) public: Option<String>,
    pub(super) wish: Option<Wished>,
    pub(super) pictures: Vec<Picture>,
    pub(super) amount: Amount,
    pub(super) review: Reviewing,
    pub(super) reopened: u32,
    /// From which others it was told apart.
    pub(super) distinguished: BTreeSet<NeedId>,
}

/// What the rules remember of a verified wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wished {
    pub(super) family: Fingerprint,
    pub(super) minor: bool,
    /// None once erased.
    pub(super) beneficiary: Option<PersonId>,
}

/// A posted need: who holds how much of it, and how much was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    pub(super) asked: Asked,
    pub(super) terms: Terms,
    pub(super) unclaimed: Option<Unclaimed>,
    pub(super) held: u64,
    pub(super) delivered: u64,
    pub(super) holds: BTreeMap<ClaimId, u64>,
    pub(super) holders: BTreeMap<ClaimId, Claimer>,
    /// Holds of claims whose other line is still asked for.
    pub(super) tentative: BTreeSet<ClaimId>,
    pub(super) waiting: WaitingList,
    /// Partners who have delivered, and hold no more; with what was not refused.
    pub(super) served: BTreeMap<ClaimId, u64>,
    /// Of a wish: the claim whose claimer knows whose it is.
    pub(super) entrusted: Option<ClaimId>,
    /// 一次性条目: it stands for one claim alone.
    pub(super) once: bool,
}

/// 无人认领: what was done about that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclaimed {
    /// Nothing yet; until then something is to be done.
    Until(Timestamp),
    /// Nothing, in time.
    Overdue,
    /// It went one level up.
    Escalated,
}

/// A closed need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub(super) asked: Asked,
    pub(super) outcome: Outcome,
    pub(super) reopen_until: Timestamp,
    /// Was anything delivered?
    pub(super) delivered: bool,
}

impl Asked {
    pub(super) fn raised(raise: &Raise, raiser: Option<&Raiser>) -> Self {
        Self {
            owner: raise.owner,
            raiser: raiser.map(|raiser| raiser.person),
            sealed: raiser.is_some_and(|raiser| raiser.code.is_some()),
            kind: raise.kind,
            category: raise.category,
            own: raise.source.is_own(),
            classification: None,
            urgency_confirmed: false,
            deliberation: None,
            wording: None,
            names_somebody: names_somebody(
                &raise.title,
                [raise.content.as_deref(), raise.place.as_deref(), raise.wanted.as_deref()],
            ),
            public: Some(public(
                &raise.title,
                [raise.content.as_deref(), raise.place.as_deref(), raise.wanted.as_deref()],
            )),
            wish: None,
            pictures: Vec::new(),
            amount: raise.amount,
            review: Reviewing::default(),
            reopened: 0,
            distinguished: BTreeSet::new(),
        }
    }

    /// The organisation that asks.
    pub fn owner(&self) -> OrganisationId {
        self.owner
    }

    /// Who raised it, where that is not the owner.
    pub fn raiser(&self) -> Option<PersonId> {
        self.raiser
    }

    /// Would it be published with this in it? A name of one character says nothing.
    pub fn says(&self, what: &str) -> bool {
        let what = unspaced(what);
        let is_telling = what.chars().count() >= 2;
        is_telling && self.public.as_ref().is_some_and(|public| public.contains(&what))
    }

    /// Of a verified wish, whose one live wish it is.
    pub fn family(&self) -> Option<&Fingerprint> {
        self.wish.as_ref().map(|wish| &wish.family)
    }

    /// Whose wish it is, while that is known.
    pub fn beneficiary(&self) -> Option<PersonId> {
        self.wish.as_ref().and_then(|wish| wish.beneficiary)
    }

    pub(super) fn concerns_many(&self) -> bool {
        self.classification.as_ref().is_some_and(|classification| classification.concerns_many)
    }

    pub(super) fn is_raiser(&self, context: &Context) -> bool {
        self.raiser.is_some() && self.raiser == context.actor.person()
    }

    /// The owner's people, and whoever raised it.
    pub(super) fn may_speak(&self, context: &Context) -> bool {
        context.may_act_for(self.owner) || self.is_raiser(context)
    }
}

impl Wished {
    pub(super) fn of(wish: &Wish) -> Self {
        let (family, minor) = (wish.family.clone(), wish.minor);
        Self { family, minor, beneficiary: Some(wish.beneficiary) }
    }
}

impl Ended {
    pub(super) fn new(
        mut asked: Asked,
        delivered: bool,
        outcome: &Outcome,
        reopen_until: Timestamp,
        review_until: Option<Timestamp>,
    ) -> Self {
        if review_until.is_some() {
            asked.review = Reviewing::asked(review_until);
        }
        Self { asked, outcome: outcome.clone(), reopen_until, delivered }
    }
}

/// Does a text of the need hold a number that names a person?
pub(super) fn names_somebody(title: &str, others: [Option<&str>; 3]) -> bool {
    std::iter::once(title).chain(others.into_iter().flatten()).any(holds_personal_number)
}

/// The parts of a text that everybody would read, apart from each other.
pub(super) fn public(title: &str, others: [Option<&str>; 3]) -> String {
    let parts = std::iter::once(title).chain(others.into_iter().flatten());
    parts.map(unspaced).collect::<Vec<_>>().join("\n")
}

fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Ledger {
    pub(super) fn posted(asked: Asked, terms: &Terms) -> Self {
        Self {
            asked,
            terms: terms.clone(),
            unclaimed: None,
            held: 0,
            delivered: 0,
            holds: BTreeMap::new(),
            holders: BTreeMap::new(),
            tentative: BTreeSet::new(),
            waiting: WaitingList::default(),
            served: BTreeMap::new(),
            entrusted: None,
            once: false,
        }
    }

    pub(super) fn left(&self) -> u64 {
        self.asked.amount.quantity - self.held - self.delivered
    }

    /// What is asked for in all.
    pub fn asked(&self) -> u64 {
        self.asked.amount.quantity
    }

    /// What is set aside for claims.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// What claims have delivered.
    pub fn delivered(&self) -> u64 {
        self.delivered
    }

    /// Who waits for an amount.
    pub fn waiting(&self) -> &WaitingList {
        &self.waiting
    }

    /// Who claims what `claim` holds.
    pub fn holder(&self, claim: ClaimId) -> Option<Claimer> {
        self.holders.get(&claim).copied()
    }

    /// Which claims hold how much.
    pub fn holds(&self) -> &BTreeMap<ClaimId, u64> {
        &self.holds
    }
}

impl State {
    /// The ledger, from the posting to the closing.
    pub fn ledger(&self) -> Option<&Ledger> {
        match self {
            State::Posted(ledger) | State::Accepted(ledger) => Some(ledger),
            State::Unheard
            | State::Raised(_)
            | State::Returned(_)
            | State::Verified(_)
            | State::Closed(_) => None,
        }
    }

    /// What is asked for, once raised.
    pub fn asked(&self) -> Option<&Asked> {
        match self {
            State::Unheard => None,
            State::Raised(asked) | State::Returned(asked) | State::Verified(asked) => Some(asked),
            State::Posted(ledger) | State::Accepted(ledger) => Some(&ledger.asked),
            State::Closed(ended) => Some(&ended.asked),
        }
    }

    pub(super) fn asked_mut(&mut self) -> Option<&mut Asked> {
        match self {
            State::Unheard => None,
            State::Raised(asked) | State::Returned(asked) | State::Verified(asked) => Some(asked),
            State::Posted(ledger) | State::Accepted(ledger) => Some(&mut ledger.asked),
            State::Closed(ended) => Some(&mut ended.asked),
        }
    }

    /// Was it told apart from `other`?
    pub fn is_distinguished(&self, other: NeedId) -> bool {
        self.asked().is_some_and(|asked| asked.distinguished.contains(&other))
    }

    /// Is its result there for all who raised it, or its duplicates, to be reviewed?
    pub fn is_done(&self) -> bool {
        match self {
            State::Accepted(_) | State::Closed(_) => true,
            State::Unheard
            | State::Raised(_)
            | State::Returned(_)
            | State::Verified(_)
            | State::Posted(_) => false,
        }
    }

    /// When something is to be decided next.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Posted(ledger) => posting::due_at(ledger),
            State::Accepted(Ledger { asked, .. }) | State::Closed(Ended { asked, .. }) => {
                asked.review.due_at()
            }
            State::Unheard | State::Raised(_) | State::Returned(_) | State::Verified(_) => None,
        }
    }
}
