//! How a connection is made: the name is resolved here, and only a permitted address is connected to.
//!
//! An HTTP library's own connector would resolve the name a second time after any check made before
//! it, and a name may be made to answer differently each time.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::AddressPolicy;

/// A name may have several addresses; one that does not answer leaves time for the next.
const PATIENCE_FOR_ONE_ADDRESS: Duration = Duration::from_secs(3);

/// Where a connection leads. Deliveries to the same authority share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authority {
    pub(crate) tls: bool,
    /// A name, or an IP address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

/// Why a delivery was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    #[error("{0} is not a public address: the server's address policy refuses it")]
    Refused(IpAddr),
    #[error("the host name does not resolve: {0}")]
    Unresolved(io::Error),
    #[error("the host name has no address")]
    NoAddress,
    #[error("cannot connect: {0}")]
    Unreachable(io::Error),
    #[error("no secure connection: {0}")]
    Untrusted(io::Error),
    #[error("the URL's host cannot be named in a certificate")]
    Unnameable,
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    #[error("no answer within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    #[error("{0}")]
    Malformed(String),
}

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub(crate) struct Connector {
    policy: AddressPolicy,
    tls: TlsConnector,
}

impl Connector {
    pub(crate) fn new(policy: AddressPolicy, extra_roots: &[CertificateDer<'static>]) -> Self {
        let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let (_, unreadable) = roots.add_parsable_certificates(extra_roots.iter().cloned());
        if unreadable > 0 {
            tracing::warn!(unreadable, "some of the extra root certificates are not readable");
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let Ok(builder) = builder.with_safe_default_protocol_versions() else {
            unreachable!("ring supports the default versions")
        };
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self { policy, tls: TlsConnector::from(Arc::new(config)) }
    }

    pub(crate) async fn connect(&self, authority: &Authority) -> Result<Box<dyn Stream>, SendError> {
        let stream = self.connect_plain(authority).await?;
        // A delivery is one small write: it is not to wait for more.
        let _ = stream.set_nodelay(true);
        if !authority.tls {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(authority.host.clone()).map_err(|_| SendError::Unnameable)?;
        let stream = self.tls.connect(name, stream).await.map_err(SendError::Untrusted)?;
        Ok(Box::new(stream))
    }

    async fn connect_plain(&self, authority: &Authority) -> Result<TcpStream, SendError> {
        let resolved = lookup_host((authority.host.as_str(), authority.port)).await;
        let (permitted, refused): (Vec<SocketAddr>, Vec<SocketAddr>) =
            resolved.map_err(SendError::Unresolved)?.partition(|address| self.policy.permits(address.ip()));
        let mut failure = refused.first().map_or(SendError::NoAddress, |address| SendError::Refused(address.ip()));
        for address in permitted {
            failure = match timeout(PATIENCE_FOR_ONE_ADDRESS, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => SendError::Unreachable(error),
                Err(_) => SendError::TimedOut(PATIENCE_FOR_ONE_ADDRESS),
            };
        }
        Err(failure)
    }
}
