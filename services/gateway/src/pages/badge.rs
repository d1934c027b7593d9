//! How things stand, at a glance: a word and a colour that says who is to act.

use contracts::Card;
use contracts::evaluation::{HearingStatus, OccasionStatus, RedemptionStatus, StarStatus};
use contracts::matching::plan::PlanStatus;
use contracts::needs::{AdmissionStatus, NeedStatus};
use contracts::projects::{
    ActivityStatus, AgreementStatus, ClaimStatus, ProjectStatus, RecordStatus, Standing,
    TenderStatus,
};
use contracts::registry::{
    CertificationStatus, CheckInStatus, OrganisationStatus, PairStatus, SeatStatus,
};
use contracts::reporting::{Confirmation, JobStatus, ReportStatus, Unkept};
use contracts::resources::OfferStatus;

use crate::Shown;

/// A word and its colour.
pub(crate) struct Badge {
    pub(crate) text: String,
    pub(crate) tone: &'static str,
}

/// Somebody is to act.
pub(crate) const WAITS: &str = "waits";
/// It is under way.
pub(crate) const RUNS: &str = "runs";
/// It came to its end.
pub(crate) const GOOD: &str = "good";
/// It is over, or not on the list.
pub(crate) const OVER: &str = "over";
/// Something went wrong.
pub(crate) const BAD: &str = "bad";

/// What has a colour.
pub(crate) trait Toned: Shown {
    fn tone(self) -> &'static str;
}

/// The badge of a state.
pub(crate) fn badge(state: impl Toned) -> Badge {
    Badge { text: state.chinese().to_owned(), tone: state.tone() }
}

impl Toned for NeedStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Raised | Self::Verified | Self::Delivered => WAITS,
            Self::Posted | Self::PartlyHeld | Self::Held | Self::PartlyDelivered => RUNS,
            Self::Accepted => GOOD,
            Self::Closed => OVER,
            Self::Returned | Self::Unclaimed => BAD,
        }
    }
}

impl Toned for AdmissionStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Requested => WAITS,
            Self::Approved => GOOD,
            Self::Refused => BAD,
        }
    }
}

impl Toned for OfferStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Listed => GOOD,
            Self::Draft | Self::Dormant => WAITS,
            Self::Paused | Self::Withdrawn | Self::OneOff => OVER,
            Self::Expired => BAD,
        }
    }
}

impl Toned for ClaimStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Proposed | Self::Waiting | Self::Held | Self::LeaseOver => WAITS,
            Self::Accepted | Self::Agreed => RUNS,
            Self::Delivered => GOOD,
            Self::Closed | Self::Withdrawn | Self::Cancelled => OVER,
            Self::Refused | Self::Declined | Self::Lapsed | Self::Revoked | Self::Failed => BAD,
        }
    }
}

impl Toned for ProjectStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Proposed | Self::Undecided | Self::AcceptanceAsked => WAITS,
            Self::Approved | Self::Running => RUNS,
            Self::Accepted => GOOD,
            Self::Suspended | Self::Archived => OVER,
            Self::Refused | Self::Ended => BAD,
        }
    }
}

impl Toned for PlanStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Computed | Self::Proposed => WAITS,
            Self::Published => GOOD,
            Self::Withdrawn => OVER,
        }
    }
}

impl Toned for AgreementStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Drafted => WAITS,
            Self::Concluded | Self::Published => GOOD,
            Self::Ended => OVER,
            Self::Lapsed | Self::Broken => BAD,
        }
    }
}

impl Toned for RecordStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Recorded => WAITS,
            Self::Confirmed => GOOD,
            Self::Countered => OVER,
        }
    }
}

impl Toned for ActivityStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Draft => WAITS,
            Self::Published => RUNS,
            Self::Held => GOOD,
            Self::Cancelled => OVER,
        }
    }
}

impl Toned for TenderStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Scored => WAITS,
            Self::Called | Self::Scoring | Self::Publicised => RUNS,
            Self::Awarded => GOOD,
            Self::Annulled => OVER,
        }
    }
}

impl Toned for Standing {
    fn tone(self) -> &'static str {
        match self {
            Self::Placed => GOOD,
            Self::Waiting => WAITS,
        }
    }
}

impl Toned for CheckInStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Requested | Self::Due => WAITS,
            Self::Active => GOOD,
            Self::Ended => OVER,
            Self::Returned | Self::Lapsed => BAD,
        }
    }
}

impl Toned for OrganisationStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Applied => WAITS,
            Self::InOperation => GOOD,
            Self::Suspended | Self::Ended | Self::Merged => OVER,
            Self::Refused => BAD,
        }
    }
}

impl Toned for CertificationStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Valid => GOOD,
            Self::Due => WAITS,
            Self::Lapsed => BAD,
        }
    }
}

impl Toned for PairStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Made => GOOD,
            Self::Ended => OVER,
        }
    }
}

impl Toned for SeatStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Filled => GOOD,
            Self::TermOver => WAITS,
            Self::Vacated => OVER,
        }
    }
}

impl Toned for OccasionStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Noted | Self::Open => WAITS,
            Self::Rated => GOOD,
            Self::Unrated | Self::Void => OVER,
        }
    }
}

impl Toned for StarStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Applied => WAITS,
            Self::Published => RUNS,
            Self::Settled => GOOD,
        }
    }
}

impl Toned for RedemptionStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Promised => WAITS,
            Self::HandedOver => GOOD,
            Self::CalledOff => OVER,
        }
    }
}

impl Toned for HearingStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Asked | Self::WithThePerson => WAITS,
            Self::Issued => GOOD,
            Self::Expired => OVER,
        }
    }
}

impl Toned for ReportStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::Compiled | Self::Issued => WAITS,
            Self::Numbered => RUNS,
            Self::Received => GOOD,
            Self::Disputed => BAD,
        }
    }
}

impl Toned for Unkept {
    fn tone(self) -> &'static str {
        match self {
            Self::Outstanding => RUNS,
            Self::Failed => BAD,
            Self::Cancelled | Self::Revoked => OVER,
        }
    }
}

impl Toned for JobStatus {
    fn tone(self) -> &'static str {
        match self {
            Self::UnderWay => RUNS,
            Self::Finished => GOOD,
            Self::Cancelled => OVER,
            Self::GivenUp => BAD,
        }
    }
}

impl Toned for Confirmation {
    fn tone(self) -> &'static str {
        match self {
            Self::Awaited => WAITS,
            Self::Confirmed => GOOD,
            Self::Unconfirmed => OVER,
        }
    }
}

/// A card of the handling of a need.
pub(crate) fn handling_card(card: Card) -> Badge {
    match card {
        Card::Yellow => Badge { text: "黄牌".to_owned(), tone: WAITS },
        Card::Red => Badge { text: "红牌".to_owned(), tone: BAD },
    }
}

/// A card of a quarter's report that is late.
pub(crate) fn report_card(card: Card) -> Badge {
    match card {
        Card::Yellow => Badge { text: "黄牌：即将逾期".to_owned(), tone: WAITS },
        Card::Red => Badge { text: "红牌：逾期未报".to_owned(), tone: BAD },
    }
}

/// A card of an answer that is late.
pub(crate) fn late_card(card: Card) -> Badge {
    match card {
        Card::Yellow => Badge { text: "黄牌：对方未答复".to_owned(), tone: WAITS },
        Card::Red => Badge { text: "红牌：对方未答复".to_owned(), tone: BAD },
    }
}
