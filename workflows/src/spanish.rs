//! Dates in Spanish, as people read them in messages and documents.

use jiff::civil::{Date, Weekday};

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

/// `martes 24 de noviembre de 2026`.
#[must_use]
pub fn long_date(date: Date) -> String {
    format!(
        "{} {} de {} de {}",
        weekday(date.weekday()),
        date.day(),
        month(date),
        date.year()
    )
}

/// `24 de noviembre de 2026`.
#[must_use]
pub fn date(date: Date) -> String {
    format!("{} de {} de {}", date.day(), month(date), date.year())
}

/// An amount of pesos, without cents: `$ 1.234.567`.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    reason = "amounts of pesos are whole and far below 2^53"
)]
pub fn pesos(amount: f64) -> String {
    let digits = (amount.round() as i64).unsigned_abs().to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("$ {}{grouped}", if amount < 0.0 { "-" } else { "" })
}

/// The month's name.
#[must_use]
pub fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1)
        .ok()
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or_default()
}

/// The day's name.
#[must_use]
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "lunes",
        Weekday::Tuesday => "martes",
        Weekday::Wednesday => "miércoles",
        Weekday::Thursday => "jueves",
        Weekday::Friday => "viernes",
        Weekday::Saturday => "sábado",
        Weekday::Sunday => "domingo",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_grouped_by_thousands() {
        assert_eq!(
            [pesos(0.0), pesos(950.0), pesos(1_234_567.0)],
            ["$ 0", "$ 950", "$ 1.234.567"]
        );
    }

    #[test]
    fn a_date_is_read_aloud_in_full() {
        assert_eq!(
            long_date(jiff::civil::date(2026, 11, 24)),
            "martes 24 de noviembre de 2026"
        );
    }
}
