//! The algorithms that sign.

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alg {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    Es256,
    /// Ed25519 (RFC 8037 section 3.1).
    EdDsa,
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 7518 section 3.5).
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3): for services that know nothing else.
    Rs256,
}

impl Alg {
    /// Those that are taken from anybody: what FAPI 2.0 Security Profile section 5.4.1 names.
    pub const STRONG: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Ps256];

    /// The value of the `alg` header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }

    /// Whether a header names it: `Ed25519` is the fully specified name of RFC 9864.
    pub(super) fn is_named(self, alg: &str) -> bool {
        alg == self.name() || (self == Self::EdDsa && alg == "Ed25519")
    }
}
