//! The rows below a header, read field by field; every complaint is gathered.

mod fill;
mod line;

pub use line::Line;

use jiff::civil::Date;

use crate::cell::{Cell, RowNumber, column_letters};
use crate::cells;
use crate::error::Error;
use crate::header::{Field, Header};
use crate::report::{Notice, Read, Refusal};
use crate::table::{Row, Table};
use text::width::tight;

/// A table whose header is found, ready to be read.
#[derive(Debug)]
pub struct Rows<'t> {
    table: &'t Table,
    fields: &'static [Field],
    header: Header,
    year: Option<i16>,
    /// The column that is filled down, and what every row of `body` has in it.
    filled: Option<(usize, std::collections::BTreeMap<RowNumber, String>)>,
    body: Vec<&'t Row>,
    refused: Vec<Refusal>,
    notices: Vec<Notice>,
}

impl<'t> Rows<'t> {
    /// Finds the header and sets aside what is no entry: titles, repeated headers, totals, remarks.
    ///
    /// # Errors
    /// When a column that must be there is not.
    pub fn open(table: &'t Table, fields: &'static [Field]) -> Result<Self, Error> {
        let header = Header::find(table, fields)?;
        let mut notices = table.notices().to_vec();
        notices.extend(header.notices.iter().cloned());
        let year = table.year().or_else(|| year_above(table, &header));
        let mut rows = Self {
            table,
            fields,
            header,
            year,
            filled: None,
            body: Vec::new(),
            refused: Vec::new(),
            notices,
        };
        rows.set_aside();
        Ok(rows)
    }

    /// Takes the year of dates without one from the other dates of a column, if they all lie in
    /// one year and neither the caller nor a title gave another.
    #[must_use]
    pub fn with_year_of(mut self, field: &str) -> Self {
        if self.year.is_none() {
            let column = self.column(field);
            let mut years: Vec<i16> = self
                .body
                .iter()
                .filter_map(|row| cells::day(row.cell(column?), None).ok().flatten())
                .map(Date::year)
                .collect();
            years.sort_unstable();
            years.dedup();
            if let [only] = years.as_slice() {
                self.year = Some(*only);
            }
        }
        self
    }

