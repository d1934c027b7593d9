//! What a document says, in whatever form it is printed.

use serde::Serialize;

/// An official document 公文, by GB/T 9704-2012 as far as `press` goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Document {
    /// 发文机关标志, in red; without one the document is plain 无版头.
    pub(crate) masthead: Option<String>,
    /// 发文字号
    pub(crate) number: String,
    /// 上行文: the office of who signs it 签发人, with room for the name, by hand. What is about a
    /// unit names no person.
    pub(crate) signer: Option<String>,
    pub(crate) title: String,
    /// 主送机关
    pub(crate) addressee: Option<String>,
    pub(crate) body: Vec<Block>,
    /// 附件说明
    pub(crate) annexes: Vec<String>,
    /// 发文机关署名
    pub(crate) signature: String,
    /// 成文日期, `2026年4月17日`.
    pub(crate) date: String,
    /// The same, for programs.
    pub(crate) on: Day,
    /// 版记: who printed it; the copies go to nobody.
    pub(crate) printed_by: String,
}

/// The card 登记卡 of one person for one period: one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Card {
    pub(crate) title: String,
    pub(crate) number: String,
    pub(crate) period: String,
    /// For the work unit to know whom it is about; empty, for a pen, where nobody said.
    pub(crate) name: String,
    /// The beginning of the person's id 编号.
    pub(crate) code: String,
    pub(crate) work_unit: String,
    pub(crate) communities: String,
    /// What was counted, and how much.
    pub(crate) figures: Vec<(String, String)>,
    /// At most [`CARD_LINES_MAX`], and how many more there are.
    pub(crate) services: Vec<String>,
    pub(crate) confirmations: String,
    pub(crate) issuer: String,
    pub(crate) date: String,
    pub(crate) on: Day,
    pub(crate) lines: usize,
    /// Up to which position of the log they were known.
    pub(crate) at: u64,
}

/// The most lines of services on a card: it is one page.
pub(crate) const CARD_LINES_MAX: usize = 12;

/// A day, as its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Day {
    pub(crate) year: i16,
    pub(crate) month: i8,
    pub(crate) day: i8,
}

/// A part of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    /// 一、
    Heading {
        text: String,
    },
    Paragraph {
        text: String,
    },
    Table(Table),
}

/// Rows of texts; the first column is text, the others are figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// `一`, `二` … `十二`: the numbers of the headings.
pub(crate) fn chinese_number(number: usize) -> &'static str {
    const NUMBERS: [&str; 12] =
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    number.checked_sub(1).and_then(|at| NUMBERS.get(at)).copied().unwrap_or_default()
}
