//! The flags of each command.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Data, Database, Listen, Mail, values};

#[derive(Debug, Args)]
pub struct Up {
    #[command(flatten)]
    pub data: Data,
    /// Start empty instead of with demo data.
    #[arg(long)]
    pub no_demo: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub listen: Listen,
    #[command(flatten)]
    pub mail: Mail,
    /// How often PostgreSQL's programs are looked at, in seconds.
    #[arg(long, hide = true, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub look_every: u64,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub listen: Listen,
    #[command(flatten)]
    pub mail: Mail,
}

#[derive(Debug, Args)]
pub struct Worker {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub mail: Mail,
    /// The address people type, for links in mails.
    #[arg(long, env = "ALMONER_BASE_URL", value_name = "URL", default_value = "http://localhost:8080", value_parser = values::said)]
    pub base_url: String,
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
        #[arg(long, value_name = "VERSION", value_parser = values::version)]
        to: Option<String>,
    },
    /// Undo the newest migrations.
    Down {
        /// How many.
        #[arg(default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
        count: u16,
        /// Undo even where rows are lost.
        #[arg(long)]
        discard: bool,
    },
    /// Say what is applied, pending, edited or newer.
    Status,
    /// Write a new migration and its rollback (in a checkout).
    New {
        /// What it does, in a few words.
        #[arg(required = true)]
        name: Vec<String>,
        /// Fill it with what brings app.column_rights from what the files make to what the access
        /// matrix says. Makes a scratch database, so it needs the private one or a superuser's DATABASE_URL.
        #[arg(long)]
        rights: bool,
        /// The folder with migrations/ and rollbacks/.
        #[arg(long, default_value = "supabase")]
        folder: PathBuf,
        /// The access matrix.
        #[arg(long, default_value = "access/matrix.toml", requires = "rights", value_name = "FILE")]
        matrix: PathBuf,
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
    /// demo: a year of three operators; preview: one small one; scale: 300 homes.
    #[arg(long, value_enum, default_value = "demo")]
    pub profile: Profile,
    /// Of scale: one in so many of its homes, each as full as before.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub one_in: u16,
    /// The same number and date give the same data.
    #[arg(long, default_value_t = 1)]
    pub number: u64,
    /// The day that counts as today, at noon. Default: today, and now.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub start: Option<jiff::civil::Date>,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Profile {
    Demo,
    Preview,
    Scale,
}

#[derive(Debug, Args)]
pub struct Reference {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(subcommand)]
    pub what: ReferenceWhat,
}

