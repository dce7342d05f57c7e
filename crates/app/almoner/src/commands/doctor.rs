//! `almoner doctor`: looks at everything that a server stands on, and says what to do.

mod jobs;

use almoner_cluster::find_programs;
use almoner_schema::{Source, lint, migrate};
use anyhow::{Result, anyhow};
use tokio_postgres::Client;

use crate::beside::Other;
use crate::cli::{Doctor, Interrupted, Mail, Pooler, Wrong};
use crate::clock;
use crate::data::Folder;
use crate::database::{self, Place, Use};
use crate::post::Post;
use crate::settings::Settings;
use crate::{ready, term};

/// What one look found.
enum Found {
    Good(String),
    /// It works, and could be better.
    Note(String, &'static str),
    Bad(String, &'static str),
    /// It names the remedy itself.
    Wrong(String),
}
use Found::{Bad, Good, Note};

pub async fn run(flags: Doctor) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    let mut found = Vec::new();
    installation(&flags, &folder, &mut found);
    mail(&flags, &mut found).await;
    let looked = Place::with(&folder, &flags.database, Use::Look, async |place| {
        if let Err(error) = database(place, &flags, &mut found).await {
            found.push(Bad(
                format!("the database could not be looked at to the end: {error:#}"),
                "See its log.",
            ));
        }
        Ok(())
    })
    .await;
    match looked {
        Err(error) if error.is::<Interrupted>() => return Err(error),
        Err(error) if error.is::<Wrong>() || error.chain().count() == 1 => {
            found.push(Found::Wrong(error.to_string()));
        }
        Err(error) => found.push(Found::Wrong(format!("{error:#}"))),
        Ok(()) => {}
    }
    tell(&found)
}

fn tell(found: &[Found]) -> Result<()> {
    let mut bad = 0;
    let below = |remedy: &str| format!("\n{remedy}").trim_end().replace('\n', "\n    ");
    for one in found {
        match one {
            Good(what) => term::done(what),
            Note(what, remedy) => term::note(&format!("{what}{}", below(remedy))),
            Bad(what, remedy) => {
                bad += 1;
                term::say(&format!("{} {what}{}", term::red("✕"), below(remedy)));
            }
            Found::Wrong(text) => {
                bad += 1;
                let (what, remedy) = text.split_once('\n').unwrap_or((text, ""));
                term::say(&format!("{} {what}{}", term::red("✕"), below(remedy)));
            }
        }
    }
    match bad {
        0 => Ok(()),
        1 => Err(anyhow!("1 thing needs to be mended")),
        _ => Err(anyhow!("{bad} things need to be mended")),
    }
}

/// Folder, keyring, settings, programs: what needs no database.
fn installation(flags: &Doctor, folder: &Folder, found: &mut Vec<Found>) {
    let named = flags.listen.keyring.as_deref();
    found.push(if folder.0.is_dir() {
        Good(format!("data folder {}", folder.0.display()))
    } else {
        Note(
            format!("there is no data folder {} yet", folder.0.display()),
            "almoner up or almoner serve makes it.",
        )
    });
    if named.is_some() || folder.keyring_file().exists() {
        found.push(match Settings::read(folder, &flags.listen, &Mail::default()) {
            Ok(settings) => {
                Good(format!("settings, and the keyring with key {}", settings.keyring.current_id().as_str()))
            }
            Err(error) => Found::Wrong(error.to_string()),
        });
    } else {
        found.push(Note("there is no keyring yet".to_owned(), "almoner up or almoner serve makes it."));
    }
    if folder.0.join("mail").exists() {
        found.push(storage(folder));
    }
    if let Some(Other { pid: Some(pid), address }) = Other::of(folder) {
        let address = address.unwrap_or_else(|| "nothing yet".to_owned());
        found.push(Good(format!("almoner up runs here (process {pid}) and serves {address}")));
    }
    if !database::is_own(&flags.database) {
        found.push(match find_programs(flags.database.postgres_bin.as_deref()) {
            Ok(programs) => Good(format!("PostgreSQL {} in {}", programs.version, programs.bin.display())),
            Err(error) => Found::Wrong(error.to_string()),
        });
    }
}

fn storage(folder: &Folder) -> Found {
    let probe = || -> Result<()> {
        let path = folder.0.join("mail/.doctor");
        std::fs::write(&path, b"x")?;
        Ok(std::fs::remove_file(&path)?)
    };
    match probe() {
        Ok(()) => Good("the mail folder can be written".to_owned()),
        Err(error) => Bad(
            format!("the mail folder can't be written: {error:#}"),
            "Give it to the user that runs Almoner.",
        ),
    }
}

/// Connects to the mail server and signs in, as a mail would.
async fn mail(flags: &Doctor, found: &mut Vec<Found>) {
    let (server, place) = match Post::read(&flags.mail).and_then(|post| post.server()) {
        Err(error) => return found.push(Found::Wrong(error.to_string())),
        Ok(None) => {
            return found.push(Note(
                "there is no mail server: mails stay in the mail folder".to_owned(),
                "Name one with ALMONER_SMTP_URL when people are to get them.",
            ));
        }
        Ok(Some(server)) => server,
    };
    found.push(match server.check().await {
        Ok(()) => Good(format!("the mail server {place} takes our mails")),
        Err(error) => Bad(format!("the mail server {place}: {error}"), mended(error.code())),
    });
}

fn mended(code: &str) -> &'static str {
    match code {
        "smtp_unreachable" | "smtp_slow" => {
            "Is the address right (ALMONER_SMTP_URL), and may this machine reach it? Providers often close port 25: use 587 or 465."
        }
        "smtp_no_starttls" => {
            "It offers no encryption on this port. Use smtps:// where it is encrypted from the start."
        }
        "smtp_certificate" => {
            "Its certificate is not of this name, too old or of an unknown authority. Use the name that the certificate has; an authority of your own goes into SSL_CERT_FILE."
        }
        "smtp_sign_in_refused" | "smtp_sign_in_required" => {
            "Look at the user in ALMONER_SMTP_URL and the password in ALMONER_SMTP_PASSWORD_FILE."
        }
        "smtp_no_sign_in" => {
            "It lets nobody sign in on this port: leave the user out, or use the port for clients (587 or 465)."
        }
        _ => "It answers, and takes nothing now. Try again later, or look at its log.",
    }
}

