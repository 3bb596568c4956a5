//! A decision model as it is written, before anything is compiled (DMN 1.5 §6 to §8, §10.4).

/// A decision model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The namespace that other models import it by.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Models it uses, in order.
    pub imports: Vec<Import>,
    /// Its types.
    pub items: Vec<ItemDefinition>,
    /// Its data from outside.
    pub inputs: Vec<Variable>,
    /// Its decisions.
    pub decisions: Vec<Decision>,
    /// Its functions.
    pub knowledge: Vec<Knowledge>,
    /// Its decision services.
    pub services: Vec<Service>,
}

/// Another model that is used under a name.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name its elements are reached by; empty when they are reached directly.
    pub name: String,
    /// The namespace of the model.
    pub namespace: String,
}

/// Something with an id, a name and a type.
#[derive(Clone, Debug, Default)]
pub struct Variable {
    /// Unique in its model.
    pub id: String,
    /// The name expressions use.
    pub name: String,
    /// The name of its type, if it has one.
    pub type_ref: Option<String>,
}

/// A type, or a component of one.
#[derive(Clone, Debug, Default)]
pub struct ItemDefinition {
    /// Its name.
    pub name: String,
    /// The type it is another name for.
    pub type_ref: Option<String>,
    /// Whether it is a list of that.
    pub is_collection: bool,
    /// The values that are allowed, as unary tests; of a list, those of its items.
    pub allowed_values: Option<String>,
    /// The same, of the whole list (DMN 1.5 §7.3.3).
    pub type_constraint: Option<String>,
    /// The entries, when it is a structure.
    pub components: Vec<ItemDefinition>,
    /// Parameters and result, when it is a function.
    pub function: Option<(Vec<Variable>, Option<String>)>,
}

/// A decision: a named value computed from what it requires.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its id, name and type.
    pub variable: Variable,
    /// The input data, decisions and knowledge it requires.
    pub requires: Vec<Required>,
    /// How it is computed; `None` when that is left open.
    pub logic: Option<Boxed>,
}

/// Something that a decision requires, by its reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Required {
    /// Input data.
    Input(String),
    /// Another decision.
    Decision(String),
    /// A business knowledge model or a decision service.
    Knowledge(String),
}

impl Required {
    /// The reference, such as `#id` or `namespace#id`.
    pub fn reference(&self) -> &str {
        match self {
            Required::Input(reference) | Required::Decision(reference) | Required::Knowledge(reference) => reference,
        }
    }
}

/// A business knowledge model: a function that decisions share.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// Its id, name and type.
    pub variable: Variable,
    /// References to other knowledge it requires.
    pub requires: Vec<String>,
    /// What it computes; `None` when that is left open.
    pub logic: Option<FunctionDefinition>,
}

/// A decision service: decisions called as one function.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its id, name and type.
    pub variable: Variable,
    /// References to the decisions whose values it gives.
    pub outputs: Vec<String>,
    /// References to the input data it takes, which come first among its parameters.
    pub input_data: Vec<String>,
    /// References to the decisions whose values it takes.
    pub input_decisions: Vec<String>,
}

/// A function with its parameters.
#[derive(Clone, Debug)]
pub struct FunctionDefinition {
    /// Its parameters.
    pub parameters: Vec<Variable>,
    /// Its body.
    pub body: Box<Boxed>,
    /// Whether it is FEEL; functions of other kinds are not run.
    pub is_feel: bool,
    /// The name of the type of its result.
    pub type_ref: Option<String>,
}

/// A boxed expression and the type its value is to have.
#[derive(Clone, Debug)]
pub struct Boxed {
    /// What it is.
    pub kind: BoxedKind,
    /// The name of its type, if it has one.
    pub type_ref: Option<String>,
}

