//! Items of the 12345 hotline, as they come in and, answered, go back.

use values::Timestamp;

use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const NUMBER: &str = "热线编号";
const CATEGORY: &str = "类别";
const TITLE: &str = "标题";
const TEXT: &str = "内容";
const HEARD: &str = "时间";
const UNTIL: &str = "时限";
const REPLY: &str = "答复";
const REPLIED: &str = "答复时间";

/// What a message or an answer may have in characters.
const TEXT_CHARS_MAX: usize = 8_000;

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(NUMBER, &["id", "编号", "工单编号", "留言编号"], "热线原有的编号"),
    Field::required(TEXT, &["text", "留言详情", "诉求内容"], "来电人说了什么"),
    Field::required(HEARD, &["time", "来电时间", "留言时间"], "如 2026-03-02 09:30"),
    Field::optional(TITLE, &["title", "主题", "留言主题"], "没有的取内容开头"),
    Field::optional(CATEGORY, &["label1", "一级标签"], "热线的分类"),
    Field::optional(UNTIL, &["due", "办理时限", "截止时间"], "热线要求的办结时间"),
    Field::optional(REPLY, &["reply", "答复意见"], "已经答复的内容"),
    Field::optional(REPLIED, &["reply_time"], "已经答复的时间"),
];

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotlineItem {
    /// The hotline's own number.
    pub number: String,
    /// In the hotline's words.
    pub category: Option<String>,
    /// In a few words.
    pub title: Option<String>,
    /// What was said.
    pub text: String,
    /// When it was heard.
    pub heard_at: Timestamp,
    /// When the hotline wants it answered.
    pub until: Option<Timestamp>,
    /// The answer.
    pub reply: Option<String>,
    /// When it was given.
    pub replied_at: Option<Timestamp>,
}

/// Reads the list. Two items with one number are refused.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<HotlineItem>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.read(|line| {
        let (number, text) = (line.code(NUMBER), line.text_within(TEXT, TEXT_CHARS_MAX));
        let (heard_at, until) = (line.moment(HEARD), line.moment(UNTIL));
        let (title, category) = (line.text(TITLE), line.text(CATEGORY));
        let reply = line.text_within(REPLY, TEXT_CHARS_MAX);
        let replied_at = line.moment(REPLIED);
        let (number, text, heard_at) = (number?, text?, heard_at?);
        Some(HotlineItem { number, category, title, text, heard_at, until, reply, replied_at })
    });
    read.refuse_twins(NUMBER, |item| Some(item.number.clone()), |_, _| false);
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_a_number_of_its_own_a_text_and_a_moment() {
        let csv = "编号,留言主题,留言详情,留言时间,答复\n\
                   2549,路灯,坏了,2019/4/25 9:32,已修\n\
                   2550,,坏了,昨天,\n\
                   2551,,公交,2019-04-26,\n2551,,堵车,2019-04-26,\n";
        let read = read(&Table::read(csv.as_bytes(), "a.csv").unwrap()).unwrap();
        assert_eq!(read.rows[0].1.number, "2549");
        assert_eq!(read.rows[0].1.reply.as_deref(), Some("已修"));
        let codes: Vec<_> = read.refused.iter().map(|refusal| refusal.code).collect();
        assert!(codes.contains(&"moment_unreadable") && codes.len() >= 2, "{codes:?}");
    }
}
