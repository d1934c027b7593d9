//! What can be asked about agreements.

use serde::{Deserialize, Serialize};
use values::{AgreementId, AreaCode, ClaimId, Date, OrganisationId, PersonId, Text, Timestamp};

use super::agreement::{Duty, Purpose, Terms, Verdict};
use crate::{Card, ListOrder, Page, PageRequest};

/// How an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AgreementStatus {
    /// 谈约
    Drafted,
    /// 已签约
    Concluded,
    /// 已亮约，履约中
    Published,
    /// 未按期签约
    Lapsed,
    /// 已终止
    Ended,
    /// 已违约解除
    Broken,
}

/// `qry.projects.agreements`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Agreements {
    pub status: Option<AgreementStatus>,
    /// Agreements to which this organisation is a party.
    pub organisation: Option<OrganisationId>,
    /// Agreements to which somebody is a party who works in this area, or in a part of it.
    pub area: Option<AreaCode>,
    /// Agreements that wait for this organisation's signature.
    pub unsigned_by: Option<OrganisationId>,
    /// Agreements of which this organisation, a party, owes a quarter's report to the street.
    pub unreported_by: Option<OrganisationId>,
    /// Agreements of which a quarter's report is so late.
    pub late: Option<Card>,
    pub order: ListOrder,
    pub page: PageRequest,
}

/// `qry.projects.agreement`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub agreement: AgreementId,
}

/// `qry.projects.agreement-drafts`: every version there was, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementDrafts {
    pub agreement: AgreementId,
}

/// A duty, and how far it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DutyLine {
    /// Its place: 1, 2, …
    pub number: u8,
    pub duty: Duty,
    /// How much of it the whole term asks for; nothing where it is not counted.
    pub due: Option<u64>,
    /// How much of it confirmed records of the term did.
    pub done: u64,
    /// In hundredths of a percent, at most 10,000.
    pub rate: Option<u32>,
}

/// A quarter's record, with what was done in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuarterLine {
    pub year: i16,
    pub quarter: u8,
    pub summary: Text<1000>,
    /// Of each duty, in order, as far as confirmed records say.
    pub done: Vec<u64>,
    pub recorded_at: Timestamp,
}

/// A quarter that is over, and whose report is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuarterDueLine {
    pub year: i16,
    pub quarter: u8,
    pub due_at: Timestamp,
    /// How late it is.
    pub card: Option<Card>,
}

/// What one party said of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewLine {
    pub party: OrganisationId,
    pub year: i16,
    pub verdict: Verdict,
    pub remark: Option<Text<500>>,
    pub reviewed_at: Timestamp,
}

/// Who may sign beside a party's head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DelegationLine {
    pub party: OrganisationId,
    pub person: PersonId,
    pub until: Date,
    pub by: PersonId,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignatureLine {
    pub party: OrganisationId,
    pub by: PersonId,
    /// By a recorded delegate.
    pub delegated: bool,
    pub at: Timestamp,
}

/// One version of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftLine {
    /// 1, 2, …
    pub number: u32,
    pub purpose: Purpose,
    pub parties: Vec<OrganisationId>,
    pub terms: Terms,
    pub drafted_by: PersonId,
    pub drafted_at: Timestamp,
    pub sign_until: Timestamp,
    pub signatures: Vec<SignatureLine>,
    /// Signed by all.
    pub concluded_at: Option<Timestamp>,
    /// How much of its own term's duties was done, in hundredths of a percent.
    pub fulfilment: Option<u32>,
}

/// Every version of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftLines {
    pub drafts: Vec<DraftLine>,
}

/// An agreement as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreementLine {
    pub id: AgreementId,
    pub claim: Option<ClaimId>,
    pub parties: Vec<OrganisationId>,
    /// What is in force; before that, the newest draft.
    pub terms: Terms,
    /// Which draft is in force.
    pub in_force: Option<u32>,
    /// Which draft is the newest: 1, 2, …
    pub draft: u32,
    pub purpose: Purpose,
    /// Who has signed the newest draft.
    pub signed: Vec<OrganisationId>,
    pub sign_until: Timestamp,
    pub status: AgreementStatus,
    pub delegations: Vec<DelegationLine>,
    pub duties: Vec<DutyLine>,
    /// 履约率, in hundredths of a percent, at most 10,000; nothing where no duty is counted.
    pub fulfilment: Option<u32>,
    pub quarters: Vec<QuarterLine>,
    /// The oldest first.
    pub quarters_due: Vec<QuarterDueLine>,
    pub reviews: Vec<ReviewLine>,
    /// Who asks to end it.
    pub end_asked: Vec<OrganisationId>,
    /// Why it was broken or is to end.
    pub reason: Option<Text<200>>,
    pub drafted_at: Timestamp,
}

crate::request::queries! {
    Agreements => "qry.projects.agreements" -> Page<AgreementLine>,
    Agreement => "qry.projects.agreement" -> Option<AgreementLine>,
    AgreementDrafts => "qry.projects.agreement-drafts" -> Option<DraftLines>,
}
