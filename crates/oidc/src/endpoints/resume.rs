//! `/authorize/resume`: the person has decided, and the browser that began goes back to the client with the outcome.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use causeway_core::{Error, Kind, RequestId, Result};
use causeway_http::{Browser, Reply};

use crate::Oidc;
use crate::endpoints::conclude::Ending;
use crate::endpoints::redirect;
use crate::measure::{self, Step};
use crate::model::Authorization;
use crate::params::Params;
use crate::store;

pub(crate) async fn get(
    State(oidc): State<Oidc>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Reply<Response> {
    let params = Params::parse(query.unwrap_or_default().as_bytes()).map_err(|_| Error::not_found())?;
    let request = params.get("request").ok_or_else(Error::not_found)?.parse()?;
    let resumed = oidc.resume(request, &browser).await;
    // Somebody who asks for what is not theirs is at no step of a login.
    if let Err(error) = &resumed
        && error.kind() != Kind::NotFound
    {
        measure::login(Step::Approved, error.code());
    }
    Ok(redirect::see_other(&resumed?))
}

impl Oidc {
    /// Where the browser goes next.
    async fn resume(&self, request: RequestId, browser: &Browser) -> Result<String> {
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
                    let ending = self.conclude(tx, &asked, browser, fresh).await?;
                    Ok((asked, ending))
                })
            })
            .await?;
        let Authorization { redirect_uri, state, .. } = &asked;
        Ok(match ending {
            Ending::Pending => format!("/requests/{request}"),
            Ending::Code => {
                measure::login(Step::Approved, "ok");
                redirect::with_code(redirect_uri, fresh.code.reveal(), state.as_deref(), &self.issuer)
            }
            Ending::Refused(refusal) => {
                measure::login(Step::Approved, refusal.code().as_str());
                redirect::with_error(redirect_uri, &refusal, state.as_deref(), &self.issuer)
            }
        })
    }
}
