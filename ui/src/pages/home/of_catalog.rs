//! The public pages of the catalogue, from its definitions.

use jiff::civil::Date;
use radica_workflows::catalog::Catalog;
use radica_workflows::catalog::form::Accept;
use radica_workflows::catalog::ids::{OfficeId, TramiteId};
use radica_workflows::catalog::theme::Theme;
use radica_workflows::catalog::tramite::{self, Filing, TermLength, Tramite};

use super::list::Group;
use super::tramite::{Channel, Fact, FiledToday, Requirement};
use super::{Inicio, SearchPage, ThemeLink, TramiteLink, TramiteList, TramitePage};
use crate::pages::{chrome::Chrome, format, icons::Icon};

/// When a filing of this moment would have to be answered; the calendar of the entity counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfFiledNow {
    pub today: Date,
    /// The day it would count as filed.
    pub counts_on: Date,
    pub due: Date,
}

impl Inicio {
    /// The first page of the catalogue.
    pub fn of(chrome: Chrome, catalog: &Catalog) -> Self {
        let used = |id: &TramiteId| catalog.tramites.get(id).map(|tramite| link(tramite));
        Self {
            chrome,
            examples: catalog.themes.search_examples.clone(),
            themes: theme_links(catalog),
            most_used: catalog.themes.most_used.iter().filter_map(used).collect(),
            total: catalog.tramites.len(),
        }
    }
}

impl TramiteList {
    /// The trámites of a theme; `None` when there is no such theme.
    pub fn of_theme(chrome: Chrome, catalog: &Catalog, theme: &str) -> Option<Self> {
        let theme = catalog.themes.themes.iter().find(|each| each.id.as_str() == theme)?;
        let tramites = sorted(catalog, |tramite| tramite.theme == theme.id);
        let count = format::plural(count(tramites.len()), "trámite", "trámites");
        Some(Self {
            chrome,
            title: theme.name.clone(),
            lead: format!("{}. {count}.", theme.about),
            groups: vec![Group { letter: None, tramites }],
        })
    }

    /// All of them, from A to Z.
    pub fn of_all(chrome: Chrome, catalog: &Catalog) -> Self {
        let tramites = sorted(catalog, |_| true);
        Self {
            chrome,
            title: "Todos los trámites".into(),
            lead: format!(
                "{} de la A a la Z.",
                format::plural(count(tramites.len()), "trámite", "trámites")
            ),
            groups: Group::by_letter(tramites),
        }
    }
}

impl SearchPage {
    /// What was found, the best first.
    pub fn of<'a>(
        chrome: Chrome,
        catalog: &Catalog,
        query: &str,
        found: impl IntoIterator<Item = &'a Tramite>,
    ) -> Self {
        Self {
            chrome,
            query: query.to_owned(),
            found: found.into_iter().map(link).collect(),
            themes: theme_links(catalog),
        }
    }
}

impl TramitePage {
    /// The page of a trámite, filed here or not.
    pub fn of(chrome: Chrome, catalog: &Catalog, tramite: &Tramite, now: Option<IfFiledNow>) -> Self {
        let theme = catalog.themes.themes.iter().find(|theme| theme.id == tramite.theme);
        let office = catalog.entity.office(&tramite.office);
        let page = Self {
            chrome,
            id: tramite.id.to_string(),
            name: tramite.name.clone(),
            short_name: tramite.short_name.clone(),
            theme: theme
                .map(|theme| (theme.id.to_string(), theme.name.clone()))
                .unwrap_or_default(),
            purpose: tramite.purpose.clone(),
            facts: elsewhere_facts(tramite),
            channel: elsewhere(catalog, tramite),
            office: office_name(catalog, &tramite.office),
            office_email: office.and_then(|office| office.email.clone()),
            reviewed: None,
            who: users(&tramite.users).to_owned(),
            requirements: Vec::new(),
            accepted_files: None,
            already_held: None,
            if_filed_today: None,
            counting: ELSEWHERE.to_owned(),
            basis: "Ley 1755 de 2015, art. 14: quince días hábiles, si una norma especial no fija otro término."
                .to_owned(),
            unconfirmed_term: None,
            norms: Vec::new(),
            path: Vec::new(),
        };
        match &tramite.filing {
            Some(filing) => page.filed_here(catalog, filing, now),
            None => page,
        }
    }

