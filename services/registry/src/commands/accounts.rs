//! Accounts: opened and invited, given roles, signed in with. What is personal is sealed here.

use contracts::registry::account::{self, Grant};
use contracts::registry::organisation::Level;
use contracts::registry::token::{Issued, TOKEN_DAYS_MAX};
use contracts::{Rejection, Role};
use runtime::Decision;
use values::{AccountId, PersonId, Sealed};

use super::people::field;
use crate::Registry;
use crate::domain::account::{in_days, may_open};
use crate::domain::{Account, login};

/// Judged first, then sealed: who may not open one makes no key.
pub(super) fn open(
    decision: &mut Decision<'_, Registry>,
    account::Open { login, name, person }: account::Open,
) -> Result<(), Rejection> {
    let person = person.unwrap_or_else(|| decision.id::<PersonId>(0));
    let id = account::id(person);
    let state = decision.state();
    may_open(state.accounts.state(id), decision.context())?;
    let plain = login::normalised(&login).ok_or(account::Rejection::LoginOutOfPlace)?;
    let login_fingerprint = decision.fingerprint(field::LOGIN, &plain);
    if state.logins.contains_key(&login_fingerprint) {
        return Err(account::Rejection::AlreadyOpen.into());
    }
    let opened = account::Opened {
        person,
        login: seal(decision, person, field::LOGIN, &plain)?,
        login_fingerprint,
        name: seal(decision, person, field::NAME, &name)?,
    };
    decision.decide::<Account>(id, account::Command::Open(opened))
}

fn seal(
    decision: &Decision<'_, Registry>,
    person: PersonId,
    field: &str,
    text: &str,
) -> Result<Sealed, Rejection> {
    decision.seal(person, field, text).map_err(|_| account::Rejection::Erased.into())
}

/// The person of an account that there is.
fn person_of(decision: &Decision<'_, Registry>, account: AccountId) -> Result<PersonId, Rejection> {
    Ok(decision.state().accounts.state(account).known()?.person())
}

pub(super) fn invite(
    decision: &mut Decision<'_, Registry>,
    account::Invite { account, code }: account::Invite,
) -> Result<(), Rejection> {
    let code = decision.fingerprint(field::INVITATION, &code);
    decision.decide::<Account>(account, account::Command::Invite { code })
}

pub(super) fn grant(
    decision: &mut Decision<'_, Registry>,
    account::GrantRole { account, organisation, role }: account::GrantRole,
) -> Result<(), Rejection> {
    let grant = Grant { organisation, role };
    decision.decide::<Account>(account, account::Command::Grant(grant))?;
    let level = super::level(decision.state(), organisation);
    // Administrators and auditors are nobody's people: theirs may be an organisation of the
    // machine alone.
    if exists_in(role, level) {
        Ok(())
    } else {
        Err(account::Rejection::UnknownOrganisation.into())
    }
}

/// Is there this role in an organisation of `level`?
fn exists_in(role: Role, level: Option<Level>) -> bool {
    match role {
        Role::Liaison | Role::UnitHead => {
            matches!(level, Some(Level::Unit | Level::SectorCommittee | Level::AreaBranch))
        }
        Role::CommunityClerk | Role::CommunitySecretary => {
            matches!(level, Some(Level::Community | Level::Street | Level::District | Level::City))
        }
        Role::GridWorker => matches!(level, Some(Level::Community | Level::Grid)),
        Role::StreetOfficer => level == Some(Level::Street),
        Role::DistrictOfficer => level == Some(Level::District),
        Role::CityOfficer => level == Some(Level::City),
        Role::Member => level.is_some(),
        Role::Auditor
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => true,
        Role::Resident | Role::Operator => false,
    }
}

pub(super) fn revoke(
    decision: &mut Decision<'_, Registry>,
    account::RevokeRole { account, organisation, role }: account::RevokeRole,
) -> Result<(), Rejection> {
    let grant = Grant { organisation, role };
    decision.decide::<Account>(account, account::Command::Revoke(grant))
}

pub(super) fn disable(
    decision: &mut Decision<'_, Registry>,
    account::Disable { account }: account::Disable,
) -> Result<(), Rejection> {
    decision.decide::<Account>(account, account::Command::Disable)
}

pub(super) fn enable(
    decision: &mut Decision<'_, Registry>,
    account::Enable { account }: account::Enable,
) -> Result<(), Rejection> {
    decision.decide::<Account>(account, account::Command::Enable)
}

pub(super) fn sign_in(
    decision: &mut Decision<'_, Registry>,
    account::SignIn { account, password_right, step }: account::SignIn,
) -> Result<(), Rejection> {
    decision.decide::<Account>(account, account::Command::SignIn { password_right, step })
}

pub(super) fn set_password(
    decision: &mut Decision<'_, Registry>,
    account::SetPassword { account, hash, profile, invitation }: account::SetPassword,
) -> Result<(), Rejection> {
    let person = person_of(decision, account)?;
    let hash = seal(decision, person, field::HASH, &hash)?;
    let invitation = invitation.map(|code| decision.fingerprint(field::INVITATION, &code));
    let set = account::Command::SetPassword { hash, profile, invitation };
    decision.decide::<Account>(account, set)
}

pub(super) fn set_totp(
    decision: &mut Decision<'_, Registry>,
    account::SetTotp { account, secret, step }: account::SetTotp,
) -> Result<(), Rejection> {
    let person = person_of(decision, account)?;
    let secret = seal(decision, person, field::SECRET, &secret)?;
    decision.decide::<Account>(account, account::Command::SetTotp { secret, step })
}

pub(super) fn reset_totp(
    decision: &mut Decision<'_, Registry>,
    account::ResetTotp { account }: account::ResetTotp,
) -> Result<(), Rejection> {
    decision.decide::<Account>(account, account::Command::ResetTotp)
}

pub(super) fn issue_token(
    decision: &mut Decision<'_, Registry>,
    body: account::IssueToken,
) -> Result<(), Rejection> {
    let account::IssueToken { account, digest, name, organisation, role, scopes, days } = body;
    let issued = Issued {
        token: decision.id(0),
        digest,
        name,
        grant: Grant { organisation, role },
        scopes,
        // However many: more than there may be is too many.
        until: in_days(decision.context(), days.min(TOKEN_DAYS_MAX + 1)),
    };
    decision.decide::<Account>(account, account::Command::IssueToken(issued))
}

pub(super) fn use_token(
    decision: &mut Decision<'_, Registry>,
    account::UseToken { account, token }: account::UseToken,
) -> Result<(), Rejection> {
    decision.decide::<Account>(account, account::Command::UseToken(token))
}

pub(super) fn revoke_token(
    decision: &mut Decision<'_, Registry>,
    account::RevokeToken { account, token }: account::RevokeToken,
) -> Result<(), Rejection> {
    decision.decide::<Account>(account, account::Command::RevokeToken(token))
}

/// The account of somebody who is erased, where there is one.
pub(super) fn close(
    decision: &mut Decision<'_, Registry>,
    person: PersonId,
) -> Result<(), Rejection> {
    let id = account::id(person);
    if decision.state().accounts.contains(id) {
        decision.decide::<Account>(id, account::Command::Close)?;
    }
    Ok(())
}
