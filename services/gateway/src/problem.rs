//! What is answered when something is not done: RFC 9457 problem details, in Chinese.
//!
//! Nothing internal stands in them: no text of an error, no path, no name of a machine.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use contracts::registry::token::Scope;
use contracts::{Failure, Rejection};
use serde::Serialize;
use serde_json::{Map, Value};
use values::CommandId;

use crate::accounts::{Must, Weakness};
use crate::chinese::{self, Words};

/// The media type of RFC 9457.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// After how many seconds it is worth to try again.
const RETRY_SECONDS: u64 = 1;

/// The same for a visitor who came too often.
const RETRY_SECONDS_VISITOR: u64 = 60;

/// Why it was not done. Becomes a response; the guard writes it out with the id of the request.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Problem(Box<ProblemDetails>);

/// 问题详情（RFC 9457）
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemDetails {
    /// `urn:gongjian:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// 是什么问题
    title: Cow<'static, str>,
    status: u16,
    /// 具体情况，以及下一步怎么办
    detail: Cow<'static, str>,
    /// The stable code: `offer.too_little_left`, `unreadable`, `busy`.
    code: Cow<'static, str>,
    /// The id of the request, as in `x-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// 逐项列出不符合要求的字段
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// After how many seconds it is worth to try again, where the status alone does not say so.
    #[serde(skip)]
    retry_seconds: Option<u64>,
    /// Send it again with this id in `Gongjian-Command`: it is done once, however often it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<CommandId>,
    /// What the reason carries: `left`, `asked`, `max` …
    #[serde(flatten)]
    data: Map<String, Value>,
}

/// 一个不符合要求的字段
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct FieldError {
    /// Where: `amount.quantity`; empty for the whole.
    field: String,
    /// The stable code: `missing`, `too_long`.
    code: &'static str,
    /// 哪里不对，怎么改
    message: String,
}

impl FieldError {
    /// From where a reader stopped, and what it said.
    pub(crate) fn new(path: &str, english: &str) -> Self {
        let fault = chinese::field(english);
        let mut field = path.replace('?', "").trim_matches('.').to_owned();
        let name = fault.name.unwrap_or_default();
        if field.rsplit('.').next() != Some(name.as_str()) && !name.is_empty() {
            let dot = if field.is_empty() { "" } else { "." };
            field = format!("{field}{dot}{name}");
        }
        Self { field, code: fault.code, message: fault.message }
    }
}

impl Problem {
    fn new(code: impl Into<Cow<'static, str>>, words: Words) -> Self {
        let code = code.into();
        Self(Box::new(ProblemDetails {
            kind: format!("urn:gongjian:problem:{code}"),
            title: words.title.into(),
            status: words.status.as_u16(),
            detail: words.detail,
            code,
            instance: None,
            errors: Vec::new(),
            retry_seconds: None,
            command: None,
            data: Map::new(),
        }))
    }

    fn plain(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(code, Words { status, title, detail: detail.into() })
    }

    /// The body is no JSON at all.
    pub(crate) fn not_json(line: usize, column: usize) -> Self {
        let detail = format!("第 {line} 行第 {column} 列起不是有效的 JSON，请改正后重新提交");
        Self::plain(StatusCode::BAD_REQUEST, "not_json", "内容不是 JSON", detail)
    }

    /// Fields that are not what they should be.
    pub(crate) fn unreadable(errors: Vec<FieldError>) -> Self {
        let none = Failure::Unreadable { path: String::new(), detail: String::new() };
        let mut problem = Self::new("unreadable", chinese::failure(&none));
        problem.0.errors = errors;
        problem
    }

    /// A header or parameter that is not what it should be.
    pub(crate) fn unreadable_parameter(name: &str) -> Self {
        Self::unreadable(vec![FieldError::new(name, "invalid value")])
    }

    pub(crate) fn unauthenticated() -> Self {
        let detail = "请在 Authorization 头中附上有效的令牌：Bearer <令牌>";
        Self::plain(StatusCode::UNAUTHORIZED, "unauthenticated", "未通过身份验证", detail)
    }

