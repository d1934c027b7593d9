//! The provider of OpenID Connect that signs people in, as the settings say.

use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, bail};
use gateway::OpenIdOptions;
use runtime::Settings;

/// How long a secret may be: a file that is longer is another one.
const SECRET_BYTES_MAX: u64 = 4096;

/// How the provider is dealt with, where there is one.
///
/// # Errors
/// When the file with the secret cannot be read, or holds none.
pub(crate) fn options(settings: &Settings) -> anyhow::Result<Option<OpenIdOptions>> {
    let openid = &settings.openid;
    if !openid.is_used() {
        return Ok(None);
    }
    let secret = &openid.client_secret;
    let client_secret = if secret.as_os_str().is_empty() { None } else { Some(read(secret)?) };
    let portal = settings.http.public.trim_end_matches('/');
    let options = OpenIdOptions::new(&openid.issuer, &openid.client_id, portal);
    let (login_claim, label) = (openid.login_claim.clone(), openid.label.clone());
    Ok(Some(OpenIdOptions { client_secret, login_claim, label, ..options }))
}

/// The same, of a portal that listens at `address`: people come back there, where no other way is
/// set.
pub(crate) fn reached_at(options: OpenIdOptions, address: SocketAddr) -> OpenIdOptions {
    let portal = Some(options.portal.clone()).filter(|portal| !portal.is_empty());
    OpenIdOptions { portal: portal.unwrap_or_else(|| format!("http://{address}")), ..options }
}

fn read(path: &Path) -> anyhow::Result<String> {
    let unreadable = || format!("无法读取 openid.client_secret 的文件 {}", path.display());
    let file = std::fs::File::open(path).with_context(unreadable)?;
    let mut text = String::new();
    file.take(SECRET_BYTES_MAX).read_to_string(&mut text).with_context(unreadable)?;
    let secret = text.trim();
    if secret.is_empty() || secret.contains(char::is_control) {
        bail!("openid.client_secret 的文件 {} 里须有一行密钥", path.display());
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use runtime::Overrides;

    use super::*;

    fn settings(secret: &str) -> Settings {
        let overrides: Overrides = vec![
            ("openid.issuer", "https://iam.example.gov.cn".to_owned()),
            ("openid.client_id", "gongjian".to_owned()),
            ("openid.client_secret", secret.to_owned()),
            ("http.public", "https://gongjian.example.gov.cn/".to_owned()),
        ];
        Settings::read(None, &overrides).unwrap()
    }

    #[test]
    fn the_secret_is_what_its_file_holds() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        std::fs::write(path, "  hush\r\n").unwrap();
        let options = options(&settings(path)).unwrap().unwrap();
        assert_eq!(options.client_secret.as_deref(), Some("hush"));
        assert_eq!(options.portal, "https://gongjian.example.gov.cn");
        assert_eq!(options.login_claim, "preferred_username");
    }

    #[test]
    fn a_file_without_a_secret_is_said_to_be_none() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        for text in ["", "\n", "two\nlines"] {
            std::fs::write(path, text).unwrap();
            let error = options(&settings(path)).unwrap_err().to_string();
            assert!(error.contains("须有一行密钥"), "{error}");
        }
        let error = options(&settings("nowhere")).unwrap_err().to_string();
        assert!(error.contains("无法读取"), "{error}");
        assert!(options(&settings("")).unwrap().unwrap().client_secret.is_none());
    }

    #[test]
    fn people_come_back_to_how_they_reach_it() {
        let address = "127.0.0.1:8080".parse().unwrap();
        let set = options(&settings("")).unwrap().unwrap();
        assert_eq!(reached_at(set.clone(), address).portal, "https://gongjian.example.gov.cn");
        let here = OpenIdOptions { portal: String::new(), ..set };
        assert_eq!(reached_at(here, address).portal, "http://127.0.0.1:8080");
    }

    #[test]
    fn without_an_issuer_there_is_no_provider() {
        assert!(options(&Settings::read(None, &vec![]).unwrap()).unwrap().is_none());
    }
}
