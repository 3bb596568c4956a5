//! A case as the official who answers it sees it.

use askama::Template;
use jiff::civil::Date;
use radica_engine::legal_clock::{CountedDay, DayKind};

use radica_workflows::answered::Answered;

use super::CaseHead;
use super::decided::DecidedView;
use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Flow, Link, StageState, Viewer, piece},
};

/// Position, documents, term and what can be done, each with its effect on the clock.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/summary.html")]
pub struct CasePage {
    pub chrome: Chrome,
    pub head: CaseHead,
    pub flow: Option<Flow>,
    pub documents: Vec<CaseDocument>,
    pub viewer: Option<Viewer>,
    /// What was answered in the form.
    pub facts: Vec<(String, String)>,
    /// What tables decided in it, the newest first.
    pub decided: Vec<DecidedView>,
    /// What officials answered in its tasks.
    pub answered: Vec<Answered>,
    pub term: TermCard,
    /// The first is the main one.
    pub actions: Vec<Action>,
    pub others: Vec<Link>,
    /// Newest first.
    pub last: Vec<Act>,
}

/// A document of the case in a list.
#[derive(Clone, Debug)]
pub struct CaseDocument {
    pub href: String,
    pub icon: Icon,
    pub name: String,
    /// `2 · 8 páginas · 20 oct`
    pub facts: String,
    /// True for the one in view.
    pub here: bool,
}

/// The clock in words and as a bar.
#[derive(Clone, Debug)]
pub struct TermCard {
    /// `Vence el martes 24 de noviembre.`
    pub headline: String,
    /// `Hoy es el día 12 de 15.`
    pub place: String,
    pub bar: Vec<BarDay>,
    /// Stops, extensions, transfers, with their norm.
    pub remark: String,
}

/// A working day of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"{% match self %}{% when Self::Counted %}<i class="d"></i>{% when Self::Suspended %}<i class="s"></i>{% when Self::Today %}<i class="n"></i>{% when Self::Left %}<i></i>{% endmatch %}"#,
    ext = "html"
)]
pub enum BarDay {
    Counted,
    Suspended,
    Today,
    Left,
}

/// Something the official may do, or may not and why.
#[derive(Clone, Debug)]
pub struct Action {
    pub href: String,
    pub label: String,
    pub icon: Option<Icon>,
    /// True for what is done at once because it can be undone; the others lead to their page.
    pub post: bool,
    pub state: ActionState,
    /// The letter that presses it.
    pub key: Option<char>,
}

/// Whether an action is open.
#[derive(Clone, Debug)]
pub enum ActionState {
    /// What it changes.
    Open { effect: String },
    /// The norm or the date that closed it.
    Closed { reason: String },
}

/// Something that happened in the case.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/act.html")]
pub struct Act {
    pub state: StageState,
    /// Words in bold, before the others.
    pub subject: Option<String>,
    pub text: String,
    pub at: String,
}

piece!(Act, BarDay);

impl BarDay {
    /// The working days of a count, as a bar.
    pub fn bar(count: &[CountedDay], today: Date) -> Vec<Self> {
        let working = count.iter().filter(|day| {
            !matches!(
                day.kind,
                DayKind::NonWorking { .. } | DayKind::FiledOn | DayKind::Received
            )
        });
        let day = |day: &CountedDay| match day.kind {
            _ if day.date == today => Self::Today,
            _ if day.date > today => Self::Left,
            DayKind::Stopped | DayKind::Suspended | DayKind::Delivered | DayKind::Transferred => Self::Suspended,
            _ => Self::Counted,
        };
        working.map(day).collect()
    }
}

impl Action {
    /// A link to the page of an act.
    pub fn open(href: &str, label: &str, effect: &str) -> Self {
        Self {
            href: href.to_owned(),
            label: label.to_owned(),
            icon: None,
            post: false,
            state: ActionState::Open {
                effect: effect.to_owned(),
            },
            key: None,
        }
    }

    /// An act that the law has closed.
    pub fn closed(label: &str, reason: &str) -> Self {
        Self {
            state: ActionState::Closed {
                reason: reason.to_owned(),
            },
            ..Self::open("", label, "")
        }
    }
}

impl Act {
    /// An empty subject is left out.
    pub fn new(state: StageState, subject: &str, text: &str, at: &str) -> Self {
        let subject = (!subject.is_empty()).then(|| subject.to_owned());
        Self {
            state,
            subject,
            text: text.to_owned(),
            at: at.to_owned(),
        }
    }
}

#[cfg(test)]
impl CaseDocument {
    pub fn samples() -> Vec<Self> {
        let document = |order: u8, icon, name: &str, facts: &str| Self {
            href: format!("?doc={order}"),
            icon,
            name: name.into(),
            facts: format!("{order} · {facts}"),
            here: order == 8,
        };
        vec![
            document(1, Icon::Radicado, "Formulario de solicitud", "3 páginas · 20 oct"),
            document(2, Icon::Documento, "Acta de constitución", "8 páginas · 20 oct"),
            document(3, Icon::Documento, "Estatutos", "26 páginas · 20 oct"),
            document(4, Icon::Documento, "Listado de afiliados", "2 páginas · 20 oct"),
            document(6, Icon::Mensaje, "Requerimiento S-2026-009331", "1 página · 27 oct"),
            document(8, Icon::Documento, "Certificado de delimitación", "1 página · 9 nov"),
        ]
    }
}

