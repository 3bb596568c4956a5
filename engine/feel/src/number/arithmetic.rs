//! Addition, subtraction, multiplication, division, remainder and whole powers.

use super::{DIGITS, MAX_COEFFICIENT, MAX_EXPONENT, MIN_EXPONENT, Number};
use std::cmp::Ordering;

/// Powers of ten that fit `u128`.
const POWERS: [u128; 39] = {
    let mut powers = [1u128; 39];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

pub(super) fn power_of_ten(exponent: u32) -> Option<u128> {
    POWERS.get(exponent as usize).copied()
}

/// Number of decimal digits of `value`; zero has none.
pub(super) fn digits(value: u128) -> u32 {
    value.checked_ilog10().map_or(0, |log| log + 1)
}

/// Rounds `magnitude / 10^shift` half-even; `sticky` says that something above zero was cut before.
fn shift_right(magnitude: u128, shift: u32, sticky: bool) -> u128 {
    let Some(divisor) = power_of_ten(shift) else {
        return 0;
    };
    let (quotient, remainder) = (magnitude / divisor, magnitude % divisor);
    let half = divisor / 2;
    let up = match remainder.cmp(&half) {
        _ if shift == 0 => false,
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => sticky || quotient % 2 == 1,
    };
    quotient + u128::from(up)
}

/// Rounds a coefficient of any size to a number.
pub(super) fn fit(coefficient: i128, exponent: i32) -> Option<Number> {
    fit_magnitude(coefficient < 0, coefficient.unsigned_abs(), exponent, false)
}

/// Rounds `magnitude × 10^exponent` half-even to 34 digits and checks the exponent's range.
fn fit_magnitude(negative: bool, mut magnitude: u128, mut exponent: i32, sticky: bool) -> Option<Number> {
    if magnitude > MAX_COEFFICIENT {
        let shift = digits(magnitude) - DIGITS;
        magnitude = shift_right(magnitude, shift, sticky);
        exponent = exponent.checked_add(shift as i32)?;
        if magnitude > MAX_COEFFICIENT {
            magnitude /= 10;
            exponent += 1;
        }
    }
    if exponent < MIN_EXPONENT {
        magnitude = shift_right(magnitude, exponent.abs_diff(MIN_EXPONENT), sticky);
        exponent = MIN_EXPONENT;
    }
    if magnitude == 0 {
        exponent = exponent.clamp(MIN_EXPONENT, 0);
    }
    if exponent > MAX_EXPONENT {
        let scale = power_of_ten(exponent.abs_diff(MAX_EXPONENT))?;
        magnitude = magnitude.checked_mul(scale).filter(|m| *m <= MAX_COEFFICIENT)?;
        exponent = MAX_EXPONENT;
    }
    let coefficient = i128::try_from(magnitude).ok()?;
    Some(Number::raw(if negative { -coefficient } else { coefficient }, exponent))
}

/// Orders two positive numbers given as coefficient and exponent.
pub(super) fn compare_magnitudes(a: (u128, i32), b: (u128, i32)) -> Ordering {
    let size = |(coefficient, exponent): (u128, i32)| i64::from(exponent) + i64::from(digits(coefficient));
    size(a).cmp(&size(b)).then_with(|| {
        // Same leading place: the exponents differ by at most 33, so the scaled value fits.
        let lowest = a.1.min(b.1);
        let align = |(coefficient, exponent): (u128, i32)| {
            power_of_ten(exponent.abs_diff(lowest)).map_or(u128::MAX, |p| coefficient.saturating_mul(p))
        };
        align(a).cmp(&align(b))
    })
}

impl Number {
    /// The sum, rounded to 34 digits; `None` on overflow.
    pub fn checked_add(self, other: Number) -> Option<Number> {
        if self.exponent == other.exponent {
            return fit(self.coefficient() + other.coefficient(), self.exponent);
        }
        let (large, small) = if self.exponent > other.exponent {
            (self, other)
        } else {
            (other, self)
        };
        if large.is_zero() {
            return Some(small);
        }
        if small.is_zero() {
            return Some(large);
        }
        let gap = large.exponent.abs_diff(small.exponent);
        // 36 digits leave room for two guard digits and one sticky digit in an i128.
        let room = 36 - digits(large.coefficient().unsigned_abs());
        let scaled = |by: u32| power_of_ten(by).map(|p| large.coefficient() * p as i128);
        if gap <= room {
            return fit(scaled(gap)? + small.coefficient(), small.exponent);
        }
        let cut = gap - room;
        let (kept, sticky) = match power_of_ten(cut) {
            Some(p) => (small.coefficient() / p as i128, small.coefficient() % p as i128 != 0),
            None => (0, true),
        };
        let sum = (scaled(room)? + kept) * 10;
        let nudge = if sticky { small.coefficient().signum() } else { 0 };
        fit(sum + nudge, large.exponent - room as i32 - 1)
    }

    /// The difference, rounded to 34 digits; `None` on overflow.
    pub fn checked_sub(self, other: Number) -> Option<Number> {
        self.checked_add(other.negated())
    }

    /// The same number with the other sign.
    pub fn negated(self) -> Number {
        Number::raw(-self.coefficient(), self.exponent)
    }

    /// The number without its sign.
    pub fn abs(self) -> Number {
        Number::raw(self.coefficient().abs(), self.exponent)
    }

    /// The product, rounded to 34 digits; `None` on overflow.
    pub fn checked_mul(self, other: Number) -> Option<Number> {
        let exponent = self.exponent + other.exponent;
        let (a, b) = (self.coefficient(), other.coefficient());
        if let Some(product) = a.checked_mul(b) {
            return fit(product, exponent);
        }
        let (high, low) = wide_product(a.unsigned_abs(), b.unsigned_abs());
        let kept = digits(high);
        // `high:low` has 34 + kept digits: keep 36 of them and remember whether more followed.
        let cut = power_of_ten(kept.saturating_sub(2))?;
        let magnitude = high
            .checked_mul(power_of_ten(36u32.saturating_sub(kept))?)?
            .checked_add(low / cut)?;
        fit_magnitude(
            (a < 0) != (b < 0),
            magnitude,
            exponent + kept as i32 - 2,
            low % cut != 0,
        )
    }

    /// The quotient, rounded to 34 digits; `None` when dividing by zero or on overflow.
    pub fn checked_div(self, other: Number) -> Option<Number> {
        let (a, b) = (self.coefficient().unsigned_abs(), other.coefficient().unsigned_abs());
        if b == 0 {
            return None;
        }
        let negative = self.is_negative() != other.is_negative();
        let (mut quotient, mut remainder) = (a / b, a % b);
        let mut exponent = self.exponent - other.exponent;
        while remainder != 0 && digits(quotient) <= DIGITS {
            let step = (38 - digits(remainder))
                .min(38 - digits(quotient).max(1))
                .min(DIGITS + 1);
            let Some(power) = power_of_ten(step).filter(|_| step > 0) else {
                break;
            };
            quotient = quotient * power + remainder * power / b;
            remainder = remainder * power % b;
            exponent -= step as i32;
        }
        while exponent < 0 && remainder == 0 && quotient != 0 && quotient % 10 == 0 {
            quotient /= 10;
            exponent += 1;
        }
        fit_magnitude(negative, quotient, exponent, remainder != 0)
    }

    /// `self - other × floor(self / other)`: the remainder takes the sign of the divisor
    /// (DMN 1.5 table 76, `modulo`). `None` when dividing by zero or when the quotient needs more
    /// than 34 digits.
    pub fn checked_modulo(self, other: Number) -> Option<Number> {
        let quotient = self.checked_div(other)?.floor();
        self.checked_sub(other.checked_mul(quotient)?)
    }

    /// `self` to a whole power, by squaring; `None` on overflow or for a negative power of zero.
    pub(super) fn checked_powi(self, exponent: i64) -> Option<Number> {
        let (mut base, mut left) = (self, exponent.unsigned_abs());
        let mut result = Number::ONE;
        while left > 0 {
            if left & 1 == 1 {
                result = result.checked_mul(base)?;
            }
            left >>= 1;
            if left > 0 {
                base = base.checked_mul(base)?;
            }
        }
        if exponent < 0 {
            Number::ONE.checked_div(result)
        } else {
            Some(result)
        }
    }
}

/// The product in base 10^34: `(high, low)`, from factors below 10^34 cut into halves of 17 digits.
fn wide_product(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = 10u128.pow(17);
    const WHOLE: u128 = 10u128.pow(34);
    let (a1, a0, b1, b0) = (a / HALF, a % HALF, b / HALF, b % HALF);
    let middle = a1 * b0 + a0 * b1;
    let low = a0 * b0 + (middle % HALF) * HALF;
    (a1 * b1 + middle / HALF + low / WHOLE, low % WHOLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn adding_keeps_thirty_four_digits_and_rounds_half_even() {
        assert_eq!(n("0.1").checked_add(n("0.2")), Some(n("0.3")));
        let large = n("9999999999999999999999999999999999");
        assert_eq!(large.checked_add(Number::ONE), Some(n("1e34")));
        assert_eq!(n("1e40").checked_add(n("1e-40")), Some(n("1e40")));
        assert_eq!(
            n("1e33").checked_add(n("0.51")).unwrap().to_string(),
            "1000000000000000000000000000000001"
        );
    }

    #[test]
    fn long_products_are_rounded_once() {
        let third = n("0.3333333333333333333333333333333333");
        assert_eq!(
            third.checked_mul(n("3")),
            Some(n("0.9999999999999999999999999999999999"))
        );
        assert_eq!(
            third.checked_mul(third),
            Some(n("0.1111111111111111111111111111111111"))
        );
    }

    #[test]
    fn division_gives_thirty_four_digits_and_stays_short_when_exact() {
        assert_eq!(n("10").checked_div(n("4")).unwrap().to_string(), "2.5");
        assert_eq!(
            n("1").checked_div(n("3")).unwrap().to_string(),
            "0.3333333333333333333333333333333333"
        );
        assert_eq!(
            n("2").checked_div(n("3")).unwrap().to_string(),
            "0.6666666666666666666666666666666667"
        );
        assert_eq!(n("1").checked_div(Number::ZERO), None);
    }

    #[test]
    fn the_remainder_takes_the_sign_of_the_divisor() {
        assert_eq!(n("-12").checked_modulo(n("5")), Some(n("3")));
        assert_eq!(n("12").checked_modulo(n("-5")), Some(n("-3")));
        assert_eq!(n("10.1").checked_modulo(n("4.5")), Some(n("1.1")));
    }

    #[test]
    fn order_is_by_value_whatever_the_exponent() {
        assert_eq!(n("1.0"), n("1"));
        assert!(n("-1e100") < n("-1"));
        assert!(n("0.001") < n("1e30"));
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        assert_eq!(n("9e6144").checked_mul(n("10")), None);
        assert!(n("1e-6176").checked_div(n("10")).is_some_and(Number::is_zero));
    }
}
