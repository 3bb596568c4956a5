//! Values outlive time zones: comparing, subtracting and ordering go by the instant.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::outcome;
use proptest::prelude::*;
use radica_feel::{Context, Value};

/// A date and time near a change of summer time of some zone, or anywhere, in any zone.
fn moment() -> impl Strategy<Value = String> {
    let dates = prop::sample::select(vec![
        "2026-03-08",
        "2026-03-29",
        "2026-04-05",
        "2026-10-04",
        "2026-10-25",
        "2026-11-01",
        "1992-05-03",
        "2024-02-29",
        "1969-12-31",
        "-0044-03-15",
        "9999-12-31",
        "0001-01-01",
    ]);
    let zones = prop::sample::select(vec![
        "Z",
        "-05:00",
        "+05:45",
        "+14:00",
        "-11:30",
        "@America/Bogota",
        "@Europe/Paris",
        "@America/New_York",
        "@Australia/Lord_Howe",
        "@Pacific/Apia",
        "@Etc/UTC",
    ]);
    (
        dates,
        0..24u8,
        prop::sample::select(vec!["00:00", "29:59.999", "30:00", "59:59"]),
        zones,
    )
        .prop_map(|(date, hour, rest, zone)| format!("{date}T{hour:02}:{rest}{zone}"))
}

fn duration() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![
        0, 1, 59, 1_800, 3_600, 5_400, 7_200, 86_399, 86_400, 90_000, 2_592_000, -1, -3_600, -86_400,
    ])
}

fn asked(source: &str, names: &[(&str, &str)]) -> Value {
    let mut scope = Context::new();
    for (name, text) in names {
        let at: radica_feel::DateTime = text.parse().unwrap();
        scope = scope.with(*name, at);
    }
    outcome(source, &scope).value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_added_can_be_subtracted(at in moment(), seconds in duration()) {
        let source = format!("(a + duration(\"{}PT{}S\")) - a", if seconds < 0 { "-" } else { "" }, seconds.abs());
        let back = asked(&source, &[("a", &at)]);
        prop_assert_eq!(back.to_string(), asked(&format!("@\"PT1S\" * {seconds}"), &[]).to_string(), "{}", at);
    }

    #[test]
    fn order_and_distance_agree(a in moment(), b in moment()) {
        let result = asked("[a < b, a - b < @\"PT0S\", a = b, a - b = @\"PT0S\", b > a, a <= b]", &[("a", &a), ("b", &b)]);
        let Some([less, negative, equal, zero, greater, at_most]) = result.as_list() else {
            return Err(TestCaseError::fail(format!("{a} {b}: {result}")));
        };
        prop_assert!(less == negative && less == greater && equal == zero, "{} {}: {}", a, b, result);
        prop_assert_eq!(at_most.as_boolean(), Some(less.as_boolean() == Some(true) || equal.as_boolean() == Some(true)));
    }

    #[test]
    fn order_is_the_same_whatever_the_way(a in moment(), b in moment(), c in moment()) {
        let source = "if a <= b and b <= c then a <= c else true";
        prop_assert_eq!(asked(source, &[("a", &a), ("b", &b), ("c", &c)]), Value::from(true), "{} {} {}", a, b, c);
    }
}
