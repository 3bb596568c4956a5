//! Contrast between two colours (WCAG 2.2, relative luminance).

/// The least contrast for text.
pub(super) const LEAST: f64 = 4.5;

/// The contrast of two colours written `#rrggbb`, from 1 to 21; none when one is not a colour.
pub(super) fn ratio(one: &str, other: &str) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_21_to_1_and_a_colour_on_itself_1_to_1() {
        assert_eq!(ratio("#000000", "#ffffff").map(f64::round), Some(21.0));
        assert_eq!(ratio("#0f4a38", "#0f4a38"), Some(1.0));
        assert!(ratio("#0f4a38", "#ffffff").is_some_and(|ratio| ratio > 9.0));
        assert_eq!((ratio("verde", "#ffffff"), ratio("#fff", "#ffffff")), (None, None));
    }
}
