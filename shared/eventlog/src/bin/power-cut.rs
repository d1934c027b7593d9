//! The power-cut campaign: nothing that was acknowledged may be missing after the power went.
//!
//! `power-cut [--rounds N] [--control]`. Each round, a child opens eight logs on an ext4 file
//! system in a file, appends to all of them, and tells this process what was acknowledged. At a
//! random moment the file system is stopped as by a power cut (nothing that is not on the device
//! gets there), the child is killed, the file system mounted again, and each log is opened,
//! verified, searched for the last commit acknowledged, and what its newest commits seal is
//! unsealed. Some moments lie before the logs are even open.
//!
//! `--control` flushes like sled as it comes: then at least 80 % of the rounds must lose
//! something, or the campaign proves nothing.
//!
//! Ends with 0 when that is so, 1 when not, and 77 (skipped) without root, a loop device or ext4.
//! It works in a mount namespace of its own, so however it ends, no mount stays behind.

#![expect(clippy::print_stdout, reason = "it is a command; the child talks through its output")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, io};

use contracts::{Actor, Commit, Position, Recorded};
use eventlog::{
    Chain, Checkpoint, Draft, Entry, GroupCommit, Head, Keys, Log, SledLog, control, verify,
};
use values::{CommandId, Hash, PersonId, Sealed, Timestamp, Uuid};

const LOGS: usize = 8;
const IMAGE_BYTES: u64 = 768 * 1024 * 1024;

/// How many of the newest commits of a log are unsealed: more than a child has under way.
const UNSEALED: Position = 20_000;

/// How many commits of a log are sealed with one key.
const COMMITS_PER_PERSON: Position = 4;

/// How many rounds one file system lives, so that logs are cut, opened and cut again.
const ROUNDS_PER_IMAGE: u32 = 5;

/// How long a child appends at most, unless it is cut before it is ready.
const MOMENT_MAX_MS: u64 = 1500;

/// The control is to lose in every round, so it lets all logs acknowledge something first.
const CONTROL_MOMENT_MIN_MS: u64 = 300;

/// By convention: skipped.
const SKIPPED: u8 = 77;

/// Set in the process that runs in its own mount namespace.
const INSIDE: &str = "POWER_CUT_INSIDE";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let is_control = arguments.iter().any(|argument| argument == "--control");
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let done = if let Some(folder) = after("--child") {
        append_for_ever(Path::new(&folder), is_control).map(|()| true)
    } else {
        let rounds = after("--rounds").map_or(Ok(10), |text| text.parse());
        rounds.map_err(Failure::from).and_then(|rounds| campaign(rounds, is_control))
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) if error.is::<Skipped>() => {
            println!("skipped: {error}");
            ExitCode::from(SKIPPED)
        }
        Err(error) => {
            println!("power-cut: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Why the campaign cannot run here.
#[derive(Debug, thiserror::Error)]
#[error("needs root and a loop device")]
struct Skipped;

/// Runs the rounds; true when their outcome is what it should be.
fn campaign(rounds: u32, is_control: bool) -> Result<bool, Failure> {
    if env::var_os(INSIDE).is_none() {
        return in_own_namespace();
    }
    let place = Place::make()?;
    let mut lost_rounds = 0;
    let mut acknowledged = 0;
    for round in 0..rounds {
        // A log that has lost something is of no more use, so the control begins anew each time.
        if is_control || round % ROUNDS_PER_IMAGE == 0 {
            place.format()?;
        }
        let outcome = place.round(is_control)?;
        acknowledged += outcome.acknowledged;
        lost_rounds += u32::from(!outcome.lost.is_empty());
        println!(
            "round {}: {} acknowledged, cut after {} ms, {}",
            round + 1,
            outcome.acknowledged,
            outcome.moment.as_millis(),
            if outcome.lost.is_empty() { "all there".to_owned() } else { outcome.lost.join("; ") },
        );
    }
    println!("{lost_rounds} of {rounds} rounds lost something; {acknowledged} acknowledged");
    Ok(if is_control { lost_rounds * 10 >= rounds * 8 } else { lost_rounds == 0 })
}

/// Starts this program again in a mount namespace, which takes its mounts with it when it ends.
fn in_own_namespace() -> Result<bool, Failure> {
    let status = Command::new("unshare")
        .args(["--mount", "--propagation", "private"])
        .arg(env::current_exe()?)
        .args(env::args().skip(1))
        .env(INSIDE, "1")
        .status()
        .map_err(|_| Skipped)?;
    match status.code() {
        Some(0) => Ok(true),
        // The inner one has said so already, or unshare has: it was not allowed to.
        Some(code) if code == i32::from(SKIPPED) => Err(Skipped.into()),
        Some(_) | None if is_root()? => Ok(false),
        Some(_) | None => Err(Skipped.into()),
    }
}

fn is_root() -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata("/proc/self")?.uid() == 0)
}

