//! A QR code as a drawing, from its modules.

use std::fmt::Write as _;

use askama::Template;
use qrcode::{Color, QrCode};

use super::piece;

/// Black modules on white, with a quiet zone of two.
#[derive(Clone, Debug, Template)]
#[template(
    source = r##"<svg viewBox="0 0 {{ side }} {{ side }}" width="148" height="148" role="img" aria-label="{{ label }}"><path fill="#fff" d="M0 0h{{ side }}v{{ side }}h-{{ side }}z"/><path stroke="#000" d="{{ path }}"/></svg>"##,
    ext = "html"
)]
pub struct Qr {
    label: String,
    side: usize,
    path: String,
}

piece!(Qr);

impl Qr {
    /// The code of a text, such as an address; `None` when it is too long for one.
    pub fn of(label: &str, text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let modules: Vec<bool> = code
            .to_colors()
            .into_iter()
            .map(|colour| colour == Color::Dark)
            .collect();
        Some(Self::new(label, code.width(), &modules))
    }

    /// `modules` row by row, true for black; `width` modules each.
    pub fn new(label: &str, width: usize, modules: &[bool]) -> Self {
        let mut path = String::new();
        for (row, line) in modules.chunks(width.max(1)).enumerate() {
            draw_row(&mut path, row, line);
        }
        Self {
            label: label.to_owned(),
            side: width + 4,
            path,
        }
    }
}

fn draw_row(path: &mut String, row: usize, line: &[bool]) {
    let mut column = 0;
    for run in line.chunk_by(|left, right| left == right) {
        if run.first() == Some(&true) {
            // Half a unit down: a stroke one unit wide covers the row.
            let _ = write!(path, "M{} {}.5h{}", column + 2, row + 2, run.len());
        }
        column += run.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_black_become_strokes() {
        let qr = Qr::new("Código QR", 3, &[true, true, false, false, false, true]);
        assert_eq!(qr.path, "M2 2.5h2M4 3.5h1");
        assert!(qr.to_string().contains(r#"viewBox="0 0 7 7""#));
    }

    #[test]
    fn an_address_becomes_a_code_of_its_size() {
        let qr = Qr::of("Código QR", "https://tramites.ejemplo.gov.co/v/7KQ4M2XD9RTH").unwrap();
        assert_eq!(qr.side, 33 + 4);
    }
}
