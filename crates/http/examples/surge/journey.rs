//! What people come for: a first login to a service (authorization, login by passkey, approval by passkey, tokens), or one page.

use std::time::Duration;

use causeway_crypto::b64;
use causeway_crypto::digest::sha256;
use tokio::time::Instant;

use crate::browser::{Browser, Stop};
use crate::figures::Figures;
use crate::people;
use crate::wire::Answer;
use crate::{World, page};

/// How often a step is sent again that was refused in the middle of a journey, when the time has come that the answer named.
const AGAIN: u32 = 5;
/// The demonstration's client for integrators: its secret is published (docs/guides/drive-the-sandbox.md).
const CLIENT: &str = "integrator";
const SECRET: &str = "sandbox-only-not-a-secret";
const REDIRECT: &str = "http%3A%2F%2Flocalhost%3A9999%2Fcallback";

/// Somebody who came.
pub(crate) struct Visit<'w> {
    world: &'w World,
    browser: Browser<'w>,
    number: u64,
    /// When they were to come: what they wait is counted from then, however late the generator was.
    intended: Instant,
}

impl<'w> Visit<'w> {
    pub(crate) fn new(world: &'w World, number: u64, intended: Instant) -> Self {
        Self { world, browser: Browser::new(&world.pool, &world.host, number), number, intended }
    }

    /// One page, and no more.
    pub(crate) async fn look(mut self) {
        let figures = &self.world.figures;
        match self.browser.get("/").await {
            Ok(_) => figures.page(self.intended),
            Err(stop) => Self::turned_away(figures, &stop, self.intended),
        }
    }

    fn turned_away(figures: &Figures, stop: &Stop, intended: Instant) {
        match stop {
            Stop::Busy(_) => figures.refused(intended),
            Stop::Broken(why) => figures.broken(why),
        }
    }

    /// The whole journey.
    pub(crate) async fn log_in(mut self) {
        let figures = &self.world.figures;
        // RFC 7636: fresh for each, as a client makes it.
        let verifier = b64::encode(&sha256(&self.number.to_be_bytes()));
        let challenge = b64::encode(&sha256(verifier.as_bytes()));
        let authorize = format!(
            "/authorize?client_id={CLIENT}&redirect_uri={REDIRECT}&response_type=code&scope=openid&state=s{}&nonce=n{}&prompt=consent\
             &code_challenge={challenge}&code_challenge_method=S256",
            self.number, self.number
        );
        let begun = match self.browser.get(&authorize).await {
            Ok(answer) => answer.location,
            Err(stop) => return Self::turned_away(figures, &stop, self.intended),
        };
        figures.begun(self.intended);
        match self.finish(&begun, &verifier).await {
            Ok(()) => figures.finished(self.intended),
            Err(Stop::Busy(_)) => figures.lost(),
            Err(Stop::Broken(why)) => figures.broken(&why),
        }
    }

    async fn finish(&mut self, request: &str, verifier: &str) -> Result<(), Stop> {
        let decided = self.passkey(request, "data-passkey=\"get\"").await?;
        let approved = self.passkey(&decided.location, "/approve\" data-passkey=\"get\"").await?;
        let mut back = approved.location;
        // The request's page, the provider, and the service's own address.
        while !back.starts_with("http://localhost:9999") {
            back = self.step("GET", &back, "").await?.location;
        }
        let code = back.split("code=").nth(1).and_then(|rest| rest.split('&').next());
        let code = code.ok_or_else(|| {
            Stop::Broken(format!("no code in {}", back.split('?').next().unwrap_or_default()))
        })?;
        let body = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}&code_verifier={verifier}"
        );
        let tokens = self.step("TOKEN", "/token", &body).await?;
        if tokens.text.contains("\"id_token\"") {
            Ok(())
        } else {
            Err(Stop::Broken("no ID token".to_owned()))
        }
    }

    /// Opens a page that wants a passkey, and sends what the passkey answers.
    async fn passkey(&mut self, path: &str, which: &str) -> Result<Answer, Stop> {
        let page = self.step("GET", path, "").await?.text;
        let form = page::form(&page, which).ok_or_else(|| Stop::Broken(format!("no {which} on {path}")))?;
        let people = &self.world.people;
        let at = usize::try_from(self.number / 2).unwrap_or(0) % people.len().max(1);
        let person = people.get(at).ok_or_else(|| Stop::Broken("nobody has a passkey".to_owned()))?;
        let signed = people::sign(person, &self.world.origin, &form.options).await;
        let response = signed.map_err(|e| Stop::Broken(e.to_string()))?;
        tokio::time::sleep(self.world.think).await;
        self.step("POST", &form.action, &page::filled(&form, "response", &response)).await
    }

    /// A step of what was begun. If there is no room it is sent again when the time has come, as a browser or a person does.
    async fn step(&mut self, method: &str, path: &str, body: &str) -> Result<Answer, Stop> {
        let mut tries = 0;
        loop {
            let since = Instant::now();
            let answer = match method {
                "GET" => self.browser.get(path).await,
                "TOKEN" => {
                    let basic = b64::encode_standard(format!("{CLIENT}:{SECRET}").as_bytes());
                    self.browser.post(path, &format!("Authorization: Basic {basic}\r\n"), body).await
                }
                _ => self.browser.post(path, "", body).await,
            };
            match answer {
                Err(Stop::Busy(seconds)) if tries < AGAIN => {
                    tries += 1;
                    self.world.figures.stopped_midway();
                    tokio::time::sleep(Duration::from_secs(u64::from(seconds))).await;
                }
                Ok(answer) => {
                    self.world.figures.step(since);
                    return Ok(answer);
                }
                other => return other,
            }
        }
    }
}
