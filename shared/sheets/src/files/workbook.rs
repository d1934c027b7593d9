//! XLSX, cell by cell. Never a whole range: one cell far away would make it as large as the sheet.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Content, Merged};
use crate::cell::{Cell, column_letters};
use crate::error::Error;
use crate::limits::Limits;

/// Days from the beginning of the 1900 system to that of the 1904 system.
const DAYS_1904: f64 = 1462.0;
const MERGED_MAX: usize = 60_000;
/// Cells that hold nothing but a format, for every cell that may hold something.
const BARE_CELLS: usize = 3;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

pub(super) fn read(package: Vec<u8>, limits: &Limits) -> Result<Content, Error> {
    // calamine adds and multiplies what the file says without asking, and we build with overflow
    // checks: a malformed reference panics there. The bytes are ours alone, so nothing is left
    // half done.
    catch_unwind(AssertUnwindSafe(|| read_sheets(package, limits))).unwrap_or(Err(Error::Malformed))
}

fn read_sheets(package: Vec<u8>, limits: &Limits) -> Result<Content, Error> {
    let mut workbook = Workbook::new(Cursor::new(package)).map_err(broken)?;
    let visible: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut content: Option<Content> = None;
    for name in visible {
        match &mut content {
            None => {
                let rows = cells(&mut workbook, &name, limits)?;
                if !rows.is_empty() {
                    let merged = merged(&mut workbook, &name, limits)?;
                    content = Some(Content { rows, merged, other_sheets: Vec::new() });
                }
            }
            Some(content) => {
                if holds_something(&mut workbook, &name)? {
                    content.other_sheets.push(name);
                }
            }
        }
    }
    content.ok_or(Error::NoSheet)
}

fn broken(error: XlsxError) -> Error {
    Error::Workbook(Box::new(error))
}

fn cells(
    workbook: &mut Workbook,
    sheet: &str,
    limits: &Limits,
) -> Result<Vec<(u32, Vec<Cell>)>, Error> {
    let shift = if workbook.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut rows = std::collections::BTreeMap::<u32, Vec<Cell>>::new();
    let (mut filled, mut seen) = (0, 0);
    while let Some(next) = reader.next_cell().map_err(broken)? {
        seen += 1;
        let cell = cell_of(next.get_value(), shift);
        filled += usize::from(!cell.is_empty());
        if filled > limits.cells_max || seen > limits.cells_max.saturating_mul(BARE_CELLS) {
            return Err(Error::TooManyCells { max: limits.cells_max });
        }
        if cell.is_empty() {
            continue;
        }
        let (row, column) = next.get_position();
        let column = column as usize;
        if row >= limits.rows_max || column >= limits.columns_max {
            let at = format!("{}{}", column_letters(column), u64::from(row) + 1);
            let (rows, columns) = (limits.rows_max, limits.columns_max);
            return Err(Error::FarCell { at, rows, columns });
        }
        let cells = rows.entry(row + 1).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
    }
    Ok(rows.into_iter().collect())
}

fn cell_of(value: &DataRef<'_>, shift: f64) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::of(&number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::of(text),
        DataRef::SharedString(text) => Cell::of(text),
        DataRef::Bool(yes) => Cell::of(if *yes { "是" } else { "否" }),
        DataRef::DateTime(moment) if moment.as_f64() < 1.0 => Cell::Moment(moment.as_f64()),
        DataRef::DateTime(moment) => Cell::Moment(moment.as_f64() + shift),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::of(text),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    }
}

fn holds_something(workbook: &mut Workbook, sheet: &str) -> Result<bool, Error> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    while let Some(next) = reader.next_cell().map_err(broken)? {
        if !cell_of(next.get_value(), 0.0).is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The merged ranges, each as what it is to its first column; ordered by column and row.
fn merged(workbook: &mut Workbook, sheet: &str, limits: &Limits) -> Result<Vec<Merged>, Error> {
    let ranges = workbook.merge_cells_by_sheet_name(sheet).map_err(broken)?;
    if ranges.len() > MERGED_MAX {
        return Err(Error::TooManyCells { max: limits.cells_max });
    }
    let mut merged: Vec<Merged> = ranges
        .iter()
        .filter(|range| range.start.0 < limits.rows_max && range.start.0 <= range.end.0)
        .map(|range| Merged {
            column: range.start.1 as usize,
            first: range.start.0 + 1,
            last: range.end.0.min(limits.rows_max) + 1,
        })
        .collect();
    merged.sort_unstable();
    Ok(merged)
}
