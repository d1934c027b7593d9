//! The operations by which needs are handled against the clock.

use contracts::needs::{self, handling, hotline, limits};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::{Chapter, Route, Rule, Who, known};
use crate::residents;

const HANDLING: Chapter = Chapter("办理与时限");

pub(super) fn routes() -> Vec<Route> {
    vec![
        HANDLING
            .list::<needs::Handlings>(
                "/handlings",
                "查询在办需求，按到期先后；可按组织、区划、黄红牌",
            )
            .of::<needs::HandlingLine>(),
        HANDLING.one::<needs::Handling, _>("/needs/{need}/handling", "查看需求办到哪里"),
        HANDLING.change::<handling::Begin>(Post, "/needs/{need}/handling/begin", "开始计时"),
        HANDLING.change::<handling::Complete>(
            Post,
            "/needs/{need}/handling/complete",
            "完成一个环节：受理、联系、办理、核实",
        ),
        HANDLING.change::<handling::Ask>(
            Post,
            "/needs/{need}/handling/ask",
            "向提出人提问，暂停计时",
        ),
        HANDLING.change::<handling::Resume>(
            Post,
            "/needs/{need}/handling/resume",
            "记下答复，继续计时",
        ),
        HANDLING.change::<handling::AskExtension>(
            Post,
            "/needs/{need}/handling/ask-extension",
            "申请延期",
        ),
        HANDLING.change::<handling::AnswerExtension>(
            Post,
            "/needs/{need}/handling/answer-extension",
            "审批延期",
        ),
        HANDLING.change::<handling::Escalate>(
            Post,
            "/needs/{need}/handling/escalate",
            "上报上一级",
        ),
        HANDLING.change::<handling::Answer>(Post, "/needs/{need}/handling/answer", "答复下一级"),
        HANDLING.asked_by::<needs::HandlingLine>(
            Rule::Code,
            "/public/need/handling",
            "凭查询码查看需求办到哪里",
            "handling by code",
            |gateway, request| Box::pin(residents::own_handling(gateway, request)),
        ),
        HANDLING.create::<hotline::Receive>(
            "/hotline-items",
            "登记热线件",
            known("hotline", "/trace/needs/", |body| Some(hotline::id(&body.number))),
        ),
        HANDLING
            .list::<hotline::HotlineItems>("/hotline-items", "查询热线件")
            .of::<hotline::HotlineItem>(),
        HANDLING
            .one::<hotline::Hotline, hotline::HotlineItem>(
                "/hotline-items/{number}",
                "查看热线件：来电内容只有承办单位的人员能看到",
            )
            .personal("办理热线件"),
        HANDLING.change::<hotline::Reply>(
            Post,
            "/hotline-items/{number}/reply",
            "按原编号答复热线件",
        ),
        HANDLING
            .list::<needs::HandlingLimits>("/limits", "查询各环节的时限")
            .of::<needs::LimitLine>(),
        HANDLING.change::<limits::SetLimit>(Put, "/limits", "设定一个环节的时限").by(Who::City),
    ]
}