#[cfg(test)]
impl Act {
    pub fn samples() -> Vec<Self> {
        use StageState::{Done, Now, Stopped};
        vec![
            Self::new(Now, "Estudio jurídico", "a cargo de Yamile Rosero", "11 nov, 08:05"),
            Self::new(Done, "", "Requisitos completos, según Jairo Burbano", "10 nov, 11:32"),
            Self::new(Done, "", "Subsanación recibida; el término sigue", "9 nov, 16:20"),
            Self::new(
                Stopped,
                "",
                "Requerimiento abierto; el término se detiene",
                "28 oct, 09:15",
            ),
            Self::new(Done, "", "Radicado", "20 oct, 10:42"),
        ]
    }
}

#[cfg(test)]
impl CasePage {
    pub fn sample() -> Self {
        use BarDay::{Counted, Left, Suspended, Today};
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let bar = [
            vec![Counted; 5],
            vec![Suspended; 3],
            vec![Counted; 6],
            vec![Today],
            vec![Left; 3],
        ]
        .concat();
        Self {
            chrome: Chrome::official(),
            head: CaseHead::sample(),
            flow: Some(Flow::sample()),
            documents: CaseDocument::samples(),
            viewer: Some(Viewer::sample()),
            decided: vec![DecidedView::sample()],
            answered: vec![Answered {
                task: "Estudiar la solicitud".into(),
                by: "Yamile Rosero".into(),
                facts: vec![("Concepto".into(), "Favorable".into())],
            }],
            facts: vec![
                fact("Organización", "Junta de acción comunal"),
                fact("Territorio", "Vereda San Antonio, Mocoa"),
                fact("Asamblea", "12 de septiembre de 2026"),
                fact("Afiliados", "46"),
                fact("Notificación", "Electrónica, aceptada el 20 de octubre"),
            ],
            term: TermCard {
                headline: "Vence el martes 24 de noviembre.".into(),
                place: "Hoy es el día 12 de 15.".into(),
                bar,
                remark: "Suspendido del 28 oct al 9 nov (Ley 1755 de 2015, art. 17).".into(),
            },
            actions: vec![
                Action {
                    icon: Some(Icon::Firma),
                    key: Some('d'),
                    ..Action::open(
                        "/tareas/01JD0TASK",
                        "Decidir",
                        "Prepara la resolución y la pasa a firma. Todavía no notifica.",
                    )
                },
                Action::open(
                    "/bandeja/E-2026-016902/consultar",
                    "Consultar a otra dependencia",
                    "El término sigue corriendo.",
                ),
                Action::closed(
                    "Requerir al solicitante",
                    "Ya se requirió el 27 de octubre, y el plazo de 10 días para hacerlo pasó.",
                ),
            ],
            others: vec![
                Link::new("/bandeja/E-2026-016902/reasignar", "Reasignar"),
                Link::new(
                    "/bandeja/E-2026-016902/devolver",
                    "Devolver a la bandeja de la dependencia",
                ),
            ],
            last: Act::samples(),
        }
    }

    /// Nobody has taken it: the first thing to do can be undone and is done at once.
    pub fn sample_unclaimed() -> Self {
        let claim = Action {
            post: true,
            ..Action::open(
                "/tareas/01JD0TASK/tomar",
                "Tomar",
                "Queda a su cargo. Puede devolverlo.",
            )
        };
        let head = CaseHead {
            holder: "Sin asignar".into(),
            ..CaseHead::sample()
        };
        Self {
            head,
            actions: vec![claim],
            others: Vec::new(),
            viewer: None,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_action_that_the_law_closed_stays_in_place_with_its_reason() {
        let html = CasePage::sample().html().unwrap();
        assert!(html.contains("disabled aria-describedby=\"no-3\"") && html.contains("el plazo de 10 días"));
    }

    #[test]
    fn what_to_do_comes_before_the_documents_also_for_who_listens() {
        let html = CasePage::sample().html().unwrap();
        let place = |words: &str| html.find(words).unwrap();
        assert!(place("id=\"rel\"") < place("id=\"acc\"") && place("id=\"acc\"") < place("<iframe"));
        assert!(place("<iframe") < place("id=\"his\""));
    }

    #[test]
    fn every_open_action_says_its_effect_and_only_what_can_be_undone_is_done_at_once() {
        assert!(CasePage::sample().html().unwrap().contains("Todavía no notifica."));
        assert!(!CasePage::sample().html().unwrap().contains("method=\"post\""));
        assert!(
            CasePage::sample_unclaimed()
                .html()
                .unwrap()
                .contains("action=\"/tareas/01JD0TASK/tomar\"")
        );
    }

    #[test]
    fn the_bar_shows_what_was_counted_what_stood_still_and_what_is_left() {
        let day = |day, kind| CountedDay {
            date: jiff::civil::date(2026, 11, day),
            kind,
        };
        let count = [
            day(16, DayKind::FiledOn),
            day(17, DayKind::Counted(1)),
            day(18, DayKind::Suspended),
            day(19, DayKind::Counted(2)),
            day(20, DayKind::Due(3)),
        ];
        let bar = BarDay::bar(&count, jiff::civil::date(2026, 11, 19));
        assert_eq!(bar, [BarDay::Counted, BarDay::Suspended, BarDay::Today, BarDay::Left]);
    }
}
