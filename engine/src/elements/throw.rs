//! End events and intermediate throw events: what they throw, in order.

use super::catching::{self, Catcher, Fit};
use super::{Worked, compensation, errors, messages, signals};
use crate::decide::{Outcome, Run, begin_event, interrupt, proceed_beside, scopes};
use crate::event::{Event, Threw};
use crate::ids::TokenId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::lifecycle::IllegalTransition;
use crate::model::{Boundary, Kind, Node, Thrown, Trigger};
use crate::variables::Value;

/// Throws. Undoing is waited for, and comes last. Nothing is thrown before all can be: what is tried again after
/// an incident is thrown once.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, node: &Node, thrown: &[Thrown]) -> Worked {
    if let Some(incident) = thrown.iter().find_map(|event| why_not(run, token, event)) {
        return Ok(Err(incident));
    }
    if compensation::went_on_at_once(thrown) {
        compensation::go_on(run, token);
    }
    let mut outcome = Outcome::Done;
    for event in thrown {
        match throw(run, token, node, event)? {
            Ok(Outcome::Done) => {}
            Ok(rest) => outcome = rest,
            Err(incident) => return Ok(Err(incident)),
        }
        // What was thrown may have ended the token itself.
        if run.instance.token(token).is_none() {
            break;
        }
    }
    Ok(Ok(outcome))
}

/// What keeps an event from being thrown.
fn why_not(run: &Run<'_>, token: TokenId, event: &Thrown) -> Option<Incident> {
    match event {
        Thrown::Error(code) => {
            let caught = errors::is_caught_outside(run, run.scope_of(token), code);
            (!caught).then(|| uncaught(code))
        }
        Thrown::Message(message) => messages::address(run, token, message).err(),
        Thrown::Cancel => compensation::why_not_cancel(run, token),
        Thrown::Terminate | Thrown::Escalation(_) | Thrown::Signal(_) | Thrown::Compensate(_) | Thrown::Link(_) => None,
    }
}

fn uncaught(code: &str) -> Incident {
    let message = format!("el camino termina con el error `{code}` y nada lo atiende");
    Incident::new(IncidentKind::Error, message, Retry::Work)
}

fn throw(run: &mut Run<'_>, token: TokenId, node: &Node, event: &Thrown) -> Worked {
    let scope = run.scope_of(token);
    match event {
        Thrown::Terminate => scopes::terminate(run, scope, &node.id, Some(token))?,
        Thrown::Error(code) => {
            if !errors::throw_out_of(run, scope, code, &Value::Null)? {
                return Ok(Err(uncaught(code)));
            }
        }
        Thrown::Escalation(code) => {
            let catcher = catching::from_scope(run, scope, &|trigger| fit(trigger, code));
            escalate(run, token, code, catcher)?;
        }
        Thrown::Message(message) => return messages::send(run, token, node, message),
        Thrown::Signal(signal) => signals::throw(run, token, signal)?,
        Thrown::Compensate(what) => return compensation::throw(run, token, what),
        Thrown::Cancel => return compensation::cancel(run, token, node),
        Thrown::Link(_) => {}
    }
    Ok(Ok(Outcome::Done))
}

/// Throws an event of a multi-instance activity to its own boundary, and further out.
pub(crate) fn at_own_boundary(run: &mut Run<'_>, body: TokenId, event: &Thrown) -> Result<(), IllegalTransition> {
    let Some(at) = run.at(body) else {
        return Ok(());
    };
    match event {
        Thrown::Escalation(code) => {
            let catcher = catching::from_token(run, body, &|trigger| fit(trigger, code));
            escalate(run, body, code, catcher)
        }
        Thrown::Signal(signal) => signals::throw(run, body, signal),
        // A key that cannot be computed is not worth losing what the instances did: nothing is sent.
        Thrown::Message(message) => messages::send(run, body, at.node(), message).map(|_| ()),
        Thrown::Error(code) => errors::throw_from(run, body, code).map(|_| ()),
        Thrown::Terminate | Thrown::Compensate(_) | Thrown::Cancel | Thrown::Link(_) => Ok(()),
    }
}

/// Gives an escalation to whoever catches it; nobody has to.
fn escalate(
    run: &mut Run<'_>,
    token: TokenId,
    code: &str,
    catcher: Option<Catcher<'_>>,
) -> Result<(), IllegalTransition> {
    run.emit(Event::Threw {
        token,
        event: Threw::Escalation {
            code: code.to_owned(),
            caught: catcher.is_some(),
        },
    })?;
    match catcher {
        Some(Catcher::Event(scope, start)) => begin_event(run, scope, start, &Value::Null),
        Some(Catcher::Boundary(host, event)) => {
            if matches!(&event.node().kind, Kind::Boundary(Boundary { interrupting: true, .. })) {
                interrupt(run, host, event, &Value::Null)
            } else {
                proceed_beside(run, host, event, &Value::Null)
            }
        }
        None => Ok(()),
    }
}

fn fit(trigger: &Trigger, code: &str) -> Option<Fit> {
    match trigger {
        Trigger::Escalation(Some(caught)) if caught == code => Some(Fit::Exactly),
        Trigger::Escalation(None) => Some(Fit::Any),
        _ => None,
    }
}
