//! Asking the provider over HTTPS: an answer in JSON, so large at most. Nobody is led on to another
//! address, and the certificates are those that this machine trusts.

use axum::body::Bytes;
use axum::http::header::ACCEPT;
use axum::http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How large an answer may be: keys and tokens are a few KiB.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Why an answer is of no use.
#[derive(Debug, thiserror::Error)]
pub(super) enum WebError {
    #[error("the certificates of this machine cannot be read")]
    Certificates { source: std::io::Error },
    #[error("{at} does not answer")]
    Away { at: String, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("{at} answers {status}, {reason}")]
    Refused { at: String, status: StatusCode, reason: String },
    #[error("what {at} answers cannot be read")]
    Unreadable { at: String, source: serde_json::Error },
}

/// Why the provider refuses, by the code that it names (RFC 6749, 5.2).
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error: String,
}

pub(super) struct Web(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Web {
    /// Reads the certificates that this machine trusts.
    pub(super) async fn open() -> Result<Self, WebError> {
        let reading = || HttpsConnectorBuilder::new().with_native_roots();
        let read = tokio::task::spawn_blocking(reading).await.expect("reading does not panic");
        let certificates = |source| WebError::Certificates { source };
        // Which addresses may be plain is for whoever names them.
        let connector = read.map_err(certificates)?.https_or_http().enable_http1().build();
        // Sign-ins are too rare for a connection to be kept, and one that was may be closed by now.
        let mut client = Client::builder(TokioExecutor::new());
        Ok(Self(client.pool_max_idle_per_host(0).build(connector)))
    }

    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<T, WebError> {
        let at = request.uri().to_string();
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let away = |source| WebError::Away { at: at.clone(), source };
        let answer = self.0.request(request).await.map_err(|error| away(error.into()))?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
        let body = body.map_err(away)?.to_bytes();
        if status != StatusCode::OK {
            let Refusal { error } = serde_json::from_slice(&body).unwrap_or_default();
            let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            let reason = error.chars().filter(plain).take(60).collect();
            return Err(WebError::Refused { at, status, reason });
        }
        serde_json::from_slice(&body).map_err(|source| WebError::Unreadable { at, source })
    }
}
