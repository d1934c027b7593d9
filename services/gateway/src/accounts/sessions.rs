//! Who is signed in, by the digest of the session's token.
//!
//! Each session is in memory, and in a bucket of the broker, from which a gateway that is started
//! anew takes them: without the token, without a name, and without what `registry` says of the
//! account, which is asked again before anything is believed.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bus::{Bucket, BucketOptions};
use contracts::registry::Stands;
use contracts::registry::account::Grant;
use contracts::subjects;
use runtime::Client;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;
use values::{AccountId, Hash, Timestamp};

use crate::limits::{SESSION_MAX, SESSIONS_BYTES_MAX, SESSIONS_MAX, SESSIONS_OF_ACCOUNT_MAX};

/// How long a session may lie idle.
const IDLE_MAX: Duration = Duration::from_secs(30 * 60);
/// The same of an administrator's.
const IDLE_MAX_ADMINISTRATOR: Duration = Duration::from_secs(15 * 60);
/// How long what `registry` says of an account is believed.
pub(super) const BELIEVED: Duration = Duration::from_secs(1);
/// How old what the broker keeps of a session may become while it is used: so much sooner an idle
/// one may end when the gateway is started anew.
const KEPT_ANEW: Duration = Duration::from_secs(60);

/// Is it an administrator's account?
pub(super) fn is_administrators(stands: &Stands) -> bool {
    stands.grants.iter().any(|grant| grant.role.is_administrator())
}

/// By what somebody showed who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Proof {
    /// What `registry` keeps of them.
    Password,
    /// The word of a provider.
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

/// What is known of a session, and what of it outlives the process.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Session {
    pub(super) account: AccountId,
    pub(super) proof: Proof,
    /// The role that is taken.
    pub(super) grant: Option<Grant>,
    /// The account's epoch in which it was begun: with the next one it is over.
    epoch: u64,
    administrators: bool,
    begun: Timestamp,
    used: Timestamp,
    #[serde(skip)]
    believed: Option<Believed>,
    /// When the broker was last told of it.
    #[serde(skip)]
    kept: Option<Timestamp>,
    /// A one-time secret that waits to be confirmed.
    #[serde(skip)]
    totp: Option<String>,
}

/// What `registry` said of the account, and when.
#[derive(Clone)]
struct Believed {
    stands: Arc<Stands>,
    asked: Timestamp,
}

impl Session {
    pub(super) fn new(
        account: AccountId,
        (stands, grant): (Arc<Stands>, Option<Grant>),
        proof: Proof,
        now: Timestamp,
    ) -> Self {
        Self {
            account,
            proof,
            grant,
            epoch: stands.epoch,
            administrators: is_administrators(&stands),
            begun: now,
            used: now,
            believed: Some(Believed { stands, asked: now }),
            kept: None,
            totp: None,
        }
    }

    /// What `registry` said of the account, unless it is to be asked again.
    pub(super) fn believed(&self, now: Timestamp) -> Option<Arc<Stands>> {
        let believed = self.believed.as_ref()?;
        // Where the clock went back it is not known how long ago that is.
        let ago = Duration::try_from(now.duration_since(believed.asked));
        ago.is_ok_and(|ago| ago < BELIEVED).then(|| Arc::clone(&believed.stands))
    }

    /// Does it go on, as the account stands now?
    pub(super) fn goes_on(&self, stands: &Stands) -> bool {
        let same = stands.disabled.is_none() && stands.epoch == self.epoch;
        same && self.proof.is_enough_for(stands)
    }

    /// Takes what `registry` says now; of roles that are gone the first of those left.
    pub(super) fn asked(&mut self, stands: Arc<Stands>, now: Timestamp) {
        let kept = self.grant.filter(|grant| stands.grants.contains(grant));
        self.grant = kept.or_else(|| stands.grants.first().copied());
        self.administrators = is_administrators(&stands);
        self.believed = Some(Believed { stands, asked: now });
    }

    fn is_over(&self, now: Timestamp) -> bool {
        let idle = if self.administrators { IDLE_MAX_ADMINISTRATOR } else { IDLE_MAX };
        passed(self.used, now) >= idle || passed(self.begun, now) >= SESSION_MAX
    }

    fn is_to_be_kept(&self, now: Timestamp) -> bool {
        self.kept.is_none_or(|kept| passed(kept, now) >= KEPT_ANEW)
    }
}

