//! Taking away blobs that nothing names: of an upload that was abandoned, or of a crash before the commit.
//!
//! Why none is taken that somebody counts on is told where it is done ([`crate::objects::Doomed`] and its module).

use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Keeper, KeepingError, entry, later, named::named};
use crate::{Batch, objects::Sha256, tables::upkeep::Upkeep};

/// The task.
pub const TASK: &str = "orphans";
/// The shortest grace: longer than from storing a content to the commit that names it.
pub const SHORTEST_GRACE: SignedDuration = SignedDuration::from_hours(24);
/// How often it is looked for them.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// Blobs that are taken away in a turn at most, and when the next turn is then.
const MOST: usize = 1_000;
const REST: SignedDuration = SignedDuration::from_mins(1);
/// Keys looked up at once, and blobs marked at once.
const GROUP: usize = 500;
const MARKED: usize = 50;

/// Takes a turn, if it is due; answers how many blobs were taken away. A blob is kept for `grace` after it was last written,
/// at least [`SHORTEST_GRACE`].
///
/// # Errors
/// When the database or the store fails; what was taken away until then is in the journal.
pub async fn collect(
    keeper: &Keeper<'_>,
    now: Timestamp,
    grace: SignedDuration,
) -> Result<Option<usize>, KeepingError> {
    let Some(turn) = keeper.turn(TASK, now).await? else {
        return Ok(None);
    };
    let grace = grace.max(SHORTEST_GRACE);
    let before = now.checked_sub(grace).unwrap_or(now);
    keeper.objects.forget_marks(before, now).await?;
    let began_at = Some(now);
    let mut collected = 0;
    let mut groups = std::pin::pin!(keeper.objects.written_before(before).try_chunks(GROUP));
    while let Some(group) = groups.try_next().await.map_err(|error| error.1)? {
        collected += collect_from(keeper, group, before, now).await?;
        if collected >= MOST {
            break;
        }
    }
    let pause = if collected >= MOST { REST } else { EVERY };
    let turn = Upkeep {
        due_at: later(now, pause),
        began_at,
        ended_at: Some(now),
        blobs: i64::try_from(collected).unwrap_or(i64::MAX),
        ..turn
    };
    keeper.commit(Batch::new().put(turn)).await?;
    Ok(Some(collected))
}

async fn collect_from(
    keeper: &Keeper<'_>,
    group: Vec<Sha256>,
    before: Timestamp,
    now: Timestamp,
) -> Result<usize, KeepingError> {
    let unnamed = without_name(keeper, group).await?;
    let mut collected = 0;
    for some in unnamed.chunks(MARKED) {
        collected += take_away(keeper, some, before, now).await?;
    }
    Ok(collected)
}

async fn without_name(keeper: &Keeper<'_>, keys: Vec<Sha256>) -> Result<Vec<Sha256>, KeepingError> {
    let texts: Vec<String> = keys.iter().map(Sha256::to_string).collect();
    let named = named(keeper.db, &texts).await?;
    let pairs = keys.into_iter().zip(texts);
    Ok(pairs
        .filter(|(_, text)| !named.contains(text))
        .map(|(key, _)| key)
        .collect())
}

/// Marks, asks again whether something names them, and takes away the rest.
async fn take_away(
    keeper: &Keeper<'_>,
    keys: &[Sha256],
    before: Timestamp,
    now: Timestamp,
) -> Result<usize, KeepingError> {
    let mut marked = Vec::new();
    for key in keys {
        marked.extend(keeper.objects.doom(*key, before, now).await?);
    }
    let still: Vec<Sha256> = without_name(keeper, marked.iter().map(|doomed| doomed.key()).collect()).await?;
    let (mut batch, mut taken) = (Batch::new(), 0);
    for doomed in marked {
        let (key, size) = (doomed.key(), doomed.size());
        if !still.contains(&key) {
            doomed.spare().await?;
        } else if doomed.take_away().await? {
            batch = batch.entry(entry(
                now,
                &key.to_string(),
                "orphan-collected",
                json!({ "size": size }),
            ));
            taken += 1;
        }
    }
    if taken > 0 {
        keeper.commit(batch).await?;
    }
    Ok(taken)
}
