//! One mail to an office, by a server that the operator chose.

use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use contracts::notices::channel::Trouble;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncTransport as _, Message, Tokio1Executor};
use tokio_rustls::rustls;
use values::{Timestamp, Uuid};

use crate::domain::channel::mail_domain;

/// How long all of it may take.
const TIME_MAX: Duration = Duration::from_secs(30);
/// That nobody need answer (RFC 3834).
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

type Transport = lettre::AsyncSmtpTransport<Tokio1Executor>;

/// The server that takes mail, and whom it is from.
#[derive(Clone, PartialEq, Eq)]
pub struct MailServer {
    host: String,
    port: u16,
    encryption: Encryption,
    /// A name and a password.
    login: Option<(String, String)>,
    from: Address,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encryption {
    /// From the first byte on.
    Tls,
    /// From STARTTLS on; a server that has none is told nothing.
    StartTls,
    /// Not at all: it never leaves this machine.
    None,
}

impl MailServer {
    /// Reads `smtps://user:password@host:port`, in which nothing is encoded, the same with
    /// `smtp+starttls`, or `smtp://127.0.0.1:port`, which has no TLS and so no password; nothing
    /// when it is none of them, or `from` is no address.
    pub fn read(smtp: &str, from: &str) -> Option<Self> {
        mail_domain(from)?;
        let (encryption, usual_port, rest) = match smtp.split_once("://")? {
            ("smtps", rest) => (Encryption::Tls, 465, rest),
            ("smtp+starttls", rest) => (Encryption::StartTls, 587, rest),
            ("smtp", rest) => (Encryption::None, 25, rest),
            _ => return None,
        };
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, place)) => (Some(login.split_once(':')?), place),
            None => (None, rest),
        };
        let (host, port) = match place.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (place, usual_port),
        };
        let fits = match encryption {
            Encryption::Tls | Encryption::StartTls => !host.is_empty(),
            Encryption::None => login.is_none() && is_here(host),
        };
        let login = login.map(|(name, password)| (name.to_owned(), password.to_owned()));
        let (host, from) = (host.to_owned(), from.parse().ok()?);
        fits.then_some(Self { host, port, encryption, login, from })
    }

    /// The way to it. Whom it believes to be who they are is what the machine believes.
    pub(super) fn mailer(&self) -> Mailer {
        let Self { host, port, encryption, login, from } = self;
        let builder = match encryption {
            Encryption::Tls => Transport::relay(host),
            Encryption::StartTls => Transport::starttls_relay(host),
            Encryption::None => Ok(Transport::builder_dangerous(host)),
        };
        let name = ClientId::Domain(from.domain().to_owned());
        let builder = builder.expect("its own TLS can be set up").port(*port).hello_name(name);
        let builder = match login.clone() {
            Some(login) => builder.credentials(Credentials::from(login)),
            None => builder,
        };
        Mailer { transport: builder.build(), from: from.clone() }
    }
}

/// Is it this machine, by an address or a name that leads nowhere else?
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
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

/// Hands mails over to the server.
pub(super) struct Mailer {
    transport: Transport,
    from: Address,
}

