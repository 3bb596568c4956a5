//! One line per event: what tests compare, and what `radica run` and the operator's screen show.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::event::{BoundaryOn, Cause, Event, Holder, TableRead, Threw, Wait};
use crate::ids::{DefinitionHash, ElementId, ScopeId, TokenId};
use crate::library::Library;
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
pub struct Tracer<'a> {
    definition: &'a Definition,
    library: &'a dyn Library,
    places: BTreeMap<TokenId, (ElementId, ScopeId)>,
    scopes: BTreeMap<ScopeId, (ScopeId, Option<DefinitionHash>)>,
}

impl<'a> Tracer<'a> {
    /// A tracer at the beginning of an instance.
    #[must_use]
    pub const fn new(definition: &'a Definition, library: &'a dyn Library) -> Self {
        Self {
            definition,
            library,
            places: BTreeMap::new(),
            scopes: BTreeMap::new(),
        }
    }

    /// What ran the version `from`, the instance itself or what it called, runs another one from now on.
    pub fn migrated(&mut self, from: &DefinitionHash, to: &'a Definition, moves: &BTreeMap<ElementId, ElementId>) {
        let moved = self.places.iter().filter_map(|(token, (element, scope))| {
            let there = self.graph(self.around(*token, *scope)).hash() == from;
            there.then(|| moves.get(element).map(|new| (*token, new.clone())))?
        });
        let moved: Vec<(TokenId, ElementId)> = moved.collect();
        for (token, new) in moved {
            if let Some((element, _)) = self.places.get_mut(&token) {
                *element = new;
            }
        }
        for (_, calls) in self.scopes.values_mut() {
            if calls.as_ref() == Some(from) {
                *calls = Some(to.hash().clone());
            }
        }
        if self.definition.hash() == from {
            self.definition = to;
        }
    }

