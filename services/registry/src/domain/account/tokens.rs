//! The tokens of an account that may stand: issued, used, revoked.
//!
//! Invariant: none outlives the role it asks in, and none an account's being disabled, invited anew
//! or given another device.

use std::time::Duration;

use contracts::Context;
use contracts::registry::account::{Event, Grant, Rejection};
use contracts::registry::token::{Issued, TOKEN_DAYS_MAX, TOKENS_MAX, is_lent};
use values::{Text, Timestamp, TokenId};

use super::{Known, in_days, is_closed, is_gateway, keeps_accounts, unused_until};

/// How often it is written down that a token is used.
const USE_TOLD_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// At most [`TOKENS_MAX`]; some of them may be over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tokens(Vec<Token>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    id: TokenId,
    name: Text<40>,
    grant: Grant,
    until: Timestamp,
    used_at: Option<Timestamp>,
}

impl Tokens {
    fn standing(&self, context: &Context) -> impl Iterator<Item = &Token> {
        self.0.iter().filter(|token| context.now < token.until)
    }

    /// Fewer than [`TOKENS_MAX`] stood when it was issued, so those that end first are over.
    pub(super) fn issued(&mut self, issued: &Issued) {
        self.0.sort_by_key(|token| std::cmp::Reverse(token.until));
        self.0.truncate(TOKENS_MAX - 1);
        let Issued { token: id, digest: _, name, grant, scopes: _, until } = issued.clone();
        self.0.push(Token { id, name, grant, until, used_at: None });
    }

    pub(super) fn used(&mut self, token: TokenId, at: Timestamp) {
        for kept in self.0.iter_mut().filter(|kept| kept.id == token) {
            kept.used_at = Some(at);
        }
    }

    pub(super) fn revoked(&mut self, token: TokenId) {
        self.0.retain(|kept| kept.id != token);
    }

    /// The role is taken back.
    pub(super) fn taken_back(&mut self, grant: Grant) {
        self.0.retain(|kept| kept.grant != grant);
    }

    pub(super) fn all_revoked(&mut self) {
        self.0.clear();
    }
}

pub(super) fn issue(
    known: &Known,
    context: &Context,
    issued: Issued,
) -> Result<Vec<Event>, Rejection> {
    is_gateway(context)?;
    if is_closed(known, context) {
        return Err(Rejection::NotNow);
    }
    if known.tokens.0.iter().any(|kept| kept.id == issued.token) {
        return Ok(vec![]);
    }
    if !is_lent(issued.grant.role) {
        return Err(Rejection::NotLent);
    }
    if !known.grants.contains(&issued.grant) {
        return Err(Rejection::NotGranted);
    }
    let mut scopes = issued.scopes.clone();
    scopes.sort_unstable();
    scopes.dedup();
    let unfit = scopes.is_empty() || scopes.len() < issued.scopes.len();
    if unfit || issued.until <= context.now || issued.until > in_days(context, TOKEN_DAYS_MAX) {
        return Err(Rejection::TokenOutOfRange { days_max: TOKEN_DAYS_MAX });
    }
    if known.tokens.standing(context).any(|kept| kept.name == issued.name) {
        return Err(Rejection::TokenNameTaken);
    }
    if known.tokens.standing(context).count() >= TOKENS_MAX {
        return Err(Rejection::TooManyTokens { max: TOKENS_MAX });
    }
    Ok(vec![Event::TokenIssued(Issued { scopes, ..issued })])
}

/// One that is used is in use: its account is not disabled for want of somebody signing in.
pub(super) fn told_of_use(
    known: &Known,
    context: &Context,
    token: TokenId,
) -> Result<Vec<Event>, Rejection> {
    is_gateway(context)?;
    let kept = known.tokens.standing(context).find(|kept| kept.id == token);
    let kept = kept.ok_or(Rejection::NotNow)?;
    if kept.used_at.is_some_and(|at| context.now < at + USE_TOLD_EVERY) {
        return Ok(vec![]);
    }
    let unused_until = unused_until(context);
    Ok(vec![Event::TokenUsed { token, at: context.now, unused_until }])
}

/// By whoever has it, which the gateway saw, or by whoever keeps accounts.
pub(super) fn revoke(
    known: &Known,
    context: &Context,
    token: TokenId,
) -> Result<Vec<Event>, Rejection> {
    is_gateway(context).or_else(|_| keeps_accounts(context))?;
    let stands = known.tokens.0.iter().any(|kept| kept.id == token);
    Ok(if stands { vec![Event::TokenRevoked { token }] } else { vec![] })
}
