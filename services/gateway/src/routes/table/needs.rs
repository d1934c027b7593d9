//! The operations of `needs`.

use contracts::needs::{self, need};
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route, made};

const NEEDS: Chapter = Chapter("需求清单");

pub(super) fn routes() -> Vec<Route> {
    vec![
        NEEDS.create::<need::Raise>("/needs", "提出需求", made("need", "/needs/")),
        NEEDS.list::<needs::Needs>("/needs", "查询需求清单").of::<needs::NeedLine>(),
        NEEDS.one::<needs::Need, _>("/needs/{need}", "查看需求"),
        NEEDS.change::<need::Verify>(Post, "/needs/{need}/verify", "核实需求"),
        NEEDS.change::<need::Return>(Post, "/needs/{need}/return", "退回需求"),
        NEEDS.change::<need::Post>(Post, "/needs/{need}/post", "发布需求"),
        NEEDS.change::<need::Resubmit>(Post, "/needs/{need}/resubmit", "修改后重新提交需求"),
        NEEDS.change::<need::Classify>(Post, "/needs/{need}/classify", "需求分类"),
        NEEDS.change::<need::Deliberate>(Post, "/needs/{need}/deliberate", "登记议事决议"),
        NEEDS.change::<need::Accept>(Post, "/needs/{need}/accept", "需求验收"),
        NEEDS.change::<need::Refuse>(Post, "/needs/{need}/refuse", "交付不合格，退回重做"),
        NEEDS.change::<need::Review>(Post, "/needs/{need}/review", "提出人评价结果"),
        NEEDS.change::<need::Reopen>(Post, "/needs/{need}/reopen", "重开需求"),
        NEEDS.change::<need::SplitOff>(Post, "/needs/{need}/split-off", "拆分重复需求"),
        NEEDS.change::<need::Close>(Post, "/needs/{need}/close", "需求销号"),
    ]
}
