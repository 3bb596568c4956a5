//! Every page with its sample, written where a browser can open it.

use std::{fs, path::PathBuf};

use super::{
    Page, account, console, filing, following, home, info, officials, operations, policies, posting, problem, records,
};
use crate::assets::url;

/// Name and markup of every page.
fn all() -> Vec<(&'static str, String)> {
    fn page(name: &'static str, page: &impl Page) -> (&'static str, String) {
        (name, page.html().unwrap())
    }
    vec![
        page("inicio", &home::Inicio::sample()),
        page("tramite", &home::TramitePage::sample()),
        page("tramite-por-correo", &home::TramitePage::sample_elsewhere()),
        page("tema", &home::TramiteList::sample_theme()),
        page("tramites", &home::TramiteList::sample_all()),
        page("buscar", &home::SearchPage::sample()),
        page("buscar-sin-resultados", &home::SearchPage::sample_empty()),
        page("ingresar", &account::SignInPage::sample()),
        page("cuenta", &account::AccountPage::sample()),
        page("cuenta-funcionario", &account::AccountPage::sample_official()),
        page("formulario", &filing::StepPage::sample()),
        page("formulario-campos", &filing::StepPage::sample_of_every_kind()),
        page("revisar", &filing::ReviewPage::sample()),
        page("revisar-con-error", &filing::ReviewPage::sample_with_error()),
        page("mis-casos", &filing::MyCasesPage::sample()),
        page("mis-casos-vacio", &filing::MyCasesPage::sample_empty()),
        page("acuse", &filing::AcusePage::sample()),
        page("seguimiento", &following::FollowingPage::sample()),
        page("seguimiento-por-numero", &following::FollowingPage::sample_by_number()),
        page("seguimiento-suspendido", &following::FollowingPage::sample_suspended()),
        page("consultar", &following::FindCasePage::sample()),
        page("completar", &following::CompletionPage::sample()),
        page("notificacion", &following::NoticePage::sample_closed()),
        page("notificacion-abierta", &following::NoticePage::sample_opened()),
        page("calificado", &following::RatedPage::sample()),
        page("verificar", &following::VerifyPage::sample()),
        page("verificar-error", &following::VerifyPage::sample_unknown()),
        page("verificado", &following::VerifiedPage::sample()),
        page("verificado-revocado", &following::VerifiedPage::sample_void()),
        page("bandeja", &officials::InboxPage::sample()),
        page("bandeja-vacia", &officials::InboxPage::sample_empty()),
        page("caso", &officials::CasePage::sample()),
        page("caso-sin-tomar", &officials::CasePage::sample_unclaimed()),
        page("caso-documentos", &officials::CaseDocumentsPage::sample()),
        page("caso-agregar-documento", &officials::AddDocumentPage::sample()),
        page("caso-mensajes", &officials::CaseMessagesPage::sample()),
        page("caso-actuaciones", &officials::ActuacionesPage::sample()),
        page("caso-tablas", &officials::CaseDecidedPage::sample()),
        page("caso-termino", &officials::CaseTermPage::sample()),
        page("tarea", &officials::TaskPage::sample()),
        page("tarea-sin-caso", &officials::StandingTaskPage::sample()),
        page("confirmar", &officials::ConfirmPage::sample()),
        page("confirmar-cierre", &officials::ConfirmPage::sample_close()),
        page("firmar", &officials::SignPage::sample()),
        page("firmar-de-nuevo", &officials::SignPage::sample_again()),
        page("expediente", &records::ExpedientePage::sample()),
        page("expediente-por-cerrar", &records::ExpedientePage::sample_ready()),
        page("expedientes", &records::ExpedienteSearchPage::sample()),
        page("expedientes-vacio", &records::ExpedienteSearchPage::sample_empty()),
        page("politicas", &policies::PolicyListPage::sample()),
        page("politicas-gestion", &policies::PolicyDeskPage::sample()),
        page("politica", &policies::PolicyPage::sample()),
        page("comparar", &policies::ComparePage::sample()),
        page("version", &policies::VersionPage::sample()),
        page("revision", &policies::PolicyReviewPage::sample()),
        page("version-nueva", &policies::NewVersionPage::sample()),
        page("comites", &policies::CommitteesPage::sample()),
        page("comites-vacio", &policies::CommitteesPage::sample_empty()),
        page("comite", &policies::BallotPage::sample()),
        page("comite-con-error", &policies::BallotPage::sample_with_error()),
        page("comite-votado", &policies::BallotPage::sample_cast()),
        page("operacion", &operations::OperationsPage::sample()),
        page("operacion-sin-incidentes", &operations::OperationsPage::sample_quiet()),
        page("expresiones", &operations::PlaygroundPage::sample()),
        page("procesos", &console::ProcessesPage::sample()),
        page("proceso-version", &console::VersionPage::sample()),
        page("instancias", &console::InstancesPage::sample()),
        page("instancias-vacio", &console::InstancesPage::sample_empty()),
        page("instancia", &console::InstancePage::sample()),
        page("instancia-terminada", &console::InstancePage::sample_ended()),
        page("instancia-variables", &console::VariablesPage::sample()),
        page("instancia-historia", &console::StoryPage::sample()),
        page("pasar-version", &console::MigratePage::sample()),
        page("pasar-version-instancia", &console::MigratePage::sample_of_one()),
        page(
            "pasar-version-sin-otra",
            &console::MigratePage::sample_without_another(),
        ),
        page("lote-nuevo", &console::NewBatchPage::sample()),
        page("lotes", &console::BatchesPage::sample()),
        page("lote", &console::BatchPage::sample()),
        page("lote-ensayo", &console::BatchPage::sample_rehearsal()),
        page("mensajes", &posting::MessagesPage::sample()),
        page("mensajes-vacio", &posting::MessagesPage::sample_empty()),
        page("diario", &operations::DiaryPage::sample()),
        page("diario-vacio", &operations::DiaryPage::sample_empty()),
        page("diario-entrada", &operations::DiaryEntryPage::sample()),
        page("decisiones", &operations::DecisionsPage::sample()),
        page("decision", &operations::DecisionPage::sample()),
        page("decision-probada", &operations::DecisionPage::sample_tried()),
        page("decision-con-error", &operations::DecisionPage::sample_wrong()),
        page("correos", &operations::OutboxPage::sample()),
        page("correo", &operations::OutboxMessagePage::sample()),
        page("conflicto", &problem::ConflictPage::sample()),
        page("conflicto-cerrado", &problem::ConflictPage::sample_closed()),
        page("ayuda", &info::HelpPage::sample()),
        page("datos-personales", &info::PersonalDataPage::sample()),
        page("accesibilidad", &info::AccessibilityPage::sample()),
        page("interrupciones", &info::OutagesPage::sample()),
        page("interrupciones-vacio", &info::OutagesPage::sample_empty()),
    ]
}

