//! Checking an índice that was written, by us or by another system.

use std::collections::HashSet;

use roxmltree::{Document, Node};

use super::xml::{DOCUMENT, HASH, ROOT};

/// A broken rule and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("documento {position}: {rule}")]
pub struct Fault {
    /// Place of the document in the XML, from 1; 0 for the XML as a whole.
    pub position: usize,
    pub rule: Rule,
}

/// The rules of the índice electrónico.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    #[error("no es XML bien formado: {0}")]
    NotXml(String),
    #[error("la raíz debe ser TipoDocumentoFoliado")]
    WrongRoot,
    #[error("falta {0}")]
    Absent(&'static str),
    #[error("el Id {0} está repetido")]
    RepeatedId(String),
    #[error("el orden debe ser {expected} y es {found}")]
    OrderGap { expected: u64, found: String },
    #[error("Pagina_Inicio debe ser {expected} y es {found}")]
    PageGap { expected: u64, found: String },
    #[error("Pagina_Fin es menor que Pagina_Inicio o no es un número")]
    PagesBackwards,
    #[error("Funcion_Resumen debe ser SHA-256")]
    WrongHashFunction,
    #[error("Valor_Huella debe tener 64 cifras hexadecimales")]
    WrongHash,
}

/// Names every broken rule, all at once.
///
/// # Errors
/// The faults, in the order of the documents; never empty.
pub fn check(xml: &str) -> Result<(), Vec<Fault>> {
    let whole = |rule| vec![Fault { position: 0, rule }];
    let document = Document::parse(xml).map_err(|e| whole(Rule::NotXml(e.to_string())))?;
    let root = document.root_element();
    if !root.has_tag_name(ROOT) {
        return Err(whole(Rule::WrongRoot));
    }
    let mut checker = Checker {
        next_page: 1,
        ..Checker::default()
    };
    let documents = root.children().filter(|node| node.has_tag_name(DOCUMENT));
    for (position, node) in (1..).zip(documents) {
        checker.position = position;
        checker.document(node);
    }
    if checker.faults.is_empty() {
        Ok(())
    } else {
        Err(checker.faults)
    }
}

#[derive(Default)]
struct Checker<'a> {
    position: usize,
    next_page: u64,
    ids: HashSet<&'a str>,
    faults: Vec<Fault>,
}

impl<'a> Checker<'a> {
    fn document(&mut self, node: Node<'a, '_>) {
        if let Some(id) = self.field(node, "Id")
            && !self.ids.insert(id)
        {
            self.fault(Rule::RepeatedId(id.to_owned()));
        }
        for name in [
            "Nombre_Documento",
            "Tipologia_Documental",
            "Formato",
            "Tamano",
            "Origen",
        ] {
            self.field(node, name);
        }
        for name in ["Fecha_Creacion_Documento", "Fecha_Incorporacion_Expediente"] {
            self.field(node, name);
        }
        self.hash(node);
        self.order(node);
        self.pages(node);
    }

    fn hash(&mut self, node: Node<'a, '_>) {
        if self.field(node, "Funcion_Resumen").is_some_and(|name| name != HASH) {
            self.fault(Rule::WrongHashFunction);
        }
        let hex = |value: &str| value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
        if self.field(node, "Valor_Huella").is_some_and(|value| !hex(value)) {
            self.fault(Rule::WrongHash);
        }
    }

    fn order(&mut self, node: Node<'a, '_>) {
        let expected = self.position as u64;
        if let Some(found) = self.field(node, "Orden_Documento_Expediente")
            && found.parse() != Ok(expected)
        {
            self.fault(Rule::OrderGap {
                expected,
                found: found.to_owned(),
            });
        }
    }

    fn pages(&mut self, node: Node<'a, '_>) {
        let expected = self.next_page;
        let first = self.field(node, "Pagina_Inicio");
        let last = self.field(node, "Pagina_Fin");
        if let Some(found) = first
            && found.parse() != Ok(expected)
        {
            self.fault(Rule::PageGap {
                expected,
                found: found.to_owned(),
            });
        }
        let (Some(first), Some(last)) = (first, last) else {
            return;
        };
        match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => self.next_page = last.saturating_add(1),
            _ => self.fault(Rule::PagesBackwards),
        }
    }

    /// Text of a field that must be there.
    fn field(&mut self, node: Node<'a, '_>, name: &'static str) -> Option<&'a str> {
        let text = node
            .children()
            .find(|child| child.has_tag_name(name))
            .and_then(|child| child.text())
            .filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.fault(Rule::Absent(name));
        }
        text
    }

    fn fault(&mut self, rule: Rule) {
        self.faults.push(Fault {
            position: self.position,
            rule,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indice::{Entry, indexed, to_xml};

    fn sample() -> String {
        let mut entries = Entry::samples();
        for (n, entry) in entries.iter_mut().enumerate() {
            entry.id = format!("doc-{n}");
        }
        String::from_utf8(to_xml(&indexed(&entries)).unwrap()).unwrap()
    }

    fn rules(xml: &str) -> Vec<Rule> {
        check(xml).unwrap_err().into_iter().map(|fault| fault.rule).collect()
    }

    #[test]
    fn what_we_write_breaks_no_rule() {
        assert_eq!(check(&sample()), Ok(()));
    }

    #[test]
    fn a_gap_in_the_order_is_named() {
        let xml = sample().replace("<Orden_Documento_Expediente>2<", "<Orden_Documento_Expediente>5<");
        assert_eq!(
            rules(&xml),
            [Rule::OrderGap {
                expected: 2,
                found: "5".into()
            }]
        );
    }

    #[test]
    fn a_document_must_start_on_the_folio_after_the_last() {
        let xml = sample().replace("<Pagina_Inicio>4<", "<Pagina_Inicio>5<");
        assert_eq!(
            rules(&xml),
            [Rule::PageGap {
                expected: 4,
                found: "5".into()
            }]
        );
    }

    #[test]
    fn a_hash_that_is_not_sha256_is_named() {
        let xml = sample().replacen("3c6d", "zzzz", 1).replacen("SHA-256", "MD5", 1);
        assert_eq!(rules(&xml), [Rule::WrongHashFunction, Rule::WrongHash]);
    }

    #[test]
    fn an_id_is_never_used_twice() {
        let xml = sample().replace("doc-1", "doc-0");
        assert_eq!(rules(&xml), [Rule::RepeatedId("doc-0".into())]);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let xml = sample().replace("<Formato>PDF</Formato>", "<Formato/>");
        assert_eq!(rules(&xml), vec![Rule::Absent("Formato"); 4]);
    }

    #[test]
    fn another_root_is_refused() {
        assert_eq!(rules("<Indice/>"), [Rule::WrongRoot]);
    }
}
