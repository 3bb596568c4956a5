//! Definitions from YAML, and through the same loader from BPMN. All problems are reported at once, each where it is.
//!
//! ```yaml
//! process: expedir-certificado
//! name: Expedir un certificado
//! elements:
//!   - start: radicado
//!     next: revisar
//!   - user_task: revisar
//!     name: Revisar requisitos
//!     stage: Revisión
//!     assign: { role: revisor, office: "= tramite.office" }
//!     due: 3 working days
//!     act: review
//!     result: revision
//!     boundary: [ { timer: 2 working days, interrupting: false, next: avisar } ]
//!     next: [ { when: "= revision.completa", to: expedir, name: completa }, { to: negado } ]
//!   - service_task: avisar
//!     service: notice
//!     input: { template: recordatorio, to: "= filer.email" }
//!     next: avisado
//!   - service_task: expedir
//!     service: render
//!     next: expedido
//!   - end: avisado
//!   - end: expedido
//!   - end: negado
//! ```

mod activities;
mod builder;
mod drawing;
mod elements;
mod events;
mod fields;
mod next;
mod resolve;
mod write;

use sha2::{Digest, Sha256};

use crate::bpmn;
use crate::ids::DefinitionHash;
use crate::limits;
use crate::located::{self, Located, Position};
use crate::model::Definition;
use crate::problem::{Code, Problem, Problems};
use crate::validate;
pub(crate) use activities::UNASSIGNED;
use builder::Builder;
use fields::Fields;
pub(crate) use fields::{is_id, is_variable};
use resolve::{Head, resolve};
pub(crate) use write::formula;

impl Definition {
    /// Compiles a YAML definition. `file` is only for the problems' text.
    ///
    /// # Errors
    /// With every problem of the source, in its order.
    pub fn from_yaml(source: &str, file: &str) -> Result<Self, Vec<Problem>> {
        compiled(source, file, |source, problems| match located::read(source) {
            Ok(root) => Some(root),
            Err(error) => {
                let message = format!("no es YAML válido: {}", error.message);
                problems.add(error.at, Code::Syntax, message, "un documento YAML");
                None
            }
        })
    }

    /// Compiles the executable process of a BPMN 2.0 XML document. `file` is only for the problems' text.
    ///
    /// # Errors
    /// With every problem of the source, in its order; what is not supported is refused by name.
    pub fn from_bpmn(source: &str, file: &str) -> Result<Self, Vec<Problem>> {
        compiled(source, file, bpmn::read)
    }

    /// Compiles every process of a BPMN 2.0 XML document that can be run, in the order of the document: they may
    /// call each other. `file` is only for the problems' text.
    ///
    /// # Errors
    /// With every problem of the first process that has any.
    pub fn all_from_bpmn(source: &str, file: &str) -> Result<Vec<Self>, Vec<Problem>> {
        let processes = bpmn::processes(source);
        if processes.len() < 2 {
            return Self::from_bpmn(source, file).map(|only| vec![only]);
        }
        let one = |id: String| {
            let mut definition = compiled(source, file, |source, problems| {
                bpmn::read_one(source, Some(&id), problems)
            })?;
            // Processes of one document are different definitions.
            definition.hash = DefinitionHash(hex::encode(Sha256::digest(format!("{id}\n{source}"))));
            Ok(definition)
        };
        processes.into_iter().map(one).collect()
    }

    /// The definition as YAML, which loads as the same definition.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        write::write(self)
    }

    /// The definition as BPMN 2.0 XML, with its diagram.
    #[must_use]
    pub fn to_bpmn(&self) -> String {
        bpmn::write(self)
    }
}

/// Both notations become one tree, so that one loader checks them.
fn compiled(
    source: &str,
    file: &str,
    read: impl FnOnce(&str, &mut Problems) -> Option<Located>,
) -> Result<Definition, Vec<Problem>> {
    let mut problems = Problems::new(file);
    let tree = if source.len() > limits::SOURCE_BYTES {
        let most = limits::SOURCE_BYTES / 1024;
        let start = Position { line: 1, column: 1 };
        let message = "la definición es demasiado grande";
        problems.add(start, Code::TooLarge, message, format!("a lo sumo {most} KiB"));
        None
    } else {
        read(source, &mut problems)
    };
    let definition = tree.and_then(|root| compile(&root, source, &mut problems));
    match definition {
        Some(definition) if problems.is_empty() => Ok(definition),
        _ => Err(problems.into_sorted()),
    }
}

fn compile(root: &Located, source: &str, problems: &mut Problems) -> Option<Definition> {
    let mut fields = Fields::of_map(root, "la definición", problems)?;
    let id = fields.required_id("process", problems);
    let name = fields.text("name", problems);
    let documentation = fields.text("documentation", problems);
    let mut builder = Builder::default();
    builder.data = activities::data(&mut fields, problems);
    let drawing = fields.get("drawing").and_then(|value| drawing::read(value, problems));
    fields.required_list("elements", problems);
    let elements = fields.get("elements");
    fields.finish(problems);
    elements::read_all(elements?, None, &mut builder, problems);
    if builder.len() > limits::ELEMENTS {
        let most = format!("a lo sumo {}", limits::ELEMENTS);
        problems.add(root.at, Code::TooLarge, "hay demasiados elementos", most);
        return None;
    }
    let head = Head {
        id: id?,
        name,
        documentation,
        hash: DefinitionHash(hex::encode(Sha256::digest(source))),
        drawing,
    };
    let definition = resolve(builder, head, problems);
    // An arrow that leads nowhere already says why elements cannot be reached.
    if !problems.has(Code::BadTarget) && !problems.has(Code::UnknownKind) {
        validate::check(&definition, root.at, problems);
    }
    Some(definition)
}

#[cfg(test)]
pub(crate) mod content;
#[cfg(test)]
pub(crate) mod tests;
