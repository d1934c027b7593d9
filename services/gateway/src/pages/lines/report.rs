//! A report 报告: what it says, who confirmed it, what was issued, and whose turn it is.

use contracts::Claimer;
use contracts::projects::fulfilment::percent;
use contracts::reporting::course::Counted;
use contracts::reporting::report::Printed;
use contracts::reporting::{
    Confirmation, Figure, Report, ReportDuty, ReportPaper, ReportSection, ReportStatus,
    ReportVersion, UnkeptClaim, points,
};

use super::{Line, line_page};
use crate::Shown;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, *};
use crate::pages::lists::reports::signs;
use crate::pages::look;
use crate::pages::parts::{Button, Cell, Row, Section, WayStep, Weight};
use crate::pages::{Answer, Visit, exports};
use crate::problem::Problem;

const FIGURES: &[&str] = &["指标", "本期", "上期", "依据"];
const DUTIES: &[&str] = &["协议", "义务", "应完成", "已完成", "履约率"];
const UNKEPT: &[&str] = &["认领", "对方", "情况", "日期"];
const SECTIONS: &[&str] = &["社区", "确认情况", "开展服务", "依据"];
const VERSIONS: &[&str] = &["版本", "文号", "回执", "文件", "摘要（SHA-256）"];

pub(crate) async fn report(visit: &Visit) -> Answer {
    let report = visit.id("report")?;
    let paper = visit.find(&Report { report }).await?;
    let subject = paper.line.subject;
    let communities = paper.sections.iter().map(|section| section.community);
    let parties = communities.chain([paper.line.issuer]).chain(paper.addressee);
    let mut called = visit.called(parties.chain(subject.organisation())).await?;
    if let Claimer::Person(person) = subject {
        called = visit.with_persons(called, [person]).await?;
    }
    let versions = paper.versions.iter().rev().map(|version| version_row(visit, &paper, version));
    let versions = versions.collect::<Result<Vec<_>, _>>()?;
    let sections = vec![
        Section::new("figures", "指标", FIGURES, figures(&paper)).or("这一期没有可报告的事项"),
        Section::new("duties", "协议义务", DUTIES, paper.duties.iter().map(duty_row).collect())
            .or("这一期没有须履行的协议义务"),
        Section::new("unkept", "未兑现的认领", UNKEPT, unkept_rows(&paper)).or("没有未兑现的认领"),
        Section::new("sections", "各社区部分", SECTIONS, confirmations(&paper, &called)),
        Section::new("versions", "已签发的文件", VERSIONS, versions).or("签发后在这里下载"),
    ];
    let line = Line {
        here: look::Place::Elsewhere,
        kind: "双报告",
        heading: format!("{}{}共建情况", called.claimer(subject), paper.line.period.chinese()),
        badge: Some(badge(paper.line.status)),
        notice: notice(visit, &paper),
        facts: facts(&paper, &called),
        way: way(&paper),
        buttons: buttons(visit, &paper),
        sections,
        history: format!("/history/reporting/{report}"),
        waits: paper.line.status == ReportStatus::Numbered,
    };
    Ok(line_page(visit, &called, line))
}

/// How many communities have neither confirmed nor let the time pass.
fn awaited(paper: &ReportPaper) -> usize {
    let awaited = |section: &&ReportSection| section.confirmation == Confirmation::Awaited;
    paper.sections.iter().filter(awaited).count()
}

fn notice(visit: &Visit, paper: &ReportPaper) -> Option<String> {
    if paper.line.erased {
        return Some("报告对象的个人信息已依法删除，只保留文号和摘要".to_owned());
    }
    match paper.line.status {
        ReportStatus::Compiled if awaited(paper) > 0 => Some(format!(
            "还有 {} 个社区待确认，期限 {}；逾期标注“未确认”",
            awaited(paper),
            look::moment(paper.confirm_until),
        )),
        ReportStatus::Compiled if preview_runs(visit, paper) => Some(format!(
            "报告对象可预览到 {}；其表示无异议后可提前签发。数字有误请更正原始记录，再重新汇编",
            look::moment(paper.preview_until),
        )),
        ReportStatus::Compiled => Some("可以签发".to_owned()),
        ReportStatus::Numbered => Some(match &paper.jammed {
            Some(reason) => format!("还没有印成：{reason}"),
            None => "正在印制，完成后自动显示".to_owned(),
        }),
        ReportStatus::Issued => Some(match &paper.addressee_name {
            Some(name) if paper.addressee.is_some() => format!("已送{name}，等待签收"),
            Some(_) | None => match paper.delivered_until {
                Some(until) => format!("已发送达链接，{} 前可签收", look::moment(until)),
                None => "主送单位不在系统内，请用送达链接送达".to_owned(),
            },
        }),
        ReportStatus::Disputed => {
            let reason = paper.versions.last().and_then(|version| version.disputed.as_ref());
            reason.map(|reason| format!("主送单位有异议：{reason}"))
        }
        ReportStatus::Received => None,
    }
}

