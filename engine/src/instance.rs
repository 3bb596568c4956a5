//! The state of one run of a process. Only [`Instance::apply`] changes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::event::{BoundaryOn, BoundaryWait, Event, Wait};
use crate::ids::{DefinitionHash, ElementId, InstanceId, JobId, ScopeId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::incident::Incident;
use crate::lifecycle::{self, IllegalTransition, Phase, Step};
use crate::variables::Variables;

/// The version of the state's JSON.
const VERSION: u8 = 1;

/// The scope of the process itself.
pub const ROOT: ScopeId = ScopeId(0);

/// One run of a process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Instance {
    v: u8,
    status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Bound>,
    scopes: BTreeMap<ScopeId, Scope>,
    tokens: BTreeMap<TokenId, Token>,
    next_token: u32,
    passed: BTreeSet<ElementId>,
}

/// What an instance is bound to.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Bound {
    id: InstanceId,
    process: String,
    hash: DefinitionHash,
}

/// Where an instance stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing happened yet.
    New,
    /// Tokens are in it.
    Running,
    /// All tokens reached an end.
    Finished,
    /// Somebody ended it.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// Variables with a life of their own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Scope {
    /// The scope around it; none for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ScopeId>,
    /// Its variables.
    pub variables: Variables,
}

/// A point of the process where something goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Token {
    /// Where it is.
    pub element: ElementId,
    /// The scope it lives in.
    pub scope: ScopeId,
    /// The flow it came along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<ElementId>,
    /// What it waits for; none only while a command is being decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// What the boundary events of its activity wait for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundary: Vec<BoundaryWait>,
}

impl Default for Instance {
    fn default() -> Self {
        let (scopes, tokens, passed) = Default::default();
        Self {
            v: VERSION,
            status: Status::New,
            of: None,
            scopes,
            tokens,
            next_token: 1,
            passed,
        }
    }
}