/// The kinds of boxed expressions (DMN 1.5 §10.2).
#[derive(Clone, Debug)]
pub enum BoxedKind {
    /// FEEL text.
    Literal(String),
    /// Named entries; the last one may have no name and is the result.
    Context(Vec<(Option<Variable>, Boxed)>),
    /// A function called with named arguments.
    Invocation(Box<Boxed>, Vec<(String, Boxed)>),
    /// A function.
    Function(FunctionDefinition),
    /// Items in order.
    List(Vec<Boxed>),
    /// Rows of cells under the names of the columns.
    Relation(Vec<String>, Vec<Vec<Boxed>>),
    /// If, then, else.
    Conditional(Box<[Boxed; 3]>),
    /// The items of a list that match.
    Filter(Box<[Boxed; 2]>),
    /// One result for each item: the iterator's name, what it goes through, the result.
    For(String, Box<[Boxed; 2]>),
    /// Whether some item satisfies a condition.
    Some(String, Box<[Boxed; 2]>),
    /// Whether every item satisfies a condition.
    Every(String, Box<[Boxed; 2]>),
    /// A decision table.
    Table(DecisionTable),
}

/// A decision table as written.
#[derive(Clone, Debug)]
pub struct DecisionTable {
    /// Which of the rules that match count.
    pub hit_policy: HitPolicy,
    /// The columns that are tested.
    pub inputs: Vec<InputClause>,
    /// The columns that are given.
    pub outputs: Vec<OutputClause>,
    /// The names of the columns of annotations; those of a rule beyond them have none.
    pub annotations: Vec<String>,
    /// The rules, in order.
    pub rules: Vec<Rule>,
}

/// A column that is tested.
#[derive(Clone, Debug)]
pub struct InputClause {
    /// What people read above it.
    pub label: Option<String>,
    /// What is tested, in FEEL.
    pub expression: String,
    /// The name of its type, if it has one.
    pub type_ref: Option<String>,
    /// The values it may have, as unary tests.
    pub values: Option<String>,
}

/// A column that is given.
#[derive(Clone, Debug)]
pub struct OutputClause {
    /// What people read above it.
    pub label: Option<String>,
    /// Its name; needed when there are several.
    pub name: Option<String>,
    /// The name of its type, if it has one.
    pub type_ref: Option<String>,
    /// The values it may have, the most important first, as unary tests.
    pub values: Option<String>,
    /// Its value when no rule matches, in FEEL.
    pub default: Option<String>,
}

/// A row of a decision table.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// One cell of unary tests for each input.
    pub tests: Vec<String>,
    /// One cell of FEEL for each output.
    pub outputs: Vec<String>,
    /// What the author says about it.
    pub annotations: Vec<String>,
}

/// The column of annotations that say why a rule is so.
pub(super) const NOTE: &str = "Nota";
/// The column of annotations that say why a rule is not certain.
pub(super) const DOUBT: &str = "Por confirmar";

impl DecisionTable {
    /// What its author says about a rule, doubts left out.
    pub fn note(&self, rule: &Rule) -> Option<String> {
        self.said(rule, |name| name != DOUBT)
    }

    /// Why a rule is not certain, as the column `Por confirmar` of its annotations says.
    pub fn doubt(&self, rule: &Rule) -> Option<String> {
        self.said(rule, |name| name == DOUBT)
    }

    fn said(&self, rule: &Rule, column: impl Fn(&str) -> bool) -> Option<String> {
        let name = |at: usize| self.annotations.get(at).map_or("", String::as_str);
        let said = rule.annotations.iter().enumerate();
        let said = said.filter(|(at, text)| column(name(*at)) && !text.trim().is_empty());
        let said: Vec<&str> = said.map(|(_, text)| text.as_str()).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

/// Which of the rules that match count (DMN 1.5 §8.2.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HitPolicy {
    /// Only one may match.
    #[default]
    Unique,
    /// The first in order.
    First,
    /// The one whose outputs are the most important.
    Priority,
    /// Any: those that match must agree.
    Any,
    /// All, in the order of their outputs' importance.
    OutputOrder,
    /// All, in the order of the rules.
    RuleOrder,
    /// All, combined or as a list.
    Collect(Option<Aggregation>),
}

/// How collected outputs are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// Their sum.
    Sum,
    /// How many there are.
    Count,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}
