//! Every page of the platform: it draws what the domains decide, and hands them what people decide.
//!
//! What holds here:
//! - no SQL and no protocol: a handler authenticates, asks a domain, answers;
//! - the one approval screen is composed of **registered** names and purposes and of the person's own values alone
//!   ([`Portal::present`]), drawn from what the passkey's challenge binds and nothing else;
//! - Decline stands before Approve, with equal weight, and needs no passkey;
//! - a code opened by an ordinary camera (`/x/…`) does nothing: only the scan page claims;
//! - no inline script or style; everything but passkeys, the camera and pictures of codes works without JavaScript;
//! - a page leads only to paths on this host (`next::local`); the pages of a request alone add the request's validated origin to
//!   `form-action`.
//!
//! No tables.

mod compose;
mod doors;
mod names;
mod next;
mod office;
mod pages;
mod ports;
#[cfg(test)]
mod testing;
mod when;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::HeaderMap;
use causeway_consent::Consents;
use causeway_core::{Actor, Env, Localised, Result, Session};
use causeway_crypto::token::Token;
use causeway_evidence::Evidence;
use causeway_exchange::Exchange;
use causeway_http::access::is_console;
use causeway_http::cookie::{Jar, SetCookie};
use causeway_http::openapi::Document;
use causeway_http::shell::Link;
use causeway_http::{Cookies, Routes, Shell, Words};
use causeway_identity::Identity;
use causeway_notify::Notify;
use causeway_oidc::Oidc;
use causeway_registration::Registration;
use causeway_registration::phone::SoftPhone;
use causeway_vault::Vault;
use jiff::tz::TimeZone;

pub use office::{Office, Trouble, Troubles, job_retry};
pub use ports::{EnterCode, EnteredCode, HasUserCode, Ports, ServicesOf, SetUserCode, code_refused};

use doors::Doors;
use pages::Interface;
use when::When;

/// The cookie that holds a person's session.
pub const SESSION_COOKIE: &str = "cw_session";
/// The longest a session lasts; the server ends it sooner when it is idle.
const SESSION: Duration = Duration::from_hours(12);
/// The cookie that holds a session of the staff's console. It opens nothing else, and no other cookie opens the console.
pub const STAFF_COOKIE: &str = "cw_console";
/// The longest a session of the console lasts; the server ends it sooner when it is idle.
const STAFF_SESSION: Duration = Duration::from_hours(8);

/// A synthetic person whose details fill in the registration form of a sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplePerson {
    /// The name in the sample register.
    pub name: String,
    /// The number on the card, as printed.
    pub card_number: String,
    /// The day of issue, `YYYY-MM-DD`.
    pub date_of_issue: String,
    /// The day of birth, `YYYY-MM-DD`.
    pub date_of_birth: String,
}

/// What the pages draw on.
#[derive(Clone)]
pub struct Parts {
    /// Database (for transactions that belong to other domains), clock, randomness.
    pub env: Env,
    /// Accounts, passkeys, sessions.
    pub identity: Identity,
    /// Requests and consents.
    pub consents: Consents,
    /// Becoming somebody with an account.
    pub registration: Registration,
    /// The clients and what they are called.
    pub oidc: Oidc,
    /// The catalogue.
    pub exchange: Exchange,
    /// The person's own values.
    pub vault: Vault,
    /// Messages.
    pub notify: Notify,
    /// Activity and receipts.
    pub evidence: Evidence,
    /// The simulated phone; in a sandbox only.
    pub phone: Option<SoftPhone>,
    /// The platform's own name, for what it asks itself.
    pub name: Localised,
    /// The platform's origin, without a slash at its end.
    pub public_url: String,
    /// Whose details fill in the registration form; none but in a sandbox.
    pub samples: Vec<SamplePerson>,
    /// In which zone times are told.
    pub time_zone: TimeZone,
    /// What the pages say of the system itself.
    pub office: Office,
    /// What the protocol does for pages about sessions, devices and codes.
    pub ports: Ports,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

/// The platform's pages. Cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

struct Inner {
    parts: Parts,
    doors: Doors,
    /// The interface for programs, which is known when all routes are.
    interface: OnceLock<Interface>,
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal").field("parts", self.parts()).finish_non_exhaustive()
    }
}

