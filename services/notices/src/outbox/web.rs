//! One request to the outside: to an address that was looked at, encrypted, small, soon over, and
//! never sent on to anywhere else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bus::Bytes;
use contracts::notices::channel::Trouble;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_util::task::AbortOnDropHandle;

use super::Outlets;
use crate::domain::channel::Url;

/// How long all of it may take.
const TIME_MAX: Duration = Duration::from_secs(10);
/// How much of an answer is read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

pub(super) struct Web {
    outlets: &'static Outlets,
    tls: TlsConnector,
}

impl Web {
    /// Whom it believes to be who they are is what the machine believes.
    pub(super) fn new(outlets: &'static Outlets) -> Self {
        let mut roots = RootCertStore::empty();
        if outlets.web {
            let found = rustls_native_certs::load_native_certs();
            let (taken, unfit) = roots.add_parsable_certificates(found.certs);
            tracing::info!(taken, unfit, errors = ?found.errors, "certificates of this machine");
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has the suites of these versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { outlets, tls: TlsConnector::from(Arc::new(config)) }
    }

    /// Sends `body`, which is JSON; what comes back, when that is a success.
    pub(super) async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<Bytes, Trouble> {
        if url.is_plain && !self.outlets.plain_http {
            return Err(Trouble::Forbidden);
        }
        let mut request = Request::post(&url.rest)
            .header(HOST, &url.authority)
            .header(USER_AGENT, "gongjian")
            .header(CONTENT_TYPE, "application/json; charset=utf-8");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::from(body)).map_err(|_| Trouble::Gone)?;
        let exchanged = tokio::time::timeout(TIME_MAX, self.exchange(url, request)).await;
        exchanged.map_err(|_| Trouble::TooSlow)?
    }

    async fn exchange(&self, url: &Url, request: Request<Full<Bytes>>) -> Result<Bytes, Trouble> {
        let addresses = self.addresses(url).await?;
        let stream = TcpStream::connect(addresses.as_slice()).await;
        let stream = stream.map_err(|_| Trouble::Unreachable)?;
        if url.is_plain {
            return answer(stream, request).await;
        }
        let name = ServerName::try_from(url.host.clone()).map_err(|_| Trouble::Insecure)?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| Trouble::Insecure)?;
        answer(stream, request).await
    }

    /// Where the host is, as far as anything may be sent there: it is connected to these and to
    /// nothing that the name might mean a moment later.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, Trouble> {
        let found = lookup_host((url.host.as_str(), url.port)).await;
        let found: Vec<_> = found.map_err(|_| Trouble::Unreachable)?.collect();
        if found.is_empty() {
            return Err(Trouble::Unreachable);
        }
        let may = |address: &SocketAddr| self.outlets.private_addresses || is_outside(address.ip());
        let allowed: Vec<_> = found.into_iter().filter(may).collect();
        if allowed.is_empty() { Err(Trouble::Forbidden) } else { Ok(allowed) }
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<Bytes, Trouble> {
    let unreachable = |_| Trouble::Unreachable;
    let shaken = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(unreachable)?;
    let _ends_with_us = AbortOnDropHandle::new(tokio::spawn(connection));
    let response = sender.send_request(request).await.map_err(unreachable)?;
    let status = response.status();
    if !status.is_success() {
        return Err(of_status(status));
    }
    let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await;
    Ok(body.map_err(|_| Trouble::Unreachable)?.to_bytes())
}

fn of_status(status: StatusCode) -> Trouble {
    Trouble::Status { status: status.as_u16() }
}

/// Is it an address that anybody could reach, and none of this machine's or of its network's?
fn is_outside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_outside_four(four),
        IpAddr::V6(six) => is_outside_six(six),
    }
}

fn is_outside_four(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_inside = match (a, b, c) {
        // this network, private, this machine, multicast and reserved
        (0 | 10 | 127 | 224..=255, ..) => true,
        // shared by a provider's customers; for tests of networks
        (100, 64..=127, _) | (198, 18 | 19, _) => true,
        // of one cable; private
        (169, 254, _) | (172, 16..=31, _) | (192, 168, _) => true,
        // of protocols, and in documents
        (192, 0, 0 | 2) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    !is_inside
}

fn is_outside_six(address: Ipv6Addr) -> bool {
    if let Some(four) = address.to_ipv4_mapped() {
        return is_outside_four(four);
    }
    let [first, second, ..] = address.segments();
    // Of all there is only 2000::/3 is given out; in it stand 6to4, Teredo and addresses of
    // documents, the first two of which lead to addresses of version 4.
    let is_given_out = first & 0xE000 == 0x2000;
    let is_within = first == 0x2002 || first == 0x2001 && matches!(second, 0 | 0x0DB8);
    is_given_out && !is_within
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_inside() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_outside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.2.3.4", "172.32.0.1", "192.0.1.1", "2408:8000::1", "::ffff:1.2.3.4"] {
            assert!(is_outside(outside.parse().unwrap()), "{outside}");
        }
    }
}
