//! The screen that shows a code for a phone to scan.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::{Order, OrderId, OrderState, PORTAL, Viewer};
use causeway_core::{RequestId, Result};
use causeway_http::components::{Button, Details};
use causeway_http::{Access, Browser, Caller, Json, Page, Path, Reply, Routes, Shell, qr};
use serde::Serialize;

use super::parts::{PostForm, Statement};
use crate::Portal;
use crate::names::Names;
use crate::next::onward;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/orders/{order}", Access::Public, show).get(
        "/orders/{order}/frame",
        Access::Public,
        frame,
    )
}

/// The code, the number, and ways round it.
#[derive(Clone, Template)]
#[template(path = "order/code.html")]
pub(crate) struct CodePage {
    shell: Shell,
    order: OrderId,
    lead: String,
    number: String,
    expires: String,
    image: String,
    text: String,
    /// Where to log in on this device instead.
    here: String,
    restart: PostForm,
    phone: Option<PostForm>,
}

/// What a code is for, and where to go without it.
#[derive(Clone, Debug)]
pub(crate) struct Purpose {
    /// In words.
    pub(crate) lead: String,
    pub(crate) here: String,
}

impl CodePage {
    pub(crate) fn new(
        shell: Shell,
        order: &Order,
        frame: &str,
        expires: &str,
        purpose: Purpose,
        simulated: bool,
    ) -> Result<Self> {
        let shell = shell.titled("qr-title").focused();
        let phone = simulated.then(|| {
            let button = Button::secondary(shell.t("qr-phone-button"));
            PostForm::new(format!("/phone/scan/{}", order.id), button)
        });
        Ok(Self {
            order: order.id,
            lead: purpose.lead,
            number: order.match_code.clone(),
            expires: shell.words().with("qr-expires", &[("time", expires)]),
            image: qr::data_url(frame)?,
            text: frame.to_owned(),
            here: purpose.here,
            restart: restart(&shell, order.request),
            phone,
            shell,
        })
    }

    /// The text form, under a line that opens it.
    fn other_ways(&self) -> Details {
        let content = OtherWays { page: self };
        let content = causeway_http::components::Content::template(&content).unwrap_or_default();
        Details::new(self.shell.t("qr-other-heading"), content)
    }
}

#[derive(Template)]
#[template(path = "order/other.html")]
struct OtherWays<'a> {
    page: &'a CodePage,
}

/// Scanned: the number to compare, and waiting.
#[derive(Clone, Template)]
#[template(path = "order/scanned.html")]
pub(crate) struct ScannedPage {
    shell: Shell,
    order: OrderId,
    number: String,
}

impl ScannedPage {
    pub(crate) fn new(shell: Shell, order: &Order) -> Self {
        Self {
            shell: shell.titled("qr-scanned-title").focused(),
            order: order.id,
            number: order.match_code.clone(),
        }
    }
}

fn restart(shell: &Shell, request: RequestId) -> PostForm {
    PostForm::new(format!("/requests/{request}/qr"), Button::new(shell.t("qr-restart")))
}

pub(crate) fn expired_page(shell: Shell, request: RequestId) -> Statement {
    let restart = restart(&shell, request);
    let content = causeway_http::components::Content::html(&restart);
    Statement::new(shell, "qr-expired-title", &["qr-expired-text"]).way_on(content).focused()
}

pub(crate) fn cancelled_page(shell: Shell) -> Statement {
    Statement::new(shell, "qr-cancelled-title", &["qr-cancelled-text", "qr-cancelled-next", "qr-warning"])
}

async fn show(
    State(portal): State<Portal>,
    caller: Caller,
    browser: Browser,
    shell: Shell,
    Path(id): Path<OrderId>,
) -> Reply<Response> {
    let order = portal.parts().consents.order(id, &browser).await?;
    Ok(match order.state {
        OrderState::Waiting => {
            let purpose = portal.purpose_of(&order, &caller, &browser, &shell).await?;
            let frame = portal.parts().consents.frame(id, &browser).await?;
            let expires = portal.when(shell.words()).time(order.expires_at);
            Page(CodePage::new(shell, &order, &frame, &expires, purpose, portal.parts().phone.is_some())?)
                .into_response()
        }
        OrderState::Scanned => Page(ScannedPage::new(shell, &order)).into_response(),
        OrderState::Expired => Page(expired_page(shell, order.request)).into_response(),
        OrderState::Cancelled => Page(cancelled_page(shell)).into_response(),
        // The request's own page hands over what the phone has decided.
        OrderState::Decided => Redirect::to(&format!("/requests/{}", order.request)).into_response(),
    })
}

impl Portal {
    async fn purpose_of(
        &self,
        order: &Order,
        caller: &Caller,
        browser: &Browser,
        shell: &Shell,
    ) -> Result<Purpose> {
        let viewer = Viewer { browser: browser.hash, session: caller.session().cloned() };
        let request = self.parts().consents.request(order.request, &viewer).await?;
        if request.client.as_str() == PORTAL {
            return Ok(Purpose { lead: shell.t("qr-for-here"), here: onward("/login", &request.resume) });
        }
        let service = Names::new(self, shell.words()).service(&request.client).await?;
        let lead = shell.words().with("qr-for", &[("service", &service)]);
        Ok(Purpose { lead, here: format!("/requests/{}", order.request) })
    }
}

/// What the page's script asks for each second.
#[derive(Debug, Serialize)]
struct Frame {
    /// `open`, `scanned`, `done` or `expired`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
}

async fn frame(
    State(portal): State<Portal>,
    browser: Browser,
    shell: Shell,
    Path(id): Path<OrderId>,
) -> Reply<Json<Frame>> {
    let order = portal.parts().consents.order(id, &browser).await?;
    let image = match order.state {
        OrderState::Waiting => Some(qr::data_url(&portal.parts().consents.frame(id, &browser).await?)?),
        _ => None,
    };
    Ok(Json(told(&shell, &order, image)))
}

fn told(shell: &Shell, order: &Order, image: Option<String>) -> Frame {
    let (state, words) = match order.state {
        OrderState::Waiting => ("open", shell.t("qr-waiting")),
        OrderState::Scanned => ("scanned", shell.t("qr-scanned")),
        // The page itself tells what has become of it.
        OrderState::Decided | OrderState::Cancelled => ("done", String::new()),
        OrderState::Expired => ("expired", shell.t("qr-expired-title")),
    };
    let location = (state == "done").then(|| format!("/orders/{}", order.id));
    Frame { state, image, words, location }
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_screen_is_told_to_go_on_only_when_there_is_something_to_go_on_to() {
        let shell = Shell::sample(Lang::En);
        let states = [
            OrderState::Waiting,
            OrderState::Scanned,
            OrderState::Decided,
            OrderState::Cancelled,
            OrderState::Expired,
        ];
        let frames = states.map(|state| {
            let order = Order {
                id: Uuid::from_u128(1),
                request: Uuid::from_u128(2).into(),
                state,
                match_code: "07".to_owned(),
                expires_at: Timestamp::UNIX_EPOCH,
            };
            let frame = told(&shell, &order, None);
            (frame.state, frame.location.is_some())
        });
        assert_eq!(
            frames,
            [("open", false), ("scanned", false), ("done", true), ("done", true), ("expired", false)]
        );
    }
}
