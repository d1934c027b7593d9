//! Residents without an account: they tell a community what they need, are given a code once, and
//! with it follow the need, say how it went, or take it back.
//!
//! The code is a credential like a token, for one need: whoever holds it acts as its raiser.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bus::Headers;
use contracts::needs::need::{Report, TakeReport};
use contracts::needs::{ByCode, Coded, Handling, Need};
use contracts::{Actor, Command, Receipt, Reply, Role};
use serde::Serialize;
use values::{NeedId, OrganisationId, Text, Uuid};

use crate::commands::{ask, done, json, under_its_id};
use crate::exchange;
use crate::limits::{ADDRESSES_MAX, VISITS_A_MINUTE_MAX};
use crate::problem::Problem;
use crate::state::Gateway;
use crate::{guard, queries, reading};

/// The field that follows from the code.
pub(crate) const NEED: &str = "need";

/// How a proxy says whom it speaks for.
const FORWARDED_FOR: &str = "x-forwarded-for";

const MINUTE: Duration = Duration::from_secs(60);

/// Whoever is at the other end of the connection on which a request came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    address: IpAddr,
    /// A proxy of ours: it is believed when it says whom it speaks for.
    is_proxy: bool,
}

impl Peer {
    /// On this machine, or at one of these addresses, is nobody but our proxy.
    pub(crate) fn at(address: IpAddr, proxies: &[IpAddr]) -> Self {
        let address = address.to_canonical();
        Self { address, is_proxy: address.is_loopback() || proxies.contains(&address) }
    }
}

/// The need that the code of a request stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfCode(pub(crate) NeedId);

/// 已受理的需求
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Reported {
    /// 需求编号
    pub(crate) id: Uuid,
    /// 查询码，只显示这一次，请妥善保存
    pub(crate) code: String,
    /// The position from which a reader sees it: `wait_for`.
    pub(crate) position: u64,
}

/// How often each address came this minute, or whoever else is counted.
pub(crate) struct Visits<K = IpAddr> {
    counted: Mutex<Counted<K>>,
}

struct Counted<K> {
    since: Option<Instant>,
    by: HashMap<K, u32>,
}

impl<K> Default for Visits<K> {
    fn default() -> Self {
        Self { counted: Mutex::new(Counted { since: None, by: HashMap::new() }) }
    }
}

impl<K: Hash + Eq> Visits<K> {
    /// Counts a visit, and says whether it is within the limit. A crowd beyond what can be counted
    /// is over it.
    pub(crate) fn admit(&self, who: K, max: u32, now: Instant) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.since.is_none_or(|since| now.duration_since(since) >= MINUTE) {
            *counted = Counted { since: Some(now), by: HashMap::new() };
        }
        let full = counted.by.len() >= ADDRESSES_MAX;
        if full && !counted.by.contains_key(&who) {
            return false;
        }
        let visits = counted.by.entry(who).or_default();
        *visits += 1;
        *visits <= max
    }
}

/// Lets nobody pass more often than visitors may.
pub(crate) async fn admit(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(problem) = within_limit(&gateway, &request) {
        return problem.into_response();
    }
    guard::admitted(somebody(), request, next).await
}

/// Lets nobody pass without the code of a need.
pub(crate) async fn authenticate(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    let question = within_limit(&gateway, &request).and_then(|()| question(&request));
    let Coded { need, owner, raiser } = match coded(&gateway, question).await {
        Ok(coded) => coded,
        Err(problem) => return problem.into_response(),
    };
    let actor = Actor::Person { person: raiser, organisation: owner, role: Role::Resident };
    request.extensions_mut().insert(OfCode(need));
    guard::admitted(actor, request, next).await
}

fn question(request: &Request) -> Result<ByCode, Problem> {
    let code = exchange::token(request.headers()).and_then(|code| Text::new(code).ok());
    Ok(ByCode { code: code.ok_or_else(Problem::no_code)? })
}

/// The need and its raiser, for whoever has the code.
pub(crate) async fn coded(
    gateway: &Gateway,
    question: Result<ByCode, Problem>,
) -> Result<Coded, Problem> {
    queries::ask_as_system(gateway, None, &question?).await?.ok_or_else(Problem::no_code)
}

