//! Signals: everybody who waits for one goes on, here at once and elsewhere by the host.

use super::messages::content;
use crate::decide::{Run, happen};
use crate::effect::Effect;
use crate::event::{BoundaryOn, BoundaryWait, Event, Holder, Threw};
use crate::ids::TokenId;
use crate::lifecycle::IllegalTransition;
use crate::model::SignalThrow;
use crate::variables::Value;

/// Throws a signal.
pub(super) fn throw(run: &mut Run<'_>, token: TokenId, signal: &SignalThrow) -> Result<(), IllegalTransition> {
    let content = content(run, token, &signal.content);
    let name = signal.name.clone();
    run.emit(Event::Threw {
        token,
        event: Threw::Signal { name: name.clone() },
    })?;
    deliver(run, &name, &content)?;
    run.effect(Effect::Broadcast { signal: name, content });
    Ok(())
}

/// Brings a signal to all that wait for it in the instance; says whether any did.
pub(crate) fn deliver(run: &mut Run<'_>, name: &str, content: &Value) -> Result<bool, IllegalTransition> {
    let waits = run.instance.armed().filter(|(_, wait)| waits_for(wait, name));
    let waits: Vec<(Holder, BoundaryWait)> = waits.map(|(holder, wait)| (holder, wait.clone())).collect();
    for (holder, wait) in &waits {
        happen(run, *holder, wait, content)?;
    }
    Ok(!waits.is_empty())
}

fn waits_for(wait: &BoundaryWait, name: &str) -> bool {
    matches!(&wait.on, BoundaryOn::Signal { signal, .. } if signal == name)
}
