//! One read, from a consumer's signed request to the sealed answer: checks, intent, provider, checks, outcome.

use causeway_consent::Permit;
use causeway_core::{ClientId, Error, OrganisationId, ReadId, Result, crash};

use crate::model::{Consumer, Dataset, Provider, Read};
use crate::provider::Failure;
use crate::rules::{self, request::Door};
use crate::wire::{Answer, Asked, ConsumerRequest, Delivered, check_manifest, digest_of};
use crate::{Exchange, measure, store};

/// A request that has passed the checks at the door.
pub(crate) struct Asking {
    pub(crate) consumer: ClientId,
    pub(crate) organisation: OrganisationId,
    pub(crate) request: ConsumerRequest,
    /// The request as it was signed, and its digest.
    pub(crate) jws: String,
    pub(crate) digest: String,
    /// Thumbprint of the key the answer is to be sealed to.
    pub(crate) recipient: String,
    /// The read this becomes.
    pub(crate) read: ReadId,
    /// Where the platform asks for a registration: what allows it.
    pub(crate) registration: Option<Permit>,
}

/// What the catalogue says of what is asked.
pub(crate) struct Plan {
    pub(crate) dataset: Dataset,
    pub(crate) provider: Provider,
}

/// A read that is written down as intended.
pub(crate) struct Intent {
    pub(crate) read: Read,
    pub(crate) provider: Provider,
    /// The gateway's request to the provider.
    pub(crate) jws: String,
}

/// A read that was carried out, its outcome written down.
pub(crate) struct Done {
    pub(crate) asking: Asking,
    pub(crate) intent: Intent,
    pub(crate) answer: Answer,
}

impl Exchange {
    /// Reads for a consumer: `jws` is its signed [`ConsumerRequest`], `caller` the client whose access token came along.
    ///
    /// # Errors
    /// At the door: `client_unknown`, `request_signature`, `wrong_issuer`, `wrong_audience`, `token_expired`, `token_not_yet_valid`,
    /// `token_too_long`, `bad_jti`, `bad_encryption_key`, `bad_case`, `consent_missing`, `replayed`. Refusals, which are put in
    /// evidence: `dataset_unknown`, `fields_missing`, `field_unknown`, `purpose_not_allowed`, `fields_exceed_purpose` and those of
    /// `Consents::check`. From the provider: `provider_suspended`, `provider_unavailable` (both with when to come back),
    /// `provider_answer_refused`.
    /// `consent_ended` when the consent ended while the provider was being asked.
    pub async fn read(&self, caller: &ClientId, jws: &str) -> Result<Delivered> {
        let answered = self.read_for(caller, jws).await;
        measure::answered(&answered);
        answered
    }

    async fn read_for(&self, caller: &ClientId, jws: &str) -> Result<Delivered> {
        let known = (self.parts().consumers)(caller.clone()).await?;
        let consumer = known.ok_or_else(unknown_client)?;
        let asking = self.admit(caller, consumer, jws, None)?;
        if asking.request.consent.is_none() {
            return Err(Error::invalid("consent_missing", "Name the consent that allows this read."));
        }
        let Done { intent, answer, .. } = self.carry_out(asking).await?;
        Ok(Delivered { read: intent.read.id, manifest: answer.manifest, answer: answer.answer })
    }

    /// The checks at the door.
    pub(crate) fn admit(
        &self,
        caller: &ClientId,
        consumer: Consumer,
        jws: &str,
        registration: Option<Permit>,
    ) -> Result<Asking> {
        let parts = self.parts();
        let door = Door { caller, keys: &consumer.keys, issuer: &parts.issuer, now: parts.env.now() };
        let request = rules::request::check(jws, &door)?;
        Ok(Asking {
            consumer: caller.clone(),
            organisation: consumer.organisation,
            jws: jws.to_owned(),
            digest: digest_of(jws),
            recipient: request.enc.thumbprint()?,
            read: registration.as_ref().map_or_else(|| parts.env.new_id(), |permit| Ok(permit.read()))?,
            registration,
            request,
        })
    }

    /// The whole way. Once begun it is finished, even if the caller hangs up: the task is the runtime's, not the request's.
    pub(crate) async fn carry_out(&self, asking: Asking) -> Result<Done> {
        let this = self.clone();
        let task = tokio::spawn(async move {
            let (intent, answer) = this.steps(&asking).await?;
            Ok(Done { asking, intent, answer })
        });
        task.await.map_err(Error::internal)?
    }

