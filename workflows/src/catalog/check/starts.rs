//! What begins a process from outside: that it is something the system can notice, and that it begins one thing only.

use std::collections::{BTreeMap, BTreeSet};

use radica_engine::model::{Beginning, BegunBy, Definition, Kind, Thrown};

use crate::catalog::ids::ProcessId;
use crate::catalog::load::Parts;
use crate::catalog::problem::{Loaded, Problem, Report};
use crate::catalog::process;
use crate::catalog::tramite::Tramite;

const CODE: &str = "begins";

/// What the system would never notice: nothing can begin a process so.
pub(in crate::catalog) fn unnoticed(process: &Definition, file: &str) -> Vec<Problem> {
    let of = |beginning: Beginning<'_>| {
        let node = beginning.element;
        let (wrong, expected) = match beginning.by {
            BegunBy::Condition(_) => (
                format!(
                    "`{}` empieza el proceso por una condición, y sin una instancia nada dice de qué datos",
                    node.id
                ),
                "un inicio por `message`, `signal` o `timer`, y la condición en una compuerta después",
            ),
            _ if node.on().is_some_and(|on| on.all) => (
                format!(
                    "`{}` empieza el proceso cuando sucedan varias cosas, y nadie las espera sin una instancia",
                    node.id
                ),
                "`any`, o una compuerta `event_based` con `instantiate: true` y `parallel: true`",
            ),
            _ => return None,
        };
        Some(Problem::new(file, node.at, CODE, wrong, expected))
    };
    let mut problems: Vec<Problem> = process.begun_by().into_iter().filter_map(of).collect();
    problems.dedup();
    problems
}

pub(super) fn check(parts: &Parts, tramites: &[Loaded<Tramite>], report: &mut Report) {
    let filed = tramites.iter().filter_map(|tramite| tramite.value.filing.as_ref());
    let approved = parts.policies.values().map(|policy| &policy.value.process);
    let with_a_subject: BTreeSet<&ProcessId> = filed.map(|filing| &filing.process).chain(approved).collect();
    let mut messages = BTreeMap::new();
    for source in &parts.processes {
        let Ok(definition) = process::compile(&source.text, &source.path) else {
            continue;
        };
        for problem in unnoticed(&definition, &source.path) {
            report.push(problem);
        }
        let subject = with_a_subject.contains(&ProcessId::new(definition.id()));
        one_thing_only((&definition, &source.path), subject, &mut messages, report);
    }
}

/// That a message begins one process at one place, a signal a process once, and that what is filed is not begun
/// otherwise.
fn one_thing_only(
    (definition, file): (&Definition, &str),
    has_subject: bool,
    messages: &mut BTreeMap<String, String>,
    report: &mut Report,
) {
    let mut signals = BTreeSet::new();
    for Beginning { element, by, .. } in definition.begun_by() {
        let at = element.at;
        if has_subject {
            let wrong = format!(
                "`{}` empieza un proceso que decide sobre lo que alguien radica o aprueba",
                element.id
            );
            report.push(Problem::new(file, at, CODE, wrong, "un inicio que no espere nada"));
        }
        let told = match by {
            BegunBy::Message(name) => messages
                .insert(name.to_owned(), format!("`{}` de {file}", element.id))
                .map(|first| {
                    (
                        format!("con el mensaje `{name}` ya empieza {first}"),
                        "un mensaje que no empiece otro",
                    )
                }),
            BegunBy::Signal(name) if !signals.insert(name) => Some((
                format!("con la señal `{name}` este proceso ya empieza en otro inicio"),
                "un solo inicio con esa señal",
            )),
            _ => None,
        };
        if let Some((wrong, expected)) = told {
            report.push(Problem::new(file, at, CODE, wrong, expected));
        }
        if throws(definition, by) {
            let wrong = format!(
                "`{}` empieza con lo que este mismo proceso lanza: quizá empiece sin fin",
                element.id
            );
            report.warn(Problem::new(
                file,
                at,
                CODE,
                wrong,
                "otro nombre, o un camino que no siempre lo lance",
            ));
        }
    }
}

fn throws(definition: &Definition, by: BegunBy<'_>) -> bool {
    let is_it = |thrown: &Thrown| match (thrown, by) {
        (Thrown::Message(message), BegunBy::Message(name)) => message.name == name,
        (Thrown::Signal(signal), BegunBy::Signal(name)) => signal.name == name,
        _ => false,
    };
    definition.elements().any(|node| match (&node.kind, by) {
        (Kind::End(thrown) | Kind::Throw(thrown), _) => thrown.iter().any(is_it),
        (Kind::SendTask(message), BegunBy::Message(name)) => message.name == name,
        _ => false,
    })
}
