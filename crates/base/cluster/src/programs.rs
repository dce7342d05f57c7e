//! Where PostgreSQL's programs are, and which of them to use.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// The major versions the migrations are tested on.
pub(crate) const MAJORS: std::ops::RangeInclusive<u32> = 15..=18;

/// What `postgres --version` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 15 to 18 (others are rejected).
    pub major: u32,
    /// 0 for a beta or a development version.
    pub minor: u32,
    /// The whole text, packager's suffix included: two builds of one minor
    /// version are told apart by it.
    pub full: String,
}

impl Version {
    /// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    fn parse(text: &str) -> Option<Self> {
        let full = text.trim().split_once("(PostgreSQL) ")?.1;
        let mut digits = full.split(|c: char| !c.is_ascii_digit());
        let major = digits.next()?.parse().ok()?;
        let minor = if full[major_len(full)..].starts_with('.') {
            digits.next().and_then(|d| d.parse().ok()).unwrap_or(0)
        } else {
            0
        };
        Some(Self { major, minor, full: full.to_owned() })
    }

    /// Asks the program.
    fn of(postgres: &Path) -> Result<Self, String> {
        let output = Command::new(postgres)
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .map_err(|e| format!("`postgres --version` can't be run: {e}"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        Self::parse(&said).ok_or_else(|| format!("`postgres --version` said {:?}", said.trim()))
    }
}

fn major_len(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.full.split(' ').next().unwrap_or_default())
    }
}

/// One installation of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    /// The folder that holds `postgres` and `initdb`.
    pub bin: PathBuf,
    /// What `postgres --version` said when they were found.
    pub version: Version,
}

impl Programs {
    /// The path of one that is always there (`postgres`, `initdb`).
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// The path of one that may not be there (`psql`, `pg_dump`), if it is.
    pub fn get(&self, name: &str) -> Option<PathBuf> {
        Some(self.bin.join(name)).filter(|path| path.is_file())
    }

    /// The version that the folder holds now, which an upgrade of the system's
    /// packages changes beneath a running server.
    pub fn version_now(&self) -> Result<Version> {
        Version::of(&self.path("postgres")).map_err(|why| Error::Folder { path: self.bin.clone(), why })
    }
}

/// The newest usable programs: in `explicit` alone if it is given, else on the
/// PATH, where `pg_config` points, and where distributions put them.
pub fn find_programs(explicit: Option<&Path>) -> Result<Programs> {
    choose(&candidates(explicit), None)
}

/// As [`find_programs`], for data that already have a major version.
pub(crate) fn find_programs_for(explicit: Option<&Path>, data: &Path) -> Result<Programs> {
    let made_by = std::fs::read_to_string(data.join("PG_VERSION")).ok();
    choose(&candidates(explicit), made_by.as_deref().map(|version| (data, version.trim())))
}

fn candidates(explicit: Option<&Path>) -> Vec<PathBuf> {
    if let Some(folder) = explicit {
        let bin = folder.join("bin");
        return vec![if bin.join("postgres").exists() { bin } else { folder.to_owned() }];
    }
    // Relative entries of the PATH would mean: whatever lies in the current folder.
    let path: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).filter(|p| p.is_absolute()).collect())
        .unwrap_or_default();
    let pg_config = path.iter().map(|folder| folder.join("pg_config")).find(|p| p.is_file());
    let bindir = pg_config
        .and_then(|p| Command::new(p).arg("--bindir").stdin(Stdio::null()).output().ok())
        .map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let mut all = path;
    all.extend(bindir.filter(|folder| folder.is_absolute()));
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr/libexec", "postgresql"),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
    ] {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        all.extend(
            entries
                .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
                // Alpine's /usr/libexec/postgresql15 holds the programs itself.
                .flat_map(|entry| [entry.path().join("bin"), entry.path()]),
        );
    }
    all.retain(|folder| folder.join("postgres").is_file() || folder.join("initdb").is_file());
    all
}

fn choose(candidates: &[PathBuf], made: Option<(&Path, &str)>) -> Result<Programs> {
    let mut usable: Vec<Programs> = Vec::new();
    let mut rejected = Vec::new();
    let mut seen = Vec::new();
    for bin in candidates {
        // The same installation is often reachable in several ways.
        let real = bin.join("postgres").canonicalize().unwrap_or_else(|_| bin.clone());
        if seen.contains(&real) {
            continue;
        }
        seen.push(real);
        match examine(bin) {
            Ok(programs) => usable.push(programs),
            Err(why) => rejected.push(format!("{}: {why}", bin.display())),
        }
    }
    // Stable: of two equal versions the first found is kept.
    usable.sort_by_key(|p| std::cmp::Reverse((p.version.major, p.version.minor)));
    let Some((data, have)) = made else {
        return usable.into_iter().next().ok_or_else(|| Error::NoPrograms {
            rejected,
            remedy: format!(
                "Install it ({}), or name the folder that holds `postgres` and `initdb`.",
                install_command(None)
            ),
        });
    };
    if let Some(fits) = usable.iter().find(|p| p.version.major.to_string() == have) {
        return Ok(fits.clone());
    }
    let install = install_command(Some(have));
    if usable.is_empty() {
        let remedy = format!("The data in {} need PostgreSQL {have}: {install}.", data.display());
        return Err(Error::NoPrograms { rejected, remedy });
    }
    Err(Error::WrongMajor {
        data: data.to_owned(),
        have: have.to_owned(),
        found: usable.iter().map(|p| p.version.to_string()).collect(),
        rejected,
        remedy: format!(
            "Install PostgreSQL {have} beside it ({install}). To move on to another major version, back up while {have} runs and restore into a new data folder, or use `pg_upgrade`."
        ),
    })
}

fn examine(bin: &Path) -> Result<Programs, String> {
    for name in ["postgres", "initdb"] {
        if !bin.join(name).is_file() {
            return Err(format!("`{name}` is missing (a client-only package?)"));
        }
    }
    let version = Version::of(&bin.join("postgres"))?;
    if !MAJORS.contains(&version.major) {
        return Err(format!("PostgreSQL {version} is not one of {} to {}", MAJORS.start(), MAJORS.end()));
    }
    Ok(Programs { bin: bin.to_owned(), version })
}

/// What to type on this system; `major` when only that version will do.
fn install_command(major: Option<&str>) -> String {
    if cfg!(target_os = "macos") {
        return format!("`brew install postgresql@{}`", major.unwrap_or("17"));
    }
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    install_command_on(&release, major)
}

fn install_command_on(os_release: &str, major: Option<&str>) -> String {
    let ids: Vec<&str> = os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|ids| ids.trim_matches('"').split(' '))
        .collect();
    let is = |names: &[&str]| names.iter().any(|name| ids.contains(name));
    if is(&["debian", "ubuntu"]) {
        match major {
            None => "`sudo apt-get install postgresql`".to_owned(),
            Some(m) => format!("`sudo apt-get install postgresql-{m}`; apt.postgresql.org has every version"),
        }
    } else if is(&["fedora", "rhel", "centos"]) {
        match major {
            None => "`sudo dnf install postgresql-server postgresql-contrib`".to_owned(),
            Some(m) => format!(
                "`sudo dnf install postgresql{m}-server postgresql{m}-contrib`; yum.postgresql.org has every version"
            ),
        }
    } else {
        let version = major.map_or("15 to 18".to_owned(), str::to_owned);
        format!("the package with the server of PostgreSQL {version}, by your system's package manager")
    }
}

#[cfg(test)]
#[path = "programs_tests.rs"]
mod tests;