/// Where the file system lies and is mounted. Removed when dropped.
struct Place {
    folder: PathBuf,
}

/// What a round was like.
struct Outcome {
    acknowledged: u64,
    moment: Duration,
    lost: Vec<String>,
}

impl Place {
    fn make() -> Result<Self, Failure> {
        let folder = env::temp_dir().join(format!("power-cut-{}", std::process::id()));
        fs::create_dir_all(folder.join("mount"))?;
        Ok(Self { folder })
    }

    fn image(&self) -> PathBuf {
        self.folder.join("image")
    }

    fn mount_point(&self) -> PathBuf {
        self.folder.join("mount")
    }

    fn format(&self) -> Result<(), Failure> {
        let image = self.image();
        if image.exists() {
            fs::remove_file(&image)?;
        }
        File::create(&image)?.set_len(IMAGE_BYTES)?;
        let made = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image).status();
        if made.is_ok_and(|status| status.success()) { Ok(()) } else { Err(Skipped.into()) }
    }

    fn mount(&self) -> Result<Mounted, Failure> {
        let mut command = Command::new("mount");
        command.args(["-o", "loop"]).arg(self.image()).arg(self.mount_point());
        if command.status().is_ok_and(|status| status.success()) {
            Ok(Mounted { point: self.mount_point() })
        } else {
            Err(Skipped.into())
        }
    }

    fn round(&self, is_control: bool) -> Result<Outcome, Failure> {
        let mounted = self.mount()?;
        let (heads, moment) = run_and_cut(&mounted.point, is_control)?;
        drop(mounted);
        let mounted = self.mount()?;
        let mut lost = Vec::new();
        for (log, head) in heads.iter().enumerate() {
            if let Err(error) = look(&mounted.point, log, *head, is_control) {
                lost.push(format!("log {log}: {error}"));
            }
        }
        let acknowledged = heads.iter().map(|head| head.position).sum();
        Ok(Outcome { acknowledged, moment, lost })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            println!("cannot remove {}: {error}", self.folder.display());
        }
    }
}

/// A mounted file system. Unmounted when dropped, which frees its loop device.
struct Mounted {
    point: PathBuf,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // What held files open on it may need a moment to end.
        let patience = Instant::now() + Duration::from_secs(10);
        let unmount = || Command::new("umount").arg(&self.point).stderr(Stdio::null()).status();
        while !unmount().is_ok_and(|status: ExitStatus| status.success()) {
            if Instant::now() > patience {
                println!("cannot unmount {}", self.point.display());
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Starts the child, cuts the power at a random moment, and returns what was acknowledged.
fn run_and_cut(mount: &Path, is_control: bool) -> Result<([Head; LOGS], Duration), Failure> {
    let descriptor = File::open(mount)?;
    let mut command = Command::new(env::current_exe()?);
    command.arg("--child").arg(mount).stdout(Stdio::piped());
    if is_control {
        command.arg("--control");
    }
    let mut child = Killed(command.spawn()?);
    let output = child.0.stdout.take().ok_or("the child has no output")?;
    let heads = Arc::new(Mutex::new([Head::default(); LOGS]));
    let (is_ready, ready) = std::sync::mpsc::channel();
    let collected = heads.clone();
    let collector = thread::spawn(move || collect(output, &collected, &is_ready));

    let started = Instant::now();
    // One in five is cut from the start, while the logs are made or opened.
    if is_control || random_below(5)? > 0 {
        ready.recv_timeout(Duration::from_secs(60))?;
    }
    let least = if is_control { CONTROL_MOMENT_MIN_MS } else { 0 };
    thread::sleep(Duration::from_millis(least + random_below(MOMENT_MAX_MS)?));
    control::cut_power(&descriptor)?;
    let moment = started.elapsed();
    drop(child);
    collector.join().map_err(|_| "the collector panicked")?;
    let heads = *heads.lock().map_err(|_| "the collector panicked")?;
    Ok((heads, moment))
}

/// A child that does not outlive the round.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        if let Err(error) = self.0.kill().and_then(|()| self.0.wait()) {
            println!("cannot kill the child: {error}");
        }
    }
}

