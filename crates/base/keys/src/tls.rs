//! The one TLS provider of the process.

/// Makes ring the provider that every TLS client of this process uses, unless
/// one is installed already. reqwest is built without a provider of its own (so
/// that only one cryptographic library is compiled in) and panics when it finds
/// none: call this before building any client.
pub fn install() {
    // `Err` means that a provider is there, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
