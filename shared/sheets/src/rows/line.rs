//! One row, read field by field.

use jiff::civil::Date;

use super::Rows;
use crate::cell::{Cell, RowNumber};
use crate::cells::{self, Fault, Timing, quoted};
use crate::report::Refusal;
use crate::table::Row;

/// What a text may have in characters; more is somebody's essay in the wrong column.
const TEXT_CHARS_MAX: usize = 4_000;
/// Numbers with more digits than this the spreadsheet program has already rounded.
const EXACT_NUMBER: f64 = 1e15;

/// One row while it is read. A field that must be said and is not, or that cannot be read, gives
/// none and a refusal; a field that may be left out and is, gives none.
#[derive(Debug)]
pub struct Line<'r> {
    rows: &'r Rows<'r>,
    row: &'r Row,
    pub(super) refused: Vec<Refusal>,
    pub(super) used_year: bool,
}

impl<'r> Line<'r> {
    pub(super) fn new(rows: &'r Rows<'r>, row: &'r Row) -> Self {
        Self { rows, row, refused: Vec::new(), used_year: false }
    }

    /// Its number in the file.
    pub fn number(&self) -> RowNumber {
        self.row.number
    }

    /// The text of a field.
    pub fn text(&mut self, field: &str) -> Option<String> {
        self.text_within(field, TEXT_CHARS_MAX)
    }

    /// The text of a field that may have up to `max` characters.
    pub fn text_within(&mut self, field: &str, max: usize) -> Option<String> {
        self.cell(field, |cell| {
            let text = cell.text();
            let length = text.chars().count();
            if length > max {
                return Err(Fault::new(
                    "text_too_long",
                    format!("内容有{length}字，超过{max}字"),
                    "请精简内容，或检查是否贴错了列",
                ));
            }
            let hidden = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
            if let Some(control) = text.chars().find(hidden) {
                return Err(Fault::new(
                    "text_control",
                    format!("内容里有看不见的控制字符 U+{:04X}", u32::from(control)),
                    "请删去后重新键入这一格",
                ));
            }
            Ok(Some(text))
        })
    }

    /// A code of digits or letters, in which every character counts.
    pub fn code(&mut self, field: &str) -> Option<String> {
        self.cell(field, |cell| match cell {
            Cell::Number(number) if *number >= EXACT_NUMBER => Err(Fault::new(
                "code_rounded",
                format!("{}被表格软件当作数值，末几位已经丢失", quoted(&cell.text())),
                "请把这一列设为“文本”格式后重新填写",
            )),
            Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Moment(_) | Cell::Broken(_) => {
                Ok(Some(text::width::tight(&cell.text()).to_uppercase()))
            }
        })
    }

    /// A whole number.
    pub fn whole(&mut self, field: &str) -> Option<u64> {
        self.cell(field, |cell| cells::whole_number(&cell.text()).map(Some))
    }

    /// A time as lists say it.
    pub fn when(&mut self, field: &str) -> Option<Timing> {
        let year = self.rows.year;
        let timing = self.cell(field, |cell| cells::when(cell, year))?;
        let unaided = self.cell(field, |cell| cells::when(cell, None));
        self.used_year |= unaided.as_ref() != Some(&timing);
        Some(timing)
    }

    /// A day.
    pub fn day(&mut self, field: &str) -> Option<Date> {
        let year = self.rows.year;
        self.cell(field, |cell| cells::day(cell, year))
    }

    /// A day and the time of it, in Shanghai.
    pub fn moment(&mut self, field: &str) -> Option<values::Timestamp> {
        self.cell(field, cells::moment)
    }

    /// Telephone numbers.
    pub fn phones(&mut self, field: &str) -> Vec<String> {
        self.cell(field, |cell| cells::phones(&cell.text()).map(Some)).unwrap_or_default()
    }

    /// Several names.
    pub fn names(&mut self, field: &str) -> Vec<String> {
        self.several(field, cells::names)
    }

    /// Several items of running text.
    pub fn items(&mut self, field: &str) -> Vec<String> {
        self.several(field, cells::items)
    }

    fn several(&mut self, field: &str, split: fn(&str) -> Vec<String>) -> Vec<String> {
        let Some(text) = self.text(field) else {
            return Vec::new();
        };
        let found = split(&text);
        if found.is_empty() {
            let message = format!("{}里没有内容", quoted(&text));
            self.refuse(field, Fault::new("value_missing", message, "请填写名称，或清空这一格"));
        }
        found
    }

    /// Refuses the row for what stands in a field.
    pub fn refuse(&mut self, field: &str, fault: Fault) {
        let column = self.rows.column(field);
        let refusal = Refusal {
            rows: vec![self.row.number],
            column: column.map(|column| self.rows.called(column)),
            code: fault.code,
            message: format!("{}：{}", self.rows.named(&[self.row.number]), fault.message),
            suggestion: fault.suggestion,
        };
        // A field that is asked for twice complains once.
        if !self.refused.contains(&refusal) {
            self.refused.push(refusal);
        }
    }

    fn cell<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&Cell) -> Result<Option<T>, Fault>,
    ) -> Option<T> {
        let known = self.rows.fields.iter().find(|known| known.name == field);
        let required = known.is_some_and(|known| known.required);
        let column = self.rows.column(field);
        let cell = column.map_or(&Cell::Empty, |column| self.rows.shown(self.row, column));
        let filled = self.rows.filled.as_ref().filter(|(at, _)| Some(*at) == column);
        let filled = filled.and_then(|(_, names)| names.get(&self.row.number));
        let filled = filled.map(|name| Cell::of(name));
        let outcome = match filled.as_ref().unwrap_or(cell) {
            Cell::Empty if required => {
                Err(Fault::new("value_missing", format!("缺少“{field}”"), "请补上，或删去这一行"))
            }
            Cell::Empty => return None,
            Cell::Broken(shown) => Err(Fault::new(
                "formula_broken",
                format!("公式出错（{shown}）"),
                "请改成确定的内容，再另存",
            )),
            cell @ (Cell::Text(_) | Cell::Number(_) | Cell::Moment(_)) => read(cell),
        };
        outcome.unwrap_or_else(|fault| {
            self.refuse(field, fault);
            None
        })
    }
}
