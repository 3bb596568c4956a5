//! Tasks of instances that stand alone, as those who do them see them: there is no case to read, only what the process
//! knows.

use radica_engine::model::Kind;
use radica_storage::ids::InstanceId;
use radica_storage::tasks::Task;
use radica_storage::{Db, policies};

use crate::app::App;
use crate::matter::{Matter, Subject};
use crate::problem::Result;

/// What there is to know for a task.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The process's name.
    pub process: String,
    /// Its variables, by name.
    pub variables: Vec<(String, serde_json::Value)>,
    /// What doing the task brings about, in Spanish.
    pub consequence: Option<String>,
}

/// What a task is about that belongs to neither a case nor a governed document; none for the others. Who may see the
/// task may see this.
pub async fn of_task(app: &App, task: &Task) -> Result<Option<Standing>> {
    let matter = Matter::read(app, task.instance).await?;
    if !matches!(matter.subject, Subject::Alone) {
        return Ok(None);
    }
    let consequence = matter.process.element(&task.element).and_then(|node| match &node.kind {
        Kind::UserTask(asked) => asked.consequence.clone(),
        _ => None,
    });
    let variables = matter.instance.variables().into_iter().flat_map(|all| all.iter());
    Ok(Some(Standing {
        process: matter.process.name().unwrap_or_else(|| matter.process.id()).to_owned(),
        variables: variables
            .map(|(name, value)| (name.to_string(), value.to_json()))
            .collect(),
        consequence,
    }))
}

/// Whether an instance without a case stands alone, rather than approves a governed document.
pub(crate) async fn is_alone(db: &Db, instance: InstanceId) -> Result<bool> {
    Ok(policies::version_of_instance(db, instance).await?.is_none())
}
