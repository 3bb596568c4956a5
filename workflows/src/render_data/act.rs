//! The decision of a case: certificates, authorisations, resolutions, refusals.

use serde::{Deserialize, Serialize};

use super::Printed;
use super::parts::{Case, Fact, Frame};

/// Any decision. Which template prints it is said by the trámite's definition:
/// `paz-y-salvo.typ`, `libertad-y-tradicion.typ`, `tornaguia.typ`,
/// `resolucion.typ`, `licencia.typ`, `negacion.typ` or one of the entity's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    pub frame: Frame,
    #[serde(skip)]
    pub template: String,
    pub case: Case,
    /// What the act is called: `Resolución`, `Certificado de paz y salvo`.
    pub kind: String,
    /// The epigraph: `Por la cual se reconoce …`.
    pub subject: String,
    /// Who decides and by which norms, ending in a comma: `La Secretaría de
    /// Gobierno, en uso de sus facultades legales,`.
    pub competence: String,
    /// Data of the form and of the review that the act states.
    pub facts: Vec<Fact>,
    pub tables: Vec<DataTable>,
    /// Considerandos, each without its leading `Que`.
    pub reasons: Vec<String>,
    /// What officials wrote while they decided, one paragraph each, as they wrote it.
    pub written: Vec<String>,
    /// What is decided or certified, one article or paragraph each: `Reconocer …`,
    /// `Que …`. A resolution adds notification, remedies and filing by itself.
    pub decisions: Vec<String>,
    /// Until when it is valid, as a sentence.
    pub validity: Option<String>,
    pub remedies: Remedies,
}

/// A table of data with its header row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataTable {
    pub caption: String,
    pub header: Vec<String>,
    /// Each row as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// Remedies against the act (Ley 1437 de 2011, arts. 74 to 76).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "available", rename_all = "snake_case")]
pub enum Remedies {
    /// Reposición before `authority` and, where there is a superior, apelación.
    Yes {
        authority: String,
        superior: Option<String>,
    },
    /// None, with the reason and its norm as a sentence.
    No { reason: String },
}

impl Printed for Act {
    fn template(&self) -> &str {
        &self.template
    }