fn preview_runs(visit: &Visit, paper: &ReportPaper) -> bool {
    !paper.assented && visit.now() <= paper.preview_until
}

fn facts(paper: &ReportPaper, called: &Called) -> Vec<(&'static str, Cell)> {
    let line = &paper.line;
    let subject = match line.subject {
        Claimer::Organisation(unit) => Cell::link(look::organisation(unit), called.of(unit)),
        Claimer::Person(_) => Cell::text(called.claimer(line.subject)),
    };
    let missing = paper.versions.last().map(|version| &version.fonts_missing);
    let missing = missing
        .filter(|missing| !missing.is_empty())
        .map(|missing| missing.iter().map(|font| font.as_str()).collect::<Vec<_>>().join("、"));
    let signed_as = paper.signed.and_then(|signed| signed.role);
    let standing = paper.versions.last().and_then(|version| version.standing.as_ref());
    let standing = standing.and_then(|standing| match (standing.total, standing.stars) {
        (Some(total), _) => {
            let band = standing.band.as_ref().map_or_else(String::new, |band| format!("，{band}"));
            Some(format!("{} 分{band}", points(total)))
        }
        (None, stars) => stars.map(|stars| format!("{stars} 星")),
    });
    vec![
        ("对象", subject),
        ("报告期", Cell::text(line.period.chinese())),
        ("签发单位", Cell::text(called.of(line.issuer))),
        ("主送", Cell::maybe(paper.addressee_name.as_ref())),
        ("文号", Cell::maybe(line.number.as_ref())),
        ("版本", Cell::text(format!("第 {} 版，第 {} 次汇编", line.version, paper.draft))),
        (
            "送达链接有效至",
            Cell::When(paper.delivered_until.map_or_else(String::new, look::moment)),
        ),
        ("期末报到在册", Cell::Text(format!("{} 个社区", paper.checked_in))),
        ("协议履约率", Cell::maybe(paper.fulfilment.map(percent))),
        (
            "依据",
            Cell::link(format!("/reports/{}/evidence", line.id), format!("{} 条记录", paper.lines)),
        ),
        ("数据截至", Cell::text(format!("统计日志第 {} 条", paper.at))),
        ("签发时评分", Cell::maybe(standing)),
        ("签发人职务", Cell::maybe(signed_as.map(Shown::chinese))),
        ("缺少字体", Cell::maybe(missing)),
    ]
}

/// The step that is under way, and those before it.
fn way(paper: &ReportPaper) -> Vec<WayStep> {
    let (reached, current) = match paper.line.status {
        ReportStatus::Compiled if awaited(paper) > 0 => (1, 2),
        ReportStatus::Compiled => (2, 3),
        ReportStatus::Numbered => (3, 4),
        ReportStatus::Issued | ReportStatus::Disputed => (4, 5),
        ReportStatus::Received => (5, 5),
    };
    let steps = ["汇编", "社区确认", "签发", "印制", "签收"].into_iter().zip(1..);
    let step = |(label, n)| WayStep {
        label,
        when: String::new(),
        reached: n <= reached,
        current: n == current,
    };
    steps.map(step).collect()
}

/// Every indicator of this period or the last, each opening to its lines.
fn figures(paper: &ReportPaper) -> Vec<Row> {
    let mut counted: Vec<Counted> =
        paper.figures.iter().chain(&paper.before).map(|figure| figure.counted).collect();
    counted.sort_unstable();
    counted.dedup();
    let said = |figures: &[Figure], counted| {
        let found = figures.iter().find(|figure| figure.counted == counted);
        found.map_or_else(|| "无".to_owned(), Figure::said)
    };
    let row = |counted: Counted| {
        let evidence = format!("/reports/{}/evidence?counted={}", paper.line.id, counted.code());
        Row {
            cells: vec![
                Cell::text(counted.chinese()),
                Cell::Text(said(&paper.figures, counted)),
                Cell::Text(said(&paper.before, counted)),
                Cell::Links(vec![("逐条", evidence)]),
            ],
        }
    };
    counted.into_iter().map(row).collect()
}

/// A duty, as far as the period asks for it.
fn duty_row(duty: &ReportDuty) -> Row {
    let [title, what, due, done, rate] = duty.said();
    let agreement = Cell::link(format!("/agreements/{}", duty.agreement), title);
    let said = [what, due, done, rate].map(Cell::Text);
    Row { cells: std::iter::once(agreement).chain(said).collect() }
}

