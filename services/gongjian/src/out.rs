//! What commands print.
//!
//! Whoever reads it may stop reading, as in `gongjian plan … | head`. The command then still does
//! all that it was asked to, and ends as it would have: an import is not cut off by its reader.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

/// Every `println!` of this crate comes here.
///
/// # Panics
/// When the line cannot be written though somebody reads it.
pub(crate) fn line(text: Arguments<'_>) {
    if let Err(error) = writeln!(std::io::stdout().lock(), "{text}") {
        assert_eq!(error.kind(), ErrorKind::BrokenPipe, "the standard output: {error}");
    }
}
