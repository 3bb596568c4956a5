//! The acuse: proof that a filing was received.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon, parts::Qr};

/// The number is the largest thing of the page.
#[derive(Clone, Debug, Template)]
#[template(path = "filing/acuse.html")]
pub struct AcusePage {
    pub chrome: Chrome,
    pub radicado: String,
    /// The server's time, to the second.
    pub filed_at: String,
    /// Masked: `l•••••y@correo.co`
    pub sent_to: Option<String>,
    /// From which day it counts, when it arrived outside working time (Ley 1437 de 2011, art. 54).
    pub after_hours: Option<String>,
    pub due: String,
    /// `15 días hábiles`
    pub term: String,
    /// Trámite, filer, office, notifications, norm.
    pub facts: Vec<(String, String)>,
    pub missing: Vec<String>,
    /// `El formulario y 3 anexos.`
    pub received: String,
    pub documents: Vec<Received>,
    /// Address of the acuse as PDF.
    pub pdf: String,
    pub qr: Option<Qr>,
    /// `7KQ4-M2XD-9RTH`
    pub code: String,
    /// Where the code is checked, without scheme.
    pub verify_at: String,
}

/// A document as it was received.
#[derive(Clone, Debug)]
pub struct Received {
    pub name: String,
    pub sha256: String,
    /// A number, or a dash for what has no pages.
    pub pages: String,
    pub size: String,
}

#[cfg(test)]
impl AcusePage {
    pub fn sample() -> Self {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let document = |name: &str, sha256: &str, pages: &str, size: &str| Received {
            name: name.into(),
            sha256: sha256.into(),
            pages: pages.into(),
            size: size.into(),
        };
        Self {
            chrome: Chrome::citizen(),
            radicado: "E-2026-018427".into(),
            filed_at: "jueves 19 de noviembre de 2026, 18:42:07".into(),
            sent_to: Some("l•••••y@correo.co".into()),
            after_hours: Some("Cuenta como radicado el viernes 20 de noviembre; el término empieza el lunes 23 (Ley 1437 de 2011, art. 54).".into()),
            due: "lunes 14 de diciembre de 2026".into(),
            term: "15 días hábiles".into(),
            facts: vec![
                fact("Trámite", "SVT-101 Reconocimiento de personería jurídica de los organismos de acción comunal de primero y segundo grado"),
                fact("Solicitante", "Asociación de Juntas Comunales del Afán, Mocoa"),
                fact("Quien radica", "Luz Dary Chindoy Jacanamijoy, presidenta · CC ••• •• 482"),
                fact("Dependencia", "Secretaría de Gobierno, Participación Comunitaria"),
                fact("Notificaciones", "Por correo electrónico, aceptadas. Puede cambiarlo cuando quiera."),
                fact("Norma del término", "Ley 1755 de 2015, art. 14"),
            ],
            missing: vec!["Certificado de delimitación del territorio".into()],
            received: "El formulario y 3 anexos.".into(),
            documents: vec![
                document("Formulario de solicitud", "3f9a61c02d7be85144c0a97be1f60a2dd94518b7c3e6fa0291dd5be8478c1a06", "3", "184\u{a0}kB"),
                document("Acta de constitución", "b81e02f7ac9d4361e5570c8f2ab19d6403ff7715dd28c6490ae1b35c7742e9d1", "8", "1,2\u{a0}MB"),
                document("Estatutos", "07c4d5ea91b36f28ee0d14ab6c5902f7418dcb9a3370e6f1852d9c04b7ae6f33", "26", "8,4\u{a0}MB"),
                document("Listado de afiliados", "e620b94d187f5ac3d2940be7716cf083a55b1e9d04c8f762ab30d9e5148c7f2a", "2", "640\u{a0}kB"),
            ],
            pdf: "/casos/E-2026-018427/acuse.pdf".into(),
            qr: Qr::of("Código QR para verificar este acuse", "https://tramites.ejemplo.gov.co/v/7KQ4M2XD9RTH"),
            code: "7KQ4-M2XD-9RTH".into(),
            verify_at: "tramites.ejemplo.gov.co/v".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_acuse_states_number_server_time_due_date_hashes_and_what_is_missing() {
        let page = AcusePage::sample();
        let html = page.html().unwrap();
        let said = [
            &page.radicado,
            &page.filed_at,
            &page.due,
            &page.documents[2].sha256,
            &page.missing[0],
        ];
        assert!(said.iter().all(|word| html.contains(word.as_str())));
    }

    #[test]
    fn a_code_that_is_not_there_yet_proves_nothing() {
        let page = AcusePage {
            qr: None,
            ..AcusePage::sample()
        };
        let html = page.html().unwrap();
        assert!(html.contains("Estamos haciendo el PDF") && !html.contains("Este código prueba"));
    }
}
