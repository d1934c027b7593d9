//! Claims to help people in need, in goods or money.

use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const UNIT: &str = "认领单位";
const WHOM: &str = "帮助对象";
const FORM: &str = "帮助形式";
const REMARK: &str = "备注";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(
        UNIT,
        &["认领单位名称", "单位名称", "认领方", "爱心单位", "单位"],
        "认领的单位",
    ),
    Field::optional(WHOM, &["帮扶对象", "资助对象", "对象", "受助对象"], "帮助谁"),
    Field::optional(FORM, &["帮扶形式", "公益形式", "形式", "方式"], "如实物、现金、现金和实物"),
    Field::optional(REMARK, &["说明"], "其他"),
];

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpClaim {
    /// Who claims.
    pub unit: String,
    /// Whom to help.
    pub whom: Option<String>,
    /// In what form, in the list's words.
    pub form: Option<String>,
    /// Anything else.
    pub remark: Option<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<HelpClaim>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.read(|line| {
        let unit = line.text(UNIT);
        let (whom, form, remark) = (line.text(WHOM), line.text(FORM), line.text(REMARK));
        Some(HelpClaim { unit: unit?, whom, form, remark })
    });
    read.notice_twins("认领单位", |claim| Some(normalise(&claim.unit)), |claim| claim.unit.clone());
    Ok(read)
}
