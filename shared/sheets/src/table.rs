//! A table as the file shows it: rows of cells with their numbers, nothing interpreted yet.

use serde::Serialize;

use crate::cell::{Cell, RowNumber, column_letters};
use crate::error::Error;
use crate::files::{self, Merged};
use crate::limits::Limits;
use crate::report::Notice;

/// One row that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number in the file.
    pub number: RowNumber,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// The cell in a column, counted from 0; beyond the last there is nothing.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// Where a cell stands: `C12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The row's number in the file.
    pub row: RowNumber,
    /// The column, counted from 0.
    pub column: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", column_letters(self.column), self.row)
    }
}

/// The rows of a file's first visible worksheet that holds something, or of a CSV file.
#[derive(Debug, Clone)]
pub struct Table {
    name: String,
    rows: Vec<Row>,
    merged: Vec<Merged>,
    year: Option<i16>,
    notices: Vec<Notice>,
}

impl Table {
    /// Reads a file as people upload it.
    ///
    /// What it is, is seen by its bytes; `name`, its file name, is for messages.
    ///
    /// # Errors
    /// When it cannot be read within [`Limits::UPLOAD`].
    pub fn read(bytes: &[u8], name: &str) -> Result<Self, Error> {
        Self::read_within(bytes, name, &Limits::UPLOAD)
    }

    /// Reads a file within limits of one's own.
    ///
    /// # Errors
    /// When it cannot be read within `limits`.
    pub fn read_within(bytes: &[u8], name: &str, limits: &Limits) -> Result<Self, Error> {
        let content = files::read(bytes, name, limits)?;
        if content.rows.is_empty() {
            return Err(Error::Empty);
        }
        let number = |(number, cells)| Row { number: RowNumber(number), cells };
        let mut notices = Vec::new();
        if !content.other_sheets.is_empty() {
            notices.push(Notice {
                rows: Vec::new(),
                code: "other_sheets",
                message: format!(
                    "只读取第一张有内容的工作表，另有未读取的工作表：{}。",
                    content.other_sheets.join("、")
                ),
            });
        }
        Ok(Self {
            name: name.to_owned(),
            rows: content.rows.into_iter().map(number).collect(),
            merged: content.merged,
            year: None,
            notices,
        })
    }

    /// The same, with the year in which dates without one lie.
    #[must_use]
    pub fn in_year(mut self, year: i16) -> Self {
        self.year = Some(year);
        self
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its rows that hold something, titles and header among them.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of this number, if it holds something.
    pub fn row(&self, number: RowNumber) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }

    /// The year given with [`Table::in_year`].
    pub fn year(&self) -> Option<i16> {
        self.year
    }

    /// What was noticed while reading the file.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Whether the file itself merges cells downwards in this column, below `row`.
    pub(crate) fn merges_below(&self, row: RowNumber, column: usize) -> bool {
        self.merged.iter().any(|m| m.column == column && m.first > row.0 && m.last > m.first)
    }

    /// The row that holds what a merged cell shows, if the cell is merged with one above it.
    pub(crate) fn merged_with(&self, row: RowNumber, column: usize) -> Option<&Row> {
        let until = self.merged.partition_point(|m| (m.column, m.first) <= (column, row.0));
        let range = self.merged.get(until.checked_sub(1)?)?;
        let covered = range.column == column && range.first < row.0 && row.0 <= range.last;
        covered.then(|| self.row(RowNumber(range.first))).flatten()
    }
}
