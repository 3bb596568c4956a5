//! Somebody who reviews what was filed, and somebody who signs it.

use crate::browser::{Answer, hidden};
use crate::client::{Asked, Body, Client, Stopped, pairs};

/// A reviewer and a signer, and the case that they have not decided yet.
pub struct Officials {
    reviewer: Client,
    signer: Client,
    case: Option<Case>,
}

/// A case, and how far it is.
struct Case {
    radicado: String,
    stage: Stage,
}

#[derive(Clone)]
enum Stage {
    ToReview,
    Reviewing { task: String },
    ToSign,
    Signing { task: String },
}

impl Officials {
    /// Two who have signed in.
    pub fn new(reviewer: Client, signer: Client) -> Self {
        Self {
            reviewer,
            signer,
            case: None,
        }
    }

    /// Decides until the round is over.
    pub async fn live(&mut self) {
        while !self.reviewer.is_over() {
            if self.case.is_none() {
                let next = self.reviewer.ledger().next_case();
                self.case = next.map(|radicado| Case {
                    radicado,
                    stage: Stage::ToReview,
                });
            }
            if self.case.is_none() {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            if self.finish().await.is_err() {
                return;
            }
        }
    }

    /// Decides the case that was begun, if one was.
    pub async fn finish(&mut self) -> Result<(), Stopped> {
        while let Some(case) = &mut self.case {
            let radicado = case.radicado.clone();
            case.stage = match case.stage.clone() {
                Stage::ToReview => match take(&mut self.reviewer, &radicado).await? {
                    Some(task) => Stage::Reviewing { task },
                    None => Stage::ToSign,
                },
                Stage::Reviewing { task } => {
                    review(&mut self.reviewer, &task).await?;
                    self.reviewer.ledger().completed(&task);
                    Stage::ToSign
                }
                Stage::ToSign => match take(&mut self.signer, &radicado).await? {
                    Some(task) => Stage::Signing { task },
                    None => panic!("{radicado} was reviewed and nobody can sign it"),
                },
                Stage::Signing { task } => {
                    sign(&mut self.signer, &task).await?;
                    self.signer.ledger().completed(&task);
                    self.signer.ledger().signed(&radicado);
                    self.case = None;
                    return Ok(());
                }
            };
        }
        Ok(())
    }
}

/// The open task of a case, taken.
async fn take(client: &mut Client, radicado: &str) -> Result<Option<String>, Stopped> {
    let path = format!("/bandeja/{radicado}");
    let page = get(client, &path).await?;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    let task = page.text.split("/tareas/").nth(1).and_then(|rest| rest.get(..26));
    let Some(task) = task.map(str::to_owned) else {
        return Ok(None);
    };
    // Taken already when an earlier try was: whoever asks again has it.
    client
        .ask(&Asked {
            path: &format!("/tareas/{task}/tomar"),
            body: Body::Form(&[]),
        })
        .await?;
    Ok(Some(task))
}

async fn review(client: &mut Client, task: &str) -> Result<(), Stopped> {
    let path = format!("/tareas/{task}");
    while !is_done(client, task).await? {
        let sent = pairs(&[("resultado", "completa"), ("go", "complete")]);
        let body = Body::Parts(&sent, None);
        let (answer, repeated) = client.ask(&Asked { path: &path, body }).await?;
        if answer.status == 303 {
            return Ok(());
        }
        assert!(
            repeated || answer.status == 409,
            "{path}: {} {}",
            answer.status,
            answer.text
        );
    }
    Ok(())
}

/// Sees the document and signs it.
async fn sign(client: &mut Client, task: &str) -> Result<(), Stopped> {
    let path = format!("/tareas/{task}/firmar");
    while !is_done(client, task).await? {
        let page = get(client, &format!("{path}?resultado=conceder")).await?;
        let mut sent = hidden(&page.text);
        sent.push(("firmo".to_owned(), "true".to_owned()));
        let body = Body::Form(&sent);
        let (answer, repeated) = client.ask(&Asked { path: &path, body }).await?;
        if answer.location.as_deref().is_some_and(|to| to.starts_with("/bandeja")) {
            return Ok(());
        }
        assert!(
            repeated || answer.status == 409,
            "{path}: {} {}",
            answer.status,
            answer.text
        );
    }
    Ok(())
}

/// The page of a task that was done sends to its case.
async fn is_done(client: &mut Client, task: &str) -> Result<bool, Stopped> {
    Ok(get(client, &format!("/tareas/{task}")).await?.status == 303)
}

async fn get(client: &mut Client, path: &str) -> Result<Answer, Stopped> {
    let body = Body::None;
    Ok(client.ask(&Asked { path, body }).await?.0)
}
