//! The cookie of a session, and that of a sign-in that is with the provider.

#[cfg(feature = "openid")]
use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use values::Hash;

/// How it is called and where it goes.
pub(super) struct Cookie {
    name: &'static str,
    attributes: &'static str,
}

/// With this prefix, browsers take it from this very host and over TLS alone.
const BOUND: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";
const PLAIN: &str = "Path=/; HttpOnly; SameSite=Lax";

impl Cookie {
    pub(super) fn new(plain_http: bool) -> Self {
        if plain_http {
            Self { name: "gongjian", attributes: PLAIN }
        } else {
            Self { name: "__Host-gongjian", attributes: BOUND }
        }
    }

    #[cfg(feature = "openid")]
    pub(super) fn of_openid(plain_http: bool) -> Self {
        if plain_http {
            Self { name: "gongjian-openid", attributes: PLAIN }
        } else {
            Self { name: "__Host-gongjian-openid", attributes: BOUND }
        }
    }

    /// The header that sets it, until then at most.
    #[cfg(feature = "openid")]
    pub(super) fn for_a_while(&self, token: &str, at_most: Duration) -> HeaderValue {
        self.header(token, &format!("; Max-Age={}", at_most.as_secs()))
    }

    /// The header that sets it.
    pub(super) fn of(&self, token: &str) -> HeaderValue {
        self.header(token, "")
    }

    /// The header that takes it away.
    pub(super) fn forgotten(&self) -> HeaderValue {
        self.header("", "; Max-Age=0")
    }

    /// Under which key the session of a request is kept.
    pub(super) fn key(&self, headers: &HeaderMap) -> Option<Hash> {
        let sent = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut each = sent.flat_map(|value| value.split(';')).map(str::trim);
        let token = each.find_map(|pair| pair.strip_prefix(self.name)?.strip_prefix('='))?;
        Some(Hash::of(token.as_bytes()))
    }

    fn header(&self, token: &str, more: &str) -> HeaderValue {
        let Self { name, attributes } = self;
        let text = format!("{name}={token}; {attributes}{more}");
        HeaderValue::try_from(text).expect("tokens are ASCII")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_by_its_whole_name() {
        let cookie = Cookie::new(false);
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; __Host-gongjianx=no"));
        assert_eq!(cookie.key(&headers), None);
        headers.append(COOKIE, HeaderValue::from_static("b=2;__Host-gongjian=yes ; c=3"));
        assert_eq!(cookie.key(&headers), Some(Hash::of(b"yes")));
    }

    #[test]
    fn over_tls_it_is_bound_to_the_host() {
        let header = Cookie::new(false).of("t");
        assert_eq!(header, "__Host-gongjian=t; Path=/; Secure; HttpOnly; SameSite=Lax");
        assert_eq!(Cookie::new(true).of("t"), "gongjian=t; Path=/; HttpOnly; SameSite=Lax");
        let gone = Cookie::new(true).forgotten();
        assert_eq!(gone, "gongjian=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
