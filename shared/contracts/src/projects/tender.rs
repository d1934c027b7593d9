//! One tender 创投招标: called, proposals sealed until the deadline, scored by named jurors,
//! published 公示, awarded.

use serde::{Deserialize, Serialize};
use values::{
    Amount, AreaCode, ClaimId, Fingerprint, Money, NeedId, OrganisationId, PersonId, Sealed,
    TenderId, Text, Timestamp,
};

/// By what proposals are judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    pub name: Text<30>,
    /// Of 100 in all.
    pub weight: u32,
}

/// Who scores 评委, and for whom the juror works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Juror {
    pub person: PersonId,
    pub organisation: OrganisationId,
}

/// `cmd.projects.tender.call` 征集: by a community, street, district or city, in its own area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub caller: OrganisationId,
    /// Where the project is to be.
    pub area: AreaCode,
    pub title: Text<60>,
    pub purpose: Text<1000>,
    /// The need that it is to solve, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    /// The most that is granted, in fen.
    pub budget: Money,
    /// 1 to 10, whose weights make 100.
    pub criteria: Vec<Criterion>,
    /// 1 to 15.
    pub jurors: Vec<Juror>,
    /// To the minute: what comes in that moment is in time, what comes later is not.
    pub deadline: Timestamp,
}

/// What an organisation proposes 申报书.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    pub title: Text<60>,
    /// Content, meaning, time plan, how the money is spent.
    pub content: Text<3000>,
    /// The grant that is asked for, in fen; never over the budget.
    pub asked: Money,
}

/// `cmd.projects.tender.propose` 申报: sealed on arrival. Once more replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Propose {
    pub tender: TenderId,
    pub organisation: OrganisationId,
    pub proposal: Proposal,
}

/// `cmd.projects.tender.withdraw-proposal` 撤回申报: before the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WithdrawProposal {
    pub tender: TenderId,
    pub organisation: OrganisationId,
}

/// `cmd.projects.tender.declare` 利益冲突申报: each juror for each proposal, before scoring it. A
/// conflict that comes out later strikes the juror's scores of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Declare {
    pub tender: TenderId,
    /// Whose proposal.
    pub proposer: OrganisationId,
    pub conflict: bool,
}

/// `cmd.projects.tender.score` 评分
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Score {
    pub tender: TenderId,
    /// Whose proposal.
    pub proposer: OrganisationId,
    /// 0 to 100 for each criterion, in their order.
    pub scores: Vec<u32>,
}

/// `cmd.projects.tender.close-scoring`: when every juror without a conflict has scored, or before
/// with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CloseScoring {
    pub tender: TenderId,
    #[serde(default)]
    pub reason: Option<Text<200>>,
}

/// `cmd.projects.tender.publicise` 公示: the first of the ranking is to have the grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Publicise {
    pub tender: TenderId,
    /// In fen, at most the budget.
    pub grant: Money,
    /// 5 to 20.
    #[serde(default = "five")]
    pub working_days: u32,
}

fn five() -> u32 {
    PUBLICITY_WORKING_DAYS_MIN
}

/// `cmd.projects.tender.object` 异议: anybody, while it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Object {
    pub tender: TenderId,
    pub objection: Text<500>,
}

/// `cmd.projects.tender.answer` 答复异议: an objection upheld takes the first off the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub tender: TenderId,
    /// 1, 2, … in the order in which they came.
    pub objection: u32,
    pub upheld: bool,
    pub answer: Text<500>,
}

/// `cmd.projects.tender.award` 立项资助: after the publicity, all objections answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Award {
    pub tender: TenderId,
    /// What the winner takes on with it. Without it the winner has the grant, and no claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
}

/// What the winner of a tender takes on: so much of a need. Both sides have said yes: the winner by
/// the proposal, the caller by the award.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = TenderWork))]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The one that the call names: nobody has proposed to meet another.
    pub need: NeedId,
    pub amount: Amount,
}

/// `cmd.projects.tender.annul` 废标: at any time before the award.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Annul {
    pub tender: TenderId,
    pub reason: Text<200>,
}

