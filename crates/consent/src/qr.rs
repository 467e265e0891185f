//! Logging in and deciding on another device by a rotating QR code (cw-qr/1).
//!
//! The screen shows a frame that changes each second: `{public url}/x/1.{order}.{t}.{mac}`, where `t` is whole seconds since the order
//! was opened and `mac` is base64url(HMAC-SHA-256(key, "cwqr1|order|t")) under a key that never leaves the server. A phone on which the
//! person is logged in claims it; only frames of the last five seconds count, so a picture sent on is worthless; a second claim ends the
//! order for both. What remains is live relay by somebody who talks to the victim: hence the lower `acr`, the number on both screens and
//! the registered name on the approval screen (docs/SECURITY.md).

use causeway_core::{AccountId, Acr, Error, RequestId, Result, Session, Tx, jobs};
use causeway_crypto::token::Token;
use causeway_crypto::{b64, digest};
use causeway_http::Browser;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use crate::ask::over;
use crate::model::RequestState;
use crate::{Consents, rules, store};

/// The job that has the person told of a login on another screen: `{account, client}`.
pub const LOGIN_ELSEWHERE: &str = "consent.login_elsewhere";

/// A QR order's id; it is in the frames and is no secret.
pub type OrderId = Uuid;

/// How long an order waits to be scanned.
const UNSCANNED: SignedDuration = SignedDuration::from_secs(60);
/// How long the phone may take to decide.
const SCANNED: SignedDuration = SignedDuration::from_secs(180);
/// How long after the request's end the first screen may still take up its session.
const REDEEM: SignedDuration = SignedDuration::from_secs(60);
/// How old a frame may be.
const FRAME: i64 = 5;
/// Orders that one browser may open in a minute.
const ORDERS: i64 = 5;

/// What the first screen is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// The next frame.
    Waiting,
    /// Scanned: the person is deciding on the phone.
    Scanned,
    /// Decided: go on.
    Decided,
    /// Nobody scanned it in time.
    Expired,
    /// Scanned twice.
    Cancelled,
}

/// An order as the first screen sees it.
#[derive(Clone, Debug)]
pub struct Order {
    /// The order.
    pub id: OrderId,
    /// What it is about.
    pub request: RequestId,
    /// Where it stands.
    pub state: OrderState,
    /// The two digits on both screens.
    pub match_code: String,
    /// When it is over.
    pub expires_at: Timestamp,
}

