//! The pages before an act on an instance, and what was typed in them.

use radica_engine::ids::TokenId;
use radica_workflows::console::{Act, Detail};
use serde_json::Value;

use crate::form_body::{Pairs, value};
use crate::pages::chrome::Chrome;
use crate::pages::icons::Icon;
use crate::pages::officials::ConfirmPage;
use crate::pages::parts::{Choice, Control, Field, FormErrors, Link};

/// Field of the reason.
pub const REASON: &str = "motivo";
/// Field of variables or of a result, as JSON.
pub const DATA: &str = "datos";
/// Field of the position an act is about.
pub const TOKEN: &str = "posicion";
/// What the name of the control of a position that ends begins with.
const END: &str = "termina-";
/// Fields of the activities that begin.
const START: [(&str, &str); 2] = [("empieza", "Iniciar en"), ("empieza-tambien", "Iniciar también en")];

/// The acts, by their address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Retry,
    Skip,
    Move,
    Set,
    Suspend,
    Resume,
    Cancel,
}

/// An act that was typed well, and why.
pub struct Wanted {
    pub act: Act,
    pub reason: String,
}

impl Way {
    /// The act of an address.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "reintentar" => Self::Retry,
            "omitir" => Self::Skip,
            "mover" => Self::Move,
            "cambiar" => Self::Set,
            "suspender" => Self::Suspend,
            "reanudar" => Self::Resume,
            "cancelar" => Self::Cancel,
            _ => return None,
        })
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Retry => "reintentar",
            Self::Skip => "omitir",
            Self::Move => "mover",
            Self::Set => "cambiar",
            Self::Suspend => "suspender",
            Self::Resume => "reanudar",
            Self::Cancel => "cancelar",
        }
    }

    const fn button(self) -> &'static str {
        match self {
            Self::Retry => "Reintentar",
            Self::Skip => "Omitir",
            Self::Move => "Mover posiciones",
            Self::Set => "Cambiar variables",
            Self::Suspend => "Suspender",
            Self::Resume => "Reanudar",
            Self::Cancel => "Cancelar el proceso",
        }
    }

    /// What is told when it was done.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Retry => "Se intentó de nuevo.",
            Self::Skip => "Se omitió; el proceso siguió.",
            Self::Move => "Las posiciones se movieron.",
            Self::Set => "Las variables cambiaron.",
            Self::Suspend => "El proceso quedó suspendido.",
            Self::Resume => "El proceso se reanudó.",
            Self::Cancel => "El proceso se canceló.",
        }
    }

    fn consequences(self) -> Vec<(Icon, String)> {
        let said: &[(Icon, &str)] = match self {
            Self::Retry => &[
                (
                    Icon::Repetir,
                    "Se hace otra vez lo que falló, con las variables que usted corrija.",
                ),
                (Icon::Info, "Si vuelve a fallar, el incidente queda abierto de nuevo."),
            ],
            Self::Skip => &[
                (Icon::Flecha, "El proceso sigue como si esa actividad estuviera hecha."),
                (Icon::PorVencer, "Lo que la actividad debía hacer no se hace."),
            ],
            Self::Move => &[
                (
                    Icon::Equis,
                    "Lo que usted marque como terminado se cierra con sus tareas, plazos y trabajos.",
                ),
                (Icon::Flecha, "En la actividad que elija empieza una posición nueva."),
                (Icon::PorVencer, "Las tareas que se cierran no se pueden recuperar."),
            ],
            Self::Set => &[
                (
                    Icon::Info,
                    "Solo cambian las variables que usted escriba; las demás quedan como están.",
                ),
                (
                    Icon::Reloj,
                    "Las condiciones que esperan esas variables se miran otra vez.",
                ),
            ],
            Self::Suspend => &[
                (
                    Icon::Suspendido,
                    "Nadie puede completar sus tareas, no se cumplen sus plazos internos y no se hacen sus trabajos.",
                ),
                (Icon::PorVencer, "El término legal del caso sigue corriendo."),
                (Icon::Info, "Al reanudarlo sucede lo que se haya cumplido entretanto."),
            ],
            Self::Resume => &[(Icon::Reloj, "Sucede lo que se cumplió mientras estaba suspendido.")],
            Self::Cancel => &[
                (
                    Icon::Vencido,
                    "El proceso termina donde está; se cierran sus tareas, plazos y trabajos.",
                ),
                (
                    Icon::PorVencer,
                    "El caso queda sin proceso que lo decida. No se puede deshacer.",
                ),
            ],
        };
        said.iter().map(|(icon, text)| (*icon, (*text).to_owned())).collect()
    }
}

