//! Tests of distinguished names, named after the clauses.

use proptest::prelude::*;

use super::super::Certificate;
use super::super::tests::made_for;
use super::*;

fn name(text: &str) -> DistinguishedName {
    text.parse().unwrap()
}

fn subject(of: &str) -> DistinguishedName {
    Certificate::from_der(&made_for(of, &[])).unwrap().subject.unwrap()
}

#[test]
fn rfc4514_4_the_examples_are_read_and_written() {
    for text in [
        "UID=jsmith,DC=example,DC=net",
        "OU=Sales+CN=J.  Smith,DC=example,DC=net",
        r#"CN=James \"Jim\" Smith\, III,DC=example,DC=net"#,
        "1.3.6.1.4.1.1466.0=#04024869",
    ] {
        let written = name(text).to_string();
        assert_eq!(name(&written), name(text));
        assert_eq!(written.replace("CN=J.  Smith+OU=Sales", "OU=Sales+CN=J.  Smith"), text);
    }
    assert_eq!(
        name(r"CN=Before\0dAfter,DC=example,DC=net").to_string(),
        "CN=Before\rAfter,DC=example,DC=net"
    );
    assert_eq!(name(r"CN=Lu\C4\8Di\C4\87"), name("CN=Lučić"));
}

#[test]
fn rfc8705_2_1_2_a_subject_equals_what_was_registered() {
    let certificate = subject("/C=TW/O=Ministry, of \\+Health/OU=Ünit/CN=client one");
    for same in [
        r"CN=client one,OU=Ünit,O=Ministry\, of \+Health,C=TW",
        r"cn = client one , ou=\C3\9Cnit, o=Ministry\2c of \2bHealth, 2.5.4.6=TW",
        r"CN=#0c0a636c69656e74206f6e65,OU=Ünit,O=Ministry\, of \+Health,C=#13025457",
    ] {
        assert_eq!(name(same), certificate, "{same}");
    }
    for other in [
        r"C=TW,O=Ministry\, of \+Health,OU=Ünit,CN=client one",
        r"CN=client one,OU=Ünit,O=Ministry\, of \+Health",
        r"CN=Client One,OU=Ünit,O=Ministry\, of \+Health,C=TW",
        r"CN=client  one,OU=Ünit,O=Ministry\, of \+Health,C=TW",
        r"CN=client one\00,OU=Ünit,O=Ministry\, of \+Health,C=TW",
        r"CN=client one+OU=Ünit,O=Ministry\, of \+Health,C=TW",
        "CN=client one",
    ] {
        assert_ne!(name(other), certificate, "{other}");
    }
    assert_eq!(name(&certificate.to_string()), certificate);
}

#[test]
fn what_another_implementation_writes_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for of in [
        "/C=TW/O=A\\/B/CN=c",
        "/DC=gov/DC=example/UID=x#y/CN=#hash ",
        "/organizationIdentifier=PSDTW-1/serialNumber=7/emailAddress=a@b.example/CN=q\"<>;=",
        "/CN= lead and trail ",
        "/O=a+OU=b/CN=c",
    ] {
        let der = made_for(of, &["-multivalue-rdn"]);
        std::fs::write(folder.path().join("c.der"), &der).unwrap();
        let said = std::process::Command::new("openssl")
            .args([
                "x509",
                "-inform",
                "DER",
                "-in",
                "c.der",
                "-noout",
                "-subject",
                "-nameopt",
                "RFC2253,utf8",
            ])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        let text = text.trim_end_matches('\n').strip_prefix("subject=").unwrap();
        let certificate = Certificate::from_der(&der).unwrap().subject.unwrap();
        assert_eq!(name(text), certificate, "{text}");
        assert_eq!(name(&certificate.to_string()), certificate, "{certificate}");
    }
}

#[test]
fn rfc4514_3_what_is_no_name_is_refused() {
    for bad in [
        "",
        " ",
        "CN",
        "=x",
        "CN=a,",
        "CN=a+",
        ",CN=a",
        "CN=a,,O=b",
        "CN=\"quoted\"",
        "CN=a;O=b",
        "CN=<a>",
        r"CN=a\",
        r"CN=a\zz",
        r"CN=a\c4",
        "CN=#",
        "CN=#zz",
        "CN=#0c05ab",
        "CN=#0c",
        "nonsense=x",
        "2=x",
        "2.05.4=x",
        "2..5=x",
        "CN=a\0b",
    ] {
        assert_eq!(bad.parse::<DistinguishedName>().unwrap_err().code(), "bad_name", "{bad:?}");
    }
    assert!(format!("CN={}", "a".repeat(LONGEST)).parse::<DistinguishedName>().is_err());
}

#[test]
fn rfc5280_4_1_2_6_an_empty_subject_is_no_name() {
    assert!(DistinguishedName::from_der(&[]).is_none());
    assert!(DistinguishedName::from_der(&[SET, 0]).is_none());
}

#[test]
fn x690_8_19_object_identifiers_are_written_in_dots() {
    for (der, wanted) in [
        (&[0x55, 4, 3][..], Some("2.5.4.3")),
        (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], Some("0.9.2342.19200300.100.1.25")),
        (&[0x88, 0x37, 3], Some("2.999.3")),
        (&[], None),
        (&[0x55, 0x84], None),
        (&[0x55, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], None),
    ] {
        assert_eq!(dotted(der).as_deref(), wanted);
    }
}

proptest! {
    #[test]
    fn whatever_is_in_a_name_it_is_read_again_as_it_was_written(values in prop::collection::vec("\\PC{0,140}", 1..4)) {
        let pairs = values.iter().map(|value| {
            vec![Pair { of: "2.5.4.3".to_owned(), value: Value::Text(value.clone()) }, Pair { of: "1.2.3".to_owned(), value: Value::Text(value.clone()) }]
        });
        let name = DistinguishedName::of(pairs.collect()).unwrap();
        let written = name.to_string();
        let read = written.parse::<DistinguishedName>();
        if written.len() <= LONGEST {
            prop_assert_eq!(read.unwrap(), name);
        } else {
            prop_assert_eq!(read.unwrap_err().code(), "bad_name");
        }
    }

    #[test]
    fn any_text_and_any_bytes_are_survived(text in "[CNO=,+\\\\#\" a-f0-9.;\\x00é]{0,60}", bytes: Vec<u8>) {
        if let Ok(name) = text.parse::<DistinguishedName>() {
            prop_assert_eq!(name.to_string().parse::<DistinguishedName>().unwrap(), name);
        }
        let _ = DistinguishedName::from_der(&bytes);
        let _ = dotted(&bytes);
    }
}
