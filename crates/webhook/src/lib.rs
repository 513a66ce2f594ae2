//! Events on their way out: signing, endpoints, the dispatcher, the retry schedule and the delivery log.

pub mod address;
pub mod signature;
