//! The pages of a governed document, from its versions.

use radica_storage::policies::{DocumentVersion, Governed};
use radica_workflows::App;
use radica_workflows::actor::OfficeId;
use radica_workflows::policies::compare::{self, Changed, Piece};
use radica_workflows::policies::{self, Document, number_of, to_html};
use radica_workflows::services::version_state::{IN_FORCE, REPLACED};

use super::changes::Approval;
use super::compare::{Pair, Span};
use super::policy::{CleanHtml, VersionChoice};
use super::{ChangeRow, ComparePage, Comparison, PolicyPage};
use crate::pages::parts::{Link, Note, Tone};
use crate::pages::{chrome::Chrome, format};

impl PolicyPage {
    /// The page of a version that is or was in force; `shown` is the one to read.
    pub fn of(chrome: Chrome, app: &App, document: &Document, shown: &DocumentVersion) -> Self {
        let head = &document.document;
        let owner = owner(app, head);
        let provenance = policies::provenance(app, &head.code, shown);
        Self::told(chrome, document, shown, &Told { owner, provenance })
    }

    fn told(chrome: Chrome, document: &Document, shown: &DocumentVersion, told: &Told<'_>) -> Self {
        let head = &document.document;
        let in_force = document.in_force();
        let replaced_by = in_force.filter(|version| version.id != shown.id);
        Self {
            chrome,
            id: head.code.clone(),
            name: head.name.clone(),
            facts: facts(head, told.owner),
            in_force: in_force.map_or_else(|| "Sin versión vigente".to_owned(), in_force_words),
            notice: replaced_by
                .map(|current| not_in_force(head, shown, current, told.provenance))
                .or_else(|| told.provenance.map(comes_from)),
            text: CleanHtml::of(&to_html(&shown.body)),
            changes: document
                .published()
                .rev()
                .map(|version| change(head, version, version.id == shown.id))
                .collect(),
            versions: choices(document, None),
            new_version: None,
        }
    }
}

impl ComparePage {
    /// Two versions that are or were in force.
    pub fn of(chrome: Chrome, document: &Document, from: &DocumentVersion, to: &DocumentVersion) -> Self {
        Self {
            chrome,
            id: document.document.code.clone(),
            name: document.document.name.clone(),
            versions: choices(document, Some((from, to))),
            comparison: Comparison::of(from, to),
        }
    }
}

impl Comparison {
    /// What changed between two versions, word by word.
    pub fn of(from: &DocumentVersion, to: &DocumentVersion) -> Self {
        let changes = compare::compare(&from.body, &to.body);
        let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
        Self {
            from: number_of(from),
            to: number_of(to),
            summary: match count {
                0 => "Los textos son iguales".to_owned(),
                _ => format::plural(count, "párrafo cambia", "párrafos cambian"),
            },
            pairs: changes.into_iter().map(pair).collect(),
        }
    }
}

impl ChangeRow {
    /// The rows of the control de cambios, the newest first.
    pub fn of(document: &Document, here: Option<&DocumentVersion>) -> Vec<Self> {
        let is_here = |version: &DocumentVersion| here.is_some_and(|here| here.id == version.id);
        document
            .versions
            .iter()
            .rev()
            .map(|version| change(&document.document, version, is_here(version)))
            .collect()
    }
}

fn pair(changed: Changed) -> Pair {
    let side = |pieces: Vec<Piece>| pieces.into_iter().map(span).collect();
    Pair {
        label: changed.section,
        left: side(changed.before),
        right: side(changed.after),
    }
}

fn span(piece: Piece) -> Span {
    match piece {
        Piece::Same(text) => Span::Same(text),
        Piece::Removed(text) => Span::Removed(text),
        Piece::Added(text) => Span::Added(text),
    }
}

fn change(head: &Governed, version: &DocumentVersion, here: bool) -> ChangeRow {
    let number = number_of(version);
    let published = version.state == IN_FORCE || version.state == REPLACED;
    ChangeRow {
        date: version.date.map(format::short_date_year).unwrap_or_default(),
        responsible: version.responsible.clone(),
        description: version.description.clone(),
        approval: match &version.approved_by {
            Some(who) => Approval::By(who.clone()),
            None if published => Approval::Unknown,
            None => Approval::Pending,
        },
        href: published.then(|| format!("/politicas/{}/{number}", head.code)),
        version: number,
        here,
    }
}

/// The versions to compare; without a choice, the two newest.
fn choices(document: &Document, chosen: Option<(&DocumentVersion, &DocumentVersion)>) -> Vec<VersionChoice> {
    let published: Vec<&DocumentVersion> = document
        .published()
        .rev()
        .filter(|version| !version.body.is_empty())
        .collect();
    let ids = chosen
        .map(|(from, to)| (from.id, to.id))
        .or(match published.as_slice() {
            [newest, before, ..] => Some((before.id, newest.id)),
            _ => None,
        });
    let choice = |version: &&DocumentVersion| VersionChoice {
        number: number_of(version),
        date: version.date.map(format::short_date_year).unwrap_or_default(),
        from: ids.is_some_and(|(from, _)| from == version.id),
        to: ids.is_some_and(|(_, to)| to == version.id),
    };
    published.iter().map(choice).collect()
}

