//! Tokens: how each is made, and how one that comes back is known.
//!
//! A refresh token is not stored. It is the grant's id, a generation and a MAC over both and the grant's salt: a family of tokens is one
//! row, and an old one is still recognised for what it is.

mod algs;
mod sealed;

use causeway_core::{Acr, ClientId, Error, Result};
use causeway_crypto::jose::{self, JwkSet, SigningKey};
use causeway_crypto::keystore::Use;
use causeway_crypto::{b64, digest};
use serde::Serialize;
use uuid::Uuid;

use crate::Oidc;
use crate::client::Client;
use crate::model::{AccessClaims, Actor, Audience, Bound, Grant, IdClaims};
use crate::refusal::Refusal;
use crate::rules::check_access_token;
use crate::scope::Scopes;
use crate::settings::TokenAlg;

/// RFC 9068 section 2.1.
const ACCESS: &str = "at+jwt";
/// RFC 7519 section 5.1.
const ID: &str = "JWT";

/// An access token, and for how many seconds it is good. No `Debug`: it is one.
pub(crate) struct AccessToken {
    pub(crate) token: String,
    pub(crate) expires_in: i64,
}

impl Oidc {
    /// An access token of a person's grant.
    pub(crate) fn access_token(
        &self,
        grant: &Grant,
        scope: &Scopes,
        bound: Bound,
        resources: &[String],
    ) -> Result<String> {
        let claims = self.access_claims(grant.subject.clone(), &grant.client, scope, bound)?;
        let claims = AccessClaims {
            aud: Audience::of(resources, &self.issuer),
            grant: Some(grant.id),
            acr: Some(grant.acr),
            auth_time: Some(grant.authenticated_at.as_second()),
            ..claims
        };
        self.sign(ACCESS, &claims)
    }

    /// An access token of a client's own (RFC 9068 section 2.2: the subject is the client).
    pub(crate) fn client_token(
        &self,
        client: &ClientId,
        scope: &Scopes,
        bound: Bound,
        resources: &[String],
    ) -> Result<String> {
        let claims = self.access_claims(client.to_string(), client, scope, bound)?;
        self.sign(ACCESS, &AccessClaims { aud: Audience::of(resources, &self.issuer), ..claims })
    }

    /// An access token that a client has for another, which it descends from: it says no more, and ends no later.
    pub(crate) fn exchanged_token(
        &self,
        from: &AccessClaims,
        client: &ClientId,
        scope: &Scopes,
        bound: Bound,
        resources: &[String],
    ) -> Result<AccessToken> {
        let claims = self.access_claims(from.sub.clone(), client, scope, bound)?;
        let act = Actor { sub: client.to_string(), act: from.act.clone().map(Box::new) };
        let claims = AccessClaims {
            aud: Audience::of(resources, &self.issuer),
            exp: claims.exp.min(from.exp),
            grant: from.grant,
            acr: from.acr,
            auth_time: from.auth_time,
            act: Some(act),
            ..claims
        };
        let expires_in = claims.exp - claims.iat;
        Ok(AccessToken { token: self.sign(ACCESS, &claims)?, expires_in })
    }

    /// Signs what leaves here, by the newest key.
    pub(crate) fn sign<T: Serialize>(&self, typ: &str, claims: &T) -> Result<String> {
        self.signing_key()?.sign(typ, claims)
    }

    /// The claims of an ID token of ours, whether or not its time is over (OpenID Connect RP-Initiated Logout section 4).
    pub(crate) fn own_id_token(&self, token: &str) -> Option<IdClaims> {
        let claims: IdClaims = jose::verify(token, &self.public_keys().ok()?, ID).ok()?;
        (claims.iss == self.issuer).then_some(claims)
    }

    fn access_claims(
        &self,
        sub: String,
        client: &ClientId,
        scope: &Scopes,
        bound: Bound,
    ) -> Result<AccessClaims> {
        let now = self.env.now();
        Ok(AccessClaims {
            iss: self.issuer.clone(),
            sub,
            aud: Audience::One(self.issuer.clone()),
            exp: (now + self.config.access_token()).as_second(),
            iat: now.as_second(),
            jti: self.env.new_uuid()?.to_string(),
            client_id: client.to_string(),
            scope: scope.to_string(),
            grant: None,
            cnf: bound.confirmation(),
            acr: None,
            auth_time: None,
            act: None,
        })
    }

