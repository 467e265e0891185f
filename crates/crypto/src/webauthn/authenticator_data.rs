//! The authenticator data: what the authenticator says and signs (section 6.1), and the steps that check it.

use uuid::Uuid;

use super::RelyingParty;
use super::cbor;
use super::cose::PublicKey;
use super::refusal::Refusal;
use super::response::LONGEST_ID;
use crate::digest::{equal, sha256};

const UP: u8 = 0x01;
const UV: u8 = 0x04;
const BE: u8 = 0x08;
const BS: u8 = 0x10;
const AT: u8 = 0x40;
const ED: u8 = 0x80;

/// Parsed to the last byte.
#[derive(Debug)]
pub(super) struct AuthenticatorData<'a> {
    rp_id_hash: &'a [u8; 32],
    flags: u8,
    pub(super) sign_count: u32,
    pub(super) attested: Option<Attested<'a>>,
}

/// Attested credential data (section 6.5.1).
#[derive(Debug)]
pub(super) struct Attested<'a> {
    pub(super) aaguid: Uuid,
    pub(super) id: &'a [u8],
    /// The `COSE_Key` as it came.
    pub(super) public_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let cut = Refusal::Malformed("authenticator data cut short");
        let (rp_id_hash, rest) = bytes.split_first_chunk().ok_or(cut)?;
        let (flags, rest) = rest.split_first().ok_or(cut)?;
        let (sign_count, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (attested, rest) = if flags & AT == 0 { (None, rest) } else { Attested::parse(rest)? };
        let rest = if flags & ED == 0 { rest } else { cbor::first(rest)?.2 };
        if !rest.is_empty() {
            return Err(Refusal::Malformed("bytes after the authenticator data"));
        }
        Ok(Self { rp_id_hash, flags: *flags, sign_count: u32::from_be_bytes(*sign_count), attested })
    }

    pub(super) fn backup_eligible(&self) -> bool {
        self.flags & BE != 0
    }

    pub(super) fn backed_up(&self) -> bool {
        self.flags & BS != 0
    }

    /// The steps that both ceremonies share: 7.1 steps 14 to 17 and 7.2 steps 15 to 18.
    pub(super) fn check(&self, rp: &RelyingParty) -> Result<(), Refusal> {
        self.check_rp_id(rp)?;
        self.check_user_present()?;
        self.check_user_verified()?;
        self.check_backup()
    }

    fn check_rp_id(&self, rp: &RelyingParty) -> Result<(), Refusal> {
        if equal(self.rp_id_hash, &sha256(rp.id.as_bytes())) { Ok(()) } else { Err(Refusal::RelyingParty) }
    }

    fn check_user_present(&self) -> Result<(), Refusal> {
        if self.flags & UP == 0 { Err(Refusal::UserPresence) } else { Ok(()) }
    }

    fn check_user_verified(&self) -> Result<(), Refusal> {
        if self.flags & UV == 0 { Err(Refusal::UserVerification) } else { Ok(()) }
    }

    /// What cannot be backed up is not backed up.
    fn check_backup(&self) -> Result<(), Refusal> {
        if self.backed_up() && !self.backup_eligible() { Err(Refusal::Backup) } else { Ok(()) }
    }
}

