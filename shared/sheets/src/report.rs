//! What comes back beside the rows: what cannot be taken, and what deserves a look.

use serde::Serialize;

use crate::cell::RowNumber;

/// Rows that cannot be taken, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The rows, in order; never empty.
    pub rows: Vec<RowNumber>,
    /// The column, as the file names it, with its letters: `容纳人数（C列）`.
    pub column: Option<String>,
    /// A stable English code.
    pub code: &'static str,
    /// The reason, in Chinese, with what stands in the cell.
    pub message: String,
    /// What to do, in Chinese.
    pub suggestion: String,
}

/// Something that was taken as it stands and deserves a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The rows, in order; none if it concerns the whole file.
    pub rows: Vec<RowNumber>,
    /// A stable English code.
    pub code: &'static str,
    /// What was noticed, in Chinese.
    pub message: String,
}

/// A list, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read<Row> {
    /// What can be taken, with the number of the row it came from. One row may give several.
    pub rows: Vec<(RowNumber, Row)>,
    /// What cannot.
    pub refused: Vec<Refusal>,
    /// What deserves a look.
    pub notices: Vec<Notice>,
}

impl<Row> Read<Row> {
    /// Refuses a later entry that has the key of an earlier one and is not the same; of two that
    /// are the same, the later is noticed.
    pub(crate) fn refuse_twins<K: Ord>(
        &mut self,
        what: &str,
        key: impl Fn(&Row) -> Option<K>,
        same: impl Fn(&Row, &Row) -> bool,
    ) {
        let mut first = std::collections::BTreeMap::<K, usize>::new();
        let mut conflicting = Vec::new();
        for (at, (number, row)) in self.rows.iter().enumerate() {
            let Some(key) = key(row) else { continue };
            let before = *first.entry(key).or_insert(at);
            let (earlier, other) = &self.rows[before];
            if before != at && same(other, row) {
                self.notices.push(Notice {
                    rows: vec![*earlier, *number],
                    code: "duplicate",
                    message: format!("第{number}行与第{earlier}行的{what}相同。"),
                });
            } else if before != at {
                conflicting.push(at);
                self.refused.push(Refusal {
                    rows: vec![*number],
                    column: Some(what.to_owned()),
                    code: "conflict",
                    message: format!("第{number}行的{what}与第{earlier}行相同，其他内容却不同"),
                    suggestion: "请核对两行，只留正确的一行".to_owned(),
                });
            }
        }
        let mut at = 0;
        self.rows.retain(|_| {
            at += 1;
            conflicting.binary_search(&(at - 1)).is_err()
        });
        self.refused.sort_by(|a, b| a.rows.cmp(&b.rows));
    }

    /// Notes entries that name the same thing: `key` of an entry, or none if it has no name.
    pub(crate) fn notice_twins<K: Ord>(
        &mut self,
        what: &str,
        key: impl Fn(&Row) -> Option<K>,
        show: impl Fn(&Row) -> String,
    ) {
        let mut places = std::collections::BTreeMap::<K, Vec<usize>>::new();
        for (at, (_, row)) in self.rows.iter().enumerate() {
            if let Some(key) = key(row) {
                places.entry(key).or_default().push(at);
            }
        }
        let mut twins: Vec<_> = places.into_values().filter(|at| at.len() > 1).collect();
        twins.sort_unstable();
        for at in twins {
            let mut rows: Vec<RowNumber> = at.iter().map(|at| self.rows[*at].0).collect();
            rows.dedup();
            let named = crate::cell::spans(&rows.iter().map(|row| row.0).collect::<Vec<_>>());
            let shown = show(&self.rows[at[0]].1);
            self.notices.push(Notice {
                rows,
                code: "duplicate",
                message: format!("第{named}行的{what}重复：{shown}。"),
            });
        }
    }
}
