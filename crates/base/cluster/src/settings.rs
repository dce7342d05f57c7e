//! The server's settings.
//!
//! Read in this order, the later wins: what `initdb` wrote, ours, the
//! operator's `tuning.conf`, the caller's, `ALTER SYSTEM`, and last the command
//! line, which carries what nobody should change by accident.

use std::path::Path;

use crate::error::{Error, Result};
use crate::socket::PORT;

/// For a machine of 1 GB and up; more memory is a matter for `tuning.conf`.
const DEFAULTS: &str = "\
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
maintenance_work_mem = 64MB
# Partitions: a schema with many of them is created and dropped in one transaction.
max_locks_per_transaction = 256
wal_compression = on
checkpoint_completion_target = 0.9
random_page_cost = 1.1
# Compiling costs more than our short queries take.
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
password_encryption = scram-sha-256
lc_messages = 'C'

# One file a day, overwritten a week later.
logging_collector = on
log_filename = 'postgresql-%a.log'
log_file_mode = 0600
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] %q%u@%d '
log_lock_waits = on
";

/// No crash safety at all. `wal_level` must fall with `max_wal_senders`.
const FAST_AND_UNSAFE: &str = "
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum = off
shared_buffers = 128MB
";

/// The file `postgresql.conf` of the cluster's folder.
pub(crate) fn file(log: &Path, fast_and_unsafe: bool, extra: &[(String, String)]) -> Result<String> {
    let mut text =
        String::from("# Written by Almoner at each start. Yours go into tuning.conf, beside this file.\n");
    text += "include_if_exists = 'data/postgresql.conf'\n\n";
    text += DEFAULTS;
    text += &setting("log_directory", &log.to_string_lossy());
    if fast_and_unsafe {
        text += FAST_AND_UNSAFE;
    }
    text += "\ninclude_if_exists = 'tuning.conf'\n\n";
    for (name, value) in extra {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c)) {
            return Err(Error::Setting(name.clone()));
        }
        text += &setting(name, value);
    }
    Ok(text)
}

/// The server's arguments, after the program's name. None is a secret: every
/// user of the machine can read them.
pub(crate) fn arguments(data: &Path, file: &Path, socket: &Path) -> Vec<String> {
    let mut arguments = vec!["-D".to_owned(), data.to_string_lossy().into_owned()];
    let file = file.to_string_lossy();
    let socket = socket.to_string_lossy();
    let port = PORT.to_string();
    for (name, value) in [
        ("config_file", &*file),
        ("listen_addresses", ""),
        ("port", &*port),
        ("unix_socket_directories", &*socket),
        ("unix_socket_permissions", "0700"),
        // Values in the log would be people's names and notes about them: bind
        // values of slow and failed statements, and (terse) the rows and keys
        // that the details of a failed constraint quote.
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
        ("log_error_verbosity", "terse"),
        ("log_min_duration_statement", "-1"),
    ] {
        arguments.extend(["-c".to_owned(), format!("{name}={value}")]);
    }
    arguments
}

fn setting(name: &str, value: &str) -> String {
    format!("{name} = '{}'\n", value.replace('\\', "\\\\").replace('\'', "''"))
}
