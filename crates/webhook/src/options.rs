//! How a dispatcher behaves.

use std::time::Duration;

use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::{AddressPolicy, Schedule};

#[derive(Debug, Clone)]
pub struct DispatcherOptions {
    pub schedule: Schedule,
    /// From the first byte of a connection to the last of the answer.
    pub timeout: Duration,
    /// So many tries at most run at one endpoint at once.
    pub senders_per_endpoint: usize,
    /// So many tries at most run at once; an endpoint's first is always let through.
    pub senders: usize,
    /// So many deliveries wait in memory, shared among the endpoints that have any; each may have one.
    pub waiting: usize,
    pub addresses: AddressPolicy,
    /// Certificates that are trusted beside those of the public authorities.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// How often to look for what another process queued, or a moved clock made due.
    pub poll: Duration,
    /// An endpoint's document, its shop's plan and its app's secret are read again when so old.
    pub target_ttl: Duration,
    /// How long tries that run at shutdown may go on.
    pub grace: Duration,
}

impl Default for DispatcherOptions {
    fn default() -> Self {
        Self {
            schedule: Schedule::default(),
            timeout: Duration::from_secs(10),
            senders_per_endpoint: 32,
            senders: 1024,
            waiting: 4096,
            addresses: AddressPolicy::default(),
            extra_roots: Vec::new(),
            poll: Duration::from_millis(500),
            target_ttl: Duration::from_secs(1),
            grace: Duration::from_secs(10),
        }
    }
}
