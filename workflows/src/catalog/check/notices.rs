//! Messages: that they only mention data that they are given.

use crate::catalog::load::Parts;
use crate::catalog::notice::Notice;
use crate::catalog::problem::{Loaded, Report};

/// What an SMS holds; a longer one is cut into parts and paid several times.
const SMS_CHARACTERS: usize = 306;

pub(super) fn check(parts: &Parts, report: &mut Report) {
    for notice in parts.notices.values() {
        let Notice { email, sms, .. } = &notice.value;
        let texts = [
            ("email.subject", &email.subject),
            ("email.text", &email.text),
            ("email.html", &email.html),
        ];
        for (part, text) in texts.into_iter().chain(sms.iter().map(|text| ("sms", text))) {
            names(text, notice, part, report);
        }
        if sms.as_ref().is_some_and(|text| text.chars().count() > SMS_CHARACTERS) {
            let wrong = format!("el SMS tiene más de {SMS_CHARACTERS} caracteres");
            report.at(notice, "sms", wrong, "un mensaje más corto");
        }
    }
}

fn names(text: &str, notice: &Loaded<Notice>, part: &str, report: &mut Report) {
    for piece in text.split("{{").skip(1) {
        match piece.split_once("}}") {
            Some((name, _)) if notice.value.data.iter().any(|known| known == name.trim()) => {}
            Some((name, _)) => {
                let wrong = format!("`{}` no está entre sus datos", name.trim());
                report.at(notice, part, wrong, format!("uno de: {}", notice.value.data.join(", ")));
            }
            None => report.at(notice, part, "hay un `{{` sin `}}`", "`{{nombre}}`"),
        }
    }
}
