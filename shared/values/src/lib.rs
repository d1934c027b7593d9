//! The values everything else is made of: ids, quantities, money, time, areas. No I/O.
//!
//! A value of these types is valid: what cannot be is refused when it is read, so no rule has to
//! ask again. With the feature `openapi` each describes its own schema.

pub mod amount;
pub mod area;
pub mod calendar;
pub mod code;
pub mod credit_code;
pub mod day_time;
pub mod digest;
pub mod ids;
pub mod personal_number;
pub mod sealed;
pub mod text;
pub mod time;

pub use amount::{Amount, Money, Unit};
pub use area::{AreaCode, AreaLevel};
pub use calendar::Calendar;
pub use credit_code::CreditCode;
pub use day_time::DayTime;
pub use digest::Hash;
pub use ids::{
    AccountId, ActivityId, AdmissionId, AgreementId, CheckInId, ClaimId, CommandId, FactId,
    HearingId, ImportId, JobId, LeaveId, NeedId, ObjectionId, OccasionId, OfferId, OrganisationId,
    PersonId, PlanId, PostingId, ProjectId, RecognitionId, RecordId, ReportId, RewardId, RollId,
    TenderId, TokenId, Uuid,
};
pub use personal_number::holds_personal_number;
pub use sealed::{Fingerprint, Sealed};
pub use text::{NoText, Text};
pub use time::{Date, Timestamp};
