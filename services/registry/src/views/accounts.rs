//! Accounts: what signing in is compared with, how one stands, and the list of them.

use std::collections::HashMap;

use contracts::registry::account::{Disabling, Event, Grant, PASSWORDS_KEPT};
use contracts::registry::{
    Account, AccountLine, Accounts, Credential, HolderLine, Holders, Invitation, Secret, Secrets,
    Standing, Stands,
};
use contracts::{Actor, Directory, ListOrder, Page, Position, Role};
use runtime::{Index, Question};
use values::{
    AccountId, AreaCode, CommandId, Fingerprint, OrganisationId, PersonId, Sealed, Timestamp,
};

use super::View as Registered;
use crate::commands::field;
use crate::domain::authority::sees_territory;
use crate::domain::login;

#[derive(Default)]
pub(crate) struct View {
    accounts: HashMap<AccountId, Kept>,
    by_login: HashMap<Fingerprint, AccountId>,
    by_invitation: HashMap<Fingerprint, AccountId>,
    /// Under each organisation, and all of them under none.
    index: Index<AccountId, Option<OrganisationId>>,
    /// Who does business for whom, but for those who are disabled.
    business: Index<(AccountId, Grant), Business>,
}

/// For whom somebody does business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Business {
    For(OrganisationId),
    /// For whoever works in that area, or in a part of it.
    In(AreaCode),
}

impl runtime::Kind for Business {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::For(organisation) => Some(*organisation),
            Self::In(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::For(_) => Self::For(organisation),
            Self::In(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        self.whose().map(|_| Self::In(area))
    }
}

/// A sealed text with the place it was sealed for.
type At = (Position, Sealed);

struct Kept {
    order: usize,
    person: PersonId,
    login: At,
    name: At,
    grants: Vec<Grant>,
    /// Those that are business, each with its place in the index, while nobody disabled it.
    business: Vec<(usize, Grant)>,
    disabled: Option<Disabling>,
    locked_until: Option<Timestamp>,
    invitation: Option<(Fingerprint, Timestamp)>,
    /// Oldest first, at most [`PASSWORDS_KEPT`].
    hashes: Vec<At>,
    password_until: Option<Timestamp>,
    totp: Option<At>,
    epoch: u64,
    signed_in: Option<(CommandId, Timestamp)>,
}

impl Kept {
    fn kinds(&self) -> Vec<Option<OrganisationId>> {
        let mut kinds: Vec<_> = self.grants.iter().map(|grant| Some(grant.organisation)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.push(None);
        kinds
    }

    fn change(&mut self, event: &Event, position: Position, time: Timestamp) {
        match event {
            Event::Opened { .. } | Event::Invited { .. } => {}
            Event::Granted(grant) => self.grants.push(*grant),
            Event::Revoked(grant) => self.grants.retain(|kept| kept != grant),
            Event::Disabled { reason } => {
                self.disabled = Some(*reason);
                self.epoch += 1;
            }
            Event::Enabled { .. } => {
                self.disabled = None;
                self.locked_until = None;
            }
            Event::SignedIn { attempt, .. } => {
                self.signed_in = Some((*attempt, time));
                self.locked_until = None;
            }
            Event::SignInFailed { locked_until, .. } => self.locked_until = *locked_until,
            Event::PasswordSet { hash, until } => {
                self.hashes.push((position, hash.clone()));
                let over = self.hashes.len().saturating_sub(PASSWORDS_KEPT);
                self.hashes.drain(..over);
                self.password_until = *until;
                self.locked_until = None;
                self.epoch += 1;
            }
            Event::TotpSet { secret, .. } => {
                self.totp = Some((position, secret.clone()));
                self.epoch += 1;
            }
            Event::TotpReset {} => {
                self.totp = None;
                self.epoch += 1;
            }
            Event::TokenIssued(_) | Event::TokenUsed { .. } | Event::TokenRevoked { .. } => {}
        }
    }
}

impl View {
    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.business.settle(organisation, directory);
    }