    /// An ID token (OpenID Connect Core section 2), as its client is registered to receive it.
    pub(crate) async fn id_token(
        &self,
        client: &Client,
        grant: &Grant,
        nonce: Option<String>,
        access_token: &str,
    ) -> Result<String> {
        let (now, alg) = (self.env.now(), client.settings.id_token);
        let claims = IdClaims {
            iss: self.issuer.clone(),
            sub: grant.subject.clone(),
            aud: grant.client.to_string(),
            exp: (now + self.config.access_token()).as_second(),
            iat: now.as_second(),
            auth_time: grant.authenticated_at.as_second(),
            nonce,
            acr: grant.acr,
            amr: amr(grant.acr),
            at_hash: at_hash(alg, access_token),
            sid: grant.terms.sid.clone(),
        };
        let signed = self.sign_by(alg, "JWT", &claims)?;
        self.sealed(client, client.settings.id_token_encryption, signed).await
    }

    /// The claims of an access token of ours: signature, type, issuer, audience and time are good.
    pub(crate) fn read_access_token(&self, token: &str) -> Result<AccessClaims, Refusal> {
        let keys = self.public_keys()?;
        let claims: AccessClaims = jose::verify(token, &keys, ACCESS)
            .map_err(|_| check_access_token::refuse("This is no access token of ours."))?;
        check_access_token::check(&claims, &self.issuer, self.env.now())?;
        Ok(claims)
    }

    /// The claims of a token that we signed, whether or not its time is over: only to find out what it is.
    pub(crate) fn own_claims(&self, token: &str) -> Option<AccessClaims> {
        jose::verify(token, &self.public_keys().ok()?, ACCESS).ok()
    }

    /// The keys that verify our access tokens: every generation, the newest first.
    pub(crate) fn public_keys(&self) -> Result<JwkSet> {
        Ok(JwkSet { keys: self.keys.verifying_keys(Use::Token)? })
    }

    fn signing_key(&self) -> Result<SigningKey> {
        let newest = self.keys.signing_keys(Use::Token)?.into_iter().next();
        newest.ok_or_else(|| Error::internal("the key store has no key for tokens"))
    }

    /// The refresh token of a generation of a grant.
    pub(crate) fn refresh_token(&self, grant: &Grant, generation: i64) -> String {
        let mut bytes = Vec::with_capacity(56);
        bytes.extend_from_slice(grant.id.as_bytes());
        bytes.extend_from_slice(&generation.to_be_bytes());
        let mac = digest::hmac_sha256(self.refresh_key.as_slice(), &[bytes.as_slice(), &grant.salt].concat());
        bytes.extend_from_slice(&mac);
        b64::encode(&bytes)
    }

    /// Whether a presented refresh token of that generation is the one we made; in constant time.
    pub(crate) fn is_authentic(&self, presented: &str, grant: &Grant, generation: i64) -> bool {
        digest::equal(presented.as_bytes(), self.refresh_token(grant, generation).as_bytes())
    }
}

/// The grant and the generation that a refresh token names; nothing is proved by that.
pub(crate) fn named_by_refresh(token: &str) -> Option<(Uuid, i64)> {
    if token.len() != 75 {
        return None;
    }
    let bytes = b64::decode(token).ok()?;
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (generation, _) = rest.split_first_chunk::<8>()?;
    Some((Uuid::from_bytes(*id), i64::from_be_bytes(*generation)))
}

/// OpenID Connect Core section 3.1.3.6: the left half of the access token's hash, by that of the signature: Ed25519 has SHA-512 (RFC 8032
/// section 5.1), the others SHA-256.
fn at_hash(alg: TokenAlg, access_token: &str) -> String {
    let hash = match alg {
        TokenAlg::EdDsa => digest::sha512(access_token.as_bytes()).to_vec(),
        TokenAlg::Es256 | TokenAlg::Ps256 | TokenAlg::Rs256 => {
            digest::sha256(access_token.as_bytes()).to_vec()
        }
    };
    b64::encode(hash.get(..hash.len() / 2).unwrap_or_default())
}

/// RFC 8176: a key was proved, a person was there and was verified by the device; two factors, on whichever device.
fn amr(acr: Acr) -> Vec<String> {
    match acr {
        Acr::Passkey | Acr::CrossDevice | Acr::Decoupled | Acr::DeviceBound => {
            ["pop", "user", "mfa"].map(str::to_owned).to_vec()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_core_3_1_3_6_at_hash_is_the_left_half() {
        // OpenID Connect Core appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        for alg in [TokenAlg::Es256, TokenAlg::Ps256, TokenAlg::Rs256] {
            assert_eq!(at_hash(alg, token), "77QmUPtjPfzWtF2AnpK9RQ");
        }
        assert_eq!(at_hash(TokenAlg::EdDsa, token).len(), 43, "half of 64 bytes");
    }

    #[test]
    fn a_malformed_refresh_token_names_nothing() {
        for bad in ["", "x", &"A".repeat(74), &"A".repeat(76), &"*".repeat(75)] {
            assert_eq!(named_by_refresh(bad), None, "{bad}");
        }
    }
}
