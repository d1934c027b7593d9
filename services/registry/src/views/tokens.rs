//! Tokens: whom each stands for, and those of an account.

use std::collections::HashMap;

use contracts::registry::account::{Event, Grant};
use contracts::registry::token::{Issued, Scope};
use contracts::registry::{Token, TokenLine, TokenStands, Tokens};
use values::{AccountId, Hash, Text, Timestamp, TokenId};

use super::accounts::{Asked, by_gateway, may_read};

/// Those that were neither revoked nor ended with their role or account, or with a way back into
/// it. Some are over.
#[derive(Default)]
pub(crate) struct View {
    by_digest: HashMap<Hash, (AccountId, TokenId)>,
    of_account: HashMap<AccountId, Vec<Kept>>,
}

struct Kept {
    id: TokenId,
    digest: Hash,
    name: Text<40>,
    grant: Grant,
    scopes: Vec<Scope>,
    issued_at: Timestamp,
    until: Timestamp,
    used_at: Option<Timestamp>,
}

impl View {
    pub(super) fn apply(&mut self, account: AccountId, event: &Event, time: Timestamp) {
        match event {
            Event::TokenIssued(issued) => self.issued(account, issued.clone(), time),
            Event::TokenUsed { token, at, .. } => {
                let kept = self.of_account.get_mut(&account).into_iter().flatten();
                kept.filter(|kept| kept.id == *token).for_each(|kept| kept.used_at = Some(*at));
            }
            Event::TokenRevoked { token } => self.end(account, |kept| kept.id == *token),
            Event::Revoked(grant) => self.end(account, |kept| kept.grant == *grant),
            Event::Disabled { .. } | Event::Invited { .. } | Event::TotpReset {} => {
                self.end(account, |_| true);
            }
            Event::Opened { .. }
            | Event::Granted(_)
            | Event::Enabled { .. }
            | Event::SignedIn { .. }
            | Event::SignInFailed { .. }
            | Event::PasswordSet { .. }
            | Event::TotpSet { .. } => {}
        }
    }

    fn issued(&mut self, account: AccountId, issued: Issued, time: Timestamp) {
        self.end(account, |kept| kept.until <= time);
        let Issued { token: id, digest, name, grant, scopes, until } = issued;
        self.by_digest.insert(digest, (account, id));
        let kept = Kept { id, digest, name, grant, scopes, issued_at: time, until, used_at: None };
        self.of_account.entry(account).or_default().push(kept);
    }

    /// Those of the account that are `meant` stand no longer.
    fn end(&mut self, account: AccountId, meant: impl Fn(&Kept) -> bool) {
        let Some(all) = self.of_account.get_mut(&account) else { return };
        for over in all.extract_if(.., |kept| meant(kept)) {
            self.by_digest.remove(&over.digest);
        }
    }

    /// Those of the account that stand, the newest first.
    pub(super) fn of(&self, account: AccountId, now: Timestamp) -> Vec<TokenLine> {
        let line = |kept: &Kept| TokenLine {
            id: kept.id,
            name: kept.name.clone(),
            grant: kept.grant,
            scopes: kept.scopes.clone(),
            issued_at: kept.issued_at,
            until: kept.until,
            used_at: kept.used_at,
        };
        let mut lines: Vec<_> = self.standing(account, now).map(line).collect();
        lines.reverse();
        lines
    }

    fn standing(&self, account: AccountId, now: Timestamp) -> impl Iterator<Item = &Kept> {
        let all = self.of_account.get(&account).into_iter().flatten();
        all.filter(move |kept| now < kept.until)
    }
}

pub(super) fn token(asked: &Asked<'_>, Token { digest }: Token) -> Option<TokenStands> {
    by_gateway(asked)?;
    let view = &asked.view.tokens;
    let (account, token) = *view.by_digest.get(&digest)?;
    let kept = view.standing(account, asked.now).find(|kept| kept.id == token)?;
    Some(TokenStands {
        account,
        token,
        person: asked.view.accounts.person(account)?,
        grant: kept.grant,
        scopes: kept.scopes.clone(),
        until: kept.until,
        used_at: kept.used_at,
    })
}

pub(super) fn tokens(asked: &Asked<'_>, Tokens { account }: Tokens) -> Option<Vec<TokenLine>> {
    may_read(asked.actor).then(|| asked.view.tokens.of(account, asked.now))
}
