//! Small wishes of people in need. The list tells a group of people, never a person.

use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const WISH: &str = "心愿内容";
const WHO: &str = "心愿人群";
const CLAIMED_BY: &str = "认领方";
const KIND: &str = "类别";
const STATE: &str = "状态";
const SOURCE: &str = "来源";
const NUMBER: &str = "心愿编号";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(WISH, &["wish", "心愿", "微心愿", "微心愿内容", "愿望"], "想要什么"),
    Field::optional(
        WHO,
        &["who", "人群", "对象", "许愿人群", "家庭困难情况"],
        "哪一类人，不写姓名",
    ),
    Field::optional(CLAIMED_BY, &["claimed_by", "认领单位", "认领人", "认领情况"], "谁认领了"),
    Field::optional(KIND, &["kind", "类型", "心愿类别"], "如物品、陪伴、出行"),
    Field::optional(STATE, &["state", "实现情况", "完成情况"], "如已认领、已实现"),
    Field::optional(SOURCE, &["source", "上报单位", "上报社区", "社区"], "从哪里来"),
    Field::optional(NUMBER, &["no", "编号"], "原有的编号"),
];

/// One wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MicroWish {
    /// The number it has in the list.
    pub number: Option<String>,
    /// What is wished for.
    pub wish: String,
    /// The group of people.
    pub who: Option<String>,
    /// Who claimed it.
    pub claimed_by: Option<String>,
    /// Its kind, in the list's words.
    pub kind: Option<String>,
    /// Its state, in the list's words.
    pub state: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
}

/// Reads the list. Wishes that read the same are no duplicates, but two with one number are
/// noticed.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<MicroWish>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.read(|line| {
        let wish = line.text(WISH);
        let number = line.code(NUMBER);
        let (who, claimed_by) = (line.text(WHO), line.text(CLAIMED_BY));
        let (kind, state, source) = (line.text(KIND), line.text(STATE), line.text(SOURCE));
        Some(MicroWish { number, wish: wish?, who, claimed_by, kind, state, source })
    });
    read.notice_twins("心愿编号", |wish| wish.number.clone(), |wish| wish.wish.clone());
    Ok(read)
}
