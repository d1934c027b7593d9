//! Rows that leave a name blank because it stands above them: filled down only where that is right.
//!
//! Invariant: a group never takes more than its count declares, and a row with a count of its own
//! never joins the group above it.

use crate::cell::RowNumber;

/// One row, as far as filling down looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number in the file.
    pub row: RowNumber,
    /// The name that stands in it, if one does.
    pub name: Option<String>,
    /// Whether the file itself shows this row's name as merged with the one above.
    pub merged: bool,
    /// The count that stands in it, if one does.
    pub declared: Option<u64>,
    /// How much the row counts: three units in one cell are three.
    pub weight: u64,
}

/// A row with the name it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Its number in the file.
    pub row: RowNumber,
    /// The name.
    pub name: String,
}

/// Rows that belong to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The rows, in order.
    pub rows: Vec<RowNumber>,
    /// The count that the first of them carries.
    pub declared: Option<u64>,
    /// How much they count together.
    pub weight: u64,
    /// The group above them, if there is one: its place among the groups.
    pub above: Option<usize>,
}

/// A name, and the rows that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: String,
    /// Its rows, in order.
    pub rows: Vec<RowNumber>,
    /// The count it declares.
    pub declared: Option<u64>,
    /// How much its rows count together.
    pub taken: u64,
    /// The rows whose name was filled in without a count or a merged cell to prove it.
    pub presumed: Vec<RowNumber>,
}

/// What filling down gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grouped {
    /// Every row that belongs to a name.
    pub filled: Vec<Filled>,
    /// The groups, in order.
    pub groups: Vec<Group>,
    /// The rows that belong to none.
    pub gaps: Vec<Gap>,
}

/// Gives every row without a name the one above it, if it belongs there.
///
/// `blanks_are_merged` tells whether a blank may stand for a merged cell: in a CSV file it may, and
/// in a workbook that merges no cell of this column; in one that does, only its merged cells count.
pub fn fill_down(items: impl IntoIterator<Item = Item>, blanks_are_merged: bool) -> Grouped {
    let mut grouped = Grouped::default();
    let mut state = State::Nothing;
    for item in items {
        if let Some(name) = item.name.clone() {
            state.close(&mut grouped);
            state = State::Group(Group {
                name,
                rows: Vec::new(),
                declared: item.declared,
                taken: 0,
                presumed: Vec::new(),
            });
        } else if !state.takes(&item, blanks_are_merged) {
            state.close(&mut grouped);
            let above = grouped.groups.len().checked_sub(1);
            let declared = item.declared;
            state = State::Gap(Gap { rows: Vec::new(), declared, weight: 0, above });
        }
        state.add(&item);
    }
    state.close(&mut grouped);
    grouped.filled = grouped
        .groups
        .iter()
        .flat_map(|group| {
            group.rows.iter().map(|row| Filled { row: *row, name: group.name.clone() })
        })
        .collect();
    grouped.filled.sort_by_key(|filled| filled.row);
    grouped
}

/// What the next row without a name may belong to.
enum State {
    Nothing,
    Group(Group),
    Gap(Gap),
}

impl State {
    fn takes(&self, item: &Item, blanks_are_merged: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::Group(_) if item.merged => true,
            Self::Group(group) => {
                let room = group.declared.is_none_or(|most| group.taken + item.weight <= most);
                blanks_are_merged && item.declared.is_none() && room
            }
            Self::Gap(gap) => {
                let room = gap.declared.is_none_or(|most| gap.weight + item.weight <= most);
                item.declared.is_none() && room
            }
        }
    }

    fn add(&mut self, item: &Item) {
        match self {
            Self::Nothing => {}
            Self::Group(group) => {
                group.rows.push(item.row);
                group.taken += item.weight;
                let proved = item.name.is_some() || item.merged || group.declared.is_some();
                if !proved {
                    group.presumed.push(item.row);
                }
            }
            Self::Gap(gap) => {
                gap.rows.push(item.row);
                gap.weight += item.weight;
            }
        }
    }

    /// Writes down what ends here.
    fn close(&mut self, grouped: &mut Grouped) {
        match std::mem::replace(self, Self::Nothing) {
            Self::Nothing => {}
            Self::Group(group) => grouped.groups.push(group),
            Self::Gap(gap) => grouped.gaps.push(gap),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(row: u32, name: &str, declared: u64) -> Item {
        Item {
            row: RowNumber(row),
            name: (!name.is_empty()).then(|| name.to_owned()),
            merged: false,
            declared: (declared > 0).then_some(declared),
            weight: 1,
        }
    }

    fn names(grouped: &Grouped) -> Vec<(u32, &str)> {
        grouped.filled.iter().map(|filled| (filled.row.0, filled.name.as_str())).collect()
    }

    fn gaps(grouped: &Grouped) -> Vec<Vec<u32>> {
        grouped.gaps.iter().map(|gap| gap.rows.iter().map(|row| row.0).collect()).collect()
    }

    #[test]
    fn blanks_belong_to_the_name_above_while_its_count_lasts() {
        let rows = [item(2, "甲", 2), item(3, "", 0), item(4, "乙", 1), item(5, "", 0)];
        let grouped = fill_down(rows, true);
        assert_eq!(names(&grouped), [(2, "甲"), (3, "甲"), (4, "乙")]);
        assert_eq!(gaps(&grouped), [[5]]);
    }

    #[test]
    fn a_row_with_its_own_count_never_joins_the_group_above() {
        let rows =
            [item(2, "甲", 3), item(3, "", 0), item(4, "", 2), item(5, "", 0), item(6, "", 0)];
        let grouped = fill_down(rows, true);
        assert_eq!(names(&grouped), [(2, "甲"), (3, "甲")]);
        assert_eq!(gaps(&grouped), [vec![4, 5], vec![6]]);
        assert_eq!(grouped.gaps[0].above, Some(0));
        assert_eq!(grouped.groups[0].taken, 2);
    }

    #[test]
    fn without_a_count_filling_is_presumed() {
        let grouped = fill_down([item(2, "甲", 0), item(3, "", 0)], true);
        assert_eq!(names(&grouped), [(2, "甲"), (3, "甲")]);
        assert_eq!(grouped.groups[0].presumed, [RowNumber(3)]);
    }

    #[test]
    fn rows_before_any_name_belong_to_nobody() {
        let grouped = fill_down([item(2, "", 0), item(3, "甲", 1)], true);
        assert_eq!(gaps(&grouped), [[2]]);
        assert_eq!(grouped.gaps[0].above, None);
    }

    #[test]
    fn where_the_file_merges_cells_only_those_are_filled() {
        let merged = Item { merged: true, ..item(3, "", 0) };
        let grouped = fill_down([item(2, "甲", 0), merged, item(4, "", 0)], false);
        assert_eq!(names(&grouped), [(2, "甲"), (3, "甲")]);
        assert!(grouped.groups[0].presumed.is_empty());
        assert_eq!(gaps(&grouped), [[4]]);
    }

    #[test]
    fn several_things_in_a_cell_count_as_several() {
        let three = Item { weight: 3, ..item(2, "甲", 3) };
        let grouped = fill_down([three, item(3, "", 0)], true);
        assert_eq!(names(&grouped), [(2, "甲")]);
        assert_eq!(gaps(&grouped), [[3]]);
    }
}
