//! What costs much, and how often one account may ask for it in a minute: one that is stolen, or
//! gone mad, neither empties the lists nor keeps everybody else waiting.
//!
//! The tokens of the machine's own file are no account: whoever writes that file may do anything.

use std::time::Instant;

use axum::http::Method;
use values::AccountId;

use crate::API;
use crate::limits::{EXPORTS_A_MINUTE_MAX, SEARCHES_A_MINUTE_MAX, UPLOADS_A_MINUTE_MAX};
use crate::problem::Problem;
use crate::state::Gateway;

/// Where jobs hand out what they made.
const MADE: &str = "/jobs/{job}/file";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Costly {
    Search,
    Export,
    Upload,
}

impl Costly {
    /// Is it, by its method and its route? Of what is posted, a page says itself that a file comes
    /// with it.
    pub(crate) fn of(method: &Method, route: &str, takes_file: bool) -> Option<Self> {
        let path = route.strip_prefix(API).unwrap_or(route);
        if *method == Method::POST {
            let uploads = takes_file || (path != route && path == "/files");
            return uploads.then_some(Costly::Upload);
        }
        if path == "/search" {
            Some(Costly::Search)
        } else if path.ends_with(".csv") || path == MADE {
            Some(Costly::Export)
        } else {
            None
        }
    }

    fn a_minute_max(self) -> u32 {
        match self {
            Costly::Search => SEARCHES_A_MINUTE_MAX,
            Costly::Export => EXPORTS_A_MINUTE_MAX,
            Costly::Upload => UPLOADS_A_MINUTE_MAX,
        }
    }
}

/// Counts it, where it costs much and an account asks for it.
///
/// # Errors
/// When the account asked for it too often this minute.
pub(crate) fn count(
    gateway: &Gateway,
    costly: Option<Costly>,
    account: Option<AccountId>,
) -> Result<(), Problem> {
    let Some((costly, account)) = costly.zip(account) else { return Ok(()) };
    let admitted = gateway.costs().admit((account, costly), costly.a_minute_max(), Instant::now());
    if admitted { Ok(()) } else { Err(Problem::asked_too_often()) }
}
