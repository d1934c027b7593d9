//! Settings of a process: file < environment < flags, all checked before a port opens.
//!
//! Environment variables are named after the keys, `GONGJIAN_HTTP__LISTEN` for `http.listen`.

use std::net::{AddrParseError, IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use config::{Config, ConfigError, Environment, File, FileFormat};
use contracts::registry::account::Profile;
use serde::Deserialize;

use crate::telemetry::LogFormat;
use openid::OpenId;

mod openid;
mod ranges;

pub use ranges::{AddressRange, NoRange};

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder with everything that is kept.
    pub data: PathBuf,
    pub http: Http,
    pub accounts: Accounts,
    pub openid: OpenId,
    pub ops: Ops,
    pub nats: Nats,
    pub checkpoints: Checkpoints,
    pub needs: Needs,
    pub reporting: Reporting,
    pub notices: Notices,
    pub log: Log,
}

/// The portal and the API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How people reach it, `https://…`, through a proxy that speaks TLS; empty: on this machine
    /// alone, by plain HTTP.
    pub public: String,
    /// Addresses of proxies on other machines, with commas between, that are believed when they
    /// say whom they speak for. One on this machine always is.
    pub proxies: String,
    /// Ranges of addresses, with commas between, from which alone administrators and the operator
    /// may act; empty: from anywhere. This machine itself always may.
    pub administrators: String,
}

impl Http {
    /// Which proxies on other machines are believed.
    ///
    /// # Errors
    /// What is no address.
    pub fn proxies(&self) -> Result<Vec<IpAddr>, AddrParseError> {
        listed(&self.proxies).map(str::parse).collect()
    }

    /// From where administrators may act; anywhere, where there is nothing.
    ///
    /// # Errors
    /// What is no range.
    pub fn administrators(&self) -> Result<Vec<AddressRange>, NoRange> {
        listed(&self.administrators).map(str::parse).collect()
    }

    /// Would a limit on from where administrators act be void? People come through a proxy that
    /// speaks TLS; one on another machine that is not declared stands for everybody.
    pub fn hides_administrators(&self) -> bool {
        let limited = listed(&self.administrators).next().is_some();
        let undeclared = listed(&self.proxies).next().is_none() && !self.listen.ip().is_loopback();
        limited && !self.is_plain() && undeclared
    }

    /// Do people reach it by plain HTTP?
    pub fn is_plain(&self) -> bool {
        !self.public.starts_with("https://")
    }
}

/// What stands between commas.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// What people sign in with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Which rules passwords follow.
    pub passwords: Profile,
    /// How many days the audit of access is kept, by whole months; 190 at least, for the law on
    /// network security asks for six months.
    pub access_kept_days: u32,
}

/// `/healthz`, `/readyz` and `/metrics`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ops {
    /// Where the machine's own people reach it; port 0 takes a free one.
    pub listen: SocketAddr,
}

/// The broker.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nats {
    /// Empty: `up` starts one of its own.
    pub url: String,
    /// A file with the seed of this process's nkey; empty: none.
    pub seed: PathBuf,
    /// On how many servers of a cluster each message is kept: 1 on a broker of our own, where the
    /// mirror may be deleted and filled again; more in a cluster.
    pub replicas: usize,
}

/// Where the ends of all logs are noted, signed, while the system runs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoints {
    /// The file with the key that signs them, made by `gongjian checkpoint --make-key`; empty: none
    /// are noted.
    pub key: PathBuf,
    /// The file that they are appended to, outside the data; empty: the broker alone keeps them.
    pub file: PathBuf,
    /// How often.
    pub every_minutes: u32,
}

/// What the service `needs` uses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// The model, made by `gongjian train`, that suggests categories; empty: none is suggested.
    pub model: PathBuf,
}

/// What the service `reporting` uses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reporting {
    /// A folder with fonts of the operator's own, looked at before all others; empty: none.
    pub fonts: PathBuf,
}

