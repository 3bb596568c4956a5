//! The parts that documents share: who issues, for whom, how it is proved.

use jiff::civil::{Date, DateTime, date};
use serde::{Deserialize, Serialize};

/// Letterhead, office and state of issue of any document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub entity: Entity,
    /// Office that produces the document, written in full.
    pub office: String,
    pub issue: Issue,
}

impl Frame {
    /// The same letterhead without number, signature or code: marked BORRADOR.
    #[must_use]
    pub fn into_draft(self) -> Self {
        Self {
            issue: Issue::Draft,
            ..self
        }
    }

    /// Address that anyone can open to verify the document.
    pub fn verification_url(&self) -> Option<&str> {
        match &self.issue {
            Issue::Draft => None,
            Issue::Issued(issued) => Some(&issued.verification.url),
        }
    }

    pub fn sample() -> Self {
        Self {
            entity: Entity::sample(),
            office: "Secretaría de Gobierno, Participación Comunitaria".into(),
            issue: Issue::Issued(Issued::sample()),
        }
    }
}

/// The public entity, as its letterhead shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    pub name: String,
    pub nit: String,
    /// Seat, where acts are given.
    pub city: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub website: String,
    /// Office hours, in words.
    pub hours: String,
}

impl Entity {
    pub fn sample() -> Self {
        Self {
            name: "Gobernación del Putumayo".into(),
            nit: "800.094.164-4".into(),
            city: "Mocoa".into(),
            address: "Calle 8 n.º 7-40, Mocoa".into(),
            phone: "(608) 420 6600".into(),
            email: "contactenos@ejemplo.gov.co".into(),
            website: "https://www.ejemplo.gov.co".into(),
            hours: "Lunes a viernes, 8:00 a 12:00 y 14:00 a 18:00".into(),
        }
    }
}

/// Whether the document exists in law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Issue {
    /// No number, no signature, no code; the page says BORRADOR.
    Draft,
    Issued(Issued),
}

/// Number, moment, proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// As printed: `E-2026-018427`, `0147`.
    pub number: String,
    /// Legal time of Colombia.
    pub at: DateTime,
    pub seal: Seal,
    pub verification: Verification,
}

impl Issued {
    pub fn sample() -> Self {
        Self {
            number: "0147".into(),
            at: date(2026, 12, 9).at(10, 24, 31, 0),
            seal: Seal::Person(Signature::sample()),
            verification: Verification::sample(),
        }
    }

    /// Sealed by the system, without a person's signature.
    pub fn sample_sealed(number: &str, at: DateTime) -> Self {
        Self {
            number: number.into(),
            at,
            seal: Seal::Entity {
                key_id: "ed25519:9f2c41d07be3a815".into(),
            },
            verification: Verification::sample(),
        }
    }
}

/// Who answers for the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Seal {
    /// An official signed (Ley 527 de 1999, art. 7).
    Person(Signature),
    /// Issued by the system and sealed with the entity's key.
    Entity { key_id: String },
}

/// An official's electronic signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    pub name: String,
    pub role: String,
    /// Legal time of Colombia.
    pub at: DateTime,
    /// The sentence that the signer accepted.
    pub act_of_will: String,
}

impl Signature {
    pub fn sample() -> Self {
        Self {
            name: "Nancy Legarda Muñoz".into(),
            role: "Secretaria de Gobierno".into(),
            at: date(2026, 12, 9).at(10, 24, 31, 0),
            act_of_will: "Firmo este documento y respondo por su contenido.".into(),
        }
    }
}

/// How anyone checks the document without an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// Grouped for reading: `7KQ4-M2XD-9RTH`.
    pub code: String,
    pub url: String,
}

impl Verification {
    pub fn sample() -> Self {
        Self {
            code: "7KQ4-M2XD-9RTH".into(),
            url: "https://tramites.ejemplo.gov.co/v/7KQ4M2XD9RTH".into(),
        }
    }
}

/// The filed case that a document belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub radicado: String,
    pub filed_at: DateTime,
    /// `SVT-101`.
    pub tramite_code: String,
    pub tramite_name: String,
    /// Norm of the trámite, as its definition cites it.
    pub legal_basis: String,
    /// Code of the expediente.
    pub expediente: String,
    pub filer: Party,
    /// In whose name the filer acts, if not their own.
    pub represented: Option<Party>,
}

impl Case {
    pub fn sample() -> Self {
        Self {
            radicado: "E-2026-018427".into(),
            filed_at: date(2026, 11, 19).at(18, 42, 7, 0),
            tramite_code: "SVT-101".into(),
            tramite_name: "Reconocimiento de personería jurídica de los organismos de acción \
                           comunal de primero y segundo grado"
                .into(),
            legal_basis: "Ley 2166 de 2021".into(),
            expediente: "1200.31.02-2026-0147".into(),
            filer: Party::sample(),
            represented: Some(Party::sample_organisation()),
        }
    }

    /// The same filer and dates, for another trámite.
    pub fn sample_of(code: &str, name: &str, legal_basis: &str) -> Self {
        Self {
            tramite_code: code.into(),
            tramite_name: name.into(),
            legal_basis: legal_basis.into(),
            represented: None,
            ..Self::sample()
        }
    }
}

/// A person or organisation in a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    /// Kind and number as printed: `C.C. 1.124.850.482`.
    pub identification: String,
    pub address: Option<String>,
    pub email: Option<String>,
}

impl Party {
    pub fn sample() -> Self {
        Self {
            name: "Luz Dary Chindoy Jacanamijoy".into(),
            identification: "C.C. 1.124.850.482".into(),
            address: Some("Carrera 5 n.º 10-21, barrio Centro, Mocoa".into()),
            email: Some("luzdary@correo.co".into()),
        }
    }

    pub fn sample_organisation() -> Self {
        Self {
            name: "Asociación de Juntas Comunales del Afán".into(),
            identification: "sin NIT informado".into(),
            address: None,
            email: None,
        }
    }
}

/// One answered field of a form, or one stated fact, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Id of the field in the definition.
    pub id: String,
    pub label: String,
    /// Already written for people (dates, money).
    pub value: String,
}

impl Fact {
    pub fn new(id: &str, label: &str, value: &str) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            value: value.into(),
        }
    }
}

/// A day used by several samples.
pub(super) fn sample_day() -> Date {
    date(2026, 12, 14)
}