    fn filed_here(self, catalog: &Catalog, filing: &Filing, now: Option<IfFiledNow>) -> Self {
        let norm = |norm: &tramite::Norm| (norm.norm.clone(), norm.about.clone());
        Self {
            purpose: filing.lead.clone(),
            facts: filing_facts(filing),
            channel: Channel::Online {
                steps: in_words(filing.steps.len() + 1),
            },
            reviewed: Some(format::plain_date(filing.reviewed)),
            who: filing.who.clone(),
            requirements: filing.documents.iter().map(requirement).collect(),
            accepted_files: accepted(filing, catalog.entity.limits.file_mb),
            already_held: (!filing.already_held.is_empty()).then(|| filing.already_held.join(" ")),
            if_filed_today: now.map(filed_now),
            counting: counting(filing.term.length()).to_owned(),
            basis: format!("{}: {}.", filing.term.basis, length(filing.term.length())),
            unconfirmed_term: filing.term.unconfirmed.clone(),
            norms: filing.legal_basis.iter().map(norm).collect(),
            path: filing
                .path
                .iter()
                .map(|step| (step.title.clone(), step.text.clone()))
                .collect(),
            ..self
        }
    }
}

const WORKING_DAYS: &str = "Se cuentan días hábiles: no cuentan sábados, domingos ni festivos. Puede radicar hasta la medianoche; lo que llega fuera del horario cuenta desde el día hábil siguiente.";

/// What is filed with the office is counted by it.
const ELSEWHERE: &str = "La dependencia se lo dice al recibirlo. El término general es de quince días hábiles, que se cuentan desde el día siguiente: no cuentan sábados, domingos ni festivos.";

/// A trámite in a list.
fn link(tramite: &Tramite) -> TramiteLink {
    TramiteLink::new(tramite.id.as_str(), &tramite.name, tramite.filing.is_some())
}

fn sorted(catalog: &Catalog, keep: impl Fn(&Tramite) -> bool) -> Vec<TramiteLink> {
    let mut links: Vec<_> = catalog
        .tramites
        .values()
        .filter(|tramite| keep(tramite))
        .map(|tramite| link(tramite))
        .collect();
    links.sort_by_key(|link| link.name.to_lowercase());
    links
}

fn theme_links(catalog: &Catalog) -> Vec<ThemeLink> {
    let link = |theme: &Theme| ThemeLink {
        id: theme.id.to_string(),
        name: theme.name.clone(),
        examples: theme.about.clone(),
        icon: Icon::named(theme.icon.trim_start_matches("i-")).unwrap_or(Icon::Documento),
        count: catalog
            .tramites
            .values()
            .filter(|tramite| tramite.theme == theme.id)
            .count(),
    };
    catalog.themes.themes.iter().map(link).collect()
}

/// The office with the one above it: `Secretaría de Gobierno, Participación Comunitaria`.
pub fn office_name(catalog: &Catalog, id: &OfficeId) -> String {
    let own = catalog
        .entity
        .office(id)
        .map_or_else(|| id.to_string(), |office| office.name.clone());
    let above = id
        .as_str()
        .rsplit_once('/')
        .and_then(|(above, _)| catalog.entity.office(&OfficeId::new(above)));
    match above {
        Some(above) => format!("{}, {own}", above.name),
        None => own,
    }
}

fn elsewhere(catalog: &Catalog, tramite: &Tramite) -> Channel {
    let by = |channel| tramite.channels.contains(&channel);
    let office = catalog.entity.office(&tramite.office);
    let email = office
        .and_then(|office| office.email.clone())
        .unwrap_or_else(|| catalog.entity.email.clone());
    Channel::Elsewhere {
        email: by(tramite::Channel::Correo).then_some(email),
        web: by(tramite::Channel::Web).then(|| catalog.entity.website.clone()),
    }
}

fn elsewhere_facts(tramite: &Tramite) -> Vec<Fact> {
    let by = |channel| tramite.channels.contains(&channel);
    let how = match (by(tramite::Channel::Correo), by(tramite::Channel::Web)) {
        (true, true) => "Por correo o en la página web",
        (true, false) => "Por correo",
        (false, true) => "En la página web",
        (false, false) => "En la ventanilla",
    };
    vec![Fact::new("Se hace", how, "o en la ventanilla, con el mismo término")]
}

fn filing_facts(filing: &Filing) -> Vec<Fact> {
    let doubt = |unconfirmed: &Option<String>| {
        if unconfirmed.is_some() { "por confirmar" } else { "" }
    };
    vec![
        Fact::new("Costo", &filing.cost.text, doubt(&filing.cost.unconfirmed)),
        Fact::new(
            "Respuesta",
            &length(filing.term.length()),
            "desde el día siguiente a la radicación",
        ),
        Fact::new("Se hace", filing.mode.trim_end_matches('.'), ""),
        Fact::new("Usted recibe", filing.receives.trim_end_matches('.'), ""),
    ]
}

fn requirement(document: &tramite::Document) -> Requirement {
    Requirement {
        name: document.label.clone(),
        detail: document
            .hint
            .as_ref()
            .map_or_else(|| ".".to_owned(), |hint| format!(". {hint}")),
        unconfirmed: document.unconfirmed.is_some(),
    }
}

