//! One's own account: the role that is taken, the password, the one-time codes; and the first
//! password, by an invitation.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use contracts::registry::account::Grant;
use serde_json::json;
use values::Text;

use super::look::{Place, Shell};
use super::{Answer, Visit, html, picture, see_other, with_cookie};
use crate::accounts::{self, Current, Must, Password};
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    shell: Shell,
    login: String,
    name: String,
    /// What is to be done before anything else.
    must: Option<&'static str>,
    roles: Vec<Role>,
    totp: bool,
    /// A one-time secret that waits for its first code: as a picture and as letters.
    secret: Option<(String, String)>,
    problem: Option<(String, String)>,
}

/// One role that may be taken.
struct Role {
    label: String,
    taken: bool,
    number: usize,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    shell: Shell,
    code: String,
    problem: Option<(String, String)>,
    login: Option<String>,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    page(visit, None, None).await
}

pub(super) async fn role(visit: &Visit) -> Answer {
    let current = current(visit)?;
    let number = visit.field("number").and_then(|number| number.parse::<usize>().ok());
    let grant = number.and_then(|number| current.stands.grants.get(number)).copied();
    accounts::switch_role(&visit.gateway, current, grant.ok_or_else(Problem::no_role)?).await?;
    Ok(see_other("/"))
}

pub(super) async fn password(visit: &Visit) -> Answer {
    let change = async {
        let (old, new) = (typed(visit, "old")?, typed(visit, "new")?);
        accounts::change_password(&visit.gateway, current(visit)?, &old, &new).await
    };
    match change.await {
        Ok(begun) => Ok(with_cookie(see_other("/"), begun.cookie)),
        Err(problem) => page(visit, Some(problem), None).await,
    }
}

pub(super) async fn totp(visit: &Visit) -> Answer {
    let (secret, address) = accounts::begin_totp(&visit.gateway, current(visit)?)?;
    page(visit, None, Some((picture(&address), secret))).await
}

pub(super) async fn confirm(visit: &Visit) -> Answer {
    let code = visit.field("code").unwrap_or_default();
    match accounts::confirm_totp(&visit.gateway, current(visit)?, code).await {
        Ok(begun) => Ok(with_cookie(see_other("/"), begun.cookie)),
        Err(problem) => page(visit, Some(problem), None).await,
    }
}

pub(super) async fn invitation(visit: &Visit) -> Answer {
    Ok(invited(visit, visit.parameter("code"), None, None))
}

pub(super) async fn redeem(visit: &Visit) -> Answer {
    crate::residents::admitted(&visit.gateway, visit.address)?;
    let code = visit.field("code");
    let redeemed = async {
        let code = Text::new(code.unwrap_or_default()).map_err(|_| Problem::not_invited())?;
        accounts::redeem(&visit.gateway, &code, &typed(visit, "new")?).await
    };
    match redeemed.await {
        Ok(login) => Ok(invited(visit, code, None, Some(login))),
        Err(problem) => Ok(invited(visit, code, Some(problem), None)),
    }
}

fn current(visit: &Visit) -> Result<&Current, Problem> {
    visit.current.as_ref().ok_or_else(Problem::unauthenticated)
}

fn typed(visit: &Visit, name: &str) -> Result<Password, Problem> {
    let typed = json!(visit.field(name).unwrap_or_default());
    serde_json::from_value(typed).map_err(|_| Problem::wrong_password())
}

fn said(problem: Option<&Problem>) -> Option<(String, String)> {
    let (title, detail) = problem?.words();
    Some((title.to_owned(), detail.to_owned()))
}

async fn page(visit: &Visit, problem: Option<Problem>, secret: Option<(String, String)>) -> Answer {
    let current = current(visit)?;
    let stands = &current.stands;
    let called = visit.called(stands.grants.iter().map(|grant| grant.organisation)).await?;
    let role = |(number, grant): (usize, &Grant)| Role {
        label: format!("{} {}", called.of(grant.organisation), grant.role.names().1),
        taken: current.grant == Some(*grant),
        number,
    };
    let status = problem.as_ref().map_or(StatusCode::OK, Problem::status);
    let must = current.must.map(|must| match must {
        Must::ChangePassword => "密码已到期，请先更换密码",
        Must::SetUpTotp => "管理员账号请先启用动态验证码",
    });
    let page = AccountPage {
        shell: Shell::new(visit, Place::Elsewhere, "我的账号", &called),
        login: stands.login.clone(),
        name: stands.name.clone(),
        must,
        roles: stands.grants.iter().enumerate().map(role).collect(),
        totp: stands.totp,
        secret,
        problem: said(problem.as_ref()),
    };
    Ok(html(status, &page))
}

fn invited(
    visit: &Visit,
    code: Option<&str>,
    problem: Option<Problem>,
    login: Option<String>,
) -> Response {
    let status = problem.as_ref().map_or(StatusCode::OK, Problem::status);
    let shell = Shell::bare(visit, Place::Elsewhere, "设定密码");
    let (code, problem) = (code.unwrap_or_default().to_owned(), said(problem.as_ref()));
    html(status, &InvitationPage { shell, code, problem, login })
}
