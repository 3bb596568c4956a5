//! The words for what is waited for, thrown and repeated.

use serde_json::{Map, Value, json};

use crate::support::random::{Gateway, Items, Message, On, Repeat, Scope, Thrown, Throws};

pub fn told(thrown: Thrown) -> Value {
    match thrown {
        Thrown::Error(code) => json!({"error": format!("c{code}")}),
        Thrown::Escalation(code) => json!({"escalation": format!("c{code}")}),
        Thrown::Message(message) => named_message("send", message),
        Thrown::Signal(name) => json!({"signal": format!("s{name}"), "content": {"x": "= x"}}),
        Thrown::Terminate | Thrown::Cancel | Thrown::Compensate(..) => json!({}),
    }
}

pub fn own_data(scope: &Scope) -> Value {
    if scope.data {
        json!({"data": {"x": "= x", "inner": null}})
    } else {
        json!({})
    }
}

pub fn repeat(repeat: &Repeat) -> Value {
    match repeat {
        Repeat::Once => json!({}),
        Repeat::Loop {
            condition,
            test_before,
            maximum,
        } => {
            let mut looped = json!({"test_before": test_before, "maximum": maximum});
            if *condition {
                looped["while"] = json!("= loopCounter < x");
            }
            json!({"loop": looped})
        }
        Repeat::Each {
            of,
            one_by_one,
            until,
            output,
            throws,
        } => {
            let mut each = json!({"as": "item", "one_by_one": one_by_one, "results": "all"});
            match of {
                Items::Count(count) => each["count"] = json!(count),
                Items::Counted => each["count"] = json!("= n"),
                Items::List => each["in"] = json!("= [1, 2, 3]"),
                Items::Listed => each["in"] = json!("= l"),
            }
            if *until {
                each["until"] = json!("= numberOfCompletedInstances + numberOfTerminatedInstances > 1");
            }
            if *output {
                each["output"] = json!("= [loopCounter, item]");
            }
            match throws {
                Throws::Nothing => {}
                Throws::Every(thrown) => each["throws"] = json!({"every": told(*thrown)}),
                Throws::First(thrown) => each["throws"] = json!({"first": told(*thrown)}),
                Throws::When(thrown) => {
                    let when = with(told(*thrown), json!({"if": "= numberOfCompletedInstances > 1"}));
                    each["throws"] = json!({"when": [when]});
                }
            }
            json!({"each": each})
        }
    }
}

pub const fn word(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Exclusive => "exclusive",
        Gateway::Inclusive => "inclusive",
        Gateway::Parallel => "parallel",
        Gateway::Complex => "complex",
        Gateway::None => "manual_task",
    }
}

/// The arrows out of a place in a graph.
pub fn flows(split: Gateway, next: &str, also: Option<&str>) -> Value {
    match (split, also) {
        (_, None) => json!([{"to": next}]),
        (Gateway::Parallel, Some(also)) => json!([{"to": next}, {"to": also}]),
        (_, Some(also)) => json!([{"to": also, "when": "= x > 5"}, {"to": next, "default": true}]),
    }
}

pub fn on_several(on: &[On], all: bool) -> Value {
    match on {
        [only] => on_any(*only),
        _ => json!({if all { "all" } else { "any" }: on.iter().map(|on| on_any(*on)).collect::<Vec<_>>()}),
    }
}

pub fn on_any(on: On) -> Value {
    const TIMERS: [&str; 6] = ["PT2H", "2 working days", "R3/PT1H", "R/PT5H", "= t", "PT0S"];
    const CONDITIONS: [&str; 3] = ["= c", "= x > 5", "= x > n"];
    let code = |code: Option<u8>| code.map_or("any".to_owned(), |code| format!("c{code}"));
    match on {
        On::Timer(n) => json!({"timer": TIMERS[usize::from(n) % TIMERS.len()]}),
        On::Message(message) => named_message("message", message),
        On::Signal(name) => json!({"signal": format!("s{name}")}),
        On::Condition(n) => json!({"condition": CONDITIONS[usize::from(n) % CONDITIONS.len()]}),
        On::Error(error) => json!({"error": code(error)}),
        On::Escalation(escalation) => json!({"escalation": code(escalation)}),
        On::Compensation => json!({"compensation": true}),
    }
}

pub fn named_message(key: &str, Message(name, keyed): Message) -> Value {
    let name = format!("m{name}");
    if keyed {
        json!({key: name, "key": "= k"})
    } else {
        json!({key: name})
    }
}

/// Both maps in one.
pub fn with(one: Value, other: Value) -> Value {
    let entries = |value: Value| match value {
        Value::Object(entries) => entries,
        _ => Map::new(),
    };
    let all = entries(one).into_iter().chain(entries(other));
    Value::Object(all.collect())
}
