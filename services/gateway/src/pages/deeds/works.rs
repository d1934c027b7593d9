//! What stands beside a project's services: milestones 进度节点, funds 经费, attachments 附件.

use contracts::projects::{Project, ProjectLine, project};
use values::time;

use super::field::Field;
use super::{Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::parts::{Cell, Choice};
use crate::problem::Problem;

pub(crate) const SET_MILESTONE: &str = "/projects/{project}/set-milestone";
pub(crate) const REACH_MILESTONE: &str = "/projects/{project}/reach-milestone";
pub(crate) const RECEIVE_FUNDS: &str = "/projects/{project}/receive-funds";
pub(crate) const SPEND_FUNDS: &str = "/projects/{project}/spend-funds";
pub(crate) const ATTACH: &str = "/projects/{project}/attach";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<project::SetMilestone>(SET_MILESTONE, "添加进度节点", "添加节点", "已添加节点。")
            .found(planned),
        deed::<project::ReachMilestone>(REACH_MILESTONE, "登记节点完成", "节点完成", "已登记。")
            .found(reached),
        deed::<project::ReceiveFunds>(RECEIVE_FUNDS, "登记收入", "登记收入", "已登记并公示。")
            .found(|visit| funds(visit, "来源"))
            .takes_file(),
        deed::<project::SpendFunds>(SPEND_FUNDS, "登记支出", "登记支出", "已登记并公示。")
            .found(|visit| funds(visit, "用途"))
            .takes_file(),
        deed::<project::Attach>(ATTACH, "上传附件", "上传附件", "已上传。")
            .found(attached)
            .takes_file(),
    ]
}

async fn the_project(visit: &Visit) -> Result<(ProjectLine, Vec<(&'static str, Cell)>), Problem> {
    let project = visit.find(&Project { project: visit.id("project")? }).await?;
    let link = Cell::link(format!("/projects/{}", project.id), &project.title);
    Ok((project, vec![("项目", link)]))
}

fn planned(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (project, about) = the_project(visit).await?;
        let next = project.milestones.iter().map(|known| known.milestone).max().unwrap_or(0);
        let fields = vec![
            Field::line("title", "节点", 60).hint("例如：完成培训、首场义诊"),
            Field::date("due", "计划完成"),
            Field::fixed("milestone", next.saturating_add(1)),
        ];
        Ok(Asked { about, fields })
    })
}

fn reached(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (project, about) = the_project(visit).await?;
        let open = project.milestones.iter().filter(|known| known.reached.is_none());
        let choice = |known: &contracts::projects::MilestoneLine| Choice {
            value: known.milestone.to_string(),
            label: known.title.to_string(),
        };
        let fields = vec![
            Field::numbered("milestone", "节点", open.map(choice).collect()),
            Field::date("on", "完成日期").value(time::date_at(visit.now())),
        ];
        Ok(Asked { about, fields })
    })
}

fn funds<'v>(visit: &'v Visit, what: &'static str) -> Finding<'v> {
    Box::pin(async move {
        let (_, about) = the_project(visit).await?;
        let fields = vec![
            Field::yuan("funds.amount", "金额（元）"),
            Field::line("funds.what", what, 100),
            Field::date("funds.date", "日期").value(time::date_at(visit.now())),
            Field::file("funds.voucher", "凭证").hint("拍照或扫描件；一张凭证只能登记一次"),
        ];
        Ok(Asked { about, fields })
    })
}

fn attached(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (_, about) = the_project(visit).await?;
        let fields = vec![
            Field::file("attachment.file", "文件").hint("JPG、PNG、PDF、DOCX、XLSX，最多 5 MiB"),
            Field::line("attachment.name", "名称", 100).hint("例如：义诊现场照片、签到表"),
        ];
        Ok(Asked { about, fields })
    })
}