#[derive(Debug, Subcommand)]
pub enum ReferenceWhat {
    /// Load what is new of the published rules. `almoner up` does it too.
    Load {
        /// A folder of files of your own. Default: those that this program carries.
        #[arg(value_name = "FOLDER")]
        files: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct Instruments {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(subcommand)]
    pub what: InstrumentsWhat,
}

#[derive(Debug, Subcommand)]
pub enum InstrumentsWhat {
    /// Check a file and load it as a new version, for one organisation.
    Load {
        /// An instrument that you may use, as a TOML file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its name or id. Default: the only one there is.
        #[arg(long, value_name = "ORGANISATION")]
        organisation: Option<String>,
    },
    /// Say what there is, and which version is the one to answer today.
    List {
        /// Its name or id. Default: the only one there is.
        #[arg(long, value_name = "ORGANISATION")]
        organisation: Option<String>,
    },
    /// Check a file; nothing is loaded.
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
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
        #[arg(long, value_name = "EMAIL")]
        owner_email: String,
        /// The owner's given name.
        #[arg(long, default_value = "Owner")]
        given_name: String,
        /// The owner's family name.
        #[arg(long, default_value = "(please change)")]
        family_name: String,
        /// The address people type; the link starts with it. Default: that of the running
        /// `almoner up`, else http://localhost:8080.
        #[arg(long, env = "ALMONER_BASE_URL", value_name = "URL", value_parser = values::said)]
        base_url: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    /// Say what would be done, and leave nothing behind.
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Answer as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub what: ImportWhat,
}

#[derive(Debug, Subcommand)]
pub enum ImportWhat {
    /// Residents out of a CSV file, by a manager of their homes.
    Residents(ImportFile),
    /// Staff out of a CSV file: each is invited by mail.
    Staff {
        #[command(flatten)]
        file: ImportFile,
        /// The address people type; the links in the mails start with it. Default: that of the
        /// running `almoner up`, else http://localhost:8080.
        #[arg(long, env = "ALMONER_BASE_URL", value_name = "URL", value_parser = values::said)]
        base_url: Option<String>,
        #[command(flatten)]
        mail: Mail,
    },
    /// An earlier project's database (profiles, care_homes, clients and what hangs on them), into one
    /// organisation. Reads from it, and writes nothing there.
    Phase1 {
        /// Connection string of the earlier project's database.
        #[arg(long, env = "ALMONER_PHASE1_URL", hide_env_values = true, value_name = "URL", value_parser = values::said)]
        from: String,
        /// The organisation to bring it into: its name or its id.
        #[arg(long, value_name = "NAME|ID", value_parser = values::said)]
        organisation: String,
    },
}

/// A file, and who brings it.
#[derive(Debug, Args)]
pub struct ImportFile {
    /// The CSV file; docs/import.md describes its columns.
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    /// The e-mail of the person in whose name this is done, with their rights.
    #[arg(long = "as", value_name = "EMAIL", value_parser = values::said)]
    pub email: String,
    /// Where that person works in several organisations: its name or its id.
    #[arg(long, value_name = "NAME|ID", value_parser = values::said)]
    pub organisation: Option<String>,
}

#[derive(Debug, Args)]
pub struct Audit {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(subcommand)]
    pub what: AuditWhat,
}

#[derive(Debug, Subcommand)]
pub enum AuditWhat {
    /// Compute every link again and name the first that does not hold; prints the end of each
    /// chain, to be kept elsewhere. Changes nothing.
    Verify {
        /// A file with ends of chains that an earlier run printed: shows whether an end was cut off.
        #[arg(long, value_name = "FILE", value_parser = values::path)]
        against: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct Schedules {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(subcommand)]
    pub what: SchedulesWhat,
}

#[derive(Debug, Subcommand)]
pub enum SchedulesWhat {
    /// Every organisation's jobs: when each falls due, how its last run ended, how many are dead.
    List,
    /// Do a job now, without waiting for a worker.
    Run {
        /// What it does, as `almoner schedules list` names it.
        #[arg(value_name = "JOB", value_parser = values::said)]
        handler: String,
        /// Of this organisation only, by its id. Default: of each.
        #[arg(long, value_name = "ID", value_parser = values::said)]
        organisation: Option<String>,
    },
    /// Bring pg_cron to what is wanted of it, where the database has it. Changes nothing that is so already.
    Sync {
        /// Who says when a job is due that comes every hour or more often. Kept: later runs without it do the same.
        #[arg(long, value_enum)]
        clock: Option<ScheduleClock>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScheduleClock {
    /// The workers, as for every other job.
    Worker,
    /// The database itself, by its extension pg_cron.
    PgCron,
}

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub listen: Listen,
    #[command(flatten)]
    pub mail: Mail,
}

#[derive(Debug, Args)]
pub struct Keys {
    #[command(flatten)]
    pub data: Data,
    #[command(subcommand)]
    pub what: KeysWhat,
}

#[derive(Debug, Subcommand)]
pub enum KeysWhat {
    /// Make a new keyring in a new file that only you can read.
    Generate {
        /// The file. Default: keys/keyring.json in the data folder.
        #[arg(value_name = "FILE")]
        path: Option<PathBuf>,
    },
    /// Make a new current key; the present one becomes the previous. Restart the servers afterwards.
    Rotate {
        /// The file. Default: keys/keyring.json in the data folder.
        #[arg(value_name = "FILE")]
        path: Option<PathBuf>,
        /// Forget the key that is now the previous one; what it sealed can't be opened again.
        #[arg(long)]
        discard: bool,
    },
}