impl Mailer {
    /// Hands one mail over.
    pub(super) async fn send(&self, mail: Mail<'_>) -> Result<(), Trouble> {
        let sending = self.transport.send(self.written(mail)?);
        match tokio::time::timeout(TIME_MAX, sending).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(trouble(&error)),
            Err(_) => Err(Trouble::TooSlow),
        }
    }

    fn written(&self, mail: Mail<'_>) -> Result<Message, Trouble> {
        let to = mail.to.parse().map_err(|_| Trouble::Gone)?;
        let id = format!("<{}@{}>", mail.id, self.from.domain());
        let message = Message::builder()
            .from(Mailbox::new(None, self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .date(mail.at.into())
            .message_id(Some(id))
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
            .singlepart(SinglePart::plain(mail.text));
        message.map_err(|_| Trouble::Gone)
    }
}

/// Why a mail was not taken. What the server says beside its code may name whom it is for: that is
/// kept nowhere.
fn trouble(error: &Error) -> Trouble {
    match error.status() {
        Some(code) => Trouble::Refused { answer: u16::from(code).into() },
        None if error.is_timeout() => Trouble::TooSlow,
        // It has no STARTTLS, or none of the ways to sign in.
        None if error.is_client() || is_of_tls(error) => Trouble::Insecure,
        None => Trouble::Unreachable,
    }
}

/// Is it the other end's TLS, for which the library has no kind of its own?
fn is_of_tls(error: &Error) -> bool {
    let mut sources = std::iter::successors(error.source(), |&error| error.source());
    sources.any(|error| {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        inner.is_some_and(|inner| inner.is::<rustls::Error>())
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use contracts::testing::monday;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;

    use super::*;

    const FROM: &str = "gongjian@city.example";

    /// The way to a server without TLS that answers so to whom a mail is for; what was said to it.
    async fn server(scheme: &str, answer_to_rcpt: &'static str) -> (Mailer, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = format!("{scheme}://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            stream.write_all(b"220 mail.example\r\n").await.unwrap();
            let (mut heard, mut line, mut in_data) = (String::new(), String::new(), false);
            while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
                let answer = match (in_data, line.trim_end()) {
                    (true, ".") => "250 taken",
                    (true, _) => "",
                    (false, "DATA") => "354 go on",
                    (false, "QUIT") => "221 bye",
                    (false, said) if said.starts_with("EHLO") => "250-mail.example\r\n250 SIZE",
                    (false, said) if said.starts_with("RCPT") => answer_to_rcpt,
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
        (MailServer::read(&smtp, FROM).unwrap().mailer(), serving)
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

    /// A header's value, read from its encoded words: what is between two of them is no space.
    fn decoded(value: &str) -> String {
        let (mut text, mut after_word) = (String::new(), true);
        for part in value.split_whitespace() {
            let word = part.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
            if !(after_word && word.is_some()) {
                text.push(' ');
            }
            let bytes = word.map_or_else(|| part.into(), |word| BASE64.decode(word).unwrap());
            text.push_str(std::str::from_utf8(&bytes).unwrap());
            after_word = word.is_some();
        }
        text
    }

    #[tokio::test]
    async fn a_mail_is_handed_over_as_it_was_written() {
        let (mailer, serving) = server("smtp", "250 ok").await;
        mailer.send(mail()).await.unwrap();
        let heard = serving.await.unwrap();
        for said in [
            "EHLO city.example\r\n",
            "MAIL FROM:<gongjian@city.example>\r\n",
            "RCPT TO:<office@unit.example>\r\n",
            "From: gongjian@city.example\r\n",
            "To: office@unit.example\r\n",
            "Date: Mon, 02 Mar 2026 01:00:00 +0000\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000007@city.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Transfer-Encoding: base64\r\n",
        ] {
            assert!(heard.contains(said), "{said}: {heard}");
        }
        assert!(heard.lines().all(|line| line.len() <= 78 && line.is_ascii()), "{heard}");
        let (head, body) = heard.split_once("\r\n\r\n").unwrap();
        let body: String = body.split("\r\n.\r\n").next().unwrap().split("\r\n").collect();
        let text = String::from_utf8(BASE64.decode(body).unwrap()).unwrap();
        assert_eq!(text.replace("\r\n", "\n"), mail().text);
        let subject = head.replace("\r\n ", " ");
        let subject = subject.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap();
        assert_eq!(decoded(subject), mail().subject);
    }

    #[tokio::test]
    async fn what_a_server_does_not_take_is_told_with_its_code() {
        for (answer, code) in [("550 nobody", 550), ("451-busy\r\n451 later", 451)] {
            let (mailer, serving) = server("smtp", answer).await;
            assert_eq!(mailer.send(mail()).await, Err(Trouble::Refused { answer: code }));
            assert!(!serving.await.unwrap().contains("DATA"), "nothing was said to nobody");
        }
    }

    #[tokio::test]
    async fn a_server_without_the_tls_it_should_have_is_told_nothing() {
        let (mailer, serving) = server("smtp+starttls", "250 ok").await;
        assert_eq!(mailer.send(mail()).await, Err(Trouble::Insecure));
        drop(mailer);
        assert_eq!(serving.await.unwrap(), "EHLO city.example\r\n");
        let (mailer, _serving) = server("smtps", "250 ok").await;
        assert_eq!(mailer.send(mail()).await, Err(Trouble::Insecure));
    }

    #[tokio::test]
    async fn a_server_that_is_away_cannot_be_reached() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = format!("smtps://{}", listener.local_addr().unwrap());
        drop(listener);
        let mailer = MailServer::read(&smtp, FROM).unwrap().mailer();
        assert_eq!(mailer.send(mail()).await, Err(Trouble::Unreachable));
    }

    #[test]
    fn a_server_is_read_and_nothing_leaves_this_machine_without_tls() {
        let read = |smtp| MailServer::read(smtp, FROM);
        let server = read("smtps://a@city.example:p:w@d@mail.example").unwrap();
        let login = Some(("a@city.example".to_owned(), "p:w@d".to_owned()));
        assert_eq!((server.host.as_str(), server.port), ("mail.example", 465));
        assert_eq!((server.encryption, server.login), (Encryption::Tls, login));
        let server = read("smtp+starttls://a:b@mail.example").unwrap();
        assert_eq!((server.encryption, server.port), (Encryption::StartTls, 587));
        assert_eq!(read("smtp://127.0.0.1:2525").unwrap().port, 2525);
        assert_eq!(read("smtp://localhost").unwrap().port, 25);
        for unfit in [
            "mail.example",
            "smtp://mail.example",
            "smtp://127.0.0.1.example",
            "smtp://a:b@127.0.0.1",
            "smtp://",
            "smtps://a@mail.example",
            "smtps://",
            "smtp+starttls://",
        ] {
            assert!(read(unfit).is_none(), "{unfit}");
        }
        assert!(MailServer::read("smtps://mail.example", "nobody").is_none());
    }
}
