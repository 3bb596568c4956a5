//! What officials do with tasks: take, return, reassign, complete. Access is checked here, not in the page.

use radica_engine::{Command, ids as engine};
use radica_feel::Value;
use radica_storage::ids::{CaseId, PersonId, TaskId};
use radica_storage::journal::Entry;
use radica_storage::tasks::{Inbox, Place, Taken, Task, TaskState};
use radica_storage::{Batch, Commit, cases, people, tasks};
use serde_json::json;

use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, OfficeId, Person};
use crate::app::App;
use crate::catalog::form::{self, Field};
use crate::forms;
use crate::people::staff;
use crate::problem::{Error, Refused, Result};
use crate::runtime;

/// Which tasks of an official's offices are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Those the official has taken.
    Mine,
    /// Those nobody has taken.
    Unassigned,
    /// All of the offices and roles.
    All,
}

/// A page of the inbox, by due time.
pub async fn inbox(app: &App, actor: &Actor, view: View, after: Option<Place>, limit: i64) -> Result<Vec<Task>> {
    let person = staff(actor)?;
    Ok(tasks::inbox(&app.db, &filter(app, person, view), after, limit).await?)
}

/// How many tasks each view holds: mine, unassigned, all.
pub async fn counts(app: &App, actor: &Actor) -> Result<[i64; 3]> {
    let person = staff(actor)?;
    let mut counts = [0; 3];
    for (count, view) in counts.iter_mut().zip([View::Mine, View::Unassigned, View::All]) {
        *count = tasks::count(&app.db, &filter(app, person, view)).await?;
    }
    Ok(counts)
}

/// A task that the actor may see.
pub async fn task(app: &App, actor: &Actor, id: TaskId) -> Result<Task> {
    let task = tasks::get(&app.db, id).await?.ok_or(Error::NotFound("task"))?;
    if works_on(app, actor, &task).await? {
        Ok(task)
    } else {
        Err(Error::Hidden(Refused::new(Act::Work, "task", id)))
    }
}

/// The actor takes a task that nobody has.
pub async fn claim(app: &App, actor: &Actor, id: TaskId) -> Result<()> {
    let person = official(actor)?;
    let task = open_task(app, actor, id).await?;
    match task.assignee {
        Some(other) if other != person.id => Err(taken(app, other).await?),
        Some(_) => Ok(()),
        None => assign(app, actor, task, Some(person.id), "claimed").await,
    }
}

/// The actor gives a task back to the office.
pub async fn give_back(app: &App, actor: &Actor, id: TaskId) -> Result<()> {
    let person = official(actor)?;
    let task = open_task(app, actor, id).await?;
    match task.assignee {
        Some(own) if own == person.id => assign(app, actor, task, None, "given-back").await,
        Some(other) => Err(taken(app, other).await?),
        None => Ok(()),
    }
}

/// The actor gives a task to another official who may do it.
pub async fn reassign(app: &App, actor: &Actor, id: TaskId, to: PersonId) -> Result<()> {
    let task = open_task(app, actor, id).await?;
    let office = OfficeId::new(task.office.clone());
    let subject = Subject {
        office: Some(&office),
        role: Some(&task.role),
        ..Subject::default()
    };
    if !allowed(actor, Act::Reassign, &subject) {
        return Err(Refused::new(Act::Reassign, "task", id)
            .because("Solo alguien de la misma dependencia puede reasignar esta tarea."));
    }
    let to = people::get(&app.db, to).await?.ok_or(Error::NotFound("person"))?;
    if !is_able(&task, &to) {
        let why = format!("{} no tiene el rol o la dependencia que esta tarea necesita.", to.name);
        return Err(Refused::new(Act::Work, "task", id).because(why));
    }
    assign(app, actor, task, Some(to.id), "reassigned").await
}

/// The officials who may be given a task, by name.
pub async fn able(app: &App, task: &Task) -> Result<Vec<people::Person>> {
    let mut able = people::all(&app.db, None, i64::MAX).await?;
    able.retain(|person| is_able(task, person));
    able.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(able)
}

fn is_able(task: &Task, person: &people::Person) -> bool {
    let office = OfficeId::new(task.office.clone());
    let in_office = person
        .offices
        .iter()
        .any(|own| OfficeId::new(own.clone()).contains(&office));
    person.roles.contains(&task.role) && in_office
}

/// Completes a task with the answers of its form.
///
/// # Errors
/// [`Error::Invalid`] with every field to correct; [`Error::Conflict`] when somebody else did it first.
pub async fn complete(app: &App, actor: &Actor, id: TaskId, input: &form::Input) -> Result<()> {
    let person = official(actor)?;
    let task = tasks::get(&app.db, id).await?.ok_or(Error::NotFound("task"))?;
    if !works_on(app, actor, &task).await? {
        return Err(Error::Hidden(Refused::new(Act::Work, "task", id)));
    }
    if task.state != TaskState::Open {
        return Err(Error::Conflict(
            "Esta tarea ya se hizo o ya no hace falta. Su respuesta no se guardó.".to_owned(),
        ));
    }
    if let Some(other) = task.assignee.filter(|assignee| *assignee != person.id) {
        return Err(taken(app, other).await?);
    }
    let fields = fields_of(app, &task)?;
    let answers = forms::read(app, &fields, input, &form::Data::new())?;
    finish(app, actor, &task, answers).await
}