    /// Whatever was wrong with it.
    pub(crate) fn not_signed_in() -> Self {
        let detail = "登录名、密码或动态验证码不正确，或账号已停用、已锁定；请核对后重试，\
                      多次失败会锁定一段时间，也可请系统管理员重新邀请";
        Self::plain(StatusCode::UNAUTHORIZED, "not_signed_in", "登录未成功", detail)
    }

    /// Signed in, and something is to be done before anything else.
    pub(crate) fn first(must: Must) -> Self {
        match must {
            Must::ChangePassword => Self::plain(
                StatusCode::FORBIDDEN,
                "must_change_password",
                "请先更换密码",
                "密码已到更换期限，更换后即可继续办理",
            ),
            Must::SetUpTotp => Self::plain(
                StatusCode::FORBIDDEN,
                "must_set_up_totp",
                "请先启用动态验证码",
                "管理员登录须使用动态验证码，启用后即可继续办理",
            ),
        }
    }

    /// Signed in, and without that role, or any.
    pub(crate) fn no_role() -> Self {
        let detail = "您的账号没有这个角色，请联系安全管理员授予";
        Self::plain(StatusCode::FORBIDDEN, "no_role", "没有角色", detail)
    }

    /// The token is for other things.
    pub(crate) fn outside_scope(scope: Option<Scope>) -> Self {
        let detail = match scope {
            Some(scope) => {
                let (part, access) = (scope.part.names().1, scope.access.names().1);
                format!("这个令牌不能{access}{part}（{scope}），请由账号本人发放范围合适的令牌")
            }
            None => "这项操作须本人登录办理，不能用令牌".to_owned(),
        };
        Self::plain(StatusCode::FORBIDDEN, "outside_scope", "不在令牌的范围内", detail)
    }

    pub(crate) fn not_invited() -> Self {
        let detail = "邀请码无效、已使用或已过期，请联系系统管理员重新邀请";
        Self::plain(StatusCode::NOT_FOUND, "not_invited", "邀请无效", detail)
    }

    /// The sign-in that the provider speaks of is none of this browser's, or is over.
    #[cfg(feature = "openid")]
    pub(crate) fn sign_in_lapsed() -> Self {
        let detail = "这次登录已经用过、已过期，或不是从这个浏览器发起的，请在本页重新登录";
        Self::plain(StatusCode::FORBIDDEN, "sign_in_lapsed", "登录请求已失效", detail)
    }

    /// The provider cannot be asked.
    #[cfg(feature = "openid")]
    pub(crate) fn provider_away() -> Self {
        let detail = "统一身份认证没有及时答复，请稍候重试；也可以用登录名和密码登录";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::plain(status, "provider_away", "统一身份认证暂不可用", detail)
    }

    /// The provider says what cannot be believed.
    #[cfg(feature = "openid")]
    pub(crate) fn provider_untrue() -> Self {
        let detail =
            "统一身份认证的答复未通过核验，没有登录；请用登录名和密码登录，并告知系统管理员";
        Self::plain(StatusCode::BAD_GATEWAY, "provider_untrue", "统一身份认证答复有误", detail)
    }

    /// Nobody else's word is enough for it.
    pub(crate) fn sign_in_here() -> Self {
        let detail = "管理员和已启用动态验证码的账号不经统一身份认证登录，\
                      启用动态验证码也须在本页登录之后；\
                      请用登录名、密码和动态验证码登录";
        Self::plain(StatusCode::FORBIDDEN, "sign_in_here", "请用登录名和密码登录", detail)
    }

    pub(crate) fn wrong_password() -> Self {
        let detail = "原密码不正确，请核对后重新填写";
        Self::plain(StatusCode::FORBIDDEN, "wrong_password", "原密码不正确", detail)
    }

    pub(crate) fn wrong_code() -> Self {
        let detail = "动态验证码不正确或已过期，请按设备上现在显示的六位数字填写";
        Self::plain(StatusCode::FORBIDDEN, "wrong_code", "动态验证码不正确", detail)
    }

    pub(crate) fn has_totp() -> Self {
        let detail = "账号已启用动态验证码；设备丢失请联系系统管理员重置";
        Self::plain(StatusCode::CONFLICT, "has_totp", "已启用动态验证码", detail)
    }

