//! The first page: search, follow, verify, themes.

use askama::Template;

use super::{ThemeLink, TramiteLink};
use crate::pages::{chrome::Chrome, icons::Icon};

/// Search is the page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/home.html")]
pub struct Inicio {
    pub chrome: Chrome,
    /// Searches offered as examples.
    pub examples: Vec<String>,
    pub themes: Vec<ThemeLink>,
    pub most_used: Vec<TramiteLink>,
    /// How many trámites the catalogue has.
    pub total: usize,
}

#[cfg(test)]
impl Inicio {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            examples: ["paz y salvo", "junta de acción comunal", "licencia de conducción"]
                .map(Into::into)
                .to_vec(),
            themes: ThemeLink::samples(),
            most_used: vec![
                TramiteLink::new("SVT-135", "Certificado de paz y salvo", true),
                TramiteLink::new("SVT-071", "Impuesto sobre vehículos automotores", false),
                TramiteLink::new("SVT-101", "Reconocimiento de personería jurídica comunal", true),
                TramiteLink::new("SVT-117", "Renovación de la licencia de conducción", true),
                TramiteLink::new("SVT-035", "Concepto sanitario", false),
            ],
            total: 135,
        }
    }
}

#[cfg(test)]
impl ThemeLink {
    pub fn samples() -> Vec<Self> {
        let theme = |id: &str, name: &str, examples: &str, icon, count| Self {
            id: id.into(),
            name: name.into(),
            examples: examples.into(),
            icon,
            count,
        };
        vec![
            theme(
                "vehiculos",
                "Vehículos y licencias de conducción",
                "Matrícula, traspaso, placas, licencias",
                Icon::Vehiculo,
                22,
            ),
            theme(
                "impuestos",
                "Impuestos, rentas y tornaguías",
                "Impuesto sobre vehículos, registro, paz y salvo",
                Icon::Moneda,
                23,
            ),
            theme(
                "juntas",
                "Juntas comunales, fundaciones y deporte",
                "Personería jurídica, dignatarios, estatutos",
                Icon::Comunidad,
                15,
            ),
            theme(
                "salud",
                "Salud",
                "Conceptos sanitarios, prestadores, medicamentos",
                Icon::Salud,
                23,
            ),
            theme(
                "educacion",
                "Establecimientos educativos",
                "Licencias, cambios de sede, diplomas",
                Icon::Escuela,
                17,
            ),
            theme(
                "docentes",
                "Docentes: escalafón y prestaciones",
                "Cesantías, pensiones, ascensos",
                Icon::Persona,
                14,
            ),
            theme(
                "maquinaria",
                "Maquinaria, remolques y semirremolques",
                "Registro, duplicados, gravámenes",
                Icon::Maquina,
                21,
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_home_page_leads_to_search_following_verification_and_every_theme() {
        let html = Inicio::sample().html().unwrap();
        for place in [
            "action=\"/buscar\"",
            "action=\"/consultar\"",
            "action=\"/verificar\"",
            "/temas/maquinaria",
        ] {
            assert!(html.contains(place), "{place}");
        }
        assert!(html.contains("Ver los 135 trámites"));
    }
}
