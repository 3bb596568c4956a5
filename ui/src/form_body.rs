//! Forms as they come in: pairs of name and value, and files that stream to the object store.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::response::IntoResponse;
use radica_workflows::App;
use radica_workflows::catalog::form::{Accept, Input};
use radica_workflows::filing::uploads::{self, Upload};
use radica_workflows::problem::Error;

use crate::middleware::typed;
use crate::problem::Problem;

/// Names and values, in the order they came.
pub type Pairs = Vec<(String, String)>;

/// The value of a name; the first one if it came more than once.
pub fn value<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(given, _)| given == name)
        .map(|(_, value)| value.as_str())
}

/// What a form was submitted with.
pub struct Submitted {
    /// Names and values.
    pub pairs: Pairs,
    /// Files loaded, by the name of their field.
    pub files: Vec<(String, Upload)>,
    /// Files refused, with the reason in Spanish.
    pub refused: Vec<(String, String)>,
}

impl Submitted {
    /// The answers, for validation.
    pub fn input(&self) -> Input {
        Input::from_pairs(self.pairs.iter().cloned())
    }

    /// The value of a button or field.
    pub fn value(&self, name: &str) -> Option<&str> {
        value(&self.pairs, name)
    }
}

/// Reads a multipart form. `accepts` says what a field of that name may hold; other files are skipped.
///
/// # Errors
/// When the form breaks off, or a store is unavailable; a file that cannot be accepted is in `refused`.
pub async fn read(
    app: &App,
    mut form: Multipart,
    accepts: impl Fn(&str) -> Option<Vec<Accept>>,
) -> Result<Submitted, Problem> {
    let mut submitted = Submitted {
        pairs: Pairs::new(),
        files: Vec::new(),
        refused: Vec::new(),
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            None => {
                let text = field.text().await.map_err(broken)?;
                typed::keep([(name.clone(), text.clone())]);
                submitted.pairs.push((name, text));
            }
            Some(file) if file.is_empty() => {}
            Some(file) => {
                let Some(accept) = accepts(&name) else { continue };
                match take(app, &file, &accept, field).await? {
                    Ok(upload) => submitted.files.push((name, upload)),
                    Err(why) => submitted.refused.push((name, why)),
                }
            }
        }
    }
    Ok(submitted)
}

async fn take(app: &App, file: &str, accept: &[Accept], field: Field<'_>) -> Result<Result<Upload, String>, Problem> {
    match uploads::take(app, file, accept, field).await {
        Ok(upload) => Ok(Ok(upload)),
        Err(Error::Upload(why)) => Ok(Err(why)),
        Err(Error::TooLarge { limit }) => Ok(Err(too_large(file, limit))),
        Err(error) => Err(error.into()),
    }
}

/// Why a file is too large, and what to do.
pub fn too_large(file: &str, limit: u64) -> String {
    format!(
        "{file} pasa de {} MB. Divídalo en partes o redúzcalo y cárguelo otra vez",
        limit / (1024 * 1024)
    )
}

fn broken(error: MultipartError) -> Problem {
    Problem::of_status(error.into_response().status())
}
