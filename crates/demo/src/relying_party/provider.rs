//! What the provider says about itself: discovered once, kept for a while, fetched anew when a key is not among them.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    Client, EmptyAdditionalClaims, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl,
    StandardErrorResponse, StandardTokenResponse,
};

use causeway_core::Clock;

use super::details::ExtraFields;
use super::{Failure, Fetch};

/// How long discovery is believed without looking again.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// The token response: that of OpenID Connect, with `authorization_details`.
pub(super) type Tokens = StandardTokenResponse<
    IdTokenFields<
        EmptyAdditionalClaims,
        ExtraFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// `openidconnect`'s client for that token response.
pub(super) type OidcClient = Client<
    EmptyAdditionalClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider, and what it last said about itself.
pub(super) struct Provider {
    issuer: IssuerUrl,
    clock: Clock,
    known: Mutex<Option<(CoreProviderMetadata, Timestamp)>>,
}

impl Provider {
    pub(super) fn new(issuer: IssuerUrl, clock: Clock) -> Self {
        Self { issuer, clock, known: Mutex::new(None) }
    }

    pub(super) fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// Its discovery document and keys.
    pub(super) async fn metadata(&self, fetch: &Fetch) -> Result<CoreProviderMetadata, Failure> {
        let now = self.clock.now();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((metadata, at)) = known
            && now.duration_since(at) < FRESH
        {
            return Ok(metadata);
        }
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), fetch)
            .await
            .map_err(|e| Failure::Unreachable(format!("discovery: {e}")))?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((metadata.clone(), now));
        Ok(metadata)
    }

    /// Forgets what it said: its keys may have changed.
    pub(super) fn forget(&self) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
