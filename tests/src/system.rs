//! A whole system as a process of its own, and the people who use it over HTTP.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use bus::server::Server;
use contracts::{Actor, Role, SERVICES};
use gateway::Tokens;
use nix::sys::signal::Signal;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use values::{OrganisationId, PersonId, ids};

/// Nothing that is waited for takes longer, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until `look` finds something; fails when it never does.
pub(crate) async fn wait_until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let waiting = async {
        let mut again = tokio::time::interval(Duration::from_millis(20));
        loop {
            again.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(found) => found,
        Err(_) => panic!("waited in vain for {what}"),
    }
}

/// `gongjian up` in a process of its own, on a data folder of its own; or each service in a process
/// of its own, beside a broker.
pub(crate) struct System {
    folder: tempfile::TempDir,
    /// A file with settings other than the usual ones.
    settings: Option<PathBuf>,
    /// At which scale it plays the demonstration when it starts.
    demo: Option<&'static str>,
    process: Option<Child>,
    /// In place of that one process.
    apart: Option<Apart>,
    api: Api,
}

/// Each service in a process of its own, and the broker they reach over one link.
struct Apart {
    _broker: Server,
    link: Link,
    processes: BTreeMap<&'static str, Child>,
}

impl Drop for Apart {
    fn drop(&mut self) {
        for process in self.processes.values_mut() {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// How a running system is reached; clones may be handed to many people.
#[derive(Clone, Default)]
pub(crate) struct Api {
    http: String,
    client: reqwest::Client,
}

impl std::ops::Deref for System {
    type Target = Api;
    fn deref(&self) -> &Api {
        &self.api
    }
}

/// Somebody who uses the API.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) token: String,
    pub(crate) organisation: OrganisationId,
}

/// What came back over HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }

    /// The code of a refusal.
    #[track_caller]
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_else(|| panic!("no problem: {self:?}"))
    }
}

impl System {
    /// A new one, on an empty folder.
    pub(crate) async fn start() -> Self {
        Self::started(None).await
    }

    /// A new one, each service in a process of its own.
    pub(crate) async fn start_apart() -> Self {
        let mut system = Self::on_folder(|_| {});
        let broker = Server::start(&system.data().join("nats"), bus::server::Options::default());
        let broker = broker.unwrap();
        let link = Link::to(broker.url().trim_start_matches("nats://").to_owned()).await;
        system.apart = Some(Apart { _broker: broker, link, processes: BTreeMap::new() });
        for service in SERVICES.into_iter().chain(["gateway"]) {
            system.start_service(service);
        }
        let http = wait_until("the gateway to start", async || system.listens()).await;
        system.api.http = http;
        system
    }

    /// Starts one service of those that run apart.
    pub(crate) fn start_service(&mut self, service: &'static str) {
        let link = &self.apart.as_ref().expect("they run apart").link;
        let (url, anywhere) = (link.url(), "127.0.0.1:0");
        let mut serve = self.command();
        serve.args(["--nats", &url, "serve", service]).stdout(Stdio::null());
        serve.envs([("GONGJIAN_HTTP__LISTEN", anywhere), ("GONGJIAN_OPS__LISTEN", anywhere)]);
        let process = serve.spawn().unwrap();
        self.apart.as_mut().expect("they run apart").processes.insert(service, process);
    }

    /// Kills one service of those that run apart, as a power failure of its process would, and
    /// starts it again.
    pub(crate) async fn kill_service(&mut self, service: &'static str) {
        let apart = self.apart.as_mut().expect("they run apart");
        let mut process = apart.processes.remove(service).expect("it runs");
        process.kill().unwrap();
        process.wait().unwrap();
        if service == "gateway" {
            std::fs::remove_file(self.data().join("running.json")).unwrap();
        }
        self.start_service(service);
        if service == "gateway" {
            let http = wait_until("the gateway to start", async || self.listens()).await;
            self.api.http = http;
        }
    }

    /// Where a running system is reached.
    fn listens(&self) -> Option<String> {
        self.running("http")
    }

    /// Where a running system says how it is.
    pub(crate) fn ops(&self) -> String {
        self.running("ops").expect("it runs")
    }

    fn running(&self, what: &str) -> Option<String> {
        let running = std::fs::read(self.data().join("running.json")).ok()?;
        let running: Value = serde_json::from_slice(&running).ok()?;
        running[what].as_str().map(str::to_owned)
    }

    /// The same, with the demonstration's town in it, and its accounts.
    pub(crate) async fn start_demo() -> Self {
        let system = Self::begin_demo("town").await;
        system.played().await;
        system
    }

    /// A new one, in which a demonstration of this scale begins.
    pub(crate) async fn begin_demo(scale: &'static str) -> Self {
        Self::started(Some(scale)).await
    }

