//! Nothing but the benchmark beside it.
