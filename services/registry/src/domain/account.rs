//! One account: opened for one person, invited to set a password, given roles, locked after
//! failures, disabled and enabled.
//!
//! Invariant: no account is two of the three administrators 三员, and none signs in while it is
//! locked, disabled, or without a password. Whether a password was right is the gateway's to see;
//! what follows from it is decided here.

use std::time::Duration;

use contracts::registry::account::{
    Command, Disabling, Event, FAILURES_MAX, GRANTS_MAX, Grant, INVITED_DAYS, LOCKED_MINUTES,
    LOCKED_MINUTES_MAX, Opened, Profile, Rejection, UNUSED_DAYS,
};
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::{CommandId, Fingerprint, PersonId, Sealed, Timestamp};

use super::authority::is_in;

#[cfg(test)]
mod tests;
mod tokens;

use tokens::Tokens;

/// The rules of accounts.
pub struct Account;

/// Where an account stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// The person has none.
    #[default]
    None,
    Open(Box<Known>),
}

/// What the rules ask about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    person: PersonId,
    grants: Vec<Grant>,
    /// Its code, and until when it stands.
    invitation: Option<(Fingerprint, Timestamp)>,
    password: Option<Sealed>,
    disabled: Option<Disabling>,
    failures: u32,
    locked_until: Option<Timestamp>,
    /// The sign-in that was judged last.
    attempt: Option<CommandId>,
    has_totp: bool,
    /// The half-minute of the last one-time code that was taken.
    step: Option<u64>,
    unused_until: Timestamp,
    tokens: Tokens,
}

impl Known {
    /// Whose it is.
    pub fn person(&self) -> PersonId {
        self.person
    }
}

impl State {
    /// When it is disabled because nobody has used it.
    pub fn due_at(&self) -> Option<Timestamp> {
        let State::Open(known) = self else { return None };
        known.disabled.is_none().then_some(known.unused_until)
    }

    /// What is known of it.
    ///
    /// # Errors
    /// When there is none.
    pub fn known(&self) -> Result<&Known, Rejection> {
        match self {
            State::None => Err(Rejection::Unknown),
            State::Open(known) => Ok(known),
        }
    }
}

impl Decider for Account {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Open(opened) => {
                may_open(state, context)?;
                Ok(vec![Event::Opened { opened, unused_until: unused_until(context) }])
            }
            Command::Invite { code } => invite(state.known()?, context, code),
            Command::Grant(given) => grant(state.known()?, context, given),
            Command::Revoke(taken) => revoke(state.known()?, context, taken),
            Command::Disable => disable(state.known()?, context),
            Command::Enable => enable(state.known()?, context),
            Command::SignIn { password_right, step } => {
                sign_in(state.known()?, context, password_right, step)
            }
            Command::SetPassword { hash, profile, invitation } => {
                set_password(state.known()?, context, hash, profile, invitation)
            }
            Command::SetTotp { secret, step } => set_totp(state.known()?, context, secret, step),
            Command::ResetTotp => reset_totp(state.known()?, context),
            Command::IssueToken(issued) => tokens::issue(state.known()?, context, issued),
            Command::UseToken(token) => tokens::told_of_use(state.known()?, context, token),
            Command::RevokeToken(token) => tokens::revoke(state.known()?, context, token),
            Command::Close => close(state.known()?),
            Command::Due => due(state.known()?, context),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        if let Event::Opened { opened, unused_until } = event {
            let State::None = state else { corrupt(&state, event) };
            return State::Open(Box::new(opened_by(opened, *unused_until)));
        }
        let State::Open(mut known) = state else { corrupt(&state, event) };
        apply(&mut known, event);
        State::Open(known)
    }
}

fn opened_by(opened: &Opened, unused_until: Timestamp) -> Known {
    Known {
        person: opened.person,
        grants: Vec::new(),
        invitation: None,
        password: None,
        disabled: None,
        failures: 0,
        locked_until: None,
        attempt: None,
        has_totp: false,
        step: None,
        unused_until,
        tokens: Tokens::default(),
    }
}

