//! The operations of `reporting`.

use contracts::reporting::{self, batch, bundle, report};
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route, Who, made};

const FIGURES: Chapter = Chapter("统计");
const REPORTS: Chapter = Chapter("双报告");
const LEDGERS: Chapter = Chapter("台账");

pub(super) fn routes() -> Vec<Route> {
    [figures(), reports(), batches(), ledgers()].into_iter().flatten().collect()
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

fn ledgers() -> Vec<Route> {
    vec![
        LEDGERS.create::<bundle::Ask>(
            "/bundles",
            "生成台账或档案包（后台进行）",
            made("bundle", "/bundles/"),
        ),
        LEDGERS
            .list::<reporting::Bundles>("/bundles", "查询本人要求生成的台账")
            .of::<reporting::BundleLine>(),
        LEDGERS.one::<reporting::Bundle, _>(
            "/bundles/{bundle}",
            "查看台账的进度和文件（再按摘要取文件）",
        ),
        LEDGERS.change::<bundle::Cancel>(Post, "/bundles/{bundle}/cancel", "取消生成"),
        LEDGERS.change::<bundle::Resume>(Post, "/bundles/{bundle}/resume", "从停下的地方继续生成"),
    ]
}

fn batches() -> Vec<Route> {
    vec![
        REPORTS.create::<batch::Ask>(
            "/report-batches",
            "汇编一个报告期的全部报告（后台进行）",
            made("batch", "/report-batches/"),
        ),
        REPORTS
            .list::<reporting::Batches>("/report-batches", "查询本人要求的全部汇编")
            .of::<reporting::BatchLine>(),
        REPORTS.one::<reporting::Batch, _>(
            "/report-batches/{batch}",
            "查看全部汇编的结果：没有汇编的按原因计数",
        ),
        REPORTS.change::<batch::Cancel>(Post, "/report-batches/{batch}/cancel", "取消全部汇编"),
        REPORTS.change::<batch::Resume>(
            Post,
            "/report-batches/{batch}/resume",
            "从停下的地方继续全部汇编",
        ),
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
        REPORTS.one::<reporting::Report, _>("/reports/{report}", "查看报告"),
        REPORTS
            .list::<reporting::Evidence>("/reports/{report}/evidence", "查看报告依据的逐条记录")
            .of::<reporting::FigureLine>(),
        REPORTS.part::<reporting::ReportDocument, _>(
            "/reports/{report}/document",
            "查看报告某种格式的文件（再按摘要取文件）",
        ),
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
