//! The store of blobs that the settings name, and what is wrong with it, in Spanish.

use std::path::PathBuf;

use radica_storage::objects::s3::{Conditional, Patience, Place};
use radica_storage::objects::{Error, Objects};

use crate::checks::{Exit, Refusal};
use crate::config::Config;

/// What the store is called in messages.
const PART: &str = "archivos";
/// The region that servers without regions expect.
const REGION: &str = "us-east-1";

/// Opens the store and, when it is elsewhere, sees that it lists, takes and gives.
///
/// # Errors
/// In words for whoever operates Radica.
pub async fn open(config: &Config) -> Result<Objects, Refusal> {
    let Some(place) = place(config)? else {
        return local(config);
    };
    let objects = Objects::open_s3(&place).map_err(|error| told(config, &error))?;
    match objects.check().await {
        Ok(Conditional::Kept) => Ok(objects),
        Ok(Conditional::Ignored) => {
            tracing::warn!("the store does not know conditional writes: a blob stored twice at once is written twice");
            Ok(objects)
        }
        Err(error) => Err(told(config, &error)),
    }
}

/// Where the blobs are, in words.
pub fn whereabouts(config: &Config) -> String {
    match &config.objects.url {
        Some(url) => url.clone(),
        None => folder(config).display().to_string(),
    }
}

fn folder(config: &Config) -> PathBuf {
    config.data_dir.join("objects")
}

fn local(config: &Config) -> Result<Objects, Refusal> {
    Objects::open_local(&folder(config)).map_err(|error| told(config, &error))
}

fn place(config: &Config) -> Result<Option<Place>, Refusal> {
    let settings = &config.objects;
    let Some(url) = settings
        .bucket()
        .map_err(|error| settings_wrong(format!("{error}."), "corrija [objects] en la configuración."))?
    else {
        return Ok(None);
    };
    Ok(Some(Place {
        bucket: url.bucket,
        prefix: url.prefix,
        endpoint: settings.endpoint.clone(),
        region: settings.region.clone().unwrap_or_else(|| REGION.to_owned()),
        access_key: secret(&settings.access_key_file, "access_key_file", "AWS_ACCESS_KEY_ID")?,
        secret_key: secret(&settings.secret_key_file, "secret_key_file", "AWS_SECRET_ACCESS_KEY")?,
        session_token: std::env::var("AWS_SESSION_TOKEN")
            .ok()
            .filter(|_| settings.secret_key_file.is_none()),
        allow_http: settings.allow_http,
        spool: config.data_dir.join("spool"),
        patience: Patience::default(),
    }))
}

fn secret(file: &Option<PathBuf>, setting: &str, variable: &str) -> Result<String, Refusal> {
    let found = match file {
        Some(file) => std::fs::read_to_string(file).map_err(|error| {
            let why = format!("no se puede leer {} (objects.{setting}): {error}.", file.display());
            settings_wrong(why, "corrija la ruta, o dé permiso de leerlo al usuario del servicio.")
        })?,
        None => std::env::var(variable).unwrap_or_default(),
    };
    match found.trim() {
        "" => Err(settings_wrong(
            "falta la llave del almacén de archivos.",
            format!("ponga objects.{setting}, el archivo que la contiene, o la variable {variable}."),
        )),
        found => Ok(found.to_owned()),
    }
}

fn settings_wrong(why: impl Into<String>, remedy: impl Into<String>) -> Refusal {
    Refusal::new(PART, Exit::Settings, why, remedy)
}

/// What is wrong with the store and what to do.
fn told(config: &Config, error: &Error) -> Refusal {
    let place = whereabouts(config);
    let from_a_copy = "restáurelo de una copia.";
    let (exit, why, remedy) = match error {
        Error::NoBucket(_) => (
            Exit::Settings,
            format!("el bucket de {place} no existe."),
            "créelo, o corrija objects.url.",
        ),
        Error::Credentials(_) => (
            Exit::Settings,
            format!("{place} no acepta las credenciales."),
            "revise objects.access_key_file, objects.secret_key_file y objects.region.",
        ),
        Error::ClockSkewed(_) => (
            Exit::Settings,
            format!("el reloj de esta máquina difiere demasiado del de {place}."),
            "sincronícelo (timedatectl set-ntp true).",
        ),
        Error::Denied(_) if config.objects.url.is_some() => (
            Exit::Denied,
            format!("las credenciales no alcanzan para usar {place}."),
            "permítales listar, leer, escribir y borrar en él (s3:ListBucket, GetObject, PutObject, DeleteObject, \
             AbortMultipartUpload, ListBucketMultipartUploads).",
        ),
        Error::Denied(source) => (
            Exit::Denied,
            format!("no hay permiso sobre {place}: {source}."),
            "déselo al usuario del servicio.",
        ),
        Error::Unreachable(source) => (
            Exit::Unavailable,
            format!("{place} no responde ({}).", last_of(&**source)),
            "revise objects.endpoint, la red y que el servidor esté en marcha.",
        ),
        Error::Full(_) => (
            Exit::Disk,
            format!("no queda espacio en {place}."),
            "libere espacio o amplíe la cuota.",
        ),
        Error::Missing { key } => (Exit::Disk, format!("falta el archivo {key} en {place}."), from_a_copy),
        Error::Corrupt { key, .. } => (
            Exit::Disk,
            format!("el archivo {key} de {place} está dañado."),
            from_a_copy,
        ),
        other => (
            Exit::Disk,
            format!("{place} falló: {}.", last_of(other)),
            "revise el almacén y repita radica doctor.",
        ),
    };
    Refusal::new(PART, exit, why, remedy)
}

/// The innermost cause, which says it shortest.
fn last_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
