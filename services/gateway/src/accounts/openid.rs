//! Signing in with a provider of OpenID Connect: the city's own 统一身份认证.
//!
//! The authorization code flow with PKCE: the browser is led to the provider, comes back with a
//! code, and the provider gives a signed token for it. One claim of the token is a login name, and
//! `registry` judges the sign-in as it judges one with a right password: an account that is not
//! there, disabled, locked or without a first password is refused in the same words, and none is
//! opened.
//!
//! Administrators, and whoever has one-time codes, sign in with what `registry` keeps alone: else
//! whoever runs the provider could be all three administrators at once, and a second factor would
//! be no stronger than the first. A session that the provider vouched for ends when its account
//! becomes one of those, sets up no one-time codes, and is not asked for a new password.
//!
//! What fails leads back to the form, which works without the provider.

mod id_token;
mod provider;
mod signature;
mod under_way;
mod web;

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::registry::Credential;
use serde_json::Value;
use sha2::{Digest, Sha256};
use values::{Hash, Text};

use super::cookie::Cookie;
use super::{Begun, Proof, concluded, failed, judged, stands};
use crate::problem::Problem;
use crate::queries::ask_as_system;
use crate::state::Gateway;
use id_token::{Claims, Expected, Untrue};
use provider::{Given, Known, Provider, ProviderError};
use under_way::{UNDER_WAY_MAX, UnderWay};
use web::WebError;

/// Where the visitor is led to the provider.
pub(crate) const LEADS: &str = "/sign-in/openid";
/// Where the visitor comes back to, under the portal's address.
pub(crate) const COMES_BACK: &str = "/sign-in/openid/back";

/// How long the provider is waited for, all in all, before the visitor hears of it.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long the address of a page may be to which the visitor comes back.
const NEXT_BYTES_MAX: usize = 2048;

/// How the provider is dealt with.
#[derive(Clone)]
pub struct OpenIdOptions {
    /// Who it is, as it names itself.
    pub issuer: String,
    /// What it calls this portal.
    pub client_id: String,
    /// The secret it gave this portal, where it gave one.
    pub client_secret: Option<String>,
    /// Which of its claims is the login name.
    pub login_claim: String,
    /// What stands on the button.
    pub label: String,
    /// How people reach this portal, without a slash at the end.
    pub portal: String,
    /// How long it is waited for.
    pub patience: Duration,
}

impl OpenIdOptions {
    /// Options with the usual patience.
    pub fn new(issuer: &str, client_id: &str, portal: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: None,
            login_claim: "preferred_username".to_owned(),
            label: "统一身份认证登录".to_owned(),
            portal: portal.to_owned(),
            patience: PATIENCE,
        }
    }

    fn comes_back_to(&self) -> String {
        format!("{}{COMES_BACK}", self.portal)
    }

    /// What the provider is asked about: no more than the login name needs.
    fn scope(&self) -> &'static str {
        match self.login_claim.as_str() {
            "sub" => "openid",
            "email" => "openid email",
            "phone_number" => "openid phone",
            _ => "openid profile",
        }
    }
}

impl fmt::Debug for OpenIdOptions {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIdOptions").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What the gateway keeps for the provider.
pub(super) struct OpenId {
    options: OpenIdOptions,
    provider: Provider,
    under_way: UnderWay,
    cookie: Cookie,
}

impl OpenId {
    pub(super) fn new(options: OpenIdOptions, plain_http: bool) -> Self {
        let (provider, under_way) = (Provider::default(), UnderWay::default());
        Self { options, provider, under_way, cookie: Cookie::of_openid(plain_http) }
    }
}

/// What stands on the button, where there is a provider.
pub(crate) fn label(gateway: &Gateway) -> Option<&str> {
    gateway.accounts().openid.as_ref().map(|openid| openid.options.label.as_str())
}

/// Where the visitor is led, with the cookie by which the browser is known when it comes back.
pub(crate) struct Led {
    pub(crate) to: String,
    pub(crate) cookie: HeaderValue,
}

/// What the visitor came back with: what the provider put into the address.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Brought<'v> {
    pub(crate) state: Option<&'v str>,
    pub(crate) code: Option<&'v str>,
    pub(crate) issuer: Option<&'v str>,
}

