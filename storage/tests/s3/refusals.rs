//! Why a store cannot be used, by type.

use std::time::Duration;

use radica_storage::objects::s3::Place;
use radica_storage::objects::{Error, Objects};

use crate::proxy::{Fault, Proxy, When};
use crate::servers::Store;

async fn refusal(place: &Place) -> Error {
    Objects::open_s3(place).unwrap().check().await.unwrap_err()
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_said() {
    for store in [Store::moto().await, Store::s3s().await].into_iter().flatten() {
        let mut place = store.place.clone().unwrap();
        place.bucket = "nobody-made-this".to_owned();
        let refused = refusal(&place).await;
        assert!(matches!(refused, Error::NoBucket(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn wrong_credentials_are_said_and_not_shown() {
    let place = Store::s3s().await.unwrap().place.unwrap();
    let wrong = [
        Place {
            access_key: "another".to_owned(),
            ..place.clone()
        },
        Place {
            secret_key: "guessed-secret".to_owned(),
            ..place
        },
    ];
    for place in wrong {
        let refused = refusal(&place).await;
        assert!(matches!(refused, Error::Credentials(_)), "{refused:?}");
        assert!(!format!("{refused:?} {place:?}").contains("guessed-secret"));
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_said() {
    let mut place = Store::s3s().await.unwrap().place.unwrap();
    place.endpoint = Some("http://127.0.0.1:1".to_owned());
    let refused = refusal(&place).await;
    assert!(matches!(refused, Error::Unreachable(_)), "{refused:?}");
}

#[tokio::test]
async fn what_the_server_answers_has_its_type() {
    type Case = (u16, &'static str, fn(&Error) -> bool);
    let cases: [Case; 4] = [
        (403, "RequestTimeTooSkewed", |e| matches!(e, Error::ClockSkewed(_))),
        (403, "AccessDenied", |e| matches!(e, Error::Denied(_))),
        (403, "SignatureDoesNotMatch", |e| matches!(e, Error::Credentials(_))),
        (507, "InsufficientStorage", |e| matches!(e, Error::Full(_))),
    ];
    for (status, code, expected) in cases {
        let mut place = Store::s3s().await.unwrap().place.unwrap();
        place.patience.retries = 0;
        let proxy = Proxy::before(&mut place, Fault::Answer(status, code), When::Always).await;
        let refused = refusal(&place).await;
        assert!(expected(&refused), "{code}: {refused:?}");
        drop(proxy);
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time() {
    let mut place = Store::s3s().await.unwrap().place.unwrap();
    place.patience.silence = Duration::from_millis(50);
    let proxy = Proxy::before(&mut place, Fault::Silence, When::Always).await;
    let refused = refusal(&place).await;
    assert!(matches!(refused, Error::Unreachable(_)), "{refused:?}");
    drop(proxy);
}
