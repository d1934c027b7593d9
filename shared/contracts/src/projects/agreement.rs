//! One agreement 共建协议 on one claim: drafted 谈约, signed by both 签约.

use serde::{Deserialize, Serialize};
use values::{AgreementId, Amount, ClaimId, Date, OrganisationId, PersonId, Text, Timestamp, ids};

/// A claim has one agreement, however often it is drafted.
pub fn id(claim: ClaimId) -> AgreementId {
    ids::derive(claim.into(), 1).into()
}

/// What one party takes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub party: OrganisationId,
    pub what: Text<200>,
    /// How much of it in the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}

/// `cmd.projects.agreement.draft`: writes it, or writes it anew, which voids signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub claim: ClaimId,
    pub title: Text<60>,
    /// 1 to 20.
    pub duties: Vec<Duty>,
    pub from: Date,
    pub until: Date,
}

/// `cmd.projects.agreement.sign`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Sign {
    pub agreement: AgreementId,
    /// For whom.
    pub party: OrganisationId,
    /// Which draft was read: 1, 2, …
    pub draft: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Draft { parties: [OrganisationId; 2], draft: Draft },
    Sign { party: OrganisationId, draft: u32 },
    Lapse,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "agreement.drafted.v1")]
    Drafted {
        claim: ClaimId,
        parties: [OrganisationId; 2],
        title: Text<60>,
        duties: Vec<Duty>,
        from: Date,
        until: Date,
        /// Unsigned by then, it lapses.
        sign_until: Timestamp,
        /// The limit reaches into a year without a table of holidays.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        holidays_unknown: bool,
    },
    #[serde(rename = "agreement.signed.v1")]
    Signed { party: OrganisationId, by: PersonId },
    #[serde(rename = "agreement.concluded.v1")]
    Concluded {},
    #[serde(rename = "agreement.lapsed.v1")]
    Lapsed {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such agreement.
    Unknown,
    /// The actor may not do this for this party.
    NotAuthorised,
    /// Duties are of the two parties, 1 to 20 in number.
    DutiesOutOfPlace,
    /// It ends before it begins.
    TermOutOfOrder,
    /// It was signed by both before.
    AlreadyConcluded,
    /// It was not signed in time.
    Lapsed,
    /// The draft was written anew meanwhile: read it first.
    OtherDraft { current: u32 },
    /// Only the two parties sign.
    NotAParty,
}

/// The most duties in one agreement.
pub const DUTIES_MAX: usize = 20;

/// How many working days a draft waits for its signatures.
pub const SIGN_WORKING_DAYS: u32 = 10;

crate::request::commands! {
    Draft => "cmd.projects.agreement.draft",
    Sign => "cmd.projects.agreement.sign",
}