    pub(crate) fn weak_password(weakness: Weakness) -> Self {
        let detail = match weakness {
            Weakness::TooShort { min } => format!("密码至少 {min} 个字符"),
            Weakness::TooFewClasses { min } => {
                format!("密码须含小写字母、大写字母、数字、其他字符中的至少 {min} 种")
            }
            Weakness::Guessed => {
                "密码太容易被猜到：不要用常见词、连续按键、登录名或单位名称".to_owned()
            }
            Weakness::UsedBefore => "不能使用最近用过的密码，请换一个".to_owned(),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::plain(status, "weak_password", "密码不合要求", detail)
    }

    /// Another site made the browser ask for it.
    pub(crate) fn cross_site() -> Self {
        let detail = "这个请求来自其他网站，为安全起见没有办理；请在本系统的页面上重新操作";
        Self::plain(StatusCode::FORBIDDEN, "cross_site", "来源不可信", detail)
    }

    /// The code stands for no need.
    pub(crate) fn no_code() -> Self {
        let detail = "请在 Authorization 头中附上提出需求时得到的查询码：Bearer <查询码>";
        Self::plain(StatusCode::UNAUTHORIZED, "no_code", "查询码无效", detail)
    }

    /// More often than a visitor may.
    pub(crate) fn too_often() -> Self {
        let detail = "提交或查询的次数过多，请一分钟后再试";
        Self::plain(StatusCode::TOO_MANY_REQUESTS, "too_often", "次数过多", detail)
    }

    /// An address from which too many wrong passwords or unknown tokens came waits so long.
    pub(crate) fn failed_too_often(wait: Duration) -> Self {
        let minutes = wait.as_secs().div_ceil(60);
        let detail = format!("从这个地址发来的错误密码或无效令牌过多，请 {minutes} 分钟后再试");
        let status = StatusCode::TOO_MANY_REQUESTS;
        let mut problem = Self::plain(status, "too_often", "次数过多", detail);
        problem.0.retry_seconds = Some(wait.as_secs() + 1);
        problem
    }

    /// An account searches, exports or uploads more often than one may.
    pub(crate) fn asked_too_often() -> Self {
        let detail = "检索、导出或上传的次数过多，请一分钟后再试";
        Self::plain(StatusCode::TOO_MANY_REQUESTS, "too_often", "次数过多", detail)
    }

    /// Administrators act from elsewhere.
    pub(crate) fn out_of_reach() -> Self {
        let detail = "管理员只能从设定的网络地址办理，请到指定的网络中操作";
        Self::plain(StatusCode::FORBIDDEN, "out_of_reach", "不在允许的网络地址内", detail)
    }

    pub(crate) fn no_route() -> Self {
        let detail = "请核对网址，接口文档见 /api/docs";
        Self::plain(StatusCode::NOT_FOUND, "no_route", "没有这个网址", detail)
    }

    pub(crate) fn wrong_method() -> Self {
        let detail = "这个网址不支持这种方法，可用的方法见 Allow 头";
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "方法不对", detail)
    }

    pub(crate) fn wrong_content_type() -> Self {
        let detail = "请以 JSON 提交，并注明 Content-Type: application/json";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::plain(status, "wrong_content_type", "内容类型不对", detail)
    }

    /// Nothing stands at that id.
    pub(crate) fn not_found() -> Self {
        let detail = "请核对编号；刚提交的内容可附 wait_for 参数再查";
        Self::plain(StatusCode::NOT_FOUND, "not_found", "没有查到", detail)
    }

    pub(crate) fn body_too_large(max: usize) -> Self {
        let detail = format!("提交的内容最多 {max} 字节，请精简后重新提交");
        Self::plain(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "内容过大", detail)
    }

    /// More lines than one table has.
    pub(crate) fn too_many_lines(lines: usize, max: usize) -> Self {
        let detail = format!("符合条件的有 {lines} 条，一次最多导出 {max} 条；请先筛选再导出");
        Self::plain(StatusCode::UNPROCESSABLE_ENTITY, "too_many_lines", "导出的内容太多", detail)
    }

    /// A page of a list is not so long, or of no length at all.
    pub(crate) fn no_page_length(max: usize) -> Self {
        let detail = format!("每页可以有 1 至 {max} 条，请选一个较小的数再看");
        Self::plain(StatusCode::UNPROCESSABLE_ENTITY, "no_page_length", "每页条数不合适", detail)
    }

