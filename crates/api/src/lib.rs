//! What every operation of the shop's API shares and no resource knows: authentication, limits, paging,
//! bodies, errors and the OpenAPI documents.
//!
//! A room declares its operations in a [`Group`]: plain functions whose arguments are the typed parts of a
//! request ([`Extract`]) and whose result is the answer ([`Respond`]). The signature is the documentation:
//! path, input, answer and errors of the OpenAPI document come from it.

mod body;
pub mod calendar;
mod change;
mod commas;
mod denied;
mod error;
mod event;
mod extract;
pub mod files;
pub mod form;
mod gate;
pub mod jobs;
pub mod limits;
mod oauth;
mod openapi;
mod operation;
mod paging;
mod reply;
pub mod request_log;
mod service;
mod shape;
pub mod signature;

pub use change::Change;
pub use commas::{Commas, separate};
pub use denied::Denied;
pub use error::{Answer, Error, UNAUTHORIZED};
pub use event::Event;
pub use extract::{Body, Call, Extract, Inputs, Path, PathPart, Query, Site};
pub use gate::{FAILURES, Insider};
pub use http::StatusCode;
pub use openapi::{VERSIONS, document};
pub use operation::{Function, Group, Operation, Reads, Scope, Writes};
pub use paging::Paging;
pub use reply::{Array, Drawing, Json, Listing, NextPage, NoContent, Page, Paged, Pages, Reply, Respond, Zip};
pub use service::Service;