    fn title(&self) -> String {
        format!("{}: {}", self.kind, self.subject)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Act {
    /// The recognition of a community organisation.
    pub fn sample() -> Self {
        Self {
            frame: Frame::sample(),
            template: "resolucion.typ".into(),
            case: Case::sample(),
            kind: "Resolución".into(),
            subject: "Por la cual se reconoce personería jurídica a la Asociación de Juntas \
                      Comunales del Afán, del municipio de Mocoa"
                .into(),
            competence: "La Secretaria de Gobierno del departamento del Putumayo, en uso de sus \
                         facultades legales, en especial las que le confiere la Ley 2166 de 2021,"
                .into(),
            facts: vec![
                Fact::new("organismo", "Organismo", "Asociación de Juntas Comunales del Afán"),
                Fact::new("grado", "Grado", "Segundo grado"),
                Fact::new("municipio", "Municipio", "Mocoa"),
                Fact::new("territorio", "Territorio", "Vereda El Afán y sus sectores"),
            ],
            tables: Vec::new(),
            reasons: vec![
                "la asamblea de constitución se celebró el 12 de septiembre de 2026, con la \
                 asistencia de 31 delegados, según el acta que obra a folios 4 a 11 del expediente."
                    .into(),
                "los estatutos aprobados se ajustan a la ley y delimitan el territorio del \
                 organismo."
                    .into(),
            ],
            written: Vec::new(),
            decisions: vec![
                "Reconocer personería jurídica a la Asociación de Juntas Comunales del Afán, con \
                 domicilio en el municipio de Mocoa, departamento del Putumayo."
                    .into(),
                "Inscribir los estatutos y los dignatarios elegidos para el período en curso.".into(),
            ],
            validity: None,
            remedies: Remedies::Yes {
                authority: "la Secretaría de Gobierno".into(),
                superior: Some("el despacho del Gobernador".into()),
            },
        }
    }

    /// One act for each template and each use of the resolution.
    pub fn samples() -> Vec<Self> {
        vec![
            Self::sample(),
            sample_cesantias(),
            sample_pharmacy(),
            sample_paz_y_salvo(),
            sample_vehicle(),
            sample_tornaguia(),
            sample_licence(),
            sample_refusal(),
        ]
    }
}

fn no_remedies() -> Remedies {
    Remedies::No {
        reason: "Contra este documento no procede recurso, porque solo hace constar un hecho; no \
                 decide una actuación."
            .into(),
    }
}

fn sample_cesantias() -> Act {
    Act {
        case: Case::sample_of(
            "SVT-033",
            "Cesantías parciales para docentes oficiales",
            "Ley 91 de 1989",
        ),
        subject: "Por la cual se reconoce y ordena el pago de unas cesantías parciales".into(),
        facts: vec![
            Fact::new("docente", "Docente", "Luz Dary Chindoy Jacanamijoy"),
            Fact::new("destinacion", "Destinación", "Mejora de vivienda"),
            Fact::new("valor", "Valor reconocido", "$ 14.250.000"),
        ],
        reasons: vec![
            "la persona solicitante acreditó su vinculación como docente oficial y la destinación \
             de las cesantías."
                .into(),
        ],
        decisions: vec!["Reconocer cesantías parciales por valor de $ 14.250.000.".into()],
        ..Act::sample()
    }
}

fn sample_pharmacy() -> Act {
    Act {
        case: Case::sample_of(
            "SVT-010",
            "Autorización de funcionamiento de establecimientos farmacéuticos",
            "Decreto 780 de 2016",
        ),
        subject: "Por la cual se autoriza el funcionamiento de un establecimiento farmacéutico".into(),
        facts: vec![
            Fact::new("establecimiento", "Establecimiento", "Droguería La Esperanza"),
            Fact::new("direccion", "Dirección", "Calle 9 n.º 4-18, Mocoa"),
            Fact::new("director", "Director técnico", "Iván Mora Delgado"),
        ],
        reasons: vec!["la visita de inspección del 2 de diciembre de 2026 dio concepto favorable.".into()],
        decisions: vec!["Autorizar el funcionamiento de la Droguería La Esperanza.".into()],
        ..Act::sample()
    }
}

fn sample_paz_y_salvo() -> Act {
    Act {
        template: "paz-y-salvo.typ".into(),
        case: Case::sample_of("SVT-135", "Certificado de paz y salvo", "Ley 962 de 2005"),
        kind: "Certificado de paz y salvo".into(),
        subject: "Obligaciones con el departamento del Putumayo".into(),
        competence: "La Tesorería del departamento del Putumayo,".into(),
        facts: vec![
            Fact::new("concepto", "Concepto", "Impuestos, tasas y multas departamentales"),
            Fact::new("corte", "Fecha de corte", "9 de diciembre de 2026"),
        ],
        reasons: Vec::new(),
        decisions: vec![
            "Que a la fecha de corte se encuentra a paz y salvo con el departamento por los conceptos \
             indicados."
                .into(),
        ],
        validity: Some("Este certificado vale treinta (30) días calendario.".into()),
        remedies: no_remedies(),
        ..Act::sample()
    }
}

fn sample_vehicle() -> Act {
    Act {
        template: "libertad-y-tradicion.typ".into(),
        case: Case::sample_of(
            "SVT-030",
            "Certificado de libertad y tradición de un vehículo automotor",
            "Ley 769 de 2002",
        ),
        kind: "Certificado de libertad y tradición".into(),
        subject: "Vehículo de placa ABC12D".into(),
        competence: "La Secretaría de Tránsito y Transporte del Putumayo,".into(),
        facts: vec![
            Fact::new("placa", "Placa", "ABC12D"),
            Fact::new("clase", "Clase", "Motocicleta"),
            Fact::new("marca", "Marca y línea", "Yamaha FZ 250"),
            Fact::new("modelo", "Modelo", "2022"),
            Fact::new("propietario", "Propietaria actual", "Luz Dary Chindoy Jacanamijoy"),
        ],
        tables: vec![
            DataTable {
                caption: "Tradición".into(),
                header: ["Fecha", "Acto", "De", "A"].map(String::from).to_vec(),
                rows: vec![
                    [
                        "3 mar 2022",
                        "Matrícula inicial",
                        "Motos del Sur S.A.S.",
                        "Omar Benavides",
                    ]
                    .map(String::from)
                    .to_vec(),
                    [
                        "17 jul 2024",
                        "Traspaso",
                        "Omar Benavides",
                        "Luz Dary Chindoy Jacanamijoy",
                    ]
                    .map(String::from)
                    .to_vec(),
                ],
            },
            DataTable {
                caption: "Limitaciones, gravámenes y medidas cautelares".into(),
                header: ["Fecha", "Medida", "Autoridad", "Estado"].map(String::from).to_vec(),
                rows: Vec::new(),
            },
        ],
        reasons: Vec::new(),
        written: vec![
            "La consulta se hizo en el registro del organismo de tránsito.\nNo se encontraron limitaciones.".into(),
        ],
        decisions: vec![
            "Que, revisado el registro, los datos y anotaciones del vehículo son los que se relacionan.".into(),
        ],
        remedies: no_remedies(),
        ..Act::sample()
    }
}

fn sample_tornaguia() -> Act {
    Act {
        template: "tornaguia.typ".into(),
        case: Case::sample_of("SVT-124", "Tornaguía de movilización", "Decreto 1625 de 2016"),
        kind: "Tornaguía de movilización".into(),
        subject: "Mocoa (Putumayo) a Pitalito (Huila)".into(),
        competence: "La Secretaría de Hacienda del departamento del Putumayo,".into(),
        facts: vec![
            Fact::new("origen", "Origen", "Mocoa, Putumayo"),
            Fact::new("destino", "Destino", "Pitalito, Huila"),
            Fact::new("transportador", "Transportador", "Transportes del Sur S.A.S."),
            Fact::new("placa", "Placa del vehículo", "SXK482"),
        ],
        tables: vec![DataTable {
            caption: "Productos autorizados".into(),
            header: ["Producto", "Presentación", "Unidades"].map(String::from).to_vec(),
            rows: vec![["Aguardiente", "Botella de 750 ml", "1.200"].map(String::from).to_vec()],
        }],
        reasons: Vec::new(),
        decisions: vec!["Autorizar la movilización de los productos relacionados.".into()],
        validity: Some(
            "La movilización se inicia a más tardar el 10 de diciembre de 2026 y la tornaguía se \
             legaliza en el destino a más tardar el 24 de diciembre de 2026."
                .into(),
        ),
        remedies: no_remedies(),
        ..Act::sample()
    }
}

fn sample_licence() -> Act {
    Act {
        template: "licencia.typ".into(),
        case: Case::sample_of(
            "SVT-117",
            "Renovación de la licencia de conducción",
            "Ley 769 de 2002, arts. 19 y 22",
        ),
        kind: "Constancia de la licencia renovada".into(),
        subject: "Renovación de la categoría B1".into(),
        competence: "La Secretaría de Tránsito y Transporte del Putumayo,".into(),
        facts: vec![
            Fact::new("categoria", "Categoría", "B1, servicio particular"),
            Fact::new("licencia", "Licencia que se renueva", "1124850482"),
            Fact::new("examen", "Aptitud física, mental y de coordinación motriz", "Aprobada"),
            Fact::new("multas", "Multas pendientes", "Ninguna"),
        ],
        reasons: Vec::new(),
        decisions: vec!["Que la licencia de conducción queda renovada en la categoría B1.".into()],
        validity: Some("La vigencia es la que muestra el RUNT (Ley 769 de 2002, art. 22).".into()),
        remedies: no_remedies(),
        ..Act::sample()
    }
}

fn sample_refusal() -> Act {
    Act {
        template: "negacion.typ".into(),
        subject: "Por la cual se niega una solicitud de reconocimiento de personería jurídica".into(),
        reasons: vec!["la solicitud se estudió con el número de radicado E-2026-018427.".into()],
        written: vec!["El territorio delimitado se superpone con el de otro organismo ya reconocido.".into()],
        decisions: vec!["Negar la solicitud presentada por la Asociación de Juntas Comunales del Afán.".into()],
        ..Act::sample()
    }
}
