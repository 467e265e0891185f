//! Both ways with the program of that name, and what a hostile file meets.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use causeway_core::Rng;
use proptest::prelude::*;

use super::stream::{CHUNK, TAG};
use super::*;

fn identity(seed: u64) -> Identity {
    Identity::generate(&Rng::seeded(seed)).unwrap()
}

fn encrypt(to: &[Recipient], plain: &[u8]) -> Vec<u8> {
    let mut encryptor = Encryptor::new(Vec::new(), to, &Rng::seeded(5)).unwrap();
    encryptor.write_all(plain).unwrap();
    encryptor.finish().unwrap().0
}

fn decrypt(file: &[u8], identity: &Identity) -> Result<Vec<u8>, Refused> {
    let mut plain = Vec::new();
    let read =
        Decryptor::new(file, std::slice::from_ref(identity)).and_then(|mut d| d.read_to_end(&mut plain));
    read.map(|_| plain).map_err(|e| *e.get_ref().unwrap().downcast_ref::<Refused>().unwrap())
}

/// Where the body's first chunk begins.
fn body(file: &[u8]) -> usize {
    let dashes = file.windows(5).position(|w| w == b"\n--- ").unwrap();
    let end = file[dashes + 1..].iter().position(|b| *b == b'\n').unwrap();
    dashes + 1 + end + 1 + 16
}

/// A key pair and a file made by Debian's `age` 1.1.1.
const SECRET: &str = "AGE-SECRET-KEY-1NY8JLQVVQLCGVY0NXA990GDXU7XEX0HR480QPFML2T83DK6CMCKQHN0PTP";
const PUBLIC: &str = "age1sqax9vwf63mceq4uja487dgaj6m4mfk46rvcqyp8w3ktz6t55p2qyx9d0j";
const FILE: &str = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBRM0ZGTHlGaVJSWFJyNFBBMjl5Q3lZZXMvRkwxclNOUWdLL1JtYzJLN2l3ClIrVTZuUXpCbm45RzU2QWpQYzVYWThFMXljR21PZUdnbkhxSDRJNnRpQzAKLS0tIEFPWmpXOGpXZytta2IwU2x4N0RLS3NkVWRCVUVEVkVmeFdXRDJuRmhRRjgKPAJeQ0nY/wPcEIq8TsesnMrm8f+4ivyWDrU+vWCwTbCqDcoz1s1v/MeDjAKWMLk=";

#[test]
fn keys_are_written_as_age_writes_them() {
    let identity: Identity = SECRET.parse().unwrap();
    assert_eq!(identity.recipient().unwrap().to_string(), PUBLIC);
    assert_eq!(identity.reveal().as_str(), SECRET);
    assert_eq!(PUBLIC.parse::<Recipient>().unwrap(), identity.recipient().unwrap());
    for bad in [&SECRET.to_ascii_lowercase(), PUBLIC, "", "AGE-SECRET-KEY-1", &SECRET.replace("NY8", "NY9")] {
        assert_eq!(bad.parse::<Identity>().unwrap_err().code(), "bad_identity", "{bad}");
    }
    for bad in [SECRET, &PUBLIC.to_ascii_uppercase(), &PUBLIC.replace("0j", "0k"), "age1"] {
        assert_eq!(bad.parse::<Recipient>().unwrap_err().code(), "bad_recipient", "{bad}");
    }
}

#[test]
fn a_file_of_keys_may_hold_remarks() {
    let text = format!("# created: today\n\n{SECRET}\n");
    assert_eq!(Identity::parse_file(&text).unwrap().len(), 1);
    assert_eq!(Recipient::parse_file(&format!("{PUBLIC}\n# ours\n{PUBLIC}")).unwrap().len(), 2);
    assert_eq!(Identity::parse_file("# nothing\n").unwrap_err().code(), "bad_identity");
    assert_eq!(Recipient::parse_file(&text).unwrap_err().code(), "bad_recipient");
}

#[test]
fn a_file_made_by_age_opens() {
    let file = crate::b64::decode_standard(FILE).unwrap();
    assert_eq!(decrypt(&file, &SECRET.parse().unwrap()).unwrap(), b"hello from age\n");
}

/// Where the program is installed (CI has it), it opens what we write and we open what it writes, at every awkward length.
#[test]
fn the_age_program_opens_our_files_and_we_open_its() {
    if Command::new("age").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.txt");
    std::fs::write(&key, format!("{SECRET}\n")).unwrap();
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7] {
        let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let ours = encrypt(&[identity(1).recipient().unwrap(), PUBLIC.parse().unwrap()], &plain);
        assert!(run_age(&["-d", "-i", key.to_str().unwrap()], &ours) == plain, "{length}");
        let theirs = run_age(&["-r", PUBLIC], &plain);
        assert!(decrypt(&theirs, &SECRET.parse().unwrap()).unwrap() == plain, "{length}");
    }
}

fn run_age(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child =
        Command::new("age").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    output.stdout
}

#[test]
fn somebody_else_does_not_open_it() {
    let file = encrypt(&[identity(1).recipient().unwrap()], b"plain");
    assert_eq!(decrypt(&file, &identity(2)).unwrap_err(), Refused::NotForUs);
    assert_eq!(decrypt(&file, &identity(1)).unwrap(), b"plain");
}

