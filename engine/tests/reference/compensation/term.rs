//! What is still to do, as a term that is rewritten: the slow, obvious reference.

/// What is still to do.
#[derive(Clone, Debug)]
pub enum Term {
    Nothing,
    Task(String, Undo),
    Sequence(Vec<Term>),
    Together(Vec<Term>),
    Scope {
        name: String,
        inside: Box<Term>,
        log: Vec<(String, Term)>,
        undo: Undo,
    },
    Throw {
        only: Option<String>,
        at_once: bool,
    },
    /// Cancels all instances of the transaction around it.
    Cancel,
    /// A transaction: all of its instances, and what completed of them.
    Transaction(Box<Term>, Vec<(String, Term)>),
}

/// What undoes something when it is done.
#[derive(Clone, Debug)]
pub enum Undo {
    /// Nothing does; for a scope, what was done in it is undone.
    Inside,
    By(String),
}

/// What a scope knows: what was done in it, and what goes on beside its path.
#[derive(Default)]
pub struct Notes {
    pub log: Vec<(String, Term)>,
    pub beside: Vec<Term>,
    pub cancelled: bool,
}

impl Term {
    pub fn task(name: &str, can_be_undone: bool) -> Self {
        let undo = if can_be_undone {
            Undo::By(format!("undo-{name}"))
        } else {
            Undo::Inside
        };
        Self::Task(name.to_owned(), undo)
    }

    pub fn scope(name: &str, undo: Undo, inside: Vec<Self>) -> Self {
        Self::Scope {
            name: name.to_owned(),
            inside: Box::new(Self::Sequence(inside)),
            log: Vec::new(),
            undo,
        }
    }

    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// What undoes these, the last first.
    fn undoing(log: Vec<(String, Self)>) -> Self {
        Self::Sequence(log.into_iter().rev().map(|(_, undo)| undo).collect())
    }

    /// Goes on until tasks are open.
    pub fn settle(&mut self, notes: &mut Notes) {
        match self {
            Self::Nothing | Self::Task(..) => {}
            Self::Sequence(all) => {
                while let Some(first) = all.first_mut() {
                    first.settle(notes);
                    if !first.is_nothing() || notes.cancelled {
                        return;
                    }
                    all.remove(0);
                }
                *self = Self::Nothing;
            }
            Self::Together(all) => {
                for one in all.iter_mut() {
                    one.settle(notes);
                    if notes.cancelled {
                        return;
                    }
                }
                all.retain(|one| !one.is_nothing());
                if all.is_empty() {
                    *self = Self::Nothing;
                }
            }
            Self::Scope {
                name,
                inside,
                log,
                undo,
            } => {
                let mut own = Notes {
                    log: std::mem::take(log),
                    ..Notes::default()
                };
                inside.settle(&mut own);
                *log = own.log;
                notes.cancelled |= own.cancelled;
                if inside.is_nothing() && !notes.cancelled {
                    let undo = match undo {
                        Undo::By(handler) => Some(Self::Task(handler.clone(), Undo::Inside)),
                        Undo::Inside if log.is_empty() => None,
                        Undo::Inside => Some(Self::undoing(std::mem::take(log))),
                    };
                    notes.log.extend(undo.map(|undo| (name.clone(), undo)));
                    *self = Self::Nothing;
                }
            }
            Self::Transaction(inside, log) => {
                let mut own = Notes {
                    log: std::mem::take(log),
                    ..Notes::default()
                };
                inside.settle(&mut own);
                if own.cancelled {
                    // The instances that completed, and what completed in those that did not.
                    own.log.extend(inside.portions());
                    *self = Self::undoing(own.log);
                    self.settle(&mut Notes::default());
                } else if inside.is_nothing() {
                    notes.log.extend(own.log);
                    *self = Self::Nothing;
                } else {
                    *log = own.log;
                }
            }
            Self::Throw { only, at_once } => {
                let wanted = |(name, _): &(String, Self)| only.as_ref().is_none_or(|only| only == name);
                let (taken, rest) = std::mem::take(&mut notes.log).into_iter().partition(wanted);
                notes.log = rest;
                let mut undoing = Self::undoing(taken);
                undoing.settle(&mut Notes::default());
                if *at_once {
                    notes.beside.push(undoing);
                    *self = Self::Nothing;
                } else {
                    *self = undoing;
                }
            }
            Self::Cancel => notes.cancelled = true,
        }
    }

    /// What completed inside instances that go on; that of the one that cancels comes last.
    fn portions(&mut self) -> Vec<(String, Self)> {
        match self {
            Self::Sequence(all) | Self::Together(all) => {
                all.sort_by_key(Self::cancels);
                all.iter_mut().flat_map(Self::portions).collect()
            }
            Self::Scope { log, .. } => std::mem::take(log),
            _ => Vec::new(),
        }
    }

    fn cancels(&self) -> bool {
        match self {
            Self::Cancel => true,
            Self::Sequence(all) => all.first().is_some_and(Self::cancels),
            Self::Scope { inside, .. } => inside.cancels(),
            _ => false,
        }
    }

    /// The open tasks, in order.
    pub fn open(&self) -> Vec<String> {
        match self {
            Self::Task(name, _) => vec![name.clone()],
            Self::Sequence(all) => all.first().map(Self::open).unwrap_or_default(),
            Self::Together(all) => all.iter().flat_map(Self::open).collect(),
            Self::Scope { inside, .. } | Self::Transaction(inside, _) => inside.open(),
            Self::Nothing | Self::Throw { .. } | Self::Cancel => Vec::new(),
        }
    }

    /// Does the first open task of this name; says whether there was one.
    pub fn complete(&mut self, task: &str, notes: &mut Vec<(String, Self)>) -> bool {
        match self {
            Self::Task(name, undo) if name == task => {
                if let Undo::By(handler) = undo {
                    notes.push((name.clone(), Self::Task(handler.clone(), Undo::Inside)));
                }
                *self = Self::Nothing;
                true
            }
            Self::Sequence(all) => all.first_mut().is_some_and(|first| first.complete(task, notes)),
            Self::Together(all) => all.iter_mut().any(|one| one.complete(task, notes)),
            Self::Scope { inside, log, .. } => inside.complete(task, log),
            Self::Transaction(inside, log) => inside.complete(task, log),
            Self::Nothing | Self::Task(..) | Self::Throw { .. } | Self::Cancel => false,
        }
    }
}
