//! Numbers that identify people and organisations, and the ways to reach them.

/// Weights of the check digit, from the last digit of the number (DIAN, Decreto 2460 de 2013).
const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];

/// The check digit of a NIT; none when it is not up to fifteen digits.
#[must_use]
pub fn nit_check_digit(number: &str) -> Option<u32> {
    if number.is_empty() || number.len() > WEIGHTS.len() {
        return None;
    }
    let digits = number.chars().rev().map(|c| c.to_digit(10));
    let sum = digits
        .zip(WEIGHTS)
        .try_fold(0, |sum, (digit, weight)| Some(sum + digit? * weight))?;
    Some(match sum % 11 {
        rest @ (0 | 1) => rest,
        rest => 11 - rest,
    })
}

/// What is wrong with a NIT.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NitError {
    /// It has no check digit, or is not a number.
    Shape,
    /// The check digit is another.
    CheckDigit { number: String, given: u32 },
}

/// Reads a NIT with its check digit (`900.373.913-4`); stored as `900373913-4`.
pub(super) fn nit(text: &str) -> Result<String, NitError> {
    let (number, digit) = text.trim().split_once('-').ok_or(NitError::Shape)?;
    let number = digits(number)
        .filter(|number| (6..=10).contains(&number.len()))
        .ok_or(NitError::Shape)?;
    let digit = digit.trim();
    let given = digit.parse().ok().filter(|_| digit.len() == 1).ok_or(NitError::Shape)?;
    if nit_check_digit(&number) == Some(given) {
        Ok(format!("{number}-{given}"))
    } else {
        Err(NitError::CheckDigit { number, given })
    }
}

/// Reads a cédula; stored without dots.
pub(super) fn cedula(text: &str) -> Option<String> {
    digits(text).filter(|number| (3..=10).contains(&number.len()) && !number.starts_with('0'))
}

/// Reads a telephone: a mobile or a landline with its area code, with or without the country's; stored as ten digits.
pub(super) fn phone(text: &str) -> Option<String> {
    let kept: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '\u{a0}'))
        .collect();
    let national = kept.strip_prefix("+57").unwrap_or(&kept);
    let national = if national.len() == 12 {
        national.strip_prefix("57").unwrap_or(national)
    } else {
        national
    };
    let valid = national.len() == 10
        && national.chars().all(|c| c.is_ascii_digit())
        && (national.starts_with('3') || national.starts_with("60"));
    valid.then(|| national.to_owned())
}

/// Reads an e-mail address.
pub(super) fn email(text: &str) -> Option<String> {
    let address: lettre::Address = text.trim().parse().ok()?;
    let domain = address.domain();
    let reachable = domain.contains('.') && !domain.ends_with('.') && text.len() <= 254;
    reachable.then(|| address.to_string())
}

fn digits(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
    (!kept.is_empty() && kept.chars().all(|c| c.is_ascii_digit())).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nit_is_accepted_only_with_its_own_check_digit() {
        for right in ["800.094.164-4", "860002964-4", "890.903.938-8", "899999068-1"] {
            assert!(nit(right).is_ok(), "{right}");
        }
        assert_eq!(
            nit("800.094.164-5"),
            Err(NitError::CheckDigit {
                number: "800094164".to_owned(),
                given: 5
            })
        );
        for shapeless in ["800094164", "800094164-", "800094164-44", "ochocientos-4", "-4", "1-1"] {
            assert_eq!(nit(shapeless), Err(NitError::Shape), "{shapeless}");
        }
    }

    #[test]
    fn a_telephone_is_a_mobile_or_a_landline_with_its_area_code() {
        assert_eq!(phone("320 456 7890").as_deref(), Some("3204567890"));
        assert_eq!(phone("+57 (608) 429-5555").as_deref(), Some("6084295555"));
        assert_eq!(phone("573204567890").as_deref(), Some("3204567890"));
        for wrong in ["4295555", "1204567890", "320456789x", "", "32045678901"] {
            assert_eq!(phone(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_cedula_is_digits_and_an_email_has_a_domain() {
        assert_eq!(cedula("1.124.850.482").as_deref(), Some("1124850482"));
        assert_eq!((cedula("12"), cedula("01234"), cedula("12a45")), (None, None, None));
        assert_eq!(email(" luzdary@correo.co ").as_deref(), Some("luzdary@correo.co"));
        assert_eq!(
            (email("luzdary"), email("luz@local"), email("a b@c.co")),
            (None, None, None)
        );
    }
}