    /// Waits until the demonstration is over.
    pub(crate) async fn played(&self) {
        let operator = self.operator();
        wait_until("the demonstration to be over", async || {
            let accounts = self.get(&operator, "/accounts").await;
            let mut accounts = accounts["items"].as_array()?.iter();
            // Its account is opened last.
            let last = accounts.find(|account| account["login"] == "auditadmin")?;
            (last["active"] == true).then_some(())
        })
        .await;
    }

    async fn started(demo: Option<&'static str>) -> Self {
        let mut system = Self::on_folder(|_| {});
        system.demo = demo;
        system.up().await;
        system
    }

    /// One that was not started yet, on the data that `fill` puts into its folder.
    pub(crate) fn on_folder(fill: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path());
        let (process, apart, api) = (None, None, Api::default());
        Self { folder, settings: None, demo: None, process, apart, api }
    }

    /// The folder with everything it keeps.
    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// From its next start on it uses the settings in this file.
    pub(crate) fn use_settings(&mut self, file: PathBuf) {
        self.settings = Some(file);
    }

    /// Runs the binary with `arguments` on this system's data, to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).stdin(Stdio::null()).output().unwrap()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongjian-under-test"));
        command.arg("--data").arg(self.data()).args(["--log", "warn"]);
        if let Some(settings) = &self.settings {
            command.arg("--config").arg(settings);
        }
        command
    }

    /// What starts it.
    pub(crate) fn start_command(&self) -> Command {
        let mut up = self.command();
        up.args(["up", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"]);
        up.args(self.demo.iter().flat_map(|scale| ["--demo", "--scale", *scale]));
        up.stdout(Stdio::null());
        up
    }

    /// Starts the process, and waits until it can be used.
    pub(crate) async fn up(&mut self) {
        let running = self.data().join("running.json");
        if running.exists() {
            std::fs::remove_file(&running).unwrap();
        }
        self.process = Some(self.start_command().spawn().unwrap());
        self.api.http = wait_until("the system to start", async || {
            let ended = self.process.as_mut()?.try_wait().unwrap();
            assert!(ended.is_none(), "the system ended: {ended:?}");
            self.listens()
        })
        .await;
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.process.as_ref().expect("it runs").id()
    }

    /// How it ended by itself; nothing while it runs.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        let ended = self.process.as_mut().expect("it ran").try_wait().unwrap();
        if ended.is_some() {
            self.process = None;
        }
        ended
    }

    /// Kills it, as a power failure of the process would.
    pub(crate) fn kill(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Asks it to end, and sees that it ends well.
    pub(crate) async fn stop(&mut self) {
        if let Some(mut apart) = self.apart.take() {
            for (_, process) in std::mem::take(&mut apart.processes) {
                end_well(process).await;
            }
            return;
        }
        end_well(self.process.take().expect("it runs")).await;
    }

    /// Kills the broker; the system starts it again.
    pub(crate) async fn kill_broker(&self) {
        let pid = self.broker().expect("the broker runs");
        signal(pid, Signal::SIGKILL);
        wait_until("a new broker", async || self.broker().filter(|now| *now != pid)).await;
    }

    /// Nobody reaches the broker until what this hands back is dropped; of those that run apart.
    pub(crate) fn cut_broker_off(&self) -> CutLink {
        self.apart.as_ref().expect("they run apart").link.cut()
    }

    /// The broker hears nothing and says nothing until what this hands back is dropped.
    pub(crate) fn pause_broker(&self) -> PausedBroker {
        let pid = self.broker().expect("the broker runs");
        signal(pid, Signal::SIGSTOP);
        PausedBroker(pid)
    }

    /// The broker is the process with our data folder among its arguments.
    fn broker(&self) -> Option<i32> {
        let settings = self.data().join("nats").canonicalize().ok()?.join("nats.conf");
        let is_broker = |process: &PathBuf| {
            let arguments = std::fs::read(process.join("cmdline")).unwrap_or_default();
            let arguments = String::from_utf8_lossy(&arguments).into_owned();
            let named = arguments.contains(settings.to_str().unwrap());
            let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
            named && !status.contains("State:\tZ") && arguments.contains("nats-server")
        };
        let mut processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        let found = processes.find(is_broker)?;
        found.file_name()?.to_str()?.parse().ok()
    }

    /// Somebody of `organisation` in `role`, with a token.
    pub(crate) fn person(&self, organisation: OrganisationId, role: Role) -> Person {
        let person = PersonId(ids::of_text("test", &format!("{organisation} {role:?}")));
        self.person_called(person, organisation, role)
    }

    /// The same, as a certain person.
    pub(crate) fn person_called(
        &self,
        person: PersonId,
        organisation: OrganisationId,
        role: Role,
    ) -> Person {
        let actor = Actor::Person { person, organisation, role };
        let token = Tokens::add(&self.data().join("tokens"), &actor, None).unwrap();
        Person { token, organisation }
    }

    /// Whoever runs the machine.
    pub(crate) fn operator(&self) -> Person {
        self.person(OrganisationId(ids::of_text("test", "operator")), Role::Operator)
    }

    /// How it is reached, for many people at once.
    pub(crate) fn api(&self) -> Api {
        self.api.clone()
    }

    /// Registers an organisation.
    pub(crate) async fn organisation(&self, name: &str, level: &str) -> OrganisationId {
        let area = (level != "unit").then_some("990101001001");
        let body = json!({ "name": name, "level": level, "area": area });
        self.make(&self.operator(), "/organisations", body).await.parse().unwrap()
    }
}

fn signal(pid: i32, signal: Signal) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), signal).unwrap();
}

