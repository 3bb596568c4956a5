//! Time zones by name.

use jiff::tz::TimeZone;

/// The zone of that name; `None` when there is none.
#[cfg(feature = "zones")]
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The zone of that name, of the few that a build for browsers brings: all of them weigh more than
/// the rest of the program.
#[cfg(not(feature = "zones"))]
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    use std::sync::LazyLock;

    /// Compiled from the public-domain time zone database.
    const DATA: &[u8] = include_bytes!("bogota.tzif");
    static BOGOTA: LazyLock<Option<TimeZone>> = LazyLock::new(|| TimeZone::tzif("America/Bogota", DATA).ok());
    match name {
        "America/Bogota" => BOGOTA.clone(),
        "UTC" | "Etc/UTC" | "Etc/GMT" => Some(TimeZone::UTC),
        _ => None,
    }
}