impl Instance {
    /// An instance to which nothing happened.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The state after all these events.
    ///
    /// # Errors
    /// When an event does not fit the state: the journal was damaged.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, IllegalTransition> {
        let mut instance = Self::new();
        for event in events {
            instance.apply(event)?;
        }
        Ok(instance)
    }

    /// Takes an event in.
    ///
    /// # Errors
    /// When it does not fit the state, which is then as it was.
    pub fn apply(&mut self, event: &Event) -> Result<(), IllegalTransition> {
        match event {
            Event::Started {
                instance,
                process,
                hash,
                ..
            } => {
                self.of = Some(Bound {
                    id: *instance,
                    process: process.clone(),
                    hash: hash.clone(),
                });
                self.status = Status::Running;
                self.scopes.insert(ROOT, Scope::default());
            }
            Event::Set { scope, variables } => {
                self.scopes.entry(*scope).or_default().variables.extend(variables);
            }
            Event::Entered {
                token,
                element,
                scope,
                flow,
            } => {
                self.check(*token, Step::Enter)?;
                self.passed.extend(flow.clone());
                self.next_token = self.next_token.max(token.0.saturating_add(1));
                let (wait, boundary) = Default::default();
                let entered = Token {
                    element: element.clone(),
                    scope: *scope,
                    flow: flow.clone(),
                    wait,
                    boundary,
                };
                self.tokens.insert(*token, entered);
            }
            Event::Armed { token, wait } => {
                self.token_for(*token, Step::Arm)?.boundary.push(wait.clone());
            }
            Event::Waiting { token, wait } => {
                self.token_for(*token, Step::Wait)?.wait = Some(wait.clone());
            }
            Event::Continued { token, .. } => {
                self.token_for(*token, Step::Continue)?.wait = None;
            }
            Event::Fired { token, element } => {
                self.token_for(*token, Step::Fire)?
                    .boundary
                    .retain(|wait| wait.element != *element);
            }
            Event::Interrupted { token, .. } => {
                self.check(*token, Step::Interrupt)?;
                self.tokens.remove(token);
            }
            Event::Left { token } => {
                self.check(*token, Step::Leave)?;
                self.passed.extend(self.tokens.remove(token).map(|token| token.element));
            }
            Event::ScopeOpened { scope, parent } => {
                let (parent, variables) = (Some(*parent), Variables::new());
                self.scopes.insert(*scope, Scope { parent, variables });
            }
            Event::ScopeClosed { scope } => {
                self.scopes.remove(scope);
            }
            Event::Finished => self.status = Status::Finished,
            Event::Cancelled { reason, .. } => {
                self.tokens.clear();
                self.scopes.retain(|scope, _| *scope == ROOT);
                self.status = Status::Cancelled { reason: reason.clone() };
            }
        }
        Ok(())
    }

    /// Its id; none before it starts.
    #[must_use]
    pub fn id(&self) -> Option<InstanceId> {
        self.of.as_ref().map(|of| of.id)
    }

    /// The process it runs.
    #[must_use]
    pub fn process(&self) -> Option<&str> {
        self.of.as_ref().map(|of| of.process.as_str())
    }

    /// The version of the process it runs.
    #[must_use]
    pub fn definition(&self) -> Option<&DefinitionHash> {
        self.of.as_ref().map(|of| &of.hash)
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> &Status {
        &self.status
    }

    /// Its tokens, oldest first.
    pub fn tokens(&self) -> impl Iterator<Item = (TokenId, &Token)> {
        self.tokens.iter().map(|(id, token)| (*id, token))
    }

    /// A token.
    #[must_use]
    pub fn token(&self, id: TokenId) -> Option<&Token> {
        self.tokens.get(&id)
    }

    /// A scope.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(&id)
    }

    /// Its scopes.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        self.scopes.iter().map(|(id, scope)| (*id, scope))
    }

    /// The variables of the process.
    #[must_use]
    pub fn variables(&self) -> Option<&Variables> {
        self.scopes.get(&ROOT).map(|scope| &scope.variables)
    }

    /// Whether a token has left this element, or has come along this flow.
    #[must_use]
    pub fn passed(&self, id: &str) -> bool {
        self.passed.contains(id)
    }

    /// The token that waits for this task.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<(TokenId, &Token)> {
        self.waiting(|wait| matches!(wait, Wait::Task { task: t, .. } if *t == task))
    }

    /// The token that waits for this job.
    #[must_use]
    pub fn job(&self, job: JobId) -> Option<(TokenId, &Token)> {
        self.waiting(|wait| matches!(wait, Wait::Job { job: j } if *j == job))
    }

    /// The wait for a message of this name and key, the oldest when there are several.
    #[must_use]
    pub fn waiting_for(&self, message: &str, key: &str) -> Option<SubscriptionId> {
        let own = |token: &Token| match &token.wait {
            Some(Wait::Message {
                subscription,
                message: name,
                key: about,
            }) if name == message && about == key => Some(*subscription),
            _ => None,
        };
        let beside = |token: &Token| {
            token.boundary.iter().find_map(|wait| match &wait.on {
                BoundaryOn::Message {
                    subscription,
                    message: name,
                    key: about,
                } if name == message && about == key => Some(*subscription),
                _ => None,
            })
        };
        self.tokens
            .values()
            .find_map(|token| own(token).or_else(|| beside(token)))
    }

    /// Timers that wait, with their time and element.
    pub fn timers(&self) -> impl Iterator<Item = (TimerId, jiff::Timestamp, &ElementId)> {
        self.tokens.values().flat_map(|token| {
            let own = match &token.wait {
                Some(Wait::Timer { timer, at }) => Some((*timer, *at, &token.element)),
                _ => None,
            };
            let beside = token.boundary.iter().filter_map(|wait| match &wait.on {
                BoundaryOn::Timer { timer, at } => Some((*timer, *at, &wait.element)),
                BoundaryOn::Message { .. } => None,
            });
            own.into_iter().chain(beside)
        })
    }

    /// Incidents that wait for an operator.
    pub fn incidents(&self) -> impl Iterator<Item = (TokenId, &ElementId, &Incident)> {
        self.tokens.iter().filter_map(|(id, token)| match &token.wait {
            Some(Wait::Incident { incident }) => Some((*id, &token.element, incident)),
            _ => None,
        })
    }

    pub(crate) const fn next_token(&self) -> TokenId {
        TokenId(self.next_token)
    }

    fn waiting(&self, for_it: impl Fn(&Wait) -> bool) -> Option<(TokenId, &Token)> {
        self.tokens()
            .find(|(_, token)| token.wait.as_ref().is_some_and(&for_it))
    }

    fn check(&self, id: TokenId, step: Step) -> Result<(), IllegalTransition> {
        let phase = self.tokens.get(&id).map_or(Phase::Absent, Token::phase);
        match lifecycle::after(phase, step) {
            Some(_) => Ok(()),
            None => Err(IllegalTransition { token: id, phase, step }),
        }
    }

    fn token_for(&mut self, id: TokenId, step: Step) -> Result<&mut Token, IllegalTransition> {
        self.check(id, step)?;
        let absent = IllegalTransition {
            token: id,
            phase: Phase::Absent,
            step,
        };
        self.tokens.get_mut(&id).ok_or(absent)
    }
}

impl Status {
    /// The status as the state writes it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

impl Token {
    /// Where it is in its life.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        if self.wait.is_some() {
            Phase::Waiting
        } else {
            Phase::Active
        }
    }
}
