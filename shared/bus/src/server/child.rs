//! The child process and the thread that keeps it.
//!
//! The child is to die with this process, even when that is killed: `setpriv --pdeathsig KILL`
//! asks the kernel for it. The kernel sends that signal when the *thread* ends that started the
//! child, so one thread starts it and lives exactly as long as the [`Server`].

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::Deserialize;
use tracing::{error, info, warn};

use super::settings::Layout;
use super::{Error, Options, io};

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// How often the keeper looks whether the child lives.
const WATCH: Duration = Duration::from_millis(50);
/// How long the child may take to stop before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(10);
const RESTART_DELAY_LONGEST: Duration = Duration::from_secs(5);
/// How much of its log is shown when it fails.
const LOG_BYTES_SHOWN: u64 = 2_000;

/// A running broker. Dropped, it stops.
pub struct Server {
    orders: Sender<Order>,
    seen: Arc<Mutex<Seen>>,
    keeper: Option<JoinHandle<()>>,
}

/// What the keeper last knew.
#[derive(Debug, Clone, Default)]
struct Seen {
    pid: Option<u32>,
    port: u16,
}

/// What the keeper is told; it answers when it is done.
enum Order {
    Stop(Sender<Result<(), Error>>),
    Kill(Sender<Result<(), Error>>),
    Start(Sender<Result<(), Error>>),
}

impl Server {
    /// Starts a broker on a free port of this host, with its files under `folder`, and returns
    /// when it takes connections and its streams are there. Blocks that long.
    pub fn start(folder: &Path, options: Options) -> Result<Self, Error> {
        let program = match &options.program {
            Some(path) => path.clone(),
            None => super::find()?,
        };
        super::version(&program)?;
        std::fs::create_dir_all(folder).map_err(io("creating", folder))?;
        let folder = folder.canonicalize().map_err(io("resolving", folder))?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (orders, received) = mpsc::channel();
        let keeper = Keeper {
            program,
            layout: Layout { folder },
            options,
            seen: Arc::clone(&seen),
            child: None,
            stopped: false,
        };
        let keeper = std::thread::Builder::new()
            .name("nats-server".into())
            .spawn(move || keeper.run(&received))
            .map_err(io("starting the keeper of", Path::new("nats-server")))?;
        let server = Self { orders, seen, keeper: Some(keeper) };
        server.order(Order::Start)?;
        Ok(server)
    }

    /// Where clients connect; the same after a restart.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.seen().port)
    }

    /// The process id of the broker; `None` while it does not run.
    pub fn pid(&self) -> Option<u32> {
        self.seen().pid
    }

    /// Asks the broker to stop and waits until it has; killed when it takes too long.
    pub fn stop(&self) -> Result<(), Error> {
        self.order(Order::Stop)
    }

    /// Kills the broker as a fault would, and waits until it is dead. It stays dead until
    /// [`Server::restart`].
    pub fn kill(&self) -> Result<(), Error> {
        self.order(Order::Kill)
    }

    /// Starts the broker again, on the same port and files, and waits until it is ready; stops it
    /// before if it runs.
    pub fn restart(&self) -> Result<(), Error> {
        self.order(Order::Stop)?;
        self.order(Order::Start)
    }

    fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn order(&self, order: fn(Sender<Result<(), Error>>) -> Order) -> Result<(), Error> {
        let (done, answer) = mpsc::channel();
        self.orders.send(order(done)).map_err(|_| Error::KeeperGone)?;
        answer.recv().map_err(|_| Error::KeeperGone)?
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            error!(error = &error as &dyn std::error::Error, "nats-server was not stopped");
        }
        // The keeper ends when nobody can give it orders any more.
        let (nobody, _) = mpsc::channel();
        self.orders = nobody;
        if let Some(keeper) = self.keeper.take()
            && keeper.join().is_err()
        {
            error!("the keeper of nats-server panicked");
        }
    }
}

struct Keeper {
    program: PathBuf,
    layout: Layout,
    options: Options,
    seen: Arc<Mutex<Seen>>,
    child: Option<Child>,
    /// Was it told not to run?
    stopped: bool,
}

