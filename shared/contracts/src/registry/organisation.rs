//! One organisation 组织: a level of the administration, or a unit 驻区单位.

use serde::{Deserialize, Serialize};
use values::{AreaCode, CreditCode, Date, OrganisationId, PersonId, Text};

use super::validity::Validity;
use crate::Role;

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
    /// 行业党委: units of a trade belong to it, wherever they work.
    SectorCommittee,
    /// 楼宇、商圈、园区党组织: the Party organisation of a building, a quarter of shops, a park, to
    /// which the units in it belong.
    AreaBranch,
}

impl Level {
    /// Is it the body of its area, whose people look over whatever works there? The others only
    /// work in one.
    pub fn is_body(self) -> bool {
        match self {
            Self::City | Self::District | Self::Street | Self::Community | Self::Grid => true,
            Self::Unit | Self::SectorCommittee | Self::AreaBranch => false,
        }
    }

    /// Does whoever is in `role` put such organisations into the registry, and answer for those of
    /// the own territory? Streets and above are the city's to register, sector committees also the
    /// district's, communities, grids and area branches the street's, units also the community's.
    pub fn is_registered_by(self, role: Role) -> bool {
        let city = role.decides_for_the_city();
        let street = city || matches!(role, Role::StreetOfficer | Role::DistrictOfficer);
        match self {
            Self::City | Self::District | Self::Street => city,
            Self::SectorCommittee => city || role == Role::DistrictOfficer,
            Self::Community | Self::Grid | Self::AreaBranch => street,
            Self::Unit => street || matches!(role, Role::CommunityClerk | Role::CommunitySecretary),
        }
    }
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
    /// All of them, in the order in which people choose.
    pub const ALL: [Self; 12] = [
        Self::Government,
        Self::PublicInstitution,
        Self::StateOwned,
        Self::Private,
        Self::SocialOrganisation,
        Self::School,
        Self::Hospital,
        Self::PropertyManager,
        Self::Platform,
        Self::OwnersCommittee,
        Self::Military,
        Self::Other,
    ];

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

/// `cmd.registry.organisation.register`: by whom it works under; a unit's own people apply 申请
/// for it so.
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

/// `cmd.registry.organisation.approve`: what a unit applied for is registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Approve {
    pub organisation: OrganisationId,
}

/// `cmd.registry.organisation.refuse`: what a unit applied for is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub organisation: OrganisationId,
    pub reason: Text<200>,
}

/// `cmd.registry.organisation.certify`: 年审, what is registered still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Certify {
    pub organisation: OrganisationId,
}

/// `cmd.registry.organisation.edit`: what is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub organisation: OrganisationId,
    #[serde(default)]
    pub name: Option<Text<60>>,
    #[serde(default)]
    pub nature: Option<Nature>,
    #[serde(default)]
    pub credit_code: Option<CreditCode>,
    #[serde(default)]
    pub address: Option<Text<200>>,
}

/// `cmd.registry.organisation.place`: a unit works elsewhere 属地 from that day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub organisation: OrganisationId,
    pub area: AreaCode,
    /// The first day there, not after today.
    pub from: Date,
}

/// `cmd.registry.organisation.affiliate`: it belongs 隶属 to another one from that day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Affiliate {
    pub organisation: OrganisationId,
    /// To none that is registered here, when absent.
    #[serde(default)]
    pub parent: Option<OrganisationId>,
    /// The first day, not after today.
    pub from: Date,
}

/// Who speaks for an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// 负责人
    Head,
    /// 联络员
    Liaison,
    /// 网格员
    GridWorker,
}

/// `cmd.registry.organisation.appoint`: names who holds an office, or that nobody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Appoint {
    pub organisation: OrganisationId,
    pub office: Office,
    #[serde(default)]
    pub person: Option<PersonId>,
}

/// `cmd.registry.organisation.count-households`: how many households a grid has; 300 to 500 is the
/// rule, and what is outside is shown, not refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CountHouseholds {
    pub organisation: OrganisationId,
    pub households: u32,
}

/// How many households a grid has by the rule.
pub const GRID_HOUSEHOLDS: std::ops::RangeInclusive<u32> = 300..=500;

/// `cmd.registry.organisation.suspend`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    pub organisation: OrganisationId,
    pub reason: Text<200>,
}

/// `cmd.registry.organisation.resume`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub organisation: OrganisationId,
}

/// `cmd.registry.organisation.end`: it is no more; its check-ins end, what it did stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct End {
    pub organisation: OrganisationId,
    pub reason: Text<200>,
}

/// `cmd.registry.organisation.merge`: the unit is the same as another one. Nothing is deleted:
/// from now on it stands for the one that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub organisation: OrganisationId,
    pub kept: OrganisationId,
}

/// `cmd.registry.organisation.unmerge`: it was not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unmerge {
    pub organisation: OrganisationId,
}

/// `cmd.registry.organisation.distinguish` 不是同一家: units that look like one are two. They are not
/// suggested as one again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Distinguish {
    pub organisation: OrganisationId,
    pub from: OrganisationId,
}

