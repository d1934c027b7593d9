//! The operations about one's own session, and inviting.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bus::Headers;
use contracts::registry::account::{Grant, Invite};
use contracts::{Command, Receipt, Reply};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use values::{AccountId, PersonId, Text, TokenId};

use super::{Begun, Current, IssueToken, Must, Password, SignIn};
use crate::commands::{ask, done, json, under_its_id};
use crate::problem::Problem;
use crate::state::Gateway;
use crate::{exchange, reading, residents};

/// 当前登录
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct SignedIn {
    person: PersonId,
    /// 登录名
    login: String,
    /// 姓名
    name: String,
    /// 可以选用的组织和角色
    grants: Vec<Grant>,
    /// 现在选用的
    grant: Option<Grant>,
    /// 须先办理的事
    must: Option<Must>,
}

impl From<&Current> for SignedIn {
    fn from(current: &Current) -> Self {
        let stands = &current.stands;
        Self {
            person: stands.person,
            login: stands.login.clone(),
            name: stands.name.clone(),
            grants: stands.grants.clone(),
            grant: current.grant,
            must: current.must,
        }
    }
}

/// 更换密码
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePassword {
    old: Password,
    new: Password,
}

/// 凭邀请码设定密码
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Redeem {
    code: Text<40>,
    password: Password,
}

/// 已设定密码
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Redeemed {
    /// 登录名
    login: String,
}

/// 已发出的邀请
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Invited {
    /// 邀请码，只显示这一次，七天内有效
    code: String,
    /// The position from which a reader sees it: `wait_for`.
    position: u64,
}

/// 动态验证码的密钥
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TotpSecret {
    /// Base32
    secret: String,
    /// otpauth 地址，可做成二维码
    address: String,
}

/// 确认动态验证码
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmTotp {
    code: Text<10>,
}

/// Lets nobody pass who is not signed in, be it without a role.
pub(crate) async fn authenticate(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    match super::current(&gateway, request.headers()).await {
        Ok(Some(current)) => {
            let role = current.grant.map(|grant| grant.role);
            if let Err(problem) = super::reaches(&gateway, role, residents::address(&request)) {
                return problem.into_response();
            }
            request.extensions_mut().insert(current);
            next.run(request).await
        }
        Ok(None) => Problem::unauthenticated().into_response(),
        Err(problem) => problem.into_response(),
    }
}

fn signed_in(request: &Request) -> Result<Current, Problem> {
    request.extensions().get::<Current>().cloned().ok_or_else(Problem::unauthenticated)
}

async fn body<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    exchange::nothing_left(&reading::parameters(request.uri().query()))?;
    reading::command(&[], &exchange::body(request).await?)
}

fn begun(Begun { cookie, current }: Begun) -> Response {
    let mut response = json(StatusCode::OK, &SignedIn::from(&current));
    response.headers_mut().insert(SET_COOKIE, cookie);
    response
}

pub(crate) async fn sign_in(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let address = residents::address(&request);
    let typed: SignIn = body(request).await?;
    super::sign_in(&gateway, &typed, address).await.map(begun)
}

/// Whoever is signed out already is so again.
pub(crate) async fn sign_out(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let forgotten = super::sign_out(&gateway, request.headers()).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, forgotten)]).into_response())
}

pub(crate) async fn session(_: Gateway, request: Request) -> Result<Response, Problem> {
    exchange::nothing_left(&reading::parameters(request.uri().query()))?;
    Ok(json(StatusCode::OK, &SignedIn::from(&signed_in(&request)?)))
}

pub(crate) async fn switch_role(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let current = signed_in(&request)?;
    let grant: Grant = body(request).await?;
    let current = super::switch_role(&gateway, &current, grant).await?;
    Ok(json(StatusCode::OK, &SignedIn::from(&current)))
}

pub(crate) async fn change_password(
    gateway: Gateway,
    request: Request,
) -> Result<Response, Problem> {
    let current = signed_in(&request)?;
    let ChangePassword { old, new } = body(request).await?;
    super::change_password(&gateway, &current, &old, &new).await.map(begun)
}

pub(crate) async fn redeem(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let Redeem { code, password } = body(request).await?;
    let login = super::redeem(&gateway, &code, &password).await?;
    Ok(json(StatusCode::OK, &Redeemed { login }))
}

pub(crate) async fn begin_totp(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let (secret, address) = super::begin_totp(&gateway, &signed_in(&request)?)?;
    Ok(json(StatusCode::CREATED, &TotpSecret { secret, address }))
}

pub(crate) async fn confirm_totp(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let current = signed_in(&request)?;
    let ConfirmTotp { code } = body(request).await?;
    super::confirm_totp(&gateway, &current, &code).await.map(begun)
}

pub(crate) async fn tokens(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    exchange::nothing_left(&reading::parameters(request.uri().query()))?;
    let tokens = super::own_tokens(&gateway, &signed_in(&request)?).await?;
    Ok(json(StatusCode::OK, &tokens))
}

pub(crate) async fn issue_token(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let current = signed_in(&request)?;
    let asked: IssueToken = body(request).await?;
    let issued = super::issue_token(&gateway, &current, asked).await?;
    Ok(json(StatusCode::CREATED, &issued))
}

/// One that is revoked already is so again.
pub(crate) async fn revoke_token(
    gateway: Gateway,
    mut request: Request,
) -> Result<Response, Problem> {
    let current = signed_in(&request)?;
    let path = exchange::path(&mut request).await?;
    let token = path.iter().flat_map(|path| path.iter()).next();
    let token = token.and_then(|(_, text)| text.parse::<TokenId>().ok());
    let token = token.ok_or_else(|| Problem::unreadable_parameter("token"))?;
    super::revoke_token(&gateway, &current, token).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Draws the code of an invitation, and says it, this once.
pub(crate) async fn invite(gateway: Gateway, request: Request) -> Response {
    under_its_id(request, async |mut request, id| {
        exchange::nothing_left(&reading::parameters(request.uri().query()))?;
        let actor = exchange::actor(&request)?;
        let headers = Headers { command: Some(id), ..exchange::onward(&request, actor) };
        let path = exchange::path(&mut request).await?;
        let account = path.iter().flat_map(|path| path.iter()).next();
        let account = account.and_then(|(_, text)| text.parse::<AccountId>().ok());
        let account = account.ok_or_else(|| Problem::unreadable_parameter("account"))?;
        let code = runtime::fresh_code();
        let text = Text::new(&code).expect("a code is short and plain");
        let invite = Invite { account, code: text };
        let reply: Reply<Receipt> =
            ask(gateway.client().request(Invite::SUBJECT, &headers, &invite).await)?;
        let position = done(reply)?.position;
        Ok(json(StatusCode::CREATED, &Invited { code, position }))
    })
    .await
}