impl Keeper {
    fn run(mut self, orders: &Receiver<Order>) {
        let mut delay = WATCH;
        loop {
            match orders.recv_timeout(delay) {
                Ok(order) => {
                    self.obey(order);
                    delay = WATCH;
                }
                Err(RecvTimeoutError::Timeout) => delay = self.watch(delay),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn obey(&mut self, order: Order) {
        let (outcome, done) = match order {
            Order::Stop(done) => (self.stop(), done),
            Order::Kill(done) => (self.kill(), done),
            Order::Start(done) => (self.start(), done),
        };
        // Nobody waits for the answer of an order given while dropping.
        done.send(outcome).ok();
    }

    /// Looks whether the child lives and starts it again if it should; says when to look next.
    fn watch(&mut self, delay: Duration) -> Duration {
        if let Some(status) = self.ended() {
            error!(%status, "nats-server ended by itself");
            self.gone();
        }
        if self.child.is_some() || self.stopped || !self.options.supervised {
            return WATCH;
        }
        match self.start() {
            Ok(()) => WATCH,
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "nats-server does not start");
                (delay * 2).min(RESTART_DELAY_LONGEST)
            }
        }
    }

    fn start(&mut self) -> Result<(), Error> {
        if self.child.is_some() && self.ended().is_none() {
            return Ok(());
        }
        self.gone();
        self.stopped = false;
        let port = match self.seen().port {
            0 => -1,
            port => i32::from(port),
        };
        let settings = self.layout.settings();
        std::fs::write(&settings, self.layout.render(port, self.options.sync_always))
            .map_err(io("writing", &settings))?;
        let child = self.spawn(&settings)?;
        let pid = child.id();
        self.child = Some(child);
        match self.ready(pid) {
            Ok(port) => {
                self.note(Seen { pid: Some(pid), port });
                info!(pid, port, "nats-server is ready");
                Ok(())
            }
            Err(error) => {
                self.kill()?;
                // It failed, it was not told to stop: who supervises tries again.
                self.stopped = false;
                Err(error)
            }
        }
    }

    fn spawn(&self, settings: &Path) -> Result<Child, Error> {
        let mut command = if has_setpriv() {
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "KILL"]).arg(&self.program);
            command
        } else {
            warn!("no setpriv here: nats-server will outlive this process if that is killed");
            Command::new(&self.program)
        };
        command.arg("-c").arg(settings);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map_err(io("starting", &self.program))
    }

    /// Waits until the broker says its port, greets, and has its streams; returns the port.
    fn ready(&mut self, pid: u32) -> Result<u16, Error> {
        let ports = self.layout.ports(&self.program, pid);
        let deadline = Instant::now() + self.options.ready_within;
        while Instant::now() < deadline {
            if let Some(status) = self.ended() {
                return Err(Error::Ended { status, log: self.last_words() });
            }
            if let Some(port) = port_in(&ports)
                && greets(port)
            {
                return Ok(port);
            }
            std::thread::sleep(LOOK);
        }
        let seconds = self.options.ready_within.as_secs();
        Err(Error::NotReady { seconds, log: self.last_words() })
    }

    fn stop(&mut self) -> Result<(), Error> {
        self.stopped = true;
        let Some(child) = &self.child else {
            return Ok(());
        };
        let pid = i32::try_from(child.id()).expect("process ids are small");
        if self.ended().is_none() {
            kill(Pid::from_raw(pid), Signal::SIGTERM).map_err(|source| Error::Signal { source })?;
        }
        let deadline = Instant::now() + STOP_WITHIN;
        while Instant::now() < deadline {
            if self.ended().is_some() {
                self.gone();
                return Ok(());
            }
            std::thread::sleep(LOOK);
        }
        warn!("nats-server does not stop: it is killed");
        self.kill()
    }

    fn kill(&mut self) -> Result<(), Error> {
        self.stopped = true;
        if let Some(child) = &mut self.child {
            child.kill().map_err(io("killing", &self.program))?;
            child.wait().map_err(io("waiting for", &self.program))?;
        }
        self.gone();
        Ok(())
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.child.as_mut()?.try_wait().ok().flatten()
    }

    /// Forgets a child that has ended, and its ports file, which a killed one leaves behind.
    fn gone(&mut self) {
        if let Some(child) = self.child.take() {
            let ports = self.layout.ports(&self.program, child.id());
            if let Err(error) = std::fs::remove_file(&ports)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                warn!(%error, "the ports file stays");
            }
        }
        let port = self.seen().port;
        self.note(Seen { pid: None, port });
    }

    fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, seen: Seen) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    fn last_words(&self) -> String {
        tail(&self.layout.log()).unwrap_or_else(|error| error.to_string())
    }
}

/// What the broker writes about where it listens.
#[derive(Deserialize)]
struct Ports {
    nats: Vec<String>,
}

fn port_in(path: &Path) -> Option<u16> {
    let ports: Ports = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let url = ports.nats.iter().find(|url| url.contains("127.0.0.1"))?;
    url.rsplit(':').next()?.parse().ok()
}

/// Does a broker with streams greet on this port?
fn greets(port: u16) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let Ok(socket) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
        return false;
    };
    if socket.set_read_timeout(Some(Duration::from_secs(1))).is_err() {
        return false;
    }
    let mut greeting = String::new();
    // It says hello in one line of a few hundred bytes; more than this is somebody else.
    let read = BufReader::new(socket.take(16 * 1024)).read_line(&mut greeting);
    read.is_ok() && greeting.starts_with("INFO ") && greeting.contains("\"jetstream\":true")
}

fn tail(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LOG_BYTES_SHOWN)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

fn has_setpriv() -> bool {
    let asked = Command::new("setpriv")
        .args(["--pdeathsig", "KILL", "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}
