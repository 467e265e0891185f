//! The one approval screen, and everything that can become of a request.

mod approve;
mod ended;
mod look;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::{Request, Step, Viewer};
use causeway_core::{AccountId, Error, Kind, RequestId, Result, Session};
use causeway_http::{
    Access, Browser, Caller, Citizen, ClientAddress, Cookies, Form, Path, Priority, Query, Reply, Routes,
    Shell,
};
use serde::Deserialize;

pub(super) use self::approve::{ApprovePage, By, Screen};
pub(super) use self::ended::{
    answered_page, decided_page, declined_elsewhere_page, log_in_page, over_page, stopped_page, unknown_page,
};
use self::look::Look;
use crate::Portal;
use crate::next::Next;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/requests/{id}", Access::Public, show)
        // In the middle of what somebody began at a service: the approval, or the login before it.
        .priority(Priority::Finish)
        .post("/requests/{id}/approve", Access::Citizen, approve)
        .post("/requests/{id}/decline", Access::Citizen, decline)
        .post("/requests/{id}/mute", Access::Citizen, mute)
        .post("/requests/{id}/qr", Access::Public, open_code)
}

/// Who looks, with what came along.
type Looker = (Caller, Browser, ClientAddress, Cookies);

async fn show(
    State(portal): State<Portal>,
    (caller, browser, address, cookies): Looker,
    shell: Shell,
    Path(id): Path<RequestId>,
    Query(next): Query<Next>,
) -> Reply<Response> {
    let viewer = Viewer { browser: browser.hash, session: caller.session().cloned() };
    let step = portal.parts().consents.settle(id, &viewer).await;
    let failed = next.has_failed();
    let look =
        Look { portal: &portal, browser: &browser, cookies: &cookies, viewer: &viewer, shell, id, failed };
    if matches!(step, Ok(Step::LogIn | Step::Approve))
        && let Some(elsewhere) = look.in_wished_language().await?
    {
        return Ok(elsewhere.into_response());
    }
    Ok(match (step, &viewer.session) {
        (Ok(Step::Approve), Some(session)) => look.approval(session).await?,
        (Ok(Step::Done), _) => look.decided().await?,
        (Ok(Step::LogIn | Step::Approve), _) => {
            portal.doors().opening(address)?;
            look.login().await?
        }
        (Err(error), _) => look.ended(error).await?,
    })
}

/// What comes back from the approval screen.
#[derive(Deserialize)]
pub(super) struct Approval {
    /// The passkey's answer, as JSON.
    #[serde(default)]
    response: String,
    /// The options to be signed by the simulated phone, if that is how the person approves.
    #[serde(default)]
    options: String,
}

impl Portal {
    /// Approves with what came back; the simulated phone signs just what the page was given to sign.
    pub(super) async fn approve(
        &self,
        id: RequestId,
        session: &Session,
        browser: &Browser,
        approval: &Approval,
    ) -> Result<Request> {
        let assertion = if approval.options.is_empty() {
            serde_json::from_str(&approval.response).unwrap_or_default()
        } else {
            self.signed_by_phone(browser, session.account, &approval.options).await?
        };
        self.parts().consents.approve(id, session, &assertion).await
    }

    async fn signed_by_phone(
        &self,
        browser: &Browser,
        account: AccountId,
        options: &str,
    ) -> Result<serde_json::Value> {
        let phone = self.parts().phone.as_ref().ok_or_else(Error::not_found)?;
        let options = serde_json::from_str(options).unwrap_or_default();
        phone.sign(browser, account, &options).await
    }
}

async fn approve(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    browser: Browser,
    Path(id): Path<RequestId>,
    Form(approval): Form<Approval>,
) -> Reply<Redirect> {
    let decided = portal.approve(id, &session, &browser, &approval).await;
    Ok(Redirect::to(&after(&format!("/requests/{id}"), decided)?))
}

async fn decline(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Path(id): Path<RequestId>,
) -> Reply<Redirect> {
    let decided = portal.parts().consents.decline(id, &session).await;
    Ok(Redirect::to(&after(&format!("/requests/{id}"), decided)?))
}

/// Declines for good: the service may not ask this person any more, unless they begin it.
async fn mute(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Path(id): Path<RequestId>,
) -> Reply<Redirect> {
    let decided = portal.parts().consents.decline_and_mute(id, &session).await;
    Ok(Redirect::to(&after(&format!("/requests/{id}"), decided)?))
}

/// Back to the request, which knows what is next; with a word about it if the passkey did not fit.
pub(super) fn after(base: &str, decided: Result<Request>) -> Result<String> {
    match decided {
        Ok(_) => Ok(base.to_owned()),
        Err(error) if matches!(error.code(), "passkey_refused" | "not_shown") => {
            tracing::debug!(%error, "approval refused");
            Ok(format!("{base}?failed=1"))
        }
        // The page says so in full.
        Err(error) if error.kind() == Kind::Gone => Ok(base.to_owned()),
        Err(error) => Err(error),
    }
}

async fn open_code(
    State(portal): State<Portal>,
    browser: Browser,
    address: ClientAddress,
    Path(id): Path<RequestId>,
) -> Reply<Redirect> {
    portal.doors().login(address)?;
    let to = match portal.parts().consents.open_order(id, &browser).await {
        Ok(order) => format!("/orders/{}", order.id),
        Err(error) if error.kind() == Kind::Gone => format!("/requests/{id}"),
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&to))
}
