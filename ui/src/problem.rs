//! What went wrong, told once: the domain's error gets its status here, and a page in Spanish or
//! `application/problem+json` (RFC 9457), as the client accepts.
//!
//! Handlers return [`Problem`] (any `radica_workflows::problem::Error` becomes one with `?`).
//! The response carries it bare; [`tell`] sees it on the way out, knows the request, and writes it.

use askama::Template;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use radica_workflows::problem::{Denied, Error, Refused};
use serde_json::json;

use crate::html::Html;
use crate::local_path::LocalPath;
use crate::middleware::request_id::RequestId;
use crate::middleware::typed::Typed;
use crate::oidc::routes::sign_in_url;

/// What is said of a form that was not taken.
const KEPT: &str = "No se guardó, y lo que escribió no se perdió: está en esta página. Espere unos segundos y envíelo otra vez. \
    Si había elegido archivos, después cárguelos de nuevo.";
/// Seconds after which a queue that was full is worth another try.
const SOON: u32 = 5;

/// A refusal or a failure on its way to the person who asked.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
    /// Field and message, for forms sent as data.
    fields: Vec<(String, String)>,
    /// Seconds after which it is worth trying again.
    retry_after: Option<u32>,
    /// What the operator's log says; never shown.
    cause: Option<Box<str>>,
    /// The act that was refused, for the journal.
    refused: Option<Box<Refused>>,
    /// Nothing failed: it only has to be waited for.
    awaited: bool,
}

impl Problem {
    /// No such page or thing, or none that the asker may know of.
    pub fn not_found() -> Self {
        Self::of_status(StatusCode::NOT_FOUND)
    }

