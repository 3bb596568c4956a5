//! What the journal calls things, in Spanish.

/// What happened, with its words: the order of the list to choose from.
pub const KINDS: &[(&str, &str)] = &[
    ("refused", "Se negó un acto"),
    ("sign-in-refused", "Se negó un ingreso"),
    ("signed-in", "Ingresó"),
    ("signed-out", "Salió"),
    ("identified", "Cambiaron sus datos, roles o dependencias"),
    ("started-with", "Arrancó con otra configuración"),
    ("deployed", "Entró en vigor una definición"),
    ("seeded", "Se cargó del catálogo"),
    ("filed", "Se radicó"),
    ("decided", "El proceso avanzó"),
    ("changed", "Cambió"),
    ("claimed", "Se tomó"),
    ("given-back", "Se devolvió"),
    ("reassigned", "Se reasignó"),
    ("incorporated", "Se incorporó"),
    ("numbered", "Se dio un número"),
    ("notified", "Quedó notificado"),
    ("message", "Se escribió un mensaje"),
    ("left", "Se dejó un aviso por enviar"),
    ("sent", "Se envió"),
    ("failed", "No se pudo enviar"),
    ("clock", "Cambió el término"),
    ("outcome-recorded", "Se registró el resultado"),
    ("closed", "Se cerró"),
    ("rated", "Se calificó"),
    ("incident-raised", "Se detuvo por un incidente"),
    ("incident-cleared", "Se resolvió un incidente"),
    ("operated", "Lo operó una persona"),
    ("died", "Se abandonó un trabajo"),
    ("retried", "Se mandó intentar de nuevo"),
    ("asked", "Se pidió un lote"),
    ("written", "Se escribió una versión"),
    ("voted", "Se votó"),
    ("interrupted", "Se interrumpió el servicio"),
    ("fixity-checked", "Se compararon todos los archivos"),
    ("fixity-failed", "Un archivo está dañado o perdido"),
    ("orphan-collected", "Se retiró un archivo que nada nombra"),
    ("fixity-repaired", "Un archivo dañado volvió a estar bien"),
];

/// The words of what happened; as the journal has it when it is none of those.
pub fn kind_words(kind: &str) -> &str {
    KINDS
        .iter()
        .find(|(word, _)| *word == kind)
        .map_or(kind, |(_, label)| label)
}

/// The words of a kind of thing.
pub fn subject_words(kind: &str) -> &str {
    match kind {
        "case" => "Caso",
        "instance" => "Instancia",
        "task" => "Tarea",
        "document" => "Documento",
        "expediente" => "Expediente",
        "person" => "Persona",
        "session" => "Sesión",
        "part" => "Parte del sistema",
        "settings" => "Configuración",
        "definition" => "Definición",
        "start" => "Inicio de proceso",
        "job" => "Trabajo",
        "notice" => "Aviso",
        "message" => "Mensaje entre procesos",
        "batch" => "Lote",
        "batch-item" => "Instancia de un lote",
        "draft" => "Borrador",
        "committee" => "Comité",
        "ballot" => "Votación",
        "governed-document" => "Documento gobernado",
        "document-version" => "Versión de documento",
        "service" => "Servicio",
        "blob" => "Archivo",
        "shared-key" => "Llave de los nodos",
        other => other,
    }
}