fn apply(known: &mut Known, event: &Event) {
    match event {
        Event::Opened { .. } => corrupt(known, event),
        // Whoever comes back into an account begins anew.
        Event::Invited { code, until } => {
            known.invitation = Some((code.clone(), *until));
            known.tokens.all_revoked();
        }
        Event::Granted(grant) => known.grants.push(*grant),
        Event::Revoked(grant) => {
            known.grants.retain(|kept| kept != grant);
            known.tokens.taken_back(*grant);
        }
        Event::Disabled { reason } => {
            known.disabled = Some(*reason);
            known.invitation = None;
            known.tokens.all_revoked();
        }
        Event::Enabled { unused_until } => {
            known.disabled = None;
            known.failures = 0;
            known.locked_until = None;
            known.unused_until = *unused_until;
        }
        Event::SignedIn { attempt, step, unused_until } => {
            known.failures = 0;
            known.locked_until = None;
            known.attempt = Some(*attempt);
            known.step = step.or(known.step);
            known.unused_until = *unused_until;
        }
        Event::SignInFailed { attempt, failures, locked_until } => {
            known.attempt = Some(*attempt);
            known.failures = *failures;
            known.locked_until = *locked_until;
        }
        Event::PasswordSet { hash, .. } => {
            known.password = Some(hash.clone());
            known.invitation = None;
            known.failures = 0;
            known.locked_until = None;
        }
        Event::TotpSet { step, .. } => {
            known.has_totp = true;
            known.step = Some(*step);
        }
        Event::TotpReset {} => {
            known.has_totp = false;
            known.tokens.all_revoked();
        }
        Event::TokenIssued(issued) => known.tokens.issued(issued),
        Event::TokenUsed { token, at, unused_until } => {
            known.tokens.used(*token, *at);
            known.unused_until = *unused_until;
        }
        Event::TokenRevoked { token } => known.tokens.revoked(*token),
    }
}

/// May an account be opened? Asked before anything is sealed, too: what is refused leaves no key.
///
/// # Errors
/// The broken rule.
pub fn may_open(state: &State, context: &Context) -> Result<(), Rejection> {
    keeps_accounts(context)?;
    match state {
        State::None => Ok(()),
        State::Open(_) => Err(Rejection::AlreadyOpen),
    }
}