/// The page before an act, with what was typed and what is wrong with it.
pub fn page(chrome: Chrome, detail: &Detail, way: Way, pairs: &Pairs, errors: &[(String, String)]) -> ConfirmPage {
    let row = detail.matter.row.get();
    let href = format!("/operacion/instancias/{}", row.id);
    let label = match detail.matter.subject.label() {
        label if label.is_empty() => row.id.to_string(),
        label => label,
    };
    let mut fields = fields(detail, way, pairs);
    for field in &mut fields {
        field.error = errors
            .iter()
            .find(|(name, _)| *name == field.name)
            .map(|(_, error)| error.clone());
    }
    let token = value(pairs, TOKEN).map(|token| format!("?{TOKEN}={}", token.parse::<u32>().unwrap_or_default()));
    ConfirmPage {
        crumbs: vec![
            Link::new("/operacion", "Operación"),
            Link::new("/operacion/instancias", "Instancias"),
            Link::new(href.clone(), label.clone()),
        ],
        title: title(detail, way, pairs, &label),
        consequences: way.consequences(),
        errors: FormErrors::of(&fields),
        action: format!("{href}/{}{}", way.path(), token.unwrap_or_default()),
        version: Some(row.version),
        button: way.button().to_owned(),
        risk: matches!(way, Way::Cancel | Way::Move),
        back: Link::new(href, "Volver sin cambiar nada"),
        fields,
        chrome,
    }
}

fn title(detail: &Detail, way: Way, pairs: &Pairs, label: &str) -> String {
    let token = token(pairs);
    let place = detail.at.iter().find(|at| Some(at.token) == token);
    let place = place.map_or("lo que falló", |at| at.name.as_str());
    match way {
        Way::Retry => format!("Va a reintentar «{place}» en {label}"),
        Way::Skip => format!("Va a omitir «{place}» en {label}"),
        Way::Move => format!("Va a mover las posiciones de {label}"),
        Way::Set => format!("Va a cambiar las variables de {label}"),
        Way::Suspend => format!("Va a suspender el proceso de {label}"),
        Way::Resume => format!("Va a reanudar el proceso de {label}"),
        Way::Cancel => format!("Va a cancelar el proceso de {label}"),
    }
}

fn fields(detail: &Detail, way: Way, pairs: &Pairs) -> Vec<Field> {
    let typed = |name: &str| value(pairs, name).unwrap_or_default().to_owned();
    let data = |label: &str, hint: &str| {
        let control = Control::LongText { value: typed(DATA) };
        Field::new(DATA, label, control).hint(hint)
    };
    let tick = |name: String, label: String| {
        let checked = value(pairs, &name).is_some();
        let when = Vec::new();
        let accept = Control::Accept { checked, when };
        Field {
            optional: true,
            ..Field::new(&name, &label, accept)
        }
    };
    let mut fields = match way {
        Way::Retry => vec![Field {
            optional: true,
            ..data(
                "Variables que corrige",
                "Un objeto de JSON. Por ejemplo: {\"municipio\": \"Mocoa\"}",
            )
        }],
        Way::Skip => vec![Field {
            optional: true,
            ..data(
                "Resultado que habría dado",
                "JSON. Por ejemplo: {\"resultado\": \"completa\"}",
            )
        }],
        Way::Set => vec![data(
            "Variables",
            "Un objeto de JSON. Por ejemplo: {\"municipio\": \"Mocoa\"}",
        )],
        Way::Move => {
            let ends = detail.at.iter().map(|at| {
                tick(
                    format!("{END}{}", at.token),
                    format!("Terminar lo que está en «{}»", at.name),
                )
            });
            let starts = START.map(|(name, label)| {
                let options = places(detail, &typed(name));
                Field {
                    optional: true,
                    ..Field::new(name, label, Control::Select { options })
                }
            });
            ends.chain(starts).collect()
        }
        Way::Suspend | Way::Resume | Way::Cancel => Vec::new(),
    };
    let reason = Control::LongText { value: typed(REASON) };
    fields.push(Field::new(REASON, "Motivo", reason).hint("Queda en la historia del proceso, con su nombre."));
    fields
}

