//! Random commands of every kind, and those of somebody who patiently works on all that waits.

use std::collections::BTreeSet;

use radica_engine::command::{Modification, Placement};
use radica_engine::event::{BoundaryOn, BoundaryWait, Holder, Wait};
use radica_engine::ids::{ElementId, JobId, ScopeId, SubscriptionId, TaskId, TimerId, TokenId};
use radica_engine::instance::Token;
use radica_engine::model::{Kind, Node, Subprocess, Variety};
use radica_engine::{Command, Value, Variables};
use serde_json::json;
use ulid::Ulid;

use crate::support::machine::Machine;

/// A draw: what is done, to which of the things it can be done to, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub kind: u8,
    pub pick: u8,
    pub value: u8,
}

/// The command of a choice; none when there is nothing that it could be done to.
pub fn command(machine: &Machine<'_>, choice: Choice) -> Option<Command> {
    let Choice { kind, pick, value } = choice;
    let picked = |all: &[Command]| all.get(usize::from(pick) % all.len().max(1)).cloned();
    let token = any_token(machine, pick);
    let by = Some("ana".to_owned());
    match kind % 32 {
        0..=14 => picked(&fitting(machine, value)),
        15 => thrown(machine, pick, value),
        16 => failed(machine, pick),
        17 => retry(incident(machine, pick)?, value),
        18 => skip(incident(machine, pick)?, value),
        19 | 20 => Some(modify(machine, choice)),
        21 => Some(Command::Suspend {
            reason: "why".to_owned(),
            by,
        }),
        22 | 23 => Some(Command::Resume { by }),
        24 => Some(Command::SetVariables {
            variables: variables(value),
            by,
        }),
        25 => Some(signal(pick, value)),
        26 | 27 => picked(machine.sent()),
        28 => Some(unknown(value)),
        29 => Some(Command::Activate {
            token,
            element: any_element(machine, value),
            by,
        }),
        30 => Some(wrong(token, value)),
        _ if value.is_multiple_of(8) => Some(Command::Cancel {
            reason: "why".to_owned(),
            by,
        }),
        _ => picked(&fitting(machine, value)),
    }
}

/// What fits the state: an answer to each thing that is waited for.
fn fitting(machine: &Machine<'_>, value: u8) -> Vec<Command> {
    let mut all = own_waits(machine, value);
    all.extend(machine.instance().armed().map(|(_, wait)| occurs(wait, value)));
    all
}

/// The answers to what tokens themselves wait for, and what an operator does about incidents.
fn own_waits(machine: &Machine<'_>, value: u8) -> Vec<Command> {
    let tokens = machine.instance().tokens();
    // What no variable takes must be a context; now and then it is not.
    let result = |id, token| {
        let node = machine.node_of(id, token).map(|(_, node)| node);
        let named = node.is_some_and(|node| node.result().is_some());
        if named || value % 16 == 13 {
            result(value)
        } else {
            content(value)
        }
    };
    tokens
        .flat_map(|(id, token)| match token.wait.as_ref() {
            Some(Wait::Task { task, .. }) => vec![Command::CompleteTask {
                task: *task,
                result: result(id, token),
                by: None,
            }],
            Some(Wait::Job { job }) => vec![Command::CompleteJob {
                job: *job,
                result: result(id, token),
            }],
            Some(Wait::Timer { timer, .. }) => vec![Command::FireTimer { timer: *timer }],
            Some(Wait::Message { subscription, .. }) => vec![Command::Message {
                subscription: *subscription,
                content: content(value),
            }],
            Some(Wait::Incident { .. }) => retry(id, value).into_iter().chain(skip(id, value)).collect(),
            Some(Wait::Event) => {
                let armed = machine.instance().armed_at(Holder::Token(id)).iter();
                armed.map(|wait| occurs(wait, value)).collect()
            }
            Some(Wait::Scope) => ad_hoc(machine, id, token, value),
            Some(Wait::Join | Wait::Undo | Wait::Reset { .. }) | None => Vec::new(),
        })
        .collect()
}

