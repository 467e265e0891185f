//! `/authorize/resume`: the person has decided, and the browser that began goes back to the client with the outcome.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use causeway_core::{Error, Kind, Lang, RequestId, Result, Session};
use causeway_http::{Access, Browser, Caller, Language, Priority, Reply, Routes};

use crate::Oidc;
use crate::endpoints::conclude::Ending;
use crate::endpoints::respond::{self, Answered};
use crate::measure::{self, Step};
use crate::params::Params;
use crate::store;

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new().get("/authorize/resume", Access::Public, get).priority(Priority::Finish)
}

async fn get(
    State(oidc): State<Oidc>,
    caller: Caller,
    browser: Browser,
    Language(lang): Language,
    RawQuery(query): RawQuery,
) -> Reply<Response> {
    let params = Params::parse(query.unwrap_or_default().as_bytes()).map_err(|_| Error::not_found())?;
    let request = params.get("request").ok_or_else(Error::not_found)?.parse()?;
    let resumed = oidc.resume(request, &browser, caller.session(), lang).await;
    // Somebody who asks for what is not theirs is at no step of a login.
    if let Err(error) = &resumed
        && error.kind() != Kind::NotFound
    {
        measure::login(Step::Approved, error.code());
    }
    Ok(resumed?)
}

impl Oidc {
    /// Where the browser goes next.
    async fn resume(
        &self,
        request: RequestId,
        browser: &Browser,
        session: Option<&Session>,
        lang: Lang,
    ) -> Result<Response> {
        let fresh = &self.fresh()?;
        let (asked, ending) = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let found = store::authorization(tx, request, &browser.hash, self.env.now()).await?;
                    let Some(asked) = found else {
                        // The exact reason, if this browser may know it: the request was answered before.
                        self.consents.outcome(tx, request, browser).await?;
                        return Err(Error::not_found());
                    };
                    let ending = self.conclude(tx, &asked, browser, session, fresh).await?;
                    Ok((asked, ending))
                })
            })
            .await?;
        let (client, reply) = (&asked.terms.client, &asked.reply);
        match ending {
            Ending::Pending => Ok(respond::see_other(&format!("/requests/{request}"))),
            Ending::Code => {
                measure::login(Step::Approved, "ok");
                self.respond(client, reply, Answered::Code(fresh.code.reveal()), lang).await
            }
            Ending::Refused(refusal) => {
                measure::login(Step::Approved, refusal.code().as_str());
                self.respond(client, reply, Answered::Error(&refusal), lang).await
            }
        }
    }
}
