//! From a case to what a template prints. Nothing here renders; `render` does.

pub mod act;
pub mod answers;
pub mod procedure;
pub mod receipt;
pub mod wording;

use jiff::Timestamp;
use radica_storage::cases::Case;
use radica_storage::expedientes::Expediente;

use crate::case_data::CaseData;
use crate::catalog::tramite::Tramite;
use crate::problem::Result;
use crate::render_data::{self, Entity, Frame, Issue, Issued, Party, Seal, Signature, Verification};
use crate::rules::Rules;
use crate::signing::VerificationCode;
use crate::time::in_zone;

/// A case with what its documents need to know of it.
pub struct Printable<'a> {
    /// The definitions in force.
    pub rules: &'a Rules,
    /// The case.
    pub case: &'a Case,
    /// What was filed.
    pub data: CaseData,
    /// Its expediente.
    pub expediente: &'a Expediente,
    /// Its trámite.
    pub tramite: &'a Tramite,
}

impl<'a> Printable<'a> {
    /// Reads what the case keeps as JSON.
    pub fn new(rules: &'a Rules, case: &'a Case, expediente: &'a Expediente, tramite: &'a Tramite) -> Result<Self> {
        Ok(Self {
            rules,
            case,
            data: CaseData::of(case)?,
            expediente,
            tramite,
        })
    }

    /// Letterhead of the case's office.
    #[must_use]
    pub fn frame(&self, issue: Issue) -> Frame {
        frame(self.rules, &self.case.office, issue)
    }

    /// The case as documents cite it.
    #[must_use]
    pub fn cited(&self) -> render_data::Case {
        let basis = self
            .tramite
            .filing
            .as_ref()
            .and_then(|filing| filing.legal_basis.first());
        render_data::Case {
            radicado: self.case.radicado.clone(),
            filed_at: in_zone(self.case.filed_at).datetime(),
            tramite_code: self.case.tramite.clone(),
            tramite_name: self.tramite.name.clone(),
            legal_basis: basis.map(|norm| norm.norm.clone()).unwrap_or_default(),
            expediente: self.expediente.code.clone(),
            filer: self.filer(),
            represented: self.represented(),
        }
    }

    /// Where the filer follows the case.
    #[must_use]
    pub fn follow_url(&self) -> String {
        format!("{}/casos/{}", self.rules.public_url, self.case.radicado)
    }

    fn filer(&self) -> Party {
        let kind = self
            .text("tipo_documento")
            .map_or_else(|| "C.C.".to_owned(), str::to_uppercase);
        Party {
            name: self.case.filer_name.clone(),
            identification: format!("{kind} {}", self.case.filer_id_number),
            address: self.address(),
            email: self.data.filer.email.clone(),
        }
    }

    fn represented(&self) -> Option<Party> {
        let (name, identification) = match self.text("calidad")? {
            "representante" => (
                self.text("organizacion")?,
                self.text("nit_organizacion").map(|nit| format!("NIT {nit}")),
            ),
            "apoderado" => (
                self.text("poderdante")?,
                self.text("poderdante_documento").map(|id| format!("C.C. {id}")),
            ),
            _ => return None,
        };
        // The NIT is optional: one that was not given may be of an organisation that has it.
        let identification = identification.unwrap_or_else(|| "sin NIT informado".to_owned());
        Some(Party {
            name: name.to_owned(),
            identification,
            address: None,
            email: None,
        })
    }

    /// Where the filer lives, with the municipality, which may be of another department.
    fn address(&self) -> Option<String> {
        let street = self.text("direccion")?;
        let place = match self.text("municipio") {
            Some("otro") => self.text("municipio_otro").map(str::to_owned),
            _ => self.shown("municipio"),
        };
        let place = place.filter(|place| !street.contains(place.as_str()));
        Some(place.map_or_else(|| street.to_owned(), |place| format!("{street}, {place}")))
    }

    /// An answer as people read it.
    fn shown(&self, field: &str) -> Option<String> {
        let steps = &self.tramite.filing.as_ref()?.steps;
        let asked = steps
            .iter()
            .flat_map(|step| &step.fields)
            .find(|asked| asked.id == field)?;
        answers::shown(&self.rules.catalog, asked, self.data.answers.get(field)?)
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.data.answers.get(field)?.as_str().filter(|text| !text.is_empty())
    }
}

/// Letterhead of an office.
#[must_use]
pub fn frame(rules: &Rules, office: &str, issue: Issue) -> Frame {
    let entity = &rules.catalog.entity;
    let name = entity
        .offices
        .iter()
        .find(|known| known.id.as_str() == office)
        .map(|known| known.name.clone());
    Frame {
        entity: Entity {
            name: entity.entity.clone(),
            nit: entity.nit.clone(),
            city: entity.city.clone(),
            address: entity.address.clone(),
            phone: entity.phone.clone().unwrap_or_default(),
            email: entity.email.clone(),
            website: entity.website.clone(),
            hours: entity.office_hours.clone(),
        },
        office: name.unwrap_or_else(|| office.to_owned()),
        issue,
    }
}

/// Number, moment and proof of a document to be issued.
#[must_use]
pub fn issued(rules: &Rules, number: &str, at: Timestamp, seal: Seal, code: &VerificationCode) -> Issue {
    Issue::Issued(Issued {
        number: number.to_owned(),
        at: in_zone(at).datetime(),
        seal,
        verification: Verification {
            code: code.to_string(),
            url: verification_url(rules, code),
        },
    })
}

/// The address that the QR code carries.
#[must_use]
pub fn verification_url(rules: &Rules, code: &VerificationCode) -> String {
    format!("{}/v/{}", rules.public_url, code.as_str())
}

/// A signature as it is printed.
#[must_use]
pub fn signature(name: &str, role: &str, at: Timestamp, act_of_will: &str) -> Seal {
    Seal::Person(Signature {
        name: name.to_owned(),
        role: role.to_owned(),
        at: in_zone(at).datetime(),
        act_of_will: act_of_will.to_owned(),
    })
}
