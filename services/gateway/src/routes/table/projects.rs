//! The operations of `projects`.

mod activities;
mod tenders;

use contracts::projects::{self, agreement, claim, project, record};
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route, known, made};

const CLAIMS: Chapter = Chapter("认领");
const AGREEMENTS: Chapter = Chapter("协议");
const PROJECTS: Chapter = Chapter("项目清单");
const RECORDS: Chapter = Chapter("服务记录");

/// Where a service record is seen.
const RECORD: &str = "/records/";

pub(super) fn routes() -> Vec<Route> {
    let parts =
        [claims(), agreements(), projects(), records(), activities::routes(), tenders::routes()];
    parts.into_iter().flatten().collect()
}

fn claims() -> Vec<Route> {
    vec![
        CLAIMS.propose("/claims", "提出认领"),
        CLAIMS.list::<projects::Claims>("/claims", "查询认领").of::<projects::ClaimLine>(),
        CLAIMS.one::<projects::Claim, _>("/claims/{claim}", "查看认领"),
        CLAIMS.change::<claim::Accept>(Post, "/claims/{claim}/accept", "接受认领"),
        CLAIMS.change::<claim::Decline>(Post, "/claims/{claim}/decline", "谢绝认领"),
        CLAIMS.change::<claim::Withdraw>(Post, "/claims/{claim}/withdraw", "撤回认领"),
        CLAIMS.change::<claim::Renew>(Post, "/claims/{claim}/renew", "续期认领"),
        CLAIMS.change::<claim::Transfer>(Post, "/claims/{claim}/transfer", "申请转让认领"),
        CLAIMS.change::<claim::AnswerTransfer>(Post, "/claims/{claim}/answer-transfer", "答复转让"),
        CLAIMS.change::<claim::AskTakeover>(Post, "/claims/{claim}/ask-takeover", "申请接手认领"),
        CLAIMS.change::<claim::AnswerTakeover>(
            Post,
            "/claims/{claim}/answer-takeover",
            "答复接手申请",
        ),
        CLAIMS.change::<claim::Revoke>(Post, "/claims/{claim}/revoke", "撤销认领"),
        CLAIMS.change::<claim::Cancel>(Post, "/claims/{claim}/cancel", "申请或同意取消、退出"),
        CLAIMS.change::<claim::RefuseCancel>(
            Post,
            "/claims/{claim}/refuse-cancel",
            "不同意取消、退出",
        ),
        CLAIMS.change::<claim::Fail>(Post, "/claims/{claim}/fail", "认定未履约"),
    ]
}

fn agreements() -> Vec<Route> {
    vec![
        AGREEMENTS.create::<agreement::Draft>(
            "/agreements",
            "拟定协议",
            known("agreement", "/agreements/", |body| Some(agreement::id(body.claim).into())),
        ),
        AGREEMENTS.one::<projects::Agreement, _>("/agreements/{agreement}", "查看协议"),
        AGREEMENTS.change::<agreement::Sign>(Post, "/agreements/{agreement}/sign", "签署协议"),
    ]
}

fn projects() -> Vec<Route> {
    vec![
        PROJECTS.create::<project::Open>(
            "/projects",
            "不签协议直接立项",
            known("project", "/projects/", |body| Some(project::id(body.claim).into())),
        ),
        PROJECTS
            .list::<projects::Projects>("/projects", "查询项目清单")
            .of::<projects::ProjectLine>(),
        PROJECTS.one::<projects::Project, _>("/projects/{project}", "查看项目"),
        PROJECTS.change::<project::AskAcceptance>(
            Post,
            "/projects/{project}/ask-acceptance",
            "申请验收",
        ),
        PROJECTS.change::<project::Accept>(Post, "/projects/{project}/accept", "验收项目"),
        PROJECTS.change::<project::AskRework>(Post, "/projects/{project}/ask-rework", "要求返工"),
    ]
}

fn records() -> Vec<Route> {
    vec![
        RECORDS.create::<record::Record>(
            "/projects/{project}/records",
            "登记服务记录",
            made("record", RECORD),
        ),
        RECORDS.list::<projects::Records>("/records", "查询服务记录").of::<projects::RecordLine>(),
        RECORDS.one::<projects::Record, _>("/records/{record}", "查看服务记录"),
        RECORDS.change::<record::Confirm>(Post, "/records/{record}/confirm", "确认服务记录"),
        RECORDS.change::<record::Counter>(Post, "/records/{record}/counter", "冲销服务记录"),
        RECORDS.create::<record::Correct>(
            "/records/{record}/correct",
            "更正服务记录（冲销后另记一条）",
            made("record", RECORD),
        ),
    ]
}
