//! The namespace `radica`: what this project adds to FEEL. Working days are counted by the host.

use super::args;
use super::words;
use super::{Builtin, Fault, Machine, Row, Value};
use crate::eval::HostError;
use crate::value::{Captured, Context, Function};
use std::sync::LazyLock;

/// The context that holds the functions below.
pub(crate) const NAMESPACE: &str = "radica";

const ROWS: &[Row] = &[
    ("add working days", &["date, days, calendar?"], add_working_days),
    ("working days between", &["from, to, calendar?"], working_days_between),
    ("is working day", &["date, calendar?"], is_working_day),
    ("nit check digit", &["nit"], nit_check_digit),
    ("money in words", &["amount"], money_in_words),
];

static BUILTINS: LazyLock<Vec<Builtin>> = LazyLock::new(|| ROWS.iter().map(|row| Builtin::new(*row)).collect());

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let function = |builtin: &'static Builtin| Value::Function(Function(Captured::Builtin(builtin)));
    LazyLock::force(&BUILTINS)
        .iter()
        .map(|builtin| (builtin.name, function(builtin)))
        .collect()
});

/// The namespace as a value.
pub(crate) fn namespace() -> Value {
    Value::Context(CONTEXT.clone())
}

impl From<HostError> for Fault {
    fn from(error: HostError) -> Fault {
        Fault::Null(error.0)
    }
}

fn add_working_days(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (date, days) = (args::date(args, 0, "date")?, args::whole(args, 1, "days")?);
    let calendar = args::optional_text(args, 2, "calendar")?;
    Ok(Value::Date(machine.env.host.add_working_days(
        date,
        days,
        calendar.map(|c| &**c),
    )?))
}

fn working_days_between(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (from, to) = (args::date(args, 0, "from")?, args::date(args, 1, "to")?);
    let calendar = args::optional_text(args, 2, "calendar")?;
    Ok(Value::from(machine.env.host.working_days_between(
        from,
        to,
        calendar.map(|c| &**c),
    )?))
}

fn is_working_day(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let date = args::date(args, 0, "date")?;
    let calendar = args::optional_text(args, 1, "calendar")?;
    Ok(Value::Boolean(
        machine.env.host.is_working_day(date, calendar.map(|c| &**c))?,
    ))
}

/// The check digit of a NIT (DIAN, Orden Administrativa 4 de 1989): the digits from the right are
/// weighed with primes, modulo 11. Dots, spaces and dashes are skipped.
fn nit_check_digit(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let text = match args::value(args, 0) {
        Value::Number(number) => number.to_string(),
        _ => args::text(args, 0, "nit")?.to_string(),
    };
    let plain: String = text.chars().filter(|c| !matches!(c, '.' | ' ' | '-')).collect();
    let digits = plain
        .chars()
        .rev()
        .map(|c| c.to_digit(10))
        .collect::<Option<Vec<u32>>>();
    let digits = digits.filter(|digits| (1..=WEIGHTS.len()).contains(&digits.len()));
    let digits = digits.ok_or_else(|| Fault::null(format!("\"{text}\" no es un NIT de 1 a 15 dígitos")))?;
    let rest = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum::<u32>()
        % 11;
    Ok(Value::from(i64::from(if rest < 2 { rest } else { 11 - rest })))
}

fn money_in_words(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let amount = args::number(args, 0, "amount")?;
    let text = words::pesos(amount).ok_or_else(|| Fault::null("el valor es negativo o pasa de 999 999 billones"))?;
    Ok(machine.string(text)?)
}