/// Reads the child's lines, `log position hash`, to the end: what it wrote before it was killed
/// counts, since it was told.
fn collect(
    output: impl io::Read,
    heads: &Mutex<[Head; LOGS]>,
    is_ready: &std::sync::mpsc::Sender<()>,
) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let Some((log, head)) = parse(&line) else { continue };
        if let Ok(mut heads) = heads.lock() {
            heads[log] = head;
        }
        // Nobody listens any more after the first.
        if is_ready.send(()).is_err() {
            continue;
        }
    }
}

fn parse(line: &str) -> Option<(usize, Head)> {
    let mut parts = line.split(' ');
    let log = parts.next()?.parse().ok().filter(|log| *log < LOGS)?;
    let position = parts.next()?.parse().ok()?;
    Some((log, Head { position, hash: parts.next()?.parse().ok()? }))
}

/// Opens and verifies a log, and looks for the last commit acknowledged and at what was sealed.
fn look(mount: &Path, log: usize, acknowledged: Head, is_control: bool) -> Result<(), Failure> {
    let name = name_of(log);
    if acknowledged == Head::default() && !mount.join(&name).exists() {
        return Ok(());
    }
    let Head { position, hash } = acknowledged;
    let checkpoint =
        Checkpoint { service: name.clone(), position, hash, time: Timestamp::UNIX_EPOCH };
    verify(mount, &name, &[checkpoint])?;
    // The control is to lose what stands in the logs.
    if is_control { Ok(()) } else { unseal_newest(mount, &name) }
}

/// Opens what was sealed in the newest commits of a log, acknowledged or not: a key is on disk
/// before the commit that uses it.
fn unseal_newest(mount: &Path, name: &str) -> Result<(), Failure> {
    let keys = Keys::open(&mount.join(format!("{name}.keys")))?;
    let log = SledLog::open_to_read(mount, name)?;
    for entry in log.read(log.head().position.saturating_sub(UNSEALED) + 1) {
        let entry = entry?;
        let position = entry.position();
        let commit: Commit<Sealed> = serde_json::from_slice(entry.bytes())?;
        let sealed = &commit.events.first().ok_or("a commit without its event")?.event;
        if keys.unseal(&place(position), sealed)? != Some(text_of(position)) {
            return Err(format!("commit {position} opens to another text").into());
        }
    }
    Ok(())
}

/// Where the text of a commit is sealed for.
fn place(position: Position) -> eventlog::Place<'static> {
    eventlog::Place { stream: "power-cut", position, field: "text" }
}

fn text_of(position: Position) -> String {
    format!("{position:0200}")
}

fn name_of(log: usize) -> String {
    format!("service-{log}")
}

fn random_below(bound: u64) -> Result<u64, Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes) % bound)
}

/// The child: appends to all logs until it is killed.
fn append_for_ever(folder: &Path, is_control: bool) -> Result<(), Failure> {
    if is_control {
        control::flush_like_stock_sled();
    }
    let mut logs = Vec::new();
    for log in 0..LOGS {
        let name = name_of(log);
        let stored = Arc::new(SledLog::open(folder, &name)?);
        let keys = Arc::new(Keys::open(&folder.join(format!("{name}.keys")))?);
        let chain = Chain::at(stored.head());
        let acknowledged = move |group: &[Entry]| {
            let Head { position, hash } = group[group.len() - 1].head();
            tell(&format!("{log} {position} {hash}\n"));
        };
        let failed = |_| std::process::exit(2);
        logs.push((
            chain,
            GroupCommit::spawn(stored, Some(keys.clone()), acknowledged, failed),
            keys,
        ));
    }
    loop {
        for (chain, group, keys) in &mut logs {
            let position = chain.head().position + 1;
            // A new person now and then, so that keys are written all the time.
            let person = PersonId(Uuid::from_u128(u128::from(position / COMMITS_PER_PERSON)));
            let sealed = keys.seal(person, &place(position), &text_of(position))?;
            group.push(chain.next(draft(sealed))?);
        }
    }
}

/// Writes a line at once; without a parent there is nobody to append for.
fn tell(line: &str) {
    let mut output = io::stdout().lock();
    if output.write_all(line.as_bytes()).and_then(|()| output.flush()).is_err() {
        std::process::exit(1);
    }
}

fn draft(sealed: Sealed) -> Draft<Sealed> {
    Draft {
        command: CommandId(Uuid::nil()),
        request: Hash::default(),
        actor: Actor::System,
        time: Timestamp::UNIX_EPOCH,
        cause: None,
        events: vec![Recorded { aggregate: Uuid::nil(), version: 1, event: sealed }],
    }
}
