//! Somebody who files SVT-135 with an annex of their own, again and again, and delivers what officials ask for.

use radica_storage::objects::Sha256;

use crate::browser::Annex;
use crate::client::{Asked, Body, Client, Stopped, get, pairs};
use crate::pdf;
use crate::random::Random;

const STEPS: [(&str, &[(&str, &str)]); 3] = [
    (
        "solicitante",
        &[
            ("calidad", "propio"),
            ("nombre", "Luz Dary Chindoy"),
            ("tipo_documento", "cc"),
            ("documento", "1124850482"),
            ("direccion", "Calle 8"),
            ("municipio", "86001"),
        ],
    ),
    (
        "certificado",
        &[
            ("de_quien", "persona"),
            ("cedula_titular", "1124850482"),
            ("nombre_titular", "Luz Dary Chindoy"),
            ("proposito", "contratar"),
            ("rentas", "todas"),
            ("pago_reciente", "false"),
        ],
    ),
    (
        "notificaciones",
        &[("notificacion", "personal"), ("datos_personales", "true")],
    ),
];
/// The step that takes the annex, and its field.
const WITH_ANNEX: (&str, &str) = ("certificado", "recibo");
/// Bytes of most annexes, and of those that are written in parts.
const SIZES: [usize; 8] = [20_000, 20_000, 20_000, 20_000, 20_000, 20_000, 20_000, 2_500_000];

/// What the page of a case says while its filer has to open what they are asked, and while they have to deliver it.
const TO_OPEN: &str = "Abrir el aviso";
const TO_DELIVER: &str = "Le pedimos completar su solicitud";
/// Bytes of what is delivered.
const DELIVERED: usize = 10_000;

/// A citizen, and what they have not finished.
pub struct Citizen {
    number: usize,
    client: Client,
    random: Random,
    draft: Option<Draft>,
    delivery: Option<Delivery>,
}

/// A draft, and how many of its steps were taken.
struct Draft {
    id: String,
    annex: Vec<u8>,
    steps: usize,
}

/// What an official asked for; it may have been sent and received without an answer.
struct Delivery {
    radicado: String,
    content: Vec<u8>,
    sent: bool,
}

impl Citizen {
    /// A citizen who has signed in.
    pub fn new(number: usize, client: Client, random: Random) -> Self {
        Self {
            number,
            client,
            random,
            draft: None,
            delivery: None,
        }
    }

    /// Files, and delivers what is asked for, until the round is over.
    pub async fn live(&mut self) {
        while !self.client.is_over() {
            if self.begin().await.is_err() || self.finish().await.is_err() {
                return;
            }
        }
    }

    /// Files and delivers what was begun, if something was.
    pub async fn finish(&mut self) -> Result<(), Stopped> {
        self.file().await?;
        self.deliver().await
    }

    async fn begin(&mut self) -> Result<(), Stopped> {
        if self.delivery.is_none() {
            let next = self.client.ledger().next_delivery(self.number);
            self.delivery = next.map(|radicado| Delivery {
                content: pdf::of(DELIVERED, &format!("{radicado} ")),
                radicado,
                sent: false,
            });
        }
        if self.draft.is_some() {
            return Ok(());
        }
        let asked = Asked {
            path: "/tramites/SVT-135/empezar",
            body: Body::Form(&[]),
        };
        let (answer, _) = self.client.ask(&asked).await?;
        let location = answer.location.unwrap_or_default();
        let id = location.split('/').nth(2);
        let id = id.unwrap_or_else(|| panic!("{}: {} {location}", asked.path, answer.status));
        let id = id.to_owned();
        self.client.ledger().begun(&id, self.number);
        let size = SIZES[usize::try_from(self.random.below(SIZES.len() as u64)).unwrap_or_default()];
        let annex = pdf::of(size, &format!("{id} "));
        self.draft = Some(Draft { id, annex, steps: 0 });
        Ok(())
    }

    async fn file(&mut self) -> Result<(), Stopped> {
        let Some(draft) = &mut self.draft else { return Ok(()) };
        for (step, answers) in STEPS.iter().skip(draft.steps) {
            let annex = Annex {
                field: WITH_ANNEX.1,
                content: &draft.annex,
            };
            let annex = (*step == WITH_ANNEX.0).then_some(&annex);
            let path = format!("/borradores/{}/{step}", draft.id);
            let sent = [answers, &[("go", "next")][..]].concat();
            let body = Body::Parts(&pairs(&sent), annex);
            let (answer, _) = self.client.ask(&Asked { path: &path, body }).await?;
            assert_eq!(answer.status, 303, "{path}: {}", answer.text);
            if annex.is_some() {
                self.client.ledger().attached(&draft.id, Sha256::of(&draft.annex));
            }
            draft.steps += 1;
        }
        let path = format!("/borradores/{}/radicar", draft.id);
        let body = Body::Form(&[]);
        let (answer, _) = self.client.ask(&Asked { path: &path, body }).await?;
        let location = answer.location.unwrap_or_default();
        let radicado = location
            .strip_prefix("/casos/")
            .and_then(|rest| rest.strip_suffix("/acuse"));
        let radicado = radicado.unwrap_or_else(|| panic!("{path}: {} {location} {}", answer.status, answer.text));
        self.client.ledger().filed(&draft.id, radicado);
        self.draft = None;
        Ok(())
    }

    /// As the page of the case says. A second delivery would be another document, so one whose answer was lost is not sent
    /// again before the page was seen. What is not issued yet waits for the next time.
    async fn deliver(&mut self) -> Result<(), Stopped> {
        while let Some(delivery) = &mut self.delivery {
            let path = format!("/casos/{}", delivery.radicado);
            let page = get(&mut self.client, &path).await?.text;
            if page.contains(TO_OPEN) {
                let link = page.split(&format!("{path}/notificaciones/")).nth(1);
                let ordinal: String = link
                    .unwrap_or_default()
                    .chars()
                    .take_while(char::is_ascii_digit)
                    .collect();
                let path = format!("{path}/notificaciones/{ordinal}");
                let body = Body::Form(&[]);
                self.client.try_once(&Asked { path: &path, body }).await?;
            } else if page.contains(TO_DELIVER) {
                let annex = Annex {
                    field: "anexo",
                    content: &delivery.content,
                };
                let path = format!("{path}/completar");
                let body = Body::Parts(&[], Some(&annex));
                delivery.sent = true;
                self.client.try_once(&Asked { path: &path, body }).await?;
            } else if delivery.sent {
                let content = Sha256::of(&delivery.content);
                self.client.ledger().delivered(&delivery.radicado, content);
                self.delivery = None;
            } else {
                return Ok(());
            }
        }
        Ok(())
    }
}
