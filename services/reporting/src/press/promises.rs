//! What was promised, in the words of a report: duties with how far they are done, and what is not.

use contracts::projects::fulfilment::{WHOLE, percent};
use contracts::reporting::{ReportDuty, ReportPaper, Unkept, UnkeptClaim};

use super::composing::date;
use super::document::{Block, Table};

/// The most rows of a table in the document itself: all of them stand in the annex.
const ROWS_MAX: usize = 20;

/// What an annex says of one duty.
pub(super) const DUTY_HEAD: [&str; 5] = ["协议", "义务", "应完成", "已完成", "履约率"];

/// What an annex says of one thing that is not done.
pub(super) const UNDONE_HEAD: [&str; 3] = ["事项", "对方", "情况"];

/// Every duty of the period.
pub(super) fn duty_rows(paper: &ReportPaper) -> Vec<[String; 5]> {
    paper.duties.iter().map(ReportDuty::said).collect()
}

/// Every duty that is not wholly done, and every claim that was not kept.
pub(super) fn undone_rows(paper: &ReportPaper) -> Vec<[String; 3]> {
    let undone = paper.duties.iter().filter(|duty| duty.line.rate.is_some_and(|rate| rate < WHOLE));
    undone.map(undone_row).chain(paper.unkept.iter().map(unkept_row)).collect()
}

/// 履约率, and the table that it is the mean of.
pub(super) fn duties(paper: &ReportPaper) -> Vec<Block> {
    if paper.duties.is_empty() {
        return vec![];
    }
    let rate = paper.fulfilment.map(|rate| format!("，协议履约率{}", percent(rate)));
    let (count, rate) = (paper.duties.len(), rate.unwrap_or_default());
    let text = format!("本期应履行协议义务{count}项{rate}。");
    let mut said = vec![Block::Paragraph { text }];
    said.extend(table(&DUTY_HEAD, duty_rows(paper).into_iter().map(Vec::from).collect()));
    said
}

/// What was promised and is not done.
pub(super) fn undone(paper: &ReportPaper) -> Vec<Block> {
    let rows = undone_rows(paper);
    if rows.is_empty() {
        return vec![];
    }
    let text = format!("承诺而未完成、已取消或被撤回的事项共{}项：", rows.len());
    let mut said = vec![Block::Paragraph { text }];
    said.extend(table(&UNDONE_HEAD, rows.into_iter().map(Vec::from).collect()));
    said
}

/// Its first rows; how many more the annex has is said below them.
fn table(head: &[&str], mut rows: Vec<Vec<String>>) -> Vec<Block> {
    let more = rows.len().saturating_sub(ROWS_MAX);
    rows.truncate(ROWS_MAX);
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    let mut said = vec![Block::Table(Table { head, rows })];
    if more > 0 {
        said.push(Block::Paragraph { text: format!("其余{more}项见附件。") });
    }
    said
}

fn undone_row(duty: &ReportDuty) -> [String; 3] {
    let [title, what, due, done, _] = duty.said();
    [format!("{title}：{what}"), "协议各方".to_owned(), format!("应完成{due}，已完成{done}")]
}

fn unkept_row(claim: &UnkeptClaim) -> [String; 3] {
    let on = date(claim.on);
    let how = match claim.unkept {
        Unkept::Outstanding => format!("在办，{on}接受认领"),
        Unkept::Failed => format!("未履约，{on}"),
        Unkept::Cancelled => format!("协商取消，{on}"),
        Unkept::Revoked => format!("需求方撤回，{on}"),
    };
    let title = claim.title.clone().unwrap_or_else(|| "认领".to_owned());
    [title, claim.with_name.clone().unwrap_or_default(), how]
}
