//! The verification QR code as vector graphics.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// Side of the drawing in SVG units; the template scales it.
const SIDE: u32 = 240;

/// Draws `text` as an SVG image, black on white with its quiet zone.
///
/// Level M survives a stamp or a fold on about 15 % of the modules.
pub fn svg(text: &str) -> Result<String, qrcode::types::QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    Ok(code
        .render::<svg::Color<'_>>()
        .min_dimensions(SIDE, SIDE)
        .quiet_zone(true)
        .build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verification_url_becomes_an_svg_of_paths() {
        let svg = svg("https://tramites.ejemplo.gov.co/v/7KQ4M2XD9RTH").unwrap();
        assert!(svg.contains("<svg") && svg.contains("<path"));
    }

    #[test]
    fn a_text_that_fits_no_code_is_an_error() {
        assert!(super::svg(&"x".repeat(5000)).is_err());
    }
}