/// What became of a sign-in, and where the visitor wanted to go.
pub(crate) struct Back {
    pub(crate) next: String,
    pub(crate) begun: Result<Begun, Problem>,
    /// The cookie that takes the other away.
    pub(crate) forgotten: HeaderValue,
}

/// Begins a sign-in with the provider.
///
/// # Errors
/// When there is none, it cannot be asked, or too many are under way.
pub(crate) async fn lead(gateway: &Gateway, next: &str, from: IpAddr) -> Result<Led, Problem> {
    let OpenId { options, provider, under_way, cookie } = of(gateway)?;
    let known = in_time(options, provider.known(options, None)).await;
    let known = known.map_err(|error| problem(&error))?;
    let next = if next.len() <= NEXT_BYTES_MAX { next } else { "/" };
    let [token, state, nonce, verifier] = [(); 4].map(|()| runtime::fresh_token());
    let to = question(options, &known, [&state, &nonce, &verifier]);
    let (next, at) = (next.to_owned(), Instant::now());
    let begun = under_way::Begun { state, nonce, verifier, next, address: from, at };
    if !under_way.keep(Hash::of(token.as_bytes()), begun) {
        return Err(Problem::busy());
    }
    Ok(Led { to, cookie: cookie.for_a_while(&token, UNDER_WAY_MAX) })
}

/// The address at which the provider asks the visitor.
fn question(options: &OpenIdOptions, known: &Known, [state, nonce, verifier]: [&str; 3]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let comes_back_to = options.comes_back_to();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", &options.client_id),
        ("redirect_uri", &comes_back_to),
        ("scope", options.scope()),
        ("state", state),
        ("nonce", nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ] {
        query.append_pair(name, value);
    }
    let at = &known.found.authorization_endpoint;
    let sign = if at.contains('?') { '&' } else { '?' };
    format!("{at}{sign}{}", query.finish())
}

/// Ends a sign-in with the provider, whichever way.
///
/// # Errors
/// When this browser began none with this state, or it is over.
pub(crate) async fn come_back(
    gateway: &Gateway,
    headers: &HeaderMap,
    brought: Brought<'_>,
    from: IpAddr,
) -> Result<Back, Problem> {
    let OpenId { options, under_way, cookie, .. } = of(gateway)?;
    let asked = cookie.key(headers).zip(brought.state);
    let asked = asked.and_then(|(key, state)| under_way.take(key, state, Instant::now()));
    let asked = asked.ok_or_else(Problem::sign_in_lapsed)?;
    let begun = match in_time(options, login(gateway, &asked, brought)).await {
        Ok(login) => vouched(gateway, login.as_deref(), from).await,
        Err(error) => {
            let problem = problem(&error);
            if problem.status() != StatusCode::SERVICE_UNAVAILABLE {
                failed(gateway, None, from).await?;
            }
            Err(problem)
        }
    };
    Ok(Back { next: asked.next, begun, forgotten: cookie.forgotten() })
}

/// The login name that the provider vouches for; nothing when it, or the visitor, would not.
async fn login(
    gateway: &Gateway,
    asked: &under_way::Begun,
    brought: Brought<'_>,
) -> Result<Option<String>, ProviderError> {
    let Some(OpenId { options, provider, .. }) = &gateway.accounts().openid else {
        return Ok(None);
    };
    // Where it says who answers, it says it of itself (RFC 9207).
    if let Some(issuer) = brought.issuer.filter(|issuer| *issuer != options.issuer) {
        return Err(ProviderError::AnotherIssuer { issuer: issuer.to_owned() });
    }
    let Some(code) = brought.code else { return Ok(None) };
    let came_back = Instant::now();
    let mut known = provider.known(options, None).await?;
    let given = provider.redeem(options, &known, (code, &asked.verifier)).await?;
    let mut claims = verified(gateway, options, &known, &given, asked);
    if claims == Err(Untrue::UnknownKey) {
        // It changes its keys now and then.
        known = provider.known(options, Some(came_back)).await?;
        claims = verified(gateway, options, &known, &given, asked);
    }
    let claims = claims?;
    let named = named(options, &claims);
    if named.is_some() {
        return Ok(named);
    }
    let more = provider.more(options, &known, &given, &claims).await?;
    Ok(self::named(options, &more))
}

