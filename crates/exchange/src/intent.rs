//! Before the provider is asked: the first transaction of a read, or the one that records why there is none.

use causeway_consent::{Basis as Ground, Permit, Use};
use causeway_core::{Error, Kind, Result, Tx};
use causeway_crypto::jose::SigningKey;
use causeway_crypto::keystore;
use causeway_evidence::Chain;
use jiff::{SignedDuration, Timestamp};

use crate::model::Read;
use crate::read::{Asking, Intent, Plan};
use crate::wire::{Basis, GatewayRequest, LEEWAY_SECONDS, LIFETIME_SECONDS, TYP_EXCHANGE, digest_of};
use crate::{Exchange, record, store};

/// Why a consent that has ended is refused: a client that goes on asking would fill the person's activity.
const ENDED: [&str; 4] = ["consent_withdrawn", "consent_replaced", "consent_used", "consent_expired"];
/// One receipt in this time tells of the same refusal under the same ended consent.
const ONE_RECEIPT: SignedDuration = SignedDuration::from_hours(1);

impl Exchange {
    /// The first transaction: the request is marked as seen, the consent checked and marked, the identifier sealed, the intent written
    /// down and put in evidence.
    pub(crate) async fn intend(&self, asking: &Asking, plan: &Plan) -> Result<Intent> {
        let parts = self.parts();
        let now = parts.env.now();
        let signing = &self.signing_key(keystore::Use::Gateway)?;
        let (read, jws) = parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    once(tx, asking).await?;
                    let permit = self.permit(tx, asking, plan).await?;
                    let mut read = read_under(&permit, asking, plan, now);
                    let subject = (parts.seal)(tx, permit, &plan.provider.encryption_key).await?;
                    let jws = signing.sign(TYP_EXCHANGE, &self.request_for(asking, &read, subject))?;
                    read.request_sha256 = digest_of(&jws);
                    store::intend(tx, &read, now + parts.config.keep_reads()).await?;
                    parts.evidence.record(tx, Chain::Person(read.account), &record::intended(&read)).await?;
                    Ok((read, jws))
                })
            })
            .await?;
        Ok(Intent { read, provider: plan.provider.clone(), jws })
    }

    /// The permit for this read. A transaction may run twice and a permit is consumed, so that of a registration is drawn anew from
    /// the one at hand: same applicant, same fields, same read.
    async fn permit(&self, tx: &mut Tx<'_>, asking: &Asking, plan: &Plan) -> Result<Permit> {
        let (consents, request) = (&self.parts().consents, &asking.request);
        if let Some(held) = &asking.registration {
            let (account, fields) = (held.account(), request.fields.clone());
            let dataset = request.dataset.clone();
            return Ok(consents.for_registration(
                account,
                dataset,
                fields,
                request.purpose.clone(),
                held.read(),
            ));
        }
        let consent =
            request.consent.ok_or_else(|| Error::internal("a consumer's request without consent"))?;
        let wanted = Use {
            consent,
            client: asking.consumer.clone(),
            dataset: Some(request.dataset.clone()),
            provider: Some(plan.provider.organisation.clone()),
            fields: request.fields.clone(),
            purpose: request.purpose.clone(),
            read: asking.read,
        };
        consents.check(tx, &wanted).await
    }

    /// The platform's newest key for a use.
    pub(crate) fn signing_key(&self, which: keystore::Use) -> Result<SigningKey> {
        let keys = self.parts().keys.signing_keys(which)?;
        keys.into_iter().next().ok_or_else(|| Error::internal("the key store has no key of this use"))
    }

    fn request_for(&self, asking: &Asking, read: &Read, subject: String) -> GatewayRequest {
        GatewayRequest {
            iss: self.parts().issuer.clone(),
            aud: read.provider.clone(),
            iat: read.at.as_second(),
            exp: read.at.as_second() + LIFETIME_SECONDS,
            jti: read.id,
            dataset: read.dataset.clone(),
            fields: read.fields.clone(),
            purpose: read.purpose.clone(),
            basis: read.basis,
            subject,
            consumer: read.consumer.clone(),
            consumer_request: asking.jws.clone(),
            enc: asking.request.enc.clone(),
        }
    }

    /// Puts a refusal in evidence, in a transaction of its own: on the person's chain where the consumer named its own consent,
    /// else (or when that person's key is gone) on that of the consumer's organisation.
    /// Under a consent that has ended, the same refusal is put there once an hour. Returns what the consumer is told.
    pub(crate) async fn refuse(&self, asking: &Asking, refusal: Error) -> Error {
        if !is_refusal(&refusal) {
            return refusal;
        }
        let parts = self.parts();
        let (code, now) = (refusal.code(), parts.env.now());
        let written = parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    once(tx, asking).await?;
                    let account = match (&asking.registration, asking.request.consent) {
                        (Some(permit), _) => Some(permit.account()),
                        (None, Some(consent)) => {
                            parts.consents.refused_for(tx, consent, &asking.consumer).await?
                        }
                        (None, None) => None,
                    };
                    if let (Some(_), Some(consent)) = (account, asking.request.consent)
                        && ENDED.contains(&code)
                        && !store::first_refusal(tx, consent, code, now, now + ONE_RECEIPT).await?
                    {
                        return Ok(());
                    }
                    // A consent that is not this client's is not named: the receipt must not confirm that it exists.
                    let consent = asking.request.consent.filter(|_| account.is_some());
                    let dataset = store::dataset_in(tx, &asking.request.dataset).await?;
                    let purpose = store::known_purpose(tx, &asking.request.purpose).await?;
                    let event = record::refused(asking, consent, dataset.as_ref(), purpose, code);
                    let organisation = Chain::Organisation(asking.organisation.clone());
                    match account {
                        Some(account) => self.put_in_evidence(tx, account, organisation, &event).await,
                        None => parts.evidence.record(tx, organisation, &event).await.map(drop),
                    }
                })
            })
            .await;
        match written {
            Ok(()) => refusal,
            Err(error) => error,
        }
    }
}

