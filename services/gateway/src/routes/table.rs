//! The table: method, path, contract, in a line.

use contracts::registry::{self, area, calendar, check_in, organisation, pair, person};
use contracts::{needs, projects, resources};
use needs::need;
use projects::{agreement, claim, project};
use resources::offer;
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::{Chapter, Route, known, made};
use crate::{docs, queries};

const ORGANISATIONS: Chapter = Chapter("组织");
const CHECK_INS: Chapter = Chapter("报到与结对");
const PEOPLE: Chapter = Chapter("人员");
const AREAS: Chapter = Chapter("区划与日历");
const OFFERS: Chapter = Chapter("资源清单");
const NEEDS: Chapter = Chapter("需求清单");
const CLAIMS: Chapter = Chapter("认领");
const AGREEMENTS: Chapter = Chapter("协议");
const PROJECTS: Chapter = Chapter("项目清单");
pub(super) const GENERAL: Chapter = Chapter("通用");

/// Where things without a page of their own are seen: in their history.
const IN_REGISTRY: &str = "/trace/registry/";

/// Every route there is.
pub(crate) fn table() -> Vec<Route> {
    let parts = [registry(), lists(), claims(), projects(), general()];
    parts.into_iter().flatten().collect()
}

fn registry() -> Vec<Route> {
    vec![
        ORGANISATIONS.create::<organisation::Register>(
            "/organisations",
            "登记组织",
            made("organisation", "/organisations/"),
        ),
        ORGANISATIONS
            .list::<registry::Organisations>("/organisations", "查询组织")
            .of::<registry::OrganisationLine>(),
        ORGANISATIONS.one::<registry::Organisation, _>("/organisations/{organisation}", "查看组织"),
        ORGANISATIONS.change::<organisation::AddAlias>(
            Post,
            "/organisations/{organisation}/aliases",
            "添加组织别名",
        ),
        CHECK_INS.create::<check_in::Request>(
            "/check-ins",
            "申请报到",
            known("check_in", IN_REGISTRY, |body| {
                Some(check_in::id(body.who, body.community).into())
            }),
        ),
        CHECK_INS
            .list::<registry::CheckIns>("/check-ins", "查询报到")
            .of::<registry::CheckInLine>(),
        CHECK_INS.change::<check_in::Accept>(Post, "/check-ins/{check_in}/accept", "接收报到"),
        CHECK_INS.change::<check_in::Return>(Post, "/check-ins/{check_in}/return", "退回报到"),
        CHECK_INS.change::<check_in::End>(Post, "/check-ins/{check_in}/end", "结束报到"),
        CHECK_INS.create::<pair::Make>(
            "/pairs",
            "建立结对",
            known("pair", IN_REGISTRY, |body| Some(pair::id(body.unit, body.community))),
        ),
        CHECK_INS.change::<pair::End>(Post, "/pairs/end", "结束结对"),
        PEOPLE.create::<person::Register>("/people", "登记人员", made("person", "/people/")),
        PEOPLE.one::<registry::Person, _>("/people/{person}", "查看人员"),
        PEOPLE.change::<person::Erase>(Post, "/people/{person}/erase", "删除个人信息"),
        AREAS.create::<area::Add>(
            "/areas",
            "添加或改名区划",
            known("area", IN_REGISTRY, |body| Some(area::id(body.code))),
        ),
        AREAS.list::<registry::Areas>("/areas", "查询区划").of::<registry::AreaLine>(),
        AREAS.change::<calendar::SetYear>(Put, "/calendar/{year}", "设置一年的工作日历"),
    ]
}

fn lists() -> Vec<Route> {
    vec![
        OFFERS.create::<offer::List>("/offers", "提交资源", made("offer", "/offers/")),
        OFFERS.list::<resources::Offers>("/offers", "查询资源清单").of::<resources::OfferLine>(),
        OFFERS.one::<resources::Offer, _>("/offers/{offer}", "查看资源"),
        OFFERS.change::<offer::Withdraw>(Post, "/offers/{offer}/withdraw", "撤回资源"),
        OFFERS.change::<offer::Pause>(Post, "/offers/{offer}/pause", "暂停资源"),
        OFFERS.change::<offer::Resume>(Post, "/offers/{offer}/resume", "恢复资源"),
        OFFERS.change::<offer::Renew>(Post, "/offers/{offer}/renew", "续期或确认资源"),
        NEEDS.create::<need::Raise>("/needs", "提出需求", made("need", "/needs/")),
        NEEDS.list::<needs::Needs>("/needs", "查询需求清单").of::<needs::NeedLine>(),
        NEEDS.one::<needs::Need, _>("/needs/{need}", "查看需求"),
        NEEDS.change::<need::Verify>(Post, "/needs/{need}/verify", "核实需求"),
        NEEDS.change::<need::Return>(Post, "/needs/{need}/return", "退回需求"),
        NEEDS.change::<need::Post>(Post, "/needs/{need}/post", "发布需求"),
        NEEDS.change::<need::Close>(Post, "/needs/{need}/close", "需求销号"),
    ]
}

fn claims() -> Vec<Route> {
    vec![
        CLAIMS.propose("/claims", "提出认领"),
        CLAIMS.list::<projects::Claims>("/claims", "查询认领").of::<projects::ClaimLine>(),
        CLAIMS.one::<projects::Claim, _>("/claims/{claim}", "查看认领"),
        CLAIMS.change::<claim::Accept>(Post, "/claims/{claim}/accept", "接受认领"),
        CLAIMS.change::<claim::Decline>(Post, "/claims/{claim}/decline", "谢绝认领"),
        CLAIMS.change::<claim::Withdraw>(Post, "/claims/{claim}/withdraw", "撤回认领"),
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
        PROJECTS.change::<project::RecordService>(
            Post,
            "/projects/{project}/records",
            "登记服务记录",
        ),
        PROJECTS.change::<project::ConfirmService>(
            Post,
            "/projects/{project}/records/{record}/confirm",
            "确认服务记录",
        ),
        PROJECTS.change::<project::AskAcceptance>(
            Post,
            "/projects/{project}/ask-acceptance",
            "申请验收",
        ),
        PROJECTS.change::<project::Accept>(Post, "/projects/{project}/accept", "验收项目"),
        PROJECTS.change::<project::AskRework>(Post, "/projects/{project}/ask-rework", "要求返工"),
    ]
}

fn general() -> Vec<Route> {
    let mut routes = vec![
        GENERAL
            .asked::<Vec<contracts::HistoryEntry>>(
                "/trace/{service}/{aggregate}",
                "查看一个事物的全部经过",
                "trace",
                |gateway, request| Box::pin(queries::trace(gateway, request)),
            )
            .of::<contracts::HistoryEntry>(),
        GENERAL.asked::<contracts::Actor>(
            "/me",
            "查看令牌代表谁",
            "me",
            |gateway, request| Box::pin(queries::me(gateway, request)),
        ),
    ];
    routes.extend(docs::routes());
    routes
}
