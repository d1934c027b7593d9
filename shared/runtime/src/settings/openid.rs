//! Who else signs people in.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::Deserialize;

use super::SettingsError;

/// How many characters fit on a button.
const LABEL_CHARS_MAX: usize = 20;

/// A provider of OpenID Connect: the city's own 统一身份认证.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenId {
    /// Who it is, `https://…`, letter by letter as it names itself; empty: there is none.
    pub issuer: String,
    /// What it calls this portal.
    pub client_id: String,
    /// A file with the secret that it gave this portal; empty: it gave none.
    pub client_secret: PathBuf,
    /// Which of its claims is the login name: one that people cannot change themselves.
    pub login_claim: String,
    /// What stands on the button, 20 characters at most.
    pub label: String,
}

impl OpenId {
    /// Is there one?
    pub fn is_used(&self) -> bool {
        !self.issuer.is_empty()
    }

    pub(super) fn checked(&self) -> Result<(), SettingsError> {
        let senseless = |key, problem| Err(SettingsError::Senseless { key, problem });
        if !self.is_used() {
            let nothing = self.client_id.is_empty() && self.client_secret.as_os_str().is_empty();
            return if nothing {
                Ok(())
            } else {
                senseless("openid.issuer", "whose client is it?")
            };
        }
        if !is_issuer(&self.issuer) {
            return senseless("openid.issuer", "https://…");
        }
        if self.client_id.is_empty() {
            return senseless("openid.client_id", "what the provider calls this portal");
        }
        if self.login_claim.is_empty() {
            return senseless("openid.login_claim", "one of the provider's claims");
        }
        if !(1..=LABEL_CHARS_MAX).contains(&self.label.trim().chars().count()) {
            return senseless("openid.label", "1 to 20 characters");
        }
        Ok(())
    }
}

/// HTTPS and nothing behind the path; by plain HTTP on this machine alone, for trying it out.
fn is_issuer(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !['?', '#', '@'].contains(&c);
    let host = |rest: &str| rest.split('/').next().unwrap_or_default().to_owned();
    let here = |rest: &str| {
        let host = host(rest);
        let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
        let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
        name == "localhost" || address.is_ok_and(|address| address.is_loopback())
    };
    let secure = text.strip_prefix("https://").map(|rest| !host(rest).is_empty());
    let known = secure.or_else(|| text.strip_prefix("http://").map(here));
    known == Some(true) && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use config::Environment;

    use super::*;
    use crate::settings::Settings;

    fn with(key: &'static str, value: &str) -> Result<Settings, SettingsError> {
        let all = [
            ("openid.issuer", "https://iam.example.gov.cn/realms/city"),
            ("openid.client_id", "gongjian"),
            (key, value),
        ];
        let all = all.map(|(key, value)| (key, value.to_owned())).to_vec();
        let environment = Environment::with_prefix("GONGJIAN").source(Some(HashMap::new()));
        Settings::from(None, &all, environment)
    }

    #[test]
    fn what_can_be_used_of_a_provider_is_taken() {
        for issuer in [
            "https://iam.example.gov.cn",
            "https://iam.example.gov.cn:8443/",
            "http://127.0.0.1:8083/realms/city",
            "http://[::1]:8083",
            "http://localhost:8083",
        ] {
            assert!(with("openid.issuer", issuer).is_ok(), "{issuer}");
        }
        assert!(with("openid.label", "市统一身份认证").is_ok());
    }

    #[test]
    fn what_makes_no_sense_of_a_provider_is_refused() {
        for (key, value) in [
            ("openid.issuer", ""),
            ("openid.issuer", "iam.example.gov.cn"),
            ("openid.issuer", "http://iam.example.gov.cn"),
            ("openid.issuer", "http://127.0.0.1.example:80"),
            ("openid.issuer", "https://"),
            ("openid.issuer", "https:///path"),
            ("openid.issuer", "https://somebody@iam.example.gov.cn"),
            ("openid.issuer", "https://iam.example.gov.cn?tenant=1"),
            ("openid.issuer", "https://iam.example.gov.cn/#"),
            ("openid.client_id", ""),
            ("openid.login_claim", ""),
            ("openid.label", " "),
            ("openid.label", "一二三四五六七八九十一二三四五六七八九十一"),
        ] {
            let read = with(key, value);
            assert!(read.is_err(), "{key} = {value:?} was taken: {read:?}");
        }
    }
}