/// Asks a process to end, and sees that it ends well.
async fn end_well(mut process: Child) {
    signal(i32::try_from(process.id()).unwrap(), Signal::SIGTERM);
    let status = wait_until("the system to end", async || process.try_wait().unwrap()).await;
    assert!(status.success(), "it ended with {status}");
}

/// A broker that stands still until this is dropped.
pub(crate) struct PausedBroker(i32);

impl Drop for PausedBroker {
    fn drop(&mut self) {
        signal(self.0, Signal::SIGCONT);
    }
}

/// A way to a broker that can be cut.
struct Link {
    at: std::net::SocketAddr,
    is_cut: watch::Sender<bool>,
}

impl Link {
    async fn to(broker: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (at, (is_cut, cut)) = (listener.local_addr().unwrap(), watch::channel(false));
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (broker, mut cut) = (broker.clone(), cut.clone());
                tokio::spawn(async move {
                    let over = async {
                        let mut far = TcpStream::connect(broker).await?;
                        tokio::io::copy_bidirectional(&mut near, &mut far).await
                    };
                    tokio::select! {
                        // Either end is gone, and so is the other.
                        _ = over => {}
                        _ = cut.wait_for(|is_cut| *is_cut) => {}
                    }
                });
            }
        });
        Self { at, is_cut }
    }

    fn url(&self) -> String {
        format!("nats://{}", self.at)
    }

    fn cut(&self) -> CutLink {
        self.is_cut.send_replace(true);
        CutLink(self.is_cut.clone())
    }
}

/// A link that is cut until this is dropped.
pub(crate) struct CutLink(watch::Sender<bool>);

impl Drop for CutLink {
    fn drop(&mut self) {
        self.0.send_replace(false);
    }
}

impl Api {
    /// One request, which may fail to arrive.
    pub(crate) async fn try_send(
        &self,
        who: &Person,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> reqwest::Result<Answer> {
        let mut request = self
            .client
            .request(method, format!("{}/api/v1{path}", self.http))
            .bearer_auth(&who.token);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let status = response.status();
        let bytes = response.bytes().await?;
        Ok(Answer { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }

    /// Where pages and API are.
    pub(crate) fn address(&self) -> &str {
        &self.http
    }

    /// Sends until an answer comes: what is busy or away is tried again, as the same request.
    pub(crate) async fn send(
        &self,
        who: &Person,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let key = values::Uuid::from(runtime::fresh_command()).to_string();
        wait_until(path, async || {
            let sent = self.try_send(who, method.clone(), path, Some(&key), body.as_ref()).await;
            let again = [
                StatusCode::TOO_MANY_REQUESTS,
                StatusCode::SERVICE_UNAVAILABLE,
                StatusCode::GATEWAY_TIMEOUT,
            ];
            sent.ok().filter(|answer| !again.contains(&answer.status))
        })
        .await
    }

    /// `POST`, which must succeed.
    pub(crate) async fn post(&self, who: &Person, path: &str, body: Value) -> Value {
        self.send(who, Method::POST, path, Some(body)).await.ok()
    }

    /// `POST` of something new, which must succeed: its id.
    pub(crate) async fn make(&self, who: &Person, path: &str, body: Value) -> String {
        let made = self.post(who, path, body).await;
        made["id"].as_str().unwrap_or_else(|| panic!("no id: {made}")).to_owned()
    }

    /// `GET`, which must succeed.
    pub(crate) async fn get(&self, who: &Person, path: &str) -> Value {
        self.send(who, Method::GET, path, None).await.ok()
    }
}

impl Drop for System {
    fn drop(&mut self) {
        // Before its folder goes.
        self.apart = None;
        if self.process.is_some() {
            self.kill();
        }
    }
}
