//! What stands on top of every page of a case.

use crate::pages::parts::{Tag, TrafficLight};

/// Whose case it is, its term, who has it, and how much is behind each tab.
#[derive(Clone, Debug)]
pub struct CaseHead {
    pub radicado: String,
    /// Who or what it is about: `JAC vereda San Antonio, Mocoa`.
    pub subject: String,
    /// `SVT-101 Reconocimiento de personería jurídica comunal`
    pub tramite: String,
    /// `radicado el 20 de octubre por Luz Dary Chindoy Jacanamijoy`
    pub filed: String,
    pub light: TrafficLight,
    /// `A su cargo`, `Sin asignar`, or a name.
    pub holder: String,
    pub documents: usize,
    /// `None` where nobody can write messages.
    pub messages: Option<usize>,
    pub actuaciones: usize,
    /// How often a table decided something; the tab is there only when one did.
    pub tables: usize,
    /// Code of its expediente.
    pub expediente: Option<String>,
}

impl CaseHead {
    /// The term as an official reads it.
    pub fn term(&self) -> Tag {
        self.light.for_official()
    }
}

#[cfg(test)]
impl CaseHead {
    pub fn sample() -> Self {
        Self {
            radicado: "E-2026-016902".into(),
            subject: "JAC vereda San Antonio, Mocoa".into(),
            tramite: "SVT-101 Reconocimiento de personería jurídica comunal".into(),
            filed: "radicado el 20 de octubre por Luz Dary Chindoy Jacanamijoy".into(),
            light: TrafficLight::DueSoon(3),
            holder: "A su cargo".into(),
            documents: 9,
            messages: Some(2),
            actuaciones: 11,
            tables: 0,
            expediente: Some("1200.31.02-2026-0147".into()),
        }
    }
}
