//! A token 接口令牌: with it another system asks in the name of an account, within its scopes.
//!
//! The gateway draws a token and shows it once; what stands in an event is its digest. A token is
//! 32 random bytes, so the digest gives nothing away.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use values::{Hash, Text, Timestamp, TokenId};

use super::account::Grant;
use crate::Role;

/// What a token may touch: the lists of one service, or the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 组织和报到
    Registry,
    /// 资源
    Resources,
    /// 需求
    Needs,
    /// 认领、协议和项目
    Projects,
    /// 匹配
    Matching,
    /// 评价
    Evaluation,
    /// 报告
    Reporting,
    /// 通知
    Notices,
    /// 附件
    Files,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Registry,
        Self::Resources,
        Self::Needs,
        Self::Projects,
        Self::Matching,
        Self::Evaluation,
        Self::Reporting,
        Self::Notices,
        Self::Files,
    ];

    /// Its word in a scope, which for a service is its name, and what it is called.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Registry => ("registry", "组织和报到"),
            Self::Resources => ("resources", "资源"),
            Self::Needs => ("needs", "需求"),
            Self::Projects => ("projects", "认领、协议和项目"),
            Self::Matching => ("matching", "匹配"),
            Self::Evaluation => ("evaluation", "评价"),
            Self::Reporting => ("reporting", "报告"),
            Self::Notices => ("notices", "通知"),
            Self::Files => ("files", "附件"),
        }
    }
}

/// Whether it may be changed, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// 查询
    Read,
    /// 办理
    Write,
}

impl Access {
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// Its word in a scope, and what it is called.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Read => ("read", "查询"),
            Self::Write => ("write", "办理"),
        }
    }
}

/// One thing that a token may do, `needs:read`. To change does not include to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope {
    pub part: Part,
    pub access: Access,
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Scope {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        let one = |part| Access::ALL.map(|access| Scope { part, access }.to_string());
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .enum_values(Some(Part::ALL.into_iter().flat_map(one)))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Scope {
    fn name() -> std::borrow::Cow<'static, str> {
        "TokenScope".into()
    }
}

/// It is no scope.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no scope: <part>:read or <part>:write")]
pub struct NoScope(String);

impl FromStr for Scope {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        let found = text.split_once(':').and_then(|(part, access)| {
            let part = Part::ALL.into_iter().find(|known| known.names().0 == part)?;
            let access = Access::ALL.into_iter().find(|known| known.names().0 == access)?;
            Some(Self { part, access })
        });
        found.ok_or_else(|| NoScope(text.to_owned()))
    }
}

impl TryFrom<String> for Scope {
    type Error = NoScope;

    fn try_from(text: String) -> Result<Self, NoScope> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.part.names().0, self.access.names().0)
    }
}

/// May this role be lent to a machine? An administrator proves who it is by more than a secret
/// that lies in a file; auditors look themselves; residents and the operator have no account.
pub fn is_lent(role: Role) -> bool {
    match role {
        Role::Liaison
        | Role::UnitHead
        | Role::CommunityClerk
        | Role::CommunitySecretary
        | Role::GridWorker
        | Role::StreetOfficer
        | Role::DistrictOfficer
        | Role::CityOfficer
        | Role::Member => true,
        Role::Auditor
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator
        | Role::Resident
        | Role::Operator => false,
    }
}

/// A token, from its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    pub token: TokenId,
    /// The SHA-256 of what is shown.
    pub digest: Hash,
    /// Which system has it.
    pub name: Text<40>,
    /// As whom it asks.
    #[serde(flatten)]
    pub grant: Grant,
    pub scopes: Vec<Scope>,
    /// It is refused from then on.
    pub until: Timestamp,
}

/// The most tokens of one account that stand at a time.
pub const TOKENS_MAX: usize = 10;
/// For how many days one stands at most.
pub const TOKEN_DAYS_MAX: u32 = 366;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for part in Part::ALL {
            for access in Access::ALL {
                let scope = Scope { part, access };
                assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
            }
        }
        for wrong in ["", "needs", "needs:", "needs:all", "Needs:read", "needs:read:write"] {
            assert!(wrong.parse::<Scope>().is_err(), "{wrong:?}");
        }
    }
}
