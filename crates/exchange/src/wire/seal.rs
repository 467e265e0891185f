//! The provider's side: seals what it found to the consumer, and declares it in a manifest.

use causeway_core::{Error, Result};
use causeway_crypto::jose::{SigningKey, encrypt};
use jiff::Timestamp;

use super::{
    Answer, CTY_ANSWER, GatewayRequest, InnerAnswer, Manifest, PAD_BYTES, TYP_ANSWER, TYP_MANIFEST, Values,
    digest_of,
};

/// What a provider found: the values of the fields asked for, or that there is no record.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Whether there is a record.
    pub found: bool,
    /// Its values, none beyond the fields asked for.
    pub values: Values,
}

impl Findings {
    /// There is no record of this person.
    pub fn no_record() -> Self {
        Self { found: false, values: Values::default() }
    }
}

/// Seals `findings` as the answer to `request`, whose compact form is `compact`.
///
/// # Errors
/// `internal` when the recipient's key cannot be sealed to.
pub fn seal_answer(
    key: &SigningKey,
    request: &GatewayRequest,
    compact: &str,
    findings: Findings,
    now: Timestamp,
) -> Result<Answer> {
    let request_sha256 = digest_of(compact);
    let consumer_request_sha256 = digest_of(&request.consumer_request);
    let inner = padded(InnerAnswer {
        iss: request.aud.clone(),
        aud: request.consumer.clone(),
        iat: now.as_second(),
        read: request.jti,
        request_sha256: request_sha256.clone(),
        consumer_request_sha256: consumer_request_sha256.clone(),
        found: findings.found,
        values: findings.values,
        pad: String::new(),
    })?;
    let signed = key.sign(TYP_ANSWER, &inner)?;
    let answer = encrypt(&request.enc, None, Some(CTY_ANSWER), signed.as_bytes())?;
    let manifest = Manifest {
        iss: request.aud.clone(),
        aud: request.consumer.clone(),
        iat: now.as_second(),
        read: request.jti,
        request_sha256,
        consumer_request_sha256,
        fields: request.fields.clone(),
        ciphertext_sha256: digest_of(&answer),
        recipient: request.enc.thumbprint()?,
    };
    Ok(Answer { manifest: key.sign(TYP_MANIFEST, &manifest)?, answer })
}

/// Fills the payload up, so that its length tells as little as can be: "no record" looks like any short record.
fn padded(mut inner: InnerAnswer) -> Result<InnerAnswer> {
    let length = serde_json::to_vec(&inner).map_err(Error::internal)?.len();
    inner.pad = " ".repeat(length.next_multiple_of(PAD_BYTES) - length);
    Ok(inner)
}