/// From where a request comes. A proxy of ours says whom it speaks for, last in its list; what
/// others write there is not believed.
pub(crate) fn address(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>();
    let Some(Peer { address, is_proxy }) = peer.copied() else {
        return Ipv4Addr::UNSPECIFIED.into();
    };
    let proxied = request.headers().get_all(FORWARDED_FOR).iter().next_back();
    let last = proxied.and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    last.filter(|_| is_proxy).unwrap_or(address)
}

fn within_limit(gateway: &Gateway, request: &Request) -> Result<(), Problem> {
    admitted(gateway, address(request))
}

/// Counts a visit from `address`.
pub(crate) fn admitted(gateway: &Gateway, address: IpAddr) -> Result<(), Problem> {
    let admitted = gateway.visits().admit(address, VISITS_A_MINUTE_MAX, Instant::now());
    if admitted { Ok(()) } else { Err(Problem::too_often()) }
}

/// Somebody without an account.
pub(crate) fn somebody() -> Actor {
    let (person, organisation) = (runtime::fresh_person(), OrganisationId(Uuid::nil()));
    Actor::Person { person, organisation, role: Role::Resident }
}

/// Takes what is told, and answers with the code by which it is found again.
pub(crate) async fn report(gateway: Gateway, request: Request) -> Response {
    under_its_id(request, async |request, id| {
        exchange::nothing_left(&reading::parameters(request.uri().query()))?;
        let actor = exchange::actor(&request)?;
        let headers = Headers { command: Some(id), ..exchange::onward(&request, actor) };
        let body = exchange::body(request).await?;
        let report: Report = reading::command(&[], &body)?;
        let code = runtime::fresh_code();
        let text = Text::new(&code).expect("a code is short and plain");
        let take = TakeReport { report, code: text };
        let reply: Reply<Receipt> =
            ask(gateway.client().request(TakeReport::SUBJECT, &headers, &take).await)?;
        let receipt = done(reply)?;
        let id = receipt.changed.first().map_or(Uuid::nil(), |changed| changed.id);
        Ok(json(StatusCode::CREATED, &Reported { id, code, position: receipt.position }))
    })
    .await
}

/// The need that the code stands for.
pub(crate) async fn own_need(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    queries::answer(gateway, request, queries::Form::of::<Need>()).await
}

/// How far its handling is, and with whom.
pub(crate) async fn own_handling(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    queries::answer(gateway, request, queries::Form::of::<Handling>()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_ours_says_whom_it_speaks_for() {
        let proxies = [IpAddr::from([10, 0, 0, 9])];
        let from = |peer: [u8; 4], said: &str| {
            let request = Request::builder().header(FORWARDED_FOR, said);
            let mut request = request.body(axum::body::Body::empty()).unwrap();
            request.extensions_mut().insert(Peer::at(peer.into(), &proxies));
            address(&request)
        };
        let office = IpAddr::from([203, 0, 113, 7]);
        assert_eq!(from([127, 0, 0, 1], "198.51.100.1, 203.0.113.7"), office);
        assert_eq!(from([10, 0, 0, 9], "203.0.113.7"), office);
        assert_eq!(from([203, 0, 113, 7], "198.51.100.1"), office);
        assert_eq!(from([127, 0, 0, 1], "nobody"), IpAddr::from([127, 0, 0, 1]));
    }

    #[test]
    fn an_address_comes_so_often_in_a_minute_and_again_in_the_next() {
        let (visits, now) = (Visits::default(), Instant::now());
        let admit =
            |n: u8, now| visits.admit(IpAddr::from([10, 0, 0, n]), VISITS_A_MINUTE_MAX, now);
        for _ in 0..VISITS_A_MINUTE_MAX {
            assert!(admit(1, now));
        }
        assert!(!admit(1, now));
        assert!(admit(2, now), "others come as before");
        assert!(admit(1, now + MINUTE));
    }

    #[test]
    fn a_crowd_of_addresses_takes_no_memory_beyond_its_limit() {
        let (visits, now) = (Visits::default(), Instant::now());
        let admit = |n: usize| {
            visits.admit(IpAddr::from((n as u128).to_be_bytes()), VISITS_A_MINUTE_MAX, now)
        };
        assert!((0..ADDRESSES_MAX).all(admit));
        assert!(!admit(ADDRESSES_MAX));
        assert!(admit(0), "who was here before is still counted");
    }
}
