//! Governed documents in a list: for everyone, and for those who keep them.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Link, Tag},
};

/// What is in force, for everyone.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/list.html")]
pub struct PolicyListPage {
    pub chrome: Chrome,
    pub policies: Vec<PolicyRow>,
}

/// The same documents with the version that is on its way.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/desk.html")]
pub struct PolicyDeskPage {
    pub chrome: Chrome,
    /// Reviews and votes that wait for the reader.
    pub waiting: Vec<Link>,
    pub policies: Vec<PolicyRow>,
    /// Set for who may write versions.
    pub may_write: bool,
}

/// A governed document.
#[derive(Clone, Debug)]
pub struct PolicyRow {
    pub id: String,
    pub name: String,
    pub kind: String,
    /// `2.3 desde el 12 jun 2025`; `None` before the first approval.
    pub in_force: Option<String>,
    pub owner: String,
    /// State of the version on its way: number, state and page.
    pub coming: Option<Coming>,
}

/// A version that is not in force yet.
#[derive(Clone, Debug)]
pub struct Coming {
    pub href: String,
    pub version: String,
    pub state: Tag,
}

#[cfg(test)]
impl PolicyRow {
    pub fn samples() -> Vec<Self> {
        use crate::pages::parts::Tone;
        let row = |id: &str, name: &str, kind: &str, in_force: Option<&str>| Self {
            id: id.into(),
            name: name.into(),
            kind: kind.into(),
            in_force: in_force.map(Into::into),
            owner: "Dirección TIC".into(),
            coming: None,
        };
        let coming = Coming {
            href: "/gestion/politicas/PLI02/1.1".into(),
            version: "1.1".into(),
            state: Tag::new(Tone::Stop, Icon::Reloj, "En comité"),
        };
        vec![
            row(
                "PETI",
                "Plan Estratégico de Tecnologías de la Información",
                "Plan",
                Some("2.3 desde el 12 jun 2025"),
            ),
            Self {
                coming: Some(coming),
                ..row(
                    "PLI02",
                    "Política de Seguridad de la Información",
                    "Política",
                    Some("1.0 desde el 14 mar 2025"),
                )
            },
            row("PLI05", "Lineamiento de datos abiertos", "Lineamiento", None),
        ]
    }
}

#[cfg(test)]
impl PolicyListPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            policies: PolicyRow::samples(),
        }
    }
}

#[cfg(test)]
impl PolicyDeskPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            waiting: vec![Link::new("/gestion/revisiones/01JD0TASK", "Revisión de TI: PLI02 1.1")],
            policies: PolicyRow::samples(),
            may_write: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_public_sees_what_is_in_force_and_not_what_is_on_its_way() {
        let html = PolicyListPage::sample().html().unwrap();
        assert!(html.contains("2.3 desde el 12 jun 2025") && !html.contains("En comité"));
        assert!(!html.contains("PLI05"));
    }

    #[test]
    fn those_who_keep_them_see_the_version_on_its_way() {
        assert!(PolicyDeskPage::sample().html().unwrap().contains("En comité"));
    }
}
