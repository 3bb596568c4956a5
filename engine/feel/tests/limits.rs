//! Whatever the source, evaluation ends soon and nothing panics.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{env, outcome};
use proptest::prelude::*;
use radica_feel::{Budget, Context, Env, Expression, Limit, NoHost, UnaryTests, Value};

fn limit(source: &str) -> Option<Limit> {
    let result = outcome(source, &Context::new());
    assert!(result.limit.is_none() || result.value.is_null());
    result.limit
}

#[test]
fn a_thousand_million_iterations_end_at_once() {
    assert_eq!(limit("count(for i in 1..1000000000 return i)"), Some(Limit::List));
    assert_eq!(limit("some i in 1..1000000000 satisfies false"), Some(Limit::Steps));
}

#[test]
fn recursion_without_end_is_stopped() {
    assert_eq!(limit("{ f: function(n) f(n + 1), r: f(0) }.r"), Some(Limit::Depth));
}

#[test]
fn strings_that_double_are_stopped() {
    let source = "for i in 1..100 return if i = 1 then \"0123456789\" else partial[-1] + partial[-1]";
    assert!(matches!(limit(source), Some(Limit::String | Limit::Steps)));
}

#[test]
fn lists_inside_lists_without_end_are_stopped() {
    assert_eq!(
        limit("for i in 1..5000 return if i = 1 then [] else [partial[-1]]"),
        Some(Limit::Nesting)
    );
    assert_eq!(
        limit("(for i in 1..5000 return if i = 1 then {a: 1} else {a: partial[-1]})[1]"),
        Some(Limit::Nesting)
    );
}

#[test]
fn a_value_that_holds_itself_twice_again_and_again_is_stopped() {
    // Sixty steps make 2^60 items without copying one: nobody could show, compare or store them.
    assert_eq!(
        limit("(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]"),
        Some(Limit::Size)
    );
    assert_eq!(
        limit("(for i in 1..60 return if i = 1 then {} else {a: partial[-1], b: partial[-1]})[-1]"),
        Some(Limit::Size)
    );
}

/// A text of 1 MiB by doubling.
const LARGE: &str =
    "{s: (for i in 1..17 return if i = 1 then \"0123456789abcdef\" else partial[-1] + partial[-1])[-1], r: WORK}.r";

#[test]
fn work_on_large_values_is_paid_for_by_its_size() {
    for work in [
        "some i in 1..1000 satisfies contains(s, \"zz\")",
        "some i in 1..1000 satisfies s != s + \"\"",
        "some i in 1..1000 satisfies matches(s, \"[0-9a-f]*a[0-9a-f]{300}z\")",
        "replace(s, \"(.+)\", \"$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1\")",
    ] {
        let stopped = limit(&LARGE.replace("WORK", work));
        assert!(
            matches!(stopped, Some(Limit::Steps | Limit::String)),
            "{work}: {stopped:?}"
        );
    }
    for source in [
        "{l: for i in 1..90000 return i, m: for i in 1..90000 return i, r: some i in 1..2000 satisfies l != m}.r",
        "for i in 1..90000 return exp(i / 90000)",
        "for i in 1..90000 return (i + 0.5) ** 2.5",
        "for i in 1..90000 return matches(\"a\", \"(((\\\\w{1,5}){1,5}){1,4})\" + string(i))",
    ] {
        assert_eq!(limit(source), Some(Limit::Steps), "{source}");
    }
}

#[test]
fn a_loop_that_ends_at_the_first_item_does_not_copy_the_rest() {
    let source =
        "{l: for i in 1..90000 return i, r: some i in 1..20000 satisfies (some x in l satisfies true) = false}.r";
    let start = std::time::Instant::now();
    assert_eq!(limit(source), None);
    assert!(start.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn many_names_with_the_same_first_word_are_read_quickly() {
    let entries: Vec<String> = (0..30_000).map(|i| format!("a {i}: 0")).collect();
    let start = std::time::Instant::now();
    assert!(Expression::parse(&format!("{{{}}}", entries.join(", "))).is_ok());
    assert!(start.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn the_limit_is_told_last_in_the_explanation() {
    let result = outcome("every i in 1..10000000 satisfies null + i", &Context::new());
    assert_eq!(result.explanation.last().unwrap().message, Limit::Steps.to_string());
}

#[test]
fn a_budget_of_the_caller_is_kept() {
    let budget = Budget {
        steps: 10,
        ..Budget::default()
    };
    let env = Env {
        now: env().now,
        budget,
        host: &NoHost,
    };
    let sum = Expression::parse("1+1+1+1+1+1+1+1+1+1+1+1").unwrap();
    assert_eq!(sum.evaluate(&(), &env).limit, Some(Limit::Steps));
}

#[test]
fn long_runs_of_operators_are_fine_and_deep_nesting_is_refused() {
    let long = vec!["1"; 5_000].join(" + ");
    assert_eq!(outcome(&long, &Context::new()).value, Value::from(5_000_i64));
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a:", "}"),
        ("-", ""),
        ("if ", ""),
        ("function(x) ", ""),
        ("a[", "]"),
        ("f(", ")"),
        ("1 in (", ")"),
    ] {
        let source = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        assert!(Expression::parse(&source).is_err(), "{open}");
    }
}

#[test]
fn the_deepest_source_that_parses_also_evaluates() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("-", ""),
        ("1 + (", ")"),
        ("if true then ", " else 0"),
    ] {
        let deepest = (1..120)
            .rev()
            .find_map(|n| Expression::parse(&format!("{}1{}", open.repeat(n), close.repeat(n))).ok());
        let _ = deepest.unwrap().evaluate(&(), &env());
    }
}

