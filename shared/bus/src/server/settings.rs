//! The broker's configuration file.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How to run a broker.
#[derive(Debug, Clone)]
pub struct Options {
    /// The nats-server to run; `None` looks for one as [`super::find`] does.
    pub program: Option<PathBuf>,
    /// How long a start may take.
    pub ready_within: Duration,
    /// Start it again when it ends unasked.
    pub supervised: bool,
    /// Sync each message of a stream before it is acknowledged. The default leaves that to the
    /// broker, since a mirror can be filled again.
    pub sync_always: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            program: None,
            ready_within: Duration::from_secs(10),
            supervised: true,
            sync_always: false,
        }
    }
}

/// The files of a broker, all under one folder.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) folder: PathBuf,
}

impl Layout {
    pub(super) fn settings(&self) -> PathBuf {
        self.folder.join("nats.conf")
    }

    pub(super) fn streams(&self) -> PathBuf {
        self.folder.join("jetstream")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("nats-server.log")
    }

    /// Where the broker `pid` writes on which port it listens.
    pub(super) fn ports(&self, program: &Path, pid: u32) -> PathBuf {
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        self.folder.join(format!("{name}_{pid}.ports"))
    }

    /// The configuration: loopback only, JetStream, nothing secret. `port` is −1 for any free one.
    pub(super) fn render(&self, port: i32, sync_always: bool) -> String {
        let sync = if sync_always { "\n  sync_interval: always" } else { "" };
        let quote = |path: PathBuf| quoted(&path.to_string_lossy());
        format!(
            "# Written at each start; changes here are lost.\n\
             host: 127.0.0.1\n\
             port: {port}\n\
             server_name: gongjian\n\
             ports_file_dir: {folder}\n\
             log_file: {log}\n\
             logfile_size_limit: 16MB\n\
             logfile_max_num: 3\n\
             max_payload: 1MB\n\
             max_pending: 64MB\n\
             write_deadline: \"10s\"\n\
             jetstream {{\n  store_dir: {streams}{sync}\n}}\n",
            folder = quote(self.folder.clone()),
            log = quote(self.log()),
            streams = quote(self.streams()),
        )
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted() {
        let layout = Layout { folder: PathBuf::from("/data/with \"quotes\"") };
        let text = layout.render(-1, false);
        assert!(text.contains("store_dir: \"/data/with \\\"quotes\\\"/jetstream\""), "{text}");
        assert!(text.contains("host: 127.0.0.1\nport: -1\n"));
    }

    #[test]
    fn syncing_each_message_is_said_only_when_asked_for() {
        let layout = Layout { folder: PathBuf::from("/data") };
        assert!(!layout.render(-1, false).contains("sync_interval"));
        assert!(layout.render(-1, true).contains("\"\n  sync_interval: always\n}"));
    }
}
