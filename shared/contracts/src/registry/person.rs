//! One person: a member 在职党员 or volunteer 志愿者. Names, phones and Party membership only ever
//! stand here sealed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{Date, Fingerprint, OrganisationId, PersonId, Sealed, Text};

/// `cmd.registry.person.register`. Sealed on arrival; this form never touches a disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub name: Text<40>,
    #[serde(default)]
    pub phone: Option<Text<30>>,
    /// Where the person works.
    #[serde(default)]
    pub work_unit: Option<OrganisationId>,
    /// Where the person lives.
    #[serde(default)]
    pub home_community: Option<OrganisationId>,
    /// 特长, at most 10.
    #[serde(default)]
    pub skills: Vec<Text<30>>,
}

/// `cmd.registry.person.enrol`: registers many people, and checks each of them in with the home
/// community: all of them or none. Whoever is registered already is left as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// Each under the id that they get.
    pub people: BTreeMap<PersonId, Register>,
}

/// `cmd.registry.person.erase`: destroys the person's key. What was sealed stays noise for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Erase {
    pub person: PersonId,
}

/// `cmd.registry.person.change-work`: works elsewhere from that day on; nowhere when absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeWork {
    pub person: PersonId,
    #[serde(default)]
    pub work_unit: Option<OrganisationId>,
    /// The first day there, not after today.
    pub from: Date,
}

/// `cmd.registry.person.change-home`: lives elsewhere from that day on; the check-in with the old
/// community ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeHome {
    pub person: PersonId,
    #[serde(default)]
    pub home_community: Option<OrganisationId>,
    /// The first day there, not after today.
    pub from: Date,
}

/// `cmd.registry.person.correct`: what was written down wrongly when the person was registered. By
/// those who registered them, the person's own telephone by the person too. Sealed on arrival, so
/// nobody sees whether it was so before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub person: PersonId,
    /// Stays as it is when absent.
    #[serde(default)]
    pub name: Option<Text<40>>,
    /// Stays as it is when absent; 无 where there is none.
    #[serde(default)]
    pub phone: Option<Text<30>>,
}

/// `cmd.registry.person.set-skills`: 特长, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetSkills {
    pub person: PersonId,
    pub skills: Vec<Text<30>>,
}

/// `cmd.registry.person.set-membership`: the person's Party membership, which nothing asks for and
/// no list shows. Sealed on arrival, so nobody sees whether it was said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetMembership {
    pub person: PersonId,
    /// Nothing is kept of it when absent.
    #[serde(default)]
    pub membership: Option<Membership>,
}

/// A person's Party membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// 在职党员
    Working,
    /// 离退休党员
    Retired,
    /// 流动党员
    Floating,
    /// 预备党员
    Probationary,
    /// 非党员
    None,
}

impl Membership {
    const ALL: [Self; 5] =
        [Self::Working, Self::Retired, Self::Floating, Self::Probationary, Self::None];

    /// What is sealed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Retired => "retired",
            Self::Floating => "floating",
            Self::Probationary => "probationary",
            Self::None => "none",
        }
    }

    /// Reads what was sealed.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

/// `cmd.registry.person.leave`: off the roster, with every check-in; what was done stays done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Leave {
    pub person: PersonId,
    pub reason: LeavingReason,
}

/// Why somebody is no longer on the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeavingReason {
    /// 迁出本市
    MovedAway,
    /// 退休
    Retired,
    /// 去世
    Died,
    /// 本人退出
    OwnWish,
    /// 登记有误
    Mistake,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Register(Registered),
    ChangeWork { work_unit: Option<OrganisationId>, from: Date },
    ChangeHome { home_community: Option<OrganisationId>, from: Date },
    Correct(Corrected),
    SetSkills { skills: Vec<Text<30>> },
    SetMembership { membership: Option<Sealed> },
    Leave { reason: LeavingReason },
    Erase,
}

/// What is kept of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    pub name: Sealed,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Sealed>,
    /// To see that two people share a phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_fingerprint: Option<Fingerprint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_unit: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_community: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Text<30>>,
}

/// What was written down wrongly, as it should have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Stays as it was when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Sealed>,
    /// Stays as it was when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Sealed>,
    /// Of the telephone that is told, where it is a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_fingerprint: Option<Fingerprint>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "person.registered.v1")]
    Registered(Registered),
    #[serde(rename = "person.work_changed.v1")]
    WorkChanged {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        work_unit: Option<OrganisationId>,
        from: Date,
    },
    #[serde(rename = "person.home_changed.v1")]
    HomeChanged {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        home_community: Option<OrganisationId>,
        from: Date,
    },
    #[serde(rename = "person.corrected.v1")]
    Corrected(Corrected),
    #[serde(rename = "person.skills_set.v1")]
    SkillsSet { skills: Vec<Text<30>> },
    /// Nothing is kept of it when absent.
    #[serde(rename = "person.membership_set.v1")]
    MembershipSet {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        membership: Option<Sealed>,
    },
    #[serde(rename = "person.left.v1")]
    Left { reason: LeavingReason, on: Date },
    #[serde(rename = "person.erased.v1")]
    Erased {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such person.
    Unknown,
    /// The person was erased.
    Erased,
    /// The identifier stands for another person.
    AlreadyRegistered,
    /// The actor may not do this for this person.
    NotAuthorised,
    /// The work unit is no organisation that is registered, or the home community no community.
    UnknownOrganisation,
    /// The first day there is to come, or before the first day where they were before.
    FromOutOfOrder,
    /// Neither a name nor a telephone to correct.
    NothingCorrected,
    /// At most this many skills.
    TooManySkills { max: usize },
}

/// The most skills one person names.
pub const SKILLS_MAX: usize = 10;

crate::request::commands! {
    Register => "cmd.registry.person.register",
    Enrol => "cmd.registry.person.enrol",
    ChangeWork => "cmd.registry.person.change-work",
    ChangeHome => "cmd.registry.person.change-home",
    Correct => "cmd.registry.person.correct",
    SetSkills => "cmd.registry.person.set-skills",
    SetMembership => "cmd.registry.person.set-membership",
    Leave => "cmd.registry.person.leave",
    Erase => "cmd.registry.person.erase",
}
