//! What an import says: complaints as a table, notices, and what it made.

use std::path::Path;

use anyhow::Context as _;
use gateway::RefusedRows;
use sheets::{Notice, Refusal};

use super::carrying_out::Outcome;
use super::plan::Plan;
use super::spans::first_spans;
use crate::table;

/// More lines than this nobody reads on a screen.
const SHOWN_MAX: usize = 200;
/// How many of the things a dry run would make are shown.
const FIRST_MAX: usize = 10;

pub(super) fn refusals(refused: &[Refusal]) {
    let mut rows = table::with(&["行号", "列", "原因", "建议"]);
    for refusal in refused.iter().take(SHOWN_MAX) {
        rows.add_row([
            first_spans(&refusal.rows),
            refusal.column.clone().unwrap_or_else(|| "—".to_owned()),
            refusal.message.clone(),
            refusal.suggestion.clone(),
        ]);
    }
    println!("{rows}");
    if refused.len() > SHOWN_MAX {
        println!("另有 {} 处没有列出，用 --errors 写成文件。", refused.len() - SHOWN_MAX);
    }
    println!("有 {} 处不能导入，什么都没有导入。改好后再运行。", refused.len());
}

pub(super) fn notices(notices: &[Notice]) {
    for notice in notices.iter().take(SHOWN_MAX) {
        println!("提示：{}", notice.message);
    }
    if notices.len() > SHOWN_MAX {
        println!("另有 {} 条提示没有列出。", notices.len() - SHOWN_MAX);
    }
}

/// Writes the complaints beside the file, for whoever mends it.
pub(super) fn write_refusals(path: &Path, refused: &[RefusedRows]) -> anyhow::Result<()> {
    std::fs::write(path, gateway::refusals(refused))
        .with_context(|| format!("无法写入 {}", path.display()))
}

pub(super) fn dry_run(plan: &Plan) {
    println!("核对通过，{}行都可以导入，将会有：{}。", plan.rows, counted(plan));
    let first = plan.steps.iter().filter_map(|step| Some((step.row, step.what.shown()?)));
    for (row, shown) in first.take(FIRST_MAX) {
        match row {
            Some(row) => println!("  第{row}行：{shown}"),
            None => println!("  {shown}"),
        }
    }
    println!("这是核对（--dry-run），什么都没有导入。");
}

pub(super) fn done(plan: &Plan, outcome: &Outcome, seconds: f64) {
    println!("导入完成：{}行，用时 {seconds:.1} 秒；其中：{}。", outcome.taken, counted(plan));
    if outcome.failed.is_empty() {
        return;
    }
    let mut rows = table::with(&["行号", "原因", "代码"]);
    for (row, reason) in outcome.failed.iter().take(SHOWN_MAX) {
        rows.add_row([row.to_string(), reason.said.clone(), reason.code.clone()]);
    }
    println!("{rows}");
    println!(
        "有 {} 行在导入时没有成功（核对之后情况有变）。请把这些行另存为一个文件，改好后再导入。",
        outcome.failed.len()
    );
}

pub(super) fn counted(plan: &Plan) -> String {
    let counts = plan.counts();
    if counts.is_empty() {
        return "没有新的内容".to_owned();
    }
    let counts = counts.into_iter().map(|(what, count)| format!("{what} {count}"));
    counts.collect::<Vec<_>>().join("、")
}