pub(crate) struct StoredOrder {
    pub(crate) id: OrderId,
    pub(crate) request: RequestId,
    pub(crate) browser: [u8; 32],
    pub(crate) state: String,
    pub(crate) account: Option<AccountId>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl Consents {
    /// Opens an order for a request of this browser's own.
    ///
    /// # Errors
    /// `not_found`, `request_over`, `too_many_attempts`.
    pub async fn open_order(&self, request: RequestId, browser: &Browser) -> Result<Order> {
        let (id, now) = (self.env.new_uuid()?, self.env.now());
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let asked = store::request_in(tx, request).await?.ok_or_else(Error::not_found)?;
                    if !digest::equal(&asked.browser, &browser.hash) {
                        return Err(Error::not_found());
                    }
                    if !rules::is_open(&asked, now) || asked.claimed {
                        return Err(over());
                    }
                    if store::orders_since(tx, &browser.hash, now - UNSCANNED).await? >= ORDERS {
                        return Err(Error::too_many(60));
                    }
                    // One code at a time: what was shown before is worth nothing once a new one is shown.
                    store::cancel_orders(tx, request).await?;
                    store::insert_order(tx, id, request, &browser.hash, now, now + UNSCANNED).await
                })
            })
            .await?;
        Ok(Order {
            id,
            request,
            state: OrderState::Waiting,
            match_code: self.match_code(id),
            expires_at: now + UNSCANNED,
        })
    }

    /// The frame to show right now.
    ///
    /// # Errors
    /// `not_found` for an order of another browser.
    pub async fn frame(&self, id: OrderId, browser: &Browser) -> Result<String> {
        let order = self.order_of(id, browser).await?;
        Ok(self.frame_at(&order, self.env.now()))
    }

    /// Where an order stands, for the screen that shows it.
    ///
    /// # Errors
    /// `not_found` for an order of another browser.
    pub async fn order(&self, id: OrderId, browser: &Browser) -> Result<Order> {
        let stored = self.order_of(id, browser).await?;
        let request = store::request(&self.env.db, stored.request).await?.ok_or_else(Error::not_found)?;
        let decided =
            matches!(request.state, RequestState::Granted | RequestState::Declined | RequestState::Used);
        let state = match stored.state.as_str() {
            "cancelled" => OrderState::Cancelled,
            _ if request.state == RequestState::Cancelled => OrderState::Cancelled,
            "claimed" | "redeemed" if decided => OrderState::Decided,
            _ if self.env.now() >= stored.expires_at => OrderState::Expired,
            "claimed" | "redeemed" => OrderState::Scanned,
            _ => OrderState::Waiting,
        };
        Ok(Order {
            id,
            request: stored.request,
            state,
            match_code: self.match_code(id),
            expires_at: stored.expires_at,
        })
    }

    /// A phone has scanned a frame: the request is this person's to decide, on the phone.
    ///
    /// # Errors
    /// `frame_refused` for anything forged, old, or of an order that is over: one answer for all of them.
    pub async fn claim(&self, session: &Session, frame: &str) -> Result<RequestId> {
        let (id, t, mac) = parse_frame(frame).ok_or_else(frame_refused)?;
        let (mac, now) = (&mac, self.env.now());
        let claimed = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let order = store::order_in(tx, id).await?.ok_or_else(frame_refused)?;
                    if !digest::equal(mac.as_bytes(), self.mac(id, t).as_bytes()) || !is_fresh(&order, t, now)
                    {
                        return Err(frame_refused());
                    }
                    self.claim_in(tx, &order, session, now).await
                })
            })
            .await?;
        claimed.ok_or_else(frame_refused)
    }

    /// Claims, or ends the order when it was claimed before: then two phones hold the same code, and one of them is a stranger's.
    async fn claim_in(
        &self,
        tx: &mut Tx<'_>,
        order: &StoredOrder,
        session: &Session,
        now: Timestamp,
    ) -> Result<Option<RequestId>> {
        if order.state == "claimed" && order.account == Some(session.account) {
            return Ok(Some(order.request));
        }
        if order.state == "claimed" {
            store::set_order(tx, order.id, "cancelled", order.account, now).await?;
            store::cancel(tx, order.request).await?;
            return Ok(None);
        }
        if order.state != "new" || now >= order.expires_at {
            return Ok(None);
        }
        self.adopt_in(tx, order.request, session).await?;
        store::shorten(tx, order.request, now + SCANNED).await?;
        store::set_order(tx, order.id, "claimed", Some(session.account), now + SCANNED).await?;
        Ok(Some(order.request))
    }

    /// After the phone has approved: a session for the screen that showed the code, in that browser only, once.
    /// None when there is nothing to hand over (declined, or the browser logged in by itself).
    pub async fn redeem(&self, request: RequestId, browser: &Browser) -> Result<Option<(Session, Token)>> {
        let (job, now) = (self.env.new_uuid()?, self.env.now());
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let asked = store::request_in(tx, request).await?.ok_or_else(Error::not_found)?;
                    if !digest::equal(&asked.browser, &browser.hash) {
                        return Err(Error::not_found());
                    }
                    let Some(account) =
                        asked.account.filter(|_| asked.claimed && asked.state == RequestState::Granted)
                    else {
                        return Ok(None);
                    };
                    if now >= asked.expires_at + REDEEM || !store::redeem_order(tx, request).await? {
                        return Ok(None);
                    }
                    // The person proved who they are on the phone, then, and not on this screen, now.
                    let (_, authenticated_at) = store::decided_how(tx, request).await?;
                    // "New login … not me": the person is told, in case somebody else's screen showed the code.
                    let told = json!({"account": account, "client": asked.client});
                    jobs::enqueue(tx, job, LOGIN_ELSEWHERE, told, now).await?;
                    self.identity
                        .start_session_in(tx, browser, account, Acr::CrossDevice, authenticated_at)
                        .await
                        .map(Some)
                })
            })
            .await
    }

    /// The number that the deciding device shows, if the request came to it by a QR code.
    pub async fn match_code_of(&self, request: RequestId) -> Result<Option<String>> {
        let claimed = store::claimed_order(&self.env.db, request).await?;
        Ok(claimed.map(|id| self.match_code(id)))
    }

    async fn order_of(&self, id: OrderId, browser: &Browser) -> Result<StoredOrder> {
        let order = store::order(&self.env.db, id).await?;
        order.filter(|o| digest::equal(&o.browser, &browser.hash)).ok_or_else(Error::not_found)
    }

    pub(crate) fn frame_at(&self, order: &StoredOrder, now: Timestamp) -> String {
        let t = seconds_between(order.created_at, now);
        format!("{}/x/1.{}.{t}.{}", self.public_url, order.id.simple(), self.mac(order.id, t))
    }

    fn mac(&self, id: OrderId, t: i64) -> String {
        b64::encode(&digest::hmac_sha256(
            self.qr_key.as_slice(),
            format!("cwqr1|{}|{t}", id.simple()).as_bytes(),
        ))
    }

    fn match_code(&self, id: OrderId) -> String {
        let [first, second, ..] =
            digest::hmac_sha256(self.qr_key.as_slice(), format!("cwqr1-match|{}", id.simple()).as_bytes());
        format!("{:02}", (u16::from(first) << 8 | u16::from(second)) % 100)
    }
}

fn seconds_between(start: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(start).as_secs()
}

/// A frame counts for five seconds from its own second, never before it.
fn is_fresh(order: &StoredOrder, t: i64, now: Timestamp) -> bool {
    let age = seconds_between(order.created_at, now) - t;
    (0..=FRAME).contains(&age)
}

/// Takes the frame out of what a scanner read: a whole address, or the last part of it.
fn parse_frame(text: &str) -> Option<(OrderId, i64, String)> {
    let last = text.trim().rsplit('/').next()?;
    let mut parts = last.split('.');
    let (version, id, t, mac) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if version != "1" || parts.next().is_some() || id.len() != 32 || mac.len() != 43 || t.len() > 6 {
        return None;
    }
    Some((Uuid::parse_str(id).ok()?, t.parse().ok().filter(|t| *t >= 0)?, mac.to_owned()))
}

fn frame_refused() -> Error {
    Error::invalid(
        "frame_refused",
        "This code is no longer good. Scan the code that is on the screen now; if it was not you who opened it, do nothing.",
    )
}