/// How long it is ago; no time, where the clock went back.
fn passed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}

pub(super) struct Sessions {
    live: Mutex<HashMap<Hash, Session>>,
    /// Those that ended, as long as the broker does not say that it has forgotten them.
    ended: Mutex<HashSet<Hash>>,
    /// What outlives this process.
    bucket: Bucket,
    /// One after the other writes there: what ended is not written again behind its end.
    writing: tokio::sync::Mutex<()>,
    /// Were those of before taken over?
    recalled: OnceCell<()>,
}

impl Sessions {
    /// Those that the broker of `client` keeps, on so many of a cluster's brokers.
    pub(super) fn of(client: &Client, replicas: usize) -> Self {
        let (name, lasts) = (subjects::SESSIONS, SESSION_MAX);
        let options = BucketOptions { name, lasts, bytes_max: SESSIONS_BYTES_MAX, replicas };
        Self {
            live: Mutex::default(),
            ended: Mutex::default(),
            bucket: client.bucket(options),
            writing: tokio::sync::Mutex::default(),
            recalled: OnceCell::new(),
        }
    }

    /// Begins one. Of one account's and of all, the one that has been idle longest makes room. That
    /// the broker is away keeps nobody out: then it ends with this process.
    pub(super) async fn begin(&self, key: Hash, session: &Session) {
        drop(self.recall(session.begun).await);
        let ended = self.keep_new(key, session);
        self.ended().extend(ended);
        let _one = self.writing.lock().await;
        self.write(key, session.begun).await;
    }

    /// Uses one that is not over.
    ///
    /// # Errors
    /// When nobody can say which there were before the start.
    pub(super) async fn used(
        &self,
        key: Hash,
        now: Timestamp,
    ) -> Result<Option<Session>, bus::Error> {
        self.recall(now).await?;
        let mut all = self.all();
        let Some(session) = all.get_mut(&key) else { return Ok(None) };
        if session.is_over(now) {
            all.remove(&key);
            return Ok(None);
        }
        session.used = now;
        Ok(Some(session.clone()))
    }

    /// Keeps what was learnt of one, unless it has ended.
    pub(super) fn keep(&self, key: Hash, learnt: &Session) {
        if let (Some(session), Some(believed)) = (self.all().get_mut(&key), &learnt.believed) {
            // A role that was switched meanwhile stays switched.
            let switched = session.grant.filter(|grant| believed.stands.grants.contains(grant));
            session.grant = switched.or(learnt.grant);
            session.administrators = learnt.administrators;
            session.believed = Some(believed.clone());
        }
    }

    /// Tells the broker that one is used, now and then; while it is busy or away that waits for the
    /// next time.
    pub(super) async fn keep_in_time(&self, key: Hash, now: Timestamp) {
        let due = self.all().get(&key).is_some_and(|session| session.is_to_be_kept(now));
        if due && let Ok(_one) = self.writing.try_lock() {
            self.write(key, now).await;
        }
    }

    pub(super) async fn switched(
        &self,
        key: Hash,
        grant: Grant,
        now: Timestamp,
    ) -> Option<Session> {
        let session = {
            let mut all = self.all();
            let session = all.get_mut(&key)?;
            session.grant = Some(grant);
            session.clone()
        };
        let _one = self.writing.lock().await;
        self.write(key, now).await;
        Some(session)
    }

    pub(super) fn begin_totp(&self, key: Hash, secret: String) -> bool {
        let mut all = self.all();
        all.get_mut(&key).map(|session| session.totp = Some(secret)).is_some()
    }

    pub(super) fn begun_totp(&self, key: Hash) -> Option<String> {
        self.all().get(&key)?.totp.clone()
    }

    /// Ends one, here at once, whatever becomes of the rest; and with the broker, as soon as it
    /// says so. One that is away while this process ends as well may bring it back until it is
    /// idle too long.
    pub(super) async fn end(&self, key: Hash) {
        self.all().remove(&key);
        self.ended().insert(key);
        let _one = self.writing.lock().await;
        self.forget_ended().await;
    }

    /// Has the broker forget those that ended; whoever calls it is the one who writes.
    async fn forget_ended(&self) {
        let ended: Vec<_> = self.ended().iter().copied().collect();
        for key in ended {
            if told(self.bucket.remove(&key.to_string()).await, "ended").is_err() {
                return;
            }
            self.ended().remove(&key);
        }
    }

