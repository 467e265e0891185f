//! How an authorization request comes: by itself, in a signed object (RFC 9101), or pushed before (RFC 9126). Whatever it came by, from here
//! on there is one set of parameters.

use causeway_core::{ClientId, Error, Kind, Result};
use causeway_crypto::jose;
use causeway_crypto::token::hash_of;

use zeroize::Zeroizing;

use crate::client::Client;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::check_repeated;
use crate::rules::check_request_object::{self, Members};
use crate::status::Registered;
use crate::{Oidc, store};

/// What a pushed request's name begins with (RFC 9126 section 2.2).
pub(crate) const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// What may be pushed or signed: everything that a check looks at. The rest is not kept.
pub(crate) const PARAMETERS: &[&str] = &[
    "acr_values",
    "authorization_details",
    "claims",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
    "grant_id",
    "grant_management_action",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

/// An authorization request that has come.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) registered: Registered,
    pub(crate) params: Params,
    pub(crate) source: Source,
    /// What is wrong with the object that it came in; nothing of it is believed then, and the parameters are those outside.
    pub(crate) fault: Option<Refusal>,
}

/// How the parameters came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// In a signed object.
    pub(crate) signed: bool,
    /// Pushed: SHA-256 of the request's name.
    pub(crate) pushed: Option<[u8; 32]>,
    /// The key that a push was proved with.
    pub(crate) jkt: Option<[u8; 32]>,
}

impl Oidc {
    /// The client of an authorization request, and its parameters.
    ///
    /// # Errors
    /// `unknown_client`, `bad_request_uri`: a page, since nothing says yet where an answer may go.
    pub(crate) async fn arrive(&self, outer: &Params) -> Result<Arrived> {
        let id = outer.get("client_id").and_then(|id| id.parse::<ClientId>().ok());
        let registered = match &id {
            Some(id) => self.as_it_stands(id).await?,
            None => None,
        };
        let registered = registered.ok_or_else(|| {
            Error::invalid(
                "unknown_client",
                "The service that sent you here is not registered. Go back to it and tell its operator.",
            )
        })?;
        match outer.get("request_uri") {
            Some(uri) if uri.starts_with(URN) => self.pushed(registered, uri).await,
            _ => Ok(match self.unwrap_request(&registered.client, outer).await {
                Ok((params, signed)) => Arrived {
                    registered,
                    params,
                    source: Source { signed, ..Source::default() },
                    fault: None,
                },
                Err(refusal) => Arrived {
                    registered,
                    params: outer.clone(),
                    source: Source::default(),
                    fault: Some(refusal),
                },
            }),
        }
    }

    /// RFC 9126 section 4: outside of a pushed request nothing but the client counts. It may be loaded until it has led to a code: a
    /// person may reload the page.
    async fn pushed(&self, registered: Registered, uri: &str) -> Result<Arrived> {
        let hash = hash_of(uri);
        let found = store::pushed(&self.env.db, &hash, &registered.client.id, self.env.now()).await?;
        let found = found.ok_or_else(|| {
            Error::invalid(
                "bad_request_uri",
                "This request is over, or was answered before. Go back to the service that sent you here and begin again.",
            )
        })?;
        let source = Source { signed: found.signed, pushed: Some(hash), jkt: found.jkt };
        Ok(Arrived { registered, params: Params::kept(found.params), source, fault: None })
    }

    /// RFC 9101 section 6.3: where there is a request object, its parameters count and no others. True when there was one.
    pub(crate) async fn unwrap_request(
        &self,
        client: &Client,
        outer: &Params,
    ) -> Result<(Params, bool), Refusal> {
        check_repeated::check(outer)?;
        let Some(object) = check_request_object::sent(outer)? else { return Ok((outer.clone(), false)) };
        let members = self.request_object(client, object).await?;
        Ok((check_request_object::params(&members, PARAMETERS)?, true))
    }

    /// What a client says in a request object: its signature is good, and so is what it says of itself.
    pub(crate) async fn request_object(&self, client: &Client, object: &str) -> Result<Members, Refusal> {
        let opened = self.opened(object)?;
        let object = opened.as_ref().map_or(object, |token| token.as_str());
        let unreadable = |_| check_request_object::refuse("The request object is not a JWT.");
        let header = jose::peek_header(object).map_err(unreadable)?;
        check_request_object::typ(header.typ.as_deref())?;
        let keys = self.keys_of(client, header.kid.as_deref()).await?;
        let members: Members =
            jose::verify_with(object, &keys, "", client.settings.algs()).map_err(|_| {
                check_request_object::refuse(
                    "The request object is not signed by one of the client's keys, or says something twice.",
                )
            })?;
        check_request_object::check(&members, client, &self.issuer, self.env.now())?;
        Ok(members)
    }

    /// The signed object within one that is encrypted to us (RFC 9101 section 6.1); none where it is not encrypted. What is inside is
    /// verified like any other: whoever knows our public key can encrypt.
    fn opened(&self, object: &str) -> Result<Option<Zeroizing<String>>, Refusal> {
        // RFC 7516 section 9: a JWE has five parts, a JWS three.
        if object.split('.').count() != 5 {
            return Ok(None);
        }
        jose::decrypt_token(&self.keys.request_object_keys()?, object).map(Some).map_err(|error| {
            match error.kind() {
                Kind::Invalid => check_request_object::refuse(
                    "The request object cannot be decrypted. Encrypt it to the key of /jwks with use=enc, by ECDH-ES and A256GCM.",
                ),
                _ => Refusal::from(error),
            }
        })
    }
}
