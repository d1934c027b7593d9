//! Signing in: a login name and a password become a session, a session becomes an actor.
//!
//! `registry` keeps the accounts and judges what a right or wrong password leads to; here
//! passwords are compared, sessions are kept, and cookies are read and written. The pages and the
//! API use the same functions: [`sign_in`], [`sign_out`], [`current`], [`Current::actor`],
//! [`switch_role`], [`redeem`], [`change_password`], [`begin_totp`], [`confirm_totp`], and for
//! tokens [`issue_token`], [`own_tokens`], [`revoke_token`], [`token_stands`].
//!
//! Sessions are kept under the digest of their token: in memory, for one process answers HTTP, and
//! with the broker, so that they outlive it. What `registry` says of an account is asked again
//! every second, so whoever is disabled or loses a role is out within one.
//!
//! With the feature `openid` a provider may vouch for people in place of their passwords: `openid`.

mod addresses;
mod cookie;
pub(crate) mod handlers;
#[cfg(feature = "openid")]
pub(crate) mod openid;
mod passwords;
mod sessions;
mod tokens;
mod totp;

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue};
use contracts::access::Event;
use contracts::registry::account::{self, Grant, Profile};
use contracts::registry::{Credential, Invitation, Names, Secret, Secrets, Standing, Stands};
use contracts::{Actor, Position, Reply, Role};
use runtime::{AddressRange, Client, Clock};
use serde::{Deserialize, Serialize};
use values::{AccountId, Hash, Text};

pub(crate) use passwords::{Password, Weakness};
pub(crate) use tokens::{
    IssueToken, IssuedToken, actor, is_lent, issue_token, own_tokens, revoke_token, token_stands,
    unknown_token,
};

use crate::commands::{done, send_as_system};
use crate::problem::Problem;
use crate::queries::ask_as_system;
use crate::state::Gateway;
use addresses::Addresses;
use cookie::Cookie;
use passwords::Passwords;
use sessions::{Proof, Session, Sessions};
use tokens::Lent;

/// The hash under which `registry` keeps `password`, whatever it is like: for accounts that a
/// demonstration makes.
pub fn password_hash(password: &str) -> String {
    passwords::fresh_hash(password)
}

/// How accounts are dealt with.
#[derive(Debug, Clone, Default)]
pub struct AccountOptions {
    /// Which rules passwords follow.
    pub profile: Profile,
    /// People reach the gateway by plain HTTP: cookies cannot be `Secure`. For one machine alone.
    pub plain_http: bool,
    /// From where alone administrators and the operator may act; from anywhere, where nothing is
    /// said.
    pub administered_from: Vec<AddressRange>,
    /// On how many brokers of a cluster each session is; on one, where nothing is said.
    pub replicas: Option<NonZeroUsize>,
    /// Who else signs people in, where somebody does.
    #[cfg(feature = "openid")]
    pub openid: Option<openid::OpenIdOptions>,
}

/// What the gateway keeps for accounts.
pub(crate) struct Accounts {
    sessions: Sessions,
    lent: Lent,
    /// From where wrong passwords come.
    addresses: Addresses,
    /// From where tokens come that nobody knows. They are counted apart: a machine with an old one
    /// keeps nobody beside it from signing in.
    strangers: Addresses,
    passwords: Passwords,
    cookie: Cookie,
    clock: Clock,
    administered_from: Vec<AddressRange>,
    #[cfg(feature = "openid")]
    openid: Option<openid::OpenId>,
}

impl Accounts {
    pub(crate) fn new(options: AccountOptions, client: &Client) -> Self {
        Self {
            sessions: Sessions::of(client, options.replicas.map_or(1, NonZeroUsize::get)),
            lent: Lent::default(),
            addresses: Addresses::default(),
            strangers: Addresses::default(),
            passwords: Passwords::new(options.profile),
            cookie: Cookie::new(options.plain_http),
            clock: Clock::default(),
            administered_from: options.administered_from,
            #[cfg(feature = "openid")]
            openid: options
                .openid
                .map(|provider| openid::OpenId::new(provider, options.plain_http)),
        }
    }
}

/// 登录
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// 登录名
    pub(crate) login: Text<40>,
    /// 密码
    pub(crate) password: Password,
    /// 动态验证码，已启用的账号必填
    #[serde(default)]
    pub(crate) code: Option<Text<10>>,
}

/// What somebody who is signed in has to do before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Must {
    /// 更换密码: the old one has been used for long enough.
    ChangePassword,
    /// 启用动态验证码: administrators have one.
    SetUpTotp,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Current {
    key: Hash,
    pub(crate) account: AccountId,
    proof: Proof,
    /// How the account stands.
    pub(crate) stands: Arc<Stands>,
    /// The role that is taken, of those there are.
    pub(crate) grant: Option<Grant>,
    pub(crate) must: Option<Must>,
}