    /// Both transactions are committed before an answer is released.
    async fn steps(&self, asking: &Asking) -> Result<(Intent, Answer)> {
        crash::point("exchange.before_intent");
        let intent = match self.prepare(asking).await {
            Ok(intent) => intent,
            Err(error) => return Err(self.refuse(asking, error).await),
        };
        crash::point("exchange.after_intent");
        let answered = match self.ask(&intent.provider, &intent.jws).await {
            Ok(answer) => self.examine(asking, &intent, answer),
            Err(failure) => Err(failure),
        };
        crash::point("exchange.after_answer");
        let answered = match answered {
            Ok(answer) => self.still_registered(asking).await.map(|()| answer),
            failed => failed,
        };
        match answered {
            Ok(answer) => {
                self.release(&intent.read).await?;
                crash::point("exchange.after_outcome");
                Ok((intent, answer))
            }
            Err(failure) => Err(self.fail(&intent.read, failure).await),
        }
    }

    /// A consumer that was stopped while the provider was being asked gets nothing any more.
    async fn still_registered(&self, asking: &Asking) -> Result<(), Failure> {
        if asking.registration.is_some() {
            return Ok(());
        }
        match (self.parts().consumers)(asking.consumer.clone()).await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(Failure { error: unknown_client(), detail: "client_unknown" }),
            Err(error) => Err(Failure { error, detail: "client_unknown" }),
        }
    }

    /// Up to the intent: what comes before the provider is asked.
    pub(crate) async fn prepare(&self, asking: &Asking) -> Result<Intent> {
        let plan = self.plan(asking).await?;
        self.intend(asking, &plan).await
    }

    /// What the catalogue allows: consented ∩ purpose-allowed ∩ asked begins here.
    async fn plan(&self, asking: &Asking) -> Result<Plan> {
        let (db, request) = (&self.parts().env.db, &asking.request);
        let dataset = rules::check_readable(store::dataset(db, &request.dataset).await?)?;
        rules::check_fields(&dataset, &request.fields)?;
        let purpose = store::purpose(db, &request.purpose).await?;
        rules::check_purpose(purpose.as_ref(), &asking.consumer, &dataset, &request.fields)?;
        self.check_provides(&dataset.provider).await?;
        let provider = store::provider(db, &dataset.provider).await?.ok_or_else(|| {
            Error::unavailable(
                "provider_unavailable",
                "The organisation that holds the data is not connected yet.",
                3600,
            )
        })?;
        Ok(Plan { dataset, provider })
    }

    /// An organisation that is suspended or closed gives nothing: its connector is not even asked.
    ///
    /// # Errors
    /// `provider_suspended`.
    pub(crate) async fn check_provides(&self, provider: &OrganisationId) -> Result<()> {
        if (self.parts().organisation_stands_now)(provider.clone()).await? {
            return Ok(());
        }
        Err(Error::unavailable(
            "provider_suspended",
            "The organisation that holds the data takes no part at present. Nothing was released, and a one-time consent was not used up. Ask the platform's staff how long.",
            3600,
        ))
    }

    /// Holds the provider's answer against what was asked.
    fn examine(&self, asking: &Asking, intent: &Intent, answer: Answer) -> Result<Answer, Failure> {
        let asked = self.asked(asking, intent);
        let asked = Asked { request_sha256: Some(&intent.read.request_sha256), ..asked };
        match check_manifest(&answer, &asked) {
            Ok(_) => Ok(answer),
            Err(error) => Err(Failure::refused(error.code(), error)),
        }
    }

    /// What an answer is held against, as its consumer holds it.
    pub(crate) fn asked<'a>(&self, asking: &'a Asking, intent: &'a Intent) -> Asked<'a> {
        Asked {
            provider: &intent.provider.organisation,
            provider_keys: &intent.provider.signing_keys,
            consumer: &asking.consumer,
            read: intent.read.id,
            fields: &intent.read.fields,
            request_sha256: None,
            consumer_request_sha256: &asking.digest,
            recipient: &asking.recipient,
            now: self.parts().env.now(),
        }
    }
}

fn unknown_client() -> Error {
    Error::forbidden(
        "client_unknown",
        "This client is not registered, with keys of its own, to exchange data, or was stopped.",
    )
}
