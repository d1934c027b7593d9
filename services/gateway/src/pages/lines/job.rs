//! A job 后台任务: how far it is; the file of its ledgers, or for whom there is no report, with the
//! reason.

use contracts::Rejection;
use contracts::reporting::job::{AskLedgers, AskReports, Asked, Made, Refused, Step};
use contracts::reporting::ledger::Ledger;
use contracts::reporting::{Job, JobLine, JobStatus};
use serde_json::{Value, json};
use values::Timestamp;

use super::{Line, line_page};
use crate::chinese;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, CANCEL_JOB, RESUME_JOB};
use crate::pages::jobs::UnderWay;
use crate::pages::lists::jobs::{name, scope};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Cell, Row, Section, Share};
use crate::pages::{Answer, Visit, exports};
use crate::problem::Problem;

const PARTS: &[&str] = &["台账", "进度", "条数", "摘要（SHA-256）"];
const REFUSED: &[&str] = &["原因", "人数或单位数"];
/// The reason that is of the job itself, and of no rule.
const ADDRESSEE_TO_WRITE: &str = "report.addressee_to_write";
const ADDRESSEE_IN_SYSTEM: &str = "report.addressee_in_system";

/// What is particular about what a job makes.
struct Told {
    kind: &'static str,
    facts: Vec<(&'static str, Cell)>,
    sections: Vec<Section>,
    /// What its visitor should know once it is finished.
    finished: &'static str,
}

pub(crate) async fn job(visit: &Visit) -> Answer {
    let id = visit.id("job")?;
    let found = visit.find(&Job { job: id }).await?;
    let issuer = match &found.asked {
        Asked::Ledgers(_) => None,
        Asked::Reports(asked) => Some(asked.issuer),
    };
    let called = visit.called(issuer).await?;
    let Told { kind, mut facts, sections, finished } = match &found.asked {
        Asked::Ledgers(asked) => ledgers(visit, &found, asked)?,
        Asked::Reports(asked) => reports(visit, &found, asked, &called),
    };
    facts.insert(0, ("提出时间", Cell::When(look::moment(found.asked_at))));
    let (buttons, notice): (&[_], _) = match found.status {
        JobStatus::UnderWay => (&[CANCEL_JOB], Some("正在进行，可以离开本页".to_owned())),
        JobStatus::Finished => (&[], Some(finished.to_owned())),
        JobStatus::Cancelled => (&[RESUME_JOB], None),
        JobStatus::GivenUp => {
            (&[RESUME_JOB], found.reason.as_ref().map(|why| format!("没有完成：{why}")))
        }
    };
    let line = Line {
        here: Place::Elsewhere,
        kind,
        heading: name(&found),
        badge: Some(badge(found.status)),
        notice,
        facts,
        way: Vec::new(),
        buttons: deeds::buttons(visit, buttons, &[]),
        sections,
        history: format!("/history/reporting/{id}"),
        waits: found.status == JobStatus::UnderWay,
    };
    Ok(line_page(visit, &called, line))
}

fn share(way: UnderWay) -> Cell {
    Cell::Share(Share::of(way.done, way.total).said_as(format!("{} / {}", way.done, way.total)))
}

fn ledgers(visit: &Visit, job: &JobLine, asked: &AskLedgers) -> Result<Told, Problem> {
    let mut facts = vec![("范围", Cell::Text(scope(asked.scope)))];
    if let Some(Made::Ledgers { file, bytes }) = job.made {
        let download = exports::address(visit, &format!("/jobs/{}/file", job.id))?;
        let link = download.map(|href| Cell::link(href, "下载（ZIP，内为 Excel）"));
        facts.extend(link.map(|link| ("文件", link)));
        facts.push(("大小", Cell::Text(format!("{} KiB", bytes.div_ceil(1024)))));
        facts.push(("摘要（SHA-256）", Cell::text(file)));
    }
    let rows = asked.ledgers.iter().map(|ledger| ledger_row(visit, job, *ledger)).collect();
    Ok(Told {
        kind: "台账",
        facts,
        sections: vec![Section::new("parts", "各种台账", PARTS, rows)],
        finished: "下载链接十分钟内有效，过后刷新本页；文件请妥善保管",
    })
}

fn ledger_row(visit: &Visit, job: &JobLine, ledger: Ledger) -> Row {
    let made = job.parts.iter().find(|part| part.ledger == ledger);
    let under_way = visit.gateway.under_way(job.id).filter(|way| way.ledger == Some(ledger));
    let progress = match (made, under_way) {
        (Some(_), _) => Cell::text("已完成"),
        (None, Some(way)) => share(way),
        (None, None) => Cell::text("等待"),
    };
    let digest = made.map(|part| part.file.to_string().chars().take(16).collect::<String>());
    Row {
        cells: vec![
            Cell::text(ledger.chinese()),
            progress,
            Cell::maybe(made.map(|part| part.lines)),
            Cell::maybe(digest),
        ],
    }
}

fn reports(visit: &Visit, job: &JobLine, asked: &AskReports, called: &Called) -> Told {
    let AskReports { issuer, period, persons, step, .. } = *asked;
    let of_period = format!("period={period}&status=compiled");
    let (kind, by, list, done, left, finished) = match step {
        Step::Compile => (
            "全部汇编",
            "签发单位",
            Cell::link(format!("/reports/due?period={period}&persons={persons}"), "应报告的名单"),
            "已汇编",
            "没有汇编的",
            "请有关社区确认、报告对象预览；没有汇编的仍在应报告的名单里",
        ),
        Step::Confirm => (
            "全部确认",
            "确认社区",
            Cell::link(format!("/reports?{of_period}&awaits={issuer}"), "待确认的报告"),
            "已确认",
            "没有确认的",
            "已确认；数字有误的请更正原始记录，由签发单位重新汇编",
        ),
        Step::Issue => (
            "全部签发",
            "签发单位",
            Cell::link(format!("/reports?{of_period}"), "未签发的报告"),
            "已签发",
            "没有签发的",
            "已签发；没有签发的等社区确认、报告对象预览后再签发",
        ),
        Step::Deliver => (
            "全部送达",
            "签发单位",
            Cell::link(format!("/reports?period={period}&status=issued"), "待签收的报告"),
            "已送达",
            "没有送达的",
            "已送达；链接和送达码一小时内可以领取，请分别告知主送单位",
        ),
    };
    let mut facts = vec![(by, Cell::Text(called.of(issuer))), ("名单", list)];
    let mut sections = Vec::new();
    if let Some(Made::Reports(outcome)) = &job.made {
        if step == Step::Deliver && outcome.compiled > 0 {
            let slips = Cell::link(format!("/jobs/{}/slips", job.id), "领取链接和送达码");
            facts.push(("送达清单", slips));
        }
        let said = format!("{} / {}", outcome.compiled, outcome.subjects);
        facts.push((done, Cell::Text(said)));
        let fonts: Vec<_> = outcome.fonts_missing.iter().map(|font| font.as_str()).collect();
        facts.push(("缺少字体", Cell::Text(fonts.join("、"))));
        let jammed: Vec<_> = outcome.jammed.iter().map(|reason| reason.as_str()).collect();
        facts.push(("没有印成", Cell::Text(jammed.join("；"))));
        let rows = outcome.refused.iter().map(|refused| refused_row(asked, refused)).collect();
        sections.push(Section::new("refused", left, REFUSED, rows).or("没有"));
    } else {
        facts.extend(visit.gateway.under_way(job.id).map(|way| ("进度", share(way))));
    }
    Told { kind, facts, sections, finished }
}

fn refused_row(asked: &AskReports, refused: &Refused) -> Row {
    Row { cells: vec![Cell::Text(why(asked, &refused.code)), Cell::text(refused.count)] }
}

/// What a stable code says. A reason about a period is about that of the job; whatever else it
/// names is another one's each time, and is not told.
fn why(asked: &AskReports, code: &str) -> String {
    if code == ADDRESSEE_TO_WRITE {
        return "需逐份填写主送".to_owned();
    }
    if code == ADDRESSEE_IN_SYSTEM {
        return "主送单位有账号，在系统里签收".to_owned();
    }
    let (aggregate, reason) = code.split_once('.').unwrap_or((code, ""));
    let told = |until: Value| {
        json!({
            "aggregate": aggregate,
            "code": reason,
            "period": asked.period,
            "until": until,
            "left": 0,
            "current": 0,
        })
    };
    let until = [json!(asked.period.until()), json!(Timestamp::UNIX_EPOCH)];
    let known = until.into_iter().find_map(|until| serde_json::from_value(told(until)).ok());
    let known: Option<Rejection> = known;
    known.map_or_else(|| code.to_owned(), |known| chinese::rejection(&known).title.to_owned())
}

#[cfg(test)]
mod tests {
    use contracts::testing::OWNER;

    use super::*;

    #[test]
    fn every_reason_against_it_is_said_in_chinese() {
        let asked = AskReports::compile(OWNER, "2025".parse().unwrap(), false);
        for (code, said) in [
            ("report.nothing_counted", "没有可报告的内容"),
            ("report.period_overlaps", "报告期重叠"),
            ("report.period_not_over", "报告期未结束"),
            ("report.not_their_issuer", "签发单位有误"),
            ("report.out_of_turn", "还不到这一步"),
            ("report.not_confirmed", "还有社区未确认"),
            ("report.preview_runs", "预览期未结束"),
            ("report.other_draft", "报告已重新汇编"),
            ("report.addressee_to_write", "需逐份填写主送"),
            ("report.addressee_in_system", "主送单位有账号，在系统里签收"),
            ("unheard.of", "unheard.of"),
        ] {
            assert_eq!(why(&asked, code), said);
        }
    }
}
