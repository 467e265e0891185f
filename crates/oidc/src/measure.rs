//! Figures about logins and tokens: how many, at which step, with which outcome. Never a person; outcomes are of closed sets.

use crate::grant_type::GrantType;
use crate::refusal::Refusal;

const LOGINS: &str = "logins_total";
const TOKENS: &str = "tokens_total";
const ASKED: &str = "asked_elsewhere_total";
const CLAIMS: &str = "claims_reads_total";

/// Says what this domain's metrics mean: the HELP lines of `/metrics`.
pub fn describe_metrics() {
    metrics::describe_counter!(
        LOGINS,
        "Steps of logins to services. step: begun (an authorization request came), approved (its outcome was taken), redeemed (a code came \
         to the token endpoint). outcome: ok, or the error code that was answered."
    );
    metrics::describe_counter!(
        TOKENS,
        "Answers of the token endpoint. grant: the grant type, or other. outcome: ok, or the error \
         code that was answered; invalid_client is a client that did not prove who it is, whatever it wanted."
    );
    metrics::describe_counter!(
        ASKED,
        "Requests of clients without their user's browser. way: ciba (a person is asked on their own device), device (a device shows a \
         code). outcome: ok, or the error code that was answered; access_denied is a person who was asked too often."
    );
    metrics::describe_counter!(
        CLAIMS,
        "Answers of /userinfo. outcome: ok, or the error code; insufficient_scope is a consent that was withdrawn."
    );
}

/// A step of a login.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Begun,
    Approved,
    Redeemed,
}

/// Counts a step of a login.
pub(crate) fn login(step: Step, outcome: &'static str) {
    let step = match step {
        Step::Begun => "begun",
        Step::Approved => "approved",
        Step::Redeemed => "redeemed",
    };
    metrics::counter!(LOGINS, "step" => step, "outcome" => outcome).increment(1);
}

/// Counts an answer of the token endpoint, and, where it was about a code, the last step of a login.
pub(crate) fn token(grant: &'static str, outcome: &'static str) {
    metrics::counter!(TOKENS, "grant" => grant, "outcome" => outcome).increment(1);
    if grant == "authorization_code" {
        login(Step::Redeemed, outcome);
    }
}

/// Counts a request by which somebody is asked who has no browser there: `ciba`, or `device`.
pub(crate) fn asked(way: &'static str, outcome: &'static str) {
    metrics::counter!(ASKED, "way" => way, "outcome" => outcome).increment(1);
}

/// Counts an answer of `/userinfo`.
pub(crate) fn claims(outcome: &'static str) {
    metrics::counter!(CLAIMS, "outcome" => outcome).increment(1);
}

/// The grant types that are known, and `other`.
pub(crate) fn grant_type(sent: Option<&str>) -> &'static str {
    sent.and_then(GrantType::named).map_or("other", GrantType::as_str)
}

/// The outcome of what a client was answered.
pub(crate) fn outcome<T>(answered: &Result<T, Refusal>) -> &'static str {
    match answered {
        Ok(_) => "ok",
        Err(refusal) => refusal.code().as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Code;

    #[test]
    fn labels_are_of_closed_sets() {
        assert_eq!(grant_type(Some("refresh_token")), "refresh_token");
        assert_eq!(grant_type(Some("password-of-somebody")), "other");
        assert_eq!(grant_type(None), "other");
        assert_eq!(outcome(&Ok(())), "ok");
        let refused: Result<(), _> = Err(Refusal::new(Code::InvalidGrant, "No."));
        assert_eq!(outcome(&refused), "invalid_grant");
    }
}
