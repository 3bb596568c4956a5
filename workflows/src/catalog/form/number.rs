//! Numbers as people write them in Colombia: `1.234,50`.

use serde_json::Number;

/// The most digits of a number, so that it is exact wherever it goes.
const DIGITS: usize = 15;

/// Reads a number: dots between thousands, a comma before decimals, or a dot that can only be decimal (`28.5`).
/// None when it is not a number, or has decimals and may not.
pub(super) fn read(text: &str, decimals: bool) -> Option<Number> {
    let text: String = text
        .trim()
        .trim_start_matches('$')
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = match digits.split_once(',') {
        Some((whole, fraction)) => (whole, fraction),
        None => split_at_decimal_dot(digits),
    };
    let whole = without_thousands(whole)?;
    let fraction = fraction.trim_end_matches('0');
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if !all_digits(fraction) || whole.len() + fraction.len() > DIGITS || (!decimals && !fraction.is_empty()) {
        return None;
    }
    let canonical = if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    };
    canonical.parse().ok()
}

/// A single dot that does not part thousands parts decimals.
fn split_at_decimal_dot(digits: &str) -> (&str, &str) {
    match digits.split_once('.') {
        Some((whole, rest)) if rest.len() != 3 && !rest.is_empty() && !rest.contains('.') => (whole, rest),
        _ => (digits, ""),
    }
}

fn without_thousands(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split('.').collect();
    let (first, rest) = groups.split_first()?;
    let digits = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    if !grouped || !groups.iter().all(digits) {
        return None;
    }
    let joined = groups.concat();
    let trimmed = joined.trim_start_matches('0');
    Some(if trimmed.is_empty() {
        "0".to_owned()
    } else {
        trimmed.to_owned()
    })
}

/// Writes a number as it is read in Colombia: `1.234,5`.
pub(super) fn write(number: f64) -> String {
    let text = format!("{number}");
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped},{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_decimals_are_read_the_colombian_way() {
        let cases = [
            ("1.234,50", "1234.5"),
            ("1234", "1234"),
            ("$ 15.000.000", "15000000"),
            ("28,5", "28.5"),
            ("28.5", "28.5"),
            ("1.234", "1234"),
            ("-3", "-3"),
            ("007", "7"),
            ("0,00", "0"),
        ];
        for (typed, stored) in cases {
            assert_eq!(
                read(typed, true).map(|n| n.to_string()).as_deref(),
                Some(stored),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for typed in [
            "cuarenta y seis",
            "",
            "1,2,3",
            "1.23.456",
            "1e9",
            "0x10",
            "9999999999999999",
            "--1",
            ".",
            ",",
        ] {
            assert_eq!(read(typed, true), None, "{typed}");
        }
        assert_eq!(read("28,5", false), None);
        assert_eq!(read("28,0", false).map(|n| n.to_string()).as_deref(), Some("28"));
    }

    #[test]
    fn numbers_are_written_with_dots_and_a_comma() {
        assert_eq!(write(1_234_567.5), "1.234.567,5");
        assert_eq!(write(-20_000.0), "-20.000");
        assert_eq!(write(100.0), "100");
    }
}
