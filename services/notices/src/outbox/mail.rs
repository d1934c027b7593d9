//! One mail to an office, by a server that the operator chose.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use contracts::notices::channel::Trouble;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use values::{Timestamp, Uuid};

use crate::domain::channel::mail_domain;

/// How long all of it may take.
const TIME_MAX: Duration = Duration::from_secs(30);
/// The longest line that a server may answer (RFC 5321), with room.
const LINE_BYTES_MAX: u64 = 1024;
/// Of how many lines an answer may be.
const LINES_MAX: usize = 100;
/// How long a line of Base64 is.
const BASE64_LINE: usize = 76;
/// So much of a subject goes into one encoded word, so that no line is longer than 76 (RFC 2047).
const WORD_BYTES_MAX: usize = 39;

/// The server that takes mail, and whom it is from.
#[derive(Clone, PartialEq, Eq)]
pub struct MailServer {
    host: String,
    port: u16,
    /// Without TLS?
    is_plain: bool,
    /// A name and a password.
    login: Option<(String, String)>,
    from: String,
}

impl MailServer {
    /// Reads `smtps://user:password@host:port`, in which nothing is encoded, or `smtp://host:port`,
    /// which has no TLS and so no password; nothing when it is neither, or `from` is no address.
    pub fn read(smtp: &str, from: &str) -> Option<Self> {
        mail_domain(from)?;
        let (is_plain, rest) = match smtp.split_once("://")? {
            ("smtps", rest) => (false, rest),
            ("smtp", rest) => (true, rest),
            _ => return None,
        };
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, place)) => (Some(login.split_once(':')?), place),
            None => (None, rest),
        };
        let (host, port) = match place.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (place, if is_plain { 25 } else { 465 }),
        };
        let login = login.map(|(name, password)| (name.to_owned(), password.to_owned()));
        let is_open = is_plain && login.is_some();
        let (host, from) = (host.to_owned(), from.to_owned());
        (!host.is_empty() && !is_open).then_some(Self { host, port, is_plain, login, from })
    }

    /// Hands one mail over.
    pub(super) async fn send(&self, tls: &TlsConnector, mail: &Mail<'_>) -> Result<(), Trouble> {
        let sent = tokio::time::timeout(TIME_MAX, self.hand_over(tls, mail)).await;
        sent.map_err(|_| Trouble::TooSlow)?
    }

    async fn hand_over(&self, tls: &TlsConnector, mail: &Mail<'_>) -> Result<(), Trouble> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await;
        let stream = stream.map_err(|_| Trouble::Unreachable)?;
        if self.is_plain {
            return self.talk(stream, mail).await;
        }
        let name = ServerName::try_from(self.host.clone()).map_err(|_| Trouble::Insecure)?;
        let stream = tls.connect(name, stream).await.map_err(|_| Trouble::Insecure)?;
        self.talk(stream, mail).await
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        mail: &Mail<'_>,
    ) -> Result<(), Trouble> {
        let mut talk = Talk(BufReader::new(stream));
        talk.hear(2).await?;
        let domain = mail_domain(&self.from).unwrap_or_default();
        talk.say(&format!("EHLO {domain}"), 2).await?;
        if let Some((name, password)) = &self.login {
            let said = BASE64.encode(format!("\0{name}\0{password}"));
            talk.say(&format!("AUTH PLAIN {said}"), 2).await?;
        }
        talk.say(&format!("MAIL FROM:<{}>", self.from), 2).await?;
        talk.say(&format!("RCPT TO:<{}>", mail.to), 2).await?;
        talk.say("DATA", 3).await?;
        // No line of it begins with a dot.
        talk.say(&format!("{}\r\n.", mail.written(&self.from, domain)), 2).await?;
        // It has the mail, whatever it says to this.
        talk.say("QUIT", 2).await.ok();
        Ok(())
    }
}

/// A mail.
pub(super) struct Mail<'a> {
    pub(super) to: &'a str,
    /// Always the same for the same message.
    pub(super) id: Uuid,
    pub(super) at: Timestamp,
    pub(super) subject: String,
    pub(super) text: String,
}

impl Mail<'_> {
    fn written(&self, from: &str, domain: &str) -> String {
        let date = self.at.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let (to, id, subject) = (self.to, self.id, words(&self.subject));
        let text = BASE64.encode(self.text.replace('\n', "\r\n"));
        let lines: Vec<_> = (0..text.len())
            .step_by(BASE64_LINE)
            .map(|at| &text[at..text.len().min(at + BASE64_LINE)])
            .collect();
        format!(
            "From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nDate: {date}\r\n\
             Message-ID: <{id}@{domain}>\r\nAuto-Submitted: auto-generated\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}",
            lines.join("\r\n")
        )
    }
}

/// A text as a header holds it, in encoded words.
fn words(text: &str) -> String {
    let mut words = vec![String::new()];
    for letter in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + letter.len_utf8() <= WORD_BYTES_MAX => word.push(letter),
            Some(_) | None => words.push(letter.to_string()),
        }
    }
    let encoded = words.iter().map(|word| format!("=?UTF-8?B?{}?=", BASE64.encode(word)));
    encoded.collect::<Vec<_>>().join("\r\n ")
}

