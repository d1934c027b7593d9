//! To the provider of OpenID Connect and back. Whatever goes wrong there is said above the form,
//! which works without it.

use axum::http::StatusCode;

use super::sign_in::{NEXT, here, page};
use super::{Answer, Visit, see_other, with_cookie};
use crate::accounts::openid::{self, Back, Brought};
pub(super) use crate::accounts::openid::{COMES_BACK, LEADS};

pub(super) async fn lead(visit: &Visit) -> Answer {
    let next = visit.parameter(NEXT);
    match openid::lead(&visit.gateway, &here(next), visit.address).await {
        Ok(led) => Ok(with_cookie(see_other(&led.to), led.cookie)),
        // Nothing stands there without a provider.
        Err(problem) if problem.status() == StatusCode::NOT_FOUND => Err(problem),
        Err(problem) => Ok(page(visit, problem.status(), next, Some(problem))),
    }
}

pub(super) async fn come_back(visit: &Visit) -> Answer {
    let brought = Brought {
        state: visit.parameter("state"),
        code: visit.parameter("code"),
        issuer: visit.parameter("iss"),
    };
    match openid::come_back(&visit.gateway, &visit.headers, brought, visit.address).await {
        Ok(Back { next, begun, forgotten }) => {
            let response = match begun {
                Ok(begun) => with_cookie(see_other(&here(Some(&next))), begun.cookie),
                Err(problem) => page(visit, problem.status(), Some(&next), Some(problem)),
            };
            Ok(with_cookie(response, forgotten))
        }
        Err(problem) if problem.status() == StatusCode::NOT_FOUND => Err(problem),
        Err(problem) => Ok(page(visit, problem.status(), None, Some(problem))),
    }
}