async fn database(place: &Place, flags: &Doctor, found: &mut Vec<Found>) -> Result<()> {
    let client = place.owner_client("doctor").await?;
    let version: i32 =
        client.query_one("select current_setting('server_version_num')::int", &[]).await?.get(0);
    found.push(server_version(version));
    settings(&client, flags, found).await?;
    clocks(&client, found).await?;
    zones(&client, found).await?;
    let status = migrate::status(&client, &Source::embedded()?).await?;
    if let Err(error) = migrate::check_binary(&status, env!("CARGO_PKG_VERSION")) {
        found.push(Found::Wrong(error.to_string()));
    }
    if let Some(why) = ready::refusal(&status) {
        found.push(Found::Wrong(why));
        return Ok(());
    }
    found.push(Good(format!("schema current ({} migrations)", status.entries.len())));
    for index in &status.invalid_indexes {
        found.push(Bad(
            format!("the index {index} is invalid and not used"),
            "almoner migrate up builds it again.",
        ));
    }
    jobs::look(&client, found).await?;
    let findings = lint::walls(&client, &lint::Config::embedded()?).await?;
    if findings.is_empty() {
        found.push(Good("every table has its walls".to_owned()));
    }
    found.extend(findings.into_iter().map(|finding| Found::Wrong(finding.to_string())));
    let login = match place.try_login().await {
        Ok(()) => {
            privileges(place, found).await?;
            Good("almoner_api can sign in".to_owned())
        }
        Err(error) if flags.database.api_url.is_none() && database::is_own(&flags.database) => Note(
            format!(
                "almoner_api can't sign in yet: {}",
                error.to_string().lines().next().unwrap_or_default()
            ),
            "almoner serve gives it a password; with several servers set one yourself and give ALMONER_API_DATABASE_URL.",
        ),
        Err(error) => Found::Wrong(error.to_string()),
    };
    found.push(login);
    if flags.database.pooler == Pooler::None && place.login_ports().contains(&6543) {
        found.push(Note(
            "port 6543 is usually a pooler in transaction mode".to_owned(),
            "Then set ALMONER_POOLER=transaction.",
        ));
    }
    Ok(())
}

