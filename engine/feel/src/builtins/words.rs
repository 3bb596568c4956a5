//! Amounts in Spanish words, as official documents write them.

use crate::number::{Number, Rounding};

/// `1234500` → `un millón doscientos treinta y cuatro mil quinientos pesos`; centavos are named
/// when there are any. `None` below zero or from a trillion (10^18) on.
pub(super) fn pesos(amount: Number) -> Option<String> {
    let fixed = amount.to_fixed(2, Rounding::HalfUp)?;
    let (whole, cents) = fixed.split_once('.')?;
    let (whole, cents) = (whole.parse::<u64>().ok()?, cents.parse::<u64>().ok()?);
    if whole >= 1_000_000_000_000_000_000 {
        return None;
    }
    let unit = if whole == 1 { "peso" } else { "pesos" };
    // «un millón de pesos», but «un millón doscientos mil pesos».
    let of = if whole >= 1_000_000 && whole % 1_000_000 == 0 {
        "de "
    } else {
        ""
    };
    let mut text = format!("{} {of}{unit}", cardinal(whole));
    if cents > 0 {
        let unit = if cents == 1 { "centavo" } else { "centavos" };
        text.push_str(&format!(" con {} {unit}", cardinal(cents)));
    }
    Some(text)
}

/// A cardinal before a masculine noun: `21` → `veintiún`.
fn cardinal(number: u64) -> String {
    if number == 0 {
        return "cero".into();
    }
    let (billions, millions, rest) = (
        number / 1_000_000_000_000,
        number / 1_000_000 % 1_000_000,
        number % 1_000_000,
    );
    let mut parts = Vec::new();
    for (count, one, many) in [(billions, "un billón", "billones"), (millions, "un millón", "millones")] {
        match count {
            0 => {}
            1 => parts.push(one.to_string()),
            count => parts.push(format!("{} {many}", below_million(count))),
        }
    }
    if rest > 0 {
        parts.push(below_million(rest));
    }
    parts.join(" ")
}

fn below_million(number: u64) -> String {
    let (thousands, rest) = (number / 1_000, number % 1_000);
    let mut parts = Vec::new();
    match thousands {
        0 => {}
        1 => parts.push("mil".to_string()),
        count => parts.push(format!("{} mil", below_thousand(count))),
    }
    if rest > 0 {
        parts.push(below_thousand(rest));
    }
    parts.join(" ")
}

fn below_thousand(number: u64) -> String {
    const HUNDREDS: [&str; 10] = [
        "",
        "ciento",
        "doscientos",
        "trescientos",
        "cuatrocientos",
        "quinientos",
        "seiscientos",
        "setecientos",
        "ochocientos",
        "novecientos",
    ];
    match (number / 100, number % 100) {
        (1, 0) => "cien".into(),
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => HUNDREDS[hundreds as usize].into(),
        (hundreds, rest) => format!("{} {}", HUNDREDS[hundreds as usize], below_hundred(rest)),
    }
}

fn below_hundred(number: u64) -> String {
    const SMALL: [&str; 30] = [
        "",
        "un",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciséis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "veintiún",
        "veintidós",
        "veintitrés",
        "veinticuatro",
        "veinticinco",
        "veintiséis",
        "veintisiete",
        "veintiocho",
        "veintinueve",
    ];
    const TENS: [&str; 10] = [
        "",
        "",
        "",
        "treinta",
        "cuarenta",
        "cincuenta",
        "sesenta",
        "setenta",
        "ochenta",
        "noventa",
    ];
    match (number / 10, number % 10) {
        (0..=2, _) => SMALL[number as usize].into(),
        (tens, 0) => TENS[tens as usize].into(),
        (tens, units) => format!("{} y {}", TENS[tens as usize], SMALL[units as usize]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_a_notary_would_write_them() {
        let said = |text: &str| pesos(text.parse().unwrap()).unwrap();
        assert_eq!(said("0"), "cero pesos");
        assert_eq!(said("1"), "un peso");
        assert_eq!(said("21"), "veintiún pesos");
        assert_eq!(said("100"), "cien pesos");
        assert_eq!(said("31001"), "treinta y un mil un pesos");
        assert_eq!(said("1000000"), "un millón de pesos");
        assert_eq!(
            said("1423500"),
            "un millón cuatrocientos veintitrés mil quinientos pesos"
        );
        assert_eq!(said("2000000000"), "dos mil millones de pesos");
        assert_eq!(said("15.5"), "quince pesos con cincuenta centavos");
    }

    #[test]
    fn negative_and_enormous_amounts_are_not_written() {
        assert_eq!(pesos("-1".parse().unwrap()), None);
        assert_eq!(pesos("1e18".parse().unwrap()), None);
    }
}
