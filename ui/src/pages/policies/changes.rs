//! The control de cambios of a governed document.

/// A version and why it was made.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// `1.1`
    pub version: String,
    pub date: String,
    pub responsible: String,
    pub description: String,
    pub approval: Approval,
    /// Its text, when it may be read.
    pub href: Option<String>,
    /// True for the version in view.
    pub here: bool,
}

/// Who approved a version.
#[derive(Clone, Debug)]
pub enum Approval {
    By(String),
    /// Still in its way.
    Pending,
    /// The source does not say.
    Unknown,
}

#[cfg(test)]
impl ChangeRow {
    pub fn samples() -> Vec<Self> {
        let row = |version: &str, date: &str, who: &str, what: &str, approval| Self {
            version: version.into(),
            date: date.into(),
            responsible: who.into(),
            description: what.into(),
            approval,
            href: Some(format!("/politicas/PLI02/{version}")),
            here: version == "1.1",
        };
        vec![
            row(
                "1.1",
                "6 nov 2026",
                "Profesional TIC",
                "Segundo factor, aviso de incidentes el mismo día, prueba trimestral de copias y obligaciones de proveedores.",
                Approval::Pending,
            ),
            row(
                "1.0",
                "14 mar 2025",
                "Coordinador TI",
                "Documento original aprobado.",
                Approval::By("Comité Institucional, acta 3".into()),
            ),
            row(
                "0.1",
                "20 ene 2025",
                "Equipo de Sistemas",
                "Borrador a partir del hallazgo PLI02 del PETI.",
                Approval::Unknown,
            ),
        ]
    }
}
