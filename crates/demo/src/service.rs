//! What the sample services have in common: a visit in a session of their own, and the way to Causeway and back.
//!
//! `P` is what a service knows of a person who is logged in; `N` is why the person was sent to Causeway.

use std::time::Duration;

use axum::response::{IntoResponse, Redirect, Response};

use causeway_core::{Clock, Result, Rng};
use causeway_http::Cookies;
use causeway_http::cookie::SetCookie;

use crate::relying_party::{Ask, Callback, Failure, Granted, Pending, RelyingParty};
use crate::session::Sessions;

/// How many answers from Causeway one browser may be waiting for: one for each of a few open tabs.
const MOST_PENDING: usize = 4;
/// How long the browser keeps the cookie; the session itself ends when it is idle.
const COOKIE_LIFE: Duration = Duration::from_hours(12);

/// What one browser's session holds.
pub(crate) struct Visit<P, N> {
    pending: Vec<(Pending, N)>,
    person: Option<P>,
}

/// A sample service: its cookie, its sessions, its relying party.
pub(crate) struct Service<P, N> {
    cookie: &'static str,
    sessions: Sessions<Visit<P, N>>,
    party: RelyingParty,
}

impl<P, N> Service<P, N> {
    pub(crate) fn new(cookie: &'static str, party: RelyingParty, clock: Clock, rng: Rng) -> Self {
        Self { cookie, sessions: Sessions::new(clock, rng), party }
    }

    /// Reads or changes what is known of the person who is logged in; `None` if nobody is.
    pub(crate) fn person<R>(&self, cookies: &Cookies, act: impl FnOnce(&mut P) -> R) -> Option<R> {
        let id = cookies.get(self.cookie)?;
        self.sessions.with(&id, |visit| visit.person.as_mut().map(act)).flatten()
    }

    /// Sends the browser to Causeway, and keeps in its session what is needed when it comes back.
    pub(crate) async fn leave(&self, cookies: &Cookies, ask: Ask, why: N) -> Result<Response, Departure> {
        let (url, pending) = self.party.begin(ask).await?;
        let mut waiting = Some((pending, why));
        let kept =
            cookies.get(self.cookie).and_then(|id| self.sessions.with(&id, |visit| visit.keep(&mut waiting)));
        let redirect = Redirect::to(url.as_str());
        if kept.is_some() {
            return Ok(redirect.into_response());
        }
        let id = self.sessions.start(Visit { pending: waiting.into_iter().collect(), person: None })?;
        Ok((self.set(cookies, &id), redirect).into_response())
    }

    /// The browser is back: finds what this very browser began with that state, once.
    pub(crate) fn answered(&self, cookies: &Cookies, state: &str) -> Result<(Pending, N), Failure> {
        let id = cookies.get(self.cookie).ok_or(Failure::Expired)?;
        self.sessions.with(&id, |visit| visit.take(state)).flatten().ok_or(Failure::Expired)
    }

    /// Checks the answer to what was begun and redeems its code.
    pub(crate) async fn finish(&self, pending: Pending, callback: Callback) -> Result<Granted, Failure> {
        self.party.finish(pending, callback).await
    }

    /// Logs a person in, under a fresh session id: one that somebody may have planted before is worth nothing.
    pub(crate) fn log_in(&self, cookies: &Cookies, person: P) -> Result<SetCookie> {
        if let Some(id) = cookies.get(self.cookie) {
            self.sessions.end(&id);
        }
        let id = self.sessions.start(Visit { pending: Vec::new(), person: Some(person) })?;
        Ok(self.set(cookies, &id))
    }

    /// Ends the session here. The person stays logged in with Causeway.
    pub(crate) fn log_out(&self, cookies: &Cookies) -> SetCookie {
        if let Some(id) = cookies.get(self.cookie) {
            self.sessions.end(&id);
        }
        cookies.clear(self.cookie)
    }

    fn set(&self, cookies: &Cookies, id: &str) -> SetCookie {
        cookies.set(self.cookie, id, Some(COOKIE_LIFE))
    }
}

impl<P, N> Visit<P, N> {
    fn keep(&mut self, waiting: &mut Option<(Pending, N)>) {
        if self.pending.len() >= MOST_PENDING {
            self.pending.remove(0);
        }
        self.pending.extend(waiting.take());
    }

    /// Takes out what the answer with this state belongs to: an answer counts once.
    fn take(&mut self, state: &str) -> Option<(Pending, N)> {
        let place = self.pending.iter().position(|(pending, _)| pending.is_answered_by(state))?;
        Some(self.pending.swap_remove(place))
    }
}

/// Why the browser could not be sent to Causeway.
pub(crate) enum Departure {
    /// Causeway is to blame, or the way there.
    Causeway(Failure),
    /// We are.
    Own(causeway_core::Error),
}

impl From<Failure> for Departure {
    fn from(failure: Failure) -> Self {
        Self::Causeway(failure)
    }
}

impl From<causeway_core::Error> for Departure {
    fn from(error: causeway_core::Error) -> Self {
        Self::Own(error)
    }
}
