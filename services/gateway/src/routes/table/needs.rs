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
        NEEDS.change::<need::Close>(Post, "/needs/{need}/close", "需求销号"),
    ]
}
