//! One account 账号: what one person signs in with, and the roles it may take.
//!
//! Login name, name, password hash and one-time secret stand in events only sealed with the
//! person's key; whoever needs to find one of them compares keyed fingerprints.

use serde::{Deserialize, Serialize};
use values::{
    AccountId, CommandId, Fingerprint, Hash, OrganisationId, PersonId, Sealed, Text, Timestamp,
    TokenId, ids,
};

use super::token::{Issued, Scope};
use crate::Role;

/// A person has one account.
pub fn id(person: PersonId) -> AccountId {
    AccountId(ids::of_text("account", &person.to_string()))
}

/// A role in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    pub organisation: OrganisationId,
    pub role: Role,
}

/// Which rules passwords follow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// 等保: length, classes of characters, 90 days, none of the last five, a deny list.
    #[default]
    Djbh,
    /// OWASP ASVS 5.0 (6.2.5, 6.2.10): length and a deny list; neither classes nor rotation.
    Asvs,
}

impl Profile {
    /// After how many days a new one is to be chosen.
    pub fn days_max(self) -> Option<u32> {
        match self {
            Self::Djbh => Some(90),
            Self::Asvs => None,
        }
    }
}

/// `cmd.registry.account.open`: an account for a person, without a password and without a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// What is typed in to sign in; capitals make no difference.
    pub login: Text<40>,
    /// What the person is called.
    pub name: Text<40>,
    /// Whose it is; somebody who is not on any roster when absent.
    #[serde(default)]
    pub person: Option<PersonId>,
}

/// `cmd.registry.account.invite`: whoever has the code sets a password within seven days. The
/// gateway draws the code; it is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    pub account: AccountId,
    pub code: Text<40>,
}

/// `cmd.registry.account.grant`: may take this role from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GrantRole {
    pub account: AccountId,
    pub organisation: OrganisationId,
    pub role: Role,
}

/// `cmd.registry.account.revoke`: may no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevokeRole {
    pub account: AccountId,
    pub organisation: OrganisationId,
    pub role: Role,
}

/// `cmd.registry.account.disable`: signs in no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Disable {
    pub account: AccountId,
}

/// `cmd.registry.account.enable`: signs in again; a lock is lifted, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Enable {
    pub account: AccountId,
}

/// `cmd.registry.account.sign-in`: the gateway compared the password, and says what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub account: AccountId,
    pub password_right: bool,
    /// The half-minute whose one-time code was shown, where a right one was.
    #[serde(default)]
    pub step: Option<u64>,
}

/// `cmd.registry.account.set-password`: the gateway made sure of the person, by the old password
/// or by the code of an invitation, and that the new one follows the rules.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    pub account: AccountId,
    /// Argon2id, in the PHC's form. Sealed on arrival.
    pub hash: Text<200>,
    pub profile: Profile,
    /// The code of the invitation that it redeems.
    #[serde(default)]
    pub invitation: Option<Text<40>>,
}

/// `cmd.registry.account.set-totp`: one-time codes from now on; the gateway saw a right one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetTotp {
    pub account: AccountId,
    /// Base32. Sealed on arrival.
    pub secret: Text<64>,
    /// The half-minute whose code was shown: it is not taken again.
    pub step: u64,
}

/// `cmd.registry.account.reset-totp`: the device is lost; another one is set up at the next
/// sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetTotp {
    pub account: AccountId,
}

/// `cmd.registry.account.issue-token`: another system may ask in this role from now on. The gateway
/// made sure of the person, and drew the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueToken {
    pub account: AccountId,
    pub digest: Hash,
    pub name: Text<40>,
    pub organisation: OrganisationId,
    pub role: Role,
    pub scopes: Vec<Scope>,
    /// 1 to [`super::token::TOKEN_DAYS_MAX`].
    pub days: u32,
}

/// `cmd.registry.account.use-token`: the gateway saw it. Written down once a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseToken {
    pub account: AccountId,
    pub token: TokenId,
}

/// `cmd.registry.account.revoke-token`: it is refused from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    pub account: AccountId,
    pub token: TokenId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Open(Opened),
    Invite {
        code: Fingerprint,
    },
    Grant(Grant),
    Revoke(Grant),
    Disable,
    Enable,
    SignIn {
        password_right: bool,
        step: Option<u64>,
    },
    SetPassword {
        hash: Sealed,
        profile: Profile,
        invitation: Option<Fingerprint>,
    },
    SetTotp {
        secret: Sealed,
        step: u64,
    },
    ResetTotp,
    IssueToken(Issued),
    UseToken(TokenId),
    RevokeToken(TokenId),
    /// The person is erased: nobody signs in with it again.
    Close,
    /// Nobody has used it for so long.
    Due,
}

