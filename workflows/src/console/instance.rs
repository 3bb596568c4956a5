//! One instance as an operator sees it: where it stands, what it waits for, its variables.

use radica_engine::event::Wait;
use radica_engine::ids::{ScopeId, TokenId};
use radica_engine::incident::Incident;
use radica_engine::instance::ROOT;
use radica_storage::ids::InstanceId;
use serde_json::Value;

use super::find::name_of;
use crate::actor::Actor;
use crate::app::App;
use crate::matter::Matter;
use crate::operating::operator;
use crate::positions::definition_of;
use crate::problem::Result;

/// An instance with everything about it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// What is read together.
    pub matter: Matter,
    /// Where its tokens are, the oldest first.
    pub at: Vec<At>,
    /// Its variables, scope by scope.
    pub variables: Vec<VariableAt>,
}

/// A token.
#[derive(Debug, Clone)]
pub struct At {
    /// Its number.
    pub token: TokenId,
    /// The element.
    pub element: String,
    /// Its name.
    pub name: String,
    /// What it waits for.
    pub wait: Option<Wait>,
    /// Whether the element is of the instance's own process, not of one it called.
    pub own: bool,
}

impl At {
    /// Why it stopped, if it did.
    #[must_use]
    pub fn incident(&self) -> Option<&Incident> {
        match &self.wait {
            Some(Wait::Incident { incident }) => Some(incident),
            _ => None,
        }
    }
}

/// A variable as it is now.
#[derive(Debug, Clone)]
pub struct VariableAt {
    /// The scope.
    pub scope: ScopeId,
    /// The name of the element whose scope it is; none for the process.
    pub place: Option<String>,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// One instance.
pub async fn detail(app: &App, actor: &Actor, id: InstanceId) -> Result<Detail> {
    operator(actor)?;
    let matter = Matter::read(app, id).await?;
    let mut at = Vec::new();
    for (token, there) in matter.instance.tokens() {
        at.push(At {
            token,
            name: place(app, &matter, there.scope, there.element.as_str()).await?,
            element: there.element.to_string(),
            wait: there.wait.clone(),
            own: definition_of(&matter.instance, there.scope) == Some(matter.process.hash()),
        });
    }
    let mut variables = Vec::new();
    for (scope, kept) in matter.instance.scopes() {
        let owner = matter.instance.token(scope.owner()).filter(|_| scope != ROOT);
        let around = match owner {
            Some(owner) => Some(place(app, &matter, owner.scope, owner.element.as_str()).await?),
            None => None,
        };
        variables.extend(kept.variables.iter().map(|(name, value)| VariableAt {
            scope,
            place: around.clone(),
            name: name.to_string(),
            value: value.to_json(),
        }));
    }
    Ok(Detail { matter, at, variables })
}

async fn place(app: &App, matter: &Matter, scope: ScopeId, element: &str) -> Result<String> {
    let process = match definition_of(&matter.instance, scope) {
        Some(hash) => app.rules.definitions.get(&app.db, hash.as_str()).await?,
        None => matter.process.clone(),
    };
    Ok(name_of(&process, element))
}
