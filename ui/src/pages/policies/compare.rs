//! Two versions side by side, word by word.

use askama::Template;

use super::policy::VersionChoice;
use crate::pages::{chrome::Chrome, parts::piece};

/// Pairs of articles; only what changes is marked.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/comparison.html")]
pub struct Comparison {
    pub from: String,
    pub to: String,
    /// `4 cambios en 12 artículos`
    pub summary: String,
    pub pairs: Vec<Pair>,
}

/// An article in both versions.
#[derive(Clone, Debug)]
pub struct Pair {
    /// `Art. 4`
    pub label: String,
    /// Empty when it does not exist in that version.
    pub left: Vec<Span>,
    pub right: Vec<Span>,
}

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Same(String),
    Removed(String),
    Added(String),
}

/// Anyone may compare the versions that were in force.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/compare.html")]
pub struct ComparePage {
    pub chrome: Chrome,
    /// `PLI02`
    pub id: String,
    pub name: String,
    pub versions: Vec<VersionChoice>,
    pub comparison: Comparison,
}

piece!(Comparison);

impl Pair {
    fn changed(&self) -> bool {
        self.left
            .iter()
            .chain(&self.right)
            .any(|span| !matches!(span, Span::Same(_)))
            || self.left.is_empty()
            || self.right.is_empty()
    }
}

impl Comparison {
    /// The number of the first pair that changes, to lead there.
    fn first_change(&self) -> Option<usize> {
        self.pairs.iter().position(Pair::changed)
    }
}

#[cfg(test)]
impl Comparison {
    pub fn sample() -> Self {
        use Span::{Added, Removed, Same};
        let same = |text: &str| Same(text.into());
        let pair = |label: &str, left: Vec<Span>, right: Vec<Span>| Pair {
            label: label.into(),
            left,
            right,
        };
        let object =
            "Objeto. Proteger los activos digitales de la Gobernación y reducir los riesgos sobre la información.";
        Self {
            from: "1.0".into(),
            to: "1.1".into(),
            summary: "3 cambios en 12 artículos".into(),
            pairs: vec![
                pair("Art. 1", vec![same(object)], vec![same(object)]),
                pair(
                    "Art. 4",
                    vec![
                        same("Contraseñas. Toda cuenta tiene una contraseña de "),
                        Removed("ocho".into()),
                        same(" caracteres"),
                        Removed(", que se cambia cada noventa días".into()),
                        same("."),
                    ],
                    vec![
                        same("Contraseñas. Toda cuenta tiene una contraseña de "),
                        Added("mínimo doce".into()),
                        same(" caracteres "),
                        Added(
                            "y un segundo factor. Se cambia cuando haya indicio de que otra persona la conoce".into(),
                        ),
                        same("."),
                    ],
                ),
                pair(
                    "Art. 9",
                    vec![same("Copias. Se hace una copia diaria de los sistemas críticos.")],
                    vec![
                        same("Copias. Se hace una copia diaria de los sistemas críticos"),
                        Added(", y cada trimestre se prueba que se puede restaurar".into()),
                        same("."),
                    ],
                ),
                pair(
                    "Art. 12",
                    vec![],
                    vec![Added(
                        "Proveedores. Los contratos de tecnología incluyen las obligaciones de esta política.".into(),
                    )],
                ),
            ],
        }
    }
}

#[cfg(test)]
impl ComparePage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            id: "PLI02".into(),
            name: "Política de Seguridad de la Información".into(),
            versions: VersionChoice::samples(),
            comparison: Comparison::sample(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn only_what_changes_is_marked_and_the_first_change_can_be_reached() {
        let html = ComparePage::sample().html().unwrap();
        assert_eq!(html.matches("<del>").count(), 2 + 1, "two removals and the legend");
        assert!(html.contains("href=\"#cambio\"") && html.contains("<tr id=\"cambio\"><td>Art. 4</td>"));
    }

    #[test]
    fn an_article_that_is_new_says_that_it_did_not_exist() {
        assert!(
            ComparePage::sample()
                .html()
                .unwrap()
                .contains("No existe en esta versión.")
        );
    }
}