    /// Takes over, once, those that are not over.
    async fn recall(&self, now: Timestamp) -> Result<(), bus::Error> {
        let recalled = self.recalled.get_or_try_init(async || {
            for (key, kept) in told(self.bucket.all().await, "taken over")? {
                match (key.parse(), serde_json::from_slice::<Session>(&kept)) {
                    (Ok(key), Ok(_)) if self.ended().contains(&key) => {}
                    (Ok(key), Ok(session)) if !session.is_over(now) => {
                        self.keep_new(key, &Session { kept: Some(session.used), ..session });
                    }
                    (Ok(_), Ok(_)) => {}
                    (Err(_), _) | (_, Err(_)) => {
                        tracing::warn!(key, "a kept session cannot be read: it is over");
                    }
                }
            }
            Ok(())
        });
        recalled.await.copied()
    }

    /// Tells the broker how one is, while it is.
    async fn write(&self, key: Hash, now: Timestamp) {
        self.forget_ended().await;
        let Some(session) = self.all().get(&key).cloned() else { return };
        let text = serde_json::to_vec(&session).expect("a session has text keys only");
        if told(self.bucket.put(&key.to_string(), text.into()).await, "kept").is_ok()
            && let Some(session) = self.all().get_mut(&key)
        {
            session.kept = Some(now);
        }
    }

    /// Of those that are over none is kept; says which others made room.
    fn keep_new(&self, key: Hash, session: &Session) -> Vec<Hash> {
        let mut all = self.all();
        if all.len() >= SESSIONS_MAX {
            all.retain(|_, kept| !kept.is_over(session.used));
        }
        let own = |kept: &Session| kept.account == session.account;
        let mut ended = make_room(&mut all, SESSIONS_OF_ACCOUNT_MAX, own);
        ended.extend(make_room(&mut all, SESSIONS_MAX, |_| true));
        all.insert(key, session.clone());
        ended
    }

