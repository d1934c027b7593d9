//! What is done about dual reports 双报告: compiled, confirmed, issued, received or disputed.

use contracts::Claimer;
use contracts::reporting::report::{self, Compile};
use contracts::reporting::{Confirmation, Report, ReportPaper};
use values::{OrganisationId, Uuid};

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::lists::reports::periods;
use crate::pages::parts::{Cell, Choice};
use crate::problem::Problem;

pub(crate) const COMPILE: &str = "/reports/compile";
pub(crate) const COMPILE_AGAIN: &str = "/reports/{report}/compile";
pub(crate) const CONFIRM_REPORT: &str = "/reports/{report}/confirm";
pub(crate) const ASSENT: &str = "/reports/{report}/assent";
pub(crate) const ISSUE: &str = "/reports/{report}/issue";
pub(crate) const RECEIVE: &str = "/reports/{report}/receive";
pub(crate) const DISPUTE: &str = "/reports/{report}/dispute";

pub(super) fn deeds() -> Vec<Deed> {
    let compiled = "已汇编，请有关社区确认、报告对象预览。";
    vec![
        deed::<Compile>(COMPILE, "汇编报告", "汇编", compiled)
            .found(one)
            .makes("report", "/reports/{made}"),
        deed::<Compile>(COMPILE_AGAIN, "按现在的事实重新汇编", "重新汇编", compiled).found(again),
        deed::<report::Confirm>(CONFIRM_REPORT, "确认本社区部分", "确认", "已确认。")
            .found(confirm),
        deed::<report::Assent>(ASSENT, "预览后无异议", "无异议", "已表示无异议，可以签发。")
            .found(assent),
        deed::<report::Issue>(ISSUE, "签发报告", "签发", "已编号，正在印制。").found(issue),
        deed::<report::Receive>(RECEIVE, "签收报告", "签收", "已签收，签发单位会看到回执。")
            .found(receive),
        deed::<report::Dispute>(
            DISPUTE,
            "对报告提出异议",
            "提出异议",
            "已提出，由签发单位核实更正。",
        )
        .found(dispute)
        .grave(),
    ]
}

/// The report in the path, and what a form about it says first.
async fn the_report(visit: &Visit) -> Result<(ReportPaper, Vec<(&'static str, Cell)>), Problem> {
    let report = visit.id("report")?;
    let paper = visit.find(&Report { report }).await?;
    let called = visit.called(paper.line.subject.organisation()).await?;
    let about = vec![
        ("报告", Cell::link(format!("/reports/{report}"), called.claimer(paper.line.subject))),
        ("报告期", Cell::text(paper.line.period.chinese())),
    ];
    Ok((paper, about))
}

/// Of one unit or person, as the list of those to be reported on leads here.
fn one(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let told = |name| visit.field(name).or(visit.parameter(name)).map(str::to_owned);
        let unit = told("subject.organisation").and_then(|unit| unit.parse::<Uuid>().ok());
        let unit = unit.map(OrganisationId);
        let called = visit.called(unit).await?;
        let mut fields = Vec::new();
        match (unit, told("subject.person")) {
            (None, Some(person)) => {
                let label = "个人（不公开姓名）".to_owned();
                let choices = vec![Choice { value: person, label }];
                fields.push(Field::choice("subject.person", "对象", choices));
            }
            (unit, _) => {
                let choice = |unit: OrganisationId| Choice {
                    value: unit.to_string(),
                    label: called.of(unit),
                };
                let choices = unit.map(choice).into_iter().collect();
                let field = Field::choice("subject.organisation", "对象", choices);
                fields.push(field.codes(&["report.not_a_subject", "report.not_their_issuer"]));
            }
        }
        fields.extend([
            Field::choice("period", "报告期", periods(visit, true))
                .codes(&["report.period_not_over", "report.period_overlaps"]),
            Field::fixed("issuer", about::own(visit)?),
        ]);
        Ok(Asked { about: Vec::new(), fields })
    })
}

fn again(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (paper, about) = the_report(visit).await?;
        let fields = vec![
            Field::fixed("subject", paper.line.subject),
            Field::fixed("period", paper.line.period),
            Field::fixed("issuer", paper.line.issuer),
        ];
        Ok(Asked { about, fields })
    })
}

fn confirm(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (paper, mut about) = the_report(visit).await?;
        let awaited = paper.sections.iter().find(|section| {
            section.confirmation != Confirmation::Confirmed && visit.acts_for(section.community)
        });
        let section = awaited.ok_or_else(Problem::not_found)?;
        let said = section
            .figures
            .iter()
            .map(|figure| (figure.counted.chinese(), Cell::Text(figure.said())));
        about.extend(said);
        let fields =
            vec![Field::fixed("community", section.community), Field::fixed("draft", paper.draft)];
        Ok(Asked { about, fields })
    })
}

fn assent(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (paper, about) = the_report(visit).await?;
        Ok(Asked { about, fields: vec![Field::fixed("draft", paper.draft)] })
    })
}

fn issue(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (paper, mut about) = the_report(visit).await?;
        about.push(("主送", Cell::maybe(paper.addressee_name.as_ref())));
        let of_a_unit = matches!(paper.line.subject, Claimer::Organisation(_));
        let mut fields = Vec::new();
        if of_a_unit {
            let hint = "不填用本单位名称，例如：听涛街";
            fields.push(Field::line("mark", "机关代字", 20).optional().hint(hint));
            if paper.addressee.is_none() {
                let hint = "上级党组织不在系统内时填写全称；之后用送达链接送达";
                fields.push(Field::line("to", "主送", 60).optional().hint(hint));
            }
            fields.push(Field::check("plain", "不用红头（无版头）"));
        }
        fields.push(Field::fixed("draft", paper.draft));
        Ok(Asked { about, fields })
    })
}

fn receive(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (paper, mut about) = the_report(visit).await?;
        about.push(("文号", Cell::maybe(paper.line.number.as_ref())));
        Ok(Asked { about, fields: vec![Field::fixed("version", paper.line.version)] })
    })
}

fn dispute(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (paper, mut about) = the_report(visit).await?;
        about.push(("文号", Cell::maybe(paper.line.number.as_ref())));
        let fields = vec![
            Field::paragraph("reason", "异议", 500).hint("写明哪一项、认为应是多少"),
            Field::fixed("version", paper.line.version),
        ];
        Ok(Asked { about, fields })
    })
}
