//! Makes sled's flush reach stable storage.
//!
//! sled 0.34.7 on Linux flushes with `sync_file_range`, which starts and awaits the writing of
//! pages and nothing more: not the file's metadata, not the device's cache. After a power cut,
//! what it had "flushed" is gone. So this module defines the symbol `sync_file_range` itself; the
//! linker takes it before the C library's, and sled's flush ends in `fdatasync`.
//!
//! That it is linked in is never believed but counted: every append and every opening checks that
//! flushing moved the counter here ([`Witness`]).
//!
//! An `fdatasync` that failed once is remembered for the life of the process. The kernel reports
//! such an error only once, to whoever asks first (it may be sled's own flusher thread), and drops
//! the pages, so no later success means anything.

use std::ffi::{c_int, c_uint};
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::Error;

/// How often data was made durable in this process.
static SYNCS: AtomicU64 = AtomicU64::new(0);

/// Whether a sync has failed in this process.
static FAILED: AtomicBool = AtomicBool::new(false);

/// Stands in for the C library's function of this name, with the guarantee that sled takes it to
/// have: when it returns 0, everything written to the file is on stable storage.
#[expect(unsafe_code, reason = "sled 0.34's flush is durable only with this symbol replaced")]
#[unsafe(no_mangle)]
extern "C" fn sync_file_range(file: c_int, offset: i64, bytes: i64, flags: c_uint) -> c_int {
    #[cfg(feature = "power-cut")]
    if control::is_stock() {
        SYNCS.fetch_add(1, Ordering::SeqCst);
        return control::stock_sync(file, offset, bytes, flags);
    }
    #[cfg(not(feature = "power-cut"))]
    let _ = (offset, bytes, flags); // fdatasync takes the whole file.
    // SAFETY: `fdatasync` takes any number and touches no memory of ours; of a number that is no
    // open file it returns EBADF.
    let result = unsafe { libc::fdatasync(file) };
    if result == 0 {
        SYNCS.fetch_add(1, Ordering::SeqCst);
    } else {
        FAILED.store(true, Ordering::SeqCst);
    }
    result
}

/// Makes what was appended to a file of ours durable.
pub(crate) fn sync(file: &File) -> io::Result<()> {
    #[cfg(feature = "power-cut")]
    if control::is_stock() {
        return Ok(());
    }
    file.sync_data()
}

/// Sees whether a flush was durable.
#[derive(Debug)]
pub(crate) struct Witness {
    syncs: u64,
}

impl Witness {
    /// To be called before the first write of what is to be flushed.
    pub(crate) fn before_writing() -> Self {
        Self { syncs: SYNCS.load(Ordering::SeqCst) }
    }

    /// To be called after the flush returned: the write came after the count was taken and is
    /// flushed, so the count must have moved, whoever flushed it.
    ///
    /// # Errors
    /// [`Error::NotDurable`] when it has not, [`Error::SyncFailed`] when any sync ever failed.
    pub(crate) fn after_flushing(&self) -> Result<(), Error> {
        #[cfg(feature = "testing")]
        if crate::testing::flushes_fail() {
            return Err(Error::SyncFailed);
        }
        if FAILED.load(Ordering::SeqCst) {
            return Err(Error::SyncFailed);
        }
        if SYNCS.load(Ordering::SeqCst) == self.syncs { Err(Error::NotDurable) } else { Ok(()) }
    }
}

/// For the binary `power-cut` alone: how to cut the power, and how to lose data.
#[cfg(feature = "power-cut")]
pub mod control {
    use std::ffi::{c_int, c_uint};
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::sync::atomic::{AtomicBool, Ordering};

    static STOCK: AtomicBool = AtomicBool::new(false);

    /// Makes flushing from now on what it is in sled as it comes, and leaves out the syncs of our
    /// own that would save some of it by the way, so that the campaign can prove that it would see
    /// a loss. The head mark stays durable: what is lost is then the log's.
    pub fn flush_like_stock_sled() {
        STOCK.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_stock() -> bool {
        STOCK.load(Ordering::SeqCst)
    }

    pub(super) fn stock_sync(file: c_int, offset: i64, bytes: i64, flags: c_uint) -> c_int {
        // SAFETY: the call takes numbers and touches no memory of ours.
        #[expect(unsafe_code, reason = "the C library's own function of this name is hidden")]
        let result =
            unsafe { libc::syscall(libc::SYS_sync_file_range, file, offset, bytes, flags) };
        if result == 0 { 0 } else { -1 }
    }

    /// Stops the ext4 file system that holds `mount`, as a power cut would: nothing that is not
    /// yet on the device gets there.
    ///
    /// # Errors
    /// What the operating system says; it wants root.
    pub fn cut_power(mount: &File) -> io::Result<()> {
        /// `_IOR('X', 125, __u32)`.
        const EXT4_IOC_SHUTDOWN: libc::Ioctl = 0x8004_587D;
        /// Do not flush the journal.
        const NO_LOG_FLUSH: u32 = 2;
        // SAFETY: the call reads one `u32` behind the pointer, which lives until it returns.
        #[expect(unsafe_code, reason = "there is no safe call for this control")]
        let result = unsafe {
            libc::ioctl(mount.as_raw_fd(), EXT4_IOC_SHUTDOWN, std::ptr::from_ref(&NO_LOG_FLUSH))
        };
        if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }
}