    /// A file that is not kept.
    pub(crate) fn file_unfit(code: &'static str, detail: &'static str) -> Self {
        Self::plain(StatusCode::UNPROCESSABLE_ENTITY, code, "文件不能上传", detail)
    }

    /// Some lines of a table of days cannot be read.
    pub(crate) fn table_unreadable(lines: &str) -> Self {
        let detail = format!("第 {lines} 行看不懂；每行如：2026-10-01,休,国庆节");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::plain(status, "calendar.table_unreadable", "日历有看不懂的行", detail)
    }

    /// The body did not arrive whole.
    pub(crate) fn body_broken() -> Self {
        let detail = "内容没有完整送达，请重新提交";
        Self::plain(StatusCode::BAD_REQUEST, "body_broken", "内容不完整", detail)
    }

    /// The body took too long.
    pub(crate) fn body_slow() -> Self {
        let detail = "内容未在规定时间内送达，请检查网络后重新提交";
        Self::plain(StatusCode::REQUEST_TIMEOUT, "body_slow", "提交超时", detail)
    }

    /// It was not written down who asked for it.
    pub(crate) fn unaudited() -> Self {
        let detail = "访问审计暂时无法写入，为安全起见没有答复；请稍候重试，或联系运维";
        Self::plain(StatusCode::SERVICE_UNAVAILABLE, "unaudited", "审计不可用", detail)
    }

    /// More at once than can be done.
    pub(crate) fn busy() -> Self {
        Self::failed(&Failure::Busy)
    }

    /// Nobody knows whether it was done.
    pub(crate) fn no_answer() -> Self {
        let detail =
            "未在规定时间内得到答复，请稍候重试；提交的内容可能已办理，用同一编号重试不会重复办理";
        Self::plain(StatusCode::SERVICE_UNAVAILABLE, "no_answer", "没有得到答复", detail)
    }

    pub(crate) fn rejected(rejection: &Rejection) -> Self {
        let mut problem = Self::new(rejection.code(), chinese::rejection(rejection));
        if let Ok(Value::Object(mut data)) = serde_json::to_value(rejection) {
            data.remove("aggregate");
            data.remove("code");
            problem.0.data = data;
        }
        problem
    }

    pub(crate) fn failed(failure: &Failure) -> Self {
        let code = match failure {
            Failure::UnknownSubject { .. } => "unknown_subject",
            Failure::Unreadable { path, detail } => {
                return Self::unreadable(vec![FieldError::new(path, detail)]);
            }
            Failure::TooLarge { .. } => "too_large",
            Failure::Busy => "busy",
            Failure::CommandReused => "command_reused",
            Failure::ChangedSince { .. } => "changed_since",
            Failure::StorageFull => "storage_full",
            Failure::TooMuch { .. } => "too_much",
            Failure::NotAuthorised => "not_authorised",
            Failure::Internal => "internal",
        };
        Self::new(code, chinese::failure(failure))
    }

    /// Tells under which id to send it again.
    pub(crate) fn of_command(mut self, id: CommandId) -> Self {
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            self.0.command = Some(id);
        }
        self
    }

    /// What is the matter, and the matter at hand.
    pub(crate) fn words(&self) -> (&str, &str) {
        (&self.0.title, &self.0.detail)
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }

    /// The fields that are wrong, and what is wrong with them.
    pub(crate) fn faults(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.errors.iter().map(|fault| (fault.field.as_str(), fault.message.as_str()))
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).expect("it was made from one")
    }

    /// After how long it is worth to try again, where it is.
    pub(crate) fn retry_seconds(&self) -> Option<u64> {
        self.0.retry_seconds.or(match self.status() {
            StatusCode::SERVICE_UNAVAILABLE => Some(RETRY_SECONDS),
            StatusCode::TOO_MANY_REQUESTS => Some(RETRY_SECONDS_VISITOR),
            _ => None,
        })
    }

    /// The body, with the id of the request.
    pub(crate) fn write(mut self, instance: &str) -> Body {
        self.0.instance = Some(instance.to_owned());
        serde_json::to_vec(&self).expect("a problem has text keys only").into()
    }
}

impl IntoResponse for Problem {
    /// Without its body, which the guard writes: it knows the id of the request.
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_seconds() {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
