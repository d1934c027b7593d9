//! A whole system as a process of its own, and the people who use it over HTTP.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use contracts::{Actor, Role};
use gateway::Tokens;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
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

/// `gongjian up` in a process of its own, on a data folder of its own.
pub(crate) struct System {
    folder: tempfile::TempDir,
    /// A file with settings other than the usual ones.
    settings: Option<PathBuf>,
    /// At which scale it plays the demonstration when it starts.
    demo: Option<&'static str>,
    process: Option<Child>,
    api: Api,
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
        let (process, api) = (None, Api::default());
        Self { folder, settings: None, demo: None, process, api }
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

    /// Starts the process, and waits until it can be used.
    pub(crate) async fn up(&mut self) {
        let running = self.data().join("running.json");
        if running.exists() {
            std::fs::remove_file(&running).unwrap();
        }
        let mut up = self.command();
        up.args(["up", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"]);
        up.args(self.demo.iter().flat_map(|scale| ["--demo", "--scale", *scale]));
        self.process = Some(up.stdout(Stdio::null()).spawn().unwrap());
        self.api.http = wait_until("the system to start", async || {
            let ended = self.process.as_mut()?.try_wait().unwrap();
            assert!(ended.is_none(), "the system ended: {ended:?}");
            let running: Value = serde_json::from_slice(&std::fs::read(&running).ok()?).ok()?;
            running["http"].as_str().map(str::to_owned)
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
        let mut process = self.process.take().expect("it runs");
        let pid = nix::unistd::Pid::from_raw(i32::try_from(process.id()).unwrap());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
        let status = wait_until("the system to end", async || process.try_wait().unwrap()).await;
        assert!(status.success(), "it ended with {status}");
    }

    /// Kills the broker; the system starts it again.
    pub(crate) async fn kill_broker(&self) {
        let pid = self.broker().expect("the broker runs");
        let kill = nix::sys::signal::Signal::SIGKILL;
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), kill).unwrap();
        wait_until("a new broker", async || self.broker().filter(|now| *now != pid)).await;
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

    /// Sends until an answer comes: what is busy or away is tried again, as the same request. A
    /// token is known within a second of its making.
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
                StatusCode::UNAUTHORIZED,
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
        if self.process.is_some() {
            self.kill();
        }
    }
}
