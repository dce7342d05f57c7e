//! What can go wrong, said to the operator: the mistake and the remedy.

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why nothing was seeded. Whatever it is, the database is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The same organisations, or people with the same addresses, are there already.
    #[error("{0}")]
    AlreadyThere(String),

    /// The database or the sign-in to it is not fit to be seeded.
    #[error("{0}")]
    NotReady(String),

    /// The plan asks for what can't be.
    #[error("{0}")]
    Plan(String),

    /// The password could not be hashed.
    #[error("the password of the seeded people could not be hashed: {0}")]
    Password(#[source] Box<dyn std::error::Error + Send + Sync>),

    /// PostgreSQL refused a statement.
    #[error("{doing}: {}", described(.cause))]
    Database {
        /// What was being done.
        doing: String,
        /// PostgreSQL's answer.
        #[source]
        cause: tokio_postgres::Error,
    },
}

impl Error {
    pub(crate) fn database(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |cause| Self::Database { doing, cause }
    }
}

/// PostgreSQL's own words: the library's Display says only "db error".
fn described(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => {
            let parts = [db.detail(), db.hint(), db.where_()];
            let parts = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
            let colon = if parts.is_empty() { "" } else { ": " };
            format!("{} [{}]{colon}{parts}", db.message(), db.code().code())
        }
        None => error.to_string(),
    }
}
