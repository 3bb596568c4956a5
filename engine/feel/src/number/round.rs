//! Rounding to a number of decimal places.

use super::arithmetic::{digits, power_of_ten};
use super::{DIGITS, Number};

/// Which neighbour a number is rounded to (DMN 1.5 §10.3.4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest; ties away from zero.
    HalfUp,
    /// To the nearest; ties towards zero.
    HalfDown,
    /// To the nearest; ties to the even digit.
    HalfEven,
}

impl Number {
    /// Rounds to `places` decimals (negative: tens, hundreds…). `None` when the result would need
    /// more than 34 digits.
    pub fn rounded(self, places: i32, rounding: Rounding) -> Option<Number> {
        let target = -places;
        if self.exponent >= target {
            return Some(self);
        }
        let negative = self.is_negative();
        let magnitude = self.coefficient().unsigned_abs();
        let shift = self.exponent.abs_diff(target);
        let (quotient, remainder, divisor) = if shift > digits(magnitude) {
            // Everything is below half of the last kept place.
            (0, u128::from(magnitude != 0), 10)
        } else {
            let divisor = power_of_ten(shift)?;
            (magnitude / divisor, magnitude % divisor, divisor)
        };
        let up = match rounding {
            _ if remainder == 0 => false,
            Rounding::Floor => negative,
            Rounding::Ceiling => !negative,
            Rounding::Up => true,
            Rounding::Down => false,
            Rounding::HalfUp => remainder >= divisor / 2,
            Rounding::HalfDown => remainder > divisor / 2,
            Rounding::HalfEven => remainder > divisor / 2 || (remainder == divisor / 2 && quotient % 2 == 1),
        };
        let rounded = i128::try_from(quotient + u128::from(up)).ok()?;
        Number::new(if negative { -rounded } else { rounded }, target)
    }

    /// The largest whole number not above this one.
    pub fn floor(self) -> Number {
        self.rounded(0, Rounding::Floor).unwrap_or(self)
    }

    /// The smallest whole number not below this one.
    pub fn ceiling(self) -> Number {
        self.rounded(0, Rounding::Ceiling).unwrap_or(self)
    }

    /// The number written with exactly `places` decimals (at most 34), for documents.
    pub fn to_fixed(self, places: u32, rounding: Rounding) -> Option<String> {
        let places = places.min(DIGITS);
        let rounded = self.rounded(places as i32, rounding)?;
        let text = rounded.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let sign = if rounded.is_negative() { "-" } else { "" };
        if places == 0 {
            return Some(format!("{sign}{whole}"));
        }
        Some(format!("{sign}{whole}.{fraction:0<width$}", width = places as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_rounding_treats_ties_and_signs_its_own_way() {
        let round = |text: &str, way| text.parse::<Number>().unwrap().rounded(0, way).unwrap().to_string();
        assert_eq!(round("2.5", Rounding::HalfEven), "2");
        assert_eq!(round("2.5", Rounding::HalfUp), "3");
        assert_eq!(round("-2.5", Rounding::HalfDown), "-2");
        assert_eq!(round("-2.1", Rounding::Up), "-3");
        assert_eq!(round("-2.9", Rounding::Down), "-2");
        assert_eq!(round("-0.1", Rounding::Floor), "-1");
        assert_eq!(round("0.0001", Rounding::Ceiling), "1");
    }

    #[test]
    fn negative_places_round_to_hundreds() {
        let number: Number = "1250".parse().unwrap();
        assert_eq!(number.rounded(-2, Rounding::HalfEven), Some(Number::from(1200)));
    }

    #[test]
    fn fixed_text_pads_with_zeros() {
        let number: Number = "12.5".parse().unwrap();
        assert_eq!(number.to_fixed(2, Rounding::HalfUp).as_deref(), Some("12.50"));
        assert_eq!(Number::from(-3).to_fixed(0, Rounding::HalfUp).as_deref(), Some("-3"));
    }
}
