//! The pages before a message is sent, brought again or discarded, and what was typed in them.

use radica_storage::ids::MessageId;
use radica_workflows::posting::{Act, Kept, Letter};
use serde_json::Value;

use crate::form_body::{Pairs, value};
use crate::pages::chrome::Chrome;
use crate::pages::icons::Icon;
use crate::pages::officials::ConfirmPage;
use crate::pages::parts::{Control, Field, FormErrors, InputKind, Link};

const NAME: &str = "nombre";
const KEY: &str = "clave";
const DATA: &str = "datos";
const REASON: &str = "motivo";
/// Where the list is.
pub const LIST: &str = "/operacion/mensajes";

/// What is wrong: the name of a field, and how to mend it.
pub type Errors = Vec<(&'static str, String)>;

/// The act of an address.
pub fn act(word: &str) -> Option<Act> {
    match word {
        "reintentar" => Some(Act::Retry),
        "descartar" => Some(Act::Discard),
        _ => None,
    }
}

/// What is told when it was done.
pub const fn done(act: Act) -> &'static str {
    match act {
        Act::Retry => "El mensaje se entregará otra vez.",
        Act::Discard => "El mensaje se descartó.",
    }
}

/// Before a message is sent; its id stands in the address, so that a form sent twice sends one.
pub fn new_page(chrome: Chrome, id: MessageId, pairs: &Pairs, errors: &Errors) -> ConfirmPage {
    let typed = |name: &str| value(pairs, name).unwrap_or_default();
    let content = Control::LongText {
        value: typed(DATA).to_owned(),
    };
    let fields = vec![
        Field::input(NAME, "Nombre del mensaje", InputKind::Text, typed(NAME))
            .hint("Como lo llama el proceso que lo espera o que empieza con él. Por ejemplo: concepto"),
        Field::input(KEY, "Clave", InputKind::Text, typed(KEY))
            .hint("De qué trata. Por ejemplo, un radicado. Quien espera otra clave no lo recibe.")
            .optional(),
        Field::new(DATA, "Variables", content)
            .hint("Un objeto de JSON. Por ejemplo: {\"sentido\": \"favorable\"}")
            .optional(),
        reason(pairs),
    ];
    let consequences = vec![
        (
            Icon::Flecha,
            "Lo recibe el proceso que espere ese nombre y esa clave.".to_owned(),
        ),
        (
            Icon::Lista,
            "Si ninguno lo espera, empieza el proceso que empiece con él.".to_owned(),
        ),
        (Icon::Reloj, "Si no hay ninguno, se guarda unos días.".to_owned()),
    ];
    let page = Confirmed {
        title: "Va a enviar un mensaje".to_owned(),
        consequences,
        action: format!("{LIST}/{id}/enviar"),
        version: None,
        button: "Enviar el mensaje",
        risk: false,
    };
    page.with(chrome, fields, errors)
}

/// Before an act on a message that is kept.
pub fn act_page(chrome: Chrome, kept: &Kept, act: Act, pairs: &Pairs, errors: &Errors) -> ConfirmPage {
    let message = &kept.message;
    let (word, verb, button, then) = match act {
        Act::Retry => (
            "reintentar",
            "entregar otra vez",
            "Entregar otra vez",
            (
                Icon::Repetir,
                "Se lleva a quien lo espere; si tampoco lo puede recibir, queda rechazado de nuevo.",
            ),
        ),
        Act::Discard => (
            "descartar",
            "descartar",
            "Descartar el mensaje",
            (Icon::Equis, "Nadie lo recibirá. No se puede deshacer."),
        ),
    };
    let (icon, then) = then;
    let about = if message.key.is_empty() {
        String::new()
    } else {
        format!(" sobre «{}»", message.key)
    };
    let page = Confirmed {
        title: format!("Va a {verb} el mensaje «{}»{about}", message.name),
        consequences: vec![(icon, then.to_owned())],
        action: format!("{LIST}/{}/{word}", message.id),
        version: Some(message.version),
        button,
        risk: act == Act::Discard,
    };
    page.with(chrome, vec![reason(pairs)], errors)
}

