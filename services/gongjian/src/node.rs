//! One process: some services, perhaps the broker, perhaps the gateway.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use bus::server::Server;
use bus::{Bus, MirrorPolicy};
use contracts::{SERVICES, ServiceEvent as _};
use eventlog::{Keys, SledLog};
use files::Files;
use futures_util::future::LocalBoxFuture;
use runtime::{Clock, Host, HostOptions, Service, Settings};

use crate::services::{self, ForService};

/// Where one service's log is, under the folder with everything that is kept.
pub(crate) fn logs(data: &Path) -> PathBuf {
    data.join("logs")
}

/// The lists that were imported, as they came.
pub(crate) fn imported(data: &Path) -> Files {
    Files::in_folder(data.join("imported"))
}

/// What people attached.
pub(crate) fn attached(data: &Path) -> Files {
    Files::in_folder(data.join("attached"))
}

/// Who may use the API.
pub(crate) fn tokens(data: &Path) -> PathBuf {
    data.join("tokens")
}

/// Where the running process says how it is reached.
pub(crate) fn running(data: &Path) -> PathBuf {
    data.join("running.json")
}

/// Starts a broker of our own, which is started again when it ends and dies with this process; or
/// none, when one is given.
pub(crate) async fn broker(settings: &Settings) -> anyhow::Result<Option<Server>> {
    if !settings.nats.url.is_empty() {
        return Ok(None);
    }
    let folder = settings.data.join("nats");
    let start = move || Server::start(&folder, bus::server::Options::default());
    let server = tokio::task::spawn_blocking(start).await?;
    server.context("无法启动消息服务 nats-server（可运行 deploy/setup 安装）").map(Some)
}

/// Connects to the broker as `name`.
pub(crate) async fn connect(settings: &Settings, url: &str, name: &str) -> anyhow::Result<Bus> {
    let mut options = bus::Options::new(url, name);
    if !settings.nats.seed.as_os_str().is_empty() {
        options.seed = Some(settings.nats.seed.clone());
    }
    Bus::connect(options).await.with_context(|| format!("无法连接消息服务 {url}"))
}

/// Opens the log of the service called `name` and starts it.
pub(crate) async fn start(
    name: &str,
    settings: &Settings,
    bus: Bus,
    clock: Clock,
) -> anyhow::Result<Host> {
    match name {
        "needs" => {
            needs::use_model(&settings.needs.model).context("无法使用设置 needs.model 的模型")?;
        }
        "notices" => notices::use_outlets(outlets(settings)?),
        _ => {}
    }
    let folder = logs(&settings.data);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("无法建立数据目录 {}", folder.display()))?;
    let policy = match settings.nats.replicas {
        1 => MirrorPolicy::Embedded,
        replicas => MirrorPolicy::Cluster { replicas },
    };
    let host = start_in(&folder, name, bus.clone(), clock.clone(), policy).await?;
    // They end with the process; what they did not finish they do at the next start.
    match name {
        "reporting" => {
            tokio::spawn(reporting::press(bus, attached(&settings.data), fonts(settings)));
        }
        "notices" => {
            tokio::spawn(notices::outbox(bus, clock));
        }
        _ => {}
    }
    Ok(host)
}

/// Opens the log of the service called `name` in `folder` and starts it, and nothing beside it.
pub(crate) async fn start_in(
    folder: &Path,
    name: &str,
    bus: Bus,
    clock: Clock,
    policy: MirrorPolicy,
) -> anyhow::Result<Host> {
    let start = Start { folder: folder.to_owned(), bus, clock, policy };
    let started = services::with(name, start);
    let unknown = || format!("没有名为“{name}”的服务；可选：{}", SERVICES.join("、"));
    started.with_context(unknown)?.await
}

struct Start {
    folder: PathBuf,
    bus: Bus,
    clock: Clock,
    policy: MirrorPolicy,
}

impl ForService for Start {
    type Outcome = LocalBoxFuture<'static, anyhow::Result<Host>>;

    fn with<S: Service>(self) -> Self::Outcome {
        Box::pin(async move {
            let Self { folder, bus, clock, policy } = self;
            let name = S::Event::SERVICE;
            let (log, keys) = tokio::task::spawn_blocking(move || open(&folder, name)).await??;
            let options =
                HostOptions { bus, log: Arc::new(log), keys: Arc::new(keys), clock, policy };
            Host::start::<S>(options).await.with_context(|| format!("无法启动服务 {name}"))
        })
    }
}

/// The log and the keys of the service called `name`, in `folder`.
pub(crate) fn open(folder: &Path, name: &str) -> anyhow::Result<(SledLog, Keys)> {
    let opened = || {
        let keys = Keys::open(&folder.join(format!("{name}.keys")))?;
        Ok::<_, eventlog::Error>((SledLog::open(folder, name)?, keys))
    };
    opened().with_context(|| format!("无法打开 {name} 的日志"))
}

/// Where fonts lie, the operator's own first.
pub(crate) fn fonts(settings: &Settings) -> Vec<PathBuf> {
    let own = &settings.reporting.fonts;
    let own = (!own.as_os_str().is_empty()).then(|| own.clone());
    own.into_iter().chain(reporting::FONT_FOLDERS.map(PathBuf::from)).collect()
}

/// What may leave the portal, and where links in it lead.
fn outlets(settings: &Settings) -> anyhow::Result<notices::Outlets> {
    let outlets = &settings.notices;
    let portal = match settings.http.public.trim_end_matches('/') {
        "" => format!("http://{}", settings.http.listen),
        public => public.to_owned(),
    };
    let mail = match outlets.smtp.as_str() {
        "" => None,
        smtp => {
            let server = notices::MailServer::read(smtp, &outlets.mail_from);
            Some(server.context("设置 notices.smtp 或 notices.mail_from 不能用")?)
        }
    };
    Ok(notices::Outlets {
        web: outlets.web,
        mail,
        private_addresses: outlets.private_addresses,
        plain_http: outlets.plain_http,
        portal,
    })
}
