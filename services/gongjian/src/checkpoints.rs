//! Signed checkpoints 检查点: where each log ended, and when, noted where whoever can rewrite the data
//! cannot: in a file elsewhere, with the broker, on paper. `verify --against` reads them.
//!
//! While the system runs they are made of what it has told, the mirrors, and of the audit of
//! access.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use bus::{Bucket, BucketOptions};
use contracts::{Position, SERVICES, subjects};
use eventlog::{Checkpoint, SignedCheckpoint, SigningKey};
use gateway::Audit;
use runtime::{Checkpoints, Client, Clock, Settings};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use values::Hash;

use crate::operator;

/// The end of a mirror comes within this time.
const END_WITHIN: Duration = Duration::from_secs(10);
/// How much of the broker's disk they may take: one of each log, and one a month.
const BUCKET_BYTES_MAX: i64 = 1024 * 1024;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 生成签名密钥，写入该文件（只有本人可读，请妥善保管），并打印公钥
    #[arg(long, value_name = "文件")]
    make_key: Option<PathBuf>,
    /// 追加到该文件；不填则用设置 checkpoints.file
    #[arg(long, value_name = "文件")]
    to: Option<PathBuf>,
}

/// Makes a key; or notes the ends of all logs now, and prints them.
pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    if let Some(path) = &args.make_key {
        let key = SigningKey::create(path).context("无法生成密钥")?;
        println!("密钥已写入 {}；公钥（校验时用 --signed-by）：", path.display());
        println!("{}", key.public());
        return Ok(ExitCode::SUCCESS);
    }
    let key = signing(&settings.checkpoints)?;
    let client = operator::client(&settings).await?;
    let replicas = settings.nats.replicas;
    let file = args.to.or_else(|| file(&settings.checkpoints));
    let kept = Kept { key, file, bucket: bucket(&client, replicas) };
    kept.note(ends(&client).await?).await?;
    println!(
        "各日志的检查点（可打印留存；{}）",
        match &kept.key {
            Some(key) => format!("签名公钥 {}", key.public()),
            None => "未签名：没有设置 checkpoints.key".to_owned(),
        }
    );
    for signed in kept.newest().await? {
        println!("{}", printed(&signed));
    }
    Ok(ExitCode::SUCCESS)
}

/// Notes them as long as the gateway runs, where the settings say so.
pub(crate) fn keep(
    client: Client,
    audit: Audit,
    settings: &Settings,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let Some(key) = signing(&settings.checkpoints)? else { return Ok(()) };
    let (file, bucket) = (file(&settings.checkpoints), bucket(&client, settings.nats.replicas));
    let kept = Kept { key: Some(key), file, bucket };
    let every = Duration::from_secs(u64::from(settings.checkpoints.every_minutes) * 60);
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = stop.cancelled() => return,
            }
            let noted = async {
                let mut ends = ends(&client).await?;
                ends.push(of_audit(&audit));
                kept.note(ends).await
            };
            if let Err(error) = noted.await {
                // What is missing is noted the next time: it stands for all before it.
                tracing::error!(error = format!("{error:#}"), "no checkpoints were noted");
            }
        }
    });
    Ok(())
}

/// The key that the settings name.
pub(crate) fn signing(settings: &Checkpoints) -> anyhow::Result<Option<SigningKey>> {
    let path = settings.key.as_path();
    let named = !path.as_os_str().is_empty();
    named.then(|| SigningKey::open(path).context("设置 checkpoints.key 的密钥不能用")).transpose()
}

fn file(settings: &Checkpoints) -> Option<PathBuf> {
    let path = &settings.file;
    (!path.as_os_str().is_empty()).then(|| path.clone())
}

fn bucket(client: &Client, replicas: usize) -> Bucket {
    client.bucket(BucketOptions {
        name: subjects::CHECKPOINTS,
        lasts: Duration::ZERO,
        bytes_max: BUCKET_BYTES_MAX,
        replicas,
    })
}

/// Signs what it is told to note, and keeps it.
struct Kept {
    key: Option<SigningKey>,
    file: Option<PathBuf>,
    bucket: Bucket,
}

impl Kept {
    async fn note(&self, checkpoints: Vec<Checkpoint>) -> anyhow::Result<()> {
        let signed: Vec<_> = checkpoints.into_iter().map(|one| self.signed(one)).collect();
        // The file first and whole: it needs no broker.
        if let Some(path) = &self.file {
            let (path, signed) = (path.clone(), signed.clone());
            let write = move || signed.iter().try_for_each(|one| one.write(&path));
            tokio::task::spawn_blocking(write).await??;
        }
        for one in signed {
            self.bucket.put(&one.checkpoint.service, serde_json::to_vec(&one)?.into()).await?;
        }
        Ok(())
    }