/// Completes a task with data already checked; the name of who did it and when go with them.
pub async fn finish(app: &App, actor: &Actor, task: &Task, mut answers: form::Data) -> Result<()> {
    let person = actor.person().ok_or(Error::SignInRequired)?;
    let now = app.clock.now();
    answers.insert(
        "por".to_owned(),
        json!({ "id": person.id.to_string(), "nombre": person.name }),
    );
    answers.insert("en".to_owned(), json!(now.to_string()));
    let result = Value::from_json(&serde_json::Value::Object(answers));
    let command = Command::CompleteTask {
        task: engine::TaskId(task.id.into()),
        result,
        by: Some(person.id.to_string()),
    };
    let assignee = person.id;
    let id = task.id;
    runtime::play(app, actor, task.instance, |turn| {
        if let Some(kept) = turn.matter.tasks.get_mut(&id) {
            kept.change().assignee = Some(assignee);
        }
        turn.run(command.clone())
    })
    .await?;
    Ok(())
}

/// What a task's form asks: a named form of the catalogue, or the process's own fields.
pub fn fields_of(app: &App, task: &Task) -> Result<Vec<Field>> {
    let corrupt = |problem: serde_json::Error| Error::Internal(format!("form of task {}: {problem}", task.id));
    let form: serde_json::Value = task.form.read().map_err(corrupt)?;
    match &form {
        serde_json::Value::Null => Ok(Vec::new()),
        serde_json::Value::Array(_) => serde_json::from_value(form).map_err(corrupt),
        serde_json::Value::String(id) => forms::named(app, id),
        serde_json::Value::Object(named) => {
            forms::named(app, named.get("form").and_then(|id| id.as_str()).unwrap_or_default())
        }
        _ => Err(Error::Internal(format!(
            "form of task {} is neither fields nor a name",
            task.id
        ))),
    }
}

async fn open_task(app: &App, actor: &Actor, id: TaskId) -> Result<Task> {
    let task = task(app, actor, id).await?;
    if task.state == TaskState::Open {
        Ok(task)
    } else {
        Err(Error::Conflict("Esta tarea ya se hizo o ya no hace falta.".to_owned()))
    }
}

async fn assign(app: &App, actor: &Actor, task: Task, to: Option<PersonId>, kind: &str) -> Result<()> {
    let (id, read_at, before) = (task.id, task.version, task.assignee);
    let task = Task {
        version: read_at + 1,
        assignee: to,
        ..task
    };
    let name = |person: Option<PersonId>| person.map(|person| person.to_string());
    let entry = Entry {
        at: app.clock.now(),
        actor: actor.journal_name(),
        subject_kind: "task".to_owned(),
        subject_id: id.to_string(),
        version: task.version,
        kind: kind.to_owned(),
        data: json!({ "case": task.case_id.map(|case| case.to_string()), "from": name(before), "to": name(to) }).into(),
    };
    let commit = Commit::of(Batch::new().entry(entry).put(task)).expect::<Task>(&id, Some(read_at));
    app.writer.commit(commit).await?;
    Ok(())
}

async fn works_on(app: &App, actor: &Actor, task: &Task) -> Result<bool> {
    let filer = match task.case_id {
        Some(case) => filer_of(app, case).await?,
        None => None,
    };
    let office = OfficeId::new(task.office.clone());
    let subject = Subject {
        office: Some(&office),
        filer: filer.as_ref(),
        role: Some(&task.role),
        ..Subject::default()
    };
    Ok(allowed(actor, Act::Work, &subject))
}

async fn filer_of(app: &App, case: CaseId) -> Result<Option<PersonId>> {
    Ok(cases::get(&app.db, case).await?.map(|case| case.filer))
}

async fn taken(app: &App, by: PersonId) -> Result<Error> {
    let name = people::get(&app.db, by)
        .await?
        .map_or_else(|| "otra persona".to_owned(), |person| person.name);
    Ok(Error::Conflict(format!(
        "Esta tarea la tiene {name}. Nada de lo que usted hizo se guardó encima."
    )))
}

fn official(actor: &Actor) -> Result<&Person> {
    actor.person().ok_or(Error::SignInRequired)
}

/// The reading rule of tasks as a filter: the official's roles, in the offices they work in and those below.
fn filter(app: &App, person: &Person, view: View) -> Inbox {
    let offices = app.catalog().entity.offices.iter().map(|office| &office.id);
    let offices = offices
        .filter(|office| person.works_in(office))
        .map(ToString::to_string)
        .collect();
    Inbox {
        roles: Some(person.roles.iter().map(ToString::to_string).collect()),
        offices: Some(offices),
        taken: match view {
            View::Mine => Taken::By(person.id),
            View::Unassigned => Taken::Nobody,
            View::All => Taken::Whoever,
        },
    }
}
