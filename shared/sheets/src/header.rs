//! Where the header stands, and which column is which.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::cell::{Cell, RowNumber, column_letters};
use crate::error::Error;
use crate::names::normalise;
use crate::report::Notice;
use crate::table::{Row, Table};

/// Rows with something in them that are looked at for the header.
const LOOKED_AT: usize = 30;
/// Running numbers: known in every list, never a field.
const SERIAL: &[&str] = &["序号", "编号", "序", "no", "no.", "行号", "id"];

/// A column of a kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Field {
    /// What the column is called, in Chinese; by this name it is read.
    pub name: &'static str,
    /// What else it is called.
    pub synonyms: &'static [&'static str],
    /// Whether the column must be there, and every row must say it.
    pub required: bool,
    /// What stands in it, in Chinese.
    pub help: &'static str,
    /// Whether a merged cell says the same of every row it covers. Amounts do not.
    pub(crate) shared: bool,
}

impl Field {
    /// `columns` of a kind of list in words, one to a line, in Chinese.
    pub fn help(chinese: &str, name: &str, columns: &[Self]) -> String {
        let mut help = format!("{chinese}（{name}）的列：\n");
        for field in columns {
            let required = if field.required { "，必填" } else { "" };
            let also = match field.synonyms {
                [] => String::new(),
                synonyms => format!("；也认：{}", synonyms.join("、")),
            };
            help.push_str(&format!("  {}{required}：{}{also}\n", field.name, field.help));
        }
        help
    }

    /// A column that must be there.
    pub const fn required(
        name: &'static str,
        synonyms: &'static [&'static str],
        help: &'static str,
    ) -> Self {
        Self { name, synonyms, required: true, help, shared: true }
    }

    /// A column that may be there.
    pub const fn optional(
        name: &'static str,
        synonyms: &'static [&'static str],
        help: &'static str,
    ) -> Self {
        Self { name, synonyms, required: false, help, shared: true }
    }

    /// The same for a column of amounts: a merged cell counts once, in its first row.
    #[must_use]
    pub const fn amount(self) -> Self {
        Self { shared: false, ..self }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Synonym,
    Name,
}

/// The header of a table.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// Where its row stands among the table's rows.
    pub(crate) at: usize,
    pub(crate) row: RowNumber,
    /// For every field its column.
    pub(crate) columns: Vec<Option<usize>>,
    pub(crate) serial: Option<usize>,
    /// What the file calls its columns.
    pub(crate) headings: BTreeMap<usize, String>,
    pub(crate) notices: Vec<Notice>,
}

impl Header {
    /// Finds the row that names most of the fields; the first of several.
    pub(crate) fn find(table: &Table, fields: &[Field]) -> Result<Self, Error> {
        let called = called(fields);
        let candidates = table.rows().iter().enumerate().take(LOOKED_AT);
        let best = candidates
            .map(|(at, row)| Self::of(at, row, fields.len(), &called))
            .reduce(|best, next| if next.known() > best.known() { next } else { best })
            .ok_or(Error::Empty)?;
        let missing: Vec<String> = fields
            .iter()
            .zip(&best.columns)
            .filter(|(field, column)| field.required && column.is_none())
            .map(|(field, _)| field.name.to_owned())
            .collect();
        if missing.is_empty() {
            return Ok(best);
        }
        let mut known: Vec<&Field> = fields.iter().collect();
        known.sort_by_key(|field| !field.required);
        Err(Error::MissingColumns {
            missing,
            found: best.headings.into_values().collect(),
            known: known.into_iter().map(described).collect(),
        })
    }

    fn of(at: usize, row: &Row, fields: usize, called: &Called) -> Self {
        let mut header = Self {
            at,
            row: row.number,
            columns: vec![None; fields],
            serial: None,
            headings: BTreeMap::new(),
            notices: Vec::new(),
        };
        let mut fits = vec![None; fields];
        for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            header.headings.insert(column, cell.text().replace('\n', ""));
            let forms = forms(cell);
            match forms.iter().find_map(|form| called.get(form).copied()) {
                // The field's own name is more than a synonym; of equals the first one counts.
                Some((field, fit)) if Some(fit) > fits[field] => {
                    fits[field] = Some(fit);
                    header.columns[field] = Some(column);
                }
                Some(_) => {}
                None if header.serial.is_none() && is_serial(&forms) => {
                    header.serial = Some(column)
                }
                None => {}
            }
        }
        header.notice_unknown();
        header
    }

    fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    fn notice_unknown(&mut self) {
        let taken =
            |column: &usize| self.columns.contains(&Some(*column)) || self.serial == Some(*column);
        let unknown: Vec<String> = self
            .headings
            .iter()
            .filter(|(column, _)| !taken(column))
            .map(|(column, heading)| format!("{heading}（{}列）", column_letters(*column)))
            .collect();
        if !unknown.is_empty() {
            self.notices.push(Notice {
                rows: vec![self.row],
                code: "columns_unknown",
                message: format!("以下列不导入：{}。", unknown.join("、")),
            });
        }
    }
}

/// A field as people are told of it: its name, and what it may be called as well.
fn described(field: &Field) -> String {
    let mark = if field.required { "*" } else { "" };
    match field.synonyms {
        [] => format!("{}{mark}", field.name),
        synonyms => format!("{}{mark}（或{}）", field.name, synonyms.join("/")),
    }
}

/// What every field may be called, in the form in which headings are compared.
type Called = HashMap<String, (usize, Fit)>;

fn called(fields: &[Field]) -> Called {
    let mut called = Called::new();
    for (at, field) in fields.iter().enumerate() {
        let synonyms = field.synonyms.iter().map(|synonym| (*synonym, Fit::Synonym));
        for (name, fit) in synonyms.chain([(field.name, Fit::Name)]) {
            called.insert(normalise(name), (at, fit));
        }
    }
    called
}

fn is_serial(forms: &[String]) -> bool {
    forms.iter().any(|form| SERIAL.contains(&form.as_str()))
}

/// A heading as it stands, and without marks and a remark in brackets: `*容纳人数（人）：`.
fn forms(heading: &Cell) -> Vec<String> {
    let whole = normalise(&heading.text());
    let marks = |c: char| "*:★☆".contains(c);
    let bare = whole.trim_matches(marks);
    let without = bare.strip_suffix(')').and_then(|rest| rest.split_once('('));
    let without = without.map(|(before, _)| before.trim_matches(marks).to_owned());
    let mut forms = vec![bare.to_owned()];
    forms.extend(without.filter(|form| !form.is_empty()));
    forms
}
