//! The catalogue's governed documents and their known versions, put into the database once.

use jiff::Timestamp;
use radica_storage::journal::Entry;
use radica_storage::policies::{self as stored, DocumentVersion, Governed};
use radica_storage::record::changed;
use radica_storage::{Batch, Commit, CommitError, committees};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::stable_id;
use crate::actor::Actor;
use crate::app::App;
use crate::catalog::policy::{Policy, PolicyVersion};
use crate::committees::{entitled_of, stored_id};
use crate::journaling::entry;
use crate::problem::{Error, Result};
use crate::services::version_state::{IN_FORCE, REPLACED};
use crate::turn::json as to_json;

/// Puts what the catalogue has and the database has not.
pub async fn seed(app: &App) -> Result<()> {
    for committee in app.catalog().committees.values() {
        seed_committee(app, committee).await?;
    }
    for policy in app.catalog().policies.values() {
        seed_policy(app, policy).await?;
    }
    Ok(())
}

async fn seed_committee(app: &App, committee: &crate::catalog::committee::Committee) -> Result<()> {
    let code = committee.committee.to_string();
    if committees::by_code(&app.db, &code).await?.is_some() {
        return Ok(());
    }
    let row = committees::Committee {
        id: stored_id(committee),
        version: 1,
        code,
        name: committee.name.clone(),
        rule: json!({ "quorum": committee.quorum, "majority": committee.majority }).into(),
        members: to_json(&entitled_of(committee))?,
        updated_at: app.clock.now(),
    };
    let entry = seeded(
        "committee",
        &row.id,
        changed(None, &row, &["updated_at"]),
        row.updated_at,
    );
    put_once(app, Commit::of(Batch::new().entry(entry).put(row))).await
}

async fn seed_policy(app: &App, policy: &Policy) -> Result<()> {
    let code = policy.policy.to_string();
    if stored::by_code(&app.db, &code).await?.is_some() {
        return Ok(());
    }
    let now = app.clock.now();
    let versions: Result<Vec<_>> = policy
        .versions
        .iter()
        .map(|version| row_of(app, policy, version, now))
        .collect();
    let versions = versions?;
    let in_force = versions
        .iter()
        .find(|version| version.state == IN_FORCE)
        .map(|version| version.id);
    let class = serde_json::to_value(policy.class)
        .ok()
        .and_then(|class| class.as_str().map(str::to_owned));
    let kind = serde_json::to_value(policy.kind)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned));
    let document = Governed {
        id: stable_id(&code),
        version: 1,
        code: code.clone(),
        name: policy.name.clone(),
        kind: kind.unwrap_or_default(),
        owner: policy.owner.to_string(),
        scope: policy.scope.clone(),
        class: class.unwrap_or_default(),
        in_force,
        review_on: policy.review_on,
        created_at: now,
        updated_at: now,
    };
    let entry = seeded(
        "governed-document",
        &document.id,
        changed(None, &document, &["updated_at"]),
        now,
    );
    let batch = versions.iter().fold(Batch::new().entry(entry), |batch, version| {
        // The body is kept in the version's own row, which is never written again.
        let told = changed(None, version, &["body"]);
        batch.entry(seeded("document-version", &version.id, told, now))
    });
    put_once(app, Commit::of(batch.put(document).put_all(versions))).await
}

fn seeded(kind: &str, id: &dyn ToString, told: Option<Value>, now: Timestamp) -> Entry {
    entry(
        now,
        &Actor::System("seed"),
        (kind, id, 1),
        "seeded",
        told.unwrap_or_default(),
    )
}

fn row_of(app: &App, policy: &Policy, version: &PolicyVersion, now: Timestamp) -> Result<DocumentVersion> {
    let number = version
        .version
        .split_once('.')
        .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    let (major, minor) =
        number.ok_or_else(|| Error::Internal(format!("version {} of {}", version.version, policy.policy)))?;
    let body = app
        .catalog()
        .policy_text(policy.policy.as_str(), &version.version)
        .unwrap_or_default();
    let state = if version.version == policy.in_force {
        IN_FORCE
    } else {
        REPLACED
    };
    Ok(DocumentVersion {
        id: stable_id(&format!("{} {}", policy.policy, version.version)),
        version: 1,
        document: stable_id(policy.policy.as_str()),
        major,
        minor,
        state: state.to_owned(),
        sha256: hex::encode(Sha256::digest(body.as_bytes())),
        body,
        date: Some(version.date),
        responsible: version.responsible.clone(),
        description: version.description.clone(),
        approved_by: version.approved_by.clone(),
        instance: None,
        created_at: now,
    })
}

/// Two nodes may start at once: who comes second finds it done.
async fn put_once(app: &App, commit: Commit) -> Result<()> {
    match app.writer.commit_patiently(commit).await {
        Ok(_) | Err(CommitError::Duplicate(_) | CommitError::Conflict { .. }) => Ok(()),
        Err(refused) => Err(refused.into()),
    }
}
