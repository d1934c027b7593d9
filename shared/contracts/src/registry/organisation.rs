//! One organisation 组织: a level of the administration, or a unit 驻区单位.

use serde::{Deserialize, Serialize};
use values::{AreaCode, CreditCode, OrganisationId, Text};

/// Where an organisation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 市
    City,
    /// 区县
    District,
    /// 街道、镇
    Street,
    /// 社区
    Community,
    /// 网格
    Grid,
    /// 驻区单位
    Unit,
}

/// 单位性质.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// 机关
    Government,
    /// 事业单位
    PublicInstitution,
    /// 国有企业
    StateOwned,
    /// 非公企业
    Private,
    /// 社会组织
    SocialOrganisation,
    /// 学校
    School,
    /// 医院
    Hospital,
    /// 物业企业
    PropertyManager,
    /// 平台企业: couriers, drivers.
    Platform,
    /// 业委会
    OwnersCommittee,
    /// 部队
    Military,
    /// 其他
    Other,
}

impl Nature {
    /// The nature in Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Government => "机关",
            Self::PublicInstitution => "事业单位",
            Self::StateOwned => "国有企业",
            Self::Private => "非公企业",
            Self::SocialOrganisation => "社会组织",
            Self::School => "学校",
            Self::Hospital => "医院",
            Self::PropertyManager => "物业企业",
            Self::Platform => "平台企业",
            Self::OwnersCommittee => "业委会",
            Self::Military => "部队",
            Self::Other => "其他",
        }
    }
}

/// `cmd.registry.organisation.register`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub name: Text<60>,
    pub level: Level,
    /// Units have one.
    #[serde(default)]
    pub nature: Option<Nature>,
    /// A wrong check digit is a warning, never a block.
    #[serde(default)]
    pub credit_code: Option<CreditCode>,
    /// Where it works 属地; needed by every level but the unit.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// To whom it belongs 隶属.
    #[serde(default)]
    pub parent: Option<OrganisationId>,
    #[serde(default)]
    pub address: Option<Text<200>>,
}

/// `cmd.registry.organisation.add-alias`: another name under which lists know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddAlias {
    pub organisation: OrganisationId,
    pub alias: Text<60>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Register(Register),
    AddAlias { alias: Text<60> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "organisation.registered.v1")]
    Registered(Register),
    #[serde(rename = "organisation.alias_added.v1")]
    AliasAdded { alias: Text<60> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such organisation.
    Unknown,
    /// The identifier stands for another organisation.
    AlreadyRegistered,
    /// The actor may not do this for this organisation.
    NotAuthorised,
    /// It belongs to an organisation that is not registered.
    UnknownParent,
    /// Every level but the unit works in an area.
    AreaMissing,
    /// An organisation has at most this many aliases.
    TooManyAliases { max: usize },
}

/// The most names one organisation goes by.
pub const ALIASES_MAX: usize = 20;

crate::request::commands! {
    Register => "cmd.registry.organisation.register",
    AddAlias => "cmd.registry.organisation.add-alias",
}
