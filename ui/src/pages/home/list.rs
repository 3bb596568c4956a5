//! The catalogue as lists: one theme, or all from A to Z.

use askama::Template;

use super::TramiteLink;
use crate::pages::{chrome::Chrome, icons::Icon};

/// Trámites in groups; a theme has one group without a letter.
#[derive(Clone, Debug, Template)]
#[template(path = "home/list.html")]
pub struct TramiteList {
    pub chrome: Chrome,
    pub title: String,
    pub lead: String,
    pub groups: Vec<Group>,
}

/// Trámites that start with a letter.
#[derive(Clone, Debug)]
pub struct Group {
    pub letter: Option<char>,
    pub tramites: Vec<TramiteLink>,
}

impl Group {
    /// Groups trámites that are already in alphabetical order by their first letter, without accent.
    pub fn by_letter(tramites: Vec<TramiteLink>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for tramite in tramites {
            let letter = tramite.name.chars().next().map(plain_capital);
            match groups.last_mut().filter(|group| group.letter == letter) {
                Some(group) => group.tramites.push(tramite),
                None => groups.push(Self {
                    letter,
                    tramites: vec![tramite],
                }),
            }
        }
        groups
    }
}

fn plain_capital(letter: char) -> char {
    match letter.to_uppercase().next().unwrap_or(letter) {
        'Á' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' => 'U',
        other => other,
    }
}

#[cfg(test)]
impl TramiteList {
    pub fn sample_theme() -> Self {
        Self {
            chrome: Chrome::sample(),
            title: "Juntas comunales, fundaciones y deporte".into(),
            lead: "Personería jurídica, dignatarios, estatutos. 15 trámites.".into(),
            groups: vec![Group {
                letter: None,
                tramites: TramiteLink::samples(),
            }],
        }
    }

    pub fn sample_all() -> Self {
        Self {
            chrome: Chrome::sample(),
            title: "Todos los trámites".into(),
            lead: "135 trámites de la A a la Z.".into(),
            groups: Group::by_letter(TramiteLink::samples()),
        }
    }
}

#[cfg(test)]
impl TramiteLink {
    pub fn samples() -> Vec<Self> {
        vec![
            Self::new(
                "SVT-004",
                "Apertura y registro de libros de las organizaciones comunales",
                false,
            ),
            Self::new(
                "SVT-024",
                "Cancelación de la personería jurídica de las organizaciones comunales",
                false,
            ),
            Self::new("SVT-035", "Concepto sanitario", false),
            Self::new("SVT-135", "Certificado de paz y salvo", true),
            Self::new(
                "SVT-101",
                "Reconocimiento de personería jurídica de los organismos de acción comunal",
                true,
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_list_groups_by_letter_and_marks_what_is_filed_here() {
        let page = TramiteList::sample_all();
        assert_eq!(
            page.groups
                .iter()
                .map(|group| group.letter.unwrap())
                .collect::<String>(),
            "ACR"
        );
        assert_eq!(page.html().unwrap().matches("En línea").count(), 2);
    }

    #[test]
    fn an_accent_does_not_open_a_letter_of_its_own() {
        let named = |name: &str| TramiteLink::new("SVT-001", name, false);
        assert_eq!(Group::by_letter(vec![named("Examen"), named("Évaluación")]).len(), 1);
    }
}
