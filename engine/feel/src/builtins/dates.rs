//! Date and time functions (DMN 1.5 tables 77 and 80).

use super::args;
use super::{Fault, Machine, Row, Value};
use crate::value::{Date, DateTime};

pub(super) const ROWS: &[Row] = &[
    ("now", &[""], |machine, _| {
        Ok(Value::from(DateTime::from(&machine.env.now)))
    }),
    ("today", &[""], |machine, _| {
        Ok(Value::Date(machine.env.now.date().into()))
    }),
    ("day of year", &["date"], |_, args| {
        Ok(Value::from(i64::from(args::date(args, 0, "date")?.day_of_year())))
    }),
    ("week of year", &["date"], |_, args| {
        Ok(Value::from(i64::from(args::date(args, 0, "date")?.week_of_year())))
    }),
    ("day of week", &["date"], |_, args| named(args, &DAYS, Date::weekday)),
    ("month of year", &["date"], |_, args| named(args, &MONTHS, Date::month)),
    ("last day of month", &["date"], last_day_of_month),
];

/// English, as the standard asks.
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn named(args: &[Value], names: &[&'static str], number: fn(Date) -> u8) -> Result<Value, Fault> {
    let index = usize::from(number(args::date(args, 0, "date")?)) - 1;
    Ok(Value::from(names.get(index).copied()))
}

fn last_day_of_month(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let date = args::date(args, 0, "date")?;
    Ok(Value::from(i64::from(crate::value::days_in_month(
        date.year(),
        date.month(),
    ))))
}
