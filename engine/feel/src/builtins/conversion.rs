//! Conversion functions (DMN 1.5 table 72) and `not` and `is`.

use super::args;
use super::{Fault, Machine, Row, Value};
use crate::number::Number;
use crate::value::{Context, Date, DateTime, DaysAndTime, Duration, Name, Time, Zone, equal};

pub(super) const ROWS: &[Row] = &[
    ("date", &["from", "year, month, day"], date),
    ("time", &["from", "hour, minute, second, offset?"], time),
    ("date and time", &["from", "date, time"], date_and_time),
    ("duration", &["from"], duration),
    ("number", &["from, grouping separator?, decimal separator?"], number),
    ("string", &["from"], string),
    ("context", &["entries"], context),
    ("years and months duration", &["from, to"], years_and_months),
    ("not", &["negand"], not),
    ("is", &["value1?, value2?"], is),
];

fn date(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    if args.len() == 3 {
        let (year, month, day) = (
            args::whole(args, 0, "year")?,
            args::whole(args, 1, "month")?,
            args::whole(args, 2, "day")?,
        );
        return date_of(year, month, day)
            .map(Value::Date)
            .ok_or_else(|| Fault::null(format!("no hay una fecha {year}-{month}-{day}")));
    }
    if let Value::String(text) = args::value(args, 0) {
        let date = text
            .parse::<Date>()
            .map_err(|error| Fault::null(format!("\"{text}\" {error}")))?;
        return Ok(Value::Date(date));
    }
    args::date(args, 0, "from").map(Value::Date)
}

fn date_of(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(
        i32::try_from(year).ok()?,
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    )
}

fn time(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    if args.len() >= 3 {
        return time_of(args);
    }
    match args::value(args, 0) {
        Value::String(text) => text
            .parse::<Time>()
            .map(Value::Time)
            .map_err(|error| Fault::null(format!("\"{text}\" {error}"))),
        Value::DateTime(at) => Ok(Value::Time(at.time.clone())),
        Value::Time(time) => Ok(Value::Time(time.clone())),
        Value::Date(_) => Ok(Value::Time(Time::from_nanos(0, Zone::Offset(0)))),
        _ => args::text(args, 0, "from").map(|_| Value::Null),
    }
}

/// A time of parts; seconds may have a fraction.
fn time_of(args: &[Value]) -> Result<Value, Fault> {
    let (hour, minute) = (args::whole(args, 0, "hour")?, args::whole(args, 1, "minute")?);
    let second = args::number(args, 2, "second")?;
    let zone = match args::value(args, 3) {
        Value::Null => Zone::Local,
        Value::DaysAndTime(offset) => {
            let seconds = i32::try_from(offset.to_nanos() / crate::value::NANOS);
            Zone::Offset(seconds.map_err(|_| Fault::null("`offset` es más de un día"))?)
        }
        _ => return Err(Fault::null("`offset` debe ser una duración de días y horas")),
    };
    let nanos = DaysAndTime::from_number(second).map_or(-1, DaysAndTime::to_nanos);
    let parts = || {
        let seconds = u8::try_from(nanos / crate::value::NANOS).ok()?;
        let below = u32::try_from(nanos % crate::value::NANOS).ok()?;
        Time::new(
            u8::try_from(hour).ok()?,
            u8::try_from(minute).ok()?,
            seconds,
            below,
            zone,
        )
    };
    parts()
        .map(Value::Time)
        .ok_or_else(|| Fault::null(format!("no hay una hora {hour}:{minute}:{second} con ese desfase")))
}

