//! The operations of `projects`.

mod activities;
mod tenders;

use contracts::projects::{self, agreement, claim, project, record, roll};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::{Chapter, Route, Who, known, made};
use crate::papers;

const CLAIMS: Chapter = Chapter("认领");
const AGREEMENTS: Chapter = Chapter("协议");
const PROJECTS: Chapter = Chapter("项目清单");
const RECORDS: Chapter = Chapter("服务记录");

/// Where a project is seen.
const PROJECT: &str = "/projects/";
/// Where a service record is seen.
const RECORD: &str = "/records/";

pub(super) fn routes() -> Vec<Route> {
    let parts = [
        claims(),
        agreements(),
        projects(),
        records(),
        rolls(),
        activities::routes(),
        tenders::routes(),
    ];
    parts.into_iter().flatten().collect()
}

fn claims() -> Vec<Route> {
    vec![
        CLAIMS.propose("/claims", "提出认领").by(Who::Parties),
        CLAIMS.list::<projects::Claims>("/claims", "查询认领").of::<projects::ClaimLine>(),
        CLAIMS.one::<projects::Claim, _>("/claims/{claim}", "查看认领"),
        CLAIMS.change::<claim::Accept>(Post, "/claims/{claim}/accept", "接受认领"),
        CLAIMS.change::<claim::Decline>(Post, "/claims/{claim}/decline", "谢绝认领"),
        CLAIMS
            .change::<claim::Withdraw>(Post, "/claims/{claim}/withdraw", "撤回认领")
            .by(Who::Parties),
        CLAIMS.change::<claim::Renew>(Post, "/claims/{claim}/renew", "续期认领").by(Who::Parties),
        CLAIMS
            .change::<claim::Transfer>(Post, "/claims/{claim}/transfer", "申请转让认领")
            .by(Who::Parties),
        CLAIMS
            .change::<claim::AnswerTransfer>(Post, "/claims/{claim}/answer-transfer", "答复转让")
            .by(Who::Parties),
        CLAIMS.change::<claim::AskTakeover>(Post, "/claims/{claim}/ask-takeover", "申请接手认领"),
        CLAIMS
            .change::<claim::AnswerTakeover>(
                Post,
                "/claims/{claim}/answer-takeover",
                "答复接手申请",
            )
            .by(Who::Parties),
        CLAIMS.change::<claim::Revoke>(Post, "/claims/{claim}/revoke", "撤销认领"),
        CLAIMS
            .change::<claim::Cancel>(Post, "/claims/{claim}/cancel", "申请或同意取消、退出")
            .by(Who::Parties),
        CLAIMS
            .change::<claim::RefuseCancel>(
                Post,
                "/claims/{claim}/refuse-cancel",
                "不同意取消、退出",
            )
            .by(Who::Parties),
        CLAIMS.change::<claim::Fail>(Post, "/claims/{claim}/fail", "认定未履约"),
    ]
}

fn agreements() -> Vec<Route> {
    vec![
        AGREEMENTS.create::<agreement::Draft>(
            "/agreements",
            "拟定协议",
            known("agreement", "/agreements/", |body| {
                body.claim.map(|claim| agreement::id(claim).into())
            }),
        ),
        AGREEMENTS
            .list::<projects::Agreements>("/agreements", "查询协议")
            .of::<projects::AgreementLine>(),
        AGREEMENTS.one::<projects::Agreement, _>("/agreements/{agreement}", "查看协议"),
        AGREEMENTS.change::<agreement::Redraft>(
            Post,
            "/agreements/{agreement}/drafts",
            "改拟、补充或续签协议",
        ),
        AGREEMENTS
            .one::<projects::AgreementDrafts, _>("/agreements/{agreement}/drafts", "查看协议各稿"),
        AGREEMENTS
            .change::<agreement::Delegate>(Post, "/agreements/{agreement}/delegate", "委托签署")
            .by(Who::Heads),
        AGREEMENTS.change::<agreement::Sign>(Post, "/agreements/{agreement}/sign", "签署协议"),
        AGREEMENTS.change::<agreement::Publish>(
            Post,
            "/agreements/{agreement}/publish",
            "亮约（公开协议）",
        ),
        AGREEMENTS.change::<agreement::RecordQuarter>(
            Post,
            "/agreements/{agreement}/quarters",
            "登记季度履约情况",
        ),
        AGREEMENTS.change::<agreement::Review>(
            Post,
            "/agreements/{agreement}/reviews",
            "评约（评议履约）",
        ),
        AGREEMENTS.change::<agreement::AskEnd>(
            Post,
            "/agreements/{agreement}/ask-end",
            "提请协商终止",
        ),
        AGREEMENTS.change::<agreement::Break>(
            Post,
            "/agreements/{agreement}/break",
            "因违约解除协议",
        ),
    ]
}

fn projects() -> Vec<Route> {
    let ways = [opening(), carrying_out(), ending()];
    ways.into_iter().flatten().collect()
}

