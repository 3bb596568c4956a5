//! Why a sign-in is refused: what the journal says, and what the person is told.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use radica_workflows::refusals::Refusal as SignInRefused;

use crate::cookies;
use crate::problem::Problem;
use crate::state::AppState;

/// Why a sign-in is refused. None of them opens a session.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The answer lacks what every answer has.
    #[error("the response is malformed")]
    Malformed,
    /// The browser that comes back is not the one that left, or its cookie expired.
    #[error("the browser carries no sign-in cookie")]
    OtherBrowser,
    /// Nobody left with this state from this browser: forged, replayed or too late.
    #[error("unknown, used or expired state")]
    UnknownState,
    /// An answer of one issuer arrived at the door of another (RFC 9207).
    #[error("the response comes from another issuer")]
    OtherIssuer,
    /// The issuer refused.
    #[error("the issuer answered {0}")]
    ByIssuer(String),
    /// The code was not exchanged.
    #[error("code exchange refused: {0}")]
    Code(String),
    /// The ID token is missing or does not verify.
    #[error("ID token refused: {why}")]
    IdToken {
        /// Why.
        why: String,
        /// The subject that it names, proved by nothing.
        claimed: Option<String>,
    },
    /// The userinfo endpoint speaks of somebody else or does not verify.
    #[error("userinfo refused: {why}")]
    UserInfo {
        /// Why.
        why: String,
        /// The subject of the ID token.
        claimed: String,
    },
    /// The issuer cannot be reached.
    #[error("{0}")]
    Unreachable(String),
}

impl Refusal {
    /// Writes the refusal into the journal and tells the person.
    pub async fn tell(self, state: &AppState, issuer: &str) -> Response {
        let reason = self.to_string();
        let refusal = SignInRefused::of_sign_in(issuer, &reason, self.claimed());
        if let Err(error) = state.refusals().note(state.app(), refusal).await {
            return Problem::from(error).into_response();
        }
        let problem = self.problem().because(format!("sign-in at {issuer} refused: {reason}"));
        let mut response = problem.into_response();
        state.cookies().clear(&mut response, cookies::LOGIN);
        response
    }

    /// Who the person claimed to be, as far as it was said.
    fn claimed(&self) -> Option<&str> {
        match self {
            Self::IdToken { claimed, .. } => claimed.as_deref(),
            Self::UserInfo { claimed, .. } => Some(claimed),
            _ => None,
        }
    }

    fn problem(&self) -> Problem {
        let (status, title, detail) = match self {
            Self::Malformed => (
                StatusCode::BAD_REQUEST,
                "No pudimos leer la respuesta de su proveedor de identidad",
                "La respuesta llegó incompleta o dañada. Comience el ingreso de nuevo.",
            ),
            Self::OtherBrowser | Self::UnknownState => (
                StatusCode::BAD_REQUEST,
                "Este ingreso ya no es válido",
                "Puede que haya vencido (dura diez minutos), que ya se haya usado o que haya comenzado en otro \
                 navegador. Comience el ingreso de nuevo desde esta página.",
            ),
            Self::OtherIssuer | Self::IdToken { .. } | Self::UserInfo { .. } => (
                StatusCode::FORBIDDEN,
                "No pudimos comprobar su identidad",
                "La respuesta del proveedor de identidad no pasó nuestras comprobaciones, así que no abrimos la sesión. \
                 Comience de nuevo; si vuelve a ocurrir, avísenos.",
            ),
            Self::ByIssuer(_) | Self::Code(_) => (
                StatusCode::BAD_REQUEST,
                "Su proveedor de identidad no confirmó el ingreso",
                "El proveedor rechazó la solicitud. Comience el ingreso de nuevo.",
            ),
            Self::Unreachable(_) => (
                StatusCode::BAD_GATEWAY,
                "El proveedor de identidad no responde",
                "No es un problema de su cuenta. Inténtelo de nuevo en unos minutos.",
            ),
        };
        Problem::of_status(status).explained(title, detail)
    }
}
