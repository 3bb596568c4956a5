//! Votes of a committee on a version. The task of the vote is done when the ballot is decided.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use radica_engine::{Command, ids as engine};
use radica_feel::Value;
use radica_storage::committees::{self, Ballot, Vote};
use radica_storage::ids::{BallotId, PersonId};
use radica_storage::policies::DocumentVersion;
use radica_storage::tasks::TaskState;
use radica_storage::{people, policies};
use serde_json::json;

use crate::access::{Act, Subject, allowed};
use crate::actor::Actor;
use crate::app::App;
use crate::catalog::committee::Committee;
use crate::catalog::form::FieldError;
use crate::committees::{Choice, Entitled, Tally, rule_of, stored_id};
use crate::matter::Matter;
use crate::policies::underway::keeper;
use crate::policies::{Document, number_of};
use crate::problem::{Error, Refused, Result};
use crate::runtime;
use crate::turn::{Turn, json as stored};

/// A ballot with its votes.
pub struct OpenBallot {
    /// The ballot.
    pub ballot: Ballot,
    /// Who may vote.
    pub entitled: Vec<Entitled>,
    /// Votes given.
    pub votes: Vec<Vote>,
}

/// A ballot as its page shows it.
pub struct Session {
    /// The ballot with its votes.
    pub open: OpenBallot,
    /// Its committee.
    pub committee: Committee,
    /// The document voted on, with its versions.
    pub document: Document,
    /// The version voted on.
    pub version: DocumentVersion,
    /// The votes as they count now; once closed, as they counted.
    pub tally: Tally,
    /// The votes by the subject of the member who gave them.
    pub by_member: BTreeMap<String, Vote>,
    /// The subject of the reader.
    pub reader: String,
}

/// A ballot, for those who write, review or vote governed documents.
pub async fn session(app: &App, actor: &Actor, id: BallotId) -> Result<Session> {
    keeper(actor)?;
    let open = ballot(app, id).await?;
    let committee = committee_of(app, &open.ballot)?.clone();
    let version = policies::get_version(&app.db, open.ballot.version_id)
        .await?
        .ok_or(Error::NotFound("version"))?;
    let governed = policies::get(&app.db, version.document)
        .await?
        .ok_or(Error::NotFound("governed document"))?;
    let document = crate::policies::document(app, &governed.code).await?;
    let voters: Vec<PersonId> = open.votes.iter().map(|vote| vote.voter).collect();
    let subjects: BTreeMap<PersonId, String> = people::get_many(&app.db, &voters)
        .await?
        .into_iter()
        .map(|person| (person.id, person.subject))
        .collect();
    let by_member = open
        .votes
        .iter()
        .filter_map(|vote| Some((subjects.get(&vote.voter)?.clone(), vote.clone())));
    let person = actor.person().ok_or(Error::SignInRequired)?;
    let reader = people::get(&app.db, person.id)
        .await?
        .ok_or(Error::NotFound("person"))?;
    Ok(Session {
        tally: Tally::count(&rule_of(&committee), open.entitled.len(), &open.votes),
        by_member: by_member.collect(),
        reader: reader.subject,
        open,
        committee,
        document,
        version,
    })
}

/// A ballot in a list.
pub struct Listed {
    /// The ballot.
    pub ballot: Ballot,
    /// Its committee's name.
    pub committee: String,
    /// The document's code and the version's number.
    pub subject: String,
}

/// Most ballots of a committee in a list.
const LISTED: i64 = 50;

/// The ballots of every committee, the newest first, for those who write, review or vote governed documents.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Listed>> {
    keeper(actor)?;
    let mut listed = Vec::new();
    for committee in app.catalog().committees.values() {
        for ballot in committees::ballots_of(&app.db, stored_id(committee), None, LISTED).await? {
            let version = policies::get_version(&app.db, ballot.version_id)
                .await?
                .ok_or(Error::NotFound("version"))?;
            let governed = policies::get(&app.db, version.document)
                .await?
                .ok_or(Error::NotFound("governed document"))?;
            let subject = format!("{}, versión {}", governed.code, number_of(&version));
            listed.push(Listed {
                ballot,
                committee: committee.name.clone(),
                subject,
            });
        }
    }
    listed.sort_by_key(|each| (each.ballot.closed_at.is_some(), Reverse(each.ballot.opened_at)));
    Ok(listed)
}

fn committee_of<'a>(app: &'a App, ballot: &Ballot) -> Result<&'a Committee> {
    let committee = app
        .catalog()
        .committees
        .values()
        .find(|committee| stored_id(committee) == ballot.committee);
    committee.ok_or_else(|| Error::Internal(format!("the committee of ballot {} is not in the catalogue", ballot.id)))
}

