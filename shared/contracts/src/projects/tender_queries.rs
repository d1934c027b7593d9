//! What can be asked about tenders 创投招标.

use serde::{Deserialize, Serialize};
use values::{
    AreaCode, ClaimId, Money, NeedId, OrganisationId, PersonId, TenderId, Text, Timestamp,
};

use super::tender::{Call, Proposal, Ranked};
use crate::{Page, PageRequest};

/// How a tender stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TenderStatus {
    /// 征集中: proposals come in, sealed.
    Called,
    /// 评审中
    Scoring,
    /// 已评审
    Scored,
    /// 公示中
    Publicised,
    /// 已立项资助
    Awarded,
    /// 已废标
    Annulled,
}

/// `qry.projects.tenders`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Tenders {
    pub caller: Option<OrganisationId>,
    /// Those in this area, and in all that lies in it.
    pub area: Option<AreaCode>,
    pub status: Option<TenderStatus>,
    /// Those in which this person is a juror.
    pub juror: Option<PersonId>,
    /// Those that are to solve this need.
    pub need: Option<NeedId>,
    pub page: PageRequest,
}

/// `qry.projects.tender`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    pub tender: TenderId,
}

/// An objection 异议 as people read it; who made it is known to the caller only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectionLine {
    pub number: u32,
    pub objection: Text<500>,
    pub by: Option<PersonId>,
    /// Who was to have the grant when it was made.
    pub about: Option<OrganisationId>,
    pub upheld: Option<bool>,
    pub answer: Option<Text<500>>,
}

/// A tender as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenderLine {
    pub id: TenderId,
    pub call: Call,
    pub status: TenderStatus,
    /// How many have proposed.
    pub proposals: usize,
    /// The best first, from the publicity on; before it, for the caller only.
    pub ranking: Vec<Ranked>,
    /// Why scoring was closed before everybody had scored.
    pub closed_early: Option<Text<200>>,
    /// Who is to have the grant, or has it.
    pub winner: Option<OrganisationId>,
    pub grant: Option<Money>,
    /// By which claim the winner takes on the need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    pub publicity_until: Option<Timestamp>,
    /// The publicity was computed without the holidays of its year.
    pub holidays_unknown: bool,
    pub objections: Vec<ObjectionLine>,
    /// Why it was annulled.
    pub annulled: Option<Text<200>>,
}

/// `qry.projects.proposals`: the proposals of one tender, in the order in which they came. Before
/// the deadline everybody sees the own organisation's only, and nobody what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Proposals {
    pub tender: TenderId,
    #[serde(default)]
    pub page: PageRequest,
}

/// What one juror gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JurorScores {
    pub juror: PersonId,
    pub conflict: Option<bool>,
    /// By criterion; nothing when the juror has not scored it.
    pub scores: Vec<u32>,
}

/// A proposal as the caller, the jurors and its own proposer see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposalLine {
    pub proposer: OrganisationId,
    pub proposed_at: Timestamp,
    /// What it says, once the deadline has passed.
    pub proposal: Option<Proposal>,
    /// A juror sees the own scores; the caller those of all, once scoring is closed.
    pub scores: Vec<JurorScores>,
}

crate::request::queries! {
    Tenders => "qry.projects.tenders" -> Page<TenderLine>,
    Tender => "qry.projects.tender" -> Option<TenderLine>,
    Proposals => "qry.projects.proposals" -> Page<ProposalLine>,
}