    /// The line of the next event.
    pub fn line(&mut self, at: Timestamp, event: &Event) -> Line {
        match event {
            Event::Entered {
                token, element, scope, ..
            } => {
                self.places.insert(*token, (element.clone(), *scope));
            }
            Event::ScopeOpened { scope, parent, calls } => {
                self.scopes.insert(*scope, (*parent, calls.clone()));
            }
            _ => {}
        }
        let token = token_of(event);
        let place = token.and_then(|token| self.places.get(&token)).cloned();
        let scope = match (event, &place) {
            (Event::Set { scope, .. } | Event::Listening { scope, .. } | Event::Heard { scope, .. }, _)
            | (_, Some((_, scope))) => *scope,
            _ => crate::instance::ROOT,
        };
        let node = place.as_ref().and_then(|(element, scope)| {
            let scope = token.map_or(*scope, |token| self.around(token, *scope));
            self.graph(scope).element(element.as_str())
        });
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

    /// The scope around the element of a token: one with a scope of its own stands in that.
    fn around(&self, token: TokenId, scope: ScopeId) -> ScopeId {
        match self.scopes.get(&scope) {
            Some((parent, _)) if ScopeId::of(token) == scope => *parent,
            _ => scope,
        }
    }

    /// The definition whose elements are in a scope.
    fn graph(&self, mut scope: ScopeId) -> &'a Definition {
        while let Some((parent, calls)) = self.scopes.get(&scope) {
            if let Some(called) = calls.as_ref().and_then(|hash| self.library.version(hash)) {
                return called;
            }
            scope = *parent;
        }
        self.definition
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
        | Event::Threw { token, .. }
        | Event::Decided { token, .. }
        | Event::Undoable { token, .. }
        | Event::UndoBegan { token, .. }
        | Event::Undoing { token, .. }
        | Event::Checked {
            holder: Holder::Token(token),
            ..
        }
        | Event::Left { token } => Some(*token),
        Event::ScopeOpened { scope, .. } | Event::ScopeClosed { scope } => Some(scope.owner()),
        Event::Listening { scope, .. }
        | Event::Heard { scope, .. }
        | Event::Deaf { scope }
        | Event::Checked {
            holder: Holder::Scope(scope),
            ..
        } => match scope.0 {
            0 => None,
            _ => Some(scope.owner()),
        },
        Event::Started { .. }
        | Event::Set { .. }
        | Event::Suspended { .. }
        | Event::Resumed { .. }
        | Event::Modified { .. }
        | Event::Migrated { .. }
        | Event::Finished
        | Event::Cancelled { .. } => None,
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
        Event::Entered {
            undoes: Some(asked), ..
        } => format!("entered to undo for #{asked}"),
        Event::Entered { flow: Some(flow), .. } => format!("entered by {flow}"),
        Event::Entered { flow: None, .. } => "entered".to_owned(),
        Event::Armed { wait, .. } => format!("armed {} {}", wait.element, boundary(&wait.on)),
        Event::Waiting { wait, .. } => format!("waits for {}", self::wait(wait)),
        Event::Continued { after, .. } => cause(after),
        Event::Listening { wait, .. } => format!("listens {} {}", wait.element, boundary(&wait.on)),
        Event::Fired { element, part, .. } => format!("fired {element}{}", self::part(*part)),
        Event::Heard { element, part, .. } => format!("heard {element}{}", self::part(*part)),
        Event::Deaf { .. } => "listens no more".to_owned(),
        Event::Checked { element, met, .. } => {
            let holds = if *met { "holds" } else { "holds no more" };
            format!("condition of {element} {holds}")
        }
        Event::Threw { event, .. } => threw(event),
        Event::Decided { decision, tables, .. } => decided(decision, tables),
        Event::Undoable { partly: false, .. } => "can be undone".to_owned(),
        Event::Undoable { partly: true, .. } => "can be undone in part".to_owned(),
        Event::UndoBegan {
            activity: Some(activity),
            ..
        } => format!("undoes {activity}"),
        Event::UndoBegan { activity: None, .. } => "undoes all".to_owned(),
        Event::Undoing { by, .. } => format!("undone by #{by}"),
        Event::Suspended { reason, by } => format!("suspended{}: {reason}", who(by.as_ref())),
        Event::Resumed { by } => format!("resumed{}", who(by.as_ref())),
        Event::Modified { reason, by } => format!("modified{}: {reason}", who(by.as_ref())),
        Event::Migrated {
            process, reason, by, ..
        } => format!("migrated to {process}{}: {reason}", who(by.as_ref())),
        Event::Interrupted { by, .. } => format!("interrupted by {by}"),
        Event::ScopeOpened { calls: Some(_), .. } => "opened for the called process".to_owned(),
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
        BoundaryOn::Signal { signal, .. } => format!("signal {signal}"),
        BoundaryOn::Condition { .. } => "condition".to_owned(),
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
        Wait::Event => "event".to_owned(),
        Wait::Undo => "undoing".to_owned(),
        Wait::Reset { .. } => "reset".to_owned(),
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
        Cause::Event { element } => format!("happened {element}"),
        Cause::Undo => "all undone".to_owned(),
        Cause::Reset => "reset".to_owned(),
        Cause::Skip { who } => format!("skipped{}", self::who(who.as_ref())),
        Cause::Join => "joined".to_owned(),
        Cause::Scope => "subprocess done".to_owned(),
        Cause::Stuck => "stuck".to_owned(),
        Cause::Retry { who } => format!("retried{}", self::who(who.as_ref())),
    }
}

fn part(part: Option<u16>) -> String {
    part.map(|part| format!(" ({})", part + 1)).unwrap_or_default()
}

fn threw(event: &Threw) -> String {
    match event {
        Threw::Message { name, key } => format!("sent message {name} {key}"),
        Threw::Signal { name } => format!("threw signal {name}"),
        Threw::Escalation { code, caught: true } => format!("threw escalation {code}"),
        Threw::Escalation { code, caught: false } => format!("threw escalation {code}, which nobody catches"),
    }
}

fn decided(decision: &str, tables: &[TableRead]) -> String {
    let matched = |table: &TableRead| {
        let rules = table.rules.iter().zip(1..);
        let matched = rules
            .filter(|(rule, _)| rule.is_none())
            .map(|(_, n): (_, u32)| n.to_string());
        matched.collect::<Vec<_>>().join(",")
    };
    let rules: Vec<String> = tables.iter().map(matched).collect();
    if rules.is_empty() {
        format!("decided {decision}")
    } else {
        format!("decided {decision} by rule {}", rules.join("; "))
    }
}

fn who(who: Option<&String>) -> String {
    who.map(|who| format!(" by {who}")).unwrap_or_default()
}
