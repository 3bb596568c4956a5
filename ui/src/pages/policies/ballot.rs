//! A session of a committee: the open vote first, its rule in numbers.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Field, FormErrors, Link, Note, Stage, Tag},
};

/// What the member may vote, what was voted, who is there.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/ballot.html")]
pub struct BallotPage {
    pub chrome: Chrome,
    pub committee: String,
    /// `Sesión ordinaria 11 de 2026 · jueves 19 de noviembre, 10:00 · virtual`
    pub session: String,
    pub state: Tag,
    pub errors: FormErrors,
    pub open: Option<OpenVote>,
    pub closed: Vec<ClosedVote>,
    pub agenda: Vec<Stage>,
    pub quorum: Quorum,
    pub members: Vec<Member>,
    /// The acta, once there is one.
    pub acta: Option<Link>,
}

/// A vote that is open.
#[derive(Clone, Debug)]
pub struct OpenVote {
    pub id: String,
    pub title: String,
    /// `6 de 7 han votado · nominal`
    pub progress: String,
    /// What it decides: words and address.
    pub subject: Link,
    /// `Requiere mayoría simple: 4 votos a favor de los 7 habilitados.`
    pub rule: String,
    pub mine: MyVote,
}

/// What the reader can do in an open vote.
#[derive(Clone, Debug)]
pub enum MyVote {
    Entitled {
        /// `Su voto, Yamile Rosero (principal)`
        legend: String,
        /// What is wrong with the choice.
        error: Option<String>,
        /// The cause of an impediment, asked below it.
        cause: Box<Field>,
    },
    /// `Usted votó a favor a las 10:36.`
    Cast(String),
    /// Why not.
    NotEntitled(String),
}

/// A vote that ended.
#[derive(Clone, Debug)]
pub struct ClosedVote {
    pub title: String,
    pub in_favour: u32,
    pub against: u32,
    pub abstained: u32,
    /// The result with the sentence that explains it.
    pub result: Note,
    /// Who voted what; `None` when it was secret.
    pub each: Option<String>,
}

/// Who is there and who is needed.
#[derive(Clone, Debug)]
pub struct Quorum {
    pub present: usize,
    pub members: usize,
    pub needed: usize,
}

/// A member in the list of attendance.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    pub role: String,
    pub presence: String,
}

impl Quorum {
    fn tag(&self) -> Tag {
        use crate::pages::parts::Tone;
        let (tone, word) = if self.present >= self.needed {
            (Tone::Ok, "Hay quórum")
        } else {
            (Tone::Warn, "Falta quórum")
        };
        Tag::new(
            tone,
            tone.icon(),
            format!("{word}: {} de {}", self.present, self.members),
        )
    }
}

impl ClosedVote {
    fn label(&self) -> String {
        format!(
            "{} a favor, {} en contra, {} abstención",
            self.in_favour, self.against, self.abstained
        )
    }
}

