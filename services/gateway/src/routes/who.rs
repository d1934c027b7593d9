//! Who an operation is for 权限, by role.
//!
//! The deciders judge; this says beforehand what they will say, and the access test holds both
//! against each other: whoever has none of the roles is refused, whatever it is about. Whose it is
//! within a role, only the rules of the domain know.

use contracts::Role;

use super::Rule;

/// The roles for which an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Whoever has a role; what they see depends on who they are.
    Anybody,
    /// Whoever has a role, but the auditor, who changes nothing: about themselves.
    Oneself,
    /// The people of the organisations it is about.
    Staff,
    /// The same, and whoever takes part in their own name: a member who claims.
    Parties,
    /// The same, without those who do not speak for the organisation.
    Spokespeople,
    /// Those who register units, and their own people, who apply.
    Applicants,
    /// Those who answer for the organisations of their territory.
    Registrars,
    /// Officers of a street and above.
    Officers,
    /// Those who sign for a unit or a community.
    Heads,
    /// The same, and officers: those who answer for an organisation.
    Answering,
    /// Those who sign for a community, a street and above.
    Issuers,
    /// Officers of a district.
    District,
    /// Officers of the city.
    City,
    /// Whoever runs the machine.
    Operator,
    SystemAdministrator,
    SecurityAdministrator,
    AuditAdministrator,
    /// Those who look after accounts, and whoever sees everything.
    AccountReaders,
}

impl Who {
    /// The roles.
    pub(crate) fn roles(self) -> Vec<Role> {
        let all = Role::ALL.into_iter();
        match self {
            Self::Anybody => all.collect(),
            Self::Oneself => all.filter(|role| *role != Role::Auditor).collect(),
            Self::Staff => all.filter(|role| is_staff(*role)).collect(),
            Self::Parties => all.filter(|role| is_party(*role)).collect(),
            Self::Spokespeople => all.filter(|role| is_spokesperson(*role)).collect(),
            Self::Applicants => {
                let also = |role| matches!(role, Role::Liaison | Role::UnitHead);
                all.filter(|role| is_registrar(*role) || also(*role)).collect()
            }
            Self::Registrars => all.filter(|role| is_registrar(*role)).collect(),
            Self::Officers => {
                vec![Role::StreetOfficer, Role::DistrictOfficer, Role::CityOfficer, Role::Operator]
            }
            Self::Heads => vec![Role::UnitHead, Role::CommunitySecretary, Role::Operator],
            Self::Answering => {
                let signs = |role| matches!(role, Role::UnitHead | Role::CommunitySecretary);
                all.filter(|role| signs(*role) || Self::Officers.roles().contains(role)).collect()
            }
            Self::Issuers => {
                let signs = |role| is_registrar(role) && role != Role::CommunityClerk;
                all.filter(|role| signs(*role)).collect()
            }
            Self::District => vec![Role::DistrictOfficer, Role::Operator],
            Self::City => vec![Role::CityOfficer, Role::Operator],
            Self::Operator => vec![Role::Operator],
            Self::SystemAdministrator => vec![Role::SystemAdministrator, Role::Operator],
            Self::SecurityAdministrator => vec![Role::SecurityAdministrator, Role::Operator],
            Self::AuditAdministrator => vec![Role::AuditAdministrator],
            Self::AccountReaders => {
                let also = |role| matches!(role, Role::Auditor | Role::Operator);
                all.filter(|role| role.is_administrator() || also(*role)).collect()
            }
        }
    }

    /// What is said of it, beside the roles.
    fn words(self) -> &'static str {
        match self {
            Self::Anybody => "任何角色，所见内容随身份而定",
            Self::Oneself => "除审计以外的任何角色，限本人或本人代表的组织",
            Self::Staff => "有关各方的人员，限本组织的事项",
            Self::Parties => "有关各方的人员，限本人或本组织的事项",
            Self::Spokespeople => "能代表组织的人员，限本组织和所辖区域",
            Self::Applicants => "登记组织的人员；单位的联络员、负责人可为本单位申请",
            Self::Registrars => "社区及以上的人员，限所辖区域",
            Self::Officers => "街道及以上的干部，限所辖区域",
            Self::Heads => "单位负责人、社区书记，限本组织",
            Self::Answering => "单位负责人、社区书记、街道及以上的干部，限本组织",
            Self::Issuers => "社区书记、街道及以上的干部，限本组织",
            Self::District => "区县干部，限本区县",
            Self::City => "市级干部",
            Self::Operator => "运维",
            Self::SystemAdministrator => "系统管理员",
            Self::SecurityAdministrator => "安全管理员",
            Self::AuditAdministrator => "审计管理员",
            Self::AccountReaders => "三员、审计",
        }
    }
}

/// Who may do something for the organisation of which they are.
fn is_staff(role: Role) -> bool {
    role.does_business() || role == Role::Operator
}

fn is_party(role: Role) -> bool {
    role.takes_part() || role == Role::Operator
}

fn is_spokesperson(role: Role) -> bool {
    is_staff(role) && role != Role::GridWorker
}

fn is_registrar(role: Role) -> bool {
    role.answers_for_an_area() || role == Role::Operator
}

/// Who an operation is for, in a sentence.
pub(super) fn words(rule: Rule, who: Who) -> String {
    match rule {
        Rule::Public => "权限：不需要登录。".to_owned(),
        Rule::Visitor => "权限：不需要登录，每分钟次数有限。".to_owned(),
        Rule::Code => "权限：持有该需求查询码的人，每分钟次数有限。".to_owned(),
        Rule::Session => "权限：已登录的人，办理本人的登录事项。".to_owned(),
        Rule::Token | Rule::Audit => {
            let roles: Vec<_> = who.roles().into_iter().map(|role| role.names().1).collect();
            format!("权限：{}（{}）。", who.words(), roles.join("、"))
        }
    }
}
