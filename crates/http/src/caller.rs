//! Who is calling: extractors for handlers. The guard has decided already; these hand over what it found.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use causeway_core::{Actor, ClientId, Error, OrganisationId, Session, Staff};

use crate::Problem;

/// Whoever is calling, perhaps nobody. There on every route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller(pub Actor);

impl Caller {
    /// The person's session, if a person with one is calling.
    pub fn session(&self) -> Option<&Session> {
        match &self.0 {
            Actor::Person(session) => Some(session),
            _ => None,
        }
    }
}

/// The person who is logged in: for routes of `Access::Citizen`.
#[derive(Clone, Debug)]
pub struct Citizen(pub Session);

/// The member of staff: for routes of `Access::Staff`.
#[derive(Clone, Debug)]
pub struct StaffCaller(pub Box<Staff>);

/// The OAuth client: for routes of `Access::Client`.
#[derive(Clone, Debug)]
pub struct ClientCaller(pub ClientId);

/// The integrator's key by its name: for routes of `Access::Sandbox`.
#[derive(Clone, Debug)]
pub struct SandboxCaller(pub String);

/// The connector's organisation: for routes of `Access::Connector`.
#[derive(Clone, Debug)]
pub struct ConnectorCaller(pub OrganisationId);

fn actor(parts: &Parts) -> Actor {
    parts.extensions.get::<Caller>().map_or(Actor::Nobody, |caller| caller.0.clone())
}

fn nobody() -> Problem {
    Problem::from(Error::unauthenticated())
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(actor(parts)))
    }
}

macro_rules! one_kind_of_caller {
    ($($name:ident: $kind:ident;)*) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
                match actor(parts) {
                    Actor::$kind(who) => Ok(Self(who)),
                    _ => Err(nobody()),
                }
            }
        }
    )*};
}

one_kind_of_caller! {
    Citizen: Person;
    StaffCaller: Staff;
    ClientCaller: Client;
    SandboxCaller: Sandbox;
    ConnectorCaller: Connector;
}
