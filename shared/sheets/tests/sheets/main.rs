//! Lists as offices keep them, through the public face of the crate.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod any_bytes;
mod names;
mod own_lists;
mod real_lists;
mod workbooks;

use sheets::{Notice, Read, Refusal, Table};

/// A table of CSV text.
fn table(text: &str) -> Table {
    Table::read(text.as_bytes(), "list.csv").unwrap()
}

/// The row numbers of refusals, each with its code.
fn refused(refusals: &[Refusal]) -> Vec<(Vec<u32>, &'static str)> {
    refusals.iter().map(|r| (r.rows.iter().map(|row| row.0).collect(), r.code)).collect()
}

/// The rows of notices with this code.
fn noticed<T>(read: &Read<T>, code: &str) -> Vec<Vec<u32>> {
    let rows = |notice: &Notice| notice.rows.iter().map(|row| row.0).collect();
    read.notices.iter().filter(|notice| notice.code == code).map(rows).collect()
}