const ASSETS: [&str; 8] = [
    "radica.css",
    "app.css",
    "session.js",
    "flow.js",
    "shortcuts.js",
    "upload.js",
    "compare.js",
    "icono.svg",
];

/// `target/gallery`, beside the build.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/gallery")
}

#[test]
fn every_page_is_written_to_the_gallery_with_its_assets_beside_it() {
    let folder = folder();
    let assets = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets");
    fs::create_dir_all(&folder).unwrap();
    for asset in ASSETS {
        fs::copy(assets.join(asset), folder.join(asset)).unwrap();
    }
    for (name, html) in all() {
        let html = ASSETS.iter().fold(html, |html, asset| html.replace(url(asset), asset));
        assert!(!html.contains(url("")), "{name} asks for an asset that does not exist");
        fs::write(folder.join(name).with_extension("html"), html).unwrap();
    }
}

#[test]
fn no_page_has_a_script_or_a_handler_in_its_markup() {
    for (name, html) in all() {
        for opening in html.split("<script").skip(1) {
            assert!(
                opening.contains("src=\"") && opening.contains("></script>"),
                "{name}: inline script"
            );
        }
        assert!(
            !html.contains(" onclick=") && !html.contains(" onchange="),
            "{name}: inline handler"
        );
        assert!(!html.contains("href=\"#\""), "{name}: a link that leads nowhere");
    }
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    for (name, html) in all() {
        let posts = html
            .split("<form")
            .skip(1)
            .filter(|form| form.split('>').next().unwrap().contains("method=\"post\""));
        for form in posts {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("name=\"csrf\""), "{name}: a form without its token");
        }
    }
}
