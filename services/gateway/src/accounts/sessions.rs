//! Who is signed in, by the digest of the session's token.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contracts::registry::Stands;
use contracts::registry::account::Grant;
use values::{AccountId, Hash};

use crate::limits::{SESSION_MAX, SESSIONS_MAX, SESSIONS_OF_ACCOUNT_MAX};

/// How long a session may lie idle.
const IDLE_MAX: Duration = Duration::from_secs(30 * 60);
/// The same of an administrator's.
const IDLE_MAX_ADMINISTRATOR: Duration = Duration::from_secs(15 * 60);
/// How long what `registry` says of an account is believed.
pub(super) const BELIEVED: Duration = Duration::from_secs(1);

/// Is it an administrator's account?
pub(super) fn is_administrators(stands: &Stands) -> bool {
    stands.grants.iter().any(|grant| grant.role.is_administrator())
}

/// By what somebody showed who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// What `registry` keeps of them.
    Password,
    /// The word of a provider.
    #[cfg_attr(not(feature = "openid"), expect(dead_code, reason = "there is none"))]
    Provider,
}

impl Proof {
    /// Does it open such an account? Administrators, and whoever has one-time codes, are let in by
    /// what `registry` keeps alone.
    pub(super) fn is_enough_for(self, stands: &Stands) -> bool {
        match self {
            Self::Password => true,
            Self::Provider => !stands.totp && !is_administrators(stands),
        }
    }
}

#[derive(Clone)]
pub(super) struct Session {
    pub(super) account: AccountId,
    pub(super) proof: Proof,
    pub(super) stands: Arc<Stands>,
    /// The role that is taken.
    pub(super) grant: Option<Grant>,
    begun: Instant,
    used: Instant,
    asked: Instant,
    /// A one-time secret that waits to be confirmed.
    totp: Option<String>,
}

impl Session {
    pub(super) fn new(
        account: AccountId,
        (stands, grant): (Stands, Option<Grant>),
        proof: Proof,
        now: Instant,
    ) -> Self {
        let stands = Arc::new(stands);
        Self { account, proof, stands, grant, begun: now, used: now, asked: now, totp: None }
    }

    pub(super) fn is_to_be_asked(&self, now: Instant) -> bool {
        now.duration_since(self.asked) >= BELIEVED
    }

    /// Takes what `registry` says now; of roles that are gone the first of those left.
    pub(super) fn asked(&mut self, stands: Stands, now: Instant) {
        let kept = self.grant.filter(|grant| stands.grants.contains(grant));
        self.grant = kept.or_else(|| stands.grants.first().copied());
        self.stands = Arc::new(stands);
        self.asked = now;
    }

    fn is_over(&self, now: Instant) -> bool {
        let administrators = is_administrators(&self.stands);
        let idle = if administrators { IDLE_MAX_ADMINISTRATOR } else { IDLE_MAX };
        now.duration_since(self.used) >= idle || now.duration_since(self.begun) >= SESSION_MAX
    }
}

#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<Hash, Session>>);

impl Sessions {
    /// Begins one. Of those that are over none is kept; of one account's and of all, the one that
    /// has been idle longest makes room.
    pub(super) fn keep_new(&self, key: Hash, session: &Session) {
        let mut all = self.all();
        if all.len() >= SESSIONS_MAX {
            all.retain(|_, kept| !kept.is_over(session.begun));
        }
        let own = |kept: &Session| kept.account == session.account;
        make_room(&mut all, SESSIONS_OF_ACCOUNT_MAX, own);
        make_room(&mut all, SESSIONS_MAX, |_| true);
        all.insert(key, session.clone());
    }

    /// Uses one that is not over.
    pub(super) fn used(&self, key: Hash, now: Instant) -> Option<Session> {
        let mut all = self.all();
        let session = all.get_mut(&key)?;
        if session.is_over(now) {
            all.remove(&key);
            return None;
        }
        session.used = now;
        Some(session.clone())
    }

    /// Keeps what was learnt of one, unless it has ended.
    pub(super) fn keep(&self, key: Hash, learnt: &Session) {
        if let Some(session) = self.all().get_mut(&key) {
            // A role that was switched meanwhile stays switched.
            let switched = session.grant.filter(|grant| learnt.stands.grants.contains(grant));
            session.grant = switched.or(learnt.grant);
            session.stands = Arc::clone(&learnt.stands);
            session.asked = learnt.asked;
        }
    }