    /// Whose it is.
    pub(super) fn person(&self, account: AccountId) -> Option<PersonId> {
        self.accounts.get(&account).map(|kept| kept.person)
    }

    pub(super) fn apply(
        &mut self,
        id: AccountId,
        event: &Event,
        position: Position,
        time: Timestamp,
    ) {
        if let Event::Opened { opened, .. } = event {
            let order = self.index.add(id, [None]);
            self.by_login.insert(opened.login_fingerprint.clone(), id);
            let kept = Kept {
                order,
                person: opened.person,
                login: (position, opened.login.clone()),
                name: (position, opened.name.clone()),
                grants: Vec::new(),
                business: Vec::new(),
                disabled: None,
                locked_until: None,
                invitation: None,
                hashes: Vec::new(),
                password_until: None,
                totp: None,
                epoch: 0,
                signed_in: None,
            };
            self.accounts.insert(id, kept);
            return;
        }
        let Some(kept) = self.accounts.get_mut(&id) else { return };
        let before = kept.kinds();
        kept.change(event, position, time);
        self.index.refile(kept.order, before, kept.kinds());
        let of = |grant: &Grant| [Business::For(grant.organisation)];
        let does = |grant: &Grant| kept.disabled.is_none() && grant.role.does_business();
        let now: Vec<_> = kept.grants.iter().copied().filter(does).collect();
        kept.business.retain(|(order, grant)| {
            let is_over = !now.contains(grant);
            if is_over {
                self.business.take_out(*order, of(grant));
            }
            !is_over
        });
        for grant in now {
            if kept.business.iter().all(|(_, known)| *known != grant) {
                kept.business.push((self.business.add((id, grant), of(&grant)), grant));
            }
        }
        let invitation = match event {
            Event::Invited { code, until } => Some((code.clone(), *until)),
            Event::PasswordSet { .. } | Event::Disabled { .. } => None,
            Event::Opened { .. }
            | Event::Granted(_)
            | Event::Revoked(_)
            | Event::Enabled { .. }
            | Event::SignedIn { .. }
            | Event::SignInFailed { .. }
            | Event::TotpSet { .. }
            | Event::TotpReset {}
            | Event::TokenIssued(_)
            | Event::TokenUsed { .. }
            | Event::TokenRevoked { .. } => return,
        };
        if let Some((code, _)) = &invitation {
            self.by_invitation.insert(code.clone(), id);
        }
        if let Some((over, _)) = std::mem::replace(&mut kept.invitation, invitation) {
            self.by_invitation.remove(&over);
        }
    }
}

pub(super) type Asked<'a> = Question<'a, Registered>;

/// What is compared with a password is for the gateway alone.
pub(super) fn by_gateway(asked: &Asked<'_>) -> Option<()> {
    (*asked.actor == Actor::System).then_some(())
}

pub(super) fn credential(asked: &Asked<'_>, Credential { login }: Credential) -> Option<Secret> {
    by_gateway(asked)?;
    let fingerprint = asked.fingerprint(field::LOGIN, &login::normalised(&login)?);
    secret(asked, *asked.view.accounts.by_login.get(&fingerprint)?)
}

pub(super) fn secrets(asked: &Asked<'_>, Secrets { account }: Secrets) -> Option<Secret> {
    by_gateway(asked)?;
    secret(asked, account)
}

pub(super) fn invitation(asked: &Asked<'_>, Invitation { code }: Invitation) -> Option<Secret> {
    by_gateway(asked)?;
    let code = asked.fingerprint(field::INVITATION, &code);
    let id = *asked.view.accounts.by_invitation.get(&code)?;
    let (_, until) = asked.view.accounts.accounts.get(&id)?.invitation.as_ref()?;
    if asked.now < *until { secret(asked, id) } else { None }
}

/// Nothing once the person is erased.
fn secret(asked: &Asked<'_>, account: AccountId) -> Option<Secret> {
    let kept = asked.view.accounts.accounts.get(&account)?;
    let hashes = kept.hashes.iter().map(|at| opened(asked, field::HASH, at));
    Some(Secret {
        account,
        login: opened(asked, field::LOGIN, &kept.login)?,
        hashes: hashes.collect::<Option<_>>()?,
        totp: kept.totp.as_ref().and_then(|at| opened(asked, field::SECRET, at)),
    })
}

pub(super) fn standing(asked: &Asked<'_>, Standing { account }: Standing) -> Option<Stands> {
    by_gateway(asked)?;
    let kept = asked.view.accounts.accounts.get(&account)?;
    Some(Stands {
        person: kept.person,
        login: opened(asked, field::LOGIN, &kept.login)?,
        name: opened(asked, field::NAME, &kept.name)?,
        grants: kept.grants.clone(),
        disabled: kept.disabled,
        epoch: kept.epoch,
        signed_in: kept.signed_in.map(|(attempt, _)| attempt),
        password_until: kept.password_until,
        totp: kept.totp.is_some(),
    })
}

pub(super) fn page(
    asked: &Asked<'_>,
    Accounts { organisation, page }: Accounts,
) -> Option<Page<AccountLine>> {
    let view = &asked.view.accounts;
    let of = [vec![organisation]];
    let kept = |id| Some((id, view.accounts.get(&id)?));
    let line = |(id, kept): (AccountId, &Kept)| line(asked, id, kept);
    may_read(asked.actor).then(|| view.index.page_of_any(page, ListOrder::Newest, of, kept, line))
}

/// One of them, for whoever sees the list.
pub(super) fn one(asked: &Asked<'_>, Account { account }: Account) -> Option<AccountLine> {
    let kept = asked.view.accounts.accounts.get(&account)?;
    may_read(asked.actor).then(|| line(asked, account, kept))
}

/// One's own, judged before.
pub(super) fn own(asked: &Asked<'_>, account: AccountId) -> Option<AccountLine> {
    asked.view.accounts.accounts.get(&account).map(|kept| line(asked, account, kept))
}

/// Who does business for an organisation in that area, as they were granted it; who is disabled is
/// nobody to ask.
pub(super) fn holders(
    asked: &Asked<'_>,
    Holders { area, page }: Holders,
) -> Option<Page<HolderLine>> {
    if !sees_territory(asked.actor, &asked.view.directory, Some(area)) {
        return None;
    }
    let view = &asked.view.accounts;
    let there = ([], Business::In(area));
    let kept = |(id, grant)| Some((view.accounts.get(&id)?, grant));
    let line = |(kept, grant): (&Kept, Grant)| HolderLine {
        person: kept.person,
        organisation: grant.organisation,
        role: grant.role,
        name: opened(asked, field::NAME, &kept.name),
    };
    Some(view.business.page(page, ListOrder::Oldest, there, kept, line))
}

pub(super) fn may_read(actor: &Actor) -> bool {
    match actor {
        Actor::System => true,
        Actor::Person { role, .. } => {
            role.is_administrator() || matches!(role, Role::Auditor | Role::Operator)
        }
    }
}

fn line(asked: &Asked<'_>, id: AccountId, kept: &Kept) -> AccountLine {
    let standing = |until: &Timestamp| asked.now < *until;
    AccountLine {
        id,
        person: kept.person,
        login: opened(asked, field::LOGIN, &kept.login),
        name: opened(asked, field::NAME, &kept.name),
        grants: kept.grants.clone(),
        disabled: kept.disabled,
        locked_until: kept.locked_until.filter(standing),
        invited_until: kept.invitation.as_ref().map(|(_, until)| *until).filter(standing),
        active: !kept.hashes.is_empty(),
        totp: kept.totp.is_some(),
        signed_in_at: kept.signed_in.map(|(_, at)| at),
    }
}

fn opened(asked: &Asked<'_>, field: &str, (position, sealed): &At) -> Option<String> {
    super::paper::unsealing(asked)(*position, field, sealed)
}