impl<'a> Attested<'a> {
    fn parse(bytes: &'a [u8]) -> Result<(Option<Self>, &'a [u8]), Refusal> {
        let cut = Refusal::Malformed("attested credential data cut short");
        let (aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(cut)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(cut)?;
        let length = usize::from(u16::from_be_bytes(*length));
        // 7.1 step 25, and before the id is used for anything.
        if !(1..=LONGEST_ID).contains(&length) {
            return Err(Refusal::Malformed("the credential id's length"));
        }
        let (id, rest) = rest.split_at_checked(length).ok_or(cut)?;
        let (map, public_key, rest) = cbor::first(rest)?;
        PublicKey::from_map(&map)?;
        Ok((Some(Self { aaguid: Uuid::from_bytes(*aaguid), id, public_key }), rest))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Key, authenticator_data, relying_party};
    use super::*;
    use proptest::prelude::*;

    const SOUND: u8 = UP | UV;

    fn check(flags: u8) -> Result<(), Refusal> {
        let bytes = authenticator_data("id.example.gov", flags, 7, None);
        AuthenticatorData::parse(&bytes).unwrap().check(&relying_party())
    }

    #[test]
    fn section_6_1_the_plain_form_has_37_bytes() {
        let bytes = authenticator_data("id.example.gov", SOUND, 0x0102_0304, None);
        assert_eq!(bytes.len(), 37);
        let data = AuthenticatorData::parse(&bytes).unwrap();
        assert_eq!(data.sign_count, 0x0102_0304);
        assert!(data.attested.is_none());
    }

    #[test]
    fn step_7_1_14_and_7_2_15_rp_id_hash() {
        let bytes = authenticator_data("evil.example", SOUND, 0, None);
        let refused = AuthenticatorData::parse(&bytes).unwrap().check(&relying_party());
        assert_eq!(refused, Err(Refusal::RelyingParty));
    }

    #[test]
    fn step_7_1_15_and_7_2_16_user_present() {
        assert_eq!(check(UV), Err(Refusal::UserPresence));
    }

    #[test]
    fn step_7_1_16_and_7_2_17_user_verified() {
        assert_eq!(check(UP), Err(Refusal::UserVerification));
        assert_eq!(check(SOUND), Ok(()));
    }

    #[test]
    fn step_7_1_17_and_7_2_18_backed_up_only_if_eligible() {
        assert_eq!(check(SOUND | BS), Err(Refusal::Backup));
        assert_eq!(check(SOUND | BE), Ok(()));
        assert_eq!(check(SOUND | BE | BS), Ok(()));
    }

    #[test]
    fn section_6_1_reserved_flags_are_ignored() {
        assert_eq!(check(SOUND | 0x02 | 0x20), Ok(()));
    }

    #[test]
    fn trailing_and_missing_bytes_are_refused() {
        let bytes = authenticator_data("id.example.gov", SOUND, 0, None);
        for length in 0..bytes.len() {
            assert!(AuthenticatorData::parse(&bytes[..length]).is_err(), "{length}");
        }
        assert!(AuthenticatorData::parse(&[&bytes[..], &[0]].concat()).is_err());
    }

    #[test]
    fn extensions_are_one_cbor_map() {
        let bytes = authenticator_data("id.example.gov", SOUND | ED, 0, None);
        assert!(AuthenticatorData::parse(&bytes).is_err());
        assert!(AuthenticatorData::parse(&[&bytes[..], &[0xa0]].concat()).is_ok());
        assert!(AuthenticatorData::parse(&[&bytes[..], &[0xa0, 0xa0]].concat()).is_err());
        assert!(AuthenticatorData::parse(&[&bytes[..], &[0x80]].concat()).is_err());
    }

    #[test]
    fn step_7_1_25_the_credential_id_has_1_to_1023_bytes() {
        let parse = |length: usize| {
            let bytes =
                authenticator_data("id.example.gov", SOUND, 0, Some((&vec![1; length], &Key::es256())));
            AuthenticatorData::parse(&bytes).map(|data| data.attested.unwrap().id.len())
        };
        assert_eq!(parse(1), Ok(1));
        assert_eq!(parse(1023), Ok(1023));
        assert!(parse(0).is_err());
        assert!(parse(1024).is_err());
    }

    proptest! {
        #[test]
        fn nonsense_never_panics(bytes: Vec<u8>, flags: u8) {
            let mut data = authenticator_data("id.example.gov", flags & !AT, 0, None);
            data.extend_from_slice(&bytes);
            let _ = AuthenticatorData::parse(&data);
            let _ = AuthenticatorData::parse(&bytes);
        }
    }
}