/// What is said to a server, and what it answers.
struct Talk<S>(BufReader<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    /// Says a line; the answer is of that class.
    async fn say(&mut self, line: &str, class: i64) -> Result<(), Trouble> {
        let said = format!("{line}\r\n");
        self.0.write_all(said.as_bytes()).await.map_err(|_| Trouble::Unreachable)?;
        self.0.flush().await.map_err(|_| Trouble::Unreachable)?;
        self.hear(class).await
    }

    async fn hear(&mut self, class: i64) -> Result<(), Trouble> {
        for _ in 0..LINES_MAX {
            let mut line = Vec::new();
            let mut limited = (&mut self.0).take(LINE_BYTES_MAX);
            let read = limited.read_until(b'\n', &mut line).await;
            read.map_err(|_| Trouble::Unreachable)?;
            let code = line.get(..3).and_then(|code| std::str::from_utf8(code).ok());
            let code = code.and_then(|code| code.parse::<i64>().ok());
            let code = code.ok_or(Trouble::Unreachable)?;
            if line.get(3) == Some(&b'-') {
                continue;
            }
            return if code / 100 == class {
                Ok(())
            } else {
                Err(Trouble::Refused { answer: code })
            };
        }
        Err(Trouble::Unreachable)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use contracts::testing::monday;
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;
    use tokio_rustls::rustls::crypto::ring;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    use super::*;

    fn tls() -> TlsConnector {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        TlsConnector::from(Arc::new(config))
    }

    /// A server that takes one mail, or nobody's; what was said to it.
    async fn server(takes: bool) -> (MailServer, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = format!("smtp://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            stream.write_all(b"220 mail.example\r\n").await.unwrap();
            let (mut heard, mut line, mut in_data) = (String::new(), String::new(), false);
            while stream.read_line(&mut line).await.unwrap() > 0 {
                let answer = match (in_data, line.trim_end()) {
                    (true, ".") => "250 taken",
                    (true, _) => "",
                    (false, "DATA") => "354 go on",
                    (false, "QUIT") => "221 bye",
                    (false, said) if said.starts_with("EHLO") => "250-mail.example\r\n250 SIZE",
                    (false, said) if said.starts_with("RCPT") && !takes => "550 nobody",
                    (false, _) => "250 ok",
                };
                in_data = answer.starts_with("354") || in_data && answer.is_empty();
                if !answer.is_empty() {
                    stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
                }
                heard.push_str(&line);
                line.clear();
            }
            heard
        });
        (MailServer::read(&smtp, "gongjian@city.example").unwrap(), serving)
    }

    fn mail() -> Mail<'static> {
        Mail {
            to: "office@unit.example",
            id: Uuid::from_u128(7),
            at: monday(),
            subject: "【共建】鲸园街道望海社区党群服务中心有 3 条通知".to_owned(),
            text: "1. 有认领等待答复\n下一步：接受或婉拒\n".repeat(9),
        }
    }

    #[tokio::test]
    async fn a_mail_is_handed_over_as_it_was_written() {
        let (server, serving) = server(true).await;
        server.send(&tls(), &mail()).await.unwrap();
        let heard = serving.await.unwrap();
        for said in [
            "EHLO city.example\r\n",
            "MAIL FROM:<gongjian@city.example>\r\n",
            "RCPT TO:<office@unit.example>\r\n",
            "Date: Mon, 02 Mar 2026 01:00:00 +0000\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000007@city.example>\r\n",
        ] {
            assert!(heard.contains(said), "{said}: {heard}");
        }
        assert!(heard.lines().all(|line| line.len() <= 78 && line.is_ascii()), "{heard}");
        let (head, body) = heard.split_once("\r\n\r\n").unwrap();
        let body: String = body.split("\r\n.\r\n").next().unwrap().split("\r\n").collect();
        let text = String::from_utf8(BASE64.decode(body).unwrap()).unwrap();
        assert_eq!(text.replace("\r\n", "\n"), mail().text);
        let words = head.split("=?UTF-8?B?").skip(1).map(|word| word.split("?=").next().unwrap());
        let subject: Vec<u8> = words.flat_map(|word| BASE64.decode(word).unwrap()).collect();
        assert_eq!(String::from_utf8(subject).unwrap(), mail().subject);
    }

    #[tokio::test]
    async fn what_a_server_does_not_take_is_told_with_its_code() {
        let (server, serving) = server(false).await;
        assert_eq!(server.send(&tls(), &mail()).await, Err(Trouble::Refused { answer: 550 }));
        assert!(!serving.await.unwrap().contains("DATA"), "nothing was said to nobody");
    }

    #[test]
    fn a_server_is_read_and_no_password_goes_without_tls() {
        let read = |smtp| MailServer::read(smtp, "gongjian@city.example");
        let server = read("smtps://a@city.example:p:w@d@mail.example").unwrap();
        let login = Some(("a@city.example".to_owned(), "p:w@d".to_owned()));
        assert_eq!((server.host.as_str(), server.port), ("mail.example", 465));
        assert_eq!((server.is_plain, server.login), (false, login));
        assert_eq!(read("smtp://127.0.0.1:2525").unwrap().port, 2525);
        for unfit in
            ["mail.example", "smtp://a:b@mail.example", "smtps://a@mail.example", "smtps://"]
        {
            assert!(read(unfit).is_none(), "{unfit}");
        }
        assert!(MailServer::read("smtps://mail.example", "nobody").is_none());
    }
}
