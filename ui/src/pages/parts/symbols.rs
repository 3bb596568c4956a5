//! The signs of BPMN's elements, as SVG paths around their own centre, some 16 units wide (BPMN 2.0.2, §7.4).

use radica_engine::layout::Mark;

/// A sign inside a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its path.
    pub path: &'static str,
    /// Whether it is filled: what an event throws is, what it waits for is not.
    pub filled: bool,
}

/// The sign of what an event waits for or throws.
pub fn event(trigger: &str, throws: bool) -> Option<Symbol> {
    let path = match trigger {
        "message" => ENVELOPE,
        "timer" => "M0-7.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15M0-4.5V0l3 2",
        "signal" => "M0-7 7.5 5.5h-15z",
        "condition" => "M-6-7.5H6v15H-6zM-3.5-4h7M-3.5 0h7M-3.5 4h7",
        "error" => "M-6 6.5-2.5-6 2 2.5 6-6.5 2.5 6-2-2.5z",
        "escalation" => "M0-7 5 6 0 1-5 6z",
        "link" => "M-7-3H1v-3.5L7.5 0 1 6.5V3h-8z",
        "compensation" | "compensate" => REWIND,
        "cancel" => "M-6-4.5-4.5-6 0-1.5 4.5-6 6-4.5 1.5 0 6 4.5 4.5 6 0 1.5-4.5 6-6 4.5-1.5 0z",
        "terminate" => "M0-7.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15",
        "any" => PENTAGON,
        "all" if throws => PENTAGON,
        "all" => "M-2-7h4v5h5v4H2v5h-4V2h-5v-4h5z",
        _ => return None,
    };
    Some(Symbol { path, filled: throws })
}

/// The sign in the corner of a task.
pub fn task(kind: &str) -> Option<Symbol> {
    let (path, filled) = match kind {
        "user_task" => ("M0-7a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M-7 7.5c0-9 14-9 14 0z", false),
        "service_task" => (
            "M0-3a3 3 0 1 1 0 6 3 3 0 0 1 0-6M0-7.5v3M0 4.5v3M-7.5 0h3M4.5 0h3M-5.300-5.300l2.100 2.100\
             M3.200 3.200l2.100 2.100M5.300-5.300 3.200-3.200M-3.200 3.200l-2.100 2.100",
            false,
        ),
        "script_task" => (
            "M-4-7.5H7C3-3.5 7 0 4 7.5H-7c3-4-1-8 3-15M-2-3.5h6M-3 0h6M-2 3.5h6",
            false,
        ),
        "business_rule_task" => ("M-7.5-6h15V6h-15zM-7.5-2.5h15M-2.5-2.5V6M-7.5 1.700h15", false),
        "send_task" => (ENVELOPE, true),
        "receive_task" => (ENVELOPE, false),
        "manual_task" => (
            "M-7-1c3-4 5-5 7-4h7v2.5H1M1-2.5h7V0H1M2 0h5v2.5H1M1 2.5h5V5h-9c-2 0-3-1-4-2",
            false,
        ),
        _ => return None,
    };
    Some(Symbol { path, filled })
}

/// The sign inside a gateway.
pub fn gateway(kind: &str) -> Option<Symbol> {
    let path = match kind {
        "exclusive" => "M-7-7 7 7M7-7-7 7",
        "parallel" => "M-9 0H9M0-9V9",
        "inclusive" => "M0-9a9 9 0 1 1 0 18A9 9 0 0 1 0-9",
        "complex" => "M-9 0H9M0-9V9M-6.5-6.5l13 13M6.5-6.5l-13 13",
        "event_based" => {
            "M0-11a11 11 0 1 1 0 22 11 11 0 0 1 0-22M0-8.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17\
             M0-5 5-1.300 3 4.300h-6L-5-1.300z"
        }
        _ => return None,
    };
    Some(Symbol { path, filled: false })
}

/// The sign at the lower edge of an activity; none for what is drawn as the edge itself.
pub const fn mark(mark: Mark) -> Option<Symbol> {
    let path = match mark {
        Mark::Loop => "M-1 5a5 5 0 1 1 3 0M-1 5h-4M-1 5V1",
        Mark::Parallel => "M-4-5V5M0-5V5M4-5V5",
        Mark::Sequential => "M-5-4H5M-5 0H5M-5 4H5",
        Mark::Compensation => REWIND,
        Mark::AdHoc => "M-6 1c2-5 4-4 6-1s4 4 6-1",
        Mark::Transaction | Mark::Event => return None,
    };
    Some(Symbol { path, filled: false })
}

/// What is in the subprocess is not drawn here.
pub const CLOSED: Symbol = Symbol {
    path: "M-6-6H6V6H-6zM-3.5 0h7M0-3.5v7",
    filled: false,
};

const ENVELOPE: &str = "M-8-5.5H8v11H-8zM-8-5.5 0 1 8-5.5";
const REWIND: &str = "M0-5V5l-7-5zM7-5V5L0 0z";
const PENTAGON: &str = "M0-7.5 7.5-2 4.5 6.5h-9L-7.5-2z";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_bpmn_gives_a_sign_has_one() {
        let events = [
            "message",
            "timer",
            "signal",
            "condition",
            "error",
            "escalation",
            "link",
            "compensation",
            "compensate",
            "cancel",
            "terminate",
            "any",
            "all",
        ];
        assert!(events.iter().all(|word| event(word, false).is_some()));
        let tasks = [
            "user_task",
            "service_task",
            "script_task",
            "business_rule_task",
            "send_task",
            "receive_task",
            "manual_task",
        ];
        assert!(tasks.iter().all(|word| task(word).is_some()));
        let gateways = ["exclusive", "parallel", "inclusive", "complex", "event_based"];
        assert!(gateways.iter().all(|word| gateway(word).is_some()));
        assert!(event("none", false).is_none() && task("task").is_none());
    }
}
