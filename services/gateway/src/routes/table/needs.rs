//! The operations of `needs`.

use contracts::needs::{self, admission, handling, need, wish_cap};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::{Chapter, Route, Rule, Who, made};
use crate::residents;

const NEEDS: Chapter = Chapter("需求清单");
const ADMISSIONS: Chapter = Chapter("准入清单");
const RESIDENTS: Chapter = Chapter("居民");

pub(super) fn routes() -> Vec<Route> {
    let mut routes = needs();
    routes.extend(by_residents());
    routes.extend(admissions());
    routes
}

/// For people without an account, who hold the code of their need.
fn by_residents() -> Vec<Route> {
    vec![
        RESIDENTS.report("/public/needs", "居民提出需求，得到查询码", Rule::Visitor),
        RESIDENTS.asked_by::<needs::NeedLine>(
            Rule::Code,
            "/public/need",
            "凭查询码查看需求",
            "need by code",
            |gateway, request| Box::pin(residents::own_need(gateway, request)),
        ),
        RESIDENTS.by_code::<need::Resubmit>("/public/need/resubmit", "凭查询码修改后重新提交"),
        RESIDENTS.by_code::<need::Review>("/public/need/review", "凭查询码评价结果"),
        RESIDENTS.by_code::<need::Close>("/public/need/close", "凭查询码撤回需求"),
        RESIDENTS.by_code::<need::Reopen>("/public/need/reopen", "凭查询码重开需求"),
        RESIDENTS.by_code::<need::SplitOff>("/public/need/split-off", "凭查询码拆分需求"),
        RESIDENTS.by_code::<handling::Reply>("/public/need/reply", "凭查询码答复提问"),
        RESIDENTS.by_code::<need::EraseRaiser>("/public/need/erase", "凭查询码删除个人信息"),
    ]
}

fn admissions() -> Vec<Route> {
    vec![
        ADMISSIONS.create::<admission::Request>(
            "/admissions",
            "申请把工作交给社区",
            made("admission", "/admissions/"),
        ),
        ADMISSIONS
            .list::<needs::Admissions>("/admissions", "查询准入事项")
            .of::<needs::AdmissionLine>(),
        ADMISSIONS.one::<needs::Admission, _>("/admissions/{admission}", "查看准入事项"),
        ADMISSIONS
            .change::<admission::Approve>(Post, "/admissions/{admission}/approve", "同意准入")
            .by(Who::District),
        ADMISSIONS
            .change::<admission::Refuse>(Post, "/admissions/{admission}/refuse", "不同意准入")
            .by(Who::District),
        ADMISSIONS.change::<admission::Receive>(
            Post,
            "/admissions/{admission}/receive",
            "社区签收准入事项",
        ),
    ]
}

fn needs() -> Vec<Route> {
    vec![
        NEEDS.create::<need::Raise>("/needs", "提出需求", made("need", "/needs/")).by(Who::Oneself),
        NEEDS.report("/needs/report", "代居民登记需求，得到查询码", Rule::Token).by(Who::Oneself),
        NEEDS
            .one::<needs::Raiser, _>("/needs/{need}/raiser", "查看提出人的联系方式")
            .personal("联系提出人"),
        NEEDS
            .change::<need::EraseRaiser>(Post, "/needs/{need}/erase-raiser", "删除提出人的个人信息")
            .by(Who::Oneself),
        NEEDS.list::<needs::Needs>("/needs", "查询需求清单").of::<needs::NeedLine>(),
        NEEDS.one::<needs::Need, _>("/needs/{need}", "查看需求"),
        NEEDS.one::<needs::Suggestions, needs::Suggested>(
            "/needs/{need}/suggestions",
            "查看对需求的建议：类别、疑似重复",
        ),
        NEEDS
            .list::<needs::SuggestionsFor>("/suggestions", "查看对一段文字的建议：类别、疑似重复")
            .of::<needs::Suggested>(),
        NEEDS.change::<need::Verify>(Post, "/needs/{need}/verify", "核实需求"),
        NEEDS.change::<need::VerifyWish>(Post, "/needs/{need}/verify-wish", "核实微心愿"),
        NEEDS
            .one::<needs::Beneficiary, _>("/needs/{need}/beneficiary", "查看微心愿的受益人")
            .personal("送达微心愿"),
        NEEDS.change::<need::EraseBeneficiary>(
            Post,
            "/needs/{need}/erase-beneficiary",
            "删除受益人的个人信息",
        ),
        NEEDS.change::<need::ShowResult>(Put, "/needs/{need}/pictures", "上传反馈图片"),
        NEEDS.list::<needs::WishCap>("/wish-cap", "查询微心愿的金额上限"),
        NEEDS.change::<wish_cap::Set>(Put, "/wish-cap", "设置微心愿的金额上限").by(Who::City),
        NEEDS.change::<need::Return>(Post, "/needs/{need}/return", "退回需求"),
        NEEDS.change::<need::Post>(Post, "/needs/{need}/post", "发布需求"),
        NEEDS
            .change::<need::Resubmit>(Post, "/needs/{need}/resubmit", "修改后重新提交需求")
            .by(Who::Oneself),
        NEEDS.change::<need::Classify>(Post, "/needs/{need}/classify", "需求分类"),
        NEEDS.change::<need::Deliberate>(Post, "/needs/{need}/deliberate", "登记议事决议"),
        NEEDS.change::<need::Accept>(Post, "/needs/{need}/accept", "需求验收"),
        NEEDS.change::<need::Refuse>(Post, "/needs/{need}/refuse", "交付不合格，退回重做"),
        NEEDS
            .change::<need::Review>(Post, "/needs/{need}/review", "提出人评价结果")
            .by(Who::Oneself),
        NEEDS.change::<need::Reopen>(Post, "/needs/{need}/reopen", "重开需求").by(Who::Oneself),
        NEEDS
            .change::<need::SplitOff>(Post, "/needs/{need}/split-off", "拆分重复需求")
            .by(Who::Oneself),
        NEEDS.change::<need::Close>(Post, "/needs/{need}/close", "需求销号").by(Who::Oneself),
        NEEDS.change::<need::ConfirmUrgency>(
            Post,
            "/needs/{need}/confirm-urgency",
            "街道及以上确认需求紧急",
        ),
        NEEDS.change::<need::Distinguish>(
            Post,
            "/needs/{need}/distinguish",
            "认定与疑似重复的需求不是同一件",
        ),
        NEEDS.change::<need::Undistinguish>(
            Post,
            "/needs/{need}/undistinguish",
            "撤回“不是同一件”的认定",
        ),
    ]
}