    /// Reads every row into what `entry` makes of it. An entry is taken only if no cell of it was
    /// refused.
    pub fn read<T>(self, mut entry: impl FnMut(&mut Line<'_>) -> Option<T>) -> Read<T> {
        self.read_each(|line| entry(line).map(|entry| vec![entry]))
    }

    /// The same, where one row may give several entries.
    pub fn read_each<T>(
        mut self,
        mut entries: impl FnMut(&mut Line<'_>) -> Option<Vec<T>>,
    ) -> Read<T> {
        let mut taken = Vec::new();
        let mut refused = Vec::new();
        let mut in_year = Vec::new();
        for row in &self.body {
            let mut line = Line::new(&self, row);
            let entries = entries(&mut line);
            if line.used_year {
                in_year.push(row.number);
            }
            match entries {
                Some(entries) if line.refused.is_empty() => {
                    taken.extend(entries.into_iter().map(|entry| (row.number, entry)));
                }
                Some(_) | None => {
                    assert!(!line.refused.is_empty(), "an entry is left out only with a reason");
                    refused.append(&mut line.refused);
                }
            }
        }
        self.refused.append(&mut refused);
        self.refused.sort_by(|a, b| a.rows.cmp(&b.rows));
        if let Some(year) = self.year.filter(|_| !in_year.is_empty()) {
            self.notices.push(Notice {
                message: format!("{}没有写年份的日期，按{year}年理解。", self.named(&in_year)),
                rows: in_year,
                code: "year_assumed",
            });
        }
        Read { rows: taken, refused: self.refused, notices: self.notices }
    }

    /// What the file calls its columns.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.header.headings.values().map(String::as_str)
    }

    fn column(&self, field: &str) -> Option<usize> {
        let at = self.fields.iter().position(|known| known.name == field);
        self.header.columns[at.expect("a kind asks for its own columns only")]
    }

    /// What a message calls a column: `容纳人数（C列）`.
    fn called(&self, column: usize) -> String {
        let heading = self.header.headings.get(&column).map_or("", String::as_str);
        format!("{heading}（{}列）", column_letters(column))
    }

    /// What a message calls rows: `第83–88行（序号82–87）`.
    fn named(&self, rows: &[RowNumber]) -> String {
        let numbers: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let place = format!("第{}行", crate::cell::spans(&numbers));
        let serials: Option<Vec<u32>> = rows.iter().map(|row| self.serial(*row)).collect();
        match serials {
            Some(serials) if serials != numbers => {
                format!("{place}（序号{}）", crate::cell::spans(&serials))
            }
            Some(_) | None => place,
        }
    }

    fn serial(&self, row: RowNumber) -> Option<u32> {
        let column = self.header.serial?;
        let at = self.body.binary_search_by_key(&row, |row| row.number).ok()?;
        tight(&self.body[at].cell(column).text()).parse().ok()
    }

    fn set_aside(&mut self) {
        let mut aside: [(&'static str, &str, Vec<RowNumber>); 4] = [
            ("header_repeated", "重复了表头", Vec::new()),
            ("total_row", "是合计", Vec::new()),
            ("remark_row", "是表外说明", Vec::new()),
            ("serial_only", "只有序号，没有内容", Vec::new()),
        ];
        for row in &self.table.rows()[self.header.at + 1..] {
            match self.no_entry(row) {
                Some(why) => aside[why].2.push(row.number),
                None => self.body.push(row),
            }
        }
        for (code, what, rows) in aside {
            if !rows.is_empty() {
                let message = format!("{}{what}，不导入。", self.named(&rows));
                self.notices.push(Notice { rows, code, message });
            }
        }
    }

    /// Why a row is no entry: the place of the reason above.
    fn no_entry(&self, row: &Row) -> Option<usize> {
        let mut known = self.header.columns.iter().flatten();
        let repeats = |(column, heading): (&usize, &String)| {
            row.cell(*column).text().replace('\n', "") == *heading
        };
        if self.header.headings.iter().all(repeats) {
            return Some(0);
        }
        let first = row.cells.iter().find(|cell| !cell.is_empty()).map(Cell::text);
        let first = tight(&first.unwrap_or_default());
        if ["合计", "总计", "小计", "共计", "合计:", "总计:"].contains(&first.as_str())
        {
            return Some(1);
        }
        let lacks = |(field, column): (&Field, &Option<usize>)| {
            field.required && column.is_some_and(|column| self.shown(row, column).is_empty())
        };
        let lacking = self.fields.iter().zip(&self.header.columns).any(lacks);
        let remarks = ["注:", "备注:", "说明:", "填表", "制表", "审核", "联系人:", "注意:", "*"];
        if lacking && remarks.iter().any(|remark| first.starts_with(remark)) {
            return Some(2);
        }
        let serial = self.header.serial.is_some_and(|column| !row.cell(column).is_empty());
        let others = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        (serial && others == 1 && known.all(|column| self.shown(row, *column).is_empty()))
            .then_some(3)
    }

    /// What a cell shows: what stands in it, or in the cell above with which the file merges it.
    fn shown<'r>(&self, row: &'r Row, column: usize) -> &'r Cell
    where
        't: 'r,
    {
        let cell = row.cell(column);
        let at = self.header.columns.iter().position(|known| *known == Some(column));
        if !cell.is_empty() || !at.is_some_and(|at| self.fields[at].shared) {
            return cell;
        }
        let above = self.table.merged_with(row.number, column);
        // A title merged down into the list says nothing of its rows.
        above
            .filter(|above| above.number > self.header.row)
            .map_or(cell, |above| above.cell(column))
    }
}

/// The one year that titles above the header speak of.
fn year_above(table: &Table, header: &Header) -> Option<i16> {
    let titles = table.rows()[..header.at].iter().flat_map(|row| &row.cells);
    let mut years: Vec<i16> = titles.flat_map(|title| years_in(&tight(&title.text()))).collect();
    years.sort_unstable();
    years.dedup();
    match years.as_slice() {
        [only] => Some(*only),
        _none_or_several => None,
    }
}

fn years_in(title: &str) -> Vec<i16> {
    let ends = title.match_indices("年").map(|(at, _)| at);
    ends.filter_map(|end| title.get(end.checked_sub(4)?..end))
        .filter_map(|digits| digits.parse().ok().filter(|year| (1950..=2150).contains(year)))
        .collect()
}