fn keeps_accounts(context: &Context) -> Result<(), Rejection> {
    let may = is_in(&context.actor, Role::SystemAdministrator);
    if may { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

/// Roles are the security administrator's, and nobody's own.
fn gives_roles(known: &Known, context: &Context) -> Result<(), Rejection> {
    if !is_in(&context.actor, Role::SecurityAdministrator) {
        return Err(Rejection::NotAuthorised);
    }
    if context.actor.person() == Some(known.person) {
        return Err(Rejection::NotForOneself);
    }
    Ok(())
}

/// What only the gateway says, which made sure of the person.
fn is_gateway(context: &Context) -> Result<(), Rejection> {
    if context.actor == Actor::System { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

fn unused_until(context: &Context) -> Timestamp {
    in_days(context, UNUSED_DAYS)
}

/// So many days from now.
pub fn in_days(context: &Context, days: u32) -> Timestamp {
    in_minutes(context, days * 24 * 60)
}

fn in_minutes(context: &Context, minutes: u32) -> Timestamp {
    context.now + Duration::from_secs(60 * u64::from(minutes))
}

fn invite(known: &Known, context: &Context, code: Fingerprint) -> Result<Vec<Event>, Rejection> {
    keeps_accounts(context)?;
    match known.disabled {
        Some(Disabling::Erased) => return Err(Rejection::Erased),
        Some(Disabling::ByAdministrator | Disabling::Unused) => return Err(Rejection::NotNow),
        None => {}
    }
    if known.invitation.as_ref().is_some_and(|(standing, _)| *standing == code) {
        return Ok(vec![]);
    }
    Ok(vec![Event::Invited { code, until: in_days(context, INVITED_DAYS) }])
}

fn grant(known: &Known, context: &Context, given: Grant) -> Result<Vec<Event>, Rejection> {
    gives_roles(known, context)?;
    if matches!(given.role, Role::Resident | Role::Operator) {
        return Err(Rejection::NotForAccounts);
    }
    if known.grants.contains(&given) {
        return Ok(vec![]);
    }
    let another = |kept: &Grant| kept.role.is_administrator() && kept.role != given.role;
    if given.role.is_administrator() && known.grants.iter().any(another) {
        return Err(Rejection::AdministratorsAreSeparate);
    }
    if known.grants.len() >= GRANTS_MAX {
        return Err(Rejection::TooManyGrants { max: GRANTS_MAX });
    }
    Ok(vec![Event::Granted(given)])
}

fn revoke(known: &Known, context: &Context, taken: Grant) -> Result<Vec<Event>, Rejection> {
    gives_roles(known, context)?;
    Ok(if known.grants.contains(&taken) { vec![Event::Revoked(taken)] } else { vec![] })
}

fn disable(known: &Known, context: &Context) -> Result<Vec<Event>, Rejection> {
    keeps_accounts(context)?;
    let reason = Disabling::ByAdministrator;
    Ok(if known.disabled.is_none() { vec![Event::Disabled { reason }] } else { vec![] })
}

fn enable(known: &Known, context: &Context) -> Result<Vec<Event>, Rejection> {
    keeps_accounts(context)?;
    if known.disabled == Some(Disabling::Erased) {
        return Err(Rejection::Erased);
    }
    if known.disabled.is_none() && known.locked_until.is_none() {
        return Ok(vec![]);
    }
    Ok(vec![Event::Enabled { unused_until: unused_until(context) }])
}

fn is_closed(known: &Known, context: &Context) -> bool {
    let locked = known.locked_until.is_some_and(|until| context.now < until);
    locked || known.disabled.is_some() || known.password.is_none()
}

/// Of a locked account a right password is not told from a wrong one, and neither is counted.
fn sign_in(
    known: &Known,
    context: &Context,
    password_right: bool,
    step: Option<u64>,
) -> Result<Vec<Event>, Rejection> {
    is_gateway(context)?;
    let attempt = context.command;
    if known.attempt == Some(attempt) {
        return Ok(vec![]);
    }
    if is_closed(known, context) {
        return Err(Rejection::NotNow);
    }
    // A one-time code is taken once.
    let code_right = !known.has_totp || step.is_some_and(|step| known.step < Some(step));
    if password_right && code_right {
        return Ok(vec![Event::SignedIn { attempt, step, unused_until: unused_until(context) }]);
    }
    let failures = known.failures.saturating_add(1);
    let locked_until = failures.is_multiple_of(FAILURES_MAX).then(|| {
        let doubled = (failures / FAILURES_MAX - 1).min(7);
        in_minutes(context, (LOCKED_MINUTES << doubled).min(LOCKED_MINUTES_MAX))
    });
    Ok(vec![Event::SignInFailed { attempt, failures, locked_until }])
}

fn set_password(
    known: &Known,
    context: &Context,
    hash: Sealed,
    profile: Profile,
    invitation: Option<Fingerprint>,
) -> Result<Vec<Event>, Rejection> {
    is_gateway(context)?;
    match (&invitation, &known.invitation) {
        (Some(shown), Some((code, until))) if shown == code && context.now < *until => {}
        (Some(_), _) => return Err(Rejection::NotInvited),
        (None, _) if is_closed(known, context) => return Err(Rejection::NotNow),
        (None, _) => {}
    }
    if known.password.as_ref() == Some(&hash) {
        return Ok(vec![]);
    }
    let until = profile.days_max().map(|days| in_days(context, days));
    Ok(vec![Event::PasswordSet { hash, until }])
}

fn set_totp(
    known: &Known,
    context: &Context,
    secret: Sealed,
    step: u64,
) -> Result<Vec<Event>, Rejection> {
    is_gateway(context)?;
    // Whoever is signed in may not replace what proves who they are: an administrator resets it.
    if is_closed(known, context) || known.has_totp {
        return Err(Rejection::NotNow);
    }
    Ok(vec![Event::TotpSet { secret, step }])
}

fn reset_totp(known: &Known, context: &Context) -> Result<Vec<Event>, Rejection> {
    keeps_accounts(context)?;
    if context.actor.person() == Some(known.person) {
        return Err(Rejection::NotForOneself);
    }
    Ok(if known.has_totp { vec![Event::TotpReset {}] } else { vec![] })
}

fn close(known: &Known) -> Result<Vec<Event>, Rejection> {
    let reason = Disabling::Erased;
    Ok(if known.disabled == Some(reason) { vec![] } else { vec![Event::Disabled { reason }] })
}

fn due(known: &Known, context: &Context) -> Result<Vec<Event>, Rejection> {
    let unused = known.disabled.is_none() && known.unused_until <= context.now;
    Ok(if unused { vec![Event::Disabled { reason: Disabling::Unused }] } else { vec![] })
}