/// Where a token may begin; ids stand beside names, since several activities may be called the same.
fn places(detail: &Detail, chosen: &str) -> Vec<Choice> {
    let nodes = detail.matter.process.elements().filter(|node| can_begin(node));
    let named = nodes.filter_map(|node| Some((node.id.as_str(), node.name.as_deref()?)));
    let option = |(id, name): (&str, &str)| Choice::new(id, &format!("{name} ({id})"), id == chosen);
    std::iter::once(Choice::new("", "En ninguna", chosen.is_empty()))
        .chain(named.map(option))
        .collect()
}

fn can_begin(node: &radica_engine::model::Node) -> bool {
    !matches!(node.kind.word(), "boundary" | "start")
}

fn token(pairs: &Pairs) -> Option<TokenId> {
    value(pairs, TOKEN)?.parse().ok().map(TokenId)
}

/// What was typed, or what is wrong with it: name of the field and how to mend it.
pub fn read(way: Way, pairs: &Pairs) -> Result<Wanted, Vec<(String, String)>> {
    let mut errors = Vec::new();
    let mut wrong = |name: &str, how: &str| errors.push((name.to_owned(), how.to_owned()));
    let reason = value(pairs, REASON).unwrap_or_default().trim().to_owned();
    if reason.is_empty() {
        wrong(REASON, "Escriba el motivo. Por ejemplo: «Volvió el servidor de correo»");
    }
    let text = value(pairs, DATA).unwrap_or_default().trim();
    let data: Option<Value> = if text.is_empty() {
        None
    } else {
        serde_json::from_str(text).ok()
    };
    let object = data.as_ref().is_some_and(Value::is_object);
    let unreadable = !text.is_empty() && (data.is_none() || (way != Way::Skip && !object));
    if unreadable || (way == Way::Set && text.is_empty()) {
        wrong(
            DATA,
            "Escriba JSON bien formado. Por ejemplo: {\"municipio\": \"Mocoa\"}",
        );
    }
    let ended = pairs.iter().filter_map(|(name, _)| name.strip_prefix(END));
    let end: Vec<TokenId> = ended.filter_map(|token| token.parse().ok().map(TokenId)).collect();
    let begun = START.iter().filter_map(|(name, _)| value(pairs, name));
    let start: Vec<String> = begun.filter(|element| !element.is_empty()).map(str::to_owned).collect();
    if way == Way::Move && end.is_empty() && start.is_empty() {
        wrong("empieza", "Marque lo que termina, o elija dónde se inicia");
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let empty = || Value::Object(serde_json::Map::new());
    let act = match way {
        Way::Retry => Act::Retry {
            token: token(pairs),
            variables: data.unwrap_or_else(empty),
        },
        Way::Skip => Act::Skip {
            token: token(pairs).unwrap_or(TokenId(0)),
            result: data.unwrap_or(Value::Null),
        },
        Way::Move => Act::Move { end, start },
        Way::Set => Act::Set(data.unwrap_or_else(empty)),
        Way::Suspend => Act::Suspend,
        Way::Resume => Act::Resume,
        Way::Cancel => Act::Cancel,
    };
    Ok(Wanted { act, reason })
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
    fn an_act_without_a_reason_is_not_done() {
        let wrong = read(Way::Cancel, &pairs(&[(REASON, " ")])).err().unwrap();
        assert_eq!(wrong[0].0, REASON);
    }

    #[test]
    fn variables_must_be_an_object_and_a_result_may_be_anything() {
        let said = pairs(&[(REASON, "x"), (DATA, "17"), (TOKEN, "3")]);
        assert!(read(Way::Set, &said).is_err());
        assert!(matches!(
            read(Way::Skip, &said),
            Ok(Wanted {
                act: Act::Skip { .. },
                ..
            })
        ));
    }

    #[test]
    fn moving_names_what_ends_and_what_begins() {
        let said = pairs(&[
            (REASON, "x"),
            ("termina-4", "true"),
            ("empieza", "decidir"),
            ("empieza-tambien", ""),
        ]);
        let Ok(Wanted {
            act: Act::Move { end, start },
            ..
        }) = read(Way::Move, &said)
        else {
            panic!("a move")
        };
        assert_eq!((end, start), (vec![TokenId(4)], vec!["decidir".to_owned()]));
    }
}
