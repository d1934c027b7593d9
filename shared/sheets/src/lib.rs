//! Reads the tables people really keep: bytes in, typed rows and complaints out; and writes
//! tables as they want them, see [`written`]. No I/O.
//!
//! Lists come as CSV in whatever encoding the office writes, or as XLSX with titles, merged cells
//! and notes around the table. [`Table::read`] takes the bytes within [`Limits`]; a module of
//! [`kinds`] turns the table into typed rows. Whatever cannot be taken is a [`Refusal`] with sheet
//! row numbers, a reason and a suggestion; what was taken but deserves a look is a [`Notice`].
//! Nothing is corrected silently, and no row disappears without one of the two.
//!
//! Who uses it: `gongjian import KIND FILE`, and the portal's upload. "Nothing or all" is their
//! decision; here every complaint is gathered so that people mend their file once.

mod cell;
pub mod cells;
mod error;
mod files;
mod grouping;
mod header;
pub mod kinds;
mod limits;
pub mod names;
mod report;
mod rows;
mod table;
pub mod written;

pub use cell::{Cell, RowNumber, column_letters};
pub use cells::{Fault, Timing, When};
pub use error::Error;
pub use files::harmless;
pub use grouping::{Filled, Gap, Group, Grouped, Item, fill_down};
pub use header::Field;
pub use kinds::Kind;
pub use limits::Limits;
pub use report::{Notice, Read, Refusal};
pub use rows::{Line, Rows};
pub use table::{Place, Row, Table};
