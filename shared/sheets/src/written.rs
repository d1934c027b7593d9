//! One table as CSV or XLSX. Knows nothing of lists: what is written is what it is given.
//!
//! What a spreadsheet program would take for a formula is made harmless: in XLSX by being a cell
//! of text, in CSV by an apostrophe before it, which [`crate::Table`] takes off again.

use std::io::{Cursor, Seek, Write};

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};
use values::Date;

/// The most rows of a worksheet, without its header.
const ROWS_MAX: usize = 1_048_575;
/// No column is wider, in characters; longer texts are wrapped.
const WIDTH_MAX: usize = 40;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Any text, never a formula.
    Text(String),
    /// A number; a long one stands there as a text, so that none of its digits is rounded.
    Number(u64),
    /// A day.
    Date(Date),
}

impl Cell {
    /// A cell of what shows itself as text.
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// The same where it may be missing.
    pub fn maybe(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// A table with its header.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What the worksheet is called, at most 31 characters.
    pub name: String,
    /// The header.
    pub columns: Vec<String>,
    /// Each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More than a worksheet holds.
    #[error("清单有 {rows} 行，一张工作表最多 {max} 行；请分次导出，或改用 CSV")]
    TooManyRows {
        /// So many there are …
        rows: usize,
        /// … and so many it holds.
        max: usize,
    },
    /// The writer of workbooks refused it.
    #[error("无法写成 XLSX")]
    Xlsx(#[from] XlsxError),
    /// The writer of CSV refused it.
    #[error("无法写成 CSV")]
    Csv(#[from] csv::Error),
}

impl Sheet {
    /// A table of that name.
    pub fn new<C: Into<String>>(
        name: impl Into<String>,
        columns: impl IntoIterator<Item = C>,
        rows: Vec<Vec<Cell>>,
    ) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self { name: name.into(), columns, rows }
    }

    /// UTF-8 with its mark, as Excel on Chinese Windows wants it.
    ///
    /// # Errors
    /// When a row has more or fewer cells than there are columns.
    pub fn csv(&self) -> Result<Vec<u8>, Error> {
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        out.write_record(&self.columns)?;
        for row in &self.rows {
            out.write_record(row.iter().map(|cell| crate::harmless(cell.shown())))?;
        }
        out.into_inner().map_err(|error| Error::Csv(error.into_error().into()))
    }

    /// One worksheet with a frozen header and a filter.
    ///
    /// # Errors
    /// When it has more rows than a worksheet holds, or the name is none for a worksheet.
    pub fn xlsx(&self) -> Result<Vec<u8>, Error> {
        let mut out = Cursor::new(Vec::new());
        self.write_xlsx(&mut out)?;
        Ok(out.into_inner())
    }

    /// The same, written to `out`.
    ///
    /// # Errors
    /// The same, and when `out` does not take it.
    pub fn write_xlsx(&self, out: impl Write + Seek + Send) -> Result<(), Error> {
        if self.rows.len() > ROWS_MAX {
            return Err(Error::TooManyRows { rows: self.rows.len(), max: ROWS_MAX });
        }
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.name.as_str())?;
        let heading = Format::new().set_bold().set_align(FormatAlign::Center);
        let heading = heading.set_background_color(Color::RGB(0xF2_F2_F2));
        let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let day = body.clone().set_num_format("yyyy-mm-dd");
        for (column, name) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, name.as_str(), &heading)?;
            let width = u32::try_from(self.width(usize::from(column))).unwrap_or(u32::MAX);
            sheet.set_column_width(column, f64::from(width))?;
        }
        for (row, cells) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Cell::Empty => {}
                    Cell::Number(number) if u32::try_from(*number).is_ok() => {
                        sheet.write_number_with_format(row, column, *number as f64, &body)?;
                    }
                    Cell::Date(date) => {
                        let (year, month, of_month) = (date.year(), date.month(), date.day());
                        let date = ExcelDateTime::from_ymd(
                            u16::try_from(year).unwrap_or_default(),
                            month.unsigned_abs(),
                            of_month.unsigned_abs(),
                        )?;
                        sheet.write_datetime_with_format(row, column, date, &day)?;
                    }
                    // Of a longer number the program might round the last digits.
                    Cell::Number(_) | Cell::Text(_) => {
                        sheet.write_string_with_format(row, column, cell.shown(), &body)?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        // Printed, it is as wide as the paper, with its header on every sheet.
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        if let (Some(last), Ok(rows)) = (self.last_column(), u32::try_from(self.rows.len())) {
            sheet.autofilter(0, 0, rows, last)?;
        }
        Ok(workbook.save_to_writer(out)?)
    }

    fn last_column(&self) -> Option<u16> {
        u16::try_from(self.columns.len()).ok()?.checked_sub(1)
    }

    /// Wide enough for the longest line in the column. A Chinese character takes two places.
    fn width(&self, column: usize) -> usize {
        let places = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(Cell::shown);
        let longest = cells.flat_map(|text| text.lines().map(places).max()).max();
        longest.unwrap_or(0).max(places(&self.columns[column])).min(WIDTH_MAX) + 2
    }
}

#[cfg(test)]
mod tests {
    use crate::{Cell as Read, Table};

    use super::*;

    const NASTY: [&str; 10] = [
        "=HYPERLINK(\"http://x\",\"y\")",
        "+86 631",
        "-1",
        "@SUM(A1)",
        "'=1",
        "''+1",
        "＝1",
        "'只是引号",
        "两\n行,和\"引号\"",
        "371002001001",
    ];

    fn sheet() -> Sheet {
        let row = |text: &&str| vec![Cell::text(text), Cell::Empty, Cell::Number(7)];
        let rows = NASTY.iter().map(row).collect();
        Sheet::new("清单", ["名称", "空", "数"], rows)
    }

    /// What `sheets` reads of the file.
    fn read(bytes: &[u8], name: &str) -> Vec<[String; 3]> {
        let table = Table::read(bytes, name).unwrap();
        let row = |row: &crate::Row| [0, 1, 2].map(|column| row.cell(column).text());
        table.rows().iter().map(row).collect()
    }

    #[test]
    fn what_is_written_reads_the_same_in_both_formats() {
        let mut expected = vec![["名称", "空", "数"].map(str::to_owned)];
        expected.extend(NASTY.map(|text| [text, "", "7"].map(str::to_owned)));
        assert_eq!(read(&sheet().csv().unwrap(), "清单.csv"), expected);
        assert_eq!(read(&sheet().xlsx().unwrap(), "清单.xlsx"), expected);
    }

    #[test]
    fn no_field_of_a_csv_file_begins_like_a_formula() {
        let text = String::from_utf8(sheet().csv().unwrap()).unwrap();
        assert!(text.starts_with('\u{feff}'));
        let mut fields = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in fields.records() {
            let first = record.unwrap()[0].to_owned();
            assert!(!first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{first}");
        }
    }

    #[test]
    fn nothing_in_a_workbook_is_a_formula() {
        let table = Table::read(&sheet().xlsx().unwrap(), "清单.xlsx").unwrap();
        let first = table.rows()[1].cell(0);
        assert_eq!(*first, Read::Text(NASTY[0].to_owned()));
    }
}
