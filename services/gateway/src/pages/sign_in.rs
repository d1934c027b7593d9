//! Signing in and out, and large print.

use askama::Template;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::look::{Place, Shell};
use super::visit::LARGE;
use super::{Answer, Visit, html, see_other, with_cookie};
use crate::accounts::{self, SignIn};
use crate::problem::Problem;
use crate::reading;

/// Where the visitor wanted to go.
pub(super) const NEXT: &str = "next";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    next: String,
    login: String,
    problem: Option<(String, String)>,
    /// Who else signs people in: what stands on the button, and where it leads.
    provider: Option<(String, String)>,
}

/// Where one signs in, and comes back from.
pub(super) fn path(visit: &Visit) -> String {
    and_back("/sign-in", &visit.path)
}

fn and_back(path: &str, next: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(NEXT, next).finish();
    format!("{path}?{query}")
}

pub(super) async fn show(visit: &Visit) -> Answer {
    Ok(page(visit, StatusCode::OK, visit.parameter(NEXT), None))
}

pub(super) async fn sign_in(visit: &Visit) -> Answer {
    let next = visit.field(NEXT);
    let field = |name| visit.field(name).map(str::to_owned);
    let typed = json!({
        "login": field("login"), "password": field("password"), "code": field("code"),
    });
    let begun = async {
        // What is no login name or password at all is a wrong one.
        let typed: SignIn = reading::command(&[], &serde_json::to_vec(&typed).unwrap_or_default())
            .map_err(|_| Problem::not_signed_in())?;
        accounts::sign_in(&visit.gateway, &typed, visit.address).await
    };
    match begun.await {
        Ok(begun) => Ok(with_cookie(see_other(&here(next)), begun.cookie)),
        Err(problem) => Ok(page(visit, problem.status(), next, Some(problem))),
    }
}

pub(super) async fn sign_out(visit: &Visit) -> Answer {
    let cookie = accounts::sign_out(&visit.gateway, &visit.headers).await?;
    Ok(with_cookie(see_other("/sign-in"), cookie))
}

/// 适老化: larger letters, for as long as this browser keeps it.
pub(super) async fn large_print(visit: &Visit) -> Answer {
    let age = if visit.large { 0 } else { 31_536_000 };
    let cookie = format!("{LARGE}=1; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}");
    let cookie = HeaderValue::try_from(cookie).expect("it is ASCII");
    Ok(with_cookie(see_other(&here(visit.field(NEXT))), cookie))
}

pub(super) fn page(
    visit: &Visit,
    status: StatusCode,
    next: Option<&str>,
    problem: Option<Problem>,
) -> Response {
    let mut shell = Shell::bare(visit, Place::Elsewhere, "登录");
    // Whatever led here: this page is what one comes back to.
    shell.path = "/sign-in".to_owned();
    let login = visit.field("login").unwrap_or_default().to_owned();
    let problem = problem.map(|problem| {
        let (title, detail) = problem.words();
        (title.to_owned(), detail.to_owned())
    });
    let next = here(next);
    let provider = provider(visit, &next);
    html(status, &SignInPage { shell, next, login, problem, provider })
}

#[cfg(feature = "openid")]
fn provider(visit: &Visit, next: &str) -> Option<(String, String)> {
    use crate::accounts::openid;
    let label = openid::label(&visit.gateway)?;
    Some((label.to_owned(), and_back(openid::LEADS, next)))
}

#[cfg(not(feature = "openid"))]
fn provider(_: &Visit, _: &str) -> Option<(String, String)> {
    None
}

/// A page of this portal, and nothing else.
pub(super) fn here(next: Option<&str>) -> String {
    let local = |next: &&str| next.starts_with('/') && !next.starts_with("//");
    let plain = |next: &&str| !next.contains(['\\', '\r', '\n']);
    next.filter(local).filter(plain).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_pages_of_this_portal_only() {
        for (next, expected) in [
            (Some("/needs"), "/needs"),
            (Some("//elsewhere"), "/"),
            (Some("https:elsewhere"), "/"),
            (Some("/\\elsewhere"), "/"),
            (None, "/"),
        ] {
            assert_eq!(here(next), expected);
        }
    }
}
