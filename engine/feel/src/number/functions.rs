//! Square root, exponential, logarithm and powers, right to 34 digits.
//!
//! Worked in whole numbers scaled by 10^80: 34 digits kept, the rest guards against cancellation.

use super::Number;
use num_bigint::BigInt;

/// Digits after the point while working.
const SCALE: u32 = 80;
/// ln 10, scaled.
const LN_10: &str = "230258509299404568401799145468436420760110148862877297603332790096757260967735248";
/// Beyond this exponent e^x is outside decimal128 whatever its digits.
const LARGEST_POWER: i64 = 15_000;

fn one() -> BigInt {
    BigInt::from(10).pow(SCALE)
}

fn ln_10() -> BigInt {
    LN_10.parse().unwrap_or_default()
}

/// `coefficient × 10^exponent` as a scaled whole number.
fn scaled(coefficient: i128, exponent: i32) -> BigInt {
    let shift = exponent + SCALE as i32;
    let power = BigInt::from(10).pow(shift.unsigned_abs());
    if shift >= 0 {
        BigInt::from(coefficient) * power
    } else {
        BigInt::from(coefficient) / power
    }
}

/// A scaled whole number times 10^exponent as a number of 34 digits.
fn unscaled(value: BigInt, exponent: i32) -> Option<Number> {
    let length = value.magnitude().to_string().len() as i32;
    let cut = (length - 37).max(0);
    let short = value / BigInt::from(10).pow(cut.unsigned_abs());
    Number::new(i128::try_from(short).ok()?, exponent - SCALE as i32 + cut)
}

/// e^x for a scaled |x| below about 3, by its series.
fn exp_series(x: &BigInt) -> BigInt {
    let one = one();
    let (mut sum, mut term) = (one.clone(), one.clone());
    for n in 1..200u32 {
        term = term * x / &one / n;
        if term == BigInt::ZERO {
            break;
        }
        sum += &term;
    }
    sum
}

/// ln of a scaled number in [1, 10), by Halley's iteration on e^y.
fn ln_scaled(x: &BigInt, estimate: f64) -> BigInt {
    let mut y = BigInt::from((estimate * 1e15) as i64) * BigInt::from(10).pow(SCALE - 15);
    for _ in 0..4 {
        let power = exp_series(&y);
        let step: BigInt = (x - &power) * 2 * one() / (x + &power);
        if step == BigInt::ZERO {
            break;
        }
        y += step;
    }
    y
}

impl Number {
    /// The square root; `None` below zero.
    pub fn sqrt(self) -> Option<Number> {
        if self.is_negative() {
            return None;
        }
        let (coefficient, exponent) = self.reduced();
        let odd = exponent.rem_euclid(2);
        let shifted = BigInt::from(coefficient) * BigInt::from(10).pow(80 + odd.unsigned_abs());
        let root = shifted.sqrt();
        let root_exponent = (exponent - odd) / 2 - 40;
        let length = root.to_string().len() as i32;
        let cut = (length - 36).max(0);
        let (mut short, power) = (root.clone(), BigInt::from(10).pow(cut.unsigned_abs()));
        short /= &power;
        let exact = &short * &power == root && &root * &root == shifted;
        let short = i128::try_from(short).ok()?;
        let sticky = i128::from(!exact);
        Number::new(short * 10 + sticky, root_exponent + cut - 1)
    }

    /// e to this power; `None` on overflow.
    pub fn exp(self) -> Option<Number> {
        if self.abs() > Number::from(LARGEST_POWER) {
            return self.is_negative().then_some(Number::ZERO);
        }
        exp_big(scaled(self.coefficient(), self.exponent))
    }

    /// The natural logarithm; `None` at or below zero.
    pub fn ln(self) -> Option<Number> {
        unscaled(self.ln_big()?, 0)
    }

    fn ln_big(self) -> Option<BigInt> {
        let (coefficient, exponent) = self.reduced();
        if coefficient <= 0 {
            return None;
        }
        let places = coefficient.ilog10() as i32;
        let mantissa = scaled(coefficient, -places);
        let estimate = (coefficient as f64 / 10f64.powi(places)).ln();
        Some(ln_scaled(&mantissa, estimate) + ln_10() * (exponent + places))
    }

    /// `self` to the power `exponent`; `None` when it is not a real number or overflows.
    pub fn checked_pow(self, exponent: Number) -> Option<Number> {
        match exponent.to_i64() {
            Some(whole) => self.checked_powi(whole),
            None if self.is_zero() && !exponent.is_negative() => Some(Number::ZERO),
            None => {
                let product = self.ln_big()? * scaled(exponent.coefficient(), exponent.exponent) / one();
                let limit = one() * LARGEST_POWER;
                if *product.magnitude() > *limit.magnitude() {
                    None
                } else {
                    exp_big(product)
                }
            }
        }
    }
}

/// e^x for a scaled x: the tens are taken out so that the series stays short.
fn exp_big(x: BigInt) -> Option<Number> {
    let ln_10 = ln_10();
    let tens = i32::try_from(&x / &ln_10).ok()?;
    unscaled(exp_series(&(x - ln_10 * tens)), tens)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn roots_are_exact_when_they_can_be() {
        assert_eq!(n("16").sqrt(), Some(n("4")));
        assert_eq!(n("0.25").sqrt(), Some(n("0.5")));
        assert_eq!(n("2").sqrt(), Some(n("1.414213562373095048801688724209698")));
        assert_eq!(n("-1").sqrt(), None);
    }

    #[test]
    fn exponential_and_logarithm_are_right_to_the_last_digit() {
        assert_eq!(n("4").exp(), Some(n("54.59815003314423907811026120286088")));
        assert_eq!(n("10").ln(), Some(n("2.302585092994045684017991454684364")));
        assert_eq!(n("1").ln(), Some(Number::ZERO));
        assert_eq!(n("-20000").exp(), Some(Number::ZERO));
        assert_eq!(n("20000").exp(), None);
    }

    #[test]
    fn powers_take_whole_and_broken_exponents() {
        assert_eq!(n("2").checked_pow(n("10")), Some(n("1024")));
        assert_eq!(n("2").checked_pow(n("-1")), Some(n("0.5")));
        assert_eq!(
            n("2").checked_pow(n("0.5")),
            Some(n("1.414213562373095048801688724209698"))
        );
        assert_eq!(n("-8").checked_pow(n("0.5")), None);
    }
}