/// `number` as PostgreSQL counts: 150006 is 15.6.
fn server_version(number: i32) -> Found {
    let (major, minor) = (number / 10_000, number % 10_000);
    match major {
        15..=18 => Good(format!("the database is PostgreSQL {major}.{minor}")),
        ..15 => Bad(
            format!("the database is PostgreSQL {major}, which is too old"),
            "Upgrade it to 15, 16, 17 or 18.",
        ),
        _ => Bad(
            format!("the database is PostgreSQL {major}, newer than what this program was tried with"),
            "Use 15 to 18, or a newer Almoner.",
        ),
    }
}

/// The server's login has no right of its own: what ran as it, outside a request, would find nothing.
async fn privileges(place: &Place, found: &mut Vec<Found>) -> Result<()> {
    const SQL: &str = "select current_user::text, r.rolsuper or r.rolbypassrls, r.rolinherit,
            r.rolcreaterole or r.rolcreatedb or r.rolreplication,
            (select string_agg(format('%I.%I', n.nspname, c.relname), ', ' order by n.nspname, c.relname)
               from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname in ('public', 'app', 'private', 'reference') and c.relkind in ('r', 'p', 'v', 'm')
                and (has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')
                     or has_any_column_privilege(c.oid, 'select, insert, update, references'))),
            (select string_agg(needed, ', ' order by needed)
               from unnest(array['authenticated', 'almoner_request', 'almoner_signin']) as needed
              where not exists (select from pg_roles known where known.rolname = needed and pg_has_role(known.oid, 'member')))
       from pg_roles r where r.rolname = current_user";
    // Unnamed, as behind a pooler in transaction mode.
    let rows = place.login()?.connect("doctor").await?.query_typed(SQL, &[]).await?;
    let Some(row) = rows.first() else { return Ok(()) };
    let login: String = row.get(0);
    let before = found.len();
    if row.get(1) {
        found.push(Bad(
            format!("{login}, the server's login, is not bound by row level security: a mistake would show everything"),
            "As a superuser: alter role LOGIN nosuperuser nobypassrls.",
        ));
    } else {
        // A superuser has all of these.
        if row.get(2) {
            found.push(Bad(
                format!("{login}, the server's login, inherits the rights of the roles that it may become"),
                "As a superuser: alter role LOGIN noinherit.",
            ));
        } else if let Some(tables) = row.get::<_, Option<String>>(4) {
            found.push(Bad(
                format!("{login}, the server's login, has rights of its own on {tables}"),
                "Revoke them: the roles that it becomes have what it needs.",
            ));
        }
        if row.get(3) {
            found.push(Bad(
                format!("{login}, the server's login, may make roles or databases, or replicate"),
                "As a superuser: alter role LOGIN nocreaterole nocreatedb noreplication.",
            ));
        }
        if let Some(missing) = row.get::<_, Option<String>>(5) {
            found.push(Bad(
                format!("{login}, the server's login, may not become {missing}"),
                "Grant it, or let ALMONER_API_DATABASE_URL name almoner_api.",
            ));
        }
    }
    if found.len() == before {
        found.push(Good(format!("{login} has no right of its own")));
    }
    Ok(())
}