/// Marks the request as seen, until its signature is void by anybody's clock.
async fn once(tx: &mut Tx<'_>, asking: &Asking) -> Result<()> {
    let until = asking.request.exp.saturating_add(LEEWAY_SECONDS + 1);
    let until = Timestamp::from_second(until).map_err(Error::internal)?;
    if store::first_time(tx, &asking.consumer, &asking.request.jti, until).await? {
        return Ok(());
    }
    Err(Error::conflict(
        "replayed",
        "A request with this `jti` was made already. Sign a new one with a new `jti`.",
    ))
}

/// The facts of the read, from the permit alone where the permit has them.
fn read_under(permit: &Permit, asking: &Asking, plan: &Plan, now: Timestamp) -> Read {
    Read {
        id: permit.read(),
        account: permit.account(),
        basis: match permit.basis() {
            Ground::Consent(_) => Basis::Consent,
            Ground::Law { .. } => Basis::Law,
            Ground::Registration => Basis::Registration,
        },
        consent: permit.consent(),
        consumer: asking.consumer.clone(),
        consumer_organisation: asking.organisation.clone(),
        provider: plan.provider.organisation.clone(),
        dataset: plan.dataset.id.clone(),
        fields: permit.fields().to_vec(),
        purpose: permit.purpose().clone(),
        request_sha256: String::new(),
        at: now,
    }
}

/// What is a refusal, to be put in evidence; the rest is a replay, which was, or our own trouble.
fn is_refusal(error: &Error) -> bool {
    let refused = matches!(
        error.kind(),
        Kind::Invalid | Kind::Forbidden | Kind::NotFound | Kind::Conflict | Kind::Gone
    );
    refused && error.code() != "replayed"
}
