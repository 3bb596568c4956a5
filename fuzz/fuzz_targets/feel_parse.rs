//! Any text: reading it never panics, and its canonical form reads back as itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use radica_feel::{Expression, Type, UnaryTests};
use std::collections::HashMap;

fuzz_target!(|source: &str| {
    let types = HashMap::from([("x".to_string(), Type::Number), ("a".to_string(), Type::Any)]);
    if let Ok(tests) = UnaryTests::parse(source) {
        let _ = tests.check(&Type::Number, &types);
    }
    let Ok(expression) = Expression::parse(source) else {
        return;
    };
    let _ = expression.check(&types);
    let printed = expression.to_string();
    match Expression::parse(&printed) {
        Ok(again) => assert_eq!(again.to_string(), printed, "{source:?}"),
        // The canonical form adds parentheses, and writes some numbers longer: both are bounded.
        Err(error) => assert!(
            error.expected.starts_with("at most") || printed.len() > 1 << 20,
            "{source:?} became {printed:?}\n{error}"
        ),
    }
});
