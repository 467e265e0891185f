//! The platform as a consumer: it reads a register about an applicant who has accepted the terms of registration.

use causeway_consent::{Basis, Permit, Recipient};
use causeway_core::{ClientId, Error, Result};
use causeway_crypto::jose::{DecryptionKey, JwkSet};
use causeway_crypto::keystore::Use;

use crate::model::Consumer;
use crate::read::Done;
use crate::wire::{ConsumerRequest, LIFETIME_SECONDS, PLATFORM, TYP_READ, Values, open_answer};
use crate::{Exchange, IncidentCode, measure};

impl Exchange {
    /// Reads a register for a registration: the same checks, receipts and code as any consumer's read, signed with the platform's own
    /// key as a consumer and sealed to its own. `None` when the register has no record.
    ///
    /// The purpose of the permit must be registered for client [`PLATFORM`] and the fields; the applicant's identifier must be where
    /// the sealing function looks for it before this is called.
    ///
    /// # Errors
    /// `wrong_basis` for a permit of another basis; those of [`Exchange::read`].
    pub async fn read_for_registration(&self, permit: Permit) -> Result<Option<Values>> {
        let opening = self.platform_decryption_key()?;
        let consumer = Consumer { organisation: self.parts().operator.clone(), keys: self.platform_keys()? };
        let platform: ClientId = PLATFORM.parse()?;
        let jws = self.platform_request(&permit, &platform, &opening)?;
        let answered = self.carry_out(self.admit(&platform, consumer, &jws, Some(permit))?).await;
        measure::answered(&answered);
        let done = answered?;
        let asked = self.asked(&done.asking, &done.intent);
        match open_answer(&done.answer, &opening, &asked) {
            Ok(opened) => Ok(opened.found.then_some(opened.values)),
            Err(error) => Err(self.unopened(&done, error).await),
        }
    }

    /// The platform's public keys as a consumer, for the providers that trust it.
    pub fn platform_keys(&self) -> Result<JwkSet> {
        self.public_keys(Use::PlatformConsumer)
    }

    /// The gateway's public keys, for the providers that trust it.
    pub fn gateway_keys(&self) -> Result<JwkSet> {
        self.public_keys(Use::Gateway)
    }

    fn public_keys(&self, which: Use) -> Result<JwkSet> {
        let keys = self.parts().keys.signing_keys(which)?;
        Ok(JwkSet { keys: keys.iter().map(|key| key.jwk().clone()).collect() })
    }

    fn platform_decryption_key(&self) -> Result<DecryptionKey> {
        let keys = self.parts().keys.decryption_keys()?;
        keys.into_iter().next().ok_or_else(|| Error::internal("the key store has no decryption key"))
    }

    fn platform_request(
        &self,
        permit: &Permit,
        platform: &ClientId,
        opening: &DecryptionKey,
    ) -> Result<String> {
        let (Basis::Registration, Recipient::Platform, Some(dataset)) =
            (permit.basis(), permit.recipient(), permit.dataset())
        else {
            return Err(Error::forbidden(
                "wrong_basis",
                "Only a permit for a registration lets the platform itself read.",
            ));
        };
        let env = &self.parts().env;
        let now = env.now().as_second();
        let request = ConsumerRequest {
            iss: platform.clone(),
            aud: self.parts().issuer.clone(),
            iat: now,
            exp: now + LIFETIME_SECONDS,
            jti: env.new_uuid()?.to_string(),
            consent: None,
            dataset: dataset.clone(),
            fields: permit.fields().to_vec(),
            purpose: permit.purpose().clone(),
            case: None,
            enc: opening.jwk().clone(),
        };
        self.signing_key(Use::PlatformConsumer)?.sign(TYP_READ, &request)
    }

    /// What was delivered does not open, or holds what it must not: an incident, like any consumer's.
    async fn unopened(&self, done: &Done, error: Error) -> Error {
        let code = IncidentCode::of(error.code());
        tracing::warn!(read = %done.intent.read.id, ?error, "an answer to the platform was refused");
        match self.report(&done.asking.consumer, done.intent.read.id, code).await {
            Ok(()) => Error::upstream(
                "provider_answer_refused",
                "The register's answer was not in order. Try again later.",
            )
            .with_cause(error),
            Err(error) => error,
        }
    }
}
