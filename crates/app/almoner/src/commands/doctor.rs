//! `almoner doctor`: looks at everything that a server stands on, and says what to do.

use almoner_cluster::find_programs;
use almoner_pg::Db;
use almoner_schema::{Source, lint, migrate};
use anyhow::{Result, anyhow};

use crate::cli::{Doctor, Pooler};
use crate::data::Folder;
use crate::database::Place;
use crate::term;

/// What one look found.
enum Found {
    Good(String),
    /// It works, and could be better.
    Note(String, &'static str),
    Bad(String, &'static str),
}
use Found::{Bad, Good, Note};

pub async fn run(flags: Doctor) -> Result<()> {
    let folder = Folder::open(&flags.data)?;
    let mut found = vec![Good(format!("data folder {}", folder.0.display()))];
    found.push(match folder.keyring(&flags.listen) {
        Ok(ring) => Good(format!("keyring with key {}", ring.current_id().as_str())),
        Err(error) => Bad(format!("the keyring can't be used: {error:#}"), "Restore it from a backup; what it sealed can't be read without it."),
    });
    found.push(storage(&folder));
    if flags.database.database_url.is_none() {
        found.push(match find_programs(None) {
            Ok(programs) => Good(format!("PostgreSQL {} in {}", programs.version, programs.bin.display())),
            Err(error) => Bad(error.to_string(), "Install PostgreSQL 15 to 18, or give DATABASE_URL."),
        });
    }
    match Place::open(&folder, &flags.database, None).await {
        Ok(place) => {
            if let Err(error) = database(&place, flags.database.pooler, &mut found).await {
                found.push(Bad(format!("the database could not be looked at: {error:#}"), "Check DATABASE_URL."));
            }
            place.close().await?;
        }
        Err(error) => found.push(Bad(format!("no database: {error:#}"), "Check DATABASE_URL and that the server runs.")),
    }
    term::clear();
    let mut bad = 0;
    for one in found {
        match one {
            Good(what) => println!("{} {what}", term::green("✓")),
            Note(what, remedy) => println!("{} {what}\n    {remedy}", term::yellow("!")),
            Bad(what, remedy) => {
                bad += 1;
                println!("{} {what}\n    {remedy}", term::red("✕"));
            }
        }
    }
    if bad > 0 { Err(anyhow!("{bad} things need to be mended")) } else { Ok(()) }
}

fn storage(folder: &Folder) -> Found {
    let probe = || -> Result<()> {
        let path = folder.mail()?.join(".doctor");
        std::fs::write(&path, b"x")?;
        Ok(std::fs::remove_file(&path)?)
    };
    match probe() {
        Ok(()) => Good("storage: mail folder can be written".to_owned()),
        Err(error) => Bad(format!("the mail folder can't be written: {error:#}"), "Give the folder to the user that runs Almoner."),
    }
}

async fn database(place: &Place, pooler: Pooler, found: &mut Vec<Found>) -> Result<()> {
    let client = place.owner_client("almoner doctor").await?;
    let version: i32 = client.query_one("select current_setting('server_version_num')::int", &[]).await?.get(0);
    found.push(if (150_000..190_000).contains(&version) {
        Good(format!("PostgreSQL {}.{}", version / 10_000, version % 10_000))
    } else {
        Bad(format!("PostgreSQL {}", version / 10_000), "Use 15 to 18.")
    });
    settings(&client, found).await?;
    zones(&client, found).await?;
    let status = migrate::status(&client, &Source::embedded()?).await?;
    if let Some(why) = status.refusal() {
        found.push(Bad(why, "Run almoner migrate up."));
        return Ok(());
    }
    found.push(Good(format!("schema current ({} migrations)", status.entries.len())));
    for finding in lint::walls(&client, &lint::Config::embedded()?).await? {
        found.push(Bad(finding.to_string(), "Mend it with a migration; the server does not start like this."));
    }
    login(place, pooler, found).await;
    Ok(())
}

async fn settings(client: &tokio_postgres::Client, found: &mut Vec<Found>) -> Result<()> {
    let sql = "select current_setting('server_encoding'), current_setting('log_parameter_max_length', true), \
               current_setting('TimeZone'), (select rolbypassrls from pg_roles where rolname = current_user), \
               current_setting('data_checksums', true)";
    let row = client.query_one(sql, &[]).await?;
    if row.get::<_, String>(0) != "UTF8" {
        found.push(Bad(format!("the database's encoding is {}", row.get::<_, String>(0)), "Make it with encoding UTF8."));
    }
    if row.get::<_, Option<String>>(1).as_deref() != Some("0") {
        found.push(Note(
            "PostgreSQL may write the values of slow statements into its log".to_owned(),
            "Set log_parameter_max_length = 0 and log_parameter_max_length_on_error = 0: they hold personal data.",
        ));
    }
    if row.get::<_, Option<bool>>(3) != Some(true) {
        found.push(Bad(
            "the owner has no BYPASSRLS: helpers of policies would find nothing".to_owned(),
            "alter role OWNER bypassrls (as a superuser).",
        ));
    }
    if row.get::<_, Option<String>>(4).as_deref() == Some("off") {
        found.push(Note("data checksums are off".to_owned(), "Turn them on with pg_checksums --enable while the server is down."));
    }
    Ok(())
}

/// The clock tables of the database and of this program must agree on the next changes.
async fn zones(client: &tokio_postgres::Client, found: &mut Vec<Found>) -> Result<()> {
    let row = client
        .query_one("select ('2027-03-28 00:30'::timestamp at time zone 'Europe/London'), ('2027-03-28 02:30'::timestamp at time zone 'Europe/London')", &[])
        .await?;
    let london = jiff::tz::TimeZone::get("Europe/London")?;
    let ours = |h: i8| almoner_kernel::time::home_instant(jiff::civil::date(2027, 3, 28).at(h, 30, 0, 0), &london);
    let theirs = [row.get::<_, std::time::SystemTime>(0), row.get::<_, std::time::SystemTime>(1)];
    let agree = [ours(0)?, ours(2)?].iter().zip(theirs).all(|(a, b)| std::time::SystemTime::from(*a) == b);
    found.push(if agree {
        Good("clock tables agree".to_owned())
    } else {
        Bad("PostgreSQL and this program disagree on the clock change of 2027-03-28".to_owned(), "Update tzdata on both machines.")
    });
    Ok(())
}

async fn login(place: &Place, pooler: Pooler, found: &mut Vec<Found>) {
    let signed_in = async {
        place.set_login_password().await?;
        let db = Db::new(place.db_config()).map_err(|e| anyhow!("{e}"))?;
        db.ping().await.map_err(|e| anyhow!("{e:?}"))
    };
    found.push(match signed_in.await {
        Ok(()) => Good("almoner_api can sign in".to_owned()),
        Err(error) => Bad(format!("almoner_api can't sign in: {error:#}"), "Give ALMONER_API_DATABASE_URL with its password."),
    });
    if pooler == Pooler::None && place.login.get_ports().contains(&6543) {
        found.push(Note(
            "port 6543 is usually a pooler in transaction mode".to_owned(),
            "Then set ALMONER_POOLER=transaction.",
        ));
    }
}
