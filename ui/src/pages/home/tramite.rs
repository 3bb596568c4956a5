//! What a trámite asks, costs and takes, and where to start it.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon};

/// A trámite that is filed here, or that says how it is filed today.
#[derive(Clone, Debug, Template)]
#[template(path = "home/tramite.html")]
pub struct TramitePage {
    pub chrome: Chrome,
    /// `SVT-101`
    pub id: String,
    pub name: String,
    /// For the title of the window.
    pub short_name: String,
    /// Id and name of its theme.
    pub theme: (String, String),
    pub purpose: String,
    /// Cost, answer, channel, result.
    pub facts: Vec<Fact>,
    pub channel: Channel,
    pub office: String,
    pub office_email: Option<String>,
    /// When somebody last checked this page.
    pub reviewed: Option<String>,
    pub who: String,
    pub requirements: Vec<Requirement>,
    pub accepted_files: Option<String>,
    /// What the entity looks up by itself (Ley 1437 de 2011, art. 9, num. 4).
    pub already_held: Option<String>,
    pub if_filed_today: Option<FiledToday>,
    /// How its days are counted.
    pub counting: String,
    pub basis: String,
    /// What the entity still has to confirm about the term.
    pub unconfirmed_term: Option<String>,
    /// Norm and what it says.
    pub norms: Vec<(String, String)>,
    /// The way it goes: title and text of each part.
    pub path: Vec<(String, String)>,
}

/// One of the key facts below the title.
#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub value: String,
    pub detail: Option<String>,
}

/// Where it is filed.
#[derive(Clone, Debug)]
pub enum Channel {
    /// Here; `steps` in words: `cinco`.
    Online {
        steps: String,
    },
    Elsewhere {
        email: Option<String>,
        web: Option<String>,
    },
}

/// A document that is asked for, as a noun.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub name: String,
    /// What follows the name, with its punctuation.
    pub detail: String,
    pub unconfirmed: bool,
}

/// The real date, had it been filed now.
#[derive(Clone, Debug)]
pub struct FiledToday {
    /// `hoy, jueves 19 de noviembre, antes de las 18:00`
    pub until: String,
    pub due: String,
}

impl Fact {
    /// An empty detail is left out.
    pub fn new(name: &str, value: &str, detail: &str) -> Self {
        let detail = (!detail.is_empty()).then(|| detail.to_owned());
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            detail,
        }
    }
}

#[cfg(test)]
impl TramitePage {
    pub fn sample() -> Self {
        let pair = |title: &str, text: &str| (title.to_owned(), text.to_owned());
        let need = |name: &str, detail: &str| Requirement {
            name: name.into(),
            detail: detail.into(),
            unconfirmed: false,
        };
        Self {
            chrome: Chrome::sample(),
            id: "SVT-101".into(),
            name: "Reconocimiento de personería jurídica de los organismos de acción comunal de primero y segundo grado".into(),
            short_name: "Reconocimiento de personería jurídica comunal".into(),
            theme: ("juntas".into(), "Juntas comunales, fundaciones y deporte".into()),
            purpose: "Para que una junta de acción comunal o una asociación de juntas exista ante la ley y pueda contratar, recibir recursos y elegir dignatarios.".into(),
            facts: vec![
                Fact::new("Costo", "Gratuito", ""),
                Fact::new("Respuesta", "15 días hábiles", "desde el día siguiente a la radicación"),
                Fact::new("Se hace", "Todo en línea", "o en la ventanilla, con el mismo radicado"),
                Fact::new("Usted recibe", "Una resolución", "con firma electrónica verificable"),
            ],
            channel: Channel::Online { steps: "cinco".into() },
            office: "Secretaría de Gobierno, Participación Comunitaria".into(),
            office_email: Some("comunal@ejemplo.gov.co".into()),
            reviewed: Some("3 de noviembre de 2026".into()),
            who: "El presidente o la presidenta elegida en la asamblea de constitución, o la persona a quien la asamblea autorice por escrito.".into(),
            requirements: vec![
                need("Acta de constitución", ", aprobada en asamblea y firmada por quien presidió y por la secretaría."),
                need("Estatutos", " aprobados en la misma asamblea."),
                need("Listado de afiliados", " con nombre, documento y dirección."),
                need("Certificado de delimitación del territorio", ", de la oficina de planeación municipal."),
                need("Acta de elección de dignatarios", ". Solo si la elección se hizo en otra fecha."),
            ],
            accepted_files: Some("PDF o fotos legibles; hasta 20 MB cada archivo.".into()),
            already_held: Some("La Gobernación consulta por su cuenta la existencia de otras juntas en el mismo territorio (Ley 1437 de 2011, art. 9, num. 4).".into()),
            if_filed_today: Some(FiledToday {
                until: "hoy, jueves 19 de noviembre, antes de las 18:00,".into(),
                due: "viernes 11 de diciembre de 2026".into(),
            }),
            counting: "Se cuentan días hábiles: no cuentan sábados, domingos ni festivos. Puede radicar hasta la medianoche; lo que llega fuera del horario cuenta desde el día hábil siguiente.".into(),
            basis: "Ley 1755 de 2015, art. 14: quince días, por ser petición de interés particular.".into(),
            unconfirmed_term: Some("Si una norma especial fija otro término, esta página lo dirá y se aplicará a los casos nuevos.".into()),
            norms: Vec::new(),
            path: vec![
                pair("Usted llena y radica", "Puede guardar y volver. Mientras no radique, el término no corre."),
                pair("Recibe el acuse", "Con el número de radicado, la lista de lo recibido y la fecha límite. Recibimos su solicitud aunque falte algo."),
                pair("Revisamos los documentos", "Si falta algo, le avisamos en los primeros 10 días. Usted tiene un mes para completarlo; mientras tanto el término se detiene."),
                pair("Decidimos y le notificamos", "Puede presentar recursos dentro de los 10 días siguientes a la notificación (Ley 1437 de 2011, art. 76)."),
            ],
        }
    }

    pub fn sample_elsewhere() -> Self {
        Self {
            id: "SVT-035".into(),
            name: "Concepto sanitario".into(),
            short_name: "Concepto sanitario".into(),
            theme: ("salud".into(), "Salud".into()),
            purpose: "Para demostrar que un establecimiento cumple las condiciones de higiene que exige la ley.".into(),
            channel: Channel::Elsewhere {
                email: Some("salud@ejemplo.gov.co".into()),
                web: Some("https://www.putumayo.gov.co".into()),
            },
            requirements: Vec::new(),
            already_held: None,
            office: "Secretaría de Salud".into(),
            who: "Ciudadanos y organizaciones.".into(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_tramite_filed_here_starts_at_the_top_and_says_what_is_unconfirmed() {
        let html = TramitePage::sample().html().unwrap();
        assert!(html.contains("action=\"/tramites/SVT-101/empezar\""));
        assert!(html.contains("Norma especial sin confirmar"));
    }

    #[test]
    fn a_tramite_filed_elsewhere_says_how_and_offers_no_start() {
        let html = TramitePage::sample_elsewhere().html().unwrap();
        assert!(html.contains("mailto:salud@ejemplo.gov.co"));
        assert!(!html.contains("/empezar"));
    }
}
