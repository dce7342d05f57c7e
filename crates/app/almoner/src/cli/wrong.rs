//! A mistake of whoever typed the command, and how it ends.

/// A mistake in the command or its configuration, with its remedy: exit code 2.
#[derive(Debug)]
pub struct Wrong {
    what: String,
    remedy: String,
}

impl Wrong {
    pub fn with_remedy(what: impl Into<String>, remedy: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self { what: what.into(), remedy: remedy.into() })
    }

    /// A library's message that names mistake and remedy itself.
    pub fn said(error: impl std::fmt::Display) -> anyhow::Error {
        Self::with_remedy(error.to_string(), "")
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "\n{}", self.remedy) }
    }
}

impl std::error::Error for Wrong {}

/// Ctrl-C or SIGTERM ended a command before it was done: exit code 130.
#[derive(Debug)]
pub struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("interrupted; what was not finished was undone")
    }
}

impl std::error::Error for Interrupted {}