/// What somebody does who works on all that waits: in every round each task, job, message, time and event once;
/// incidents are tried again with what they may have missed, and passed when that is of no use.
pub fn patient(machine: &Machine<'_>, round: usize) -> Vec<Command> {
    if machine.instance().suspended() {
        return vec![Command::Resume { by: None }];
    }
    // The answer is 1, with which no loop goes round again; what waits for a change gets one.
    let mend = Variables::from_json(&json!({
        "x": 1, "n": 1, "k": "k", "l": [1], "t": "PT1H", "c": round.is_multiple_of(2), "item": 1,
    }));
    let commands = own_waits(machine, 1).into_iter();
    let commands = commands.map(|command| match command {
        Command::Retry { token, by, .. } => Command::Retry {
            token,
            variables: mend.clone(),
            by,
        },
        Command::SetVariables { by, .. } => Command::SetVariables {
            variables: Variables::from_json(&json!({"x": 6 * (round % 2), "n": 1, "c": round.is_multiple_of(2)})),
            by,
        },
        command => command,
    });
    let timely = commands.filter(|command| match command {
        Command::Retry { .. } => round.is_multiple_of(3),
        Command::Skip { .. } | Command::EndAdHoc { .. } => round % 3 == 2,
        Command::Activate { .. } => round == 1,
        _ => true,
    });
    timely.chain(given_up(machine, round)).collect()
}

/// Ends what waits for a condition that nobody can make hold: a called process reads nothing that is set outside.
fn given_up(machine: &Machine<'_>, round: usize) -> Option<Command> {
    let only_conditions =
        |waits: &[BoundaryWait]| waits.iter().all(|wait| matches!(wait.on, BoundaryOn::Condition { .. }));
    let mut waiting = machine
        .instance()
        .tokens()
        .filter(|(_, token)| matches!(token.wait, Some(Wait::Event)));
    let token = waiting
        .find(|(_, token)| only_conditions(&token.boundary))
        .filter(|_| round > 9);
    token.map(|(token, _)| {
        Command::Modify(Box::new(Modification {
            end: vec![token],
            ..Modification::default()
        }))
    })
}

fn occurs(wait: &BoundaryWait, value: u8) -> Command {
    match &wait.on {
        BoundaryOn::Timer { timer, .. } => Command::FireTimer { timer: *timer },
        BoundaryOn::Message { subscription, .. } => Command::Message {
            subscription: *subscription,
            content: content(value),
        },
        BoundaryOn::Signal { signal, .. } => Command::Signal {
            signal: signal.clone(),
            content: content(value),
        },
        BoundaryOn::Condition { .. } => Command::SetVariables {
            variables: variables(value),
            by: None,
        },
    }
}

fn ad_hoc(machine: &Machine<'_>, token: TokenId, there: &Token, value: u8) -> Vec<Command> {
    let Some((graph, node)) = machine.node_of(token, there) else {
        return Vec::new();
    };
    if !is_ad_hoc(node) {
        return Vec::new();
    }
    let inside = graph.elements().filter(|inner| {
        graph.parent_of(inner).is_some_and(|parent| parent.id == node.id)
            && inner.kind.is_activity()
            && !inner.for_compensation
    });
    let ids: BTreeSet<&ElementId> = inside.map(|inner| &inner.id).collect();
    let begin = ids.into_iter().map(|element| Command::Activate {
        token,
        element: element.clone(),
        by: None,
    });
    let mut all: Vec<Command> = begin.collect();
    if value.is_multiple_of(3) || value == 1 {
        all.push(Command::EndAdHoc { token, by: None });
    }
    all
}

/// Whether an element is an ad-hoc subprocess.
pub const fn is_ad_hoc(node: &Node) -> bool {
    matches!(
        node.kind,
        Kind::Subprocess(Subprocess {
            variety: Variety::AdHoc(_),
            ..
        })
    )
}

fn thrown(machine: &Machine<'_>, pick: u8, value: u8) -> Option<Command> {
    let (code, detail) = (format!("c{}", value % 3), content(value));
    let open = fitting(machine, value).into_iter().filter_map(|command| match command {
        Command::CompleteTask { task, .. } => Some(Command::ThrowTaskError {
            task,
            code: code.clone(),
            detail: detail.clone(),
            by: None,
        }),
        Command::CompleteJob { job, .. } => Some(Command::ThrowJobError {
            job,
            code: code.clone(),
            detail: detail.clone(),
        }),
        _ => None,
    });
    let open: Vec<Command> = open.collect();
    open.get(usize::from(pick) % open.len().max(1)).cloned()
}

fn failed(machine: &Machine<'_>, pick: u8) -> Option<Command> {
    let open = own_waits(machine, 0).into_iter().filter_map(|command| match command {
        Command::CompleteJob { job, .. } => Some(Command::FailJob {
            job,
            error: "offline".to_owned(),
        }),
        _ => None,
    });
    let open: Vec<Command> = open.collect();
    open.get(usize::from(pick) % open.len().max(1)).cloned()
}

