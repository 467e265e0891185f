//! How pages and programs are served: routes with access, extractors, problems, security headers, load control, page shell,
//! components and words. It knows *how* to serve, not *what*; who the caller is comes as a function given at wiring ([`Guard`]).
//!
//! Invariants:
//! - there is no way to add a route without an [`Access`], and the route table is kept for the tests that walk it ([`Routes`]);
//! - a failure is told once, by [`Problem`]: problem+json to programs, a page in the person's language to browsers; its private
//!   cause is logged under a reference and never told;
//! - an unsafe request of a browser comes from our own pages ([`csrf`]);
//! - no page holds an inline script, and none may run ([`headers`]), but for the one line that posts a form on ([`Handoff`]);
//! - no word stands in a template: all are in `locales/`, in three languages ([`words`]);
//! - requests to the outside are built in one place, with limits on time, size and address ([`outbound`]).
//!
//! No tables.

pub mod access;
pub mod address;
pub mod agent;
pub mod assets;
pub mod browser;
pub mod caller;
pub mod certificate;
pub mod components;
pub mod config;
pub mod cookie;
pub mod csrf;
pub mod extract;
pub mod handoff;
pub mod headers;
pub mod health;
pub mod language;
pub mod limit;
pub mod load;
pub mod measure;
pub mod observe;
pub mod openapi;
pub mod outbound;
pub mod page;
pub mod problem;
pub mod qr;
pub mod routes;
pub mod server;
pub mod shell;
pub mod site;
pub mod testing;
pub mod words;

pub use access::{Access, Guard, Identify};
pub use address::ClientAddress;
pub use agent::Agent;
pub use browser::Browser;
pub use caller::{Caller, Citizen, ClientCaller, ConnectorCaller, SandboxCaller, StaffCaller};
pub use certificate::ClientCertificate;
pub use cookie::Cookies;
pub use extract::{Form, Json, Path, Query};
pub use handoff::Handoff;
pub use headers::FormAction;
pub use language::Language;
pub use load::Priority;
pub use page::Page;
pub use problem::{Problem, Reply};
pub use routes::{Route, Routes};
pub use shell::Shell;
pub use site::Site;
pub use words::Words;
