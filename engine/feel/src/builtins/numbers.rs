//! Numeric functions (DMN 1.5 table 76).

use super::args;
use super::{Fault, Machine, Row, Value};
use crate::eval::arithmetic;
use crate::number::{Number, Rounding};

/// Places a number may be rounded to (DMN 1.5 §10.3.4.5).
const PLACES: std::ops::RangeInclusive<i64> = -6111..=6176;

/// What a logarithm or an exponential costs: as long as so many plain steps.
const SERIES_STEPS: usize = 500;

pub(super) const ROWS: &[Row] = &[
    ("decimal", &["n, scale"], |_, args| round(args, 1, Rounding::HalfEven)),
    ("floor", &["n, scale?"], |_, args| round(args, 1, Rounding::Floor)),
    ("ceiling", &["n, scale?"], |_, args| round(args, 1, Rounding::Ceiling)),
    ("round up", &["n, scale"], |_, args| round(args, 1, Rounding::Up)),
    ("round down", &["n, scale"], |_, args| round(args, 1, Rounding::Down)),
    ("round half up", &["n, scale"], |_, args| {
        round(args, 1, Rounding::HalfUp)
    }),
    ("round half down", &["n, scale"], |_, args| {
        round(args, 1, Rounding::HalfDown)
    }),
    ("abs", &["n"], abs),
    ("modulo", &["dividend, divisor"], modulo),
    ("sqrt", &["number"], |_, args| {
        real(args::number(args, 0, "number")?.sqrt())
    }),
    ("log", &["number"], |machine, args| {
        machine.charge(SERIES_STEPS)?;
        real(args::number(args, 0, "number")?.ln())
    }),
    ("exp", &["number"], |machine, args| {
        machine.charge(SERIES_STEPS)?;
        real(args::number(args, 0, "number")?.exp())
    }),
    ("odd", &["number"], |_, args| parity(args, 1)),
    ("even", &["number"], |_, args| parity(args, 0)),
];

fn round(args: &[Value], scale: usize, rounding: Rounding) -> Result<Value, Fault> {
    let number = args::number(args, 0, "n")?;
    let places = match args.len() {
        2 => args::number(args, scale, "scale")?
            .rounded(0, Rounding::Down)
            .and_then(Number::to_i64)
            .unwrap_or(i64::MAX),
        _ => 0,
    };
    if !PLACES.contains(&places) {
        return Err(Fault::null("`scale` debe estar entre -6111 y 6176"));
    }
    real(number.rounded(places as i32, rounding))
}

fn real(result: Option<Number>) -> Result<Value, Fault> {
    result
        .map(Value::Number)
        .ok_or_else(|| Fault::null("no hay un número así dentro de los que se admiten"))
}

fn abs(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args::value(args, 0) {
        Value::DaysAndTime(duration) if duration.to_nanos() < 0 => Ok(Value::from_opposite(args::value(args, 0))),
        Value::YearsAndMonths(months) if months.0 < 0 => Ok(Value::from_opposite(args::value(args, 0))),
        same @ (Value::DaysAndTime(_) | Value::YearsAndMonths(_)) => Ok(same.clone()),
        _ => Ok(Value::Number(args::number(args, 0, "n")?.abs())),
    }
}

impl Value {
    fn from_opposite(value: &Value) -> Value {
        arithmetic::negate(value).unwrap_or_default()
    }
}

fn modulo(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (dividend, divisor) = (args::number(args, 0, "dividend")?, args::number(args, 1, "divisor")?);
    if divisor.is_zero() {
        return Err(Fault::null("`divisor` es cero"));
    }
    real(dividend.checked_modulo(divisor))
}

fn parity(args: &[Value], wanted: i64) -> Result<Value, Fault> {
    let number = args::number(args, 0, "number")?;
    if !number.is_integer() {
        return Err(Fault::null(format!("{number} no es entero")));
    }
    let remainder = number.checked_modulo(Number::from(2));
    Ok(Value::Boolean(remainder == Some(Number::from(wanted))))
}