#[cfg(test)]
impl BallotPage {
    pub fn sample() -> Self {
        use crate::pages::parts::{
            Control,
            StageState::{Done, Now, Todo},
            Tone,
        };
        let member = |name: &str, role: &str, presence: &str| Member {
            name: name.into(),
            role: role.into(),
            presence: presence.into(),
        };
        Self {
            chrome: Chrome::official(),
            committee: "Comité Institucional de Gestión y Desempeño".into(),
            session: "Sesión ordinaria 11 de 2026 · jueves 19 de noviembre, 10:00 · Sala de juntas y videollamada".into(),
            state: Tag::new(Tone::Ok, Icon::EnTermino, "En curso"),
            errors: FormErrors::default(),
            open: Some(OpenVote {
                id: "01JD0VOTE".into(),
                title: "3. Aprobar PLI02 Política de Seguridad de la Información, versión 1.1".into(),
                progress: "6 de 7 han votado · nominal".into(),
                subject: Link::new("/gestion/politicas/PLI02/1.1", "Leer los 4 cambios"),
                rule: "Requiere mayoría simple: 4 votos a favor de los 7 habilitados.".into(),
                mine: MyVote::Entitled { legend: "Su voto, Yamile Rosero (principal)".into(), error: None, cause: Box::new(Field::new("causa", "Causa del impedimento", Control::LongText { value: String::new() })) },
            }),
            closed: vec![ClosedVote {
                title: "2. Ratificar el PETI, versión 2.3".into(),
                in_favour: 5,
                against: 1,
                abstained: 1,
                result: Note::new(Tone::Ok, Icon::EnTermino, "Aprobado", "Votaron los 7 presentes de 9 miembros con voto. La mayoría simple exige más de la mitad de los presentes: 4. Hubo 5 a favor.").in_section(),
                each: Some("A favor: Amparo Delgado, Hernando Guerrero, Iván Mora, Nancy Legarda, Yamile Rosero. En contra: Carlos Bravo. Abstención: Rocío Jansasoy.".into()),
            }],
            agenda: vec![
                Stage::new(Done, "1. Quórum y orden del día", "Aprobado por unanimidad, 10:06"),
                Stage::new(Done, "2. Ratificar el PETI, versión 2.3", "Aprobado, 10:21"),
                Stage::new(Now, "3. Aprobar PLI02, versión 1.1", "En votación desde las 10:33"),
                Stage::new(Todo, "4. Compromisos y varios", ""),
            ],
            quorum: Quorum { present: 7, members: 9, needed: 5 },
            members: vec![
                member("Amparo Delgado", "Preside", "En sala"),
                member("Carlos Bravo", "Principal", "En línea"),
                member("Iván Mora", "Secretario", "En sala"),
                member("Omar Benavides", "Principal", "Excusado"),
                member("Control Interno", "Invitado, sin voto", "En sala"),
            ],
            acta: Some(Link::new("/comites/cigd/11/acta", "Ver el acta")),
        }
    }

    /// An impediment without its cause.
    pub fn sample_with_error() -> Self {
        let error = "Escriba la causa del impedimento";
        let cause = Field::new(
            "causa",
            "Causa del impedimento",
            crate::pages::parts::Control::LongText { value: String::new() },
        )
        .error(error);
        let mut page = Self::sample();
        page.errors = FormErrors::with_links(vec![Link::new("#causa", error)]);
        if let Some(open) = &mut page.open {
            open.mine = MyVote::Entitled {
                legend: "Su voto, Yamile Rosero (principal)".into(),
                error: None,
                cause: Box::new(cause),
            };
        }
        page
    }

    pub fn sample_cast() -> Self {
        let mut page = Self::sample();
        if let Some(open) = &mut page.open {
            open.mine = MyVote::Cast("Usted votó a favor a las 10:36. Queda en el acta.".into());
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_open_vote_says_its_rule_in_numbers_and_that_it_cannot_be_changed() {
        let html = BallotPage::sample().html().unwrap();
        assert!(html.contains("4 votos a favor de los 7 habilitados") && html.contains("No se puede cambiar"));
    }

    #[test]
    fn a_vote_with_errors_says_so_in_its_title_summary_and_field() {
        let html = BallotPage::sample_with_error().html().unwrap();
        assert!(html.contains("<title>Error: ") && html.contains("<a href=\"#causa\">"));
        assert_eq!(html.matches("Escriba la causa del impedimento").count(), 2);
    }

    #[test]
    fn whoever_voted_cannot_vote_again() {
        let html = BallotPage::sample_cast().html().unwrap();
        assert!(html.contains("Usted votó a favor") && !html.contains(">Votar</button>"));
    }

    #[test]
    fn quorum_is_a_word_a_shape_and_a_count() {
        let short = Quorum {
            present: 4,
            members: 9,
            needed: 5,
        };
        assert_eq!(short.tag().text, "Falta quórum: 4 de 9");
    }
}
