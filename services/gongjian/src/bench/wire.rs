//! HTTP as plain as a load generator needs it: one request at a time on each connection.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Room for any answer of the gateway to a command, and for any page.
const ANSWER_BYTES: usize = 256 * 1024;

/// One connection.
pub(super) struct Wire {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// What came back.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Wire {
    pub(super) async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: vec![0; ANSWER_BYTES] })
    }

    /// `POST`s `body` to `path`, under `key` where the same request may be sent again.
    pub(super) async fn post(
        &mut self,
        path: &str,
        token: &str,
        key: Option<&str>,
        body: &str,
    ) -> anyhow::Result<Answer<'_>> {
        let key = key.map_or_else(String::new, |key| format!("idempotency-key: {key}\r\n"));
        let request = format!(
            "POST /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             {key}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.send(&request).await
    }

    /// `GET`s a page, as it is without compression.
    pub(super) async fn get(&mut self, path: &str, token: &str) -> anyhow::Result<Answer<'_>> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        self.send(&request).await
    }

    async fn send(&mut self, request: &str) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(request.as_bytes()).await?;
        let (head, length) = self.read().await?;
        let status = status(&self.answer[..length]).context("这不是 HTTP 答复")?;
        Ok(Answer { status, body: &self.answer[head..length] })
    }

    /// Reads one answer whole: its head, and as much body as the head announces; how long the head
    /// is, and all of it.
    async fn read(&mut self) -> anyhow::Result<(usize, usize)> {
        let mut length = 0;
        loop {
            ensure!(length < self.answer.len(), "答复超过 {ANSWER_BYTES} 字节");
            let read = self.stream.read(&mut self.answer[length..]).await?;
            ensure!(read > 0, "连接被关闭");
            length += read;
            if let Some((head, body)) = announced(&self.answer[..length])
                && length >= head + body
            {
                return Ok((head, length));
            }
        }
    }
}

/// How long the head of the answer is that begins so, and the body it announces, once it is there.
fn announced(answer: &[u8]) -> Option<(usize, usize)> {
    const END: &[u8] = b"\r\n\r\n";
    let head = answer.windows(END.len()).position(|window| window == END)?;
    let lines = answer[..head].split(|byte| *byte == b'\n');
    let mut announced = lines.filter_map(|line| {
        let (name, value) = line.split_at_checked("content-length:".len())?;
        let value = name.eq_ignore_ascii_case(b"content-length:").then_some(value)?;
        std::str::from_utf8(value).ok()?.trim().parse::<usize>().ok()
    });
    Some((head + END.len(), announced.next()?))
}

fn status(answer: &[u8]) -> Option<u16> {
    let digits = answer.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_announced_body_is_there() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\nx: y\r\n\r\n12345";
        assert_eq!(announced(answer), Some((answer.len() - 5, 5)));
        assert_eq!(announced(&answer[..30]), None);
        assert_eq!(status(answer), Some(201));
        assert_eq!(status(b"HTTP/1.1 2"), None);
    }
}
