//! Decision tables in words, for those who read them without knowing DMN.

use radica_feel::dmn::{Aggregation, HitPolicy};

/// How the table chooses among the rules that match, in a sentence.
#[must_use]
pub const fn policy_in_words(policy: HitPolicy) -> &'static str {
    match policy {
        HitPolicy::Unique => "Decide la única regla que se cumple: nunca se cumplen dos a la vez.",
        HitPolicy::First => "Decide la primera regla que se cumple, de arriba abajo; las siguientes ya no cuentan.",
        HitPolicy::Priority => "Si se cumplen varias reglas, decide la de resultado más importante.",
        HitPolicy::Any => "Se pueden cumplir varias reglas, y todas dan el mismo resultado.",
        HitPolicy::OutputOrder => {
            "El resultado es la lista de lo que dan todas las reglas que se cumplen, lo más importante primero."
        }
        HitPolicy::RuleOrder => "El resultado es la lista de lo que dan todas las reglas que se cumplen, en su orden.",
        HitPolicy::Collect(None) => "El resultado es la lista de lo que dan todas las reglas que se cumplen.",
        HitPolicy::Collect(Some(Aggregation::Sum)) => {
            "El resultado es la suma de lo que dan las reglas que se cumplen."
        }
        HitPolicy::Collect(Some(Aggregation::Count)) => "El resultado es cuántas reglas se cumplen.",
        HitPolicy::Collect(Some(Aggregation::Min)) => {
            "El resultado es el menor de los que dan las reglas que se cumplen."
        }
        HitPolicy::Collect(Some(Aggregation::Max)) => {
            "El resultado es el mayor de los que dan las reglas que se cumplen."
        }
    }
}
