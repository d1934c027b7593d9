//! Visits of banks and insurers to communities.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::cell::RowNumber;
use crate::cells::{Timing, When};
use crate::error::Error;
use crate::header::Field;
use crate::names::community_core;
use crate::report::{Notice, Read};
use crate::rows::Rows;
use crate::table::Table;

const COMMUNITY: &str = "居民区名称";
const BANK: &str = "金融单位";
const TIME: &str = "活动时间";
const TOPIC: &str = "名称";
const PEOPLE: &str = "参加人数";
const MONTH: &str = "月统计";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(COMMUNITY, &["居民区", "社区名称", "社区", "居委"], "在哪个居民区"),
    Field::required(BANK, &["金融机构", "银行", "单位名称", "主办单位"], "哪家金融单位"),
    Field::optional(TIME, &["时间", "日期", "举办时间"], "如 2026-03-02、2026.3、每季度一次"),
    Field::optional(TOPIC, &["活动名称", "讲座名称", "主题", "内容"], "讲什么"),
    Field::optional(PEOPLE, &["人数", "参与人数"], "整数，如 50 或 50人").amount(),
    Field::optional(MONTH, &["月份", "月度统计"], "如“一月（7次）”；只用来核对").amount(),
];

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinanceVisit {
    /// The community, as the list writes it.
    pub community: String,
    /// The bank or insurer, as the list writes it.
    pub bank: String,
    /// When.
    pub time: Option<Timing>,
    /// What about.
    pub topic: Option<String>,
    /// How many came.
    pub people: Option<u64>,
}

/// Reads the list. Several banks in one community on one day are noticed: that may be one event.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<FinanceVisit>, Error> {
    let rows = Rows::open(table, COLUMNS)?.with_year_of(TIME).check_counts(MONTH);
    let mut read = rows.read(|line| {
        let (community, bank) = (line.text(COMMUNITY), line.text(BANK));
        let (time, topic, people) = (line.when(TIME), line.text(TOPIC), line.whole(PEOPLE));
        Some(FinanceVisit { community: community?, bank: bank?, time, topic, people })
    });
    notice_same_day(&mut read);
    Ok(read)
}

fn notice_same_day(read: &mut Read<FinanceVisit>) {
    let mut days = BTreeMap::<(Date, String), Vec<(RowNumber, &FinanceVisit)>>::new();
    for (row, visit) in &read.rows {
        if let Some(Timing { when: When::Day(day), .. }) = &visit.time {
            days.entry((*day, community_core(&visit.community))).or_default().push((*row, visit));
        }
    }
    for ((day, _), visits) in days.into_iter().filter(|(_, visits)| visits.len() > 1) {
        let banks: Vec<&str> = visits.iter().map(|(_, visit)| visit.bank.as_str()).collect();
        read.notices.push(Notice {
            rows: visits.iter().map(|(row, _)| *row).collect(),
            code: "same_day",
            message: format!(
                "{}在{day}有{}条记录（{}），可能是同一场活动。",
                visits[0].1.community,
                banks.len(),
                banks.join("、")
            ),
        });
    }
}
