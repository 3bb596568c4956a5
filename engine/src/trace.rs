//! One line per event: what tests compare, and what `radica run` and the operator's screen show.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::event::{BoundaryOn, Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::model::Definition;
use crate::variables::Variables;

/// What one event did.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// The element; none for what concerns the whole instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<ElementId>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenId>,
    /// The scope.
    pub scope: ScopeId,
    /// What happened.
    pub what: String,
    /// Variables that changed, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<serde_json::Value>,
}

/// Turns the events of one instance, in order, into lines.
#[derive(Debug)]
pub struct Tracer<'a> {
    definition: &'a Definition,
    places: BTreeMap<TokenId, (ElementId, ScopeId)>,
}

impl<'a> Tracer<'a> {
    /// A tracer at the beginning of an instance.
    #[must_use]
    pub const fn new(definition: &'a Definition) -> Self {
        Self {
            definition,
            places: BTreeMap::new(),
        }
    }

    /// The line of the next event.
    pub fn line(&mut self, at: Timestamp, event: &Event) -> Line {
        if let Event::Entered {
            token, element, scope, ..
        } = event
        {
            self.places.insert(*token, (element.clone(), *scope));
        }
        let token = token_of(event);
        let place = token.and_then(|token| self.places.get(&token)).cloned();
        let scope = match (event, &place) {
            (Event::Set { scope, .. }, _) | (_, Some((_, scope))) => *scope,
            _ => crate::instance::ROOT,
        };
        let node = place
            .as_ref()
            .and_then(|(element, _)| self.definition.element(element.as_str()));
        Line {
            at,
            element: place.as_ref().map(|(element, _)| element.clone()),
            name: node.and_then(|node| node.name.clone()),
            kind: node.map(|node| node.kind.word()),
            token,
            scope,
            what: what(event),
            variables: variables_of(event).map(Variables::to_json),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at)?;
        if let (Some(kind), Some(element), Some(token)) = (self.kind, &self.element, self.token) {
            write!(f, " {kind} {element}#{token}")?;
        }
        write!(f, " {}", self.what)?;
        match &self.variables {
            Some(variables) => write!(f, " {variables}"),
            None => Ok(()),
        }
    }
}

const fn token_of(event: &Event) -> Option<TokenId> {
    match event {
        Event::Entered { token, .. }
        | Event::Armed { token, .. }
        | Event::Waiting { token, .. }
        | Event::Continued { token, .. }
        | Event::Fired { token, .. }
        | Event::Interrupted { token, .. }
        | Event::Left { token } => Some(*token),
        Event::ScopeOpened { scope, .. } | Event::ScopeClosed { scope } => Some(scope.owner()),
        Event::Started { .. } | Event::Set { .. } | Event::Finished | Event::Cancelled { .. } => None,
    }
}

const fn variables_of(event: &Event) -> Option<&Variables> {
    match event {
        Event::Set { variables, .. } => Some(variables),
        _ => None,
    }
}

fn what(event: &Event) -> String {
    match event {
        Event::Started { process, .. } => format!("started {process}"),
        Event::Set { .. } => "set".to_owned(),
        Event::Entered { flow: Some(flow), .. } => format!("entered by {flow}"),
        Event::Entered { flow: None, .. } => "entered".to_owned(),
        Event::Armed { wait, .. } => format!("armed {} {}", wait.element, boundary(&wait.on)),
        Event::Waiting { wait, .. } => format!("waits for {}", self::wait(wait)),
        Event::Continued { after, .. } => cause(after),
        Event::Fired { element, .. } => format!("fired {element}"),
        Event::Interrupted { by, .. } => format!("interrupted by {by}"),
        Event::ScopeOpened { .. } => "opened".to_owned(),
        Event::ScopeClosed { .. } => "closed".to_owned(),
        Event::Left { .. } => "left".to_owned(),
        Event::Finished => "finished".to_owned(),
        Event::Cancelled { reason, by } => format!("cancelled{}: {reason}", who(by.as_ref())),
    }
}

fn boundary(on: &BoundaryOn) -> String {
    match on {
        BoundaryOn::Timer { at, .. } => format!("timer {at}"),
        BoundaryOn::Message { message, key, .. } => format!("message {message} {key}"),
    }
}

fn wait(wait: &Wait) -> String {
    match wait {
        Wait::Task { due: Some(due), .. } => format!("task due {due}"),
        Wait::Task { due: None, .. } => "task".to_owned(),
        Wait::Job { .. } => "job".to_owned(),
        Wait::Timer { at, .. } => format!("timer {at}"),
        Wait::Message { message, key, .. } => format!("message {message} {key}"),
        Wait::Join => "join".to_owned(),
        Wait::Scope => "subprocess".to_owned(),
        Wait::Incident { incident } => format!("operator: {incident}"),
    }
}

fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Task { who } => format!("task done{}", self::who(who.as_ref())),
        Cause::Job => "job done".to_owned(),
        Cause::JobFailed => "job failed".to_owned(),
        Cause::Error { code } => format!("error {code}"),
        Cause::Timer => "timer fired".to_owned(),
        Cause::Message => "message arrived".to_owned(),
        Cause::Join => "joined".to_owned(),
        Cause::Scope => "subprocess done".to_owned(),
        Cause::Stuck => "stuck".to_owned(),
        Cause::Retry { who } => format!("retried{}", self::who(who.as_ref())),
    }
}

fn who(who: Option<&String>) -> String {
    who.map(|who| format!(" by {who}")).unwrap_or_default()
}