/// What the service `notices` uses beside the portal: unless it is set, nothing leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// Are webhooks and robots told?
    pub web: bool,
    /// The server that takes mail, `smtps://user:password@host`, or `smtp+starttls://` and the
    /// same; empty: no mail is sent.
    pub smtp: String,
    /// Who it says it is from, an address.
    pub mail_from: String,
    /// May webhooks and robots be at addresses inside the network?
    pub private_addresses: bool,
    /// May they be reached without TLS?
    pub plain_http: bool,
}

/// What the process writes to its standard error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `info`, or directives as `info,async_nats=warn`.
    pub level: String,
    pub format: LogFormat,
}

/// What flags set, over everything else: keys and values.
pub type Overrides = Vec<(&'static str, String)>;

/// Settings that cannot be used; nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is missing, no TOML, or has an unknown key.
    #[error("the settings file {}", path.display())]
    File { path: PathBuf, source: Box<ConfigError> },
    /// Something from the environment or a flag does not fit.
    #[error("a setting")]
    Setting { source: Box<ConfigError> },
    /// It fits its form and makes no sense.
    #[error("{key}: {problem}")]
    Senseless { key: &'static str, problem: &'static str },
}

const DEFAULTS: &str = r#"
data = "gongjian-data"
[http]
listen = "127.0.0.1:8080"
public = ""
proxies = ""
administrators = ""
[accounts]
passwords = "djbh"
access_kept_days = 365
[openid]
issuer = ""
client_id = ""
client_secret = ""
login_claim = "preferred_username"
label = "统一身份认证登录"
[ops]
listen = "127.0.0.1:8081"
[nats]
url = ""
seed = ""
replicas = 1
[checkpoints]
key = ""
file = ""
every_minutes = 60
[needs]
model = ""
[reporting]
fonts = ""
[notices]
web = false
smtp = ""
mail_from = ""
private_addresses = false
plain_http = false
[log]
level = "info,async_nats=warn"
format = "text"
"#;

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// When something is missing, unknown, or makes no sense.
    pub fn read(file: Option<&Path>, overrides: &Overrides) -> Result<Self, SettingsError> {
        Self::from(file, overrides, Environment::with_prefix("GONGJIAN"))
    }

    fn from(
        file: Option<&Path>,
        overrides: &Overrides,
        environment: Environment,
    ) -> Result<Self, SettingsError> {
        let defaults = || Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        let mut builder = defaults();
        if let Some(path) = file {
            let source = File::from(path).format(FileFormat::Toml);
            let broken = |source| SettingsError::File { path: path.to_owned(), source };
            // Alone first, so that an unknown key is the file's and not the environment's.
            let alone = defaults().add_source(source.clone()).build();
            alone
                .and_then(Config::try_deserialize::<Settings>)
                .map_err(|source| broken(Box::new(source)))?;
            builder = builder.add_source(source);
        }
        let setting = |source| SettingsError::Setting { source: Box::new(source) };
        builder = builder.add_source(
            // Without the double underscore it is somebody else's variable, but for `data`.
            environment.prefix_separator("_").separator("__"),
        );
        for (key, value) in overrides {
            builder = builder.set_override(*key, value.as_str()).map_err(setting)?;
        }
        let settings: Lenient =
            builder.build().and_then(Config::try_deserialize).map_err(setting)?;
        settings.checked()
    }
}

/// The same, whatever else the environment holds under the prefix.
#[derive(Deserialize)]
struct Lenient {
    data: PathBuf,
    http: Http,
    accounts: Accounts,
    openid: OpenId,
    ops: Ops,
    nats: Nats,
    checkpoints: Checkpoints,
    needs: Needs,
    reporting: Reporting,
    notices: Notices,
    log: Log,
}

