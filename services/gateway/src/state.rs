//! What all handlers share.

use std::sync::{Arc, Mutex, PoisonError};

use files::Files;
use runtime::{Client, Clock};
use tokio::sync::Semaphore;
use values::{AccountId, JobId};

use crate::accounts::{AccountOptions, Accounts};
use crate::audit::Audit;
use crate::costs::Costly;
use crate::imports::{Importer, Imports};
use crate::limits::{UPLOADS_MAX, WAITING_MAX};
use crate::pages::{Live, Slips, UnderWay};
use crate::residents::Visits;
use crate::tokens::Tokens;

/// What all handlers share; clones share it.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    client: Client,
    clock: Clock,
    tokens: Tokens,
    accounts: Accounts,
    audit: Audit,
    in_flight: Semaphore,
    waiting: Semaphore,
    files: Files,
    uploads: Semaphore,
    visits: Visits,
    costs: Visits<(AccountId, Costly)>,
    live: Live,
    /// The job that is worked.
    under_way: Mutex<Option<UnderWay>>,
    /// What opens reports that were delivered all at once.
    slips: Slips,
    imports: Imports,
    /// With what addresses are sealed that work without a session, for as long as this runs.
    seal: [u8; 32],
}

impl Gateway {
    /// Asks the services through `client` on behalf of whoever `tokens` knows or is signed in,
    /// keeps what people attach as `files`, writes to `audit`, has lists taken in by `importer`,
    /// with at most `in_flight_max` requests under way.
    pub fn new(
        client: Client,
        tokens: Tokens,
        accounts: AccountOptions,
        files: Files,
        audit: Audit,
        importer: Option<Arc<dyn Importer>>,
        in_flight_max: usize,
    ) -> Self {
        let accounts = Accounts::new(accounts, &client);
        Self(Arc::new(Inner {
            client,
            clock: Clock::default(),
            tokens,
            accounts,
            audit,
            in_flight: Semaphore::new(in_flight_max),
            waiting: Semaphore::new(WAITING_MAX),
            files,
            uploads: Semaphore::new(UPLOADS_MAX),
            visits: Visits::default(),
            costs: Visits::default(),
            live: Live::default(),
            under_way: Mutex::default(),
            slips: Slips::default(),
            imports: Imports::new(importer),
            seal: runtime::fresh_bytes(),
        }))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// What time it is.
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// Who is signed in.
    pub(crate) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// Who came and who was refused.
    pub(crate) fn audit(&self) -> &Audit {
        &self.0.audit
    }

    /// Places for requests under way.
    pub(crate) fn in_flight(&self) -> &Semaphore {
        &self.0.in_flight
    }

    /// Places for those who wait for what becomes of a claim.
    pub(crate) fn waiting(&self) -> &Semaphore {
        &self.0.waiting
    }

    /// What people attached.
    pub(crate) fn files(&self) -> &Files {
        &self.0.files
    }

    /// Places for files that are taken in.
    pub(crate) fn uploads(&self) -> &Semaphore {
        &self.0.uploads
    }

    /// How often visitors came.
    pub(crate) fn visits(&self) -> &Visits {
        &self.0.visits
    }

    /// How often accounts asked for what costs much.
    pub(crate) fn costs(&self) -> &Visits<(AccountId, Costly)> {
        &self.0.costs
    }

    /// Open pages that listen.
    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    /// How far this job is, while it is worked.
    pub(crate) fn under_way(&self, job: JobId) -> Option<UnderWay> {
        let way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        way.filter(|way| way.job == job)
    }

    /// So far it is now.
    pub(crate) fn set_under_way(&self, way: Option<UnderWay>) {
        *self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner) = way;
    }

    /// What opens reports that were delivered all at once.
    pub(crate) fn slips(&self) -> &Slips {
        &self.0.slips
    }

    /// Lists that are taken in.
    pub(crate) fn imports(&self) -> &Imports {
        &self.0.imports
    }

    /// With what addresses are sealed that work without a session.
    pub(crate) fn seal(&self) -> &[u8; 32] {
        &self.0.seal
    }
}
