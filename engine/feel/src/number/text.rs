//! Numbers from and to text.

use super::{DIGITS, Number};
use std::fmt;
use std::str::FromStr;

/// The text is not a number, or it is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number within range")]
pub struct NumberError;

impl FromStr for Number {
    type Err = NumberError;

    /// Reads `-12.50`, `.5`, `1e10`, `1.2E-3`.
    fn from_str(text: &str) -> Result<Number, NumberError> {
        parse(text).ok_or(NumberError)
    }
}

fn parse(text: &str) -> Option<Number> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, unsigned) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if whole.is_empty() && fraction.is_empty() || unsigned.ends_with('.') {
        return None;
    }
    let mut coefficient: i128 = 0;
    let mut scale: i32 = 0;
    let digits = whole
        .bytes()
        .map(|b| (b, false))
        .chain(fraction.bytes().map(|b| (b, true)));
    for (byte, fractional) in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        // Three guard digits beyond 34, then a sticky one, so that rounding happens once.
        if coefficient < 10i128.pow(DIGITS + 2) {
            coefficient = coefficient * 10 + i128::from(byte - b'0');
            scale -= i32::from(fractional);
        } else {
            coefficient |= i128::from(byte != b'0');
            scale += i32::from(!fractional);
        }
    }
    let coefficient = if negative { -coefficient } else { coefficient };
    Number::new(coefficient, exponent.checked_add(scale)?)
}

impl fmt::Display for Number {
    /// Plain notation without trailing zeros; scientific only beyond 34 places either way.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (coefficient, exponent) = self.reduced();
        let sign = if coefficient < 0 { "-" } else { "" };
        let digits = coefficient.unsigned_abs().to_string();
        let point = digits.len() as i64 + i64::from(exponent);
        match exponent {
            0 => write!(f, "{sign}{digits}"),
            1.. if point <= 40 => write!(f, "{sign}{digits}{:0<1$}", "", exponent as usize),
            ..=-1 if point > 0 => {
                let (whole, fraction) = digits.split_at(point as usize);
                write!(f, "{sign}{whole}.{fraction}")
            }
            ..=-1 if point > -40 => write!(f, "{sign}0.{:0<1$}{digits}", "", point.unsigned_abs() as usize),
            _ => {
                let (first, rest) = digits.split_at(1);
                let dot = if rest.is_empty() { "" } else { "." };
                write!(f, "{sign}{first}{dot}{rest}E{:+}", point - 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_as_the_same_number() {
        for text in [
            "0",
            "-12.5",
            "0.001",
            "1234567890123456789012345678901234",
            "1E+500",
            "-2.5E-100",
        ] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn trailing_zeros_are_not_shown() {
        assert_eq!("1.50".parse::<Number>().unwrap().to_string(), "1.5");
        assert_eq!("1e3".parse::<Number>().unwrap().to_string(), "1000");
        assert_eq!(".5".parse::<Number>().unwrap().to_string(), "0.5");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["", "-", ".", "1.", "1e", "1e99999999999", "0x10", "1 2", "--1", "+1"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn more_than_thirty_four_digits_are_rounded() {
        let number: Number = "12345678901234567890123456789012345678".parse().unwrap();
        assert_eq!(number, "1.234567890123456789012345678901235e37".parse().unwrap());
    }
}
