//! TLS to a database that is not on this machine.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::Host;
use tokio_postgres_rustls::MakeRustlsConnect;

use almoner_kernel::{Error, Result};

/// Whether a database is reached through a socket of this machine, where there is nothing to encrypt.
pub fn is_local(config: &tokio_postgres::Config) -> bool {
    config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)))
}

/// A connector that trusts the operating system's certificate authorities and always checks the
/// server's name, whatever `sslmode` says beyond whether to use TLS.
pub fn connector() -> Result<MakeRustlsConnect> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for certificate in found.certs {
        // One unreadable authority of the system's list must not keep us from the others.
        let _ = roots.add(certificate);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
