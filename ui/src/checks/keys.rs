//! The keys of the installation: that only this account reads them, and that they are those of the other nodes.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use radica_storage::Db;
use radica_workflows::shared_keys::{self, Agreement, EDGE, ENTITY};
use radica_workflows::signing::EntityKey;

use super::{Exit, Refusal};
use crate::config::Config;
use crate::keys::EdgeKey;
use crate::pages::format::exact_moment;
use radica_workflows::time::in_zone;

const PART: &str = "llaves";

/// The keys that others can read, or that are none; one that is missing is made at the first start.
pub fn private(config: &Config) -> Option<Refusal> {
    let edge = config.edge_key();
    let entity = config.entity_key();
    let open = [&entity, &edge].into_iter().find_map(|path| too_open(path));
    open.or_else(|| {
        let unreadable = |path: &Path, why: String| {
            Refusal::new(
                PART,
                Exit::Settings,
                format!("«{}» no se puede usar: {why}. No se tocó.", path.display()),
                "ponga en su lugar la llave de la copia de seguridad; si nunca hubo otra, quite ese archivo y se hará una nueva.",
            )
        };
        let of_entity = entity.exists().then(|| EntityKey::open(&entity).err()).flatten();
        let of_edge = edge.exists().then(|| EdgeKey::load_or_create(&edge).err()).flatten();
        of_entity
            .map(|error| unreadable(&entity, error.to_string()))
            .or_else(|| of_edge.map(|error| unreadable(&edge, error.to_string())))
    })
}

fn too_open(path: &Path) -> Option<Refusal> {
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Refusal::new(
            PART,
            Exit::Settings,
            format!("Otras cuentas pueden leer «{}» (permisos {mode:o}).", path.display()),
            format!(
                "chmod 600 {}; si alguien pudo copiarla, cambie la llave.",
                path.display()
            ),
        )
    })
}

/// The key that is not the one of the other nodes, if one is not. Nothing is made or written.
pub async fn shared(db: &Db, config: &Config) -> Option<Refusal> {
    let entity = EntityKey::open(&config.entity_key()).ok().map(|key| key.public().id());
    let edge = config.edge_key();
    let edge = edge.exists().then(|| EdgeKey::load_or_create(&edge).ok()).flatten();
    let own = [(ENTITY, entity), (EDGE, edge.map(|key| key.fingerprint()))];
    for (purpose, fingerprint) in own {
        // A key that is missing is not made where the others already have one.
        let fingerprint = fingerprint.unwrap_or_default();
        match shared_keys::compare(db, purpose, &fingerprint).await {
            Ok(agreement) => {
                if let Some(refusal) = refusal(config, purpose, &fingerprint, agreement) {
                    return Some(refusal);
                }
            }
            Err(error) => {
                return Some(Refusal::new(
                    PART,
                    Exit::Unavailable,
                    error.to_string(),
                    "revise la base de datos.",
                ));
            }
        }
    }
    None
}

/// What is told to a node that has not the key of the others.
pub fn refusal(config: &Config, purpose: &str, own: &str, agreement: Agreement) -> Option<Refusal> {
    let Agreement::Other(known) = agreement else {
        return None;
    };
    let path = if purpose == ENTITY {
        config.entity_key()
    } else {
        config.edge_key()
    };
    let since = exact_moment(in_zone(known.since).datetime());
    let own = if own.is_empty() { "falta" } else { own };
    Some(Refusal::new(
        PART,
        Exit::Settings,
        format!(
            "«{}» no es la llave de esta instalación: aquí {own}, la base de datos conoce {} desde el {since}.",
            path.display(),
            known.fingerprint
        ),
        "copie la carpeta de llaves de otro nodo o de la copia de seguridad (o dé a todos la misma keys_dir); si la llave \
         se cambió a propósito, ejecute radica adopt-keys.",
    ))
}
