//! Services for soldiers, veterans and their families.

use crate::cells::Timing;
use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const PROJECT: &str = "项目";
const TIME: &str = "开展时间";
const PLACE: &str = "地点";
const TAKE_PART: &str = "参与";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(PROJECT, &["项目名称", "服务项目", "活动名称", "名称"], "服务项目"),
    Field::optional(TIME, &["时间", "活动时间"], "如 2026-08-01、7月、每季度一次"),
    Field::optional(PLACE, &["地址", "活动地点"], "在哪里；几处用顿号分开"),
    Field::optional(TAKE_PART, &["参与单位", "参加单位", "参加对象"], "几家用顿号分开"),
];

/// One service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmyService {
    /// What it is.
    pub project: String,
    /// When.
    pub time: Option<Timing>,
    /// Where.
    pub places: Vec<String>,
    /// Who takes part.
    pub participants: Vec<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<ArmyService>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.with_year_of(TIME).read(|line| {
        let (project, time) = (line.text(PROJECT), line.when(TIME));
        let (places, participants) = (line.names(PLACE), line.names(TAKE_PART));
        Some(ArmyService { project: project?, time, places, participants })
    });
    read.notice_twins(
        "项目",
        |service| Some(normalise(&service.project)),
        |service| service.project.clone(),
    );
    Ok(read)
}
