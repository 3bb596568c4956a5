//! Ids: newtypes over ULIDs, so that a task's id is never taken for a case's.
//!
//! Storage draws no random number: whoever creates a thing brings its id.

/// Declares id types.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(ulid::Ulid);

        impl $name {
            /// The id made of a time (ms since the epoch) and 80 random bits.
            pub const fn from_parts(millis: u64, random: u128) -> Self {
                Self(ulid::Ulid::from_parts(millis, random))
            }
        }

        impl From<ulid::Ulid> for $name {
            fn from(ulid: ulid::Ulid) -> Self {
                Self(ulid)
            }
        }

        impl From<$name> for ulid::Ulid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }

        impl std::str::FromStr for $name {
            type Err = ulid::DecodeError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                ulid::Ulid::from_string(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl $crate::value::Cell for $name {
            const KIND: $crate::value::Kind = $crate::value::Kind::Text;
            fn into_value(self) -> $crate::value::Value {
                $crate::value::Value::Text(self.to_string())
            }
            fn from_value(value: $crate::value::Value) -> Result<Self, String> {
                let text = <String as $crate::value::Cell>::from_value(value)?;
                text.parse().map_err(|problem| format!("{text:?} is not an id: {problem}"))
            }
        }
    )+};
}

ids! {
    /// A process instance.
    InstanceId;
    /// A user task.
    TaskId;
    /// A job for a worker.
    JobId;
    /// A filed case.
    CaseId;
    /// A filing not yet submitted.
    DraftId;
    /// A document of an expediente.
    DocumentId;
    /// An expediente.
    ExpedienteId;
    /// A person.
    PersonId;
    /// A notice to somebody.
    NoticeId;
    /// A governed document (policy, guideline, plan).
    GovernedId;
    /// One version of a governed document.
    VersionId;
    /// A committee.
    CommitteeId;
    /// A vote of a committee on one matter.
    BallotId;
    /// A wait of an instance for a message or a signal.
    SubscriptionId;
    /// A message that an instance sent.
    MessageId;
    /// What was asked of many instances at once.
    BatchId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Cell, Value};

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = TaskId::from_parts(1_790_000_000_000, 7);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(TaskId::from_value(id.into_value()), Ok(id));
    }

    #[test]
    fn a_text_that_is_no_ulid_is_refused() {
        let refused = TaskId::from_value(Value::Text("tarea-1".to_owned()));
        assert!(refused.is_err_and(|problem| problem.contains("tarea-1")));
    }
}
