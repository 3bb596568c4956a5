//! Dates, amounts and counts in the Spanish of Colombia.

use jiff::civil::{Date, DateTime, Time};
pub use radica_workflows::spanish::{full_date, long_date, month, pesos as money, plain_date, thousands, weekday};

/// `24 nov`
pub fn short_date(date: Date) -> String {
    let name: String = month(date.month()).chars().take(3).collect();
    format!("{} {name}", date.day())
}

/// `24 nov 2026`
pub fn short_date_year(date: Date) -> String {
    format!("{} {}", short_date(date), date.year())
}

/// `18:42`
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `20 oct, 10:42`
pub fn short_moment(at: DateTime) -> String {
    format!("{}, {}", short_date(at.date()), clock(at.time()))
}

/// `jueves 19 de noviembre de 2026, 18:42:07`
pub fn exact_moment(at: DateTime) -> String {
    format!("{}, {}:{:02}", full_date(at.date()), clock(at.time()), at.second())
}

/// Bytes in decimal units: `640 kB`, `1,2 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes}\u{a0}bytes"),
        1_000..1_000_000 => format!("{}\u{a0}kB", bytes / 1_000),
        1_000_000..1_000_000_000 => tenths(bytes / 100_000, "MB"),
        _ => tenths(bytes / 100_000_000, "GB"),
    }
}

fn tenths(tenths: u64, unit: &str) -> String {
    format!("{},{}\u{a0}{unit}", tenths / 10, tenths % 10)
}

/// `1 día hábil`, `3 días hábiles`
pub fn working_days(count: i64) -> String {
    plural(count, "día hábil", "días hábiles")
}

/// `1 página`, `8 páginas`
pub fn plural(count: i64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// `a, b y c`; before a word that sounds like *i*, `e`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} {} {last}", most.join(", "), and_before(last)),
    }
}

fn and_before(word: &str) -> &'static str {
    let start: String = word.to_lowercase().chars().take(3).collect();
    let sounds_i = start.starts_with(['i', 'í']) || (start.starts_with("hi") && start != "hie");
    if sounds_i { "e" } else { "y" }
}

/// The cells of a row that were filled in: `Luz Dary Chindoy, 18123456`.
pub fn cells(row: &[String]) -> String {
    let filled: Vec<&str> = row.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    filled.join(", ")
}

/// True for the number of a case, of a document or of an expediente: `E-2026-000002`, `1200.31.02-2026-0147`.
pub fn is_filing_number(word: &str) -> bool {
    let number = word.trim_matches(|sign: char| !sign.is_alphanumeric());
    let series = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'.')
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match number.split('-').collect::<Vec<_>>()[..] {
        [first, year, order] => series(first) && digits(year) && digits(order),
        _ => false,
    }
}

/// The first eight and last four digits of a hash: `3c6da5d7…4da4`.
pub fn short_hash(sha256: &str) -> String {
    match (sha256.get(..8), sha256.get(sha256.len().saturating_sub(4)..)) {
        (Some(start), Some(end)) if sha256.len() > 12 => format!("{start}…{end}"),
        _ => sha256.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_read_as_a_person_says_them() {
        let due = date(2026, 11, 24);
        assert_eq!(long_date(due), "martes 24 de noviembre");
        assert_eq!(full_date(due), "martes 24 de noviembre de 2026");
        assert_eq!(short_date(due), "24 nov");
        assert_eq!(
            exact_moment(date(2026, 11, 19).at(18, 42, 7, 0)),
            "jueves 19 de noviembre de 2026, 18:42:07"
        );
    }

    #[test]
    fn amounts_use_points_for_thousands_and_a_comma_for_decimals() {
        assert_eq!(money(1_234_567), "$\u{a0}1.234.567");
        assert_eq!(thousands(-1000), "-1.000");
        assert_eq!(size(184_320), "184\u{a0}kB");
        assert_eq!(size(8_450_000), "8,4\u{a0}MB");
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(working_days(1), "1 día hábil");
        assert_eq!(working_days(3), "3 días hábiles");
    }

    #[test]
    fn a_list_ends_with_y_or_e() {
        let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(list(&words(&["acta", "estatutos"])), "acta y estatutos");
        assert_eq!(list(&words(&["acta", "hierro"])), "acta y hierro");
        assert_eq!(
            list(&words(&["acta", "estatutos", "informe"])),
            "acta, estatutos e informe"
        );
    }

    #[test]
    fn a_cell_left_empty_leaves_no_comma() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        assert_eq!(cells(&row(["Luz Dary", "18123456", ""])), "Luz Dary, 18123456");
        assert_eq!(cells(&row(["", "18123456", "tesorera"])), "18123456, tesorera");
    }

    #[test]
    fn a_filing_number_is_known_with_or_without_signs_around_it() {
        assert!(
            ["E-2026-000002", "«S-2026-009331».", "1200.31.02-2026-0147"]
                .iter()
                .all(|word| is_filing_number(word))
        );
        assert!(
            !["término", "2026-0147", "bien-estar-social"]
                .iter()
                .any(|word| is_filing_number(word))
        );
    }

    #[test]
    fn a_hash_is_shortened_to_its_ends() {
        assert_eq!(short_hash(&"ab12".repeat(16)), "ab12ab12…ab12");
    }
}
