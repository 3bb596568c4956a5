//! What every service works with: the stores, the catalogue, the clock and the ways out.

use std::sync::Arc;

use radica_storage::objects::Objects;
use radica_storage::search::Index;
use radica_storage::text::Extractor;
use radica_storage::{Db, Writer, people};
use rand::RngExt;

use crate::actor::OfficeId;
use crate::catalog::Catalog;
use crate::hot::Hot;
use crate::ids::IdSource;
use crate::notices::delivery::Delivery;
use crate::render::Renderer;
use crate::rules::Rules;
use crate::signing::{EntityKey, VerificationCode};
use crate::time::Clock;

/// The parts that one node runs on. Clones share them.
#[derive(Clone)]
pub struct App {
    /// The database, to read.
    pub db: Db,
    /// The only way to write.
    pub writer: Writer,
    /// Instances that this node changed last.
    pub hot: Arc<Hot>,
    /// Blobs.
    pub objects: Objects,
    /// Full text.
    pub index: Arc<Index>,
    /// What does not change while the program runs.
    pub rules: Arc<Rules>,
    /// The only clock.
    pub clock: Arc<dyn Clock>,
    /// Reads documents, in a limited child process.
    pub extractor: Extractor,
    /// Prints documents.
    pub renderer: Renderer,
    /// Signs for the entity.
    pub key: Arc<EntityKey>,
    /// Sends what people are told.
    pub delivery: Arc<Delivery>,
}

impl App {
    /// A source of ids for what happens now.
    #[must_use]
    pub fn ids(&self) -> IdSource {
        IdSource::at(self.clock.now())
    }

    /// The catalogue.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.rules.catalog
    }

    /// A code that nobody can guess.
    #[must_use]
    pub fn verification_code(&self) -> VerificationCode {
        VerificationCode::from_random(rand::rng().random())
    }

    /// What a person is in the entity, as documents of an office say it: the capacity their first role gives them, and
    /// that office if they work in it, or else their first.
    #[must_use]
    pub fn position_of(&self, person: &people::Person, office: &str) -> String {
        let entity = &self.rules.catalog.entity;
        let role = entity
            .roles
            .iter()
            .find(|role| person.roles.iter().any(|held| held == role.id.as_str()));
        let wanted = OfficeId::new(office);
        let works_there = person
            .offices
            .iter()
            .any(|own| OfficeId::new(own.clone()).contains(&wanted));
        let first = || {
            entity
                .offices
                .iter()
                .find(|office| person.offices.iter().any(|own| own == office.id.as_str()))
        };
        let office = if works_there { entity.office(&wanted) } else { first() };
        let capacity = role.map(|role| role.position.as_ref().unwrap_or(&role.name));
        match (capacity, office) {
            (Some(capacity), Some(office)) => format!("{capacity}, {}", office.name),
            (Some(capacity), None) => capacity.clone(),
            (None, Some(office)) => office.name.clone(),
            (None, None) => entity.entity.clone(),
        }
    }
}
