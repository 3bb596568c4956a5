//! What surrounds the pages of a request, taken by handlers as `chrome: Chrome`.

use axum::extract::FromRequestParts;
use http::request::Parts;
use radica_workflows::access::{Act, Subject, allowed};
use radica_workflows::actor::{Actor, Audience, Person};

use crate::cookies::{self, Cookies};
use crate::flash::{self, TakeFlash};
use crate::middleware::csrf::Csrf;
use crate::pages::chrome::{Account, Chrome, Doors, Entity, Flash, LegalTime};
use crate::pages::parts::Tone;
use crate::problem::Problem;
use crate::session::{Session, Visitor};
use crate::state::AppState;

/// What the cookie of shortcuts says when they are off.
pub const OFF: &str = "off";

impl FromRequestParts<AppState> for Chrome {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let csrf = Csrf::from_request_parts(parts, state).await?;
        let Ok(visitor) = Visitor::from_request_parts(parts, state).await;
        let Ok(cookies) = Cookies::from_request_parts(parts, state).await;
        let shortcuts = state.cookies().get(&cookies, cookies::SHORTCUTS) != Some(OFF);
        let Ok(TakeFlash(flash)) = TakeFlash::from_request_parts(parts, state).await;
        let entity = &state.app().catalog().entity;
        Ok(Self {
            entity: Entity {
                name: entity.entity.clone(),
                address: entity.address.clone(),
                hours: entity.office_hours.clone(),
            },
            now: LegalTime::new(state.clock().local().datetime()),
            account: visitor.session().map(|session| account(session, shortcuts)),
            csrf: csrf.to_string(),
            flash: flash.map(shown),
            demo: state.config().demo,
        })
    }
}

fn account(session: &Session, shortcuts: bool) -> Account {
    let ends = radica_workflows::time::in_zone(session.expires_at);
    Account {
        name: session.person.name.clone(),
        doors: doors(&session.person),
        session_ends: ends.strftime("%Y-%m-%dT%H:%M:%S-05:00").to_string(),
        shortcuts,
    }
}

/// The sections that a person's roles open; none to citizens. What they may do there is decided by `access`.
pub fn doors(person: &Person) -> Option<Doors> {
    let any = |roles: &[&str]| roles.iter().any(|role| person.has_role(role));
    let actor = Actor::Person(Box::new(person.clone()));
    let may = |act| allowed(&actor, act, &Subject::default());
    (person.audience == Audience::Staff).then(|| Doors {
        inbox: any(&["revisor", "firmante", "coordinador"]),
        expedientes: any(&["revisor", "firmante", "coordinador", "archivista"]),
        policies: may(Act::FollowPolicy),
        committees: may(Act::FollowPolicy),
        operations: may(Act::Operate),
    })
}

fn shown(flash: flash::Flash) -> Flash {
    let tone = match flash.kind {
        flash::Kind::Ok => Tone::Ok,
        flash::Kind::Warn => Tone::Warn,
        flash::Kind::Bad => Tone::Bad,
    };
    Flash {
        tone,
        text: flash.text,
        undo: None,
    }
}
