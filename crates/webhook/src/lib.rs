//! Events on their way out: from the outbox to the endpoints that subscribe to them.
//!
//! An event's way is one straight line: its row is committed with the change that caused it; the
//! [`Dispatcher`] claims a delivery for each endpoint, signs it, posts it, records the try and, if
//! it failed, when the next one is due. In the order a delivery meets them:
//!
//! - `dispatcher`: one task that claims what is due and records what has ended
//! - `lane`: an endpoint's own queue and senders, so that none waits for another
//! - `board`: where lanes tell the dispatcher what has ended and what they need
//! - `target`: where a delivery goes and who signs it, read from the documents
//! - `attempt`: one try: sign, send, judge
//! - `link`, `connector`, [`address`]: a connection, how it is made, and to whom it may be made
//! - [`schedule`]: when the next try is due
//! - [`signature`]: the headers that prove a delivery genuine, for both ends
//! - [`log`]: what was sent, and sending it again
//! - `reason`: why a try failed, told apart

pub mod address;
mod attempt;
mod board;
mod connector;
mod dispatcher;
mod lane;
mod link;
pub mod log;
mod options;
mod reason;
pub mod schedule;
pub mod signature;
mod target;

pub use address::AddressPolicy;
pub use dispatcher::Dispatcher;
pub use link::KEPT_ANSWER_BYTES;
pub use options::DispatcherOptions;
pub use reason::Reason;
pub use schedule::Schedule;
