//! Dates and amounts in the Spanish of Colombia, as people read them in pages, messages and documents.

use jiff::civil::{Date, Weekday};
use radica_engine::legal_clock::Term;

const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// `martes`
#[must_use]
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "lunes",
        Weekday::Tuesday => "martes",
        Weekday::Wednesday => "miércoles",
        Weekday::Thursday => "jueves",
        Weekday::Friday => "viernes",
        Weekday::Saturday => "sábado",
        Weekday::Sunday => "domingo",
    }
}

/// `noviembre`; the month is 1 to 12.
#[must_use]
pub fn month(number: i8) -> &'static str {
    usize::try_from(number - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or_default()
}

/// `martes 24 de noviembre`
#[must_use]
pub fn long_date(date: Date) -> String {
    format!("{} {} de {}", weekday(date), date.day(), month(date.month()))
}

/// `martes 24 de noviembre de 2026`
#[must_use]
pub fn full_date(date: Date) -> String {
    format!("{} de {}", long_date(date), date.year())
}

/// `24 de noviembre de 2026`
#[must_use]
pub fn plain_date(date: Date) -> String {
    format!("{} de {} de {}", date.day(), month(date.month()), date.year())
}

/// `1.234.567`
#[must_use]
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    if number < 0 { format!("-{grouped}") } else { grouped }
}

/// An amount of pesos, without cents: `$ 1.234.567`, with a space that does not break.
#[must_use]
pub fn pesos(amount: i64) -> String {
    format!("$\u{a0}{}", thousands(amount))
}

/// `5 días hábiles`
#[must_use]
pub fn term(term: Term) -> String {
    let (one, many) = unit_of(term);
    format!("{} {}", term.amount(), if term.amount() == 1 { one } else { many })
}

/// The unit of a term: one of it and many.
#[must_use]
pub const fn unit_of(term: Term) -> (&'static str, &'static str) {
    match term {
        Term::WorkingDays(_) => ("día hábil", "días hábiles"),
        Term::CalendarDays(_) => ("día calendario", "días calendario"),
        Term::Months(_) => ("mes", "meses"),
        Term::Years(_) => ("año", "años"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_grouped_by_thousands() {
        let shown = [0, 950, 1_234_567, -1_000].map(pesos);
        assert_eq!(shown, ["$\u{a0}0", "$\u{a0}950", "$\u{a0}1.234.567", "$\u{a0}-1.000"]);
    }

    #[test]
    fn a_date_is_read_aloud_in_full() {
        assert_eq!(
            full_date(jiff::civil::date(2026, 11, 24)),
            "martes 24 de noviembre de 2026"
        );
    }
}