fn incident(machine: &Machine<'_>, pick: u8) -> Option<TokenId> {
    let all: Vec<TokenId> = machine.instance().incidents().map(|(token, _, _)| token).collect();
    all.get(usize::from(pick) % all.len().max(1)).copied()
}

fn retry(token: TokenId, value: u8) -> Option<Command> {
    let variables = variables(value);
    let by = None;
    Some(Command::Retry { token, variables, by })
}

fn skip(token: TokenId, value: u8) -> Option<Command> {
    let (result, by) = (content(value), None);
    Some(Command::Skip { token, result, by })
}

fn signal(pick: u8, value: u8) -> Command {
    Command::Signal {
        signal: format!("s{}", pick % 3),
        content: content(value),
    }
}

fn modify(machine: &Machine<'_>, Choice { pick, value, .. }: Choice) -> Command {
    let token = any_token(machine, pick);
    let scope = (value & 4 > 0).then(|| any_scope(machine, value));
    let place = Placement {
        element: any_element(machine, pick.wrapping_mul(31).wrapping_add(value)),
        scope,
    };
    Command::Modify(Box::new(Modification {
        end: if value & 1 > 0 { vec![token] } else { Vec::new() },
        start: if value & 2 > 0 { vec![place] } else { Vec::new() },
        variables: if value & 8 > 0 {
            variables(value)
        } else {
            Variables::new()
        },
        reason: "why".to_owned(),
        by: None,
    }))
}

/// Names something that the instance does not have.
fn unknown(value: u8) -> Command {
    let id = Ulid::from(1_000_000 + u128::from(value));
    match value % 6 {
        0 => Command::CompleteTask {
            task: TaskId(id),
            result: result(value),
            by: None,
        },
        1 => Command::CompleteJob {
            job: JobId(id),
            result: result(value),
        },
        2 => Command::FailJob {
            job: JobId(id),
            error: "offline".to_owned(),
        },
        3 => Command::FireTimer { timer: TimerId(id) },
        4 => Command::Message {
            subscription: SubscriptionId(id),
            content: content(value),
        },
        _ => Command::Signal {
            signal: "nobody".to_owned(),
            content: content(value),
        },
    }
}

/// Asks for something of a token, whatever it waits for.
fn wrong(token: TokenId, value: u8) -> Command {
    let by = None;
    match value % 3 {
        0 => Command::Retry {
            token,
            variables: variables(value),
            by,
        },
        1 => Command::Skip {
            token,
            result: result(value),
            by,
        },
        _ => Command::EndAdHoc { token, by },
    }
}

fn any_token(machine: &Machine<'_>, pick: u8) -> TokenId {
    let all: Vec<TokenId> = machine.instance().tokens().map(|(id, _)| id).collect();
    let picked = all.get(usize::from(pick) % (all.len() + 1));
    picked.copied().unwrap_or(TokenId(1_000_000))
}

fn any_scope(machine: &Machine<'_>, pick: u8) -> ScopeId {
    let all: Vec<ScopeId> = machine.instance().scopes().map(|(id, _)| id).collect();
    let picked = all.get(usize::from(pick) % (all.len() + 1));
    picked.copied().unwrap_or(ScopeId(1_000_000))
}

/// An element of the process, by the order of the names: the order of the source is not that of its BPMN.
fn any_element(machine: &Machine<'_>, pick: u8) -> ElementId {
    let all: BTreeSet<&ElementId> = machine.definition().elements().map(|node| &node.id).collect();
    let picked = all.iter().nth(usize::from(pick) % (all.len() + 1));
    picked.map_or(ElementId::from("nothing"), |id| (*id).clone())
}

/// What comes out of a task.
fn result(value: u8) -> Value {
    match value % 16 {
        14 => Value::Null,
        15 => content(value),
        n => Value::from(i64::from(n % 10)),
    }
}

/// What something says that may have nobody to tell it to.
fn content(value: u8) -> Value {
    if value.is_multiple_of(2) {
        Value::Null
    } else {
        Value::from_json(&json!({"x": value % 10}))
    }
}

/// Variables that conditions, times, keys and repetitions read; some are of no use to them.
pub fn variables(value: u8) -> Variables {
    let n = value % 16;
    Variables::from_json(&match n {
        0..=9 => json!({"x": n, "n": n % 4, "c": n.is_multiple_of(2), "k": "k", "l": [1, 2], "t": "PT3H"}),
        10 => json!({"c": true}),
        11 => json!({"c": false, "x": 6}),
        12 => json!({"x": null}),
        13 => json!({"l": "no list", "n": -1}),
        14 => json!({"t": "no time", "k": null}),
        _ => json!({"n": null, "l": [], "c": null}),
    })
}
