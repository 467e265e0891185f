//! HTTP/1.1 as cheaply as it can be spoken: the generator must cost less than what it measures.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Connections that are kept, as a proxy in front of the server keeps them. Whoever comes takes a free one or opens another: nobody
/// waits for somebody else's answer.
pub(crate) struct Pool {
    address: SocketAddr,
    idle: RefCell<Vec<TcpStream>>,
    opened: Cell<u64>,
}

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    /// `name=value` of each cookie.
    pub(crate) cookies: Vec<String>,
    pub(crate) retry_after: u32,
    pub(crate) text: String,
    close: bool,
}

impl Pool {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, idle: RefCell::default(), opened: Cell::new(0) }
    }

    /// How many connections were ever opened.
    pub(crate) fn opened(&self) -> u64 {
        self.opened.get()
    }

    /// Sends a request and reads its answer whole. A kept connection that the server has closed meanwhile is replaced once.
    pub(crate) async fn send(&self, request: &[u8]) -> std::io::Result<Answer> {
        let kept = self.idle.borrow_mut().pop();
        if let Some(stream) = kept
            && let Ok(answer) = self.speak(stream, request).await
        {
            return Ok(answer);
        }
        self.opened.set(self.opened.get() + 1);
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        self.speak(stream, request).await
    }

    async fn speak(&self, mut stream: TcpStream, request: &[u8]) -> std::io::Result<Answer> {
        stream.write_all(request).await?;
        let answer = read(&mut stream).await?;
        if !answer.close {
            self.idle.borrow_mut().push(stream);
        }
        Ok(answer)
    }
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Answer> {
    let mut bytes = Vec::with_capacity(16 * 1024);
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let (mut answer, length) = parse(&String::from_utf8_lossy(bytes.get(..head).unwrap_or_default()));
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    answer.text = String::from_utf8_lossy(bytes.get(head + 4..).unwrap_or_default()).into_owned();
    Ok(answer)
}

/// The head of an answer, and the length of its body.
fn parse(head: &str) -> (Answer, usize) {
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let mut answer = Answer { status: status.unwrap_or(0), ..Answer::default() };
    let mut length = 0;
    for line in lines {
        let Some((name, value)) = line.split_once(": ") else { continue };
        match name {
            "content-length" => length = value.parse().unwrap_or(0),
            "location" => value.clone_into(&mut answer.location),
            "retry-after" => answer.retry_after = value.parse().unwrap_or(0),
            "connection" => answer.close = value == "close",
            "set-cookie" => answer.cookies.extend(value.split(';').next().map(str::to_owned)),
            _ => {}
        }
    }
    (answer, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read() {
        let (answer, length) = parse(
            "HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\nset-cookie: a=b; Path=/\r\nset-cookie: c=d\r\nlocation: /x\r\n\
             content-length: 12\r\nconnection: close",
        );
        assert_eq!((answer.status, answer.retry_after, length, answer.close), (503, 7, 12, true));
        assert_eq!(
            (answer.cookies, answer.location.as_str()),
            (vec!["a=b".to_owned(), "c=d".to_owned()], "/x")
        );
    }
}
