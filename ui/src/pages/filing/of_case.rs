//! Own cases and acuses, from what was filed.

use radica_storage::cases::Case;
use radica_storage::documents::Document;
use radica_storage::drafts::Draft;
use radica_workflows::App;
use radica_workflows::clock::CaseClock;
use radica_workflows::printing::{Printable, receipt};
use radica_workflows::problem::Result;
use radica_workflows::progress::Progress;
use radica_workflows::render_data::{self, Issue, Party};
use radica_workflows::signing::VerificationCode;
use radica_workflows::time::in_zone;

use super::acuse::Received;
use super::of_draft::saved;
use super::{AcusePage, MyCasesPage, OwnCase, OwnDraft};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::parts::{ClockView, Qr};

impl MyCasesPage {
    /// The cases, each with whether a requirement waits to be opened, and the drafts.
    pub fn of(chrome: Chrome, app: &App, cases: &[(Case, bool)], drafts: &[Draft]) -> Result<Self> {
        let cases: Result<Vec<_>> = cases
            .iter()
            .map(|(case, unopened)| own_case(app, case, *unopened))
            .collect();
        Ok(Self {
            chrome,
            cases: cases?,
            drafts: drafts.iter().map(|draft| own_draft(app, draft)).collect(),
            next: None,
        })
    }
}

impl AcusePage {
    /// The proof of a filing.
    pub fn of(chrome: Chrome, app: &App, progress: &Progress) -> Result<Self> {
        let file = progress.file()?;
        let case = file.case.get();
        let printable = Printable::new(&app.rules, case, file.expediente.get(), &file.tramite)?;
        let received = progress.filed()?;
        let owned: Vec<Document> = received.iter().map(|document| (*document).clone()).collect();
        let acuse = receipt::acuse(&printable, &owned, Issue::Draft)?;
        let email = printable.data.filer.email.as_deref();
        let code = progress.acuse().and_then(|document| document.verification_code.clone());
        Ok(Self {
            radicado: case.radicado.clone(),
            filed_at: format::exact_moment(acuse.case.filed_at),
            sent_to: email.map(masked),
            after_hours: acuse.counts_as.as_ref().map(|counts| late(counts, &acuse.term)),
            due: format::full_date(acuse.term.due),
            term: acuse.term.length.clone(),
            facts: facts(&acuse),
            missing: acuse.missing.iter().map(|missing| missing.label.clone()).collect(),
            received: words(received.len()),
            documents: received.into_iter().map(row).collect(),
            pdf: format!("/casos/{}/acuse.pdf", case.radicado),
            qr: code.as_ref().and_then(|code| {
                Qr::of(
                    "Código QR para verificar este acuse",
                    &format!("{}/v/{code}", app.rules.public_url),
                )
            }),
            code: code.as_deref().map(printed).unwrap_or_default(),
            verify_at: without_scheme(&format!("{}/v", app.rules.public_url)),
            chrome,
        })
    }
}

/// A code in groups of four, as documents print it.
pub fn printed(code: &str) -> String {
    code.parse::<VerificationCode>()
        .map_or_else(|_| code.to_owned(), |code| code.to_string())
}

fn own_case(app: &App, case: &Case, unopened: bool) -> Result<OwnCase> {
    let catalog = app.catalog();
    let clock = CaseClock::read(&case.clock, &catalog.calendar)?;
    let soon = catalog.entity.traffic_light.warn_days.into();
    let view = ClockView::of(clock.legal(), &catalog.calendar, app.clock.today(), soon);
    let name = app
        .rules
        .tramite(&case.tramite)
        .map(|tramite| tramite.short_name.clone());
    let asked = match case.status.as_str() {
        _ if unopened => Some("Tiene un aviso por abrir"),
        "suspendido" => Some("Le pedimos completar"),
        _ => None,
    };
    Ok(OwnCase {
        radicado: case.radicado.clone(),
        tramite: name.unwrap_or_else(|| case.title.clone()),
        stage: case.stage.clone(),
        asked: asked.map(str::to_owned),
        due: view.due(),
        light: view.light,
    })
}

fn own_draft(app: &App, draft: &Draft) -> OwnDraft {
    let name = app
        .rules
        .tramite(&draft.tramite)
        .map(|tramite| tramite.short_name.clone());
    OwnDraft {
        href: format!("/borradores/{}/{}", draft.id, draft.step),
        id: draft.id.to_string(),
        tramite: name.unwrap_or_else(|| draft.tramite.clone()),
        saved: saved(app, draft.updated_at),
        kept_until: format::plain_date(in_zone(draft.expires_at).date()),
    }
}

fn facts(acuse: &render_data::Acuse) -> Vec<(String, String)> {
    let case = &acuse.case;
    let mut facts = vec![("Trámite", format!("{} {}", case.tramite_code, case.tramite_name))];
    facts.extend(
        case.represented
            .as_ref()
            .map(|party| ("Solicitante", party.name.clone())),
    );
    facts.push(("Quien radica", filer(&case.filer)));
    facts.push(("Dependencia", acuse.frame.office.clone()));
    facts.push(("Expediente", case.expediente.clone()));
    facts.push(("Notificaciones", acuse.notifications.clone()));
    facts.push(("Norma del término", acuse.term.basis.clone()));
    facts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The name in full; of the number, its last three digits.
fn filer(party: &Party) -> String {
    let kind = party.identification.split_whitespace().next().unwrap_or_default();
    let digits: Vec<char> = party.identification.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(3)).collect();
    format!("{} · {kind} ••• {last}", party.name)
}

fn late(counts: &render_data::CountsAs, term: &render_data::Term) -> String {
    format!(
        "Cuenta como radicado el {}; el término empieza el {} (Ley 1437 de 2011, art. 54).",
        format::long_date(counts.day),
        format::long_date(term.first_day)
    )
}

fn words(count: usize) -> String {
    match i64::try_from(count).unwrap_or(i64::MAX) {
        0 => "El formulario, sin anexos.".to_owned(),
        count => format!("El formulario y {}.", format::plural(count, "anexo", "anexos")),
    }
}

fn row(document: &Document) -> Received {
    Received {
        name: document.title.clone(),
        sha256: document.sha256.clone(),
        pages: document.pages.to_string(),
        size: format::size(u64::try_from(document.size).unwrap_or_default()),
    }
}

/// `l•••••y@correo.co`
fn masked(email: &str) -> String {
    let Some((name, domain)) = email.split_once('@') else {
        return "•••••".to_owned();
    };
    let ends: String = name
        .chars()
        .take(1)
        .chain("•••••".chars())
        .chain(name.chars().skip(1).last())
        .collect();
    format!("{ends}@{domain}")
}

fn without_scheme(address: &str) -> String {
    address.split_once("://").map_or(address, |(_, rest)| rest).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_between_its_ends() {
        assert_eq!(masked("luzdary@correo.co"), "l•••••y@correo.co");
        assert_eq!(masked("l@correo.co"), "l•••••@correo.co");
    }

    #[test]
    fn an_identification_shows_its_last_three_digits() {
        let party = Party {
            name: "Luz Dary Chindoy".into(),
            identification: "C.C. 1.124.850.482".into(),
            address: None,
            email: None,
        };
        assert_eq!(filer(&party), "Luz Dary Chindoy · C.C. ••• 482");
    }
}
