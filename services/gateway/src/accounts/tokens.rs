//! Tokens that accounts have issued 接口令牌: other systems ask with them, within their scopes.
//!
//! `registry` keeps the digests and says whom one stands for, which is believed for a second.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contracts::registry::account::{self, Grant};
use contracts::registry::token::Scope;
use contracts::registry::{self, TokenLine, TokenStands};
use contracts::{Actor, Reply};
use serde::{Deserialize, Serialize};
use values::{Hash, OrganisationId, Text, TokenId};

use super::sessions::BELIEVED;
use super::{Accounts, Current};
use crate::commands::{done, send_as_system};
use crate::problem::Problem;
use crate::queries::ask_as_system;
use crate::state::Gateway;

/// How each begins: nothing else is looked up, and whoever finds one knows whose it is.
const MARK: &str = "gongjian-";
/// How many are believed at a time.
const KEPT_MAX: usize = 1024;
/// How often `registry` is told that one is used.
const USE_TOLD_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// What `registry` said of digests, and when; nothing of those that stand for nobody, of which
/// anybody can send many.
#[derive(Default)]
pub(super) struct Lent(Mutex<HashMap<Hash, (Instant, TokenStands)>>);

impl Lent {
    fn said(&self, digest: Hash) -> Option<TokenStands> {
        let all = self.all();
        let (at, stands) = all.get(&digest)?;
        (at.elapsed() < BELIEVED).then(|| stands.clone())
    }

    fn keep(&self, digest: Hash, stands: TokenStands) {
        let mut all = self.all();
        if all.len() >= KEPT_MAX {
            all.retain(|_, (at, _)| at.elapsed() < BELIEVED);
        }
        if all.len() < KEPT_MAX {
            all.insert(digest, (Instant::now(), stands));
        }
    }

    fn forget(&self, token: TokenId) {
        self.all().retain(|_, (_, stands)| stands.token != token);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Hash, (Instant, TokenStands)>> {
        // No change here leaves them half done when it panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 发放接口令牌
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueToken {
    /// 交给哪个系统使用
    pub(crate) name: Text<40>,
    /// 以哪个组织的身份
    pub(crate) organisation: OrganisationId,
    /// 以什么角色
    pub(crate) role: contracts::Role,
    /// 可以做什么，如 needs:read
    pub(crate) scopes: Vec<Scope>,
    /// 有效天数，最多 366
    pub(crate) days: u32,
}

/// 新的接口令牌
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct IssuedToken {
    /// 令牌，只显示这一次
    pub(crate) token: String,
    pub(crate) id: TokenId,
}

/// Does it begin as those do that accounts lend?
pub(crate) fn is_lent(token: &str) -> bool {
    token.starts_with(MARK)
}

/// Whom the token stands for that came from `address`.
///
/// # Errors
/// When it stands for nobody, the address sent too many that do, or `registry` cannot be asked.
pub(crate) async fn token_stands(
    gateway: &Gateway,
    token: &str,
    address: IpAddr,
) -> Result<TokenStands, Problem> {
    let Accounts { lent, strangers, .. } = gateway.accounts();
    let digest = Hash::of(token.as_bytes());
    if let Some(said) = lent.said(digest) {
        return Ok(said);
    }
    if let Some(wait) = strangers.waits_alone(address, Instant::now()) {
        return Err(Problem::failed_too_often(wait));
    }
    let stands = if is_lent(token) {
        ask_as_system(gateway, None, &registry::Token { digest }).await?
    } else {
        None
    };
    let stands = stands.ok_or_else(|| unknown_token(gateway, address))?;
    tell_of_use(gateway, &stands).await?;
    lent.keep(digest, stands.clone());
    Ok(stands)
}

/// Counts a token that nobody knows, and says so: or that its address sent too many.
pub(crate) fn unknown_token(gateway: &Gateway, address: IpAddr) -> Problem {
    let Accounts { strangers, .. } = gateway.accounts();
    let now = Instant::now();
    if let Some(wait) = strangers.waits_alone(address, now) {
        return Problem::failed_too_often(wait);
    }
    strangers.failed(address, now);
    Problem::unauthenticated()
}

/// As whom it asks.
pub(crate) fn actor(stands: &TokenStands) -> Actor {
    let Grant { organisation, role } = stands.grant;
    Actor::Person { person: stands.person, organisation, role }
}

async fn tell_of_use(gateway: &Gateway, stands: &TokenStands) -> Result<(), Problem> {
    let now = gateway.accounts().clock.now();
    if stands.used_at.is_some_and(|at| now < at + USE_TOLD_EVERY) {
        return Ok(());
    }
    let used = account::UseToken { account: stands.account, token: stands.token };
    match send_as_system(gateway, runtime::fresh_command(), &used).await? {
        // It was revoked since, which the next question will say.
        Reply::Rejected(_) | Reply::Done(_) => Ok(()),
        failed @ Reply::Failed(_) => done(failed).map(drop),
    }
}

/// Draws a token of one's own account, and says it, this once.
///
/// # Errors
/// When there is something to be done first, or the rules refuse it.
pub(crate) async fn issue_token(
    gateway: &Gateway,
    current: &Current,
    asked: IssueToken,
) -> Result<IssuedToken, Problem> {
    if let Some(must) = current.must {
        return Err(Problem::first(must));
    }
    let IssueToken { name, organisation, role, scopes, days } = asked;
    let token = format!("{MARK}{}", runtime::fresh_token());
    let digest = Hash::of(token.as_bytes());
    let account = current.account;
    let issue = account::IssueToken { account, digest, name, organisation, role, scopes, days };
    let id = runtime::fresh_command();
    let issued = done(send_as_system(gateway, id, &issue).await?)?;
    // Asked for once, so that whoever is given it can use it at once.
    ask_as_system(gateway, Some(issued.position), &registry::Token { digest }).await?;
    Ok(IssuedToken { token, id: values::ids::derive(id.into(), 0).into() })
}

/// Those of one's own account that stand, the newest first.
///
/// # Errors
/// When `registry` cannot be asked.
pub(crate) async fn own_tokens(
    gateway: &Gateway,
    current: &Current,
) -> Result<Vec<TokenLine>, Problem> {
    let tokens = registry::Tokens { account: current.account };
    Ok(ask_as_system(gateway, None, &tokens).await?.unwrap_or_default())
}

/// Revokes one of one's own.
///
/// # Errors
/// When `registry` cannot be told.
pub(crate) async fn revoke_token(
    gateway: &Gateway,
    current: &Current,
    token: TokenId,
) -> Result<(), Problem> {
    let revoke = account::RevokeToken { account: current.account, token };
    done(send_as_system(gateway, runtime::fresh_command(), &revoke).await?)?;
    gateway.accounts().lent.forget(token);
    Ok(())
}
