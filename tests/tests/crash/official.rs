//! Somebody who reviews what was filed, and somebody who signs it.

use crate::browser::hidden;
use crate::client::{Asked, Body, Client, Stopped, get, pairs};
use crate::random::Random;

/// A reviewer and a signer, and the case that they have not decided yet.
pub struct Officials {
    reviewer: Client,
    signer: Client,
    random: Random,
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
    Reviewing { task: String, lacks: bool },
    ToSign,
    Signing { task: String },
}

/// Of how many filings one lacks something.
const LACKING: u64 = 4;
/// What the filer is told of it.
const LACKS: &str = "El recibo del último pago. Lo da el banco donde pagó.";

impl Officials {
    /// Two who have signed in.
    pub fn new(reviewer: Client, signer: Client, random: Random) -> Self {
        Self {
            reviewer,
            signer,
            random,
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
                Stage::ToReview => {
                    let asked_before = self.reviewer.ledger().was_required(&radicado);
                    Stage::Reviewing {
                        task: take(&mut self.reviewer, &radicado).await?,
                        lacks: !asked_before && self.random.below(LACKING) == 0,
                    }
                }
                Stage::Reviewing { task, lacks } => {
                    review(&mut self.reviewer, &task, lacks).await?;
                    self.reviewer.ledger().completed(&task);
                    if lacks {
                        self.reviewer.ledger().required(&radicado);
                        self.case = None;
                        return Ok(());
                    }
                    Stage::ToSign
                }
                Stage::ToSign => Stage::Signing {
                    task: take(&mut self.signer, &radicado).await?,
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
async fn take(client: &mut Client, radicado: &str) -> Result<String, Stopped> {
    let path = format!("/bandeja/{radicado}");
    let page = get(client, &path).await?;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    let task = page.text.split("/tareas/").nth(1).and_then(|rest| rest.get(..26));
    let task = task.unwrap_or_else(|| panic!("{radicado} has no task")).to_owned();
    // Taken already when an earlier try was: whoever asks again has it.
    client
        .ask(&Asked {
            path: &format!("/tareas/{task}/tomar"),
            body: Body::Form(&[]),
        })
        .await?;
    Ok(task)
}

async fn review(client: &mut Client, task: &str, lacks: bool) -> Result<(), Stopped> {
    let path = format!("/tareas/{task}");
    while !is_done(client, task).await? {
        let found = match lacks {
            true => &[("resultado", "falta"), ("que_falta", LACKS), ("go", "complete")][..],
            false => &[("resultado", "completa"), ("go", "complete")],
        };
        let sent = pairs(found);
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