async fn ballot(app: &App, id: BallotId) -> Result<OpenBallot> {
    let ballot = committees::get_ballot(&app.db, id)
        .await?
        .ok_or(Error::NotFound("ballot"))?;
    let entitled = ballot
        .entitled
        .read()
        .map_err(|problem| Error::Internal(problem.to_string()))?;
    let votes = committees::votes(&app.db, id).await?;
    Ok(OpenBallot {
        ballot,
        entitled,
        votes,
    })
}

/// The actor votes. When it is the last vote, the ballot closes and the process goes on, in the same transaction.
///
/// # Errors
/// [`Error::Forbidden`] for who is not in the snapshot of those entitled; [`Error::Closed`] on a second vote.
pub async fn vote(app: &App, actor: &Actor, id: BallotId, choice: Choice, reason: &str) -> Result<()> {
    let open = ballot(app, id).await?;
    let person = actor.person().ok_or(Error::SignInRequired)?;
    let known = people::get(&app.db, person.id)
        .await?
        .ok_or(Error::NotFound("person"))?;
    let entitled = open.entitled.iter().any(|member| member.subject == known.subject);
    if !allowed(actor, Act::Vote, &Subject::default()) || !entitled {
        return Err(Refused::new(Act::Vote, "ballot", id)
            .because("Solo votan los miembros con voto que había al abrir la votación."));
    }
    if choice == Choice::Recused && reason.trim().is_empty() {
        let message = "Diga la causa del impedimento: queda en el acta".to_owned();
        return Err(Error::Invalid(vec![FieldError {
            field: "causa".to_owned(),
            message,
        }]));
    }
    let vote = Vote {
        ballot: id,
        voter: person.id,
        choice: choice.as_str().to_owned(),
        reason: Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
        at: app.clock.now(),
    };
    let version = policies::get_version(&app.db, open.ballot.version_id)
        .await?
        .ok_or(Error::NotFound("version"))?;
    let instance = version.instance.ok_or(Error::NotFound("instance"))?;
    let played = runtime::play(app, actor, instance, |turn| cast(turn, vote.clone())).await;
    match played {
        Ok(_) => Ok(()),
        Err(Error::Conflict(_)) if already_voted(app, &vote).await? => Err(voted()),
        Err(error) => Err(error),
    }
}

fn cast(turn: &mut Turn, vote: Vote) -> Result<()> {
    let rules = turn.rules.clone();
    let file = turn.matter.policy_mut()?;
    if file.votes.iter().any(|given| given.voter == vote.voter) {
        return Err(voted());
    }
    let committee = rules.committee_of(&file.document.get().code)?;
    let ballot = file.ballot.as_mut().filter(|ballot| ballot.get().closed_at.is_none());
    let ballot = ballot.ok_or_else(|| Error::Closed("La votación ya se cerró.".to_owned()))?;
    // Marks the ballot as changed, so that two last votes at once are decided one after the other.
    let (id, entitled) = (ballot.change().id, &ballot.get().entitled);
    let entitled: Vec<Entitled> = entitled
        .read()
        .map_err(|problem| Error::Internal(problem.to_string()))?;
    file.votes.push(vote.clone());
    let complete = file.votes.len() >= entitled.len();
    let tally = Tally::count(&rule_of(committee), entitled.len(), &file.votes);
    let version = ballot.next_version();
    let data = json!({ "voter": vote.voter.to_string(), "choice": vote.choice, "reason": vote.reason });
    turn.put(vote);
    turn.journal(("ballot", &id, version), "voted", data);
    if complete {
        close(turn, tally, &committee.name)
    } else {
        Ok(())
    }
}

fn close(turn: &mut Turn, tally: Tally, committee: &str) -> Result<()> {
    let now = turn.now;
    let task = vote_task(&turn.matter)?;
    let file = turn.matter.policy_mut()?;
    if tally.approved() {
        file.version.change().approved_by = Some(committee.to_owned());
    }
    if let Some(ballot) = &mut file.ballot {
        let result = stored(&tally)?;
        let ballot = ballot.change();
        (ballot.closed_at, ballot.result) = (Some(now), Some(result));
    }
    let result = json!({ "aprobada": tally.approved(), "votos": tally });
    turn.run(Command::CompleteTask {
        task,
        result: Value::from_json(&result),
        by: None,
    })
}

fn vote_task(matter: &Matter) -> Result<engine::TaskId> {
    let mut open = matter.tasks.values().map(crate::kept::Kept::get);
    let task = open.find(|task| task.state == TaskState::Open && task.act.as_deref() == Some("vote"));
    let task = task.ok_or_else(|| Error::Closed("La votación ya se cerró.".to_owned()))?;
    Ok(engine::TaskId(task.id.into()))
}

async fn already_voted(app: &App, vote: &Vote) -> Result<bool> {
    let votes = committees::votes(&app.db, vote.ballot).await?;
    Ok(votes.iter().any(|given| given.voter == vote.voter))
}

fn voted() -> Error {
    Error::Closed("Usted ya votó. El voto no se puede cambiar.".to_owned())
}