/// What the page says of a document besides its text.
struct Told<'a> {
    owner: &'a str,
    provenance: Option<&'a str>,
}

/// The name of the office that owns a document.
pub fn owner<'a>(app: &'a App, head: &'a Governed) -> &'a str {
    let office = app.catalog().entity.office(&OfficeId::new(head.owner.clone()));
    office.map_or(head.owner.as_str(), |office| office.name.as_str())
}

/// `Plan · pública · dueño: Dirección TIC`
pub fn facts(head: &Governed, owner: &str) -> String {
    let class = match head.class.as_str() {
        "publica" => "pública",
        other => other,
    };
    format!("{} · {class} · dueño: {owner}", kind(head))
}

/// What kind of document it is, as people read it.
pub fn kind(head: &Governed) -> String {
    match head.kind.as_str() {
        "plan" => "Plan",
        "politica" => "Política",
        "lineamiento" => "Lineamiento",
        "instructivo" => "Instructivo",
        other => other,
    }
    .to_owned()
}

fn in_force_words(version: &DocumentVersion) -> String {
    match version.date {
        Some(date) => format!(
            "Versión {}, vigente desde el {}",
            number_of(version),
            format::plain_date(date)
        ),
        None => format!("Versión {}, vigente", number_of(version)),
    }
}

fn comes_from(provenance: &str) -> Note {
    Note::new(
        Tone::Neutral,
        Tone::Neutral.icon(),
        "De dónde sale este texto",
        provenance,
    )
}

fn not_in_force(head: &Governed, shown: &DocumentVersion, current: &DocumentVersion, provenance: Option<&str>) -> Note {
    let title = format!("Lee la versión {}, que ya no rige", number_of(shown));
    let line = format!("La vigente es la {}.", number_of(current));
    let note = Note::new(Tone::Warn, Tone::Warn.icon(), title, line);
    Note {
        lines: note
            .lines
            .iter()
            .cloned()
            .chain(provenance.map(str::to_owned))
            .collect(),
        link: Some(Link::new(format!("/politicas/{}", head.code), "Leer la vigente")),
        ..note
    }
}

#[cfg(test)]
mod tests {
    use radica_storage::ids::{GovernedId, VersionId};

    use super::*;
    use crate::pages::Page;

    const TOLD: Told<'_> = Told {
        owner: "Dirección TIC",
        provenance: None,
    };

    fn version(minor: i64, state: &str, body: &str) -> DocumentVersion {
        DocumentVersion {
            id: VersionId::from(ulid::Ulid::from_parts(1, u128::from(minor.unsigned_abs()))),
            version: 1,
            document: GovernedId::from(ulid::Ulid::from_parts(1, 9)),
            major: 2,
            minor,
            state: state.into(),
            body: body.into(),
            sha256: String::new(),
            date: Some(jiff::civil::date(2025, 6, 12)),
            responsible: "Profesional TIC".into(),
            description: "Se ajustan los hallazgos.".into(),
            approved_by: None,
            instance: None,
            created_at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn document() -> Document {
        let versions = vec![
            version(2, REPLACED, "## Copias\n\nUna copia diaria."),
            version(3, IN_FORCE, "## Copias\n\nUna copia diaria y una mensual."),
        ];
        let document = Governed {
            id: versions[0].document,
            version: 1,
            code: "PETI".into(),
            name: "Plan Estratégico de TI".into(),
            kind: "plan".into(),
            owner: "Dirección TIC".into(),
            scope: String::new(),
            class: "pública".into(),
            in_force: Some(versions[1].id),
            review_on: None,
            created_at: jiff::Timestamp::UNIX_EPOCH,
            updated_at: jiff::Timestamp::UNIX_EPOCH,
        };
        Document { document, versions }
    }

    #[test]
    fn the_version_in_force_is_read_without_a_warning_and_an_older_one_with_it() {
        let document = document();
        let current = PolicyPage::told(Chrome::sample(), &document, &document.versions[1], &TOLD);
        assert!(current.notice.is_none());
        assert!(
            current
                .html()
                .unwrap()
                .contains("Versión 2.3, vigente desde el 12 de junio de 2025")
        );
        let older = PolicyPage::told(Chrome::sample(), &document, &document.versions[0], &TOLD)
            .html()
            .unwrap();
        assert!(older.contains("Lee la versión 2.2, que ya no rige"));
    }

    #[test]
    fn what_was_added_is_marked_under_its_title() {
        let document = document();
        let page = ComparePage::of(
            Chrome::sample(),
            &document,
            &document.versions[0],
            &document.versions[1],
        );
        assert_eq!(page.comparison.summary, "1 párrafo cambia");
        assert!(page.html().unwrap().contains("<ins>"));
    }
}