    /// A defect of ours. `cause` goes to the log, not to the page.
    pub fn internal(cause: impl Into<String>) -> Self {
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR).because(cause)
    }

    /// The usual words of a status.
    pub fn of_status(status: StatusCode) -> Self {
        let (kind, title, detail) = usual_words(status);
        Self {
            status,
            kind,
            title,
            detail: detail.to_owned(),
            fields: Vec::new(),
            retry_after: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(30),
            cause: None,
            refused: None,
            awaited: false,
        }
    }

    /// What was asked for is being made, and will be there in seconds.
    pub fn being_made(title: &'static str, detail: impl Into<String>) -> Self {
        let base = Self::of_status(StatusCode::SERVICE_UNAVAILABLE).explained(title, detail);
        Self {
            retry_after: Some(5),
            awaited: true,
            ..base
        }
    }

    /// The same status, with its own title and explanation in Spanish.
    #[must_use]
    pub fn explained(self, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            title,
            detail: detail.into(),
            ..self
        }
    }

    /// Adds what the operator's log should say.
    #[must_use]
    pub fn because(self, cause: impl Into<String>) -> Self {
        Self {
            cause: Some(cause.into().into_boxed_str()),
            ..self
        }
    }

    /// The act that was refused, if that is what happened.
    pub fn refused(&self) -> Option<&Refused> {
        self.refused.as_deref()
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    fn detailed(status: StatusCode, detail: String) -> Self {
        Self {
            detail,
            ..Self::of_status(status)
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let cause = error.to_string();
        match error {
            Error::NotFound(_) => Self::not_found(),
            Error::Hidden(refused) => Self {
                refused: Some(Box::new(refused)),
                ..Self::not_found()
            },
            Error::SignInRequired => Self::of_status(StatusCode::UNAUTHORIZED),
            Error::Forbidden(Denied { why, refused }) => Self {
                refused: Some(Box::new(refused)),
                ..Self::detailed(StatusCode::FORBIDDEN, why)
            },
            Error::Invalid(fields) => Self {
                fields: fields.into_iter().map(|field| (field.field, field.message)).collect(),
                ..Self::of_status(StatusCode::UNPROCESSABLE_ENTITY)
            },
            Error::Conflict(why) => Self::detailed(StatusCode::CONFLICT, why),
            Error::Closed(why) => {
                Self::detailed(StatusCode::CONFLICT, why).titled("closed", "Esta actuación ya no está disponible")
            }
            Error::AlreadyFiled { radicado } => Self::detailed(
                StatusCode::CONFLICT,
                format!("Este borrador ya se radicó con el número {radicado}."),
            )
            .titled("already-filed", "Ya está radicado"),
            Error::Expired(why) => Self::detailed(StatusCode::GONE, why),
            Error::Upload(why) => Self::detailed(StatusCode::UNSUPPORTED_MEDIA_TYPE, why),
            Error::TooLarge { limit } => Self::detailed(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!(
                    "El límite es de {} MB por archivo. Divídalo o redúzcalo y vuelva a cargarlo.",
                    limit / 1_000_000
                ),
            ),
            Error::Busy => Self {
                retry_after: Some(SOON),
                ..Self::of_status(StatusCode::SERVICE_UNAVAILABLE).because(cause)
            },
            Error::Unavailable { .. } => Self::of_status(StatusCode::SERVICE_UNAVAILABLE).because(cause),
            Error::Internal(_) => Self::internal(cause),
        }
    }
}

impl Problem {
    fn titled(self, kind: &'static str, title: &'static str) -> Self {
        Self { kind, title, ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: writes every refusal and failure for the person or program that asked, including
/// those of the framework (an unknown path, a wrong method, a form that cannot be read).
pub async fn tell(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let mut response = next.run(request).await;
    let typed = response.extensions_mut().remove::<Typed>();
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if is_bare_error(&response) => Problem::of_status(response.status()),
        None => return response,
    };
    problem.log(&asked);
    let written = problem.write(&asked, typed);
    carry_headers(response.headers(), written)
}

/// What must be known of a request to tell its problem.
struct Asked {
    method: Method,
    path: String,
    as_data: bool,
    multipart: bool,
    id: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let id = request.extensions().get::<RequestId>();
        Self {
            method: request.method().clone(),
            path: request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            as_data: wants_data(request.headers(), request.uri().path()),
            multipart: is_multipart(request.headers()),
            id: id.map(RequestId::to_string).unwrap_or_default(),
        }
    }
}

impl Problem {
    fn is_failure(&self) -> bool {
        self.status.is_server_error() && !self.awaited
    }

    fn log(&self, asked: &Asked) {
        let cause = self.cause.as_deref().unwrap_or(&self.detail);
        let status = self.status.as_u16();
        if self.is_failure() {
            tracing::error!(status, request = asked.id, path = asked.path, "{cause}");
        } else if self.cause.is_some() {
            tracing::warn!(status, request = asked.id, path = asked.path, "{cause}");
        }
    }

    fn write(self, asked: &Asked, typed: Option<Typed>) -> Response {
        let status = self.status;
        let retry_after = self.retry_after;
        let mut response = if asked.as_data {
            self.into_data(asked)
        } else if status == StatusCode::UNAUTHORIZED && asked.method == Method::GET {
            return to_sign_in(asked);
        } else {
            Html(self.into_page(asked, typed)).with_status(status)
        };
        if let Some(seconds) = retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn into_data(self, asked: &Asked) -> Response {
        let fields: Vec<_> = self
            .fields
            .iter()
            .map(|(field, message)| json!({ "field": field, "message": message }))
            .collect();
        let body = json!({
            "type": format!("urn:radica:problem:{}", self.kind),
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
            "instance": format!("urn:radica:request:{}", asked.id),
            "errors": fields,
        });
        let kind = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CONTENT_LANGUAGE, "es-CO"),
        ];
        (self.status, kind, body.to_string()).into_response()
    }

    /// What was typed into a form that could not be taken now is kept in the page that says so.
    fn into_page(self, asked: &Asked, typed: Option<Typed>) -> ProblemPage {
        let failure = self.is_failure();
        let again = typed.filter(|_| failure).map(|Typed(typed)| Again {
            action: asked.path.clone(),
            multipart: asked.multipart,
            typed,
        });
        ProblemPage {
            title: self.title,
            detail: again.as_ref().map_or(self.detail, |_| KEPT.to_owned()),
            fields: self.fields,
            request_id: failure.then(|| asked.id.clone()),
            again,
            sign_in: (self.status == StatusCode::UNAUTHORIZED).then(|| sign_in_url(&LocalPath::home())),
        }
    }
}

/// The page of a refusal or a failure.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    title: &'static str,
    detail: String,
    fields: Vec<(String, String)>,
    /// Told to the help desk; only for failures of ours.
    request_id: Option<String>,
    sign_in: Option<String>,
    again: Option<Again>,
}