fn accepted(filing: &Filing, limit_mb: u64) -> Option<String> {
    let takes = |kind| filing.documents.iter().any(|document| document.accept.contains(&kind));
    let kinds = match (takes(Accept::Pdf), takes(Accept::Image)) {
        (true, true) => "PDF o fotos legibles",
        (true, false) => "PDF",
        (false, true) => "Fotos legibles",
        (false, false) => return None,
    };
    Some(format!("{kinds}; hasta {limit_mb} MB cada archivo."))
}

fn filed_now(now: IfFiledNow) -> FiledToday {
    let until = if now.counts_on == now.today {
        format!("hoy, {}, en horario de atención,", format::long_date(now.today))
    } else {
        format!("ahora, cuenta como radicado el {} y", format::long_date(now.counts_on))
    };
    FiledToday {
        until,
        due: format::full_date(now.due),
    }
}

/// `15 días hábiles`
pub fn length(length: TermLength) -> String {
    match length {
        TermLength::WorkingDays(n) => format::working_days(i64::from(n)),
        TermLength::CalendarDays(n) => format::plural(i64::from(n), "día calendario", "días calendario"),
        TermLength::Months(n) => format::plural(i64::from(n), "mes", "meses"),
    }
}

fn counting(length: TermLength) -> &'static str {
    match length {
        TermLength::WorkingDays(_) => WORKING_DAYS,
        TermLength::CalendarDays(_) => {
            "Se cuentan todos los días; si el último no es hábil, el plazo va hasta el siguiente que lo sea. Puede radicar hasta la medianoche; lo que llega fuera del horario cuenta desde el día hábil siguiente."
        }
        TermLength::Months(_) => {
            "Se cuenta por el calendario; si el último día no es hábil, el plazo va hasta el siguiente que lo sea. Puede radicar hasta la medianoche; lo que llega fuera del horario cuenta desde el día hábil siguiente."
        }
    }
}

fn users(users: &[tramite::Users]) -> &'static str {
    match users {
        [tramite::Users::Ciudadanos] => "Cualquier persona.",
        [tramite::Users::Organizaciones] => "Organizaciones.",
        _ => "Personas y organizaciones.",
    }
}

fn in_words(count: usize) -> String {
    const WORDS: [&str; 9] = [
        "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    ];
    count
        .checked_sub(2)
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| count.to_string(), ToString::to_string)
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pages::Page;

    fn catalog() -> Catalog {
        Catalog::embedded().unwrap()
    }

    #[test]
    fn the_first_page_counts_all_tramites_once() {
        let page = Inicio::of(Chrome::sample(), &catalog());
        assert_eq!(page.total, 135);
        assert_eq!(page.themes.iter().map(|theme| theme.count).sum::<usize>(), 135);
        assert!(!page.most_used.is_empty());
    }

    #[test]
    fn every_tramite_has_a_page_and_seven_can_be_filed_here() {
        let catalog = catalog();
        let pages = catalog
            .tramites
            .values()
            .map(|tramite| TramitePage::of(Chrome::sample(), &catalog, tramite, None));
        let online = pages.filter(|page| page.html().unwrap().contains("/empezar\"")).count();
        assert_eq!(online, 7);
    }

    #[test]
    fn a_tramite_of_elsewhere_says_its_general_term_and_not_that_it_is_filed_here() {
        let catalog = catalog();
        let page = TramitePage::of(Chrome::sample(), &catalog, catalog.tramite("SVT-002").unwrap(), None);
        let html = page.html().unwrap();
        assert!(html.contains("La dependencia se lo dice al recibirlo") && html.contains("quince días hábiles"));
        assert!(!html.contains("medianoche"));
    }

    #[test]
    fn a_filing_after_hours_says_from_which_day_it_counts() {
        let catalog = catalog();
        let now = IfFiledNow {
            today: date(2026, 11, 19),
            counts_on: date(2026, 11, 20),
            due: date(2026, 12, 14),
        };
        let page = TramitePage::of(
            Chrome::sample(),
            &catalog,
            catalog.tramite("SVT-101").unwrap(),
            Some(now),
        );
        let html = page.html().unwrap();
        assert!(html.contains("Si radica ahora, cuenta como radicado el viernes 20 de noviembre y le respondemos"));
        assert!(html.contains("lunes 14 de diciembre de 2026"));
    }

    #[test]
    fn a_theme_lists_its_own_and_an_unknown_one_is_not_there() {
        let catalog = catalog();
        assert!(TramiteList::of_theme(Chrome::sample(), &catalog, "juntas").is_some());
        assert!(TramiteList::of_theme(Chrome::sample(), &catalog, "nada").is_none());
    }
}
