//! The writer's side: the images of what a transaction writes, gathered and written with it.

use super::{Head, Step, head_of, image, image::Image};
use crate::{
    dialect::Tx,
    error::Error,
    journal::Recorded,
    record::{Record, Table},
    value::{Row, Value},
    writer::insert_missing,
};

/// Gathers what one transaction does; nothing while no steps are kept.
pub(crate) struct Keeper {
    head: Option<Head>,
    images: Vec<Image>,
}

impl Keeper {
    /// For a transaction that begins to write.
    pub(crate) async fn of(tx: &mut Tx) -> Result<Self, Error> {
        Ok(Self {
            head: head_of(tx).await?,
            images: Vec::new(),
        })
    }

    /// These rows of a table were deleted, and then these written.
    pub(crate) fn gather(&mut self, table: &'static Table, deleted: &[Vec<Value>], rows: &[Row]) {
        let nothing = deleted.is_empty() && rows.is_empty();
        if self.head.is_none() || table.name == Recorded::TABLE.name || nothing {
            return;
        }
        self.images.push(Image {
            table,
            deleted: deleted.to_vec(),
            rows: rows.to_vec(),
        });
    }

    /// Writes the step, in the same transaction. `position` is the journal's last after it.
    pub(crate) async fn write(self, tx: &mut Tx, position: i64) -> Result<(), Error> {
        let Some(head) = self.head else {
            return Ok(());
        };
        let step = Step {
            number: head.number + 1,
            branch: head.branch,
            position,
            changes: image::encode(&self.images),
        };
        insert_missing(tx, Step::TABLE, vec![step.into_row()]).await
    }
}
