//! The public entity that uses Radica: `entity.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::{Audience, OfficeId, Role};

/// The entity, its offices, the doors people come in by, and its settings.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// Full name.
    pub entity: String,
    /// NIT with its check digit.
    pub nit: String,
    /// What the site is called.
    pub site_name: String,
    /// City of its seat.
    pub city: String,
    /// Department.
    pub department: String,
    /// Address of its seat.
    pub address: String,
    /// Telephone of the counter.
    #[serde(default)]
    pub phone: Option<String>,
    /// General e-mail.
    pub email: String,
    /// Address that messages come from.
    pub sender: String,
    /// Its web site.
    pub website: String,
    /// Colours of pages and documents.
    pub colours: Colours,
    /// Hours of attention, as a page says them; `calendar.yaml` counts by its own.
    pub office_hours: String,
    /// Offices; an id says where it hangs (`hacienda/tesoreria`).
    pub offices: Vec<Office>,
    /// Roles that people and tasks have.
    pub roles: Vec<RoleDefinition>,
    /// Who may vouch for a person.
    pub issuers: Vec<Issuer>,
    /// Series of consecutive numbers, by prefix.
    pub series: BTreeMap<String, NumberSeries>,
    /// Traffic light of terms.
    pub traffic_light: TrafficLight,
    /// Limits.
    pub limits: Limits,
    /// Personal data notice (Ley 1581/2012).
    pub personal_data: PersonalData,
    /// People of the demonstration.
    pub demo: Vec<DemoPerson>,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

impl Entity {
    /// The office of that id.
    #[must_use]
    pub fn office(&self, id: &OfficeId) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == *id)
    }
}

/// Colours, as `#rrggbb`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// The entity's colour.
    pub entity: String,
    /// Text on it.
    pub on_entity: String,
    /// What is here and now.
    pub accent: String,
    /// The page.
    pub paper: String,
}

/// An office (dependencia).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Its id; what stands before the last `/` is the office above.
    pub id: OfficeId,
    /// Its code in the CCD, such as `1300`.
    pub code: String,
    /// Full name.
    pub name: String,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// A role.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleDefinition {
    /// Its id.
    pub id: Role,
    /// Its name.
    pub name: String,
    /// What its holder does.
    pub does: String,
    /// In what capacity its holder signs, as documents say it; its name if absent.
    #[serde(default)]
    pub position: Option<String>,
}

/// An OIDC issuer and how its claims are read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Its id, in the address of the sign-in.
    pub id: String,
    /// What the sign-in button says.
    pub name: String,
    /// Whom it vouches for.
    pub audience: Audience,
    /// Its address; `demo` is the issuer within Radica, only on loopback.
    pub url: String,
    /// The client id it gave us.
    pub client_id: String,
    /// Name of the environment variable with the client's secret; a public client has none.
    #[serde(default)]
    pub client_secret_env: Option<String>,
    /// Scopes asked for.
    pub scopes: Vec<String>,
    /// Which claim says what.
    pub claims: Claims,
    /// Our role for each of the issuer's.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
    /// Our office for each of the issuer's.
    #[serde(default)]
    pub offices: BTreeMap<String, OfficeId>,
    /// Roles that everybody who comes in by it has.
    #[serde(default)]
    pub default_roles: Vec<Role>,
}

/// Names of an issuer's claims.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Full name.
    pub name: String,
    /// Number of identification.
    pub identification: String,
    /// E-mail.
    pub email: String,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Roles (a list of text).
    #[serde(default)]
    pub roles: Option<String>,
    /// Offices (a list of text).
    #[serde(default)]
    pub offices: Option<String>,
}

/// A series of consecutive numbers within a year: never reused, no gaps.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberSeries {
    /// What is numbered.
    pub name: String,
    /// Digits of the consecutive.
    pub digits: u8,
}

/// When an official is warned.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrafficLight {
    /// Working days left from which a case is *por vencer*.
    pub warn_days: u16,
}

/// Limits of what is taken in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Megabytes of one file.
    pub file_mb: u64,
    /// Files of one filing.
    pub files: usize,
    /// Characters of an answer in one line.
    pub text: usize,
    /// Characters of a long answer.
    pub long_text: usize,
    /// Rows of a table.
    pub rows: usize,
    /// Days that a draft is kept since it was last saved.
    pub draft_days: u16,
    /// Minutes of a session without use.
    pub session_minutes: u16,
}

/// What a person is told about their data.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalData {
    /// Version of the notice, kept with the proof of the authorisation.
    pub version: String,
    /// The notice.
    pub notice: String,
    /// Where to exercise the rights.
    pub contact: String,
}

/// A person of the demonstration: the demo issuer vouches for them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemoPerson {
    /// Subject at the issuer.
    pub subject: String,
    /// The issuer.
    pub issuer: String,
    /// Full name.
    pub name: String,
    /// What they do, in a few words, for the list of who can sign in.
    pub about: String,
    /// Number of identification.
    pub identification: String,
    /// E-mail.
    pub email: String,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Roles, as the issuer names them.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Offices, as the issuer names them.
    #[serde(default)]
    pub offices: Vec<String>,
}
