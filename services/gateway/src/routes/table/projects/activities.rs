//! The menu of activities.

use contracts::projects::{self, activity};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::super::{Chapter, Route, Who, made};

const ACTIVITIES: Chapter = Chapter("活动菜单");

pub(super) fn routes() -> Vec<Route> {
    vec![
        ACTIVITIES.create::<activity::Plan>(
            "/activities",
            "拟定活动",
            made("activity", "/activities/"),
        ),
        ACTIVITIES
            .list::<projects::Activities>("/activities", "查询活动菜单")
            .of::<projects::ActivityLine>(),
        ACTIVITIES.change::<activity::CopyMenu>(
            Post,
            "/activities/copy-menu",
            "按上年菜单生成草稿",
        ),
        ACTIVITIES.one::<projects::Activity, _>("/activities/{activity}", "查看活动"),
        ACTIVITIES.change::<activity::Revise>(Put, "/activities/{activity}", "修改活动草稿"),
        ACTIVITIES.change::<activity::Publish>(Post, "/activities/{activity}/publish", "发布活动"),
        ACTIVITIES.change::<activity::Postpone>(
            Post,
            "/activities/{activity}/postpone",
            "活动改期",
        ),
        ACTIVITIES.change::<activity::Cancel>(Post, "/activities/{activity}/cancel", "取消活动"),
        ACTIVITIES
            .change::<activity::SignUp>(Post, "/activities/{activity}/sign-up", "报名")
            .by(Who::Oneself),
        ACTIVITIES
            .change::<activity::CancelSignUp>(
                Post,
                "/activities/{activity}/cancel-sign-up",
                "取消报名",
            )
            .by(Who::Oneself),
        ACTIVITIES.change::<activity::RecordAttendance>(
            Post,
            "/activities/{activity}/attendance",
            "登记到场情况",
        ),
        ACTIVITIES.change::<activity::ConfirmAttendance>(
            Post,
            "/activities/{activity}/attendance/confirm",
            "确认到场情况",
        ),
        ACTIVITIES
            .list::<projects::SignUps>("/sign-ups", "查询报名")
            .of::<projects::SignUpLine>()
            .personal("查看报名"),
    ]
}
