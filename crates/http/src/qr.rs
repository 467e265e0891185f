//! QR codes as pictures that a page may show under its content policy (`img-src data:`).

use std::fmt::Write as _;

use causeway_core::{Error, Result};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// The QR code of `text` as an SVG: black on white with its quiet zone, level M (ISO/IEC 18004).
///
/// # Errors
/// `qr_too_long` when the text does not fit.
pub fn svg(text: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| Error::invalid("qr_too_long", "This text is too long for a QR code. Shorten it."))?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(280, 280).quiet_zone(true).build())
}

/// The same as an address for `<img src>`.
///
/// # Errors
/// As [`svg()`].
pub fn data_url(text: &str) -> Result<String> {
    let svg = svg(text)?;
    let mut url = String::from("data:image/svg+xml,");
    for byte in svg.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'/' | b'=' | b':' | b'.' | b',' | b'-' => {
                url.push(char::from(byte));
            }
            b'"' => url.push('\''),
            other => {
                let _ = write!(url, "%{other:02X}");
            }
        }
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_needs_no_escaping_in_an_attribute() {
        let url = data_url("https://id.example/x/1.abc.5.def").unwrap();
        assert!(url.starts_with("data:image/svg+xml,"));
        assert!(!url.contains(['"', '<', '>', '#', '&', '\n']));
    }

    #[test]
    fn a_text_too_long_is_told() {
        assert_eq!(svg(&"x".repeat(5000)).unwrap_err().code(), "qr_too_long");
    }
}
