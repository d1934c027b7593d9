//! The peer: OR-tools' min-cost flow, value before quality in one weighted cost.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ::matching::engine::instance;
use ::matching::engine::model::Model;
use anyhow::{Context as _, ensure};
use serde::Deserialize;

/// Reads an instance, solves it, prints one JSON object.
const SCRIPT: &str = include_str!("peer.py");

/// OR-tools in a folder of its own.
pub(super) struct Peer {
    folder: PathBuf,
}

#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) seconds: f64,
    pub(super) value: i64,
    pub(super) quality: i64,
}

/// Installs the package into `folder`; none where that cannot be done.
pub(super) fn install(folder: &Path) -> Option<Peer> {
    let site = folder.join("site");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]);
    pip.arg(&site).arg("ortools");
    pip.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let installed = pip.status().is_ok_and(|status| status.success());
    installed.then(|| Peer { folder: folder.to_owned() })
}

impl Peer {
    pub(super) fn solve(&self, model: &Model) -> anyhow::Result<Answer> {
        let file = self.folder.join("instance.txt");
        let mut out = BufWriter::new(std::fs::File::create(&file)?);
        instance::write(model, "bench", &mut out)?;
        drop(out);
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", self.folder.join("site")).arg("-c").arg(SCRIPT).arg(&file);
        let output = python.stdin(Stdio::null()).output().context("无法运行 python3")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "OR-tools 没有求出结果：{said}");
        serde_json::from_slice(&output.stdout).context("OR-tools 的答复读不懂")
    }
}
