//! How much, how many, how long.

use std::time::Duration;

/// The largest body: what fits in one commit.
pub(crate) const BODY_BYTES_MAX: usize = contracts::COMMIT_BYTES_MAX;

/// The largest form of a page.
pub(crate) const FORM_BYTES_MAX: usize = 64 * 1024;

/// How many lines of a list are exported at once.
pub(crate) const EXPORTED_LINES_MAX: usize = 20_000;

/// How long the sealed address of a table works.
pub(crate) const SEALED_SECONDS_MAX: i64 = 600;

/// How long the head of a request may take to arrive, from the connection or the last answer on.
pub(crate) const HEAD_SECONDS_MAX: Duration = Duration::from_secs(10);

/// How long the body of a request may take to arrive.
pub(crate) const BODY_SECONDS_MAX: Duration = Duration::from_secs(10);

/// How long the handling of a request may take, once its body is there.
pub(crate) const HANDLER_SECONDS_MAX: Duration = Duration::from_secs(15);

/// How long a proposer may wait to hear what became of the claim.
pub(crate) const WAIT_MAX: Duration = Duration::from_secs(10);

/// How often it is looked after.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How many may wait so at the same time; the others hear at once that it was taken.
pub(crate) const WAITING_MAX: usize = 128;

/// How often one address may raise a need without an account, or show the code of one, in a
/// minute: an office behind one address does it now and then, guessing codes takes for ever.
pub(crate) const VISITS_A_MINUTE_MAX: u32 = 60;

/// How often one account may search in a minute: somebody who types all the time does less.
pub(crate) const SEARCHES_A_MINUTE_MAX: u32 = 120;

/// The same of exporting a list: each may read 20,000 lines.
pub(crate) const EXPORTS_A_MINUTE_MAX: u32 = 30;

/// The same of uploading a file: each may be a picture that is made anew.
pub(crate) const UPLOADS_A_MINUTE_MAX: u32 = 60;

/// How many addresses, or accounts, are counted so; others wait for the next minute.
pub(crate) const ADDRESSES_MAX: usize = 10_000;

/// How long a session lasts, however busy it is.
pub(crate) const SESSION_MAX: Duration = Duration::from_secs(12 * 60 * 60);

/// How many sessions there are at the same time; the idlest ends for a new one.
pub(crate) const SESSIONS_MAX: usize = 50_000;

/// The same of one account.
pub(crate) const SESSIONS_OF_ACCOUNT_MAX: usize = 8;

/// How much of the broker's disk all may take: each is some 300 bytes, and what ended stays as a
/// mark for as long as a session lasts.
pub(crate) const SESSIONS_BYTES_MAX: i64 = 64 << 20;

/// After how many wrong passwords, or tokens that nobody knows, from one address it waits: an
/// office behind one address makes some, guessing makes many.
pub(crate) const FAILURES_OF_ADDRESS_MAX: u32 = 20;

/// How many lines of the audit of access one page has.
pub(crate) const ACCESS_LINES_MAX: usize = 200;

/// How long a password may be.
pub(crate) const PASSWORD_CHARS_MAX: usize = 128;

/// How many passwords are hashed at the same time; others queue.
pub(crate) const HASHES_MAX: usize = 2;

/// How long a page waits to hear how many notices are unread.
pub(crate) const UNREAD_SECONDS_MAX: Duration = Duration::from_millis(300);

/// How many open pages may listen for what happens elsewhere.
pub(crate) const LISTENING_MAX: usize = 1024;

/// Requests under way at the same time, unless the options say otherwise: as many as come at once
/// when wishes are put up, and are answered within a quarter of a second.
pub(crate) const IN_FLIGHT_MAX: usize = 2048;

/// Connections open at the same time, unless the options say otherwise: more than may be under
/// way, so that whoever is too much hears it.
pub(crate) const CONNECTIONS_MAX: usize = 4096;

/// How long open requests may go on after the shutdown was asked for.
pub(crate) const DRAIN_SECONDS_MAX: Duration = Duration::from_secs(20);

/// The largest file that people may attach (`SECURITY.md`, *Uploads*).
pub(crate) const FILE_BYTES_MAX: usize = 5 << 20;

/// How long a file may take to arrive: a picture from a telephone at the edge of its network.
pub(crate) const FILE_SECONDS_MAX: Duration = Duration::from_secs(60);

/// How many uploaded lists wait in memory to be taken: with their files they may have a tenth of a
/// GiB.
pub(crate) const IMPORTS_MAX: usize = 16;

/// How long an uploaded list waits.
pub(crate) const KEPT_SECONDS: i64 = 30 * 60;

/// How many complaints about a list its page shows; the file of them has all.
pub(crate) const REFUSALS_SHOWN_MAX: usize = 200;

/// How many files are taken in at the same time: a picture takes up to a quarter GiB.
pub(crate) const UPLOADS_MAX: usize = 4;
