//! A PostgreSQL of one test's own, which it may configure, restart and stop.

use std::process::Command;

use almoner_cluster::{Cluster, Options, Running as Server};
use almoner_schema::Target;
use tokio::runtime::Runtime;

use crate::kit::*;

/// A migrated database in a cluster of its own; stopped with this value.
pub struct OwnCluster {
    runtime: Runtime,
    server: Option<Server>,
    pub data: tempfile::TempDir,
    settings: Vec<(String, String)>,
}

impl OwnCluster {
    pub fn new(settings: &[(&str, &str)]) -> Self {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut this = Self {
            runtime: Runtime::new().unwrap(),
            server: None,
            data: folder(),
            settings: settings.collect(),
        };
        this.start();
        this.run(&["migrate", "up"]).ok();
        this
    }

    fn start(&mut self) {
        let options = Options {
            fast_and_unsafe: true,
            settings: self.settings.clone(),
            ..Options::new(self.data.path())
        };
        let started = self.runtime.block_on(Cluster::start(options, &|_| {}));
        self.server = Some(started.unwrap_or_else(|e| panic!("{e}")));
    }

    fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            let _ = self.runtime.block_on(server.stop());
        }
    }

    /// As an administrator does it: every session ends, and for a while nobody answers.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// A command that finds the database by its folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let data = self.data.path().to_str().unwrap();
        almoner(&[args, &["--data", data]].concat())
    }

    pub fn run(&self, args: &[&str]) -> Said {
        run(&mut self.command(args))
    }

    fn query(&self, user: &str, sql: &str) -> String {
        let address = self.server.as_ref().unwrap().connection_string("almoner", user);
        self.runtime.block_on(async {
            let client = Target::plain(address.parse().unwrap()).connect("test").await.unwrap();
            let rows = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
            rows.iter()
                .find_map(|m| match m {
                    tokio_postgres::SimpleQueryMessage::Row(row) => {
                        Some(row.get(0).unwrap_or("NULL").to_owned())
                    }
                    _ => None,
                })
                .unwrap_or_default()
        })
    }

    /// The first value of the answer, as the role that owns the tables.
    pub fn sql(&self, sql: &str) -> String {
        self.query("almoner_owner", sql)
    }

    pub fn as_superuser(&self, sql: &str) -> String {
        self.query(self.server.as_ref().unwrap().superuser(), sql)
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        self.stop();
    }
}
