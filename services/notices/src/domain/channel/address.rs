//! Addresses, read once and for all: what is shown, where it is connected to and what is asked for
//! there come from the same reading.

use contracts::notices::channel::ChannelKind;

/// Where a channel goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Mail(String),
    Web(Url),
}

impl Address {
    /// The address of a channel of `kind`; nothing when it is none.
    pub fn read(kind: ChannelKind, text: &str) -> Option<Self> {
        match kind {
            ChannelKind::Mail => {
                mail_domain(text)?;
                Some(Self::Mail(text.to_owned()))
            }
            ChannelKind::Webhook | ChannelKind::Wecom | ChannelKind::Dingtalk => {
                Url::read(text).map(Self::Web)
            }
        }
    }

    /// What may be seen of it: the rest of a URL may be as good as a password.
    pub fn shown(&self) -> String {
        match self {
            Self::Mail(address) => {
                let first = address.chars().next().unwrap_or('*');
                format!("{first}***@{}", mail_domain(address).unwrap_or_default())
            }
            Self::Web(url) => url.host.clone(),
        }
    }
}

/// A URL to which something may be sent: a scheme, a host, perhaps a port, and the rest. Nobody's
/// name and password stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// By plain HTTP?
    pub is_plain: bool,
    /// A name or an address; of version 6 without its brackets.
    pub host: String,
    pub port: u16,
    /// From the first slash on.
    pub rest: String,
    /// As the header `Host` says it.
    pub authority: String,
}

impl Url {
    /// Reads a URL; nothing when it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (is_plain, after) = match text.split_once("://")? {
            ("https", after) => (false, after),
            ("http", after) => (true, after),
            _ => return None,
        };
        let is_graphic = after.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let end = after.find(['/', '?']).unwrap_or(after.len());
        let (authority, rest) = after.split_at(end);
        let (host, port) = host_and_port(authority)?;
        // What stands behind a # never goes anywhere.
        if !is_graphic || after.contains('#') {
            return None;
        }
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port != 0)?,
            None if is_plain => 80,
            None => 443,
        };
        let rest = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
        Some(Self { is_plain, host: host.to_owned(), port, rest, authority: authority.to_owned() })
    }
}

fn host_and_port(authority: &str) -> Option<(&str, Option<&str>)> {
    if let Some(six) = authority.strip_prefix('[') {
        let (host, after) = six.split_once(']')?;
        // What is none after all leads nowhere.
        let fits = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
        let is_address = host.contains(':') && host.bytes().all(fits);
        let port = after.strip_prefix(':');
        return (is_address && (after.is_empty() || port.is_some())).then_some((host, port));
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    is_host(host).then_some((host, port))
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(fits)
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

/// The domain of a mail address; nothing when it is none.
pub fn mail_domain(text: &str) -> Option<&str> {
    let (local, domain) = text.split_once('@')?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_{|}~".contains(&byte);
    let is_local = !local.is_empty() && local.len() <= 64 && local.bytes().all(fits);
    let dots = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    (is_local && dots && is_host(domain) && domain.contains('.')).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_in_its_parts() {
        for (text, is_plain, host, port, rest) in [
            ("https://oa.example/hook?key=1", false, "oa.example", 443, "/hook?key=1"),
            ("https://oa.example", false, "oa.example", 443, "/"),
            ("https://oa.example:8443?key=1", false, "oa.example", 8443, "/?key=1"),
            ("http://127.0.0.1:80/", true, "127.0.0.1", 80, "/"),
            ("https://[::1]:9/a", false, "::1", 9, "/a"),
        ] {
            let url = Url::read(text).unwrap_or_else(|| panic!("{text}"));
            let parts = (url.is_plain, url.host.as_str(), url.port, url.rest.as_str());
            assert_eq!(parts, (is_plain, host, port, rest), "{text}");
        }
    }

    #[test]
    fn what_is_no_url_or_hides_where_it_leads_is_none() {
        for text in [
            "",
            "oa.example/hook",
            "ftp://oa.example/",
            "HTTPS://oa.example/",
            "https://",
            "https:///hook",
            "https://oa.example:0/",
            "https://oa.example:65536/",
            "https://oa.example:/",
            "https://oa.example@inside.example/",
            "https://oa.example\\@inside.example/",
            "https://oa.example/a b",
            "https://oa.example/a\r\nHost: inside.example",
            "https://oa.example/#there",
            "https://市.example/",
            "https://oa..example/",
            "https://[127.0.0.1]/",
            "https://[::1]x/",
        ] {
            assert_eq!(Url::read(text), None, "{text}");
        }
    }

    #[test]
    fn of_an_address_only_what_gives_nothing_away_is_shown() {
        let shown = |kind, text| Address::read(kind, text).map(|address| address.shown());
        let mail = shown(ChannelKind::Mail, "bangong@sq.example.gov.cn");
        assert_eq!(mail.as_deref(), Some("b***@sq.example.gov.cn"));
        let robot = shown(ChannelKind::Wecom, "https://qyapi.example/send?key=secret");
        assert_eq!(robot.as_deref(), Some("qyapi.example"));
        for text in ["", "@a.b", "a@b", "a@b@c.d", "a b@c.d", "a@c.d\r\nBcc: x@y.z", "<a@c.d>"] {
            assert_eq!(shown(ChannelKind::Mail, text), None, "{text}");
        }
    }
}