impl Current {
    /// As whom the person acts.
    ///
    /// # Errors
    /// When there is something to be done first, or no role.
    pub(crate) fn actor(&self) -> Result<Actor, Problem> {
        match (self.must, self.grant) {
            (Some(must), _) => Err(Problem::first(must)),
            (None, None) => Err(Problem::no_role()),
            (None, Some(Grant { organisation, role })) => {
                Ok(Actor::Person { person: self.stands.person, organisation, role })
            }
        }
    }
}

/// A session that was begun: the cookie to be set, and who it is.
pub(crate) struct Begun {
    pub(crate) cookie: HeaderValue,
    pub(crate) current: Current,
}

/// Signs in, from an address. Whatever is wrong with it, the answer is the same, and takes as
/// long.
///
/// # Errors
/// [`Problem::not_signed_in`]; the address has failed too often; or no answer came.
pub(crate) async fn sign_in(
    gateway: &Gateway,
    typed: &SignIn,
    address: IpAddr,
) -> Result<Begun, Problem> {
    let Accounts { addresses, .. } = gateway.accounts();
    if let Some(wait) = addresses.waits(address, Instant::now()) {
        return Err(Problem::failed_too_often(wait));
    }
    let known = ask_as_system(gateway, None, &Credential { login: typed.login.clone() }).await?;
    let account = known.as_ref().map(|secret| secret.account);
    let tried = tried(gateway, typed, known).await?;
    if tried.is_none() {
        addresses.failed(address, Instant::now());
    }
    concluded(gateway, (account, address), tried, Proof::Password).await
}

/// Begins the session of whoever was let in, and refuses whoever was not: either is written down
/// first.
async fn concluded(
    gateway: &Gateway,
    (account, address): (Option<AccountId>, IpAddr),
    tried: Option<(AccountId, Stands)>,
    proof: Proof,
) -> Result<Begun, Problem> {
    let Some((account, stands)) = tried else {
        failed(gateway, account, address).await?;
        return Err(Problem::not_signed_in());
    };
    let grant = stands.grants.first().copied();
    let begun = begin(gateway, account, (stands, grant), proof).await;
    let actor = begun.current.actor().unwrap_or(Actor::System);
    gateway.audit().write(actor, Event::SignedIn { account, address }).await?;
    Ok(begun)
}

async fn failed(
    gateway: &Gateway,
    account: Option<AccountId>,
    address: IpAddr,
) -> Result<(), Problem> {
    gateway.audit().write(Actor::System, Event::SignInFailed { account, address }).await
}

/// How the account stands, if what was typed is right and it is neither locked nor disabled.
async fn tried(
    gateway: &Gateway,
    typed: &SignIn,
    known: Option<Secret>,
) -> Result<Option<(AccountId, Stands)>, Problem> {
    let accounts = gateway.accounts();
    let hash = known.as_ref().and_then(|secret| secret.hashes.last());
    let password_right = accounts.passwords.matches(&typed.password, hash).await;
    let Some(secret) = known else { return Ok(None) };
    let shown = secret.totp.as_deref().zip(typed.code.as_ref());
    let step = shown.and_then(|(secret, code)| totp::step(secret, code, accounts.clock.now()));
    judged(gateway, secret.account, password_right, step).await
}

/// How the account stands, if `registry` lets it in with what was found.
async fn judged(
    gateway: &Gateway,
    account: AccountId,
    password_right: bool,
    step: Option<u64>,
) -> Result<Option<(AccountId, Stands)>, Problem> {
    let attempt = runtime::fresh_command();
    let body = account::SignIn { account, password_right, step };
    let position = match send_as_system(gateway, attempt, &body).await? {
        Reply::Rejected(_) => return Ok(None),
        other @ (Reply::Done(_) | Reply::Failed(_)) => done(other)?.position,
    };
    let stands = stands(gateway, account, Some(position)).await?;
    let stands = stands.filter(|stands| stands.signed_in == Some(attempt));
    Ok(stands.map(|stands| (account, stands)))
}

/// Ends the session of a request; hands back the cookie that forgets it.
///
/// # Errors
/// When it did not end for good.
pub(crate) async fn sign_out(
    gateway: &Gateway,
    headers: &HeaderMap,
) -> Result<HeaderValue, Problem> {
    let Accounts { cookie, sessions, .. } = gateway.accounts();
    if let Some(key) = cookie.key(headers) {
        sessions.end(key).await;
    }
    Ok(cookie.forgotten())
}

