//! Databases for tests: one template per state of the files, one copy per test.
//!
//! A copy costs 65 ms where migrating costs seconds. Every test process of a
//! run may ask at once: the template is built once, under a lock, and what a
//! killed process leaves behind is swept by the next. What takes longer still,
//! such as the demo, has a template of its own ([`Server::prepared`]).

mod server;

use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};

use crate::scratch::{self, Layout};
use crate::source::Source;
use crate::target::{Target, quote_ident, quote_literal};
use crate::{Error, Result, bootstrap};

pub use server::Server;

/// Key of the lock under which templates are built and swept.
const LOCK: i64 = 0x0061_6c6d_745f_7470;
/// A template that was built this long ago and is not of this run is dropped.
const STALE_TEMPLATE: &str = "30 minutes";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A database of a test's own, dropped with this value.
#[derive(Debug)]
pub struct TestDb {
    name: String,
    layout: Layout,
    admin: Target,
}

impl TestDb {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// It, as the cluster's superuser.
    pub fn superuser(&self) -> Target {
        self.admin.database(&self.name)
    }

    /// It, as the role that runs the migrations.
    pub fn owner(&self) -> Target {
        self.role(self.layout.owner())
    }

    /// It, as any role that may sign in.
    pub fn role(&self, role: &str) -> Target {
        self.superuser().user(role)
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // A drop can't wait for a future, and the test's own runtime may be
        // gone: a short runtime on a thread of its own.
        let (admin, name) = (self.admin.clone(), std::mem::take(&mut self.name));
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(scratch::drop_database(&admin, &name)))
        })
        .join();
        // What stays behind is swept by the next run; a panic here would hide
        // the test's own.
        if let Ok(Ok(Err(error))) = dropped {
            tracing::warn!(%error, "a test database was left behind");
        }
    }
}

impl Server {
    /// A database with the files of `source`, copied from its template.
    pub async fn database(&self, source: &Source, layout: Layout) -> Result<TestDb> {
        self.copy(layout, async || self.template(source, layout).await).await
    }

    /// A database that is laid out and has had no migration.
    pub async fn empty(&self, layout: Layout) -> Result<TestDb> {
        self.database(&Source::from_files(&[], &[])?, layout).await
    }

    /// A database with the files of `source` in which `fill` has run as their owner, copied from a template of its own: of
    /// all that ask with the same `mark`, one waits for it to be made. The mark says all that it is made of
    /// beside the files; where that is the asking program's own code, [`this_build`] is part of it.
    pub async fn prepared(
        &self,
        source: &Source,
        layout: Layout,
        mark: &str,
        fill: impl AsyncFn(Target),
    ) -> Result<TestDb> {
        self.copy(layout, async || {
            let plain = self.template(source, layout).await?;
            let name = template_name("made", &[&plain, mark]);
            // Not the lock of the others: theirs are wanted while this one is being filled.
            self.once(&name, lock_of(&name), async || {
                self.create_from_template(&plain, &name, layout).await?;
                fill(self.admin().database(&name).user(layout.owner())).await;
                Ok(())
            })
            .await?;
            Ok(name)
        })
        .await
    }

    async fn copy(&self, layout: Layout, template: impl AsyncFn() -> Result<String>) -> Result<TestDb> {
        let name = unique_name();
        // Another run's sweep may take the template between the two steps.
        for last in [false, true] {
            let copied = match template().await {
                Ok(template) => self.create_from_template(&template, &name, layout).await,
                Err(error) => Err(error),
            };
            match copied {
                Err(error) if error.code() == Some("3D000") && !last => {}
                result => return result.map(|()| TestDb { name, layout, admin: self.admin().clone() }),
            }
        }
        unreachable!("the second round always returns")
    }

    /// The name of the template for these files; built if it is not there.
    pub async fn template(&self, source: &Source, layout: Layout) -> Result<String> {
        let kind = match layout {
            Layout::Plain => "plain",
            Layout::Hosted => "hosted",
        };
        let name = template_name(kind, &[&source.checksum(), &bootstrap::checksum()]);
        self.once(&name, LOCK, async || {
            scratch::create(self.admin(), &name, layout).await?;
            if source.migrations().is_empty() {
                return Ok(());
            }
            scratch::fill(self.admin(), &name, layout, source).await
        })
        .await?;
        Ok(name)
    }