    fn ended(&self) -> MutexGuard<'_, HashSet<Hash>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Session>> {
        // No change here leaves them half done when it panics.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says in the log of the process what the broker did not do.
fn told<T>(outcome: Result<T, bus::Error>, what: &str) -> Result<T, bus::Error> {
    outcome.inspect_err(|error| {
        let error: &(dyn std::error::Error + 'static) = error;
        tracing::warn!(error, "a session could not be {what} with the broker");
    })
}

/// Leaves fewer than `max` of those that are `meant`; says which went.
fn make_room(
    all: &mut HashMap<Hash, Session>,
    max: usize,
    meant: impl Fn(&Session) -> bool,
) -> Vec<Hash> {
    let of_them =
        |all: &HashMap<Hash, Session>| all.values().filter(|session| meant(session)).count();
    let mut ended = Vec::new();
    while of_them(all) >= max {
        let found = all.iter().filter(|(_, session)| meant(session));
        let Some((key, _)) = found.min_by_key(|(_, session)| session.used) else { break };
        let key = *key;
        all.remove(&key);
        ended.push(key);
    }
    ended
}

#[cfg(test)]
mod tests {
    use bus::Bus;
    use contracts::Role;
    use contracts::testing::{OWNER, monday};
    use values::{PersonId, Uuid};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn stands(n: u128, role: Role) -> Stands {
        Stands {
            person: PersonId(Uuid::from_u128(n)),
            login: "li.na".to_owned(),
            name: "李娜".to_owned(),
            grants: vec![Grant { organisation: OWNER, role }],
            disabled: None,
            epoch: 1,
            signed_in: None,
            password_until: None,
            totp: true,
        }
    }

    fn session(n: u128, role: Role, now: Timestamp) -> Session {
        let stands = stands(n, role);
        let grant = stands.grants.first().copied();
        let account = AccountId(Uuid::from_u128(n));
        Session::new(account, (Arc::new(stands), grant), Proof::Password, now)
    }

    fn key(n: usize) -> Hash {
        Hash::of(&n.to_be_bytes())
    }

    /// A gateway's, over a broker that outlives it.
    fn started(bus: &Bus) -> Sessions {
        Sessions::of(&Client::new(bus.clone()), 1)
    }

    async fn is_in(sessions: &Sessions, n: usize, now: Timestamp) -> bool {
        let used = sessions.used(key(n), now).await.unwrap();
        sessions.keep_in_time(key(n), now).await;
        used.is_some()
    }

    #[tokio::test]
    async fn idle_sessions_end_and_an_administrators_sooner() {
        let (sessions, now) = (started(&Bus::memory()), monday());
        sessions.begin(key(1), &session(1, Role::Liaison, now)).await;
        sessions.begin(key(2), &session(2, Role::AuditAdministrator, now)).await;
        assert!(is_in(&sessions, 1, now + 15 * MINUTE).await);
        assert!(!is_in(&sessions, 2, now + 15 * MINUTE).await);
        assert!(is_in(&sessions, 1, now + 44 * MINUTE).await, "it was used meanwhile");
        assert!(!is_in(&sessions, 1, now + 74 * MINUTE).await);
    }

    #[tokio::test]
    async fn no_session_lasts_longer_than_twelve_hours() {
        let (bus, now) = (Bus::memory(), monday());
        started(&bus).begin(key(1), &session(1, Role::Liaison, now)).await;
        for minute in (20..720).step_by(20) {
            // Started anew each time.
            assert!(is_in(&started(&bus), 1, now + minute * MINUTE).await, "{minute}");
        }
        assert!(!is_in(&started(&bus), 1, now + 720 * MINUTE).await);
    }

    #[tokio::test]
    async fn a_start_keeps_whoever_was_there_and_what_was_idle() {
        let (bus, now) = (Bus::memory(), monday());
        let before = started(&bus);
        before.begin(key(1), &session(1, Role::Liaison, now)).await;
        before.begin(key(2), &session(2, Role::AuditAdministrator, now)).await;
        before.begin(key(3), &session(3, Role::Member, now)).await;
        before.end(key(3)).await;
        let member = Grant { organisation: OWNER, role: Role::Member };
        before.switched(key(1), member, now).await.unwrap();
        let after = started(&bus);
        let one = after.used(key(1), now + MINUTE).await.unwrap().unwrap();
        assert_eq!(one.grant, Some(member), "the role that was taken");
        assert!(one.believed(now + MINUTE).is_none(), "registry is asked before it is believed");
        assert!(!is_in(&after, 2, now + 15 * MINUTE).await, "it was idle before, too");
        assert!(!is_in(&after, 3, now + MINUTE).await, "it was signed out");
        // An end that the first thing after a start asks for is one, too.
        started(&bus).end(key(1)).await;
        assert!(!is_in(&started(&bus), 1, now + MINUTE).await);
    }

    #[tokio::test]
    async fn what_the_broker_keeps_names_nobody() {
        let (bus, now) = (Bus::memory(), monday());
        let sessions = started(&bus);
        sessions.begin(key(1), &session(1, Role::Liaison, now)).await;
        let kept = sessions.bucket.all().await.unwrap();
        let (kept_under, kept) = kept.first_key_value().unwrap();
        assert_eq!(*kept_under, key(1).to_string());
        let text = String::from_utf8(kept.to_vec()).unwrap();
        assert!(text.contains("liaison") && !text.contains("li.na") && !text.contains("李娜"));
    }

    #[tokio::test]
    async fn one_account_has_so_many_sessions_and_the_idlest_goes() {
        let (bus, now) = (Bus::memory(), monday());
        let sessions = started(&bus);
        sessions.begin(key(0), &session(2, Role::Liaison, now)).await;
        for n in 1..=SESSIONS_OF_ACCOUNT_MAX + 1 {
            let later = now + Duration::from_secs(u64::try_from(n).unwrap());
            sessions.begin(key(n), &session(1, Role::Liaison, later)).await;
        }
        for sessions in [sessions, started(&bus)] {
            assert!(!is_in(&sessions, 1, now).await);
            assert!(is_in(&sessions, 2, now).await);
            assert!(is_in(&sessions, 0, now).await, "others' stay");
        }
    }

    #[test]
    fn a_role_that_is_gone_is_taken_no_more() {
        let now = monday();
        let mut one = session(1, Role::Liaison, now);
        one.asked(Arc::new(stands(1, Role::Member)), now);
        assert_eq!(one.grant.map(|grant| grant.role), Some(Role::Member));
    }
}
