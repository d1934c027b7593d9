//! What an operation may answer when it is not done: each status with the codes behind it.

/// Of a command. The reasons of the rules come as 403, 404, 409 and 422: `x-error-codes`.
pub(super) const REFUSED: [(&str, &str); 12] = [
    ("400", "不是 JSON，或没有完整送达（not_json、body_broken）"),
    ("401", "未通过身份验证（unauthenticated、no_code、not_signed_in）"),
    (
        "403",
        "没有权限（not_authorised、no_role、must_change_password、must_set_up_totp、out_of_reach、\
         cross_site，或规则不许）",
    ),
    ("404", "没有这个事物（not_found、no_route，或规则说没有）"),
    ("408", "提交超时（body_slow）"),
    ("409", "与现状不符（规则不许），或编号已用于别的请求（command_reused）"),
    ("413", "内容过大（too_large、too_much）"),
    ("415", "内容类型不对（wrong_content_type）"),
    ("422", "内容不符合要求（unreadable，或规则不许）"),
    ("429", "次数过多，请稍候再试（too_often）"),
    ("500", "系统内部错误（internal）"),
    ("503", "系统繁忙或没有答复，请用同一编号重试（busy、no_answer、storage_full、unaudited）"),
];

/// Of a change that was meant for another version.
pub(super) const CHANGED: [(&str, &str); 1] = [("412", "已被他人修改（changed_since）")];

/// Of a question.
pub(super) const UNANSWERED: [(&str, &str); 7] = [
    ("401", "未通过身份验证（unauthenticated、no_code）"),
    (
        "403",
        "没有权限（not_authorised、no_role、must_change_password、must_set_up_totp、out_of_reach）",
    ),
    ("404", "没有查到（not_found、no_route）"),
    ("422", "参数不符合要求（unreadable）"),
    ("429", "次数过多，请稍候再试（too_often）"),
    ("500", "系统内部错误（internal）"),
    ("503", "系统繁忙，请稍候重试（busy、no_answer、unaudited）"),
];
