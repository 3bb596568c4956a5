//! The page of a vote, from its ballot.

use radica_storage::committees::Vote;
use radica_workflows::catalog::committee::Majority;
use radica_workflows::catalog::form::FieldError;
use radica_workflows::committees::{Choice, Entitled, Tally};
use radica_workflows::policies::number_of;
use radica_workflows::time::in_zone;
use radica_workflows::voting::{Listed, Session};

use super::BallotPage;
use super::ballot::{ClosedVote, Member, MyVote, OpenVote, Quorum};
use super::committees::{CommitteesPage, SessionRow};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::{Control, Field, FormErrors, Link, Note, Tag, Tone};

/// Name of the question of a vote.
pub const CHOICE: &str = "voto";

impl CommitteesPage {
    /// The votes of the committees, open ones first.
    pub fn of(chrome: Chrome, listed: &[Listed]) -> Self {
        Self {
            chrome,
            sessions: listed.iter().map(row).collect(),
        }
    }
}

impl BallotPage {
    /// A vote as the reader sees it; `typed` is the cause of an impediment and what has to be corrected.
    pub fn of(chrome: Chrome, session: &Session, typed: Option<(&str, &[FieldError])>) -> Self {
        let ballot = &session.open.ballot;
        let is_open = ballot.closed_at.is_none();
        let tally = &session.tally;
        Self {
            chrome,
            committee: session.committee.name.clone(),
            session: format!(
                "Votación virtual · abierta el {}",
                format::long_date(in_zone(ballot.opened_at).date())
            ),
            state: state(is_open),
            errors: typed
                .filter(|_| is_open)
                .map(|(_, errors)| summary(errors))
                .unwrap_or_default(),
            open: is_open.then(|| open_vote(session, typed)),
            closed: (!is_open).then(|| closed_vote(session)).into_iter().collect(),
            agenda: Vec::new(),
            quorum: Quorum {
                present: count(tally.in_favour + tally.against + tally.abstentions),
                members: count(tally.entitled),
                needed: count(tally.quorum),
            },
            members: session
                .open
                .entitled
                .iter()
                .map(|member| member_row(session, member))
                .collect(),
            acta: None,
        }
    }
}

/// What has to be corrected, each with its place.
fn summary(errors: &[FieldError]) -> FormErrors {
    let link = |error: &FieldError| Link::new(format!("#{}", error.field), error.message.clone());
    FormErrors::with_links(errors.iter().map(link).collect())
}

fn row(listed: &Listed) -> SessionRow {
    let opened = format::full_date(in_zone(listed.ballot.opened_at).date());
    SessionRow {
        href: format!("/votaciones/{}", listed.ballot.id),
        committee: listed.committee.clone(),
        facts: format!("{} · abierta el {opened}", listed.subject),
        state: state(listed.ballot.closed_at.is_none()),
    }
}

fn state(is_open: bool) -> Tag {
    if is_open {
        Tag::new(Tone::Stop, Icon::Reloj, "Votación abierta")
    } else {
        Tag::new(Tone::Neutral, Icon::Listo, "Votación cerrada")
    }
}

fn title(session: &Session) -> String {
    let head = &session.document.document;
    format!(
        "Aprobar {} {}, versión {}",
        head.code,
        head.name,
        number_of(&session.version)
    )
}

fn open_vote(session: &Session, typed: Option<(&str, &[FieldError])>) -> OpenVote {
    let (code, number) = (&session.document.document.code, number_of(&session.version));
    OpenVote {
        id: session.open.ballot.id.to_string(),
        title: title(session),
        progress: format!(
            "{} · {}",
            turnout(session.open.votes.len(), session.open.entitled.len()),
            if session.committee.secret { "secreta" } else { "nominal" }
        ),
        subject: Link::new(format!("/gestion/politicas/{code}/{number}"), "Leer lo que cambia"),
        rule: rule(session),
        mine: mine(session, typed),
    }
}

/// `1 de 3 ha votado`, `2 de 3 han votado`
fn turnout(votes: usize, entitled: usize) -> String {
    let have = if votes == 1 { "ha" } else { "han" };
    format!("{votes} de {entitled} {have} votado")
}

