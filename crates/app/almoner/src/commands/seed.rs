//! `almoner seed`: made data, and the demo that `up` starts with.

use almoner_keys::Passwords;
use almoner_keys::passwords::NewPassword;
use almoner_seed::{Plan, Profile, Progress, Report, Scale};
use anyhow::{Result, anyhow};

use super::serve::check_schema;
use crate::cli::{self, Seed};
use crate::data::Folder;
use crate::database::Place;
use crate::term;

/// The password of every made sign-in. No secret: it opens made data only.
pub const DEMO_PASSWORD: &str = "lantern-harbour-demo";

/// Where the demo's sign-ins are kept for the next `up` to print.
const SIGN_INS: &str = "demo-sign-ins.json";

pub async fn run(flags: Seed) -> Result<()> {
    let folder = Folder::open(&flags.data)?;
    let place = Place::open(&folder, &flags.database, None).await?;
    let profile = match flags.profile {
        cli::Profile::Demo => Profile::Demo,
        cli::Profile::Preview => Profile::Preview,
        cli::Profile::Scale => Profile::Scale(Scale::default()),
    };
    let start = flags.start.unwrap_or_else(|| jiff::Zoned::now().date());
    let worked = async {
        check_schema(&place).await?;
        let report = load(&place, plan(profile, flags.number, start)).await?;
        println!("{report}");
        println!("All of them have the password {DEMO_PASSWORD}.");
        anyhow::Ok(())
    }
    .await;
    place.close().await?;
    worked
}

/// Loads the demo into a database that holds no organisation; leaves any other as it is.
pub async fn once(folder: &Folder, place: &Place) -> Result<()> {
    let client = place.owner_client("almoner up").await?;
    let empty: bool = client.query_one("select not exists (select from public.organisations)", &[]).await?.get(0);
    drop(client);
    if !empty {
        return Ok(());
    }
    let report = load(place, plan(Profile::Demo, almoner_seed::DEFAULT_NUMBER, jiff::Zoned::now().date())).await?;
    let rows: Vec<Vec<String>> = report
        .sign_ins
        .iter()
        .map(|who| {
            let place = if who.homes.is_empty() { "all homes".to_owned() } else { who.homes.join(", ") };
            vec![who.email.clone(), who.persona.to_owned(), format!("{}: {place}", who.organisation)]
        })
        .collect();
    std::fs::write(folder.0.join(SIGN_INS), serde_json::to_vec_pretty(&rows)?)?;
    term::done(&format!("demo data loaded ({} rows)", report.rows()));
    Ok(())
}

/// The demo's sign-ins as rows of a table, when this folder holds the demo.
pub fn sign_ins(folder: &Folder) -> Option<Vec<Vec<String>>> {
    let text = std::fs::read(folder.0.join(SIGN_INS)).ok()?;
    serde_json::from_slice(&text).ok()
}

fn plan(profile: Profile, number: u64, start: jiff::civil::Date) -> Plan {
    let passwords = Passwords::default();
    Plan::new(profile, number, start, DEMO_PASSWORD, move |password: String| {
        let passwords = passwords.clone();
        async move { passwords.hash(NewPassword::parse("password", &password, "demo@example.org")?).await }
    })
}

async fn load(place: &Place, plan: Plan) -> Result<Report> {
    let mut client = place.owner_client("almoner seed").await?;
    let tell = |p: Progress| term::doing(&format!("{} ({} of {}, {} rows)", p.doing, p.part, p.parts, p.rows));
    let report = almoner_seed::seed(&mut client, &plan, &tell).await.map_err(|e| anyhow!("{e}"));
    term::clear();
    report
}
