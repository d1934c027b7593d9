//! What can be asked about accounts.

use serde::{Deserialize, Serialize};
use values::{
    AccountId, AreaCode, CommandId, Hash, OrganisationId, PersonId, Text, Timestamp, TokenId,
};

use crate::registry::account::{Disabling, Grant};
use crate::registry::token::Scope;
use crate::{Page, PageRequest, Role};

/// `qry.registry.credential`: what a login name is compared with. Answered to the system alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    pub login: Text<40>,
}

/// `qry.registry.invitation`: what a code of an invitation that stands leads to. Answered to the
/// system alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub code: Text<40>,
}

/// `qry.registry.secrets`: the same of a known account. Answered to the system alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    pub account: AccountId,
}

/// What passwords and one-time codes are compared with. Shows itself nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    pub account: AccountId,
    pub login: String,
    /// The hashes of the passwords, the one that stands last.
    pub hashes: Vec<String>,
    /// Base32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp: Option<String>,
}

/// `qry.registry.standing`: how an account stands. Answered to the system alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub account: AccountId,
}

/// How an account stands, for whoever is signed in with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stands {
    pub person: PersonId,
    pub login: String,
    pub name: String,
    pub grants: Vec<Grant>,
    pub disabled: Option<Disabling>,
    /// Counts changes of password, one-time secret and disabling: each ends what was signed in.
    pub epoch: u64,
    /// The sign-in that succeeded last.
    pub signed_in: Option<CommandId>,
    /// A new password is to be chosen then.
    pub password_until: Option<Timestamp>,
    /// Has a one-time secret.
    pub totp: bool,
}

/// `qry.registry.accounts`: newest first; for administrators, auditors and the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Accounts {
    /// With a role in it.
    pub organisation: Option<OrganisationId>,
    pub page: PageRequest,
}

/// `qry.registry.account`: one of them, for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub account: AccountId,
}

/// An account as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountLine {
    pub id: AccountId,
    pub person: PersonId,
    /// Nothing once the person is erased.
    pub login: Option<String>,
    pub name: Option<String>,
    pub grants: Vec<Grant>,
    pub disabled: Option<Disabling>,
    pub locked_until: Option<Timestamp>,
    /// An invitation stands until then.
    pub invited_until: Option<Timestamp>,
    /// Has a password.
    pub active: bool,
    pub totp: bool,
    pub signed_in_at: Option<Timestamp>,
}

/// `qry.registry.token`: whom the token of this digest stands for. Answered to the system alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub digest: Hash,
}

/// Whom a token stands for, while it does: the account may be signed in with, and has the role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenStands {
    pub account: AccountId,
    pub token: TokenId,
    pub person: PersonId,
    pub grant: Grant,
    pub scopes: Vec<Scope>,
    pub until: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// `qry.registry.tokens`: those of an account that stand, the newest first; for whoever sees the
/// list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    pub account: AccountId,
}

/// A token, as its account's page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenLine {
    pub id: TokenId,
    pub name: Text<40>,
    #[serde(flatten)]
    pub grant: Grant,
    pub scopes: Vec<Scope>,
    pub issued_at: Timestamp,
    pub until: Timestamp,
    /// The day it was last asked with, and the first moment of it that day.
    pub used_at: Option<Timestamp>,
}

/// `qry.registry.holders`: who has an account for an organisation that works in an area, for those
/// who answer for that area: whom they can ask to take part in something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Holders {
    pub area: AreaCode,
    #[serde(default)]
    pub page: PageRequest,
}

/// Somebody with an account, and in what role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolderLine {
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub role: Role,
    /// Nothing once the person is erased.
    pub name: Option<String>,
}

crate::request::queries! {
    Credential => "qry.registry.credential" -> Option<Secret>,
    Secrets => "qry.registry.secrets" -> Option<Secret>,
    Invitation => "qry.registry.invitation" -> Option<Secret>,
    Standing => "qry.registry.standing" -> Option<Stands>,
    Account => "qry.registry.account" -> Option<AccountLine>,
    Holders => "qry.registry.holders" -> Option<Page<HolderLine>>,
    Accounts => "qry.registry.accounts" -> Option<Page<AccountLine>>,
    Token => "qry.registry.token" -> Option<TokenStands>,
    Tokens => "qry.registry.tokens" -> Option<Vec<TokenLine>>,
}
