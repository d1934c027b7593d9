//! Communities and the resident units joined to them. The community's name stands in a merged cell,
//! several units may share a cell, and a count tells how many units the community has.

use crate::cells;
use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const COMMUNITY: &str = "居民区党组织名称";
const UNIT: &str = "联建单位名称";
const COUNT: &str = "联建单位数";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(
        COMMUNITY,
        &["居民区名称", "居民区", "社区党组织名称", "社区党组织", "社区名称", "社区"],
        "合并单元格会向下沿用，但不超过联建单位数",
    ),
    Field::required(
        UNIT,
        &["联建单位", "共建单位名称", "共建单位", "驻区单位名称", "驻区单位", "单位名称"],
        "一格有几家的用顿号分开",
    ),
    Field::optional(
        COUNT,
        &["单位数", "共建单位数", "联建单位数量", "数量", "家数"],
        "该居民区共有几家",
    )
    .amount(),
];

/// One community and one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointUnit {
    /// The community's Party organisation, as the list writes it.
    pub community: String,
    /// The unit, as the list writes it.
    pub unit: String,
}

/// Reads the list. Rows whose community is missing are refused.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<JointUnit>, Error> {
    let rows = Rows::open(table, COLUMNS)?.fill_down(COMMUNITY, Some(COUNT), UNIT, units_in);
    let mut read = rows.read_each(|line| {
        let community = line.text(COMMUNITY);
        let units = line.names(UNIT);
        // Read for its complaints only: what it declares is judged while filling down.
        line.whole(COUNT);
        let community = community?;
        let pair = |unit| JointUnit { community: community.clone(), unit };
        (!units.is_empty()).then(|| units.into_iter().map(pair).collect())
    });
    read.notice_twins(
        "联建关系",
        |pair| Some((normalise(&pair.community), normalise(&pair.unit))),
        |pair| format!("{}—{}", pair.community, pair.unit),
    );
    Ok(read)
}

fn units_in(text: &str) -> u64 {
    cells::names(text).len() as u64
}
