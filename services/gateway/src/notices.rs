//! One's own notices 通知: whoever acts for an organisation reads what it is told, and everybody
//! what they are told themselves.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::LINK;
use axum::response::Response;
use bus::Headers;
use contracts::notices::Inbox;
use contracts::{Actor, Claimer, PageRequest, Role};
use serde::Deserialize;

use crate::commands::json;
use crate::exchange;
use crate::problem::Problem;
use crate::queries;
use crate::reading;
use crate::state::Gateway;

/// Which of one's own notices are wanted.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnNotices {
    /// 发给本人的，而不是发给本组织的
    #[serde(default)]
    pub(crate) personal: bool,
    /// 只要还没有人读过的
    #[serde(default)]
    pub(crate) unread: bool,
    #[serde(default)]
    pub(crate) page: PageRequest,
}

/// The inbox of the organisation for which `actor` acts; else, or when wanted, the actor's own.
pub(crate) fn inbox(actor: &Actor, personal: bool) -> Option<Claimer> {
    let acts = !personal && actor.role().is_some_and(Role::does_business);
    let organisation = actor.organisation().filter(|_| acts);
    organisation.map(Claimer::from).or(actor.person().map(Claimer::from))
}

/// A page of them, for machines.
pub(crate) async fn page(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let mut texts = reading::parameters(request.uri().query());
    let at_least = queries::wait_for(&mut texts, request.headers())?;
    let OwnNotices { personal, unread, page } = reading::query(&texts)?;
    let actor = exchange::actor(&request)?;
    let inbox = inbox(&actor, personal).ok_or_else(Problem::not_found)?;
    let headers = Headers { at_least, ..exchange::onward(&request, actor) };
    let found = queries::ask_with(&gateway, &headers, &Inbox { inbox, unread, page }).await?;
    let mut response = json(StatusCode::OK, &found);
    if let Some(next) = found.next {
        response.headers_mut().insert(LINK, queries::link(request.uri(), next));
    }
    Ok(response)
}
