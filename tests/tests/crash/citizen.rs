//! Somebody who files SVT-135 with an annex of their own, again and again.

use radica_storage::objects::Sha256;

use crate::browser::Annex;
use crate::client::{Asked, Body, Client, Stopped, pairs};
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

/// A citizen, and the draft that they have not filed yet.
pub struct Citizen {
    client: Client,
    random: Random,
    draft: Option<Draft>,
}

/// A draft, and how many of its steps were taken.
struct Draft {
    id: String,
    annex: Vec<u8>,
    steps: usize,
}

impl Citizen {
    /// A citizen who has signed in.
    pub fn new(client: Client, random: Random) -> Self {
        let draft = None;
        Self { client, random, draft }
    }

    /// Files until the round is over.
    pub async fn live(&mut self) {
        while !self.client.is_over() {
            if self.begin().await.is_err() || self.finish().await.is_err() {
                return;
            }
        }
    }

    /// Files what was begun, if something was.
    pub async fn finish(&mut self) -> Result<(), Stopped> {
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

    async fn begin(&mut self) -> Result<(), Stopped> {
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
        let id = id
            .unwrap_or_else(|| panic!("{}: {} {location}", asked.path, answer.status))
            .to_owned();
        self.client.ledger().begun(&id);
        let size = SIZES[usize::try_from(self.random.below(SIZES.len() as u64)).unwrap_or_default()];
        let annex = pdf::of(size, &format!("{id} "));
        self.draft = Some(Draft { id, annex, steps: 0 });
        Ok(())
    }
}