/// What is said of an act, before its fields.
struct Confirmed {
    title: String,
    consequences: Vec<(Icon, String)>,
    action: String,
    version: Option<i64>,
    button: &'static str,
    risk: bool,
}

impl Confirmed {
    fn with(self, chrome: Chrome, mut fields: Vec<Field>, errors: &Errors) -> ConfirmPage {
        for field in &mut fields {
            let error = errors.iter().find(|(name, _)| *name == field.name);
            field.error = error.map(|(_, how)| how.clone());
        }
        ConfirmPage {
            crumbs: vec![Link::new("/operacion", "Operación"), Link::new(LIST, "Mensajes")],
            title: self.title,
            consequences: self.consequences,
            errors: FormErrors::of(&fields),
            action: self.action,
            version: self.version,
            button: self.button.to_owned(),
            risk: self.risk,
            back: Link::new(LIST, "Volver sin cambiar nada"),
            fields,
            chrome,
        }
    }
}

fn reason(pairs: &Pairs) -> Field {
    let typed = value(pairs, REASON).unwrap_or_default().to_owned();
    Field::new(REASON, "Motivo", Control::LongText { value: typed })
        .hint("Queda en el historial del sistema, con su nombre.")
}

/// Why, or that it is missing.
pub fn read_reason(pairs: &Pairs) -> Result<String, Errors> {
    let reason = value(pairs, REASON).unwrap_or_default().trim();
    if reason.is_empty() {
        let how = "Escriba el motivo. Por ejemplo: «El banco confirmó el pago por teléfono»";
        return Err(vec![(REASON, how.to_owned())]);
    }
    Ok(reason.to_owned())
}

/// The message that was written, and why; or what is wrong with it.
pub fn read_letter(id: MessageId, pairs: &Pairs) -> Result<(Letter, String), Errors> {
    let mut errors = Errors::new();
    let typed = |name: &str| value(pairs, name).unwrap_or_default().trim().to_owned();
    let (name, key, data) = (typed(NAME), typed(KEY), typed(DATA));
    if name.is_empty() {
        errors.push((NAME, "Escriba el nombre del mensaje. Por ejemplo: concepto".to_owned()));
    }
    let content = match data.as_str() {
        "" => Some(Value::Object(serde_json::Map::new())),
        text => serde_json::from_str(text).ok().filter(Value::is_object),
    };
    if content.is_none() {
        let how = "Escriba un objeto de JSON bien formado. Por ejemplo: {\"sentido\": \"favorable\"}";
        errors.push((DATA, how.to_owned()));
    }
    match (read_reason(pairs), content) {
        (Ok(reason), Some(content)) if errors.is_empty() => {
            let letter = Letter { id, name, key, content };
            Ok((letter, reason))
        }
        (reason, _) => {
            errors.extend(reason.err().into_iter().flatten());
            Err(errors)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(said: &[(&str, &str)]) -> Pairs {
        let owned = said
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        owned.collect()
    }

    #[test]
    fn a_message_needs_a_name_an_object_and_a_reason_and_all_is_told_at_once() {
        let wrong = read_letter(MessageId::from_parts(1, 1), &pairs(&[(DATA, "17")]))
            .err()
            .unwrap();
        let named: Vec<&str> = wrong.iter().map(|(name, _)| *name).collect();
        assert_eq!(named, [NAME, DATA, REASON]);
    }

    #[test]
    fn a_message_without_variables_says_an_empty_object() {
        let said = pairs(&[(NAME, " pago "), (REASON, "prueba")]);
        let (letter, reason) = read_letter(MessageId::from_parts(1, 1), &said).unwrap();
        assert_eq!(
            (letter.name.as_str(), letter.content, reason.as_str()),
            ("pago", serde_json::json!({}), "prueba")
        );
    }
}
