//! One person's browser: cookies, an address of its own, pages and forms.

use std::fmt::Write as _;

use crate::page::{self, Form};
use crate::wire::{Answer, Pool};

/// Why a step did not succeed.
#[derive(Debug)]
pub(crate) enum Stop {
    /// There was no room: come back after so many seconds.
    Busy(u32),
    /// Anything else.
    Broken(String),
}

pub(crate) struct Browser<'p> {
    pool: &'p Pool,
    host: &'p str,
    /// Where the proxy says that the person comes from.
    address: String,
    cookies: Vec<String>,
}

impl<'p> Browser<'p> {
    /// The `number`th browser that ever came: each from an address of its own.
    pub(crate) fn new(pool: &'p Pool, host: &'p str, number: u64) -> Self {
        let [.., a, b, c] = number.to_be_bytes();
        Self { pool, host, address: format!("10.{a}.{b}.{c}"), cookies: Vec::new() }
    }

    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer, Stop> {
        self.send("GET", path, "", "").await
    }

    /// Sends a form.
    pub(crate) async fn post(&mut self, path: &str, more: &str, body: &str) -> Result<Answer, Stop> {
        self.send("POST", path, more, body).await
    }

    /// Sends a form with the passkey's answer in it.
    pub(crate) async fn submit(&mut self, form: &Form, response: &str) -> Result<Answer, Stop> {
        self.post(&form.action, "", &page::filled(form, "response", response)).await
    }

    async fn send(&mut self, method: &str, target: &str, more: &str, body: &str) -> Result<Answer, Stop> {
        let path = path_of(target);
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nX-Forwarded-For: {}\r\n{more}",
            self.host, self.address
        );
        if !self.cookies.is_empty() {
            let _ = write!(head, "Cookie: {}\r\n", self.cookies.join("; "));
        }
        if method == "POST" {
            let _ = write!(
                head,
                "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            );
        }
        head.push_str("\r\n");
        head.push_str(body);
        let answer = self.pool.send(head.as_bytes()).await.map_err(|e| Stop::Broken(e.to_string()))?;
        for cookie in &answer.cookies {
            let name = cookie.split('=').next().unwrap_or_default();
            self.cookies.retain(|kept| kept.split('=').next() != Some(name));
            self.cookies.push(cookie.clone());
        }
        match answer.status {
            200 | 302 | 303 => Ok(answer),
            503 => Err(Stop::Busy(answer.retry_after.max(1))),
            other => Err(Stop::Broken(format!("{method} {path}: {other}"))),
        }
    }
}

/// The path of an address, with its query.
fn path_of(target: &str) -> &str {
    match target.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => target,
    }
}
