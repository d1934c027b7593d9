//! What the two ledgers say when a claim asks them to set an amount aside.

use serde::{Deserialize, Serialize};
use values::{ClaimId, Date, NeedId, OfferId, OrganisationId, PersonId, Timestamp, Unit, Uuid};

use crate::Slot;

/// Who claims: an organisation, or a person in their own name 以个人名义.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Claimer {
    Organisation(OrganisationId),
    Person(PersonId),
}

impl Claimer {
    /// The organisation, where it is one.
    pub fn organisation(self) -> Option<OrganisationId> {
        match self {
            Claimer::Organisation(organisation) => Some(organisation),
            Claimer::Person(_) => None,
        }
    }
}

impl From<OrganisationId> for Claimer {
    fn from(organisation: OrganisationId) -> Self {
        Claimer::Organisation(organisation)
    }
}

impl From<PersonId> for Claimer {
    fn from(person: PersonId) -> Self {
        Claimer::Person(person)
    }
}

/// A line of one of the two ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Line {
    Need(NeedId),
    Offer(OfferId),
}

impl Line {
    /// The identifier, whichever list it is on.
    pub fn id(self) -> Uuid {
        match self {
            Line::Need(need) => need.into(),
            Line::Offer(offer) => offer.into(),
        }
    }
}

/// Why a ledger did not set the amount aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum HoldRefusal {
    /// There is no such line.
    UnknownLine,
    /// The line is not on the list now: not yet posted, withdrawn, or closed.
    NotOnTheList,
    /// The line counts in another unit.
    OtherUnit { line: Unit, asked: Unit },
    /// Less is left than was asked for.
    TooLittleLeft { asked: u64, left: u64, unit: Unit },
    /// The line can only be taken whole.
    OnlyWhole { asked: u64, whole: u64, unit: Unit },
    /// A volunteer post: each takes one place.
    OneEach { asked: u64, unit: Unit },
    /// As many partners hold the line as it may have.
    TooManyPartners { max: u32 },
    /// The claimer named somebody else's line as its own.
    NotYourLine { owner: OrganisationId },
    /// The claimer asked for its own line.
    YourOwnLine,
    /// What is missing is held by claims whose other line is still asked for.
    HeldTentatively,
    /// As many wait for the line as its waiting list takes.
    WaitingListFull { max: usize },
    /// Persons claim wishes, posts, pair help and teams; everything else is for organisations.
    NotForPersons,
    /// The line is booked by time: name a slot.
    SlotMissing,
    /// The line is not booked by time.
    NoSlots,
    /// The slot has begun.
    SlotPast,
    /// The line stands to the end of that day only.
    SlotAfterTerm { until: Date },
    /// The line is not open during the whole slot.
    SlotClosed,
    /// Somebody else has that time.
    SlotTaken { by: Slot },
    /// Less is left during the slot than was asked for.
    SlotFull { asked: u64, left: u64, unit: Unit },
}

impl HoldRefusal {
    /// Is too little left, for now: does it help to wait 候补?
    pub fn is_shortage(&self) -> bool {
        match self {
            HoldRefusal::TooLittleLeft { .. }
            | HoldRefusal::TooManyPartners { .. }
            | HoldRefusal::SlotTaken { .. }
            | HoldRefusal::SlotFull { .. }
            | HoldRefusal::HeldTentatively => true,
            HoldRefusal::UnknownLine
            | HoldRefusal::NotOnTheList
            | HoldRefusal::OtherUnit { .. }
            | HoldRefusal::OnlyWhole { .. }
            | HoldRefusal::OneEach { .. }
            | HoldRefusal::NotYourLine { .. }
            | HoldRefusal::YourOwnLine
            | HoldRefusal::WaitingListFull { .. }
            | HoldRefusal::NotForPersons
            | HoldRefusal::SlotMissing
            | HoldRefusal::NoSlots
            | HoldRefusal::SlotPast
            | HoldRefusal::SlotAfterTerm { .. }
            | HoldRefusal::SlotClosed => false,
        }
    }
}

/// An amount that a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    pub claim: ClaimId,
    pub claimer: Claimer,
    pub quantity: u64,
    pub since: Timestamp,
}

impl Hold {
    /// What `claim` holds is another claimer's from now on.
    pub fn pass_on(holds: &mut [Hold], claim: ClaimId, to: Claimer) {
        for hold in holds.iter_mut().filter(|hold| hold.claim == claim) {
            hold.claimer = to;
        }
    }

    /// Takes the hold of `claim` off `holds`, and says how much it was.
    pub fn take(holds: &mut Vec<Hold>, claim: ClaimId) -> u64 {
        let at = holds.iter().position(|hold| hold.claim == claim);
        at.map_or(0, |at| holds.remove(at).quantity)
    }
}
