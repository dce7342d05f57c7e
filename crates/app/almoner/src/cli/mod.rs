//! The command line and the environment: one struct per concern, each field with its variable.

mod commands;
mod mistakes;
mod values;
mod wrong;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use commands::{
    Audit, AuditWhat, Doctor, Import, ImportFile, ImportWhat, Instruments, InstrumentsWhat, Keys, KeysWhat,
    Migrate, MigrateWhat, Organisation, OrganisationWhat, Profile, Reference, ReferenceWhat, ScheduleClock,
    Schedules, SchedulesWhat, Seed, Serve, Up, Worker,
};
pub use mistakes::tell;
pub use wrong::{Interrupted, Wrong};

/// The record system of care-home groups.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    bin_name = "almoner",
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Try it with `almoner up`. Exit codes: 0 done, 1 it did not work, 2 the command or its configuration is wrong."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// What is logged to standard error: a level, or filters such as `warn,almoner=debug`.
    #[arg(long, global = true, env = "ALMONER_LOG", default_value = "warn", value_parser = values::log, help_heading = "Log")]
    pub log: String,
    /// How log lines look.
    #[arg(
        long,
        global = true,
        env = "ALMONER_LOG_FORMAT",
        value_enum,
        default_value = "text",
        help_heading = "Log"
    )]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring up everything on this machine: a private PostgreSQL, the schema, demo data, the server.
    Up(Up),
    /// Serve the API against a database that is there already.
    Serve(Serve),
    /// Send what is to be sent and run what is due, against a database that is there already.
    Worker(Worker),
    /// The schema: apply, undo, look at, check.
    Migrate(Migrate),
    /// Fill a database with made data.
    Seed(Seed),
    /// Published rules: training topics, holidays, scales and what else is the same for everybody.
    Reference(Reference),
    /// Assessments: those that ship, and those that you license and load.
    Instruments(Instruments),
    /// Start an organisation of your own.
    Organisation(Organisation),
    /// Bring residents, staff or a whole earlier project along.
    Import(Import),
    /// The audit trail: whether it holds.
    Audit(Audit),
    /// What is done without anybody asking: jobs, their runs, and pg_cron.
    Schedules(Schedules),
    /// Check configuration, database, privileges and storage, and say what to do.
    Doctor(Doctor),
    /// Print the OpenAPI document.
    Openapi,
    /// The keyring that signs tokens and seals cursors and second factors.
    Keys(Keys),
}

/// Where things are kept.
#[derive(Clone, Debug, Default, Args)]
pub struct Data {
    /// Folder of the keyring, the mail folder and the private database.
    /// Default: /var/lib/almoner as root, else the user's data folder.
    #[arg(long = "data", env = "ALMONER_DATA", value_name = "FOLDER", value_parser = values::path, global = true)]
    pub folder: Option<PathBuf>,
}

/// A database of your own instead of the private one.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Database")]
pub struct Database {
    /// Connection string of the role that owns the schema (migrations, seed, operator commands).
    /// Without it the private database of the data folder is used.
    #[arg(long = "database-url", env = "DATABASE_URL", hide_env_values = true, value_name = "URL", value_parser = values::said, global = true)]
    pub url: Option<String>,
    /// Connection string of the server's login role, almoner_api. Default: as DATABASE_URL with that
    /// role and a password that is made once and kept in the data folder.
    #[arg(long = "api-database-url", env = "ALMONER_API_DATABASE_URL", hide_env_values = true, value_name = "URL", value_parser = values::said, global = true)]
    pub api_url: Option<String>,
    /// Connection string of almoner_api without the pooler in between, by which the database wakes live
    /// screens. Without it, behind a pooler in transaction mode, changes are polled for.
    #[arg(long = "direct-database-url", env = "ALMONER_DIRECT_DATABASE_URL", hide_env_values = true, value_name = "URL", value_parser = values::said, global = true)]
    pub direct_url: Option<String>,
    /// The pooler between server and database.
    #[arg(long, env = "ALMONER_POOLER", value_enum, default_value = "none", global = true)]
    pub pooler: Pooler,
    /// Connections for requests; sign-in has four of its own.
    #[arg(long, env = "ALMONER_POOL_SIZE", value_name = "NUMBER", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1000), global = true)]
    pub pool_size: u16,
    /// Folder of PostgreSQL's programs, for the private database. Default: the newest of 15 to 18 that is found.
    #[arg(long, env = "ALMONER_POSTGRES_BIN", value_name = "FOLDER", value_parser = values::path, global = true)]
    pub postgres_bin: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Pooler {
    /// A direct connection, or a pooler in session mode.
    #[default]
    None,
    /// A pooler in transaction mode: statements are prepared anew in each transaction.
    Transaction,
}

/// How the server is reached.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Server")]
pub struct Listen {
    /// Address to listen on.
    #[arg(long = "listen", env = "ALMONER_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = values::listen)]
    pub address: SocketAddr,
    /// The address people type, used in links and to refuse other hosts. Default: http://localhost:PORT.
    #[arg(long, env = "ALMONER_BASE_URL", value_name = "URL", value_parser = values::said)]
    pub base_url: Option<String>,
    /// A front-end engineer's origin that may call the API (loopback only); may be given several times.
    #[arg(long = "dev-origin", env = "ALMONER_DEV_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = values::said)]
    pub dev_origins: Vec<String>,
    /// Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8.
    #[arg(long = "trusted-proxy", env = "ALMONER_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',', value_parser = values::said)]
    pub trusted_proxies: Vec<String>,
    /// Where /metrics is told, to collectors: a port of this machine, or address and port. Never on
    /// the port that people use. Default: nowhere.
    #[arg(long = "metrics-listen", env = "ALMONER_METRICS_LISTEN", value_name = "PORT|ADDRESS:PORT", value_parser = values::metrics)]
    pub metrics: Option<SocketAddr>,
    /// How long, in seconds, the server goes on accepting after it was told to stop and /ready says
    /// no: for load balancers, which look now and then.
    #[arg(long, env = "ALMONER_DRAIN_DELAY", value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=300))]
    pub drain_delay: u16,
    /// File with the external issuers whose tokens are accepted (JSON; see docs/operations.md).
    #[arg(long, env = "ALMONER_ISSUERS", value_name = "FILE", value_parser = values::path)]
    pub issuers: Option<PathBuf>,
    /// The keyring. Default: keys/keyring.json in the data folder.
    #[arg(long, env = "ALMONER_KEYRING_FILE", value_name = "FILE", value_parser = values::path)]
    pub keyring: Option<PathBuf>,
}

/// How mails leave.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Mail")]
pub struct Mail {
    /// The mail server: smtp://USER@HOST:587 (encrypted by STARTTLS, or it gets nothing), smtps://USER@HOST
    /// (encrypted from the start), smtp://127.0.0.1:25 (on this machine, as it is). Default: mails are
    /// kept in the folder mail of the data folder.
    #[arg(long = "smtp-url", env = "ALMONER_SMTP_URL", hide_env_values = true, value_name = "URL", value_parser = values::said)]
    pub smtp_url: Option<String>,
    /// File with the password of the mail server's user, and nothing else.
    #[arg(long = "smtp-password-file", env = "ALMONER_SMTP_PASSWORD_FILE", value_name = "FILE", value_parser = values::path)]
    pub smtp_password_file: Option<PathBuf>,
    /// Who mails come from: care@example.org, or 'Elm Care <care@example.org>'.
    #[arg(long = "mail-from", env = "ALMONER_MAIL_FROM", value_name = "ADDRESS", value_parser = values::said)]
    pub from: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
