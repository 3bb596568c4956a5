//! What several tests check after every command.

#[allow(dead_code, reason = "only the properties need it")]
pub mod explained;
#[allow(dead_code, reason = "only the properties need it")]
pub mod machine;
#[allow(dead_code, reason = "only the properties need it")]
pub mod random;
#[allow(dead_code, reason = "only the properties need it")]
pub mod seeds;
#[allow(dead_code, reason = "only what calls something needs it")]
pub mod shelf;

use std::collections::BTreeSet;

use radica_engine::event::{BoundaryOn, Wait};
use radica_engine::instance::{ROOT, Status};
use radica_engine::simulate::Simulation;
use radica_engine::{Effect, Instance};

/// The state as it is kept.
pub fn json(instance: &Instance) -> String {
    let written = serde_json::to_string(instance).unwrap();
    let read: Instance = serde_json::from_str(&written).unwrap();
    assert_eq!(
        serde_json::to_string(&read).unwrap(),
        written,
        "the state survives being kept"
    );
    written
}

#[allow(dead_code, reason = "the properties check it command by command")]
/// What the effects have opened and not closed outside is exactly what the instance waits for, and
/// no token is lost.
pub fn effects_match(simulation: &Simulation<'_>) {
    let mut outside = Outside::default();
    for effect in simulation.effects() {
        outside.take(effect).unwrap();
    }
    let open = outside.open(simulation.instance());
    let waits = waited_for(simulation.instance());
    assert_eq!(open, waits, "the effects' open waits are the instance's");
    let tokens = simulation.instance().tokens().count();
    assert_eq!(
        tokens > 0,
        *simulation.instance().status() == Status::Running,
        "it runs while it has tokens"
    );
    for (id, _) in simulation.instance().scopes().filter(|(id, _)| *id != ROOT) {
        let owner = simulation.instance().token(id.owner());
        assert!(owner.is_some(), "scope {id} has its token");
    }
    for (id, token) in simulation.instance().tokens() {
        assert!(
            simulation.instance().scope(token.scope).is_some(),
            "token {id} has its scope"
        );
        assert!(
            token.wait.is_some(),
            "token {id} at {} waits for something",
            token.element
        );
    }
}

/// What effects opened outside and did not close.
#[derive(Debug, Default)]
pub struct Outside(BTreeSet<String>);

impl Outside {
    /// Takes the next effect; it opens what is not open, or closes what is.
    pub fn take(&mut self, effect: &Effect) -> Result<(), String> {
        let (opens, name) = match effect {
            Effect::OpenTask(task) => (true, format!("task {}", task.task)),
            Effect::CloseTask { task, .. } => (false, format!("task {task}")),
            Effect::SetTimer { timer, .. } => (true, format!("timer {timer}")),
            Effect::CancelTimer { timer } => (false, format!("timer {timer}")),
            Effect::RunJob(job) => (true, format!("job {}", job.job)),
            Effect::CancelJob { job } => (false, format!("job {job}")),
            Effect::Subscribe { subscription, .. } => (true, format!("message {subscription}")),
            Effect::Listen { subscription, .. } => (true, format!("message {subscription}")),
            Effect::Unsubscribe { subscription } => (false, format!("message {subscription}")),
            Effect::RaiseIncident { token, .. } => (true, format!("incident {token}")),
            Effect::ClearIncident { token } => (false, format!("incident {token}")),
            Effect::SendMessage(_)
            | Effect::Broadcast { .. }
            | Effect::MoveTask { .. }
            | Effect::Suspend
            | Effect::Resume
            | Effect::Finished { .. } => return Ok(()),
        };
        match opens {
            true if !self.0.insert(name.clone()) => Err(format!("{name} is opened twice")),
            false if !self.0.remove(&name) => Err(format!("{name} is closed, and was not open")),
            _ => Ok(()),
        }
    }

    /// What is open. A job's own end needs no effect: see the module documentation of `effect`.
    pub fn open(&mut self, instance: &Instance) -> BTreeSet<String> {
        let waits = waited_for(instance);
        self.0.retain(|name| !name.starts_with("job ") || waits.contains(name));
        self.0.clone()
    }
}

/// What an instance waits for outside.
pub fn waited_for(instance: &Instance) -> BTreeSet<String> {
    let mut waits = BTreeSet::new();
    for (id, token) in instance.tokens() {
        match token.wait.as_ref() {
            Some(Wait::Task { task, .. }) => waits.insert(format!("task {task}")),
            Some(Wait::Job { job }) => waits.insert(format!("job {job}")),
            Some(Wait::Timer { timer, .. }) => waits.insert(format!("timer {timer}")),
            Some(Wait::Message { subscription, .. }) => waits.insert(format!("message {subscription}")),
            Some(Wait::Incident { .. }) => waits.insert(format!("incident {id}")),
            Some(Wait::Join | Wait::Scope | Wait::Event | Wait::Undo | Wait::Reset { .. }) | None => false,
        };
    }
    for (_, wait) in instance.armed() {
        match &wait.on {
            BoundaryOn::Timer { timer, .. } => waits.insert(format!("timer {timer}")),
            BoundaryOn::Message { subscription, .. } | BoundaryOn::Signal { subscription, .. } => {
                waits.insert(format!("message {subscription}"))
            }
            BoundaryOn::Condition { .. } => false,
        };
    }
    waits
}
