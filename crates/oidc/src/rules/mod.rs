//! The checks, in the order in which an endpoint makes them: one clause of a specification each, as a pure function of the facts.

pub(crate) mod check_access_token;
pub(crate) mod check_acr;
pub(crate) mod check_assertion;
pub(crate) mod check_authentication;
pub(crate) mod check_authorization_details;
pub(crate) mod check_backchannel;
pub(crate) mod check_binding;
pub(crate) mod check_ciba_object;
pub(crate) mod check_certificate;
pub(crate) mod check_claims;
pub(crate) mod check_client_credentials;
pub(crate) mod check_code;
pub(crate) mod check_device_code;
pub(crate) mod check_dpop;
pub(crate) mod check_end_session;
pub(crate) mod check_exchange;
pub(crate) mod check_grant_management;
pub(crate) mod check_grant_type;
pub(crate) mod check_hint;
pub(crate) mod check_id_token_hint;
pub(crate) mod check_login_hint;
pub(crate) mod check_max_age;
pub(crate) mod check_pkce;
pub(crate) mod check_prompt;
pub(crate) mod check_prompts;
pub(crate) mod check_redirect_uri;
pub(crate) mod check_refresh;
pub(crate) mod check_registration;
pub(crate) mod check_repeated;
pub(crate) mod check_request_object;
pub(crate) mod check_resource;
pub(crate) mod check_response;
pub(crate) mod check_scope;
pub(crate) mod check_settings;
pub(crate) mod check_source;
pub(crate) mod check_state;
pub(crate) mod check_stopped;
pub(crate) mod check_user_code;
pub(crate) mod check_verified_claims;
pub(crate) mod choose_language;
pub(crate) mod draft;
pub(crate) mod registration;

use crate::client::Client;
use crate::endpoints::arrive::Source;
use crate::model::{More, ReplyTo, Wanted};
use crate::params::Params;
use crate::refusal::Refusal;

/// All checks of an authorization request whose client and redirect URI are proven: from here on, errors are redirected.
pub(crate) fn authorization(
    params: &Params,
    client: &Client,
    redirect_uri: &str,
    source: &Source,
) -> Result<Wanted, Refusal> {
    check_repeated::check(params)?;
    check_source::check(client, source)?;
    let mode = check_response::check(params, client, redirect_uri)?;
    let scope = check_scope::at_authorization(params, client)?;
    let state = check_state::state(params)?;
    let nonce = check_state::nonce(params)?;
    let code_challenge = check_pkce::challenge(params, client)?;
    let jkt = check_binding::at_authorization(params, source)?;
    let prompt = check_prompt::check(params)?;
    let max_age = check_max_age::check(params)?;
    let claims = check_claims::check(params, client)?;
    let verified = check_verified_claims::check(params, client, &check_claims::fields(&scope, &claims))?;
    let details = check_authorization_details::check(params, client)?;
    Ok(Wanted {
        reply: ReplyTo { redirect_uri: redirect_uri.to_owned(), state, mode },
        nonce,
        code_challenge,
        jkt,
        fields: check_verified_claims::with_those(check_claims::fields(&scope, &claims), verified.as_ref()),
        scope,
        prompt,
        max_age,
        essential_acr: check_acr::essential(&claims)?,
        lang: choose_language::choose(params),
        details,
        more: More {
            resources: check_resource::at_authorization(params, client)?,
            grant: check_grant_management::check(params)?,
            verified,
            subject: None,
        },
    })
}
