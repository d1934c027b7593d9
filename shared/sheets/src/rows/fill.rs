//! Filling a column down, with what people are told of it.

use super::Rows;
use crate::cell::{Cell, RowNumber};
use crate::cells::whole_number;
use crate::grouping::{Gap, Group, Grouped, Item, fill_down};
use crate::names::normalise;
use crate::report::{Notice, Refusal};
use crate::table::Row;
use text::width::tight;

impl Rows<'_> {
    /// Fills `field` down where it is blank because it stands above, as far as the count in
    /// `count` allows; `weight` says how much a row counts by the text of its cell in `counted`.
    /// Rows that belong to nobody are refused, and counts that disagree are noticed.
    #[must_use]
    pub fn fill_down(
        mut self,
        field: &str,
        count: Option<&str>,
        counted: &str,
        weight: fn(&str) -> u64,
    ) -> Self {
        let Some(column) = self.column(field) else {
            return self;
        };
        let count = count.and_then(|count| self.column(count));
        let counted = self.column(counted);
        let item = |row: &&Row| Item {
            row: row.number,
            name: text_of(row.cell(column)),
            merged: !self.shown(row, column).is_empty(),
            declared: count.and_then(|count| declared(row.cell(count))),
            weight: counted.and_then(|at| text_of(row.cell(at))).map_or(0, |text| weight(&text)),
        };
        let items: Vec<Item> = self.body.iter().map(item).collect();
        let blanks_are_merged = !self.table.merges_below(self.header.row, column);
        let grouped = fill_down(items, blanks_are_merged);
        for gap in &grouped.gaps {
            self.refuse_gap(column, gap, &grouped);
        }
        self.notice_groups(&grouped);
        let nobody: Vec<RowNumber> = grouped.gaps.iter().flat_map(|gap| gap.rows.clone()).collect();
        self.body.retain(|row| nobody.binary_search(&row.number).is_err());
        let names = grouped.filled.into_iter().map(|filled| (filled.row, filled.name));
        self.filled = Some((column, names.collect()));
        self
    }

    /// Notices counts in a column that disagree with the rows from each to the next: `一月（7次）`
    /// above six rows.
    #[must_use]
    pub fn check_counts(mut self, count: &str) -> Self {
        let Some(column) = self.column(count) else {
            return self;
        };
        let item = |row: &&Row| Item {
            row: row.number,
            name: text_of(row.cell(column)),
            merged: true,
            declared: declared(row.cell(column)),
            weight: 1,
        };
        let items: Vec<Item> = self.body.iter().map(item).collect();
        let grouped = fill_down(items, true);
        self.notice_counts(&grouped);
        self
    }

    fn notice_counts(&mut self, grouped: &Grouped) {
        for group in &grouped.groups {
            if let Some(declared) = group.declared.filter(|declared| *declared != group.taken) {
                self.notices.push(Notice {
                    message: format!(
                        "“{}”写明{declared}个，{}共{}个，请核对。",
                        group.name,
                        self.named(&group.rows),
                        group.taken
                    ),
                    rows: group.rows.clone(),
                    code: "count_disagrees",
                });
            }
        }
    }

    fn refuse_gap(&mut self, column: usize, gap: &Gap, grouped: &Grouped) {
        let rows = self.named(&gap.rows);
        let heading = self.header.headings.get(&column).map_or("", String::as_str).to_owned();
        let own = gap.declared.map_or_else(
            || format!("{rows}共{}个", gap.weight),
            |declared| format!("{rows}另有数目{declared}"),
        );
        let above = gap.above.map(|at| &grouped.groups[at]);
        let (reason, or) = match above {
            None => (format!("{rows}上面没有可以沿用的名称"), String::new()),
            Some(group) => (format!("上一组{}，{own}", filled_so_far(group)), or_else(group, gap)),
        };
        self.refused.push(Refusal {
            column: Some(self.called(column)),
            code: "name_missing",
            message: format!("缺少“{heading}”：{reason}"),
            suggestion: format!("请在第{}行补上“{heading}”{or}", gap.rows[0]),
            rows: gap.rows.clone(),
        });
    }

    fn notice_groups(&mut self, grouped: &Grouped) {
        self.notice_counts(grouped);
        let mut presumed = Vec::new();
        let mut places = std::collections::BTreeMap::<String, Vec<&Group>>::new();
        for group in &grouped.groups {
            presumed.extend(&group.presumed);
            places.entry(normalise(&group.name)).or_default().push(group);
        }
        if !presumed.is_empty() {
            self.notices.push(Notice {
                message: format!(
                    "{}没有名称，按合并单元格沿用上一行的名称。",
                    self.named(&presumed)
                ),
                rows: presumed,
                code: "filled_down",
            });
        }
        for groups in places.values().filter(|groups| groups.len() > 1) {
            let at: Vec<String> = groups.iter().map(|group| self.named(&group.rows)).collect();
            self.notices.push(Notice {
                rows: groups.iter().flat_map(|group| group.rows.clone()).collect(),
                code: "group_repeated",
                message: format!("“{}”出现{}次：{}。", groups[0].name, groups.len(), at.join("；")),
            });
        }
    }
}

fn text_of(cell: &Cell) -> Option<String> {
    (!cell.is_empty()).then(|| cell.text())
}

fn filled_so_far(group: &Group) -> String {
    let (name, taken) = (&group.name, group.taken);
    match group.declared {
        Some(declared) if declared <= taken => format!("“{name}”已满{declared}个"),
        Some(declared) => format!("“{name}”写明{declared}个，只有{taken}个"),
        None => format!("“{name}”没有合并到这里"),
    }
}

fn or_else(group: &Group, gap: &Gap) -> String {
    let together = group.taken + gap.weight;
    match group.declared {
        Some(_) => format!(
            "；若属于“{}”，请把它的数目改为{together}，并删去第{}行的数目",
            group.name, gap.rows[0]
        ),
        None => format!("；若属于“{}”，请把名称填上", group.name),
    }
}

/// A count: a number with its unit, or one behind a word or in brackets: `一月（7次）`.
fn declared(cell: &Cell) -> Option<u64> {
    let text = tight(&cell.text());
    let inner = text.split_once('(').map(|(_, inner)| inner.trim_end_matches(')'));
    whole_number(inner.unwrap_or(&text)).ok()
}
