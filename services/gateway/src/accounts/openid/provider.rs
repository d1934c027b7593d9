//! The provider: where it is asked, with which keys it signs, and what it says for a code
//! (OpenID Connect Discovery 1.0; OpenID Connect Core 1.0, 3.1).
//!
//! It is looked up when somebody first signs in, once for all who wait for it, and again after a
//! failure, after an hour, and when it signs with a key that was not known.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, Request, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{Mutex, OnceCell};

use super::OpenIdOptions;
use super::id_token::{Claims, Untrue};
use super::web::{Web, WebError};

/// How long what it says of itself is believed.
const BELIEVED: Duration = Duration::from_secs(60 * 60);

/// Why the provider is of no help.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProviderError {
    #[error("it was not found a moment ago")]
    NotFound,
    #[error("it takes too long")]
    TooSlow,
    #[error(transparent)]
    Web(#[from] WebError),
    #[error("it calls itself {issuer:?}")]
    AnotherIssuer { issuer: String },
    #[error("its {name} is not to be used: {address:?}")]
    Address { name: &'static str, address: String },
    #[error("its token is not taken")]
    Token(#[from] Untrue),
    #[error("it says of somebody else what it was asked of one")]
    AnotherSubject,
}

/// What the provider says of itself.
pub(super) struct Known {
    pub(super) found: Found,
    pub(super) keys: Vec<Jwk>,
    read: Instant,
}

#[derive(Deserialize)]
pub(super) struct Found {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

/// What it gives for a code.
#[derive(Deserialize)]
pub(super) struct Given {
    pub(super) id_token: String,
    access_token: Option<String>,
}

#[derive(Default)]
pub(super) struct Provider {
    web: OnceCell<Web>,
    known: Mutex<Option<Arc<Known>>>,
    failures: AtomicU64,
}

impl Provider {
    /// What the provider says of itself; read since `after`, where that is asked for.
    pub(super) async fn known(
        &self,
        options: &OpenIdOptions,
        after: Option<Instant>,
    ) -> Result<Arc<Known>, ProviderError> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut kept = self.known.lock().await;
        let fresh = |known: &&Arc<Known>| match after {
            Some(after) => known.read >= after,
            None => known.read.elapsed() < BELIEVED,
        };
        if let Some(known) = kept.as_ref().filter(fresh) {
            return Ok(Arc::clone(known));
        }
        // Whoever waited while others failed has the same answer.
        if self.failures.load(Ordering::Acquire) != failures {
            return Err(ProviderError::NotFound);
        }
        let read = self.read(options).await;
        match &read {
            Ok(known) => *kept = Some(Arc::clone(known)),
            Err(_) => drop(self.failures.fetch_add(1, Ordering::Release)),
        }
        read
    }

    async fn read(&self, options: &OpenIdOptions) -> Result<Arc<Known>, ProviderError> {
        let read = Instant::now();
        let issuer = options.issuer.trim_end_matches('/');
        let at = format!("{issuer}/.well-known/openid-configuration");
        let found: Found = self.web().await?.ask(get("issuer", &at, options)?).await?;
        if found.issuer != options.issuer {
            return Err(ProviderError::AnotherIssuer { issuer: found.issuer });
        }
        address("authorization_endpoint", &found.authorization_endpoint, options)?;
        let keys = get("jwks_uri", &found.jwks_uri, options)?;
        let Keys { keys } = self.web().await?.ask(keys).await?;
        // A key of a kind that is not known signs nothing that is taken.
        let keys = keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        Ok(Arc::new(Known { found, keys, read }))
    }

    /// Redeems a code.
    pub(super) async fn redeem(
        &self,
        options: &OpenIdOptions,
        known: &Known,
        (code, verifier): (&str, &str),
    ) -> Result<Given, ProviderError> {
        let request = redemption(options, &known.found, (code, verifier))?;
        Ok(self.web().await?.ask(request).await?)
    }

    /// What else it says of whom the token is about; nothing where it says all in its token.
    pub(super) async fn more(
        &self,
        options: &OpenIdOptions,
        known: &Known,
        given: &Given,
        claims: &Claims,
    ) -> Result<Claims, ProviderError> {
        let at = known.found.userinfo_endpoint.as_deref();
        let Some((at, token)) = at.zip(given.access_token.as_deref()) else {
            return Ok(Claims::default());
        };
        let mut request = get("userinfo_endpoint", at, options)?;
        let bearer = HeaderValue::try_from(format!("Bearer {token}"));
        let bearer = bearer.map_err(|_| Untrue::Unreadable)?;
        request.headers_mut().insert(AUTHORIZATION, bearer);
        let more: Claims = self.web().await?.ask(request).await?;
        let same = more.get("sub").is_some_and(|sub| claims.get("sub") == Some(sub));
        if same { Ok(more) } else { Err(ProviderError::AnotherSubject) }
    }

    async fn web(&self) -> Result<&Web, WebError> {
        self.web.get_or_try_init(Web::open).await
    }
}

/// An address that the provider names: by HTTPS, unless the provider itself is on this machine.
fn address(name: &'static str, text: &str, options: &OpenIdOptions) -> Result<Uri, ProviderError> {
    let plain = options.issuer.starts_with("http://");
    let uri = text.parse::<Uri>().ok().filter(|uri| match uri.scheme_str() {
        Some("https") => true,
        Some("http") => plain,
        Some(_) | None => false,
    });
    uri.ok_or_else(|| ProviderError::Address { name, address: text.to_owned() })
}

/// With the secret in a header, as everybody takes it, unless this provider does not.
fn redemption(
    options: &OpenIdOptions,
    found: &Found,
    (code, verifier): (&str, &str),
) -> Result<Request<Full<Bytes>>, ProviderError> {
    let OpenIdOptions { client_id, client_secret, .. } = options;
    let methods = found.token_endpoint_auth_methods_supported.as_deref();
    let takes_header =
        methods.is_none_or(|all| all.iter().any(|method| method == "client_secret_basic"));
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code").append_pair("code", code);
    form.append_pair("redirect_uri", &options.comes_back_to());
    form.append_pair("code_verifier", verifier);
    let in_header = client_secret.as_deref().filter(|_| takes_header);
    if in_header.is_none() {
        form.append_pair("client_id", client_id);
        form.extend_pairs(client_secret.iter().map(|secret| ("client_secret", secret)));
    }
    let mut request = Request::new(Full::from(form.finish()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = address("token_endpoint", &found.token_endpoint, options)?;
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    if let Some(secret) = in_header {
        headers.insert(AUTHORIZATION, basic(client_id, secret));
    }
    Ok(request)
}

fn get(
    name: &'static str,
    at: &str,
    options: &OpenIdOptions,
) -> Result<Request<Full<Bytes>>, ProviderError> {
    let mut request = Request::new(Full::default());
    *request.uri_mut() = address(name, at, options)?;
    Ok(request)
}

/// RFC 6749, 2.3.1: both parts are written as in a form first.
fn basic(client_id: &str, secret: &str) -> HeaderValue {
    let escaped = |part: &str| form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", escaped(client_id), escaped(secret)));
    let mut header = HeaderValue::try_from(format!("Basic {pair}")).expect("Base64 is ASCII");
    header.set_sensitive(true);
    header
}
