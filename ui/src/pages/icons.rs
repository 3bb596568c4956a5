//! Icons: drawn once per page as `<symbol>`, used by reference, always beside a word.

use std::fmt;

use askama::{FastWritable, Values, filters::HtmlSafe};

/// Where a layout asks for the symbols that its page turned out to use.
pub const SYMBOLS_HERE: &str = "<svg hidden></svg>";

macro_rules! icons {
    ($($variant:ident $name:literal $drawing:literal)*) => {
        /// One drawing of the set; displayed, it is the reference to its symbol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $(#[doc = $name] $variant,)* }

        impl Icon {
            const ALL: &[Icon] = &[$(Icon::$variant,)*];

            /// The name behind `#i-`.
            pub const fn name(self) -> &'static str {
                match self { $(Icon::$variant => $name,)* }
            }

            /// The icon of that name, as definitions write it.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|icon| icon.name() == name)
            }

            const fn drawing(self) -> &'static str {
                match self { $(Icon::$variant => $drawing,)* }
            }
        }
    };
}

icons! {
    Borrador "borrador" r#"<path d="M4 20h4L19.5 8.5a2.1 2.1 0 0 0-4-4L4 16z" stroke-dasharray="3.5 2.5"/>"#
    Buscar "buscar" r#"<circle cx="10.5" cy="10.5" r="6.5"/><path d="m20.5 20.5-5.4-5.4"/>"#
    Campana "campana" r#"<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z"/><path d="M10 21h4"/>"#
    Candado "candado" r#"<rect x="5" y="11" width="14" height="9" rx="1"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>"#
    Carpeta "carpeta" r#"<path d="M3 6h6l2 2.5h10V19H3z"/>"#
    Comunidad "comunidad" r#"<circle cx="8" cy="9" r="3"/><circle cx="16.5" cy="9.5" r="2.5"/><path d="M2.5 19c.4-3.3 2.5-5 5.5-5s5.1 1.7 5.5 5M16 14.2c2.8-.2 4.9 1.5 5.5 4.3"/>"#
    Descargar "descargar" r#"<path d="M12 4v12M7 11l5 5 5-5M4 17v3h16v-3"/>"#
    Documento "documento" r#"<path d="M6 3h8l5 5v13H6z"/><path d="M14 3v5h5M9 13h7M9 17h5"/>"#
    EnTermino "en-termino" r#"<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8L16 9.5"/>"#
    Enlace "enlace" r#"<path d="M10 14 20 4M14 4h6v6M18 14v6H4V6h6"/>"#
    Equis "equis" r#"<path d="m6 6 12 12M18 6 6 18"/>"#
    Escudo "escudo" r#"<path d="M12 3 4.5 6v5.5c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V6z"/><path d="m8.7 12 2.4 2.4 4.3-4.6"/>"#
    Escuela "escuela" r#"<path d="m12 4 10 5-10 5L2 9z"/><path d="M6 11.5V17c3.5 2.5 8.5 2.5 12 0v-5.5M22 9v6"/>"#
    Firma "firma" r#"<path d="M3 20h18M4 15c3-9 6-12 8-11s-4 11-2 11 3-5 5-5 0 4 2 4 2-1 3-2"/>"#
    Flecha "flecha" r#"<path d="M4 12h15M13 6l6 6-6 6"/>"#
    Imprimir "imprimir" r#"<path d="M7 8V3h10v5M7 17H4V9h16v8h-3"/><path d="M7 14h10v7H7z"/>"#
    Info "info" r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>"#
    Lista "lista" r#"<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>"#
    Listo "listo" r#"<path d="m5 12.5 4.5 4.5L19 7"/>"#
    Mapa "mapa" r#"<path d="M12 21c-4.5-5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2 6-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>"#
    Maquina "maquina" r#"<circle cx="7" cy="16" r="4"/><circle cx="18" cy="17.5" r="2.5"/><path d="M11 15h4.5M7 12V6h6l2 6h5v3M5 6h8"/>"#
    Mensaje "mensaje" r#"<path d="M4 5h16v11H10l-4 4v-4H4z"/>"#
    Moneda "moneda" r#"<circle cx="12" cy="12" r="8.5"/><path d="M14.8 9.2c-.6-1-1.6-1.4-2.8-1.4-1.6 0-2.8.8-2.8 2s1.2 1.8 2.8 2.2 2.8 1 2.8 2.2-1.2 2-2.8 2c-1.3 0-2.3-.5-2.9-1.5M12 6v12"/>"#
    Pausa "pausa" r#"<path d="M9 6v12M15 6v12"/>"#
    Persona "persona" r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>"#
    PorVencer "por-vencer" r#"<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.4v.1"/>"#
    Radicado "radicado" r#"<path d="M5 3.5h14v17l-3.5-2-3.5 2-3.5-2-3.5 2z"/><path d="m8.5 10 2.6 2.6L15.8 8"/>"#
    Reloj "reloj" r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>"#
    Repetir "repetir" r#"<path d="M19.5 9A8 8 0 1 0 20 13.5"/><path d="M20 4v5h-5"/>"#
    Salud "salud" r#"<path d="M9 4h6v5h5v6h-5v5H9v-5H4V9h5z"/>"#
    Sello "sello" r#"<path d="M12 3v6M9 9h6l1 6H8zM5 15h14v3H5zM6 21h12"/>"#
    Subir "subir" r#"<path d="M12 16V4M7 9l5-5 5 5M4 16v4h16v-4"/>"#
    Suspendido "suspendido" r#"<rect x="3.5" y="3.5" width="17" height="17" rx="2"/><path d="M9.5 8.5v7M14.5 8.5v7"/>"#
    Vehiculo "vehiculo" r#"<path d="M4 16v-4l2-5.5h12l2 5.5v4zM4 12h16"/><circle cx="7.5" cy="17" r="1.7"/><circle cx="16.5" cy="17" r="1.7"/>"#
    Vencido "vencido" r#"<path d="M8 2.8h8L21.2 8v8L16 21.2H8L2.8 16V8z"/><path d="m9 9 6 6M15 9l-6 6"/>"#
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r##"<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>"##,
            self.name()
        )
    }
}

impl FastWritable for Icon {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

impl HtmlSafe for Icon {}

/// Puts into a rendered page the symbols it uses, and no other.
pub fn with_symbols(html: String) -> String {
    let Some(place) = html.find(SYMBOLS_HERE) else {
        return html;
    };
    let used = used_names(&html);
    let mut symbols = String::from("<svg hidden>");
    for icon in Icon::ALL.iter().filter(|icon| used.contains(&icon.name())) {
        symbols.push_str(&format!(
            r#"<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>"#,
            icon.name(),
            icon.drawing()
        ));
    }
    symbols.push_str("</svg>");
    let mut page = html;
    page.replace_range(place..place + SYMBOLS_HERE.len(), &symbols);
    page
}

fn used_names(html: &str) -> Vec<&str> {
    let mut names: Vec<&str> = html
        .split("href=\"#i-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_carries_only_the_symbols_it_uses() {
        let page = with_symbols(format!("<body>{SYMBOLS_HERE}{}{}", Icon::Buscar, Icon::Buscar));
        assert_eq!(page.matches("<symbol").count(), 1);
        assert!(page.contains(r#"<symbol id="i-buscar""#));
    }
}
