//! Boundary events: what an activity waits for while it is worked on.

use jiff::Timestamp;

use super::{catch, timer};
use crate::decide::{Run, Todo, closing, scopes};
use crate::effect::Effect;
use crate::event::{BoundaryOn, BoundaryWait, Event};
use crate::ids::{ElementId, SubscriptionId, TimerId, TokenId};
use crate::incident::{Incident, Retry};
use crate::instance::Instance;
use crate::lifecycle::IllegalTransition;
use crate::model::{Boundary, Kind, NodeIx, Trigger};
use crate::variables::{Name, Value};

/// Computes what the boundary events of an activity will wait for; nothing is armed yet, so that an
/// incident leaves nothing half done.
pub(crate) fn plan(run: &mut Run<'_, '_>, token: TokenId, node: NodeIx) -> Result<Vec<BoundaryWait>, Incident> {
    let definition = run.definition;
    let mut waits = Vec::new();
    for ix in &definition.node(node).boundary {
        let node = definition.node(*ix);
        if let Kind::Boundary(boundary) = &node.kind
            && let Some(on) = on(run, token, boundary)?
        {
            waits.push(BoundaryWait {
                element: node.id.clone(),
                on,
            });
        }
    }
    Ok(waits)
}

/// Begins those waits.
pub(crate) fn arm(run: &mut Run<'_, '_>, token: TokenId, waits: Vec<BoundaryWait>) -> Result<(), IllegalTransition> {
    for wait in waits {
        let element = wait.element.clone();
        run.effect(match wait.on.clone() {
            BoundaryOn::Timer { timer, at } => Effect::SetTimer { timer, element, at },
            BoundaryOn::Message {
                subscription,
                message,
                key,
            } => Effect::Subscribe {
                subscription,
                element,
                message,
                key,
            },
        });
        run.emit(Event::Armed { token, wait })?;
    }
    Ok(())
}

/// What an event waits for; none for errors, which are thrown to it.
fn on(run: &mut Run<'_, '_>, token: TokenId, boundary: &Boundary) -> Result<Option<BoundaryOn>, Incident> {
    let scope = run.scope_of(token);
    match &boundary.trigger {
        Trigger::Timer(spec) => {
            let at = timer::moment(run, scope, spec, Retry::Enter)?;
            Ok(Some(BoundaryOn::Timer {
                timer: TimerId(run.env.ids.next()),
                at,
            }))
        }
        Trigger::Message(spec) => {
            let key = catch::key(run, scope, spec, Retry::Enter)?;
            let subscription = SubscriptionId(run.env.ids.next());
            Ok(Some(BoundaryOn::Message {
                subscription,
                message: spec.name.clone(),
                key,
            }))
        }
        Trigger::Error(_) => Ok(None),
    }
}

/// A boundary timer that waits.
pub(crate) struct BoundaryTimer {
    /// The boundary event.
    pub element: ElementId,
    /// When it is due.
    pub at: Timestamp,
}

/// The boundary timer with this id, and the token it is beside.
pub(crate) fn timer(instance: &Instance, wanted: TimerId) -> Option<(TokenId, BoundaryTimer)> {
    find(instance, |wait| match &wait.on {
        BoundaryOn::Timer { timer, at } if *timer == wanted => Some(BoundaryTimer {
            element: wait.element.clone(),
            at: *at,
        }),
        _ => None,
    })
}

/// The boundary event that waits with this subscription, and the token it is beside.
pub(crate) fn subscription(instance: &Instance, wanted: SubscriptionId) -> Option<(TokenId, ElementId)> {
    find(instance, |wait| match &wait.on {
        BoundaryOn::Message { subscription, .. } if *subscription == wanted => Some(wait.element.clone()),
        _ => None,
    })
}

fn find<T>(instance: &Instance, pick: impl Fn(&BoundaryWait) -> Option<T>) -> Option<(TokenId, T)> {
    instance
        .tokens()
        .find_map(|(id, token)| token.boundary.iter().find_map(&pick).map(|found| (id, found)))
}

/// A boundary event happened: it ends its activity, or starts a path beside it.
pub(crate) fn happen(
    run: &mut Run<'_, '_>,
    token: TokenId,
    element: &ElementId,
    content: &Value,
) -> Result<(), IllegalTransition> {
    let interrupting = matches!(event(run, element), Some((_, boundary)) if boundary.interrupting);
    if interrupting {
        return interrupt(run, token, element, content);
    }
    let waits = run.instance.token(token).map_or(&[][..], |token| &token.boundary);
    if let Some(done) = waits
        .iter()
        .find(|wait| wait.element == *element)
        .map(|wait| closing(&wait.on))
    {
        run.effect(done);
    }
    run.emit(Event::Fired {
        token,
        element: element.clone(),
    })?;
    rearm(run, token, element)?;
    proceed(run, token, element, content)
}

/// Ends the activity and goes on from the boundary event.
pub(crate) fn interrupt(
    run: &mut Run<'_, '_>,
    token: TokenId,
    by: &ElementId,
    content: &Value,
) -> Result<(), IllegalTransition> {
    proceed(run, token, by, content)?;
    scopes::end(run, token, by)
}

/// A message may come again while the activity goes on; each wait has a new id, so that repeating the
/// same message is refused.
fn rearm(run: &mut Run<'_, '_>, token: TokenId, element: &ElementId) -> Result<(), IllegalTransition> {
    let Some((_, boundary)) = event(run, element) else {
        return Ok(());
    };
    if !matches!(boundary.trigger, Trigger::Message(_)) {
        return Ok(());
    }
    match on(run, token, boundary) {
        Ok(Some(on)) => arm(
            run,
            token,
            vec![BoundaryWait {
                element: element.clone(),
                on,
            }],
        ),
        // The key was computed once already; if it no longer can be, no further message is expected.
        Ok(None) | Err(_) => Ok(()),
    }
}

fn proceed(
    run: &mut Run<'_, '_>,
    token: TokenId,
    element: &ElementId,
    content: &Value,
) -> Result<(), IllegalTransition> {
    let scope = run.scope_of(token);
    let Some((node, boundary)) = event(run, element) else {
        return Ok(());
    };
    let result: Option<Name> = boundary.result.clone();
    run.set_result(scope, result.as_ref(), content)?;
    run.todo(Todo::Enter {
        node,
        scope,
        flow: None,
    });
    Ok(())
}

fn event<'a>(run: &Run<'a, '_>, element: &ElementId) -> Option<(NodeIx, &'a Boundary)> {
    let definition = run.definition;
    let ix = definition.ix(element)?;
    match &definition.node(ix).kind {
        Kind::Boundary(boundary) => Some((ix, boundary)),
        _ => None,
    }
}