impl Lenient {
    fn checked(self) -> Result<Settings, SettingsError> {
        let Self {
            data,
            http,
            accounts,
            openid,
            ops,
            nats,
            checkpoints,
            needs,
            reporting,
            notices,
            log,
        } = self;
        let senseless = |key, problem| Err(SettingsError::Senseless { key, problem });
        if data.as_os_str().is_empty() {
            return senseless("data", "a folder is needed");
        }
        if http.listen == ops.listen && http.listen.port() != 0 {
            return senseless("ops.listen", "it is the same as http.listen");
        }
        if http.public.is_empty() && !http.listen.ip().is_loopback() {
            return senseless("http.public", "needed when others than this machine reach it");
        }
        let schemes = ["https://", "http://"];
        if !http.public.is_empty() && !schemes.iter().any(|is| http.public.starts_with(is)) {
            return senseless("http.public", "https://…");
        }
        if http.proxies().is_err() {
            return senseless("http.proxies", "addresses with commas between");
        }
        if http.administrators().is_err() {
            return senseless("http.administrators", "ranges of addresses with commas between");
        }
        if !(190..=36_500).contains(&accounts.access_kept_days) {
            return senseless("accounts.access_kept_days", "190 to 36500");
        }
        openid.checked()?;
        if !(1..=5).contains(&nats.replicas) {
            return senseless("nats.replicas", "1 to 5");
        }
        if nats.url.is_empty() && nats.replicas != 1 {
            return senseless("nats.replicas", "a broker of our own keeps one copy");
        }
        if checkpoints.file.starts_with(&data) {
            return senseless("checkpoints.file", "outside the data, where it proves something");
        }
        let (file, key) = (&checkpoints.file, &checkpoints.key);
        if !file.as_os_str().is_empty() && key.as_os_str().is_empty() {
            return senseless("checkpoints.key", "needed when checkpoints are noted in a file");
        }
        if !(1..=44_640).contains(&checkpoints.every_minutes) {
            return senseless("checkpoints.every_minutes", "1 to 44640");
        }
        let schemes = ["smtps://", "smtp+starttls://", "smtp://"];
        if !notices.smtp.is_empty() && !schemes.iter().any(|is| notices.smtp.starts_with(is)) {
            return senseless("notices.smtp", "smtps://… or smtp+starttls://…");
        }
        if notices.smtp.is_empty() == notices.mail_from.contains('@') {
            return senseless("notices.mail_from", "an address, where there is a mail server");
        }
        if tracing_subscriber::EnvFilter::builder().parse(&log.level).is_err() {
            return senseless("log.level", "it is no filter");
        }
        Ok(Settings {
            data,
            http,
            accounts,
            openid,
            ops,
            nats,
            checkpoints,
            needs,
            reporting,
            notices,
            log,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        let pairs: HashMap<String, String> =
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Environment::with_prefix("GONGJIAN").source(Some(pairs))
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn the_environment_outweighs_the_file_and_flags_outweigh_both() {
        let file = file("data = \"a\"\n[http]\nlisten = \"127.0.0.1:1\"\n");
        let environment =
            environment(&[("GONGJIAN_DATA", "b"), ("GONGJIAN_HTTP__LISTEN", "127.0.0.1:2")]);
        let flags = vec![("http.listen", "127.0.0.1:3".to_owned())];
        let settings = Settings::from(Some(file.path()), &flags, environment).unwrap();
        assert_eq!(settings.data, PathBuf::from("b"));
        assert_eq!(settings.http.listen.port(), 3);
        assert_eq!(settings.log.level, "info,async_nats=warn");
    }

    #[test]
    fn an_unknown_key_in_the_file_is_an_error_that_names_it() {
        let file = file("dtaa = \"a\"\n");
        let error = Settings::from(Some(file.path()), &vec![], environment(&[])).unwrap_err();
        let SettingsError::File { source, .. } = error else { panic!("{error}") };
        assert!(source.to_string().contains("dtaa"), "{source}");
    }

    /// What `deploy/gongjian.toml` says, and the same as it is shipped in the program.
    fn example() -> (PathBuf, String) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/gongjian.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        (path, text)
    }

    #[test]
    fn the_example_is_taken_as_it_is_and_says_what_holds_without_it() {
        let (path, _) = example();
        let with = Settings::from(Some(path.as_path()), &vec![], environment(&[])).unwrap();
        let without = Settings::from(None, &vec![], environment(&[])).unwrap();
        assert_eq!(with, without);
    }

    #[test]
    fn every_setting_stands_in_the_example() {
        let keys = |text: &str| {
            let mut section = String::new();
            let mut keys = std::collections::BTreeSet::new();
            for line in text.lines().map(str::trim) {
                if let Some(named) = line.strip_prefix('[') {
                    section = named.trim_end_matches(']').to_owned() + ".";
                } else if let Some((key, _)) = line.split_once(" = ")
                    && !line.starts_with('#')
                {
                    keys.insert(format!("{section}{key}"));
                }
            }
            keys
        };
        // A setting without a default is none: what is missing there cannot be read.
        let (expected, (_, text)) = (keys(DEFAULTS), example());
        assert_eq!(keys(&text), expected);
        assert!(expected.len() > 20, "{expected:?}");
    }

    #[test]
    fn somebody_elses_variables_are_left_alone() {
        let environment = environment(&[("GONGJIAN_SEEDS", "200")]);
        assert!(Settings::from(None, &vec![], environment).is_ok());
    }

    #[test]
    fn a_limit_on_administrators_behind_a_proxy_that_is_not_declared_is_void() {
        let hides = |changes: &[(&'static str, &str)]| {
            let mut flags = vec![
                ("http.public", "https://gongjian.example".to_owned()),
                ("http.listen", "10.0.0.5:8080".to_owned()),
                ("http.administrators", "10.20.0.0/16".to_owned()),
            ];
            flags.extend(changes.iter().map(|(key, value)| (*key, (*value).to_owned())));
            Settings::from(None, &flags, environment(&[])).unwrap().http.hides_administrators()
        };
        assert!(hides(&[]));
        assert!(!hides(&[("http.proxies", "10.0.0.9")]), "it says whom it speaks for");
        assert!(!hides(&[("http.listen", "127.0.0.1:8080")]), "one on this machine is known");
        assert!(!hides(&[("http.administrators", "")]), "nothing is limited");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (key, value) in [
            ("http.listen", "nowhere"),
            ("http.listen", "127.0.0.1:8081"),
            ("http.listen", "0.0.0.0:8080"),
            ("http.proxies", "10.0.0.9, next door"),
            ("http.administrators", "10.0.0.0/8, 10.0.0.0/40"),
            ("http.public", "gongjian.example"),
            ("accounts.passwords", "none"),
            ("accounts.access_kept_days", "189"),
            ("nats.replicas", "3"),
            ("checkpoints.file", "gongjian-data/checkpoints"),
            ("checkpoints.file", "/mnt/elsewhere/checkpoints"),
            ("checkpoints.every_minutes", "0"),
            ("notices.web", "perhaps"),
            ("notices.smtp", "mail.example"),
            ("notices.smtp", "smtps://mail.example"),
            ("notices.mail_from", "gongjian@mail.example"),
            ("log.level", "=="),
            ("log.format", "xml"),
            ("data", ""),
        ] {
            let flags = vec![(key, value.to_owned())];
            let read = Settings::from(None, &flags, environment(&[]));
            assert!(read.is_err(), "{key} = {value:?} was taken: {read:?}");
        }
    }

    /// A file that is none, and the one of the defaults with some of it overwritten.
    fn text() -> impl Strategy<Value = String> {
        let overwritten = (0..DEFAULTS.len(), 0..40usize, "\\PC{0,20}");
        let overwritten = overwritten.prop_map(|(from, length, with)| {
            let from = DEFAULTS.floor_char_boundary(from);
            let to = DEFAULTS.floor_char_boundary((from + length).min(DEFAULTS.len()));
            [&DEFAULTS[..from], &with, &DEFAULTS[to..]].concat()
        });
        prop_oneof![any::<String>(), overwritten]
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(
            text in text(),
            name in "[A-Z0-9_.\\[\\]-]{0,20}",
            value: String,
        ) {
            let file = file(&text);
            let variables = [(format!("GONGJIAN_{name}"), value.clone())];
            let variables = Environment::with_prefix("GONGJIAN").source(Some(variables.into()));
            let flags = vec![("log.level", value)];
            drop(Settings::from(Some(file.path()), &flags, variables));
        }
    }
}
