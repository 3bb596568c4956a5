//! Templates of messages to people: `notices/*.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::NoticeId;

/// What is written to a person when something changes. `{{name}}` stands for data, always escaped in HTML.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its id.
    pub notice: NoticeId,
    /// When it is sent.
    pub about: String,
    /// Names that it may use between `{{` and `}}`.
    pub data: Vec<String>,
    /// The e-mail.
    pub email: EmailTemplate,
    /// The SMS; none is sent if absent.
    #[serde(default)]
    pub sms: Option<String>,
}

/// An e-mail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailTemplate {
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML body, without `html` or `body`.
    pub html: String,
}
