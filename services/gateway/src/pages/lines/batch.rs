//! A batch 全部汇编 of reports: how far it is, and for whom there is no report, with the reason.

use contracts::Rejection;
use contracts::reporting::batch::{Ask, Refused};
use contracts::reporting::{Batch, BatchLine, BatchStatus};
use serde_json::json;

use super::{Line, line_page};
use crate::chinese;
use crate::pages::badge::badge;
use crate::pages::deeds::{self, CANCEL_BATCH, RESUME_BATCH};
use crate::pages::lists::batches::name;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Cell, Row, Section, Share};
use crate::pages::{Answer, Visit};

const REFUSED: &[&str] = &["没有汇编的原因", "人数或单位数"];

pub(crate) async fn batch(visit: &Visit) -> Answer {
    let id = visit.id("batch")?;
    let found = visit.find(&Batch { batch: id }).await?;
    let called = visit.called([found.asked.issuer]).await?;
    let Ask { issuer, period, persons } = found.asked;
    let due = format!("/reports/due?period={period}&persons={persons}");
    let mut facts = vec![
        ("签发单位", Cell::Text(called.of(issuer))),
        ("提出时间", Cell::When(look::moment(found.asked_at))),
        ("应报告", Cell::link(due, "查看应报告的名单")),
    ];
    facts.extend(progress(visit, &found));
    let buttons: &[_] = match found.status {
        BatchStatus::Compiling => &[CANCEL_BATCH],
        BatchStatus::Cancelled | BatchStatus::GivenUp => &[RESUME_BATCH],
        BatchStatus::Finished => &[],
    };
    let refused = found.outcome.iter().flat_map(|outcome| &outcome.refused);
    let rows: Vec<_> = refused.map(|refused| row(found.asked, refused)).collect();
    let section = Section::new("refused", "没有汇编的", REFUSED, rows);
    let line = Line {
        here: Place::Elsewhere,
        kind: "全部汇编",
        heading: name(&found),
        badge: Some(badge(found.status)),
        notice: notice(&found),
        facts,
        way: Vec::new(),
        buttons: deeds::buttons(visit, buttons, &[]),
        sections: if found.outcome.is_some() { vec![section.or("没有")] } else { Vec::new() },
        history: format!("/history/reporting/{id}"),
        waits: found.status == BatchStatus::Compiling,
    };
    Ok(line_page(visit, &called, line))
}

fn progress(visit: &Visit, batch: &BatchLine) -> Option<(&'static str, Cell)> {
    if let Some(outcome) = &batch.outcome {
        let said = format!("{} / {}", outcome.compiled, outcome.subjects);
        return Some(("已汇编", Cell::Text(said)));
    }
    let way = visit.gateway.compiling(batch.id)?;
    let said = format!("{} / {}", way.done, way.total);
    Some(("进度", Cell::Share(Share::of(way.done, way.total).said_as(said))))
}

fn notice(batch: &BatchLine) -> Option<String> {
    match batch.status {
        BatchStatus::GivenUp => batch.reason.as_ref().map(|why| format!("没有完成：{why}")),
        BatchStatus::Compiling => Some("正在汇编，可以离开本页".to_owned()),
        BatchStatus::Finished => {
            Some("请有关社区确认、报告对象预览；没有汇编的仍在应报告的名单里".to_owned())
        }
        BatchStatus::Cancelled => None,
    }
}

fn row(asked: Ask, refused: &Refused) -> Row {
    Row { cells: vec![Cell::Text(why(asked, &refused.code)), Cell::text(refused.count)] }
}

/// What a stable code says. A reason about a period is about that of the batch.
fn why(asked: Ask, code: &str) -> String {
    let (aggregate, reason) = code.split_once('.').unwrap_or((code, ""));
    let told = json!({
        "aggregate": aggregate,
        "code": reason,
        "period": asked.period,
        "until": asked.period.until(),
    });
    let known = serde_json::from_value::<Rejection>(told).ok();
    known.map_or_else(|| code.to_owned(), |known| chinese::rejection(&known).title.to_owned())
}

#[cfg(test)]
mod tests {
    use contracts::testing::OWNER;

    use super::*;

    #[test]
    fn every_reason_against_compiling_is_said_in_chinese() {
        let asked = Ask { issuer: OWNER, period: "2025".parse().unwrap(), persons: false };
        for (code, said) in [
            ("report.nothing_counted", "没有可报告的内容"),
            ("report.period_overlaps", "报告期重叠"),
            ("report.period_not_over", "报告期未结束"),
            ("report.not_their_issuer", "签发单位有误"),
            ("report.out_of_turn", "还不到这一步"),
            ("unheard.of", "unheard.of"),
        ] {
            assert_eq!(why(asked, code), said);
        }
    }
}
