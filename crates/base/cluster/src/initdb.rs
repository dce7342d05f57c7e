//! Making a new cluster.

use std::path::Path;
use std::time::SystemTime;

use crate::SUPERUSER;
use crate::account::Account;
use crate::error::{Error, Result, io_at};
use crate::folder::Folder;
use crate::programs::Programs;

/// Makes the cluster aside and renames it: what is called `data` is whole.
pub(crate) async fn run(
    folder: &Folder,
    account: &Account,
    programs: &Programs,
    durable: bool,
) -> Result<()> {
    for locale in locales(programs.version.major) {
        remove_attempts(&folder.root);
        let aside = folder.root.join(format!("{ATTEMPT}{}", nanoseconds()));
        account.own_folder(&aside)?;
        match initdb(&aside, account, programs, durable, locale).await {
            Err(Error::Initdb { said }) if said.contains("invalid locale") => {}
            Err(error) => return Err(error),
            Ok(()) => {
                std::fs::rename(&aside, &folder.data).map_err(io_at("can't make", &folder.data))?;
                let sync = std::fs::File::open(&folder.root).and_then(|root| root.sync_all());
                return sync.map_err(io_at("can't write", &folder.root));
            }
        }
    }
    Err(Error::Initdb { said: "no locale was accepted".to_owned() })
}

/// A name of its own for each attempt: an initdb whose caller was killed may
/// still be writing into the last one.
const ATTEMPT: &str = "data.new.";

fn nanoseconds() -> u128 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos()
}

/// What can't be removed now is at the next start.
fn remove_attempts(root: &Path) {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(ATTEMPT)) {
        let _ = std::fs::remove_dir_all(entry.path());
    }
}

/// Order by code point, upper and lower case by Unicode; in the worst case
/// (no such locale on the system) case by ASCII alone.
fn locales(major: u32) -> &'static [&'static [&'static str]] {
    const C: &[&str] = &["--locale=C"];
    const LIBC: &[&str] = &["--locale=C.UTF-8"];
    const MACOS: &[&str] = &["--locale=C", "--lc-ctype=en_US.UTF-8"];
    // From 17 PostgreSQL brings its own, the same on every system.
    const BUILTIN: &[&str] = &["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"];
    const BUILTIN_C: &[&str] = &["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    if major >= 17 { &[BUILTIN, BUILTIN_C] } else { &[LIBC, MACOS, C] }
}

async fn initdb(
    data: &Path,
    account: &Account,
    programs: &Programs,
    durable: bool,
    locale: &[&str],
) -> Result<()> {
    let program = programs.path("initdb");
    let mut command = account.command(&program);
    command.arg("-D").arg(data).args([
        "-U",
        SUPERUSER,
        "--encoding=UTF8",
        "--lc-messages=C",
        "--data-checksums",
    ]);
    // The socket's folder is the door, see the crate's documentation.
    command.args(["--auth-local=trust", "--auth-host=reject", "--no-instructions"]).args(locale);
    if !durable {
        command.arg("--no-sync");
    }
    // When the caller no longer waits; the servers that initdb feeds end with it.
    let mut command = tokio::process::Command::from(command);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped()).kill_on_drop(true);
    let child = command.spawn().map_err(io_at("can't run", &program))?;
    let output = child.wait_with_output().await.map_err(io_at("can't run", &program))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Initdb { said: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
}
