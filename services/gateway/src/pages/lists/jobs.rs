//! Jobs 后台任务 that the visitor asked for: ledgers 台账, and all reports of a period 全部汇编.

use contracts::PageRequest;
use contracts::reporting::job::{AskLedgers, Asked, Made, Outcome, Step};
use contracts::reporting::ledger::Scope;
use contracts::reporting::{JobLine, Jobs};

use super::{Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::deeds::{self, NEW_ARCHIVE, NEW_LEDGER};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] = &["任务", "状态", "进度", "提出时间"];

pub(super) async fn jobs(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Jobs = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called([]).await?;
    let list = List {
        heading: "后台任务".to_owned(),
        about: "台账整份导出，一个报告期的报告逐一汇编、确认、签发，都在后台进行，可随时取消、继续",
        columns: COLUMNS,
        rows: found.items.iter().map(row).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, &[NEW_ARCHIVE, NEW_LEDGER], &[]),
        empty: Some("还没有后台任务；全部汇编、确认、签发请从“双报告”开始".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// What a job is called.
pub(crate) fn name(line: &JobLine) -> String {
    match &line.asked {
        Asked::Ledgers(AskLedgers { ledgers, scope: of }) => {
            let one = ledgers.first().filter(|_| ledgers.len() == 1);
            let archive = || format!("档案包（{} 种台账）", ledgers.len());
            let name = one.map_or_else(archive, |ledger| ledger.chinese().to_owned());
            format!("{name}：{}", scope(*of))
        }
        Asked::Reports(asked) => {
            let of = if asked.persons { "个人" } else { "单位" };
            let what = match asked.step {
                Step::Compile => "汇编",
                Step::Confirm => "确认",
                Step::Issue => "签发",
                Step::Deliver => "送达",
            };
            format!("{what}{}{of}报告", asked.period.chinese())
        }
    }
}

/// Whose lines they are.
pub(crate) fn scope(scope: Scope) -> String {
    match scope {
        Scope::Everything => "能看到的全部".to_owned(),
        Scope::Own => "本组织".to_owned(),
        Scope::Area(area) => format!("区划 {area}"),
    }
}

fn row(line: &JobLine) -> Row {
    let made = match (&line.asked, &line.made) {
        (Asked::Ledgers(asked), _) => {
            let lines: u64 = line.parts.iter().map(|part| part.lines).sum();
            format!("{} / {} 种，{lines} 条", line.parts.len(), asked.ledgers.len())
        }
        (Asked::Reports(_), Some(Made::Reports(Outcome { subjects, compiled, .. }))) => {
            format!("{compiled} / {subjects} 份")
        }
        (Asked::Reports(_), _) => String::new(),
    };
    Row {
        cells: vec![
            Cell::link(format!("/jobs/{}", line.id), name(line)),
            Cell::Badge(badge(line.status)),
            Cell::Text(made),
            Cell::When(look::moment(line.asked_at)),
        ],
    }
}
