//! Any expression ends within its budget, and means the same in its canonical form.

#![no_main]

use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use radica_feel::{Budget, Context, Env, Expression, NoHost, UnaryTests, Value};

/// Pieces that make sources which often parse; one byte stands for one of them.
const PIECES: &[&str] = &[
    "1",
    "0",
    "-1",
    "2.5",
    "1e6144",
    "-1e-6176",
    "9999999999999999999999999999999999",
    "\"a\"",
    "\"\"",
    "\"(a+)+$\"",
    "\"2026-03-29\"",
    "x",
    "s",
    "l",
    "c",
    "null",
    "true",
    "false",
    "@\"2026-01-31\"",
    "@\"P1M\"",
    "@\"-PT1H\"",
    "@\"23:59:59Z\"",
    "@\"-999999999-01-01\"",
    "@\"2026-03-29T02:30:00@Europe/Paris\"",
    "@\"999999999-12-31T23:59:59@America/Bogota\"",
    "@\"P99999999999D\"",
    " + ",
    " - ",
    " * ",
    " / ",
    " ** ",
    " = ",
    " != ",
    " < ",
    " >= ",
    " and ",
    " or ",
    " in ",
    " between ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "k:",
    ", ",
    "..",
    ".",
    "-",
    "if ",
    " then ",
    " else ",
    "for i in ",
    " return ",
    "some i in ",
    "every i in ",
    " satisfies ",
    "function(a) ",
    "function(a, b) ",
    "i",
    "a",
    "b",
    "k",
    "?",
    "item",
    "partial",
    "not(",
    "sum(",
    "sort(",
    "string(",
    "date(",
    "time(",
    "date and time(",
    "duration(",
    "substring(",
    "matches(",
    "replace(",
    "split(",
    "range(",
    "context put(",
    "context merge(",
    "get entries(",
    "exp(",
    "log(",
    "sqrt(",
    "decimal(",
    "round half up(",
    "modulo(",
    "number(",
    "string join(",
    "list replace(",
    "index of(",
    "flatten(",
    "distinct values(",
    "sublist(",
    "insert before(",
    "min(",
    "median(",
    "stddev(",
    "mode(",
    "years and months duration(",
    "is(",
    "before(",
    "overlaps(",
    "includes(",
    "week of year(",
    "last day of month(",
    "radica.",
    "money in words(",
    "nit check digit(",
    " instance of ",
    "list<",
    "context<k: ",
    "function<",
    ">",
    "number",
    "string",
    "Any",
    ".year",
    ".time offset",
    ".start",
    ".k",
];

fn source(data: &[u8]) -> Option<String> {
    let (kind, rest) = data.split_first()?;
    if kind % 2 == 0 {
        return std::str::from_utf8(rest).ok().map(str::to_string);
    }
    Some(
        rest.iter()
            .take(200)
            .map(|byte| PIECES[usize::from(*byte) % PIECES.len()])
            .collect(),
    )
}

fuzz_target!(|data: &[u8]| {
    let Some(source) = source(data) else { return };
    let env = Env {
        now: Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC),
        budget: Budget {
            steps: 20_000,
            depth: 200,
            list: 2_000,
            string: 20_000,
        },
        host: &NoHost,
    };
    let list = Value::list(vec![
        Value::from(3_i64),
        Value::Null,
        Value::from("b"),
        Value::from(1_i64),
    ]);
    let scope = Context::new()
        .with("x", 3_i64)
        .with("s", "año 🐎")
        .with("l", list)
        .with("c", Context::new().with("k", 1_i64));
    if let Ok(tests) = UnaryTests::parse(&source) {
        let _ = tests.evaluate(&Value::from(3_i64), &scope, &env);
    }
    let Ok(expression) = Expression::parse(&source) else {
        return;
    };
    let outcome = expression.evaluate(&scope, &env);
    assert!(outcome.limit.is_none() || outcome.value.is_null(), "{source}");
    let shown = outcome.value.to_string();
    let _ = outcome.value.to_json();
    let printed = expression.to_string();
    if let Ok(again) = Expression::parse(&printed) {
        let second = again.evaluate(&scope, &env);
        // Functions are shown without their bodies, and steps may differ by a pair of parentheses.
        if outcome.limit.is_none() && second.limit.is_none() {
            assert_eq!(second.value.to_string(), shown, "{source} / {printed}");
        }
    }
});