/// Who is signed in with the cookie of a request.
///
/// # Errors
/// When `registry` cannot be asked.
pub(crate) async fn current(
    gateway: &Gateway,
    headers: &HeaderMap,
) -> Result<Option<Current>, Problem> {
    let Accounts { sessions, cookie, clock, .. } = gateway.accounts();
    let Some(key) = cookie.key(headers) else { return Ok(None) };
    let now = clock.now();
    let used = sessions.used(key, now).await.map_err(|_| Problem::no_answer())?;
    let Some(mut session) = used else { return Ok(None) };
    let stands = match session.believed(now) {
        Some(stands) => stands,
        None => {
            let stands = stands(gateway, session.account, None).await?;
            let Some(stands) = stands.filter(|stands| session.goes_on(stands)) else {
                // Whoever is out is out, though the broker may be away.
                sessions.end(key).await;
                return Ok(None);
            };
            let stands = Arc::new(stands);
            session.asked(Arc::clone(&stands), now);
            sessions.keep(key, &session);
            stands
        }
    };
    sessions.keep_in_time(key, now).await;
    Ok(Some(seen(gateway, key, &session, stands)))
}

/// May somebody in this role act from that address? This machine itself is no other place.
///
/// # Errors
/// When the role is an administrator's, and the address is none of those set for them.
pub(crate) fn reaches(
    gateway: &Gateway,
    role: Option<Role>,
    address: IpAddr,
) -> Result<(), Problem> {
    let Accounts { administered_from, .. } = gateway.accounts();
    let administers = |role: Role| role.is_administrator() || role == Role::Operator;
    let limited = role.is_some_and(administers) && !administered_from.is_empty();
    let is_within =
        address.is_loopback() || administered_from.iter().any(|at| at.contains(address));
    if limited && !is_within { Err(Problem::out_of_reach()) } else { Ok(()) }
}

/// Could whoever was signed in with the account at this epoch still act so?
///
/// # Errors
/// When `registry` cannot be asked.
pub(crate) async fn still_acts(
    gateway: &Gateway,
    (account, epoch): (AccountId, u64),
    actor: &Actor,
) -> Result<bool, Problem> {
    let stands = stands(gateway, account, None).await?;
    let stands = stands.filter(|stands| stands.disabled.is_none() && stands.epoch == epoch);
    let acts = |stands: &Stands| {
        let Actor::Person { person, organisation, role } = *actor else { return false };
        stands.person == person && stands.grants.contains(&Grant { organisation, role })
    };
    Ok(stands.as_ref().is_some_and(acts))
}

/// Takes another of the account's roles.
///
/// # Errors
/// When it is none of them.
pub(crate) async fn switch_role(
    gateway: &Gateway,
    current: &Current,
    grant: Grant,
) -> Result<Current, Problem> {
    if !current.stands.grants.contains(&grant) {
        return Err(Problem::no_role());
    }
    let Accounts { sessions, clock, .. } = gateway.accounts();
    let session = sessions.switched(current.key, grant, clock.now()).await;
    let session = session.ok_or_else(Problem::unauthenticated)?;
    Ok(seen(gateway, current.key, &session, Arc::clone(&current.stands)))
}

/// Sets the first password, or a new one, by the code of an invitation. Hands back the login name.
///
/// # Errors
/// When the code stands for nothing, or the password does not follow the rules.
pub(crate) async fn redeem(
    gateway: &Gateway,
    code: &Text<40>,
    password: &Password,
) -> Result<String, Problem> {
    let secret = ask_as_system(gateway, None, &Invitation { code: code.clone() }).await?;
    let secret = secret.ok_or_else(Problem::not_invited)?;
    let position = set_password(gateway, &secret, password, Some(code.clone())).await?;
    // Whoever signs in with it at once is known.
    stands(gateway, secret.account, Some(position)).await?;
    Ok(secret.login)
}

/// Changes one's own password; every other session of the account ends.
///
/// # Errors
/// When the old one is wrong, or the new one does not follow the rules.
pub(crate) async fn change_password(
    gateway: &Gateway,
    current: &Current,
    old: &Password,
    new: &Password,
) -> Result<Begun, Problem> {
    let secret = secrets(gateway, current).await?;
    if !gateway.accounts().passwords.matches(old, secret.hashes.last()).await {
        return Err(Problem::wrong_password());
    }
    let position = set_password(gateway, &secret, new, None).await?;
    begin_anew(gateway, current, position).await
}