/// A place in the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ranked {
    pub proposer: OrganisationId,
    /// The mean of the jurors' weighted scores in hundredths, 0 to 10,000, rounded half up.
    pub score: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Call(Call),
    Propose {
        organisation: OrganisationId,
        content: Sealed,
        digest: Fingerprint,
        asked: Money,
    },
    WithdrawProposal {
        organisation: OrganisationId,
    },
    /// The deadline has passed.
    Open,
    Declare {
        proposer: OrganisationId,
        conflict: bool,
    },
    Score {
        proposer: OrganisationId,
        scores: Vec<u32>,
    },
    CloseScoring {
        reason: Option<Text<200>>,
    },
    Publicise {
        grant: Money,
        working_days: u32,
    },
    Object {
        objection: Text<500>,
    },
    Answer {
        objection: u32,
        upheld: bool,
        answer: Text<500>,
    },
    /// `claim` is that on the `work`, where there is any.
    Award {
        claim: ClaimId,
        work: Option<Work>,
    },
    Annul {
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "tender.called.v1")]
    Called(Call),
    /// The proposal can be read by the service only, with a key that is the tender's own.
    #[serde(rename = "tender.proposed.v1")]
    Proposed {
        organisation: OrganisationId,
        content: Sealed,
        /// To see that it is the same once more.
        digest: Fingerprint,
    },
    #[serde(rename = "tender.proposal_withdrawn.v1")]
    ProposalWithdrawn { organisation: OrganisationId },
    /// 开标: from now on jurors and the caller read the proposals.
    #[serde(rename = "tender.opened.v1")]
    Opened {},
    #[serde(rename = "tender.declared.v1")]
    Declared { juror: PersonId, proposer: OrganisationId, conflict: bool },
    #[serde(rename = "tender.scored.v1")]
    Scored { juror: PersonId, proposer: OrganisationId, scores: Vec<u32> },
    #[serde(rename = "tender.scoring_closed.v1")]
    ScoringClosed {
        /// The best first.
        ranking: Vec<Ranked>,
        /// Why it was closed before everybody had scored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text<200>>,
    },
    #[serde(rename = "tender.publicised.v1")]
    Publicised {
        winner: OrganisationId,
        grant: Money,
        until: Timestamp,
        /// The publicity reaches into a year without a table of holidays.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        holidays_unknown: bool,
    },
    #[serde(rename = "tender.objected.v1")]
    Objected { by: PersonId, objection: Text<500> },
    #[serde(rename = "tender.objection_answered.v1")]
    ObjectionAnswered { objection: u32, upheld: bool, answer: Text<500> },
    #[serde(rename = "tender.awarded.v1")]
    Awarded {
        winner: OrganisationId,
        grant: Money,
        /// The claim by which the winner takes on the need.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claim: Option<ClaimId>,
    },
    #[serde(rename = "tender.annulled.v1")]
    Annulled { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such tender.
    Unknown,
    /// The identifier stands for another tender.
    AlreadyCalled,
    /// The actor may not do this for this organisation.
    NotAuthorised,
    /// Communities, streets, districts and the city call, each in its own area.
    OutsideTerritory,
    /// The call does not name that need.
    OtherNeed,
    /// 1 to that many criteria, each named once, whose weights make 100.
    CriteriaOutOfPlace { max: usize },
    /// 1 to that many jurors, none twice.
    JurorsOutOfPlace { max: usize },
    /// The deadline is a whole minute of the next 366 days.
    DeadlineOutOfPlace,
    /// Some money, and at most the budget.
    MoneyOutOfRange { budget_fen: i64 },
    /// The deadline has passed.
    DeadlinePassed { deadline: Timestamp },
    /// So many have proposed already.
    TooManyProposals { max: usize },
    /// There is no such proposal.
    NoProposal,
    /// The proposals are sealed until the deadline.
    Sealed { deadline: Timestamp },
    /// Only named jurors score.
    NotAJuror,
    /// The juror has a conflict of interest with this proposal.
    InConflict,
    /// Before scoring the juror declares whether there is a conflict.
    NotDeclared,
    /// For each criterion 0 to that many points.
    ScoresOutOfRange { criteria: usize, max: u32 },
    /// Scoring was closed.
    ScoringIsClosed,
    /// So many scores are missing; without them it is closed with a reason.
    NotAllScored { left: usize },
    /// Nobody was scored, or all were struck off: the tender can only be annulled.
    NobodyRanked,
    /// Scoring was not closed.
    ScoringIsOpen,
    /// 5 to 20 working days.
    PublicityOutOfRange { min: u32, max: u32 },
    /// It is not published now.
    NotPublicised,
    /// The publicity ended at that time.
    PublicityOver { until: Timestamp },
    /// The publicity runs until then.
    PublicityRuns { until: Timestamp },
    /// At most that many objections.
    TooManyObjections { max: usize },
    /// There is no such objection.
    NoObjection,
    /// It was answered otherwise.
    AlreadyAnswered,
    /// So many objections wait for their answers.
    ObjectionsOpen { left: usize },
    /// It was awarded.
    AlreadyAwarded,
    /// It was annulled.
    IsAnnulled,
}

/// The most criteria of one tender.
pub const CRITERIA_MAX: usize = 10;
/// The most jurors of one tender.
pub const JURORS_MAX: usize = 15;
/// The most organisations that propose in one tender.
pub const PROPOSALS_MAX: usize = 200;
/// The most objections to one tender.
pub const OBJECTIONS_MAX: usize = 200;
/// The most points for one criterion.
pub const SCORE_MAX: u32 = 100;
/// How long a result is published at least.
pub const PUBLICITY_WORKING_DAYS_MIN: u32 = 5;
/// How long a result is published at most.
pub const PUBLICITY_WORKING_DAYS_MAX: u32 = 20;

crate::request::commands! {
    Call => "cmd.projects.tender.call",
    Propose => "cmd.projects.tender.propose",
    WithdrawProposal => "cmd.projects.tender.withdraw-proposal",
    Declare => "cmd.projects.tender.declare",
    Score => "cmd.projects.tender.score",
    CloseScoring => "cmd.projects.tender.close-scoring",
    Publicise => "cmd.projects.tender.publicise",
    Object => "cmd.projects.tender.object",
    Answer => "cmd.projects.tender.answer",
    Award => "cmd.projects.tender.award",
    Annul => "cmd.projects.tender.annul",
}
