//! The cuadro de clasificación documental as a tree of links.

use askama::Template;

use crate::pages::parts::piece;

/// An office, a series or a subseries.
#[derive(Clone, Debug, Template)]
#[template(path = "records/branch.html")]
pub struct Branch {
    /// `1200.31.02 Comunales`
    pub name: String,
    /// Where its expedientes are listed; `None` for what only groups.
    pub href: Option<String>,
    pub count: Option<usize>,
    pub here: bool,
    pub open: bool,
    pub inner: Vec<Branch>,
}

piece!(Branch);

#[cfg(test)]
impl Branch {
    fn leaf(name: &str, count: Option<usize>) -> Self {
        let code = name.split(' ').next().unwrap();
        Self {
            name: name.into(),
            href: Some(format!("/expedientes?serie={code}")),
            count,
            here: count.is_some(),
            open: false,
            inner: Vec::new(),
        }
    }

    fn group(name: &str, open: bool, inner: Vec<Self>) -> Self {
        Self {
            name: name.into(),
            href: None,
            count: None,
            here: false,
            open,
            inner,
        }
    }

    pub fn samples() -> Vec<Self> {
        let personerias = vec![
            Self::leaf("1200.31.01 Deportivas", None),
            Self::leaf("1200.31.02 Comunales", Some(147)),
            Self::leaf("1200.31.03 Fundaciones", None),
        ];
        let gobierno = vec![
            Self::leaf("1200.02 Actas", None),
            Self::group("1200.31 Personerías jurídicas", true, personerias),
            Self::leaf("1200.38 Registros", None),
        ];
        vec![
            Self::group("1100 Despacho", false, vec![Self::leaf("1100.02 Actas", None)]),
            Self::group("1200 Secretaría de Gobierno", true, gobierno),
            Self::group(
                "1300 Secretaría de Hacienda",
                false,
                vec![Self::leaf("1300.07 Certificados", None)],
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_open_without_a_script_and_the_place_is_marked() {
        let html = Branch::samples()[1].to_string();
        assert_eq!(html.matches("<details open>").count(), 2);
        assert!(html.contains("aria-current=\"true\">1200.31.02 Comunales"));
    }
}
