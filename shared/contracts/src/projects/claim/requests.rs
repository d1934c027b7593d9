//! What people ask of a claim.

use serde::{Deserialize, Serialize};
use values::{Amount, AreaCode, ClaimId, NeedId, OfferId, Text};

use super::Side;
use crate::{Claimer, Line, Slot};

/// `cmd.projects.claim.propose`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// An organisation, or a person 个人认领 (post, pair help, team, wish).
    pub claimer: Claimer,
    pub side: Side,
    /// The need to answer. Who gives must name one; who asks may name their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    /// The offer to take. Who asks must name one; who gives may name their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    pub amount: Amount,
    /// The time that is asked of the offer, where that is booked by time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// Where it will be carried out; the project's code begins with it.
    pub area: AreaCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Text<500>>,
    /// 候补: where too little is left, wait until there is enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wait: bool,
}

impl Propose {
    /// The line of the other side, which the claim is for.
    pub fn wanted(&self) -> Option<Line> {
        match self.side {
            Side::Giving => self.need.map(Line::Need),
            Side::Asking => self.offer.map(Line::Offer),
        }
    }

    /// The claimer's own line, where it named one.
    pub fn own(&self) -> Option<Line> {
        match self.side {
            Side::Giving => self.offer.map(Line::Offer),
            Side::Asking => self.need.map(Line::Need),
        }
    }

    /// Both lines, where it names both.
    pub fn pair(&self) -> Option<(NeedId, OfferId)> {
        self.need.zip(self.offer)
    }
}

/// `cmd.projects.claim.accept`: the other side accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub claim: ClaimId,
}

/// `cmd.projects.claim.decline`: the other side declines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decline {
    pub claim: ClaimId,
    pub reason: Text<200>,
}

/// `cmd.projects.claim.withdraw`: the claimer takes it back, before it is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub claim: ClaimId,
    pub reason: Text<200>,
}

/// `cmd.projects.claim.renew` 续期: the claimer gives the other side another lease, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Renew {
    pub claim: ClaimId,
}

/// `cmd.projects.claim.transfer` 转让: the claimer asks another to claim in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub claim: ClaimId,
    pub to: Claimer,
}

/// `cmd.projects.claim.answer-transfer`: whom it was asked answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerTransfer {
    pub claim: ClaimId,
    pub accept: bool,
}

/// `cmd.projects.claim.ask-takeover` 接手申请: somebody asks to claim in the place of a
/// claimer who does not begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskTakeover {
    pub claim: ClaimId,
    pub by: Claimer,
}

/// `cmd.projects.claim.answer-takeover`: the claimer hands it over, or keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerTakeover {
    pub claim: ClaimId,
    pub hand_over: bool,
}

/// `cmd.projects.claim.revoke` 撤销: the asking side takes its word back before it has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    pub claim: ClaimId,
    pub reason: Text<200>,
}

/// `cmd.projects.claim.cancel` 协商取消、退出: one side asks to end it; the other agrees by
/// the same command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub claim: ClaimId,
    pub reason: Text<200>,
}

/// `cmd.projects.claim.refuse-cancel`: the other side does not agree; it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefuseCancel {
    pub claim: ClaimId,
}

/// `cmd.projects.claim.fail` 未履约: the asking side says that it was not performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Fail {
    pub claim: ClaimId,
    pub reason: Text<200>,
}