#[test]
fn recursion_through_every_kind_of_call_is_stopped_before_the_stack_is() {
    // A thread of a server has 2 MiB of stack, as that of a test.
    for call in [
        "f(n + 1)",
        "sort([2, 1], function(a, b) f(n + 1))[1]",
        "list replace([1], function(a, b) f(n + 1), 2)",
        "(for i in [1] return f(n + 1))[1]",
        "[1][f(n + 1) = 1]",
        "if some i in [1] satisfies f(n + 1) = 1 then 1 else 2",
        "{a: {b: [f(n + 1)]}}.a.b[1]",
        "max([f(n + 1), 1 + (2 * (3 - f(n + 1)))])",
        "(f(n + 1)) in (< 5, [1..f(n + 1)])",
        "f(n: f(n + 1))",
    ] {
        let source = format!("{{ f: function(n) {call}, r: f(0) }}.r");
        assert_eq!(limit(&source), Some(Limit::Depth), "{call}");
    }
}

#[test]
fn types_of_their_own_type_are_cut() {
    let component = |at: i32| format!("<itemComponent name='c{at}'><typeRef>t</typeRef></itemComponent>");
    let components: String = (0..40).map(component).collect();
    let xml = format!(
        "<definitions namespace='n' name='m'><itemDefinition name='t'>{components}</itemDefinition></definitions>"
    );
    let model = radica_feel::dmn::Model::from_xml(&xml).unwrap();
    assert_eq!(radica_feel::dmn::Decisions::compile(&model, &[]).problems(), []);
}

/// Pieces that make sources which often parse.
fn source() -> impl Strategy<Value = String> {
    let pieces = vec![
        "1",
        "0.5",
        "1e6000",
        "\"a\"",
        "x",
        "null",
        "true",
        "@\"2026-01-31\"",
        "@\"P1M\"",
        "@\"PT1H\"",
        "@\"10:00:00Z\"",
        "@\"2026-01-01T00:00:00@America/Bogota\"",
        " + ",
        " - ",
        " * ",
        " / ",
        " ** ",
        " = ",
        " < ",
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
        "a:",
        ",",
        "..",
        ".",
        "-",
        "if ",
        " then ",
        " else ",
        "for i in ",
        " return ",
        "some i in ",
        " satisfies ",
        "function(a) ",
        "i",
        "a",
        "?",
        "not(",
        "sum(",
        "sort(",
        "string(",
        "date(",
        "duration(",
        "substring(",
        "matches(",
        "replace(",
        "split(",
        "range(",
        "context put(",
        "exp(",
        "log(",
        "decimal(",
        "number(",
        "radica.",
        "money in words(",
        " instance of ",
        "list<",
        "number>",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|parts| parts.concat())
}

fn calls() -> impl Strategy<Value = String> {
    let names = vec![
        "substring",
        "sublist",
        "insert before",
        "remove",
        "list replace",
        "decimal",
        "round up",
        "modulo",
        "abs",
        "date",
        "time",
        "date and time",
        "years and months duration",
        "string join",
        "matches",
        "replace",
        "split",
        "min",
        "median",
        "stddev",
        "mode",
        "before",
        "overlaps",
        "includes",
        "get value",
        "context put",
        "context merge",
        "sort",
        "flatten",
        "index of",
        "range",
        "number",
        "week of year",
        "radica.nit check digit",
        "radica.money in words",
        "exp",
        "sqrt",
        "log",
    ];
    let values = vec![
        "null",
        "-1",
        "0",
        "1",
        "2.5",
        "1e6144",
        "-1e-6176",
        "9999999999999999999999999999999999",
        "\"\"",
        "\"a.b\"",
        "\"(\"",
        "\"2026-01-01\"",
        "[]",
        "[1, 2, 3]",
        "[1, null]",
        "{a: 1}",
        "[1..5]",
        "@\"2026-01-31\"",
        "@\"-999999999-01-01\"",
        "@\"999999999-12-31T23:59:59@Europe/Paris\"",
        "@\"P999999999999Y\"",
        "@\"-P99999999999D\"",
        "@\"23:59:59+18:00\"",
        "function(a, b) a",
        "true",
    ];
    (
        prop::sample::select(names),
        prop::collection::vec(prop::sample::select(values.clone()), 0..4),
        prop::sample::select(vec![" + ", " - ", " * ", " / ", " ** ", " < ", " = ", " in "]),
        prop::sample::select(values),
    )
        .prop_map(|(name, args, operator, other)| format!("{name}({}){operator}{other}", args.join(", ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,60}") {
        let _ = Expression::parse(&text);
        let _ = UnaryTests::parse(&text);
    }

    #[test]
    fn no_source_makes_the_evaluator_panic(source in source()) {
        if let Ok(expression) = Expression::parse(&source) {
            let value = expression.evaluate(&Context::new().with("x", 3_i64), &env()).value;
            let _ = (value.to_string(), value.to_json());
        }
    }

    #[test]
    fn the_canonical_form_reads_back_as_itself(source in source()) {
        if let Ok(expression) = Expression::parse(&source) {
            let printed = expression.to_string();
            let again = Expression::parse(&printed).map_err(|error| TestCaseError::fail(format!("{printed}: {error}")))?;
            prop_assert_eq!(&again.to_string(), &printed);
            let scope = Context::new().with("x", 3_i64);
            let (first, second) = (expression.evaluate(&scope, &env()), again.evaluate(&scope, &env()));
            prop_assert_eq!(first.value.to_string(), second.value.to_string(), "{} / {}", source, printed);
        }
    }

    #[test]
    fn no_call_makes_a_built_in_panic(source in calls()) {
        let value = Expression::parse(&source).unwrap().evaluate(&(), &env()).value;
        let _ = (value.to_string(), value.to_json());
    }
}