    pub(super) fn switched(&self, key: Hash, grant: Grant) -> Option<Session> {
        let mut all = self.all();
        let session = all.get_mut(&key)?;
        session.grant = Some(grant);
        Some(session.clone())
    }

    pub(super) fn begin_totp(&self, key: Hash, secret: String) -> bool {
        let mut all = self.all();
        all.get_mut(&key).map(|session| session.totp = Some(secret)).is_some()
    }

    pub(super) fn begun_totp(&self, key: Hash) -> Option<String> {
        self.all().get(&key)?.totp.clone()
    }

    pub(super) fn end(&self, key: Hash) {
        self.all().remove(&key);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Session>> {
        // No change here leaves them half done when it panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leaves fewer than `max` of those that are `meant`.
fn make_room(all: &mut HashMap<Hash, Session>, max: usize, meant: impl Fn(&Session) -> bool) {
    let of_them =
        |all: &HashMap<Hash, Session>| all.values().filter(|session| meant(session)).count();
    while of_them(all) >= max {
        let found = all.iter().filter(|(_, session)| meant(session));
        let Some((key, _)) = found.min_by_key(|(_, session)| session.used) else { return };
        let key = *key;
        all.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use contracts::Role;
    use contracts::testing::OWNER;
    use values::{PersonId, Uuid};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn session(n: u128, role: Role, now: Instant) -> Session {
        let grant = Grant { organisation: OWNER, role };
        let stands = Stands {
            person: PersonId(Uuid::from_u128(n)),
            login: "li.na".to_owned(),
            name: "李娜".to_owned(),
            grants: vec![grant],
            disabled: None,
            epoch: 1,
            signed_in: None,
            password_until: None,
            totp: true,
        };
        let account = AccountId(Uuid::from_u128(n));
        Session::new(account, (stands, Some(grant)), Proof::Password, now)
    }

    fn key(n: usize) -> Hash {
        Hash::of(&n.to_be_bytes())
    }

    #[test]
    fn idle_sessions_end_and_an_administrators_sooner() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        sessions.keep_new(key(1), &session(1, Role::Liaison, now));
        sessions.keep_new(key(2), &session(2, Role::AuditAdministrator, now));
        assert!(sessions.used(key(1), now + 15 * MINUTE).is_some());
        assert!(sessions.used(key(2), now + 15 * MINUTE).is_none());
        assert!(sessions.used(key(1), now + 44 * MINUTE).is_some(), "it was used meanwhile");
        assert!(sessions.used(key(1), now + 74 * MINUTE).is_none());
    }

    #[test]
    fn no_session_lasts_longer_than_twelve_hours() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        sessions.keep_new(key(1), &session(1, Role::Liaison, now));
        for minute in (20..720).step_by(20) {
            assert!(sessions.used(key(1), now + minute * MINUTE).is_some(), "{minute}");
        }
        assert!(sessions.used(key(1), now + 720 * MINUTE).is_none());
    }

    #[test]
    fn one_account_has_so_many_sessions_and_the_idlest_goes() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        sessions.keep_new(key(0), &session(2, Role::Liaison, now));
        for n in 1..=SESSIONS_OF_ACCOUNT_MAX + 1 {
            let later = now + Duration::from_secs(u64::try_from(n).unwrap());
            sessions.keep_new(key(n), &session(1, Role::Liaison, later));
        }
        assert!(sessions.used(key(1), now).is_none());
        assert!(sessions.used(key(2), now).is_some());
        assert!(sessions.used(key(0), now).is_some(), "others' stay");
    }

    #[test]
    fn a_role_that_is_gone_is_taken_no_more() {
        let now = Instant::now();
        let mut one = session(1, Role::Liaison, now);
        let mut stands = Stands::clone(&one.stands);
        stands.grants = vec![Grant { organisation: OWNER, role: Role::Member }];
        one.asked(stands, now);
        assert_eq!(one.grant.map(|grant| grant.role), Some(Role::Member));
    }
}
