//! Definitions from YAML. All problems are reported at once, each where it is.
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

mod builder;
mod elements;
mod fields;
mod next;

use sha2::{Digest, Sha256};

use crate::ids::DefinitionHash;
use crate::limits;
use crate::located::{self, Position};
use crate::model::Definition;
use crate::problem::{Code, Problem, Problems};
use crate::validate;
use builder::Builder;
use fields::Fields;

impl Definition {
    /// Compiles a YAML definition. `file` is only for the problems' text.
    ///
    /// # Errors
    /// With every problem of the source, in its order.
    pub fn from_yaml(source: &str, file: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::new(file);
        match compile(source, &mut problems) {
            Some(definition) if problems.is_empty() => Ok(definition),
            _ => Err(problems.into_sorted()),
        }
    }
}

fn compile(source: &str, problems: &mut Problems) -> Option<Definition> {
    if source.len() > limits::SOURCE_BYTES {
        let most = limits::SOURCE_BYTES / 1024;
        let start = Position { line: 1, column: 1 };
        problems.add(
            start,
            Code::TooLarge,
            "la definición es demasiado grande",
            format!("a lo sumo {most} KiB"),
        );
        return None;
    }
    let root = match located::read(source) {
        Ok(root) => root,
        Err(error) => {
            let message = format!("no es YAML válido: {}", error.message);
            problems.add(error.at, Code::Syntax, message, "un documento YAML");
            return None;
        }
    };
    let mut fields = Fields::of_map(&root, "la definición", problems)?;
    let id = fields.required_id("process", problems);
    let name = fields.text("name", problems);
    let elements = fields.required_list("elements", problems);
    fields.finish(problems);
    let elements = elements?;
    let mut builder = Builder::default();
    elements::read_all(elements, None, &mut builder, problems);
    let hash = DefinitionHash(hex::encode(Sha256::digest(source)));
    if builder.len() > limits::ELEMENTS {
        let most = format!("a lo sumo {}", limits::ELEMENTS);
        problems.add(root.at, Code::TooLarge, "hay demasiados elementos", most);
        return None;
    }
    let definition = builder.finish(id?, name, hash, root.at, problems)?;
    // An arrow that leads nowhere already says why elements cannot be reached.
    if !problems.has(Code::BadTarget) {
        validate::check(&definition, problems);
    }
    Some(definition)
}

#[cfg(test)]
mod tests;