async fn set_password(
    gateway: &Gateway,
    secret: &Secret,
    password: &Password,
    invitation: Option<Text<40>>,
) -> Result<Position, Problem> {
    let passwords = &gateway.accounts().passwords;
    let names = names(gateway, secret.account).await?;
    passwords.judge(password, &secret.login, &names).map_err(Problem::weak_password)?;
    if passwords.is_one_of(password, &secret.hashes).await {
        return Err(Problem::weak_password(Weakness::UsedBefore));
    }
    let hash = Text::new(&passwords.hash(password).await).expect("a hash is short and plain");
    let profile = passwords.profile();
    let set = account::SetPassword { account: secret.account, hash, profile, invitation };
    Ok(done(send_as_system(gateway, runtime::fresh_command(), &set).await?)?.position)
}

/// What the organisations of an account are called: no part of a password.
async fn names(gateway: &Gateway, account: AccountId) -> Result<Vec<String>, Problem> {
    let stands = stands(gateway, account, None).await?;
    let grants = stands.map(|stands| stands.grants).unwrap_or_default();
    let organisations = grants.iter().map(|grant| grant.organisation).collect();
    let names = ask_as_system(gateway, None, &Names { organisations }).await?;
    Ok(names.into_values().map(|name| name.to_string()).collect())
}

/// A new one-time secret, in Base32 and as an address for the device; in force when it is
/// confirmed.
///
/// # Errors
/// When the account has one, somebody else vouched for the person, or the session is over.
pub(crate) fn begin_totp(
    gateway: &Gateway,
    current: &Current,
) -> Result<(String, String), Problem> {
    if current.stands.totp {
        return Err(Problem::has_totp());
    }
    if current.proof != Proof::Password {
        return Err(Problem::sign_in_here());
    }
    let secret = totp::fresh();
    let address = totp::address(&secret, &current.stands.login);
    let Accounts { sessions, .. } = gateway.accounts();
    if sessions.begin_totp(current.key, secret.clone()) {
        Ok((secret, address))
    } else {
        Err(Problem::unauthenticated())
    }
}

/// Puts the new one-time secret in force, once its device showed a right code.
///
/// # Errors
/// When the code is wrong, or none was begun.
pub(crate) async fn confirm_totp(
    gateway: &Gateway,
    current: &Current,
    code: &str,
) -> Result<Begun, Problem> {
    let Accounts { sessions, clock, .. } = gateway.accounts();
    let secret = sessions.begun_totp(current.key).ok_or_else(Problem::wrong_code)?;
    let step = totp::step(&secret, code, clock.now()).ok_or_else(Problem::wrong_code)?;
    let secret = Text::new(&secret).expect("Base32 is short and plain");
    let set = account::SetTotp { account: current.account, secret, step };
    let position = done(send_as_system(gateway, runtime::fresh_command(), &set).await?)?.position;
    begin_anew(gateway, current, position).await
}

/// A new token after a new proof of who one is.
async fn begin_anew(
    gateway: &Gateway,
    current: &Current,
    position: Position,
) -> Result<Begun, Problem> {
    gateway.accounts().sessions.end(current.key).await;
    let stands = stands(gateway, current.account, Some(position)).await?;
    let stands = stands.ok_or_else(Problem::unauthenticated)?;
    Ok(begin(gateway, current.account, (stands, current.grant), Proof::Password).await)
}

async fn begin(
    gateway: &Gateway,
    account: AccountId,
    (stands, grant): (Stands, Option<Grant>),
    proof: Proof,
) -> Begun {
    let Accounts { sessions, cookie, clock, .. } = gateway.accounts();
    let (token, stands) = (runtime::fresh_token(), Arc::new(stands));
    let key = Hash::of(token.as_bytes());
    let session = Session::new(account, (Arc::clone(&stands), grant), proof, clock.now());
    sessions.begin(key, &session).await;
    Begun { cookie: cookie.of(&token), current: seen(gateway, key, &session, stands) }
}

fn seen(gateway: &Gateway, key: Hash, session: &Session, stands: Arc<Stands>) -> Current {
    let now = gateway.accounts().clock.now();
    let by_password = session.proof == Proof::Password;
    let must = if by_password && stands.password_until.is_some_and(|until| until <= now) {
        Some(Must::ChangePassword)
    } else if !stands.totp && sessions::is_administrators(&stands) {
        Some(Must::SetUpTotp)
    } else {
        None
    };
    let (account, proof) = (session.account, session.proof);
    Current { key, account, proof, stands, grant: session.grant, must }
}

async fn stands(
    gateway: &Gateway,
    account: AccountId,
    at_least: Option<Position>,
) -> Result<Option<Stands>, Problem> {
    ask_as_system(gateway, at_least, &Standing { account }).await
}

async fn secrets(gateway: &Gateway, current: &Current) -> Result<Secret, Problem> {
    let secret = ask_as_system(gateway, None, &Secrets { account: current.account }).await?;
    secret.ok_or_else(Problem::unauthenticated)
}