fn verified(
    gateway: &Gateway,
    options: &OpenIdOptions,
    known: &Known,
    given: &Given,
    asked: &under_way::Begun,
) -> Result<Claims, Untrue> {
    let OpenIdOptions { issuer, client_id, .. } = options;
    let now = gateway.accounts().clock.now();
    let expected = Expected { issuer, client_id, nonce: &asked.nonce, now };
    id_token::verified(&given.id_token, &known.keys, &expected)
}

/// The login name among the claims. An address for mail that nobody has checked is nobody's.
fn named(options: &OpenIdOptions, claims: &Claims) -> Option<String> {
    let claim = options.login_claim.as_str();
    let unchecked = |of| claims.get(of) == Some(&Value::Bool(false));
    if claim == "email" && unchecked("email_verified") {
        return None;
    }
    claims.get(claim).and_then(Value::as_str).map(str::to_owned)
}

/// Signs in whom the provider vouches for.
async fn vouched(gateway: &Gateway, login: Option<&str>, from: IpAddr) -> Result<Begun, Problem> {
    let login = login.and_then(|login| Text::new(login).ok());
    let known = match login {
        Some(login) => ask_as_system(gateway, None, &Credential { login }).await?,
        None => None,
    };
    let Some(account) = known.map(|secret| secret.account) else {
        return concluded(gateway, (None, from), None, Proof::Provider).await;
    };
    let known = stands(gateway, account, None).await?;
    if known.is_some_and(|stands| !Proof::Provider.is_enough_for(&stands)) {
        failed(gateway, Some(account), from).await?;
        return Err(Problem::sign_in_here());
    }
    let tried = judged(gateway, account, true, None).await?;
    concluded(gateway, (Some(account), from), tried, Proof::Provider).await
}

fn of(gateway: &Gateway) -> Result<&OpenId, Problem> {
    gateway.accounts().openid.as_ref().ok_or_else(Problem::no_route)
}

/// What comes of asking the provider, unless it takes too long.
async fn in_time<T>(
    options: &OpenIdOptions,
    asking: impl Future<Output = Result<T, ProviderError>>,
) -> Result<T, ProviderError> {
    tokio::time::timeout(options.patience, asking).await.unwrap_or(Err(ProviderError::TooSlow))
}

/// What the visitor hears of it; what is the matter stands in the log.
fn problem(error: &ProviderError) -> Problem {
    let source: &(dyn std::error::Error + 'static) = error;
    tracing::warn!(error = source, "the provider of OpenID Connect is of no help");
    match error {
        ProviderError::NotFound | ProviderError::TooSlow => Problem::provider_away(),
        ProviderError::Web(WebError::Away { .. }) => Problem::provider_away(),
        ProviderError::Web(WebError::Refused { status, .. }) if status.is_server_error() => {
            Problem::provider_away()
        }
        // The code was used, or is over.
        ProviderError::Web(WebError::Refused {
            status: StatusCode::BAD_REQUEST, reason, ..
        }) if reason == "invalid_grant" => Problem::sign_in_lapsed(),
        ProviderError::Web(
            WebError::Certificates { .. } | WebError::Refused { .. } | WebError::Unreadable { .. },
        )
        | ProviderError::AnotherIssuer { .. }
        | ProviderError::Address { .. }
        | ProviderError::Token(_)
        | ProviderError::AnotherSubject => Problem::provider_untrue(),
    }
}
