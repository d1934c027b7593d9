//! The tokens of one's own account 接口令牌: issued for another system, shown once, revoked.

use askama::Template;
use axum::http::StatusCode;
use contracts::registry::TokenLine;
use contracts::registry::account::Grant;
use contracts::registry::token::{Access, Part, Scope, TOKENS_MAX, is_lent};
use values::Text;

use super::called::Called;
use super::look::{self, Place, Shell};
use super::parts::{Button, Cell, Choice, Row, Weight};
use super::{Answer, Visit, html, see_other};
use crate::accounts::{self, Current, IssueToken};
use crate::problem::Problem;

const REVOKE: &str = "/account/tokens/revoke";
pub(super) const COLUMNS: [&str; 6] =
    ["给哪个系统", "以谁的身份", "可以做什么", "有效至", "最近使用", "办理"];
/// For how many days one may be asked for.
const DAYS: [u32; 4] = [90, 30, 180, 365];

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    shell: Shell,
    columns: &'static [&'static str],
    rows: Vec<Row>,
    max: usize,
    key: String,
    /// The roles that can be lent.
    roles: Vec<Choice>,
    /// For each part: what it is called, and the words of its scopes.
    parts: Vec<(&'static str, Vec<(String, &'static str)>)>,
    days: [u32; 4],
    problem: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "token.html")]
struct TokenPage {
    shell: Shell,
    name: String,
    token: String,
    /// Where it is tried.
    address: String,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    page(visit, None).await
}

pub(super) async fn issue(visit: &Visit) -> Answer {
    let current = current(visit)?;
    let issued = async {
        let asked = asked(visit, current)?;
        let name = asked.name.to_string();
        Ok::<_, Problem>((name, accounts::issue_token(&visit.gateway, current, asked).await?))
    };
    let (name, issued) = match issued.await {
        Ok(issued) => issued,
        Err(problem) => return page(visit, Some(problem)).await,
    };
    let shell = Shell::bare(visit, Place::Elsewhere, "新的接口令牌");
    let address = format!("{}{}/me", visit.origin(), crate::API);
    Ok(html(StatusCode::OK, &TokenPage { shell, name, token: issued.token, address }))
}

pub(super) async fn revoke(visit: &Visit) -> Answer {
    let token = visit.parameter("token").and_then(|token| token.parse().ok());
    let token = token.ok_or_else(Problem::not_found)?;
    accounts::revoke_token(&visit.gateway, current(visit)?, token).await?;
    Ok(see_other("/account/tokens"))
}

fn current(visit: &Visit) -> Result<&Current, Problem> {
    visit.current.as_ref().ok_or_else(Problem::unauthenticated)
}

/// What the form asks for.
fn asked(visit: &Visit, current: &Current) -> Result<IssueToken, Problem> {
    let chosen = visit.field("role").unwrap_or_default();
    let grant = current.stands.grants.iter().find(|grant| named(grant) == chosen);
    let grant = grant.ok_or_else(Problem::no_role)?;
    let days = visit.field("days").and_then(|days| days.parse().ok());
    Ok(IssueToken {
        name: Text::new(visit.field("name").unwrap_or_default())
            .map_err(|_| Problem::unreadable_parameter("name"))?,
        organisation: grant.organisation,
        role: grant.role,
        scopes: scopes().filter(|scope| visit.field(&scope.to_string()).is_some()).collect(),
        days: days.ok_or_else(|| Problem::unreadable_parameter("days"))?,
    })
}

/// A role with its organisation, as the form names it: the roles may have changed meanwhile.
fn named(grant: &Grant) -> String {
    format!("{} {}", grant.organisation, grant.role.names().0)
}

fn scopes() -> impl Iterator<Item = Scope> {
    let of = |part| Access::ALL.into_iter().map(move |access| Scope { part, access });
    Part::ALL.into_iter().flat_map(of)
}

async fn page(visit: &Visit, problem: Option<Problem>) -> Answer {
    let current = current(visit)?;
    let tokens = accounts::own_tokens(&visit.gateway, current).await?;
    let grants = &current.stands.grants;
    let organisations = grants.iter().map(|grant| grant.organisation);
    let of_tokens = tokens.iter().map(|token| token.grant.organisation);
    let called = visit.called(organisations.chain(of_tokens)).await?;
    let roles = grants.iter().filter(|grant| is_lent(grant.role)).map(|grant| Choice {
        value: named(grant),
        label: format!("{} {}", called.of(grant.organisation), grant.role.names().1),
    });
    let words = |part| {
        let of = |access: Access| (Scope { part, access }.to_string(), access.names().1);
        Access::ALL.map(of).to_vec()
    };
    let row = |token: &TokenLine| {
        let key = Some(runtime::fresh_command().to_string());
        let href = format!("{REVOKE}?token={}", token.id);
        let revoke = Button { label: "撤销", href, key, weight: Weight::Grave };
        let mut cells = cells(token, &called);
        cells.push(Cell::Act(revoke));
        Row { cells }
    };
    let status = problem.as_ref().map_or(StatusCode::OK, Problem::status);
    let said = |problem: Problem| {
        let (title, detail) = problem.words();
        (title.to_owned(), detail.to_owned())
    };
    let page = TokensPage {
        shell: Shell::new(visit, Place::Elsewhere, "接口令牌", &called),
        columns: &COLUMNS,
        rows: tokens.iter().map(row).collect(),
        max: TOKENS_MAX,
        key: runtime::fresh_command().to_string(),
        roles: roles.collect(),
        parts: Part::ALL.map(|part| (part.names().1, words(part))).to_vec(),
        days: DAYS,
        problem: problem.map(said),
    };
    Ok(html(status, &page))
}

/// What is said of a token in a table, but for what can be done about it.
pub(super) fn cells(token: &TokenLine, called: &Called) -> Vec<Cell> {
    let used = token.used_at.map_or_else(|| "从未".to_owned(), look::day);
    vec![
        Cell::text(&token.name),
        Cell::Explained {
            text: called.of(token.grant.organisation).to_owned(),
            under: token.grant.role.names().1.to_owned(),
        },
        Cell::text(told(&token.scopes)),
        Cell::When(look::day(token.until)),
        Cell::When(used),
    ]
}

/// 查询需求、办理需求
fn told(scopes: &[Scope]) -> String {
    let one = |scope: &Scope| format!("{}{}", scope.access.names().1, scope.part.names().1);
    scopes.iter().map(one).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_told_in_words() {
        let scopes = ["needs:read", "files:write"].map(|scope| scope.parse().unwrap());
        assert_eq!(told(&scopes), "查询需求、办理附件");
        assert_eq!(super::scopes().count(), Part::ALL.len() * 2);
    }
}
