//! File names that are safe to show, to store and to offer for download.

/// Longest name kept, in characters.
const LONGEST: usize = 120;
/// Longest extension that is kept when a name is cut, in characters.
const LONGEST_EXTENSION: usize = 10;

/// Makes a sender's file name safe: without its path, control and invisible characters, changes of
/// writing direction (which make `fdp.exe` read `exe.pdf`) and characters that some system refuses;
/// never empty, never longer than 120 characters, with its extension kept.
pub fn display_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(replace_reserved)
        .collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = clean.trim_matches(|c: char| c == '.' || c == ' ');
    if clean.is_empty() {
        "documento".to_owned()
    } else {
        shorten(clean)
    }
}

fn is_invisible(c: char) -> bool {
    // White space is joined later; here it only must not be lost between two words.
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{10ffff}')
}

fn replace_reserved(c: char) -> char {
    match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        other => other,
    }
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let extension = match name.rsplit_once('.') {
        Some((_, extension)) if extension.chars().count() <= LONGEST_EXTENSION => {
            format!(".{extension}")
        }
        _ => String::new(),
    };
    let stem: String = name.chars().take(LONGEST - extension.chars().count()).collect();
    stem.trim_end().to_owned() + &extension
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_name_stays_as_it_is() {
        for name in ["Recibo de pago (2).pdf", "cédula_ñandú.PDF", "a", "archivo.tar.gz"] {
            assert_eq!(display_name(name), name);
        }
    }

    #[test]
    fn a_path_is_no_part_of_a_name() {
        assert_eq!(display_name("../../etc/passwd"), "passwd");
        assert_eq!(display_name("C:\\Users\\ana\\cedula.pdf"), "cedula.pdf");
        assert_eq!(display_name("recibo.pdf/"), "documento");
        assert_eq!(display_name(".."), "documento");
        assert_eq!(display_name(".htaccess"), "htaccess");
    }

    #[test]
    fn nothing_invisible_or_reversing_stays() {
        assert_eq!(display_name("factura\u{202e}fdp.exe"), "facturafdp.exe");
        assert_eq!(display_name("a\u{200b}b\0c\x1b[31m.pdf"), "abc[31m.pdf");
        assert_eq!(display_name("dos\r\nlíneas\t.pdf"), "dos líneas .pdf");
        assert_eq!(display_name("\u{feff}\u{2066}"), "documento");
        assert_eq!(
            display_name("\"><img src=x onerror=alert(1)>.pdf"),
            "___img src=x onerror=alert(1)_.pdf"
        );
    }

    #[test]
    fn a_long_name_is_cut_before_its_extension() {
        let name = display_name(&format!("{}.pdf", "ñ".repeat(500)));
        assert_eq!(name.chars().count(), LONGEST);
        assert!(name.ends_with("ñ.pdf"));
        assert_eq!(display_name(&"x".repeat(500)).chars().count(), LONGEST);
    }
}
