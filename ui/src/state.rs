//! What every handler can reach.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderValue;
use jiff::SignedDuration;
use radica_workflows::app::App;
use radica_workflows::refusals::Refusals;
use radica_workflows::sessions::Lifetime;
use radica_workflows::time::Clock;

use crate::config::Config;
use crate::cookies::CookieJar;
use crate::keys::EdgeKey;
use crate::middleware::headers::content_policy;
use crate::oidc::Providers;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// The parts of [`AppState`].
pub struct Shared {
    app: App,
    config: Config,
    edge_key: EdgeKey,
    cookies: CookieJar,
    content_policy: HeaderValue,
    providers: Providers,
    leaving: AtomicBool,
    refusals: Refusals,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(app: App, config: Config, edge_key: EdgeKey, providers: Providers) -> Self {
        let cookies = CookieJar::new(config.public_url.is_https());
        let content_policy = content_policy(&config, &providers.urls());
        Self(Arc::new(Shared {
            app,
            config,
            edge_key,
            cookies,
            content_policy,
            providers,
            leaving: AtomicBool::new(false),
            refusals: Refusals::default(),
        }))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Shared {
    /// The services.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Whether the node was told to stop: it answers, and should be asked no more.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// From now on the node says that it is not ready.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The clock of the program.
    pub fn clock(&self) -> &dyn Clock {
        &*self.app.clock
    }

    /// The key that signs form tokens and messages.
    pub fn edge_key(&self) -> &EdgeKey {
        &self.edge_key
    }

    /// How cookies are written.
    pub fn cookies(&self) -> CookieJar {
        self.cookies
    }

    /// The content policy of every page.
    pub fn content_policy(&self) -> &HeaderValue {
        &self.content_policy
    }

    /// Who may vouch for people.
    pub fn providers(&self) -> &Providers {
        &self.providers
    }

    /// What was refused lately.
    pub fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// How long sessions last.
    pub fn session_life(&self) -> Lifetime {
        let idle = self.app.catalog().entity.limits.session_minutes;
        Lifetime {
            idle: SignedDuration::from_mins(idle.into()),
            absolute: SignedDuration::from_hours(self.config.session.absolute_hours.into()),
        }
    }
}
