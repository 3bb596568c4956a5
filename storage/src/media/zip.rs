//! Office documents: ZIP files known by what they contain.

use super::Media;
use crate::objects::Sample;

const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const DIRECTORY_HEADER: &[u8] = b"PK\x01\x02";

pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(LOCAL_HEADER)
}

/// The document a ZIP file is; `Other` for any other archive and for documents with macros.
pub(super) fn document(sample: &Sample) -> Media {
    match open_document(sample.head()) {
        Some(media) => media,
        None => open_xml(sample),
    }
}

// OpenDocument 1.2, part 3, 3.3: the first entry is `mimetype`, stored without compression.
fn open_document(head: &[u8]) -> Option<Media> {
    const FIRST: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.";
    let kind = head.get(30..)?.strip_prefix(FIRST)?;
    let media = [
        (&b"text"[..], Media::Odt),
        (b"spreadsheet", Media::Ods),
        (b"presentation", Media::Odp),
    ];
    media
        .into_iter()
        .find(|(word, _)| kind.starts_with(word))
        .map(|(_, media)| media)
}

fn open_xml(sample: &Sample) -> Media {
    let names: Vec<&[u8]> = [sample.head(), sample.tail()]
        .into_iter()
        .flat_map(entry_names)
        .collect();
    let has = |name: &[u8]| names.contains(&name);
    if !has(b"[Content_Types].xml") || names.iter().any(|n| n.ends_with(b"vbaProject.bin")) {
        return Media::Other;
    }
    let main = [
        (&b"word/document.xml"[..], Media::Docx),
        (b"xl/workbook.xml", Media::Xlsx),
        (b"ppt/presentation.xml", Media::Pptx),
    ];
    main.into_iter()
        .find(|(name, _)| has(name))
        .map_or(Media::Other, |(_, media)| media)
}

// The directory at the end names every entry; a large one reaches out of the sample, so the local
// headers at the start are read too (APPNOTE 6.3.10, 4.3.7 and 4.3.12).
fn entry_names(bytes: &[u8]) -> Vec<&[u8]> {
    (0..bytes.len().saturating_sub(4))
        .filter_map(|at| {
            let entry = &bytes[at..];
            let (length_at, name_at) = match entry {
                _ if entry.starts_with(LOCAL_HEADER) => (26, 30),
                _ if entry.starts_with(DIRECTORY_HEADER) => (28, 46),
                _ => return None,
            };
            let length = u16::from_le_bytes([*entry.get(length_at)?, *entry.get(length_at + 1)?]);
            entry.get(name_at..name_at + usize::from(length))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ZIP file of empty entries with these names.
    fn archive(names: &[&str]) -> Vec<u8> {
        let mut local = Vec::new();
        let mut directory = Vec::new();
        for name in names {
            let length = (name.len() as u16).to_le_bytes();
            local.extend_from_slice(&[LOCAL_HEADER, &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
            directory.extend_from_slice(&[DIRECTORY_HEADER, &[0; 24], &length, &[0; 16], name.as_bytes()].concat());
        }
        [local, directory].concat()
    }

    fn media_of(names: &[&str]) -> Media {
        document(&Sample::of(&archive(names)))
    }

    #[test]
    fn office_documents_are_told_by_their_main_part() {
        assert_eq!(
            media_of(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]),
            Media::Docx
        );
        assert_eq!(media_of(&["xl/workbook.xml", "[Content_Types].xml"]), Media::Xlsx);
        assert_eq!(media_of(&["ppt/presentation.xml", "[Content_Types].xml"]), Media::Pptx);
    }

    #[test]
    fn other_archives_and_documents_with_macros_are_other() {
        assert_eq!(media_of(&["word/document.xml"]), Media::Other);
        assert_eq!(
            media_of(&["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]),
            Media::Other
        );
        assert_eq!(media_of(&["virus.exe"]), Media::Other);
    }

    #[test]
    fn open_documents_are_told_by_their_first_entry() {
        let file = |kind: &str| {
            [
                LOCAL_HEADER,
                &[0; 26],
                b"mimetypeapplication/vnd.oasis.opendocument.",
                kind.as_bytes(),
            ]
            .concat()
        };
        assert_eq!(document(&Sample::of(&file("text"))), Media::Odt);
        assert_eq!(document(&Sample::of(&file("spreadsheet"))), Media::Ods);
        assert_eq!(document(&Sample::of(&file("presentation"))), Media::Odp);
        assert_eq!(document(&Sample::of(&file("graphics"))), Media::Other);
    }

    #[test]
    fn cut_headers_do_no_harm() {
        let whole = archive(&["[Content_Types].xml", "word/document.xml"]);
        for end in 0..whole.len() {
            document(&Sample::of(&whole[..end]));
        }
    }
}
