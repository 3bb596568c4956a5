//! Pages of a task: its form, its signature, and who else may do it.

use radica_storage::people;
use radica_storage::tasks::Task;
use radica_workflows::App;
use radica_workflows::actor::Actor;
use radica_workflows::catalog::form::{self, Data, FieldError, FieldType, Input};
use radica_workflows::dossier::Dossier;
use radica_workflows::previewing::Preview;
use radica_workflows::problem::Result;
use radica_workflows::{answered, deciding, proposed, time};

use super::{CaseHead, ConfirmPage, SignPage, TaskPage};
use crate::form_body::Pairs;
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::forms::{Filled, RowChange};
use crate::pages::icons::Icon;
use crate::pages::parts::{Choice, Control, Field, FormErrors, Link, Viewer};
use crate::pages::problem::{BothValues, ConflictPage};

/// Fields that every form of ours carries and no definition asks.
const OURS: [&str; 8] = [
    "csrf",
    "version",
    "go",
    "sha256",
    "firmo",
    "add_row",
    "remove_row",
    "remove_file",
];

/// What was typed into a task and has to be corrected.
#[derive(Clone, Copy, Default)]
pub struct Correction<'a> {
    /// As it was typed.
    pub typed: Option<&'a Input>,
    /// What is wrong.
    pub errors: &'a [FieldError],
    /// A row that was asked for or taken out.
    pub rows: RowChange<'a>,
}

impl TaskPage {
    /// The form of a task.
    pub fn of(
        chrome: Chrome,
        app: &App,
        actor: &Actor,
        (dossier, task): (&Dossier, &Task),
        viewer: Option<Viewer>,
        now: Correction<'_>,
    ) -> Result<Self> {
        let stored = proposed::of(&dossier.matter, task);
        let fields = filled(app, task, &stored, now)?;
        let signs = task.act.as_deref() == Some("sign");
        Ok(Self {
            head: CaseHead::of(app, actor, dossier)?,
            task: task.id.to_string(),
            version: task.version,
            title: task.name.clone(),
            lead: lead(task),
            answered: answered::of(app, dossier)?,
            proposed: !stored.is_empty(),
            errors: FormErrors::of(&fields),
            fields,
            files: Vec::new(),
            viewer,
            effect: dossier
                .consequence(task)
                .unwrap_or("Termina esta actividad y el caso sigue.")
                .to_owned(),
            button: (if signs { "Ver el documento" } else { "Terminar" }).to_owned(),
            chrome,
        })
    }
}

impl SignPage {
    /// The document before it is signed.
    pub fn of(
        chrome: Chrome,
        (dossier, task): (&Dossier, &Task),
        title: &str,
        preview: &Preview,
        answers: Pairs,
    ) -> Result<Self> {
        let case = dossier.file()?.case.get();
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&answers)
            .finish();
        Ok(Self {
            crumbs: crumbs(&case.radicado),
            title: format!("Va a firmar: {title}"),
            document: title.to_owned(),
            preview: format!("/tareas/{}/vista.pdf?{query}", task.id),
            sha256: preview.sha256.clone(),
            told: format!("Se le notifica a {}.", case.filer_name),
            action: format!("/tareas/{}/firmar", task.id),
            version: task.version,
            errors: FormErrors::default(),
            answers,
            button: "Firmar y notificar".to_owned(),
            back: format!("/bandeja/{}", case.radicado),
            sign_in_again: None,
            chrome,
        })
    }
}

impl ConfirmPage {
    /// Who else may do a task.
    pub fn reassign(
        chrome: Chrome,
        dossier: &Dossier,
        task: &Task,
        able: &[people::Person],
        error: Option<&str>,
    ) -> Result<Self> {
        let radicado = &dossier.file()?.case.get().radicado;
        let holder = |person: &&people::Person| Some(person.id) != task.assignee;
        let options: Vec<Choice> = able
            .iter()
            .filter(holder)
            .map(|person| Choice::new(&person.id.to_string(), &person.name, false))
            .collect();
        let hint = if options.is_empty() {
            "Nadie más con el rol y la dependencia que la tarea necesita ha ingresado todavía."
        } else {
            "Solo quienes tienen el rol y la dependencia que la tarea necesita."
        };
        let field = Field::new("persona", "¿Quién la hará?", Control::Radio { options }).hint(hint);
        let fields = vec![match error {
            Some(error) => field.error(error),
            None => field,
        }];
        Ok(Self {
            errors: error.map_or_else(FormErrors::default, |_| FormErrors::of(&fields)),
            fields,
            ..Self::about(chrome, radicado, task, "reasignar", "Reasignar")
        })
    }

