//! The operations of `matching`.

use contracts::matching::{self, plan, quota};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::{Chapter, Route, made};

const MATCHING: Chapter = Chapter("匹配");
const PLANS: Chapter = Chapter("匹配方案");
const SEARCH: Chapter = Chapter("检索");

pub(super) fn routes() -> Vec<Route> {
    [suggestions(), plans()].into_iter().flatten().collect()
}

fn plans() -> Vec<Route> {
    vec![
        PLANS.create::<plan::Compute>("/plans", "生成匹配方案", made("plan", "/plans/")),
        PLANS.list::<plan::Plans>("/plans", "查询匹配方案").of::<plan::PlanSummary>(),
        PLANS.one::<plan::Plan, _>("/plans/{plan}", "查看匹配方案"),
        PLANS
            .one::<plan::PlanFigures, _>("/plans/{plan}/figures", "查看匹配方案的覆盖、公平与缺口"),
        PLANS
            .list::<plan::PlanLines>("/plans/{plan}/lines", "查询匹配方案的每一行")
            .of::<plan::PlanLine>(),
        PLANS
            .list::<plan::PlanUnserved>("/plans/{plan}/unserved", "查询匹配方案里还缺的需求")
            .of::<plan::UnservedNeed>(),
        PLANS.part::<plan::PlanPreview, _>(
            "/plans/{plan}/preview",
            "试算方案中一行改动的后果（不改变任何数据）",
        ),
        PLANS.part::<plan::PlanLineWhy, _>(
            "/plans/{plan}/line",
            "查看方案中一行的理由、价格和替代资源",
        ),
        PLANS.part::<plan::PlanTrial, _>(
            "/plans/{plan}/trial",
            "试算另一种目标次序、权重、资源或承接上限（不改变任何数据）",
        ),
        PLANS.part::<plan::ComparePlans, _>("/plans/{plan}/compare", "比较两份匹配方案"),
        PLANS.change::<plan::Propose>(Post, "/plans/{plan}/propose", "送各方征求意见"),
        PLANS.change::<plan::Accept>(Post, "/plans/{plan}/accept", "同意或改定方案中的一行"),
        PLANS.change::<plan::Decline>(Post, "/plans/{plan}/decline", "不同意方案中的一行"),
        PLANS.change::<plan::Publish>(Post, "/plans/{plan}/publish", "发布方案并转为认领"),
        PLANS.change::<plan::Withdraw>(Post, "/plans/{plan}/withdraw", "撤回匹配方案"),
    ]
}

fn suggestions() -> Vec<Route> {
    vec![
        MATCHING.one::<matching::ForNeed, _>("/matching/needs/{need}", "查看适合需求的资源"),
        MATCHING.one::<matching::ForOffer, _>("/matching/offers/{offer}", "查看适合资源的需求"),
        MATCHING.one::<matching::ForOrganisation, _>(
            "/matching/organisations/{organisation}",
            "查看一家单位可认领的需求和可申请的资源",
        ),
        MATCHING
            .one::<matching::Near, Vec<matching::NearNeed>>(
                "/matching/near/{organisation}",
                "查看社区周边可由个人认领的微心愿和岗位",
            )
            .of::<matching::NearNeed>(),
        MATCHING.one::<quota::OfOrganisation, _>(
            "/organisations/{organisation}/quota",
            "查看单位的每月承接上限和本月已承接",
        ),
        MATCHING.change::<quota::Set>(
            Put,
            "/organisations/{organisation}/quota",
            "设定单位的每月承接上限",
        ),
        MATCHING.part::<matching::Why, _>("/matching/pairs", "查看需求与资源为何匹配或不匹配"),
        MATCHING
            .list::<matching::Missing>(
                "/matching/missing",
                "查看尚缺的资源（按类别、街道、月份汇总）",
            )
            .of::<matching::MissingLine>(),
        MATCHING
            .list::<matching::Prices>("/matching/prices", "查看各类资源在历次方案中的紧缺程度")
            .of::<matching::StandingPrice>(),
        MATCHING
            .list::<matching::BestWhole>("/matching/whole", "查看最优匹配方案及其证明")
            .of::<matching::Suggestion>(),
        MATCHING.part::<matching::WhatIf, _>(
            "/matching/what-if",
            "试算一处改动的后果（不改变任何数据）",
        ),
        SEARCH
            .list::<matching::Search>("/search", "检索需求、资源、单位和项目（中文、拼音、首字母）")
            .of::<matching::FoundItem>(),
    ]
}
