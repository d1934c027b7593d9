//! Texts with the label that somebody gave them: what a classifier learns from. No kind of list
//! that is imported.

use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const LABEL: &str = "类别";
const TITLE: &str = "标题";
const TEXT: &str = "内容";

/// What a text may have in characters.
const TEXT_CHARS_MAX: usize = 20_000;

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(LABEL, &["label", "label1", "一级标签", "标签", "分类"], "人工标注的类别"),
    Field::required(TEXT, &["text", "tokens", "正文", "留言详情", "诉求内容"], "留言正文或分词"),
    Field::optional(TITLE, &["title", "主题", "留言主题"], "留言标题"),
];

/// One labelled text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The label.
    pub label: String,
    /// Title and text.
    pub text: String,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<Labelled>, Error> {
    let read = Rows::open(table, COLUMNS)?.read(|line| {
        let (label, title) = (line.text(LABEL), line.text(TITLE));
        let text = line.text_within(TEXT, TEXT_CHARS_MAX)?;
        let text = title.map_or_else(|| text.clone(), |title| format!("{title}。{text}"));
        Some(Labelled { label: label?, text })
    });
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_text_are_one_and_a_row_without_a_label_is_refused() {
        let csv = "标签,留言主题,留言详情\n交通,路灯,坏了\n,没有,类别\n环境,,噪音\n";
        let read = read(&Table::read(csv.as_bytes(), "a.csv").unwrap()).unwrap();
        let texts: Vec<_> = read.rows.iter().map(|(_, row)| row.text.as_str()).collect();
        assert_eq!(texts, ["路灯。坏了", "噪音"]);
        assert_eq!(read.refused[0].rows[0].0, 3);
    }
}