async fn settings(client: &Client, flags: &Doctor, found: &mut Vec<Found>) -> Result<()> {
    let sql = "select current_setting('server_encoding'), current_setting('log_parameter_max_length', true), \
               (select rolbypassrls from pg_roles where rolname = current_user), current_setting('data_checksums', true), \
               current_setting('max_connections')::int4, current_setting('fsync'), current_setting('full_page_writes')";
    let row = client.query_one(sql, &[]).await?;
    let text = |at: usize| row.get::<_, Option<String>>(at).unwrap_or_default();
    if text(0) != "UTF8" {
        found
            .push(Bad(format!("the database's encoding is {}", text(0)), "Make it anew with encoding UTF8."));
    }
    if text(1) != "0" {
        found.push(Note(
            "PostgreSQL may write the values of slow statements into its log".to_owned(),
            "Set log_parameter_max_length = 0 and log_parameter_max_length_on_error = 0: they hold personal data.",
        ));
    }
    if row.get::<_, Option<bool>>(2) != Some(true) {
        found.push(Bad(
            "the owner has no BYPASSRLS: helpers of policies would find nothing".to_owned(),
            "As a superuser: alter role OWNER bypassrls.",
        ));
    }
    if text(3) == "off" {
        found.push(Note(
            "data checksums are off".to_owned(),
            "Turn them on with pg_checksums --enable while the server is down.",
        ));
    }
    if text(5) == "off" || text(6) == "off" {
        found.push(Bad(
            "fsync or full_page_writes is off: a crash of the machine can lose everything".to_owned(),
            "Turn both on and reload PostgreSQL.",
        ));
    }
    // Sign-in has four of its own; readiness and operator commands take a few.
    let wanted = i32::from(flags.database.pool_size) + 8;
    if row.get::<_, i32>(4) < wanted {
        found.push(Note(
            format!("max_connections is {}, and one server wants up to {wanted}", row.get::<_, i32>(4)),
            "Raise it, or lower ALMONER_POOL_SIZE.",
        ));
    }
    Ok(())
}

/// The clocks of the two machines.
async fn clocks(client: &Client, found: &mut Vec<Found>) -> Result<()> {
    found.push(match clock::skew(client).await? {
        None => Good("the clocks of this machine and the database agree".to_owned()),
        Some(skew) => Bad(skew.to_string(), clock::REMEDY),
    });
    Ok(())
}

/// The clock tables of the database and of this program must agree on the next changes.
async fn zones(client: &Client, found: &mut Vec<Found>) -> Result<()> {
    let row = client
        .query_one("select ('2027-03-28 00:30'::timestamp at time zone 'Europe/London'), ('2027-03-28 02:30'::timestamp at time zone 'Europe/London')", &[])
        .await?;
    let london = jiff::tz::TimeZone::get("Europe/London")?;
    let ours =
        |h: i8| almoner_kernel::time::home_instant(jiff::civil::date(2027, 3, 28).at(h, 30, 0, 0), &london);
    let theirs = [row.get::<_, std::time::SystemTime>(0), row.get::<_, std::time::SystemTime>(1)];
    let agree = [ours(0)?, ours(2)?].iter().zip(theirs).all(|(a, b)| std::time::SystemTime::from(*a) == b);
    found.push(if agree {
        Good("clock tables agree".to_owned())
    } else {
        Bad(
            "PostgreSQL and this program disagree on the clock change of 2027-03-28".to_owned(),
            "Update tzdata on both machines.",
        )
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The database's own version is beyond what a test can change; the clock tables are tried with the binary.
    #[test]
    fn versions_that_are_served() {
        for (number, good, said) in [
            (140_012, false, "PostgreSQL 14, which is too old"),
            (150_000, true, "PostgreSQL 15.0"),
            (180_004, true, "PostgreSQL 18.4"),
            (190_000, false, "PostgreSQL 19, newer than"),
        ] {
            match server_version(number) {
                Good(what) => assert!(good && what.ends_with(said), "{what}"),
                Bad(what, remedy) => assert!(!good && what.contains(said) && remedy.contains("15"), "{what}"),
                _ => panic!("{number}"),
            }
        }
    }
}