/// `cmd.registry.organisation.undistinguish`: that is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Undistinguish {
    pub organisation: OrganisationId,
    pub from: OrganisationId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Register(Register),
    AddAlias {
        alias: Text<60>,
    },
    Approve,
    Refuse {
        reason: Text<200>,
    },
    Certify,
    /// Its certification asks for something.
    Due,
    Edit(Edit),
    Place {
        area: AreaCode,
        from: Date,
    },
    Affiliate {
        parent: Option<OrganisationId>,
        from: Date,
    },
    Appoint(Appoint),
    CountHouseholds {
        households: u32,
    },
    Suspend {
        reason: Text<200>,
    },
    Resume,
    End {
        reason: Text<200>,
    },
    Merge {
        kept: OrganisationId,
    },
    Unmerge,
    /// `told`: whether that other unit was told apart from this one.
    Distinguish {
        from: OrganisationId,
        told: bool,
    },
    Undistinguish {
        from: OrganisationId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "organisation.applied.v1")]
    Applied(Register),
    #[serde(rename = "organisation.refused.v1")]
    Refused { reason: Text<200> },
    #[serde(rename = "organisation.registered.v1")]
    Registered(Register),
    #[serde(rename = "organisation.certified.v1")]
    Certified { validity: Validity },
    /// 待年审: 30 days before its end.
    #[serde(rename = "organisation.certification_due.v1")]
    CertificationDue {},
    /// 逾期未年审: it is shown so, and goes on.
    #[serde(rename = "organisation.certification_lapsed.v1")]
    CertificationLapsed {},
    #[serde(rename = "organisation.alias_added.v1")]
    AliasAdded { alias: Text<60> },
    /// What is absent stayed as it was.
    #[serde(rename = "organisation.edited.v1")]
    Edited {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Text<60>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nature: Option<Nature>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit_code: Option<CreditCode>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<Text<200>>,
    },
    #[serde(rename = "organisation.placed.v1")]
    Placed { area: AreaCode, from: Date },
    #[serde(rename = "organisation.affiliated.v1")]
    Affiliated {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<OrganisationId>,
        from: Date,
    },
    #[serde(rename = "organisation.appointed.v1")]
    Appointed {
        office: Office,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
    },
    #[serde(rename = "organisation.households_counted.v1")]
    HouseholdsCounted { households: u32 },
    #[serde(rename = "organisation.suspended.v1")]
    Suspended { reason: Text<200> },
    #[serde(rename = "organisation.resumed.v1")]
    Resumed {},
    #[serde(rename = "organisation.ended.v1")]
    Ended { reason: Text<200>, on: Date },
    #[serde(rename = "organisation.merged.v1")]
    Merged { kept: OrganisationId },
    #[serde(rename = "organisation.unmerged.v1")]
    Unmerged {
        /// Into which one it had been merged; earlier versions did not say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<OrganisationId>,
    },
    /// 不是同一家: they are not suggested as one.
    #[serde(rename = "organisation.distinguished.v1")]
    Distinguished { from: OrganisationId },
    /// They may be one after all.
    #[serde(rename = "organisation.undistinguished.v1")]
    Undistinguished { from: OrganisationId },
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
    /// It would belong to itself, be it through others.
    BelongsToItself,
    /// Every level but the unit works in an area.
    AreaMissing,
    /// A grid has a uniform code: that of its community and three digits of its own.
    GridCodeOutOfPlace,
    /// Only units move: every other level is that of its area.
    AreaFixed,
    /// Only grids count households.
    NotAGrid,
    /// The first day there is to come, or before the first day where it was before.
    FromOutOfOrder,
    /// Nobody is registered under that id.
    UnknownPerson,
    /// An organisation has at most this many aliases.
    TooManyAliases { max: usize },
    /// It has not applied, or was answered already.
    NotApplied,
    /// Only what is in operation can do this: neither suspended, ended nor merged.
    NotInOperation,
    /// Only units merge, into another unit that is in operation.
    NotToBeMerged,
    /// Only a unit is told apart, and from another one.
    NotTwoUnits,
    /// It was told apart from so many others already.
    TooManyDistinguished { max: usize },
}

/// The most names one organisation goes by.
pub const ALIASES_MAX: usize = 20;

/// From how many others one unit is told apart at most.
pub const DISTINGUISHED_MAX: usize = 100;

crate::request::commands! {
    Register => "cmd.registry.organisation.register",
    AddAlias => "cmd.registry.organisation.add-alias",
    Approve => "cmd.registry.organisation.approve",
    Refuse => "cmd.registry.organisation.refuse",
    Certify => "cmd.registry.organisation.certify",
    Edit => "cmd.registry.organisation.edit",
    Place => "cmd.registry.organisation.place",
    Affiliate => "cmd.registry.organisation.affiliate",
    Appoint => "cmd.registry.organisation.appoint",
    CountHouseholds => "cmd.registry.organisation.count-households",
    Suspend => "cmd.registry.organisation.suspend",
    Resume => "cmd.registry.organisation.resume",
    End => "cmd.registry.organisation.end",
    Merge => "cmd.registry.organisation.merge",
    Unmerge => "cmd.registry.organisation.unmerge",
    Distinguish => "cmd.registry.organisation.distinguish",
    Undistinguish => "cmd.registry.organisation.undistinguish",
}
