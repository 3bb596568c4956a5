//! What pages need, part by part. What is said holds no address and no secret: anybody may read it.

use std::time::Duration;

use radica_storage::objects::{self, Sha256};
use radica_storage::{Db, journal};
use radica_workflows::App;

use crate::checks::clock::{self, Standing};
use crate::state::AppState;

/// A part that takes longer to answer does not serve.
const PATIENCE: Duration = Duration::from_secs(2);
/// The key of no blob: that there is none is an answer of the store.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What was found of a part.
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// Whether pages can rely on it.
    pub serves: bool,
    /// In a few words.
    pub says: String,
}

/// Every part, asked at the same time.
pub async fn all(state: &AppState) -> Vec<Part> {
    let app = state.app();
    let lag = state.config().limits.index_lag;
    let (database, store, search, clock) = tokio::join!(
        asked("base de datos", database(&app.db)),
        asked("archivos", store(app)),
        asked("búsqueda", search(app, lag)),
        asked("reloj", clock(app, state.config().accept_clock)),
    );
    vec![node(state), database, writer(app), store, search, clock]
}

/// Gives a part its time.
async fn asked(name: &'static str, answer: impl Future<Output = Result<String, String>>) -> Part {
    let answer = tokio::time::timeout(PATIENCE, answer).await;
    let (serves, says) = match answer {
        Ok(Ok(says)) => (true, says),
        Ok(Err(says)) => (false, says),
        Err(_) => (false, "no responde a tiempo".to_owned()),
    };
    Part { name, serves, says }
}

fn node(state: &AppState) -> Part {
    let leaving = state.is_leaving();
    let says = if leaving { "se está deteniendo" } else { "atiende" };
    Part {
        name: "nodo",
        serves: !leaving,
        says: says.to_owned(),
    }
}

fn writer(app: &App) -> Part {
    let serves = app.writer.lives();
    let says = if serves {
        "escribe"
    } else {
        "se detuvo: reinicie este nodo"
    };
    Part {
        name: "escritor",
        serves,
        says: says.to_owned(),
    }
}

async fn database(db: &Db) -> Result<String, String> {
    match db.ping().await {
        Ok(()) => Ok("responde".to_owned()),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database");
            Err("no responde".to_owned())
        }
    }
}

async fn store(app: &App) -> Result<String, String> {
    let nothing: Sha256 = NOTHING.parse().map_err(|_| "no responde".to_owned())?;
    match app.objects.get(nothing).await {
        Ok(_) | Err(objects::Error::Missing { .. }) => Ok("responde".to_owned()),
        Err(error) => {
            tracing::warn!(%error, "not ready: the object store");
            Err("no responde".to_owned())
        }
    }
}

async fn search(app: &App, most: u64) -> Result<String, String> {
    let written = journal::last_position(&app.db)
        .await
        .map_err(|_| "no se sabe hasta dónde llega".to_owned())?;
    let reached = app.index.position().map_err(|_| "no se puede leer".to_owned())?;
    let lag = u64::try_from(written).unwrap_or(0).saturating_sub(reached);
    let says = format!("le faltan {lag} entradas del diario");
    if lag <= most { Ok(says) } else { Err(says) }
}

async fn clock(app: &App, accepted: bool) -> Result<String, String> {
    match clock::standing(&app.db, app.clock.now()).await {
        Ok(Standing::Right) => Ok("en hora".to_owned()),
        Ok(Standing::Behind(_)) if accepted => Ok("antes que el diario, y se acepta".to_owned()),
        Ok(Standing::Behind(_)) => Err("antes que la última entrada del diario".to_owned()),
        Ok(Standing::Apart(_)) => Err("lejos del de la base de datos".to_owned()),
        Err(_) => Err("no se pudo comparar".to_owned()),
    }
}
