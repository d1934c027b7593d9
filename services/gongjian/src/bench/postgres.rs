//! The peer everybody knows: PostgreSQL, single-row inserts by 64 clients, each commit durable.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const CLIENTS: &str = "64";
/// As whom it runs where we are root: it refuses to be root.
const USERS: [&str; 2] = ["postgres", "nobody"];
const READY_WITHIN: Duration = Duration::from_secs(20);
const STOP_WITHIN: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(50);

/// Inserts a second, of a row of `bytes` each. Blocks; the server is a child that dies with the
/// calling thread.
pub(super) fn inserts(folder: &Path, bytes: usize, length: Duration) -> anyhow::Result<u64> {
    let programs = find().context("没有找到 PostgreSQL 的 initdb、postgres、pgbench")?;
    let folder = folder.join("postgres");
    fs::create_dir(&folder)?;
    // The server's user is another one and makes its files below.
    fs::set_permissions(&folder, Permissions::from_mode(0o777))?;
    let peer = Peer { programs, data: folder.join("data"), user: user()?, folder };
    peer.make()?;
    let server = peer.start()?;
    let measured = peer.measure(bytes, length);
    stop(server)?;
    measured
}

struct Peer {
    programs: PathBuf,
    folder: PathBuf,
    data: PathBuf,
    /// Whom to become; nobody else where we are not root.
    user: Option<&'static str>,
}

impl Peer {
    /// A new cluster of databases.
    fn make(&self) -> anyhow::Result<()> {
        let mut initdb = self.command("initdb");
        initdb.args(["--no-sync", "--auth=trust", "--username=bench", "--encoding=UTF8"]);
        initdb.args(["--locale=C", "-D"]).arg(&self.data);
        output(&mut initdb).map(|_| ())
    }

    /// The server, ready, on a socket in its folder and on no port.
    fn start(&self) -> anyhow::Result<Child> {
        let mut postgres = self.command("postgres");
        postgres.arg("-D").arg(&self.data).arg("-k").arg(&self.folder);
        postgres.args(["-c", "listen_addresses=", "-c", "synchronous_commit=on"]);
        postgres.args(["-c", "fsync=on"]);
        postgres.stdout(Stdio::null()).stderr(fs::File::create(self.folder.join("log"))?);
        let mut server = postgres.spawn().context("无法启动 postgres")?;
        let deadline = Instant::now() + READY_WITHIN;
        while self.sql("select 1").is_err() {
            let ended = server.try_wait()?.is_some();
            if ended || Instant::now() > deadline {
                stop(server)?;
                bail!("postgres 没有就绪：{}", fs::read_to_string(self.folder.join("log"))?);
            }
            std::thread::sleep(LOOK);
        }
        Ok(server)
    }

    fn measure(&self, bytes: usize, length: Duration) -> anyhow::Result<u64> {
        self.sql(
            "create table commits (\
             position bigint generated always as identity primary key, body text not null)",
        )?;
        let script = self.folder.join("insert.sql");
        fs::write(
            &script,
            format!("insert into commits (body) values ('{}');\n", "x".repeat(bytes)),
        )?;
        let mut pgbench = self.command("pgbench");
        pgbench.arg("-h").arg(&self.folder).args(["-U", "bench", "-n", "-M", "prepared"]);
        pgbench.args(["-c", CLIENTS, "-j", "2", "-T", &length.as_secs().max(1).to_string(), "-f"]);
        let said = output(pgbench.arg(&script).arg("postgres"))?;
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split('.').next());
        rate.and_then(|rate| rate.parse().ok()).with_context(|| format!("pgbench：{said}"))
    }

    /// Lets pgbench run one statement: psql need not be there.
    fn sql(&self, statement: &str) -> anyhow::Result<()> {
        let script = self.folder.join("once.sql");
        fs::write(&script, format!("{statement};\n"))?;
        let mut once = self.command("pgbench");
        once.arg("-h").arg(&self.folder).args(["-U", "bench", "-n", "-t", "1", "-f"]);
        output(once.arg(&script).arg("postgres")).map(|_| ())
    }

    /// A program of PostgreSQL, as its user, to be killed with this thread.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if let Some(user) = self.user {
            command.args(["--reuid", user, "--regid"]).arg(group(user));
            command.arg("--clear-groups");
        }
        command.arg(self.programs.join(program)).current_dir(&self.folder).stdin(Stdio::null());
        command
    }
}

/// Asks it to stop, at once and cleanly; kills it by its id when it does not.
fn stop(mut server: Child) -> anyhow::Result<()> {
    let pid = Pid::from_raw(i32::try_from(server.id())?);
    if server.try_wait()?.is_none() {
        kill(pid, Signal::SIGINT)?;
    }
    let deadline = Instant::now() + STOP_WITHIN;
    while server.try_wait()?.is_none() {
        if Instant::now() > deadline {
            server.kill()?;
        }
        std::thread::sleep(LOOK);
    }
    Ok(())
}

/// The folder with its programs, the newest version first.
fn find() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let all = ["initdb", "postgres", "pgbench"];
    folders.into_iter().find(|folder| all.iter().all(|program| folder.join(program).is_file()))
}

fn user() -> anyhow::Result<Option<&'static str>> {
    if id(&["-u"])? != "0" {
        return Ok(None);
    }
    let known = USERS.into_iter().find(|user| id(&["-u", user]).is_ok());
    known.map(Some).context("以 root 运行，且没有 postgres 或 nobody 用户")
}

fn group(user: &str) -> String {
    id(&["-g", user]).unwrap_or_else(|_| user.to_owned())
}

fn id(arguments: &[&str]) -> anyhow::Result<String> {
    output(Command::new("id").args(arguments)).map(|said| said.trim().to_owned())
}

fn output(command: &mut Command) -> anyhow::Result<String> {
    let name = format!("{command:?}");
    let output = command.output().with_context(|| format!("无法运行 {name}"))?;
    if !output.status.success() {
        bail!("{name}：{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