    /// Makes a template unless it is there.
    async fn once(&self, name: &str, lock: i64, make: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
        let failed = || Error::database("looking for the template database");
        let client = self.admin().connect("test template").await?;
        // Session-level, so it ends with the connection, however that ends.
        client.execute("select pg_advisory_lock($1)", &[&lock]).await.map_err(failed())?;
        let there = client
            .query_opt("select datistemplate from pg_database where datname = $1", &[&name])
            .await
            .map_err(failed())?
            .map(|row| row.get::<_, bool>(0));
        if there == Some(true) {
            return Ok(());
        }
        // Not a template yet: whoever was building it was killed.
        scratch::drop_database(self.admin(), name).await?;
        make().await?;
        let built = format!("{}", jiff::Timestamp::now());
        client
            .batch_execute(&format!(
                "comment on database {ident} is {built}; alter database {ident} with is_template true \
                 allow_connections false",
                ident = quote_ident(name),
                built = quote_literal(&built),
            ))
            .await
            .map_err(Error::database("finishing the template database"))
    }

    async fn create_from_template(&self, template: &str, name: &str, layout: Layout) -> Result<()> {
        let client = self.admin().connect("test database").await?;
        // Copying files beats writing them through the log: 65 ms against 112.
        client
            .batch_execute(&format!(
                "create database {} template {} owner {} strategy file_copy",
                quote_ident(name),
                quote_ident(template),
                quote_ident(layout.owner()),
            ))
            .await
            .map_err(Error::database(format!("copying the template {template}")))?;
        bootstrap::copy_database_rights(&client, template, name).await
    }

    /// Drops databases whose test process is gone, and templates of old files.
    pub async fn sweep(&self) -> Result<()> {
        let failed = || Error::database("sweeping test databases");
        let client = self.admin().connect("test sweep").await?;
        let mine = client.query_one("select pg_try_advisory_lock($1)", &[&LOCK]).await.map_err(failed())?;
        if !mine.get::<_, bool>(0) {
            return Ok(()); // Somebody builds or sweeps; the next process will.
        }
        let rows = client
            .query(
                "select datname::text,
                        datistemplate and shobj_description(oid, 'pg_database')::timestamptz < now() - $1::text::interval
                   from pg_database where datname like 'almt\\_%'",
                &[&STALE_TEMPLATE],
            )
            .await
            .map_err(failed())?;
        for row in rows {
            let (name, stale): (String, Option<bool>) = (row.get(0), row.get(1));
            let template = name.starts_with("almt_tpl_");
            if template && stale == Some(true) {
                client
                    .batch_execute(&format!("alter database {} with is_template false", quote_ident(&name)))
                    .await
                    .map_err(failed())?;
            } else if template || maker_lives(&name) {
                continue;
            }
            scratch::drop_database(self.admin(), &name).await?;
        }
        Ok(())
    }
}

/// A template's name says what it is made of.
fn template_name(kind: &str, of: &[&str]) -> String {
    format!("almt_tpl_{kind}_{}", &hex::encode(Sha256::digest(of.concat()))[..16])
}

fn lock_of(template: &str) -> i64 {
    let digest: [u8; 32] = Sha256::digest(template).into();
    digest[..8].iter().fold(0, |key, byte| key << 8 | i64::from(*byte))
}

/// This program as it was built: another build may make something else of the same files.
///
/// # Panics
/// When the program's own file is gone.
pub fn this_build() -> String {
    let file = std::env::current_exe().and_then(std::fs::metadata).expect("this program is a file");
    format!("{:?} {}", file.modified().expect("a file has a time"), file.len())
}

/// `almt_<pid>_<start of that process>_<number>`: tells its maker even after
/// the process number has been given to another.
fn unique_name() -> String {
    let pid = std::process::id();
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("almt_{pid}_{}_{number}", started(pid).unwrap_or_default())
}

fn maker_lives(database: &str) -> bool {
    let mut parts = database.trim_start_matches("almt_").split('_');
    let pid = parts.next().and_then(|pid| pid.parse().ok());
    let start: Option<u64> = parts.next().and_then(|start| start.parse().ok());
    pid.is_some_and(|pid| started(pid) == start && start.is_some())
}

/// When a process began, in clock ticks since boot (field 22 of its stat, the
/// 20th after the name in parentheses).
fn started(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_whether_its_maker_lives() {
        assert!(maker_lives(&unique_name()));
        let pid = std::process::id();
        assert!(!maker_lives(&format!("almt_{pid}_1_0")), "another process had this number");
        assert!(!maker_lives("almt_4294967294_5_0"));
        assert!(!maker_lives("almt_x"));
    }
}
