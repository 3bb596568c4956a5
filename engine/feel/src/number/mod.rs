//! Decimal numbers of 34 digits, as FEEL asks (IEEE 754-2008 decimal128, DMN 1.5 §10.3.2.3.1).
//!
//! Our own because the crates we looked at keep 28 digits (`rust_decimal`), bring a context and
//! macros we do not need (`fastnum`) or call C (`dec`); this one is `Copy`, 24 bytes and exact.

mod arithmetic;
mod functions;
mod round;
mod text;

pub use round::Rounding;

use std::cmp::Ordering;

/// How many significant digits a number keeps.
pub const DIGITS: u32 = 34;
/// Largest coefficient: 34 nines.
const MAX_COEFFICIENT: u128 = 10u128.pow(DIGITS) - 1;
/// Smallest and largest exponent of the last digit, as in decimal128.
const MIN_EXPONENT: i32 = -6176;
const MAX_EXPONENT: i32 = 6111;

/// A decimal number: `coefficient × 10^exponent`, at most 34 digits.
///
/// Equality and order are by value: `1.0` equals `1`.
#[derive(Clone, Copy)]
pub struct Number {
    // Two halves instead of one i128 so that a `Value` stays 8-byte aligned and half as large.
    high: i64,
    low: u64,
    exponent: i32,
}

impl Number {
    /// Zero.
    pub const ZERO: Number = Number::raw(0, 0);
    /// One.
    pub const ONE: Number = Number::raw(1, 0);

    const fn raw(coefficient: i128, exponent: i32) -> Number {
        Number {
            high: (coefficient >> 64) as i64,
            low: coefficient as u64,
            exponent,
        }
    }

    const fn coefficient(self) -> i128 {
        ((self.high as i128) << 64) | self.low as i128
    }

    /// The number `coefficient × 10^exponent`, rounded half-even to 34 digits; `None` when it is
    /// out of the range of decimal128.
    pub fn new(coefficient: i128, exponent: i32) -> Option<Number> {
        arithmetic::fit(coefficient, exponent)
    }

    /// The number as a whole `i64`; `None` when it has a fraction or does not fit.
    pub fn to_i64(self) -> Option<i64> {
        let (coefficient, exponent) = self.reduced();
        if exponent < 0 {
            return None;
        }
        let scale = 10i128.checked_pow(u32::try_from(exponent).ok()?)?;
        i64::try_from(coefficient.checked_mul(scale)?).ok()
    }

    /// The nearest binary float.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The shortest decimal that reads back as `value`; `None` for infinities and NaN.
    pub fn from_f64(value: f64) -> Option<Number> {
        if value.is_finite() {
            format!("{value:e}").parse().ok()
        } else {
            None
        }
    }

    /// Whether the number is zero.
    pub const fn is_zero(self) -> bool {
        self.high == 0 && self.low == 0
    }

    /// Whether the number is below zero.
    pub const fn is_negative(self) -> bool {
        self.high < 0
    }

    /// Whether the number has no fraction.
    pub fn is_integer(self) -> bool {
        self.exponent >= 0 || self.reduced().1 >= 0
    }

    /// Coefficient and exponent without trailing zeros.
    fn reduced(self) -> (i128, i32) {
        let (mut coefficient, mut exponent) = (self.coefficient(), self.exponent);
        if coefficient == 0 {
            return (0, 0);
        }
        while coefficient % 10 == 0 {
            coefficient /= 10;
            exponent += 1;
        }
        (coefficient, exponent)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number::raw(value.into(), 0)
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Number {
        Number::raw(value.into(), 0)
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Number {
        Number::raw(value.into(), 0)
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Number {
        Number::raw(value as i128, 0)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        let (a, b) = (self.coefficient(), other.coefficient());
        if self.exponent == other.exponent {
            return a.cmp(&b);
        }
        if a.signum() != b.signum() || a == 0 {
            return a.signum().cmp(&b.signum());
        }
        let magnitude =
            arithmetic::compare_magnitudes((a.unsigned_abs(), self.exponent), (b.unsigned_abs(), other.exponent));
        if a < 0 { magnitude.reverse() } else { magnitude }
    }
}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.reduced().hash(state);
    }
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