/// What is known of an account from its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub person: PersonId,
    pub login: Sealed,
    pub login_fingerprint: Fingerprint,
    pub name: Sealed,
}

/// Why nobody signs in with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Disabling {
    /// 管理员停用
    ByAdministrator,
    /// 久未使用
    Unused,
    /// 个人信息已删除
    Erased,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "account.opened.v1")]
    Opened {
        #[serde(flatten)]
        opened: Opened,
        /// Disabled, when nobody has used it until then.
        unused_until: Timestamp,
    },
    #[serde(rename = "account.invited.v1")]
    Invited { code: Fingerprint, until: Timestamp },
    #[serde(rename = "account.granted.v1")]
    Granted(Grant),
    #[serde(rename = "account.revoked.v1")]
    Revoked(Grant),
    #[serde(rename = "account.disabled.v1")]
    Disabled { reason: Disabling },
    #[serde(rename = "account.enabled.v1")]
    Enabled { unused_until: Timestamp },
    #[serde(rename = "account.signed_in.v1")]
    SignedIn {
        /// Which of several at the same time.
        attempt: CommandId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<u64>,
        unused_until: Timestamp,
    },
    #[serde(rename = "account.sign_in_failed.v1")]
    SignInFailed {
        attempt: CommandId,
        /// How many there were since the last that did not.
        failures: u32,
        /// Nobody signs in before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locked_until: Option<Timestamp>,
    },
    #[serde(rename = "account.password_set.v1")]
    PasswordSet {
        hash: Sealed,
        /// A new one is to be chosen then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    #[serde(rename = "account.totp_set.v1")]
    TotpSet { secret: Sealed, step: u64 },
    #[serde(rename = "account.totp_reset.v1")]
    TotpReset {},
    #[serde(rename = "account.token_issued.v1")]
    TokenIssued(Issued),
    #[serde(rename = "account.token_used.v1")]
    TokenUsed { token: TokenId, at: Timestamp, unused_until: Timestamp },
    #[serde(rename = "account.token_revoked.v1")]
    TokenRevoked { token: TokenId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such account.
    Unknown,
    /// The person has an account, or the login name is taken.
    AlreadyOpen,
    /// Letters, digits and `. _ - @` only.
    LoginOutOfPlace,
    /// Accounts and settings are the system administrator's, roles the security administrator's.
    NotAuthorised,
    /// Nobody gives a role to themselves, or takes one.
    NotForOneself,
    /// One account is never two of the three administrators.
    AdministratorsAreSeparate,
    /// Residents have no account, and the operator is whoever sits at the machine.
    NotForAccounts,
    /// No such organisation, or one that the role does not exist in.
    UnknownOrganisation,
    /// At most this many roles.
    TooManyGrants { max: usize },
    /// The person was erased.
    Erased,
    /// It may not be signed in with, be it locked, disabled or without a password.
    NotNow,
    /// The invitation is used, over, or replaced by a newer one.
    NotInvited,
    /// This role asks in person.
    NotLent,
    /// It is none of the account's roles.
    NotGranted,
    /// A token may do something, and no thing twice; it stands for so many days at most.
    TokenOutOfRange { days_max: u32 },
    /// A token of that name stands.
    TokenNameTaken,
    /// At most this many tokens stand.
    TooManyTokens { max: usize },
}

/// The most roles of one account.
pub const GRANTS_MAX: usize = 20;
/// How many days an invitation stands.
pub const INVITED_DAYS: u32 = 7;
/// After how many days without a sign-in an account is disabled.
pub const UNUSED_DAYS: u32 = 90;
/// After how many failures in a row it is locked, and again after as many more.
pub const FAILURES_MAX: u32 = 5;
/// For how long at first; twice as long each time after that.
pub const LOCKED_MINUTES: u32 = 15;
/// For how long at most.
pub const LOCKED_MINUTES_MAX: u32 = 24 * 60;
/// How many of the last passwords are not taken again.
pub const PASSWORDS_KEPT: usize = 5;

crate::request::commands! {
    Open => "cmd.registry.account.open",
    Invite => "cmd.registry.account.invite",
    GrantRole => "cmd.registry.account.grant",
    RevokeRole => "cmd.registry.account.revoke",
    Disable => "cmd.registry.account.disable",
    Enable => "cmd.registry.account.enable",
    SignIn => "cmd.registry.account.sign-in",
    SetPassword => "cmd.registry.account.set-password",
    SetTotp => "cmd.registry.account.set-totp",
    ResetTotp => "cmd.registry.account.reset-totp",
    IssueToken => "cmd.registry.account.issue-token",
    UseToken => "cmd.registry.account.use-token",
    RevokeToken => "cmd.registry.account.revoke-token",
}
