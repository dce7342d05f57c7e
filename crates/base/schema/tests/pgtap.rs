//! `supabase/tests`, the files of the Supabase CLI's convention, run by `pg_prove` as `postgres` on a database
//! that is laid out as hosted.

mod support;

use std::path::Path;

use almoner_schema::Source;
use almoner_schema::scratch::Layout;
use support::{connect, one, server};
use tokio_postgres::config::Host;

#[tokio::test]
async fn the_files_of_the_clis_convention_pass() {
    let server = server().await;
    let db = server.database(&Source::embedded().unwrap(), Layout::Hosted).await.unwrap();
    let superuser = connect(&db.superuser()).await;
    let there = "select exists (select from pg_available_extensions where name = 'pgtap')";
    if one(&superuser, there).await == "f" && std::env::var_os("ALMONER_TEST_PG_BIN").is_some() {
        eprintln!(
            "not run: pgTAP comes with the distribution's PostgreSQL, not with the one that this run names"
        );
        return;
    }
    // On a hosted project it is on the list of what `postgres` may create; here the superuser brings it.
    superuser.batch_execute("create extension pgtap with schema extensions").await.unwrap();
    let target = db.owner();
    let host = match target.config().get_hosts() {
        [Host::Unix(folder), ..] => folder.display().to_string(),
        [Host::Tcp(name), ..] => name.clone(),
        [] => panic!("a server has a host"),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../supabase/tests");
    let port = target.config().get_ports().first().copied().unwrap_or(5432).to_string();
    let output = tokio::process::Command::new("pg_prove")
        .args(["--host", &host, "--port", &port, "--username", "postgres", "--dbname", db.name()])
        .args(["--recurse", "--ext", ".sql", "--verbose"])
        .arg(folder)
        .output()
        .await
        .expect(
            "pg_prove (Debian package libtap-parser-sourcehandler-pgtap-perl; scripts/setup installs it)",
        );
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("Result: PASS") && !said.contains("Tests=0"), "{said}");
}
