//! Writing the índice as the AGN's XML.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Indexed;

/// Root element.
pub(super) const ROOT: &str = "TipoDocumentoFoliado";
/// One per document.
pub(super) const DOCUMENT: &str = "DocumentoIndizado";
/// Value of `Funcion_Resumen`.
pub(super) const HASH: &str = "SHA-256";

/// The índice as UTF-8 XML; the same documents always give the same bytes.
///
/// # Errors
/// None in practice: writing to memory fails only when memory does.
pub fn to_xml(documents: &[Indexed]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(Event::Start(BytesStart::new(ROOT)))?;
    for document in documents {
        write_document(&mut writer, document)?;
    }
    writer.write_event(Event::End(BytesEnd::new(ROOT)))?;
    Ok(writer.into_inner())
}

fn write_document(writer: &mut Writer<Vec<u8>>, document: &Indexed) -> io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new(DOCUMENT)))?;
    for (name, value) in fields(document) {
        writer.write_event(Event::Start(BytesStart::new(name)))?;
        writer.write_event(Event::Text(BytesText::new(&printable(&value))))?;
        writer.write_event(Event::End(BytesEnd::new(name)))?;
    }
    writer.write_event(Event::End(BytesEnd::new(DOCUMENT)))
}

/// Elements of a document in the order of the AGN's structure.
fn fields(document: &Indexed) -> [(&'static str, String); 14] {
    let entry = &document.entry;
    [
        ("Id", entry.id.clone()),
        ("Nombre_Documento", entry.name.clone()),
        ("Tipologia_Documental", entry.typology.clone()),
        ("Fecha_Creacion_Documento", entry.created.to_string()),
        ("Fecha_Incorporacion_Expediente", entry.incorporated.to_string()),
        ("Valor_Huella", entry.sha256.clone()),
        ("Funcion_Resumen", HASH.to_owned()),
        ("Orden_Documento_Expediente", document.order.to_string()),
        ("Pagina_Inicio", document.first_page.to_string()),
        ("Pagina_Fin", document.last_page.to_string()),
        ("Formato", entry.format.clone()),
        ("Tamano", entry.size.to_string()),
        ("Origen", entry.origin.label().to_owned()),
        ("Observaciones", entry.observations().unwrap_or_default()),
    ]
}

/// XML 1.0 has no place for control characters; a file name can hold them.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indice::{Entry, indexed};

    #[test]
    fn each_document_is_written_with_the_fourteen_fields_in_order() {
        let xml = to_xml(&indexed(&Entry::samples()[..1])).unwrap();
        let text = String::from_utf8(xml).unwrap();
        let names: Vec<&str> = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix('<')?.split('>').next())
            .filter(|name| !name.starts_with(['?', '/']))
            .collect();
        assert_eq!(names[..2], [ROOT, DOCUMENT]);
        assert_eq!(names[2..].len(), 14);
        assert_eq!((names[2], names[15]), ("Id", "Observaciones"));
    }

    #[test]
    fn a_hostile_name_cannot_break_out_of_its_element() {
        let mut entry = Entry::samples().remove(0);
        entry.name = "</Nombre_Documento><Id>x</Id>\u{0} & más".into();
        let xml = to_xml(&indexed(&[entry])).unwrap();
        let text = String::from_utf8(xml).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let ids = document.descendants().filter(|node| node.has_tag_name("Id")).count();
        assert_eq!(ids, 1);
    }
}
