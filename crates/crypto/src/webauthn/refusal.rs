//! Why a ceremony is refused: a closed set, one member for each kind of step.

use causeway_core::Error;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It cannot be read; says what.
    Malformed(&'static str),
    /// `type` in the client data is that of the other ceremony.
    Type,
    /// Another challenge than ours.
    Challenge,
    /// An origin that is not in the list.
    Origin,
    /// In a frame of another site.
    CrossOrigin,
    /// The hash of another relying party id.
    RelyingParty,
    /// The flag UP is not set.
    UserPresence,
    /// The flag UV is not set.
    UserVerification,
    /// BE and BS contradict each other or the past.
    Backup,
    /// A key of an algorithm that was not asked for, or not a key.
    Algorithm,
    /// Another credential.
    Credential,
    /// The signature does not fit.
    Signature,
    /// The signature counter went backwards.
    Cloned,
}

impl Refusal {
    fn code(self) -> &'static str {
        match self {
            Self::Malformed(_) => "passkey_malformed",
            Self::Type => "passkey_wrong_type",
            Self::Challenge => "passkey_wrong_challenge",
            Self::Origin => "passkey_wrong_origin",
            Self::CrossOrigin => "passkey_cross_origin",
            Self::RelyingParty => "passkey_wrong_relying_party",
            Self::UserPresence => "passkey_user_not_present",
            Self::UserVerification => "passkey_user_not_verified",
            Self::Backup => "passkey_backup_inconsistent",
            Self::Algorithm => "passkey_wrong_algorithm",
            Self::Credential => "passkey_wrong_credential",
            Self::Signature => "passkey_bad_signature",
            Self::Cloned => "authenticator_cloned",
        }
    }

    fn public(self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::Type => {
                "The browser's answer could not be read. Reload the page, then try again."
            }
            Self::Challenge => {
                "This passkey answer belongs to another request. Reload the page, then try again."
            }
            Self::Origin | Self::CrossOrigin | Self::RelyingParty => {
                "This passkey answer was made on another site. Open this site itself, check its address, then try again."
            }
            Self::UserPresence | Self::UserVerification => {
                "Your device did not check that it is you. Switch on its screen lock, fingerprint or face check, then try again."
            }
            Self::Algorithm => {
                "This kind of passkey is not supported. Use another device or password manager."
            }
            Self::Backup | Self::Credential | Self::Signature => {
                "This passkey could not be verified. Try again, or use another of your passkeys."
            }
            Self::Cloned => {
                "This passkey seems to have been copied, so it was refused. Use another of your passkeys, then remove this one."
            }
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let error = match refusal {
            Refusal::Cloned => Self::forbidden(refusal.code(), refusal.public()),
            _ => Self::invalid(refusal.code(), refusal.public()),
        };
        match refusal {
            Refusal::Malformed(what) => error.with_cause(what),
            _ => error,
        }
    }
}