fn rule(session: &Session) -> String {
    let tally = &session.tally;
    let majority = match session.committee.majority {
        Majority::Simple => {
            let all = tally.entitled / 2 + 1;
            format!(
                "mayoría simple: más de la mitad de quienes voten ({all} votos a favor si votan los {})",
                tally.entitled
            )
        }
        Majority::Absolute => {
            format!(
                "mayoría absoluta: {} votos a favor de los {} habilitados",
                tally.needed, tally.entitled
            )
        }
        Majority::Qualified => {
            format!(
                "dos terceras partes: {} votos a favor de los {} habilitados",
                tally.needed, tally.entitled
            )
        }
    };
    format!(
        "Requiere {majority}. Hay quórum con {} de {}.",
        tally.quorum, tally.entitled
    )
}

fn mine(session: &Session, typed: Option<(&str, &[FieldError])>) -> MyVote {
    if let Some(vote) = session.by_member.get(&session.reader) {
        let at = format::clock(in_zone(vote.at).time());
        return MyVote::Cast(format!(
            "Usted votó: {}, a las {at}. Queda en el acta y no se puede cambiar.",
            words(vote)
        ));
    }
    match session
        .open
        .entitled
        .iter()
        .find(|member| member.subject == session.reader)
    {
        Some(member) => MyVote::Entitled {
            legend: format!("Su voto, {} ({})", member.name, member.post),
            error: typed.and_then(|(_, errors)| message(errors, CHOICE)),
            cause: Box::new(cause(typed)),
        },
        None => MyVote::NotEntitled(
            "Usted puede ver esta votación pero no votar: solo votan los miembros con voto que había al abrirla."
                .to_owned(),
        ),
    }
}

fn cause(typed: Option<(&str, &[FieldError])>) -> Field {
    let value = typed.map(|(text, _)| text.to_owned()).unwrap_or_default();
    let field = Field::new("causa", "Causa del impedimento", Control::LongText { value });
    match typed.and_then(|(_, errors)| message(errors, "causa")) {
        Some(error) => field.error(&error),
        None => field,
    }
}

fn message(errors: &[FieldError], field: &str) -> Option<String> {
    let error = errors.iter().find(|error| error.field == field)?;
    Some(error.message.clone())
}

fn closed_vote(session: &Session) -> ClosedVote {
    let tally = &session.tally;
    let (tone, icon, word) = if tally.approved() {
        (Tone::Ok, Icon::EnTermino, "Aprobada")
    } else {
        (Tone::Bad, Icon::Equis, "No aprobada")
    };
    ClosedVote {
        title: title(session),
        in_favour: tally.in_favour,
        against: tally.against,
        abstained: tally.abstentions,
        result: Note::new(tone, icon, word, explained(tally)).in_section(),
        each: (!session.committee.secret).then(|| each(session)),
    }
}

/// The result in one sentence, with the numbers it follows from.
fn explained(tally: &Tally) -> String {
    let part = tally.in_favour + tally.against + tally.abstentions;
    let recused = match tally.recused {
        0 => String::new(),
        1 => " Una persona se declaró en impedimento y salió de la cuenta.".to_owned(),
        many => format!(" {many} personas se declararon en impedimento y salieron de la cuenta."),
    };
    let count = format!(
        "Votaron {part} de {} miembros con voto; el quórum es {}.",
        tally.entitled, tally.quorum
    );
    format!(
        "{count} Se necesitaban {} votos a favor y hubo {}.{recused}",
        tally.needed, tally.in_favour
    )
}

fn each(session: &Session) -> String {
    let one = |member: &Entitled| {
        let vote = session.by_member.get(&member.subject)?;
        let why = vote.reason.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        Some(format!("{}: {}{why}.", member.name, words(vote)))
    };
    session
        .open
        .entitled
        .iter()
        .filter_map(one)
        .collect::<Vec<_>>()
        .join(" ")
}

fn member_row(session: &Session, member: &Entitled) -> Member {
    let vote = session.by_member.get(&member.subject);
    Member {
        name: member.name.clone(),
        role: member.post.clone(),
        presence: match vote {
            None => "No ha votado".to_owned(),
            Some(_) if session.committee.secret => "Votó".to_owned(),
            Some(vote) => words(vote).to_owned(),
        },
    }
}

fn words(vote: &Vote) -> &'static str {
    Choice::parse(&vote.choice).map_or("Voto que no se reconoce", Choice::label)
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verb_agrees_with_those_who_voted() {
        assert_eq!(turnout(1, 3), "1 de 3 ha votado");
        assert_eq!(turnout(0, 3), "0 de 3 han votado");
    }
}