impl Portal {
    /// The pages over these parts.
    pub fn new(parts: Parts) -> Self {
        let doors = Doors::new(&parts.env.clock);
        Self(Arc::new(Inner { parts, doors, interface: OnceLock::new() }))
    }

    /// Gives it the interface for programs, to be shown to developers. The first one stays.
    pub fn describe(&self, interface: &Document) {
        let _ = self.0.interface.set(Interface::of(interface));
    }

    /// What developers are shown.
    pub(crate) fn interface(&self) -> Option<&Interface> {
        self.0.interface.get()
    }

    /// Every route of every page.
    pub fn routes(&self) -> Routes {
        pages::routes().all_in_browser().with_state(self.clone())
    }

    /// Who is behind the session cookie of a request, if anybody: what wiring asks for pages.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn actor(&self, jar: Jar, headers: &HeaderMap, path: &str) -> Result<Actor> {
        let Some(cookie) = jar.get(headers, SESSION_COOKIE) else { return Ok(Actor::Nobody) };
        let identity = &self.parts().identity;
        let session = if pages::asks_by_itself(path) {
            identity.session_unseen(&cookie).await?
        } else {
            identity.session(&cookie).await?
        };
        Ok(session.map_or(Actor::Nobody, Actor::Person))
    }

    /// Which member of staff is behind the console's cookie of a request, if anybody: what wiring asks for pages of the console
    /// ([`is_console`]). On any other page that cookie means nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn staff_actor(&self, jar: Jar, headers: &HeaderMap, path: &str) -> Result<Actor> {
        let cookie = jar.get(headers, STAFF_COOKIE).filter(|_| is_console(path));
        let Some(cookie) = cookie else { return Ok(Actor::Nobody) };
        let staff = self.parts().identity.staff(&cookie).await?;
        Ok(staff.map_or(Actor::Nobody, |staff| Actor::Staff(Box::new(staff))))
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.0.parts
    }

    pub(crate) fn doors(&self) -> &Doors {
        &self.0.doors
    }

    /// Times in words.
    pub(crate) fn when(&self, words: Words) -> When {
        When::new(words, &self.parts().time_zone)
    }

    /// The shell of a page for a person who is logged in: with what waits unread.
    pub(crate) async fn shell_for(&self, shell: Shell, session: Option<&Session>) -> Result<Shell> {
        let Some(session) = session else { return Ok(shell) };
        let unread = self.parts().notify.unread(session.account).await?;
        Ok(shell.with_unread(unread))
    }
}

/// The links of the navigation bar, for `Site::navigation`: the people's own and the console's.
pub fn navigation() -> Vec<Link> {
    let mut links = vec![
        Link::new("nav-home", "/"),
        Link::new("nav-activity", "/activity").logged_in(),
        Link::new("nav-consents", "/consents").logged_in(),
        Link::new("nav-messages", "/messages").logged_in().counted(),
        Link::new("nav-scan", "/scan").logged_in(),
        Link::new("nav-account", "/account").logged_in(),
        Link::new("nav-register", "/register").logged_out(),
        Link::new("nav-login", "/login").logged_out(),
        Link::new("nav-about", "/about"),
    ];
    links.extend(pages::console_navigation());
    links
}

/// The cookie of a session that has just begun in this browser.
pub(crate) fn session_cookie(cookies: &Cookies, token: &Token) -> SetCookie {
    cookies.set(SESSION_COOKIE, token.reveal(), Some(SESSION))
}

/// The cookie of a session of the console that has just begun in this browser.
pub(crate) fn staff_cookie(cookies: &Cookies, token: &Token) -> SetCookie {
    cookies.set(STAFF_COOKIE, token.reveal(), Some(STAFF_SESSION))
}
