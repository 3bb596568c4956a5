//! Before instances move to another version: the version, what each activity passes to, and why.

use askama::Template;
use radica_engine::migrate::Problem;
use radica_workflows::console::{Detail, Place, Prospect, VersionView};

use super::batches::REASON;
use super::plan::MOVES;
use super::processes::drawn;
use super::words::moment;
use crate::form_body::{Pairs, value};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::{Choice, Control, Field, Flow, FormErrors, Link};

/// Before instances move.
#[derive(Clone, Debug, Template)]
#[template(path = "console/migrate.html")]
pub struct MigratePage {
    pub chrome: Chrome,
    pub crumbs: Vec<Link>,
    pub title: String,
    /// Which instances are meant, in words.
    pub meant: String,
    /// The address of the page and of its form.
    pub here: String,
    /// What of the address says which instances are meant; kept in the forms.
    pub kept: Vec<(String, String)>,
    /// The other versions.
    pub targets: Vec<Choice>,
    /// The one that is looked at, and what is asked of it; none when there is no other.
    pub asked: Option<Asked>,
    pub back: Link,
}

/// What is asked before passing to a version.
#[derive(Clone, Debug)]
pub struct Asked {
    pub to: String,
    pub rows: Vec<MapRow>,
    pub old: Flow,
    pub new: Flow,
    pub errors: FormErrors,
    pub outcome: Outcome,
    pub reason: Field,
    /// Version of the row of the only instance that is meant.
    pub version: Option<i64>,
}

/// What trying it gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Untried,
    Fits,
    /// Everything that does not fit.
    Misfits(Vec<String>),
}

/// An element and where it passes to.
#[derive(Clone, Debug)]
pub struct MapRow {
    /// The name and id of its control.
    pub name: String,
    pub element: String,
    pub label: String,
    pub instances: i64,
    pub options: Vec<Choice>,
    pub error: Option<String>,
}

/// What was said in the form, and what came of it.
pub struct Said<'a> {
    pub pairs: &'a Pairs,
    pub problems: &'a [Problem],
    pub outcome: Outcome,
    /// Whether the reason was missed.
    pub no_reason: bool,
}

impl<'a> Said<'a> {
    /// What the address or the form says, not tried yet.
    pub fn untried(pairs: &'a Pairs) -> Self {
        Self {
            pairs,
            problems: &[],
            outcome: Outcome::Untried,
            no_reason: false,
        }
    }
}

impl MigratePage {
    /// Before many move; `meant` says which, in words, and `kept` in the address.
    pub fn of_version(
        chrome: Chrome,
        prospect: &Prospect,
        (meant, kept): (String, Vec<(String, String)>),
        said: &Said<'_>,
    ) -> Self {
        let stored = &prospect.from.version.stored;
        let version = format::short_hash(&stored.hash);
        let href = format!("/operacion/procesos/{}", stored.hash);
        Self {
            crumbs: vec![
                Link::new("/operacion/procesos", "Procesos"),
                Link::new(href.clone(), format!("{}, versión {version}", stored.name)),
            ],
            title: format!("Pasar «{}» a otra versión", name_of(&prospect.from)),
            meant,
            here: format!("{href}/migrar"),
            kept,
            targets: targets(prospect),
            asked: Asked::of(prospect, said, None),
            back: Link::new(href, "Volver sin cambiar nada"),
            chrome,
        }
    }

    /// Before one instance moves.
    pub fn of_instance(chrome: Chrome, detail: &Detail, prospect: &Prospect, said: &Said<'_>) -> Self {
        let row = detail.matter.row.get();
        let href = format!("/operacion/instancias/{}", row.id);
        let label = match detail.matter.subject.label() {
            label if label.is_empty() => row.id.to_string(),
            label => label,
        };
        Self {
            crumbs: vec![
                Link::new("/operacion/instancias", "Instancias"),
                Link::new(href.clone(), label.clone()),
            ],
            title: format!("Pasar {label} a otra versión"),
            meant: format!(
                "Usa la versión {} de {}.",
                format::short_hash(&row.definition),
                row.definition_name
            ),
            here: format!("{href}/migrar"),
            kept: Vec::new(),
            targets: targets(prospect),
            asked: Asked::of(prospect, said, Some(row.version)),
            back: Link::new(href, "Volver sin cambiar nada"),
            chrome,
        }
    }

    /// Whether only one instance is meant.
    fn of_one(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.version.is_some())
    }

    fn wrong(&self) -> bool {
        let wrong = |asked: &Asked| !asked.errors.is_empty() || matches!(asked.outcome, Outcome::Misfits(_));
        self.asked.as_ref().is_some_and(wrong)
    }
}

impl Asked {
    fn of(prospect: &Prospect, said: &Said<'_>, version: Option<i64>) -> Option<Self> {
        let to = prospect.to.as_ref()?;
        let reason = value(said.pairs, REASON).unwrap_or_default().to_owned();
        let mut reason = Field::new(REASON, "Motivo", Control::LongText { value: reason })
            .hint("Queda en la historia de cada proceso que pase, con su nombre.");
        if said.no_reason {
            reason = reason.error("Escriba el motivo. Por ejemplo: «Se corrigió el plazo de la revisión»");
        }
        let rows = prospect.places.iter().map(|place| MapRow::of(place, said));
        Some(Self {
            to: to.version.stored.hash.clone(),
            rows: rows.collect(),
            old: shown(&prospect.from, "La versión que se deja"),
            new: shown(to, "La versión nueva").second("Diagrama de la versión nueva"),
            errors: FormErrors::of(std::slice::from_ref(&reason)),
            outcome: said.outcome.clone(),
            reason,
            version,
        })
    }
}

