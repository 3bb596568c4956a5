//! What both engines answer, and what the small one refuses.

use crate::{Context, Env, Expression};

fn shown(source: &str) -> String {
    let env = Env::at(jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC));
    let expression = Expression::parse(source).unwrap();
    expression.evaluate(&Context::new(), &env).value.to_string()
}

#[test]
fn patterns_of_forms_answer_the_same_in_both_engines() {
    for (source, expected) in [
        (r#"matches("Peña Ñáñez", "^\\w+ \\w+$")"#, "true"),
        (r#"matches("Peña-Ñáñez", "^[\\w\\s]+$")"#, "false"),
        (r#"matches("3001234567", "^3\\d{9}$")"#, "true"),
        (r#"matches("Ñáñez", "^\\w{1,50}$")"#, "true"),
        (r#"matches("a b", "^\\S+$")"#, "false"),
        (r#"matches("世界", "^.{2}$")"#, "true"),
        (
            r#"replace("2026-03-27", "(\\d+)-(\\d+)-(\\d+)", "$3/$2/$1")"#,
            "27/03/2026",
        ),
        (r#"split("a,  b", ",\\s*")"#, r#"["a", "b"]"#),
        (r#"matches("SVT-135", "svt-\\d+", "i")"#, "true"),
        (r#"matches("a.b", "a.b", "q")"#, "true"),
    ] {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[cfg(not(feature = "patterns"))]
#[test]
fn what_needs_the_tables_of_unicode_is_refused_and_never_answered_otherwise() {
    for source in [
        r#"matches("世界", "^\\w+$")"#,
        r#"matches("ÑANDÚ", "ñandú", "i")"#,
        r#"matches("ñandú", "\\bandú")"#,
        r#"matches("a", "\\p{L}")"#,
        r#"matches("a", "[\\W]")"#,
        r#"matches("aa", "(a)\\1")"#,
    ] {
        assert_eq!(shown(source), "null", "{source}");
    }
}
