//! The operations of `reporting`.

use contracts::reporting::{self, job, report};
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route, Who, made};
use crate::pages::reports;

const FIGURES: Chapter = Chapter("统计");
const REPORTS: Chapter = Chapter("双报告");
const JOBS: Chapter = Chapter("后台任务");

pub(super) fn routes() -> Vec<Route> {
    [figures(), reports(), jobs()].into_iter().flatten().collect()
}

fn figures() -> Vec<Route> {
    vec![
        FIGURES.part::<reporting::Figures, _>("/figures", "查看单位、个人或区域一段时间的指标"),
        FIGURES
            .list::<reporting::FigureLines>("/figure-lines", "查看一个指标背后的逐条记录")
            .of::<reporting::FigureLine>(),
        FIGURES.part::<reporting::RollUp, _>("/roll-up", "查看区域汇总：按月、按下级区域"),
    ]
}

fn jobs() -> Vec<Route> {
    vec![
        JOBS.create::<job::AskLedgers>(
            "/jobs/ledgers",
            "生成台账或档案包（后台进行）",
            made("job", "/jobs/"),
        ),
        JOBS.create::<job::AskReports>(
            "/jobs/reports",
            "汇编、确认或签发一个报告期的全部报告（后台进行）",
            made("job", "/jobs/"),
        ),
        JOBS.list::<reporting::Jobs>("/jobs", "查询本人的后台任务").of::<reporting::JobLine>(),
        JOBS.one::<reporting::Job, _>(
            "/jobs/{job}",
            "查看后台任务的进度和结果：台账的文件（再按摘要取文件），没有办成的按原因计数",
        )
        .personal(crate::pages::LEDGERS),
        JOBS.change::<job::Cancel>(Post, "/jobs/{job}/cancel", "取消后台任务"),
        JOBS.change::<job::Resume>(Post, "/jobs/{job}/resume", "从停下的地方继续"),
    ]
}

fn reports() -> Vec<Route> {
    vec![
        REPORTS.create::<report::Compile>(
            "/reports",
            "汇编报告（签发前可重新汇编，签发后成为新版）",
            made("report", "/reports/"),
        ),
        REPORTS
            .list::<reporting::Reports>("/reports", "查询报告：关于、签发、确认或主送")
            .of::<reporting::ReportLine>(),
        REPORTS
            .list::<reporting::Reportable>("/reportable", "查询应报告的单位或个人（签发单位）")
            .of::<reporting::ReportableLine>(),
        REPORTS
            .one::<reporting::Report, _>("/reports/{report}", "查看报告")
            .personal(reports::PURPOSE),
        REPORTS
            .list::<reporting::Evidence>("/reports/{report}/evidence", "查看报告依据的逐条记录")
            .of::<reporting::FigureLine>()
            .personal(reports::PURPOSE),
        REPORTS
            .part::<reporting::ReportDocument, _>(
                "/reports/{report}/document",
                "查看报告某种格式的文件：摘要和名称",
            )
            .personal(reports::PURPOSE),
        REPORTS
            .content::<reporting::ReportDocument>(
                "/reports/{report}/content",
                "取报告某种格式的文件本身",
                |gateway, request| Box::pin(reports::handed_over(gateway, request)),
            )
            .personal(reports::PURPOSE),
        REPORTS.change::<report::Confirm>(Post, "/reports/{report}/confirm", "社区确认报告"),
        REPORTS.change::<report::Assent>(Post, "/reports/{report}/assent", "报告对象预览后无异议"),
        REPORTS
            .change::<report::Issue>(Post, "/reports/{report}/issue", "签发报告并编号")
            .by(Who::Issuers),
        REPORTS.change::<report::Deliver>(
            Post,
            "/reports/{report}/deliver",
            "发出送达链接和送达码（主送单位没有账号时）",
        ),
        REPORTS.visit_instead::<report::Receive>(
            "/public/reports/{report}/receive",
            "凭送达链接和送达码签收报告",
        ),
        REPORTS.visit_instead::<report::Dispute>(
            "/public/reports/{report}/dispute",
            "凭送达链接和送达码对报告提出异议",
        ),
        REPORTS.change::<report::Receive>(Post, "/reports/{report}/receive", "签收报告"),
        REPORTS.change::<report::Dispute>(Post, "/reports/{report}/dispute", "对报告提出异议"),
        REPORTS.visited::<reporting::Check, _>(
            "/public/documents/{digest}",
            "按文件摘要（SHA-256）查验报告",
        ),
    ]
}
