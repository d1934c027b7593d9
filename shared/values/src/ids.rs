//! Typed identifiers: a UUID that knows what it names.
//!
//! Ids are UUIDs of version 7, so they sort by the time they were made. New ones are made by the
//! clients (command ids) or *derived* ([`derive`]) from the command that creates the thing: the
//! same command, sent again, names the same thing.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
pub use uuid::Uuid;

/// The `n`-th id that follows from `origin`: always the same one.
///
/// Keeps the time of `origin` (its first 48 bits) and its version and variant, and replaces the
/// rest by a hash, so derived ids sort with the command that made them.
pub fn derive(origin: Uuid, n: u64) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(origin.as_bytes());
    hash.update(n.to_be_bytes());
    let digest = hash.finalize();
    let mut bytes = *origin.as_bytes();
    bytes[6..].copy_from_slice(&digest[..10]);
    bytes[6] = (bytes[6] & 0x0F) | 0x70;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    Uuid::from_bytes(bytes)
}

/// The id that a text stands for, always the same one: for idempotency keys and rows of a file.
///
/// A text has no time, so these are UUIDs of version 8 (own layout, a hash).
pub fn of_text(namespace: &str, text: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(namespace.as_bytes());
    hash.update([0]);
    hash.update(text.as_bytes());
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0F) | 0x80;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    Uuid::from_bytes(bytes)
}

/// A text that is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no identifier: {0:?}")]
pub struct NoId(pub String);

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NoId;
            fn from_str(text: &str) -> Result<Self, NoId> {
                Uuid::parse_str(text.trim()).map(Self).map_err(|_| NoId(text.to_owned()))
            }
        }
    )+};
}

ids! {
    /// One request to change something; the same id again is the same request.
    CommandId;
    /// A human being: member, volunteer, liaison, clerk, raiser, beneficiary.
    PersonId;
    /// An organisation 组织 of any level: city, street, community, unit.
    OrganisationId;
    /// An account 账号 of a person.
    AccountId;
    /// A token 接口令牌 of an account.
    TokenId;
    /// A check-in 报到 of a unit or a member with a community.
    CheckInId;
    /// A line of the resource list 资源.
    OfferId;
    /// A line of the need list 需求, a wish 微心愿 or a post 岗位.
    NeedId;
    /// A claim 认领.
    ClaimId;
    /// An agreement 共建协议.
    AgreementId;
    /// A project 项目.
    ProjectId;
    /// A service record 服务记录 of a project.
    RecordId;
    /// A department's request to put work on communities 准入.
    AdmissionId;
    /// A roll 签到簿 of one service of a project.
    RollId;
    /// One import of one file.
    ImportId;
    /// An open activity 活动 on the yearly menu.
    ActivityId;
    /// A tender 创投招标.
    TenderId;
    /// An occasion 评价事项 on which who took part may rate.
    OccasionId;
    /// A posting 积分凭证 of the points ledger.
    PostingId;
    /// A fact 事实 that was written down by hand.
    FactId;
    /// A leave 请假、免评 for which no absence counts.
    LeaveId;
    /// An objection 异议 to what somebody is rated, scored or proposed by.
    ObjectionId;
    /// A list of recognition 表彰名单.
    RecognitionId;
    /// A written request 听取意见 and its answer.
    HearingId;
    /// A reward 兑换品 that points are given for.
    RewardId;
    /// A plan 匹配方案.
    PlanId;
    /// A report 报告 about a unit or a person and one period.
    ReportId;
    /// A job 后台任务: ledgers 台账 made, or all reports of a period compiled.
    JobId;
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Uuid = Uuid::from_u128(0x0190_0000_0000_7abc_8def_0123_4567_89ab);

    #[test]
    fn derived_ids_are_stable_distinct_and_of_version_7() {
        assert_eq!(derive(ORIGIN, 0), derive(ORIGIN, 0));
        assert_ne!(derive(ORIGIN, 0), derive(ORIGIN, 1));
        assert_eq!(derive(ORIGIN, 0).get_version_num(), 7);
        assert_eq!(derive(ORIGIN, 0).as_bytes()[..6], ORIGIN.as_bytes()[..6]);
    }

    #[test]
    fn ids_of_texts_depend_on_the_namespace() {
        assert_eq!(of_text("import", "row 1"), of_text("import", "row 1"));
        assert_ne!(of_text("import", "row 1"), of_text("key", "row 1"));
        assert_eq!(of_text("import", "row 1").get_version_num(), 8);
    }

    #[test]
    fn an_id_reads_back_what_it_shows() {
        let id = OfferId(ORIGIN);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("x".parse::<OfferId>(), Err(NoId("x".into())));
    }
}
