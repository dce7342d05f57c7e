//! What stands in the way of all of it.

/// Refusals say what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "that database holds none of the tables profiles, care_homes and clients\nName the database of the earlier project with --from."
    )]
    NotPhase1,
    #[error(
        "that database is one of Almoner's, not an earlier project's\nName the database of the earlier project with --from."
    )]
    Ours,
    #[error("columns are missing in that database: {}\nRename a column there to one of these, or make a view of that name.", .0.join("; "))]
    Missing(Vec<String>),
    #[error(
        "there is no organisation {0:?} here\nMake it with almoner organisation create, or name another."
    )]
    NoOrganisation(String),
    #[error("several organisations are called {0:?}\nGive the id of one: {ids}", ids = .1.join(", "))]
    SeveralOrganisations(String, Vec<String>),
    #[error("the database refused: {0}")]
    Database(#[from] tokio_postgres::Error),
}
