//! The command line and the environment: one struct per concern, each field with its variable.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The record system of care-home groups.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// What is logged to standard error: a level, or filters such as `warn,almoner=debug`.
    #[arg(long, global = true, env = "ALMONER_LOG", default_value = "warn", hide_env_values = true)]
    pub log: String,
    /// How log lines look.
    #[arg(long, global = true, env = "ALMONER_LOG_FORMAT", value_enum, default_value = "text")]
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
    /// The schema: apply, undo, look at, check.
    Migrate(Migrate),
    /// Fill a database with made data.
    Seed(Seed),
    /// Start an organisation of your own.
    Organisation(Organisation),
    /// Check configuration, database, privileges and storage, and say what to do.
    Doctor(Doctor),
    /// Print the OpenAPI document.
    Openapi,
    /// The keyring that signs tokens and seals cursors and second factors.
    Keys(Keys),
}

/// Where things are kept.
#[derive(Clone, Debug, Args)]
pub struct Data {
    /// Folder of the keyring, the mail folder and the private database.
    /// Default: /var/lib/almoner as root, else the user's data folder.
    #[arg(long = "data", env = "ALMONER_DATA")]
    pub folder: Option<PathBuf>,
}

/// A database of your own instead of the private one.
#[derive(Clone, Debug, Default, Args)]
pub struct Database {
    /// Connection string of the role that owns the schema (migrations, seed, operator commands).
    /// Without it the private database of the data folder is used.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Connection string of the server's login role, almoner_api. Default: as DATABASE_URL with that
    /// role and a password that is made once and kept in the data folder.
    #[arg(long, env = "ALMONER_API_DATABASE_URL", hide_env_values = true)]
    pub api_database_url: Option<String>,
    /// The pooler between server and database.
    #[arg(long, env = "ALMONER_POOLER", value_enum, default_value = "none")]
    pub pooler: Pooler,
    /// Connections for requests; sign-in has four of its own.
    #[arg(long, env = "ALMONER_POOL_SIZE", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub pool_size: u16,
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
pub struct Listen {
    /// Address to listen on.
    #[arg(long, env = "ALMONER_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address people type, used in links and to refuse other hosts. Default: http://localhost:PORT.
    #[arg(long, env = "ALMONER_BASE_URL")]
    pub base_url: Option<String>,
    /// A front-end engineer's origin that may call the API (loopback only); may be given several times.
    #[arg(long = "dev-origin", env = "ALMONER_DEV_ORIGIN", value_delimiter = ',')]
    pub dev_origins: Vec<String>,
    /// Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8.
    #[arg(long = "trusted-proxy", env = "ALMONER_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
    /// File with the external issuers whose tokens are accepted (JSON; see docs/operations.md).
    #[arg(long, env = "ALMONER_ISSUERS")]
    pub issuers: Option<PathBuf>,
    /// The keyring. Default: keys/keyring.json in the data folder.
    #[arg(long, env = "ALMONER_KEYRING_FILE")]
    pub keyring: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Up {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub listen: Listen,
    /// Folder of PostgreSQL's programs. Default: the newest of 15 to 18 that is found.
    #[arg(long, env = "ALMONER_POSTGRES_BIN")]
    pub postgres_bin: Option<PathBuf>,
    /// Start empty instead of with demo data.
    #[arg(long)]
    pub no_demo: bool,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub listen: Listen,
}

#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(subcommand)]
    pub what: MigrateWhat,
}

#[derive(Debug, Subcommand)]
pub enum MigrateWhat {
    /// Apply what is pending.
    Up {
        /// Stop after this version.
        #[arg(long)]
        to: Option<String>,
    },
    /// Undo the newest migrations.
    Down {
        /// How many.
        #[arg(default_value_t = 1)]
        count: usize,
        /// Undo even where rows are lost.
        #[arg(long)]
        discard: bool,
    },
    /// Say what is applied, pending, edited or newer.
    Status,
    /// Write a new migration and its rollback (in a checkout).
    New {
        /// What it does, in a few words.
        name: String,
        /// The folder with migrations/ and rollbacks/.
        #[arg(long, default_value = "supabase")]
        folder: PathBuf,
    },
    /// Check the live catalogue and the files against the house's rules.
    Lint,
    /// Compare the live catalogue with what the files make.
    Drift,
    /// Prepare a plain PostgreSQL as Supabase would have it; needs a superuser's DATABASE_URL.
    Bootstrap,
}

#[derive(Debug, Args)]
pub struct Seed {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    /// demo: a year of three operators; preview: one small one; scale: 300 homes.
    #[arg(long, value_enum, default_value = "demo")]
    pub profile: Profile,
    /// The same number and date give the same data.
    #[arg(long, default_value_t = 1)]
    pub number: u64,
    /// The day that counts as today. Default: today.
    #[arg(long)]
    pub start: Option<jiff::civil::Date>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Profile {
    Demo,
    Preview,
    Scale,
}

#[derive(Debug, Args)]
pub struct Organisation {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(subcommand)]
    pub what: OrganisationWhat,
}

#[derive(Debug, Subcommand)]
pub enum OrganisationWhat {
    /// Make an organisation and print its owner's one-time link.
    Create {
        /// The organisation's name.
        #[arg(long)]
        name: String,
        /// The owner's e-mail.
        #[arg(long)]
        owner_email: String,
        /// The owner's given name.
        #[arg(long, default_value = "Owner")]
        given_name: String,
        /// The owner's family name.
        #[arg(long, default_value = "(please change)")]
        family_name: String,
        /// The address people type; the link starts with it.
        #[arg(long, env = "ALMONER_BASE_URL", default_value = "http://localhost:8080")]
        base_url: String,
    },
}

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub listen: Listen,
}

#[derive(Debug, Args)]
pub struct Keys {
    #[command(subcommand)]
    pub what: KeysWhat,
}

#[derive(Debug, Subcommand)]
pub enum KeysWhat {
    /// Make a new keyring in a new file that only you can read.
    Generate { path: PathBuf },
    /// Make a new current key; the present one becomes the previous. Restart the servers afterwards.
    Rotate {
        path: PathBuf,
        /// Forget the key that is now the previous one; what it sealed can't be opened again.
        #[arg(long)]
        discard: bool,
    },
}

/// A mistake in the command or its configuration, with its remedy: exit code 2.
#[derive(Debug)]
pub struct Wrong {
    what: String,
    remedy: String,
}

impl Wrong {
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self { what: what.into(), remedy: remedy.into() })
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}", self.what, self.remedy)
    }
}

impl std::error::Error for Wrong {}