#[test]
fn whoever_wrote_it_reads_it_back_by_its_key() {
    let mut encryptor =
        Encryptor::new(Vec::new(), &[identity(1).recipient().unwrap()], &Rng::seeded(5)).unwrap();
    encryptor.write_all(&vec![7; 100_000]).unwrap();
    let (file, key) = encryptor.finish().unwrap();
    let mut plain = Vec::new();
    Decryptor::with_key(file.as_slice(), &key).unwrap().read_to_end(&mut plain).unwrap();
    assert_eq!(plain, vec![7; 100_000]);
}

#[test]
fn a_file_for_nobody_is_not_begun() {
    assert_eq!(Encryptor::new(Vec::new(), &[], &Rng::seeded(5)).unwrap_err().code(), "bad_recipient");
    // A point of low order would make a secret that everybody knows.
    let low = Recipient([0; 32]);
    assert!(Encryptor::new(Vec::new(), &[low], &Rng::seeded(5)).is_err());
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let file = encrypt(&[identity(1).recipient().unwrap()], &vec![3; 2 * CHUNK + 100]);
    let start = body(&file);
    let chunk = CHUNK + TAG;
    for end in [
        start,
        start + 1,
        start + chunk - 1,
        start + chunk,
        start + chunk + 1,
        start + 2 * chunk,
        file.len() - 1,
    ] {
        assert!(decrypt(&file[..end], &identity(1)).is_err(), "{end}");
    }
    assert_eq!(
        decrypt(&file[..start + chunk], &identity(1)).unwrap_err(),
        Refused::Cut,
        "cut between chunks"
    );
    for end in 0..start {
        assert!(decrypt(&file[..end], &identity(1)).is_err(), "{end}");
    }
}

#[test]
fn chunks_keep_their_places() {
    let plain: Vec<u8> = (0..3 * CHUNK).map(|n| u8::try_from(n / CHUNK).unwrap()).collect();
    let file = encrypt(&[identity(1).recipient().unwrap()], &plain);
    let (start, chunk) = (body(&file), CHUNK + TAG);
    let parts: Vec<&[u8]> = file[start..].chunks(chunk).collect();
    for order in [[1, 0, 2].as_slice(), &[0, 2], &[0, 0, 1, 2], &[0, 1, 2, 2], &[2], &[0, 1]] {
        let moved = [&file[..start], &order.iter().map(|n| parts[*n]).collect::<Vec<_>>().concat()].concat();
        assert!(decrypt(&moved, &identity(1)).is_err(), "{order:?}");
    }
    let longer = [file.as_slice(), b"x"].concat();
    assert!(decrypt(&longer, &identity(1)).is_err());
    // Two files under one identity do not mix either.
    let mut other = Encryptor::new(Vec::new(), &[identity(1).recipient().unwrap()], &Rng::seeded(6)).unwrap();
    other.write_all(b"other").unwrap();
    let other = other.finish().unwrap().0;
    let mixed = [&file[..start], &other[body(&other)..]].concat();
    assert!(decrypt(&mixed, &identity(1)).is_err());
}

#[test]
fn a_recipient_cannot_be_added_or_taken_away() {
    let file = encrypt(&[identity(1).recipient().unwrap(), identity(2).recipient().unwrap()], b"plain");
    let text = String::from_utf8_lossy(&file[..body(&file)]).into_owned();
    let second = text.match_indices("-> ").nth(1).unwrap().0;
    let dashes = text.find("--- ").unwrap();
    let fewer = [&file[..second], &file[dashes..]].concat();
    assert_eq!(decrypt(&fewer, &identity(1)).unwrap_err(), Refused::Header);
}

#[test]
fn what_is_no_age_file_is_named_so() {
    for bad in [
        b"".as_slice(),
        b"SQLite format 3\0",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v2\n",
        &vec![0; 70_000],
    ] {
        assert_eq!(decrypt(bad, &identity(1)).unwrap_err(), Refused::NotAge);
    }
    // Stanzas that we do not know are passed over.
    let file = encrypt(&[identity(1).recipient().unwrap()], b"plain");
    let unknown = String::from_utf8_lossy(&file[..body(&file)]).replace("X25519", "later!");
    assert_eq!(decrypt(unknown.as_bytes(), &identity(1)).unwrap_err(), Refused::NotForUs);
}

#[test]
fn debug_does_not_show_a_key() {
    assert_eq!(format!("{:?}", identity(1)), "Identity(..)");
}

proptest! {
    #[test]
    fn a_flipped_bit_anywhere_is_refused(at: prop::sample::Index, bit in 0u8..8) {
        let mut file = encrypt(&[identity(1).recipient().unwrap()], b"a short text");
        let at = at.index(file.len());
        file[at] ^= 1 << bit;
        prop_assert!(decrypt(&file, &identity(1)).is_err());
    }

    #[test]
    fn nonsense_is_refused(file: Vec<u8>) {
        prop_assert!(decrypt(&file, &identity(1)).is_err());
    }

    #[test]
    fn whatever_was_written_in_whatever_pieces_is_read(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40_000), 0..6)) {
        let mut encryptor = Encryptor::new(Vec::new(), &[identity(1).recipient().unwrap()], &Rng::seeded(5)).unwrap();
        for piece in &pieces {
            encryptor.write_all(piece).unwrap();
        }
        let file = encryptor.finish().unwrap().0;
        prop_assert_eq!(decrypt(&file, &identity(1)).unwrap(), pieces.concat());
    }
}