    /// Giving a task back.
    pub fn give_back(chrome: Chrome, dossier: &Dossier, task: &Task) -> Result<Self> {
        let radicado = &dossier.file()?.case.get().radicado;
        Ok(Self::about(chrome, radicado, task, "devolver", "Devolver"))
    }

    fn about(chrome: Chrome, radicado: &str, task: &Task, act: &str, button: &str) -> Self {
        let consequences = match act {
            "devolver" => vec![(
                Icon::Lista,
                "Queda en la bandeja de la dependencia, para quien la tome.",
            )],
            _ => vec![(Icon::Persona, "Queda en la bandeja de esa persona.")],
        };
        let always = (Icon::Reloj, "El término sigue corriendo.");
        Self {
            crumbs: crumbs(radicado),
            title: format!("{button}: {}", task.name),
            consequences: consequences
                .into_iter()
                .chain([always])
                .map(|(icon, text)| (icon, text.to_owned()))
                .collect(),
            errors: FormErrors::default(),
            fields: Vec::new(),
            action: format!("/tareas/{}/{act}", task.id),
            version: Some(task.version),
            button: button.to_owned(),
            risk: false,
            back: Link::new(format!("/bandeja/{radicado}"), "Volver al caso"),
            chrome,
        }
    }
}

impl ConflictPage {
    /// Somebody else took or did the task: what was typed is shown, nothing is stored.
    pub fn of_task(chrome: Chrome, app: &App, task: &Task, why: &str, typed: &Input) -> Result<Self> {
        let value = |field: &form::Field| BothValues {
            name: field.id.clone(),
            label: field.label.clone(),
            stored: String::new(),
            typed: typed.typed(&field.id),
        };
        let values = asked(app, task)?
            .iter()
            .map(value)
            .filter(|value| !value.typed.is_empty())
            .collect();
        Ok(Self {
            what: format!("{}, {}", task.name, task.subject),
            who: why.to_owned(),
            values,
            action: String::new(),
            version: task.version,
            closed: true,
            back: Link::new(format!("/bandeja/{}", task.subject), "Ver cómo quedó el caso"),
            chrome,
        })
    }
}

/// What a task's form asks here; files are loaded with the case, not with a task.
fn asked(app: &App, task: &Task) -> Result<Vec<form::Field>> {
    let mut fields = deciding::fields_of(app, task)?;
    fields.retain(|field| field.kind != FieldType::File);
    Ok(fields)
}

/// The questions of a task, with what is proposed for them, what was typed and what is wrong with it.
pub fn filled(app: &App, task: &Task, stored: &Data, now: Correction<'_>) -> Result<Vec<Field>> {
    let moment = app.clock.local();
    let filled = Filled {
        stored,
        typed: now.typed,
        errors: now.errors,
        rows: now.rows,
        now: &moment,
    };
    Ok(filled.fields(&asked(app, task)?))
}

/// Until when it should be done.
pub fn lead(task: &Task) -> Option<String> {
    let due = task.due_at.map(|at| time::in_zone(at).date());
    due.map(|day| format!("A más tardar el {}.", format::long_date(day)))
}

/// The answers among what a form sent.
pub fn answers(pairs: Pairs) -> Pairs {
    pairs
        .into_iter()
        .filter(|(name, value)| !OURS.contains(&name.as_str()) && !value.is_empty())
        .collect()
}

fn crumbs(radicado: &str) -> Vec<Link> {
    vec![
        Link::new("/bandeja", "Bandeja"),
        Link::new(format!("/bandeja/{radicado}"), radicado),
    ]
}