fn unkept_rows(paper: &ReportPaper) -> Vec<Row> {
    let row = |claim: &UnkeptClaim| {
        let title = claim.title.as_deref().unwrap_or("认领");
        Row {
            cells: vec![
                Cell::link(format!("/claims/{}", claim.claim), title),
                Cell::maybe(claim.with_name.as_ref()),
                Cell::Badge(badge(claim.unkept)),
                Cell::When(claim.on.to_string()),
            ],
        }
    };
    paper.unkept.iter().map(row).collect()
}

fn confirmations(paper: &ReportPaper, called: &Called) -> Vec<Row> {
    let row = |section: &ReportSection| {
        let (id, community) = (paper.line.id, section.community);
        let services = section.figures.iter().find(|figure| figure.counted == Counted::Service);
        let evidence = format!("/reports/{id}/evidence?community={community}");
        Row {
            cells: vec![
                Cell::Text(called.of(community)),
                Cell::Badge(badge(section.confirmation)),
                Cell::Text(services.map_or_else(|| "无".to_owned(), Figure::said)),
                Cell::Links(vec![("逐条", evidence)]),
            ],
        }
    };
    paper.sections.iter().map(row).collect()
}

fn version_row(
    visit: &Visit,
    paper: &ReportPaper,
    version: &ReportVersion,
) -> Result<Row, Problem> {
    let receipt = match (version.received_at, &version.disputed) {
        (Some(at), _) => format!("{} 签收", look::moment(at)),
        (None, Some(_)) => "有异议".to_owned(),
        (None, None) => "待签收".to_owned(),
    };
    let link = |file: &Printed| {
        let (report, version) = (paper.line.id, version.version);
        let path = format!("/reports/{report}/documents/{version}/{}", file.format.extension());
        let href = exports::address(visit, &path)?;
        Ok::<_, Problem>(href.map(|href| (file.format.chinese(), href)))
    };
    let files = version.files.iter().filter(|_| !paper.line.erased);
    let files = files.map(link).collect::<Result<Vec<_>, _>>()?;
    let digest = version.files.first().map_or_else(
        || Cell::text(""),
        |file| {
            let digest = file.file.to_string();
            let text: String = digest.chars().take(16).collect();
            Cell::link(format!("/check?digest={digest}"), format!("{text}…"))
        },
    );
    Ok(Row {
        cells: vec![
            Cell::Explained {
                text: format!("第 {} 版", version.version),
                under: look::moment(version.issued_at),
            },
            Cell::text(&version.number),
            Cell::Text(receipt),
            Cell::Links(files.into_iter().flatten().collect()),
            digest,
        ],
    })
}

/// The next step as one button for whoever is to take it.
fn buttons(visit: &Visit, paper: &ReportPaper) -> Vec<Button> {
    let line = &paper.line;
    if line.erased {
        return Vec::new();
    }
    let issues = visit.acts_for(line.issuer);
    let receives = paper.addressee.is_some_and(|addressee| visit.acts_for(addressee));
    let (mut main, mut others) = (Vec::new(), Vec::new());
    match line.status {
        ReportStatus::Compiled => {
            let confirms = |section: &ReportSection| {
                section.confirmation != Confirmation::Confirmed && visit.acts_for(section.community)
            };
            if paper.sections.iter().any(confirms) {
                main.push(CONFIRM_REPORT);
            }
            if !paper.assented && visit.acts_as(line.subject) {
                main.push(ASSENT);
            }
            let ready = awaited(paper) == 0 && !preview_runs(visit, paper);
            if issues && signs(visit) && ready {
                main.push(ISSUE);
            }
            others.extend(issues.then_some(COMPILE_AGAIN));
        }
        ReportStatus::Issued => {
            if receives {
                main.push(RECEIVE);
                others.push(DISPUTE);
            }
            others.extend(issues.then_some(COMPILE_AGAIN));
        }
        ReportStatus::Disputed => main.extend(issues.then_some(COMPILE_AGAIN)),
        ReportStatus::Received => others.extend(issues.then_some(COMPILE_AGAIN)),
        ReportStatus::Numbered => {}
    }
    let mut buttons = deeds::buttons(visit, &main, &others);
    if issues && !paper.versions.is_empty() && line.status != ReportStatus::Compiled {
        let (label, weight) = ("送达链接", Weight::Other);
        let href = format!("/reports/{}/deliver", line.id);
        buttons.push(Button { label, href, key: None, weight });
    }
    buttons
}