    fn signed(&self, checkpoint: Checkpoint) -> SignedCheckpoint {
        match &self.key {
            Some(key) => key.sign(checkpoint),
            None => SignedCheckpoint { checkpoint, signature: None },
        }
    }

    /// The newest of each log.
    async fn newest(&self) -> anyhow::Result<Vec<SignedCheckpoint>> {
        let kept = self.bucket.all().await?;
        Ok(kept.values().map(|one| serde_json::from_slice(one)).collect::<Result<_, _>>()?)
    }
}

/// Where the mirrors of all services end.
async fn ends(client: &Client) -> anyhow::Result<Vec<Checkpoint>> {
    let mut ends = Vec::new();
    for service in SERVICES {
        let head = client.head(service).await?;
        if head == 0 {
            continue;
        }
        let mut follower = client.follow(service, head);
        let last = tokio::time::timeout(END_WITHIN, follower.next()).await;
        let (position, bytes) = last.with_context(|| format!("读不到 {service} 的末端"))?;
        ends.push(end(service, position, Hash::of(&bytes)));
    }
    Ok(ends)
}

fn of_audit(audit: &Audit) -> Checkpoint {
    let last = audit.end();
    end(&last.name, last.position, last.hash)
}

fn end(name: &str, position: Position, hash: Hash) -> Checkpoint {
    Checkpoint { service: name.to_owned(), position, hash, time: Clock::default().now() }
}

/// Everything that `--against` needs, on one line of paper.
fn printed(signed: &SignedCheckpoint) -> String {
    let Checkpoint { service, position, hash, time } = &signed.checkpoint;
    let signature =
        signed.signature.as_ref().map_or("未签名", |signature| signature.value.as_str());
    format!("{service} 第 {position} 条　{hash}　{time}　{signature}")
}

/// The checkpoints in the file at `path`, if all are to be believed.
///
/// # Errors
/// What cannot be read, or is not to be believed.
pub(crate) fn believed(
    path: &Path,
    signed_by: Option<eventlog::PublicKey>,
) -> anyhow::Result<Vec<Checkpoint>> {
    let mut believed = Vec::new();
    for (signed, line) in SignedCheckpoint::read(path)?.into_iter().zip(1..) {
        let of = || format!("检查点第 {line} 行（{}）不可信", signed.checkpoint.service);
        signed.check(signed_by).with_context(of)?;
        believed.push(signed.checkpoint);
    }
    Ok(believed)
}

#[cfg(test)]
mod tests {
    use bus::{Bus, Bytes, MemoryStreams};

    use super::*;

    #[tokio::test]
    async fn the_ends_of_what_was_told_are_signed_and_kept_in_both_places() {
        let folder = tempfile::tempdir().unwrap();
        let streams = MemoryStreams::new();
        for (after, commit) in [(0, "first"), (1, "second")] {
            streams.publish("needs", after, Bytes::from(commit)).unwrap();
        }
        let client = Client::new(Bus::over(streams));
        let key = SigningKey::create(&folder.path().join("key")).unwrap();
        let (ours, file) = (key.public(), folder.path().join("checkpoints"));
        let bucket = bucket(&client, 1);
        let kept = Kept { key: Some(key), file: Some(file.clone()), bucket };
        let ends = ends(&client).await.unwrap();
        let found: Vec<_> = ends.iter().map(|end| (end.service.as_str(), end.head())).collect();
        let head = eventlog::Head { position: 2, hash: Hash::of(b"second") };
        assert_eq!(found, [("needs", head)]);
        kept.note(ends.clone()).await.unwrap();
        kept.note(ends.clone()).await.unwrap();
        assert_eq!(believed(&file, Some(ours)).unwrap(), [&ends[..], &ends[..]].concat());
        let newest = kept.newest().await.unwrap();
        assert_eq!(newest.len(), 1);
        assert_eq!((newest[0].check(Some(ours)), &newest[0].checkpoint), (Ok(()), &ends[0]));
        assert!(printed(&newest[0]).contains(&head.hash.to_string()));
        // What is written in by hand is not signed, and not believed where a signature is wanted.
        ends[0].write(&file).unwrap();
        assert!(believed(&file, Some(ours)).is_err() && believed(&file, None).is_ok());
    }
}
