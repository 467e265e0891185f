//! What comes with a request, read or refused with a clear problem: axum's own refusals are plain text and speak of types.

use std::fmt;
use std::marker::PhantomData;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use causeway_core::Error;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::Problem;

/// The fields of a submitted form (`application/x-www-form-urlencoded`).
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<T>(pub T);

/// The query parameters. Never personal data: addresses end up in logs and histories.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

/// A JSON body, which is an object. Also an answer, of any form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

/// The variables in the path. One that does not parse is simply not there: 404.
#[derive(Clone, Copy, Debug, Default)]
pub struct Path<T>(pub T);

/// Too large is 413, another media type 415, everything else about a body 400.
fn body_refused(status: StatusCode, code: &'static str, detail: String) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large().into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Problem::with_status(status, Error::invalid("unsupported_media_type", detail))
        }
        _ => Error::invalid(code, detail).into(),
    }
}

/// The one answer to a body beyond the limit.
pub(crate) fn too_large() -> Error {
    Error::new(
        causeway_core::Kind::TooLarge,
        "body_too_large",
        "What you sent is too large. Send less, or in several parts.",
    )
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(value)) => Ok(Self(value)),
            Err(refusal) => Err(body_refused(
                refusal.status(),
                "bad_form",
                "The form is incomplete or malformed. Go back, fill it in again and send it once more."
                    .to_owned(),
            )),
        }
    }
}

/// A JSON object and nothing else: serde takes `["x"]` for a struct as well, and no interface of ours means that.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match axum::Json::<Object<T>>::from_request(request, state).await {
            Ok(axum::Json(Object(value))) => Ok(Self(value)),
            Err(refusal) => Err(body_refused(refusal.status(), "bad_json", refusal.body_text())),
        }
    }
}

impl<T: serde::Serialize> axum::response::IntoResponse for Json<T> {
    fn into_response(self) -> axum::response::Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(refusal) => Err(Error::invalid("bad_query", refusal.body_text()).into()),
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Error::not_found().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use causeway_core::Actor;
    use serde_json::json;

    use super::*;
    use crate::testing::{post_json, router, send};
    use crate::{Access, Routes};

    #[derive(Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct New {
        name: Option<String>,
    }

    #[tokio::test]
    async fn a_json_body_is_an_object_and_its_members_come_once() {
        let made = async |Json(new): Json<New>| new.name.unwrap_or_default();
        let router = router(Routes::new().post("/things", Access::Public, made), Actor::Nobody);
        let good = send(&router, post_json("/things", &json!({ "name": "x" }))).await;
        assert_eq!((good.status.as_u16(), good.text.as_str()), (200, "x"));
        for body in
            [json!(["x"]), json!([]), json!([null]), json!(null), json!("x"), json!(1), json!({ "y": 1 })]
        {
            let refused = send(&router, post_json("/things", &body)).await;
            assert_eq!(
                (refused.status.as_u16(), refused.json()["code"].as_str()),
                (400, Some("bad_json")),
                "{body}"
            );
        }
        let mut twice = post_json("/things", &json!({}));
        *twice.body_mut() = r#"{"name":"x","name":"y"}"#.into();
        assert_eq!(send(&router, twice).await.status, 400);
    }
}