impl MapRow {
    fn of(place: &Place, said: &Said<'_>) -> Self {
        let name = format!("{MOVES}{}", place.id);
        let first = if place.stays { place.id.as_str() } else { "" };
        let chosen = value(said.pairs, &name).unwrap_or(first);
        let words = match (place.stays, place.instances) {
            (true, _) => format!("La misma: {}", place.name),
            (false, 0) => "A ninguna: deja de esperarse".to_owned(),
            (false, _) => "Elija a cuál pasa".to_owned(),
        };
        let others = place
            .options
            .iter()
            .filter(|(id, _)| *id != place.id)
            .map(|(id, label)| {
                let words = if id == label {
                    id.clone()
                } else {
                    format!("{label} ({id})")
                };
                Choice::new(id, &words, id == chosen)
            });
        let mut problems = said.problems.iter();
        Self {
            element: place.id.clone(),
            label: place.name.clone(),
            instances: place.instances,
            options: std::iter::once(Choice::new(first, &words, chosen == first))
                .chain(others)
                .collect(),
            error: problems
                .find(|problem| problem.element.as_str() == place.id)
                .map(ToString::to_string),
            name,
        }
    }
}

fn name_of(view: &VersionView) -> &str {
    view.process.name().unwrap_or(view.process.id())
}

fn targets(prospect: &Prospect) -> Vec<Choice> {
    let chosen = prospect.to.as_ref().map(|to| to.version.stored.hash.as_str());
    let option = |version: &radica_workflows::console::Version| {
        let stored = &version.stored;
        let when = if version.in_force { "vigente" } else { "anterior" };
        let words = format!(
            "{}, {when}, desde el {}",
            format::short_hash(&stored.hash),
            moment(stored.at)
        );
        Choice::new(&stored.hash, &words, chosen == Some(&*stored.hash))
    };
    prospect.targets.iter().map(option).collect()
}

fn shown(view: &VersionView, words: &str) -> Flow {
    let label = format!(
        "{words} de «{}», con el número de procesos en cada actividad",
        name_of(view)
    );
    drawn(view, &label)
}

#[cfg(test)]
impl MigratePage {
    pub fn sample() -> Self {
        let row = |id: &str, label: &str, instances, stays: bool| MapRow {
            name: format!("{MOVES}{id}"),
            element: id.into(),
            label: label.into(),
            instances,
            options: vec![
                if stays {
                    Choice::new(id, &format!("La misma: {label}"), true)
                } else {
                    Choice::new("", "Elija a cuál pasa", true)
                },
                Choice::new("analizar", "Análisis jurídico (analizar)", false),
            ],
            error: None,
        };
        let reason = Control::LongText { value: String::new() };
        Self {
            chrome: Chrome::official(),
            crumbs: vec![
                Link::new("/operacion/procesos", "Procesos"),
                Link::new("/operacion/procesos/9f86d081", "resolver-solicitud, versión 9f86d081"),
            ],
            title: "Pasar «Resolver una solicitud» a otra versión".into(),
            meant: "55 procesos sin terminar usan esta versión.".into(),
            here: "/operacion/procesos/9f86d081/migrar".into(),
            kept: vec![("actividad".into(), "estudio".into())],
            targets: vec![Choice::new(
                "60303ae2",
                "60303ae2, vigente, desde el 19 nov, 10:02",
                true,
            )],
            asked: Some(Asked {
                to: "60303ae2".into(),
                rows: vec![
                    row("revisar", "Revisar requisitos", 31, true),
                    row("estudio", "Estudio jurídico", 24, false),
                ],
                old: Flow::sample_of_operation(),
                new: Flow::sample().second("Diagrama de la versión nueva"),
                errors: FormErrors::default(),
                outcome: Outcome::Untried,
                reason: Field::new(REASON, "Motivo", reason).hint("Queda en la historia de cada proceso que pase."),
                version: None,
            }),
            back: Link::new("/operacion/procesos/9f86d081", "Volver sin cambiar nada"),
        }
    }

    pub fn sample_of_one() -> Self {
        let why = "«Estudio jurídico»: la versión nueva no tiene «estudio»; diga a qué elemento pasa";
        let mut page = Self::sample();
        page.title = "Pasar E-2026-017444 a otra versión".into();
        page.kept.clear();
        if let Some(asked) = &mut page.asked {
            asked.version = Some(7);
            asked.outcome = Outcome::Misfits(vec![why.into()]);
            asked.rows[1].error = Some(why.into());
            asked.reason = asked.reason.clone().error("Escriba el motivo");
            asked.errors = FormErrors::of(std::slice::from_ref(&asked.reason));
        }
        page
    }

    pub fn sample_without_another() -> Self {
        Self {
            asked: None,
            targets: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn what_does_not_fit_stands_beside_its_choice_and_above() {
        let html = MigratePage::sample_of_one().html().unwrap();
        assert!(html.contains("aria-describedby=\"pasa-estudio-e\""));
        assert!(html.contains("Así no se puede pasar") && html.contains("<title>Error: "));
        assert_eq!(html.matches("id=\"pt\"").count(), 1);
    }

    #[test]
    fn which_instances_are_meant_comes_along() {
        let html = MigratePage::sample().html().unwrap();
        assert_eq!(html.matches("name=\"actividad\" value=\"estudio\"").count(), 2);
        assert!(!html.contains("Pasar a la versión nueva"), "many are tried first");
    }
}
