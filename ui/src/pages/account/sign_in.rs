//! The choice of who identifies the person.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon, parts::Note};

/// One door per issuer; in a demonstration, one per person.
#[derive(Clone, Debug, Template)]
#[template(path = "account/sign_in.html")]
pub struct SignInPage {
    pub chrome: Chrome,
    /// Why one has to come in, when one was sent here.
    pub reason: Option<Note>,
    pub doors: Vec<Door>,
}

/// An identity provider.
#[derive(Clone, Debug)]
pub struct Door {
    pub href: String,
    pub name: String,
    /// For whom it is.
    pub detail: String,
}

#[cfg(test)]
impl SignInPage {
    pub fn sample() -> Self {
        let door = |href: &str, name: &str, detail: &str| Door {
            href: href.into(),
            name: name.into(),
            detail: detail.into(),
        };
        Self {
            chrome: Chrome::sample(),
            reason: Some(Note {
                tone: crate::pages::parts::Tone::Neutral,
                icon: Icon::Info,
                title: None,
                lines: vec!["Ingrese para continuar. Después volverá a la página que pidió.".into()],
                link: None,
                heading: Default::default(),
            }),
            doors: vec![
                door(
                    "/ingresar/ciudadania?volver=%2Fcasos",
                    "Ciudadanos y organizaciones",
                    "Con su cédula, por la carpeta ciudadana",
                ),
                door(
                    "/ingresar/funcionarios",
                    "Funcionarios y contratistas",
                    "Con la cuenta institucional",
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn every_issuer_is_a_door_and_following_needs_none() {
        let html = SignInPage::sample().html().unwrap();
        assert!(html.contains("/ingresar/ciudadania") && html.contains("/ingresar/funcionarios"));
        assert!(html.contains("href=\"/consultar\""));
    }
}