/// A form to be sent once more, as it was.
#[derive(Debug)]
struct Again {
    action: String,
    /// As the form itself was.
    multipart: bool,
    typed: Vec<(String, String)>,
}

fn to_sign_in(asked: &Asked) -> Response {
    let back = LocalPath::parse(&asked.path).unwrap_or_else(LocalPath::home);
    crate::flash::SeeOther::to(sign_in_url(&back)).into_response()
}

/// True for an error that nobody has written for people: the framework's plain texts and empty bodies.
fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let plain = kind.is_none_or(|kind| kind.starts_with(b"text/plain"));
    (status.is_client_error() || status.is_server_error()) && plain
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// Programs ask for JSON; browsers list `text/html` first.
fn wants_data(headers: &HeaderMap, path: &str) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let place = |kind: &str| accept.find(kind).unwrap_or(usize::MAX);
    let json = place("application/json").min(place("application/problem+json"));
    json < place("text/html") || (path.starts_with("/api/") && place("text/html") == usize::MAX)
}

/// Keeps what the first answer said beside its body: `Allow` of a 405, cookies, …
fn carry_headers(from: &HeaderMap, mut to: Response) -> Response {
    for (name, value) in from {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            to.headers_mut().append(name.clone(), value.clone());
        }
    }
    to
}

fn usual_words(status: StatusCode) -> (&'static str, &'static str, &'static str) {
    match status {
        StatusCode::BAD_REQUEST => (
            "bad-request",
            "No pudimos leer lo que llegó",
            "La solicitud está incompleta o dañada. Vuelva a la página anterior e inténtelo de nuevo.",
        ),
        StatusCode::UNAUTHORIZED => (
            "sign-in-required",
            "Ingrese para continuar",
            "Su sesión terminó o no ha ingresado. Lo que guardó como borrador sigue guardado.",
        ),
        StatusCode::FORBIDDEN => (
            "forbidden",
            "No tiene permiso para ver esto",
            "Su cuenta no permite esta actuación. Si cree que debería, escriba a la dependencia que atiende el caso.",
        ),
        StatusCode::NOT_FOUND => (
            "not-found",
            "No encontramos esta página",
            "La dirección no existe, cambió, o corresponde a un caso que no es suyo. Revise el enlace o busque desde el inicio.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method-not-allowed",
            "Esta dirección no se puede usar así",
            "Vuelva a la página anterior y use los botones que allí aparecen.",
        ),
        StatusCode::REQUEST_TIMEOUT => (
            "timeout",
            "La solicitud tardó demasiado",
            "La conexión se cortó antes de terminar. Lo que guardó antes sigue guardado; inténtelo de nuevo.",
        ),
        StatusCode::CONFLICT => (
            "conflict",
            "Alguien hizo un cambio antes",
            "Actualice la página para ver cómo quedó y decida de nuevo.",
        ),
        StatusCode::GONE => (
            "expired",
            "Esto ya venció",
            "El tiempo para terminarlo pasó. Puede empezar de nuevo.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "too-large",
            "Lo que envió es demasiado grande",
            "Reduzca el tamaño e inténtelo de nuevo.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            "unsupported",
            "No aceptamos este tipo de contenido",
            "Revise qué formatos se aceptan y vuelva a intentarlo.",
        ),
        StatusCode::UNPROCESSABLE_ENTITY => (
            "invalid",
            "Hay datos por corregir",
            "Revise los campos señalados y vuelva a intentarlo.",
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            "too-many",
            "Demasiados intentos seguidos",
            "Espere un minuto e inténtelo de nuevo.",
        ),
        StatusCode::BAD_GATEWAY => (
            "upstream",
            "Otro sistema no respondió",
            "Un servicio del que dependemos no está disponible. Inténtelo de nuevo en unos minutos.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "unavailable",
            "Estamos ocupados en este momento",
            "No se perdió nada. Inténtelo de nuevo en unos segundos.",
        ),
        status if status.is_client_error() => (
            "refused",
            "No pudimos atender la solicitud",
            "Vuelva a la página anterior e inténtelo de nuevo.",
        ),
        _ => (
            "internal",
            "Algo falló de nuestro lado",
            "Ya quedó registrado. Si guardó un borrador, sigue guardado. Inténtelo de nuevo en unos minutos.",
        ),
    }
}
