//! The gateway as a part of a process, as the settings say.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;

use anyhow::Context as _;
use gateway::{AccountOptions, Audit, GatewayOptions, Tokens};
use runtime::{Client, Clock, Settings};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::import::Portal;
#[cfg(feature = "openid")]
use crate::openid;
use crate::{checkpoints, doctor, node};

/// What it is run with: checked, and its port taken.
pub(crate) struct Front<'s> {
    settings: &'s Settings,
    listener: TcpListener,
    #[cfg(feature = "openid")]
    provider: Option<gateway::OpenIdOptions>,
}

impl<'s> Front<'s> {
    pub(crate) async fn of(settings: &'s Settings) -> anyhow::Result<Self> {
        #[cfg(feature = "openid")]
        let provider = openid::options(settings)?;
        #[cfg(not(feature = "openid"))]
        if settings.openid.is_used() {
            anyhow::bail!(
                "设置了 openid.issuer，而这个程序没有编入它；请以 --features openid 编译"
            );
        }
        Ok(Self {
            settings,
            listener: bind(settings.http.listen).await?,
            #[cfg(feature = "openid")]
            provider,
        })
    }

    pub(crate) fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Serves until `stop`, in a task of its own.
    pub(crate) fn serve(
        self,
        client: Client,
        stop: CancellationToken,
    ) -> anyhow::Result<JoinHandle<()>> {
        let settings = self.settings;
        #[cfg(feature = "openid")]
        let address = self.address()?;
        let tokens = Tokens::open(node::tokens(&settings.data))?;
        let kept_days = settings.accounts.access_kept_days;
        let audit = Audit::open(node::logs(&settings.data), Clock::default(), kept_days)?;
        let accounts = AccountOptions {
            profile: settings.accounts.passwords,
            plain_http: settings.http.is_plain(),
            administered_from: settings.http.administrators()?,
            replicas: NonZeroUsize::new(settings.nats.replicas),
            #[cfg(feature = "openid")]
            openid: self.provider.map(|provider| openid::reached_at(provider, address)),
        };
        if settings.http.hides_administrators() {
            tracing::warn!("{}", doctor::UNDECLARED_PROXY);
        }
        checkpoints::keep(client.clone(), audit.clone(), settings, stop.clone())?;
        let importer = Portal { client: client.clone(), kept: node::imported(&settings.data) };
        let files = node::attached(&settings.data);
        let options = GatewayOptions::new(self.listener, client, tokens, files, audit);
        let proxies = settings.http.proxies()?;
        let options =
            GatewayOptions { accounts, proxies, importer: Some(Arc::new(importer)), ..options };
        Ok(tokio::spawn(gateway::serve(options, stop)))
    }
}

pub(crate) async fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.with_context(|| format!("无法监听 {listen}"))
}
