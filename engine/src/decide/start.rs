//! How an instance begins: by hand, or with something that happened (BPMN 2.0.2, §13.2).

use super::{Run, Todo, begin};
use crate::command::{Command, Rejection};
use crate::elements::subprocess;
use crate::event::{self, Event};
use crate::ids::{ElementId, InstanceId};
use crate::instance::{ROOT, Status};
use crate::model::{Definition, EventBased, Kind, NodeIx, ReceiveTask, Starts};
use crate::variables::Variables;

/// Begins.
pub(super) fn start(run: &mut Run<'_>, command: &Command) -> Result<(), Rejection> {
    if *run.instance.status() != Status::New {
        return Err(Rejection::AlreadyStarted);
    }
    match command {
        Command::Start { instance, variables } => {
            let starts = by_hand(run.root)?;
            started(run, *instance, variables)?;
            for node in starts {
                let (scope, flow) = (ROOT, None);
                run.todo(Todo::Enter { node, scope, flow });
            }
        }
        Command::StartAt {
            instance,
            variables,
            element,
            content,
        } => {
            let (node, beside) = event(run.root, element)?;
            begin::takes(run.root.node(node), content)?;
            started(run, *instance, variables)?;
            let (scope, content, flow) = (ROOT, content.clone(), None);
            run.todo(Todo::Happened {
                node,
                scope,
                flow,
                content,
            });
            for node in beside {
                let flow = None;
                run.todo(Todo::Enter { node, scope, flow });
            }
        }
        _ => {}
    }
    Ok(())
}

fn started(run: &mut Run<'_>, instance: InstanceId, variables: &Variables) -> Result<(), Rejection> {
    let definition = run.root;
    let (process, hash) = (definition.id.clone(), definition.hash.clone());
    run.emit(Event::Started {
        v: event::VERSION,
        instance,
        process,
        hash,
    })?;
    if !variables.is_empty() {
        run.emit(Event::Set {
            scope: ROOT,
            variables: variables.clone(),
        })?;
    }
    Ok(subprocess::furnish(run, ROOT, definition, None)?)
}

/// Where an instance begins that nothing but a person begins: its only start without a trigger, or its only
/// start, or all elements that no flow leads to.
fn by_hand(definition: &Definition) -> Result<Vec<NodeIx>, Rejection> {
    let starts = match &definition.body.starts {
        Starts::Implicit(all) => return Ok(all.clone()),
        Starts::Events(starts) => starts,
    };
    let plain = |ix: &&NodeIx| {
        let node = definition.node(**ix);
        node.on().is_some_and(|on| on.triggers.is_empty())
    };
    let plain: Vec<NodeIx> = starts.iter().filter(plain).copied().collect();
    match (plain.as_slice(), starts.as_slice()) {
        ([only], _) | ([], [only]) => Ok(vec![*only]),
        ([], _) => Err(several(definition, starts)),
        (several_plain, _) => Err(several(definition, several_plain)),
    }
}

fn several(definition: &Definition, starts: &[NodeIx]) -> Rejection {
    let names: Vec<&str> = starts.iter().map(|ix| definition.node(*ix).id.as_str()).collect();
    Rejection::SeveralStarts(names.join(", "))
}

/// Whether something can happen at an element that begins the process: a gateway does not happen itself, nor
/// does an activity that no flow leads to.
fn begins(definition: &Definition, start: NodeIx) -> bool {
    let kind = &definition.node(start).kind;
    matches!(
        kind,
        Kind::Start(_) | Kind::ReceiveTask(ReceiveTask { instantiate: true, .. })
    )
}

/// The element that starts the process, and what waits from then on beside it: the other events of a parallel
/// event-based gateway.
fn event(definition: &Definition, element: &ElementId) -> Result<(NodeIx, Vec<NodeIx>), Rejection> {
    let wrong = || Rejection::NotAStart(element.clone());
    let wanted = definition.ix(element).ok_or_else(wrong)?;
    for start in definition.body.starts.all() {
        if *start == wanted && begins(definition, wanted) {
            return Ok((wanted, Vec::new()));
        }
        if let Kind::EventBased(EventBased { parallel, .. }) = definition.node(*start).kind {
            let events: Vec<NodeIx> = definition.onwards(*start).collect();
            if events.contains(&wanted) {
                let rest = events.into_iter().filter(|event| parallel && *event != wanted);
                return Ok((wanted, rest.collect()));
            }
        }
    }
    Err(wrong())
}