fn opening() -> Vec<Route> {
    vec![
        PROJECTS.create::<project::Open>(
            "/projects",
            "不签协议直接立项",
            known("project", PROJECT, |body| Some(project::id(body.claim).into())),
        ),
        PROJECTS
            .list::<projects::Projects>("/projects", "查询项目清单")
            .of::<projects::ProjectLine>(),
        PROJECTS.one::<projects::Project, _>("/projects/{project}", "查看项目"),
        PROJECTS
            .create::<project::Propose>(
                "/projects/propose",
                "供给方申报立项",
                known("project", PROJECT, |body| Some(project::id(body.claim).into())),
            )
            .by(Who::Parties),
        PROJECTS.change::<project::Approve>(Post, "/projects/{project}/approve", "批准立项"),
        PROJECTS.change::<project::Refuse>(Post, "/projects/{project}/refuse", "不予立项"),
        PROJECTS
            .change::<project::Start>(Post, "/projects/{project}/start", "开始执行")
            .by(Who::Parties),
        PROJECTS.change::<project::AddClaim>(Post, "/projects/{project}/claims", "并入另一条认领"),
    ]
}

fn carrying_out() -> Vec<Route> {
    vec![
        PROJECTS
            .change::<project::Suspend>(Post, "/projects/{project}/suspend", "暂停项目")
            .by(Who::Parties),
        PROJECTS
            .change::<project::Resume>(Post, "/projects/{project}/resume", "恢复项目")
            .by(Who::Parties),
        PROJECTS.change::<project::Continue>(
            Post,
            "/projects/{project}/continue",
            "协议终止后继续项目",
        ),
        PROJECTS
            .change::<project::SetMilestone>(
                Put,
                "/projects/{project}/milestones/{milestone}",
                "设置进度节点",
            )
            .by(Who::Parties),
        PROJECTS
            .change::<project::ReachMilestone>(
                Post,
                "/projects/{project}/milestones/{milestone}/reach",
                "登记节点完成",
            )
            .by(Who::Parties),
        PROJECTS
            .change::<project::ReceiveFunds>(
                Post,
                "/projects/{project}/funds/receive",
                "登记经费收入（即公示）",
            )
            .by(Who::Parties),
        PROJECTS
            .change::<project::SpendFunds>(
                Post,
                "/projects/{project}/funds/spend",
                "登记经费支出（即公示）",
            )
            .by(Who::Parties),
        PROJECTS
            .change::<project::Attach>(Post, "/projects/{project}/attachments", "附上文件")
            .by(Who::Parties),
        PROJECTS
            .change::<project::Detach>(
                Post,
                "/projects/{project}/attachments/{file}/detach",
                "撤下附错的文件",
            )
            .by(Who::Parties),
        PROJECTS.list::<projects::FundsList>("/funds", "经费公示").of::<projects::FundsLine>(),
    ]
}

fn ending() -> Vec<Route> {
    vec![
        PROJECTS
            .change::<project::AskAcceptance>(
                Post,
                "/projects/{project}/ask-acceptance",
                "申请验收",
            )
            .by(Who::Parties),
        PROJECTS.change::<project::Accept>(Post, "/projects/{project}/accept", "验收项目"),
        PROJECTS.change::<project::AskRework>(Post, "/projects/{project}/ask-rework", "要求返工"),
        PROJECTS
            .change::<project::End>(Post, "/projects/{project}/end", "终止项目")
            .by(Who::Parties),
        PROJECTS.change::<project::Archive>(Post, "/projects/{project}/archive", "项目归档"),
        PROJECTS.one::<projects::ArchiveSheet, _>(
            "/projects/{project}/archive-sheet",
            "查看项目归档表",
        ),
        PROJECTS.printed::<projects::ArchiveSheet>(
            "/projects/{project}/archive-sheet/print",
            "打印项目归档表",
            |gateway, request| Box::pin(papers::archive_sheet(gateway, request)),
        ),
    ]
}

fn records() -> Vec<Route> {
    vec![
        RECORDS
            .create::<record::Record>(
                "/projects/{project}/records",
                "登记服务记录",
                made("record", RECORD),
            )
            .by(Who::Parties),
        RECORDS.list::<projects::Records>("/records", "查询服务记录").of::<projects::RecordLine>(),
        RECORDS.one::<projects::Record, _>("/records/{record}", "查看服务记录"),
        RECORDS
            .change::<record::Confirm>(Post, "/records/{record}/confirm", "确认服务记录")
            .by(Who::Parties),
        RECORDS
            .change::<record::Counter>(Post, "/records/{record}/counter", "冲销服务记录")
            .by(Who::Parties),
        RECORDS
            .create::<record::Correct>(
                "/records/{record}/correct",
                "更正服务记录（冲销后另记一条）",
                made("record", RECORD),
            )
            .by(Who::Parties),
    ]
}

fn rolls() -> Vec<Route> {
    vec![
        RECORDS
            .create::<roll::Open>("/projects/{project}/rolls", "开启签到", made("roll", "/rolls/"))
            .by(Who::Parties),
        RECORDS.list::<projects::Rolls>("/rolls", "查询签到簿").of::<projects::RollLine>(),
        RECORDS.one::<projects::Roll, _>("/rolls/{roll}", "查看签到簿"),
        RECORDS.one::<projects::RollCode, _>("/rolls/{roll}/code", "取当前签到码（组织者出示）"),
        RECORDS.change::<roll::SignIn>(Post, "/rolls/{roll}/sign-in", "签到").by(Who::Parties),
        RECORDS.change::<roll::SignOut>(Post, "/rolls/{roll}/sign-out", "签退").by(Who::Parties),
        RECORDS
            .create::<roll::Close>(
                "/rolls/{roll}/close",
                "关闭签到并生成服务记录",
                made("record", RECORD),
            )
            .by(Who::Parties),
    ]
}