fn date_and_time(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    if args.len() == 2 {
        let date = args::date(args, 0, "date")?;
        return match args::value(args, 1) {
            Value::Time(time) => Ok(Value::from(DateTime {
                date,
                time: time.clone(),
            })),
            other => Err(Fault::null(format!(
                "`time` debe ser una hora, no un valor de tipo {}",
                other.kind()
            ))),
        };
    }
    match args::value(args, 0) {
        Value::String(text) => {
            let local_midnight = |date: Date| DateTime {
                date,
                time: Time::from_nanos(0, Zone::Local),
            };
            text.parse::<DateTime>()
                .or_else(|error| text.parse::<Date>().map(local_midnight).map_err(|_| error))
                .map(Value::from)
                .map_err(|error| Fault::null(format!("\"{text}\" {error}")))
        }
        _ => args::date_time(args, 0, "from").map(Value::from),
    }
}

fn duration(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args::value(args, 0) {
        same @ (Value::DaysAndTime(_) | Value::YearsAndMonths(_)) => Ok(same.clone()),
        _ => {
            let text = args::text(args, 0, "from")?;
            text.parse::<Duration>()
                .map(Value::from)
                .map_err(|error| Fault::null(format!("\"{text}\" {error}")))
        }
    }
}

/// Separators are given as `" "`, `","` or `"."`, and may not be the same.
fn number(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    if let (Value::Number(number), 1) = (args::value(args, 0), args.len()) {
        return Ok(Value::Number(*number));
    }
    let text = args::text(args, 0, "from")?;
    let grouping = args::optional_text(args, 1, "grouping separator")?;
    let decimal = args::optional_text(args, 2, "decimal separator")?;
    if grouping.is_some_and(|g| !matches!(&**g, " " | "," | ".")) || decimal.is_some_and(|d| !matches!(&**d, "," | "."))
    {
        return Err(Fault::null(
            "los separadores son `,`, `.` y, para los grupos, un espacio",
        ));
    }
    if grouping.is_some() && grouping == decimal {
        return Err(Fault::null("los dos separadores son el mismo"));
    }
    let mut plain = text.to_string();
    if let Some(grouping) = grouping {
        plain = plain.replace(&**grouping, "");
    }
    if let Some(decimal) = decimal {
        plain = plain.replace(&**decimal, ".");
    }
    plain
        .parse::<Number>()
        .map(Value::Number)
        .map_err(|error| Fault::null(format!("\"{text}\" {error}")))
}

fn string(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    match args::value(args, 0) {
        Value::Null => Ok(Value::Null),
        same @ Value::String(_) => Ok(same.clone()),
        other => {
            machine.charge(other.weight() as usize)?;
            Ok(machine.string(other.to_string())?)
        }
    }
}

/// A context of `{key, value}` pairs.
fn context(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut result = Context::new();
    for entry in args::list(args, 0, "entries")? {
        let pair = entry
            .as_context()
            .and_then(|entry| Some((entry.get("key")?.as_str()?, entry.get("value")?)));
        let Some((key, value)) = pair else {
            return Err(Fault::null(
                "cada entrada debe tener un `key`, que es un texto, y un `value`",
            ));
        };
        if result.get(key).is_some() {
            return Err(Fault::null(format!("la clave \"{key}\" está dos veces")));
        }
        machine.set(&mut result, Name::from(key), value.clone())?;
    }
    Ok(Value::Context(result))
}

/// Whole months from one date to another.
fn years_and_months(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (from, to) = (args::date(args, 0, "from")?, args::date(args, 1, "to")?);
    let ordinal = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let mut months = ordinal(to) - ordinal(from);
    if months > 0 && to.day() < from.day() {
        months -= 1;
    } else if months < 0 && to.day() > from.day() {
        months += 1;
    }
    Ok(Value::YearsAndMonths(crate::value::Months(months)))
}

fn not(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    args::boolean(args, 0, "negand").map(|value| Value::Boolean(!value))
}

/// Whether both are the same value of the same kind, zones included.
fn is(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (a, b) = (args::value(args, 0), args::value(args, 1));
    Ok(Value::Boolean(match (a, b) {
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::DateTime(a), Value::DateTime(b)) => a == b,
        _ => a.kind() == b.kind() && equal(a, b) == Some(true),
    }))
}
