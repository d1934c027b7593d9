//! Cultural events of a community or street.

use crate::cells::Timing;
use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const NAME: &str = "活动名称";
const ABOUT: &str = "简介";
const TIME: &str = "时间";
const WHO: &str = "参加对象";
const PEOPLE: &str = "参加人数";
const PLACE: &str = "活动地址";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(NAME, &["名称", "活动", "项目名称", "活动主题"], "活动的名称"),
    Field::optional(ABOUT, &["活动简介", "内容", "活动内容"], "活动的内容"),
    Field::optional(
        TIME,
        &["活动时间", "举办时间", "日期"],
        "如 2026-03-02、3月3日—10日、4月、每月15日",
    ),
    Field::optional(WHO, &["对象", "参与对象", "面向对象"], "谁可以参加"),
    Field::optional(PEOPLE, &["人数", "参与人数", "预计人数"], "整数").amount(),
    Field::optional(PLACE, &["地址", "地点", "活动地点"], "在哪里"),
];

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CultureEvent {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub about: Option<String>,
    /// When it takes place.
    pub time: Option<Timing>,
    /// Who may come.
    pub who: Option<String>,
    /// How many come.
    pub people: Option<u64>,
    /// Where.
    pub place: Option<String>,
}

/// Reads the list. Dates without a year lie in the year of the table, of its title, or of the
/// list's other dates.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<CultureEvent>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.with_year_of(TIME).read(|line| {
        let name = line.text(NAME);
        let (about, time, who) = (line.text(ABOUT), line.when(TIME), line.text(WHO));
        let (people, place) = (line.whole(PEOPLE), line.text(PLACE));
        Some(CultureEvent { name: name?, about, time, who, people, place })
    });
    read.notice_twins(
        "活动",
        |event| Some((normalise(&event.name), event.time.as_ref().map(|time| time.said.clone()))),
        |event| event.name.clone(),
    );
    Ok(read)
}
