//! The demo that `up` starts with, and its sign-ins.

use std::fmt::Write;
use std::path::PathBuf;

use almoner_keys::Passwords;
use almoner_keys::passwords::NewPassword;
use almoner_objects::Objects;
use almoner_seed::{Plan, Profile, Progress, Report, SignIn};
use anyhow::{Result, anyhow};
use jiff::civil::{Date, Time};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::data::Folder;
use crate::database::Place;
use crate::term;

/// The password of every made sign-in. No secret: it opens made data only.
pub const PASSWORD: &str = "lantern-harbour-demo";

/// The demo's sign-ins for the next `up` to print, and all of them for people to read.
const KEPT: &str = "demo-sign-ins.json";
const LISTED: &str = "demo-sign-ins.txt";

/// What `up` prints of them: who sees what, and that another operator's manager sees none of it.
const SHOWN: [&str; 10] = [
    "owner@harbour.example",
    "compliance@harbour.example",
    "manager@harbour.example",
    "senior@harbour.example",
    "carer@harbour.example",
    "two-homes@harbour.example",
    "owner@larkfield.example",
    "manager@larkfield.example",
    "carer@larkfield.example",
    "owner@st-annes.example",
];

/// With their indent these lines fit a terminal of 80 columns.
const WIDTH: usize = 76;

/// Whether a database holds no organisation.
pub async fn is_empty(place: &Place) -> Result<bool> {
    let client = place.owner_client("looks for organisations").await?;
    Ok(client.query_one("select not exists (select from public.organisations)", &[]).await?.get(0))
}

/// Loads the demo and keeps its sign-ins in the folder.
pub async fn begin(folder: &Folder, place: &Place) -> Result<()> {
    let plan = plan(Profile::Demo, almoner_seed::DEFAULT_NUMBER, None)?;
    let report = load(folder, place, plan).await?;
    let kept: Vec<Value> = report
        .sign_ins
        .iter()
        .map(|who| {
            json!({"email": who.email, "who": who.persona, "organisation": who.organisation, "place": homes(who)})
        })
        .collect();
    std::fs::write(folder.0.join(KEPT), serde_json::to_vec_pretty(&kept)?)?;
    let all = format!("All have the password {PASSWORD}.\n\n{}", listed(&report));
    std::fs::write(folder.0.join(LISTED), all)?;
    term::done(&format!("demo data loaded ({} rows)", report.rows()));
    Ok(())
}

/// Fills a database with made data.
pub async fn load(folder: &Folder, place: &Place, plan: Plan) -> Result<Report> {
    let mut client = place.owner_client("seed").await?;
    let tell =
        |p: Progress| term::doing(&format!("{} ({} of {}, {} rows)", p.doing, p.part, p.parts, p.rows));
    let report = almoner_seed::seed(&mut client, &plan, &tell).await.map_err(|e| anyhow!("{e}"));
    term::clear();
    let mut report = report?;
    let objects = Objects::folder(&folder.objects()?).map_err(|e| anyhow!("{e}"))?;
    // Each waits for the disk: many at once wait together.
    let mut putting = JoinSet::new();
    for object in report.objects.drain(..) {
        let objects = objects.clone();
        putting.spawn(async move {
            objects.put(&object.path, object.bytes).await.map_err(|e| anyhow!("{}: {e}", object.path))
        });
    }
    for put in putting.join_all().await {
        put?;
    }
    Ok(report)
}

/// The world of a day that is named, at noon and always the same; without one the world of this hour where its homes are.
pub fn plan(profile: Profile, number: u64, start: Option<Date>) -> Result<Plan> {
    let now = jiff::Zoned::now().in_tz(almoner_seed::ZONE)?.datetime();
    let (day, time) = start.map_or((now.date(), now.time()), |day| (day, Time::constant(12, 0, 0, 0)));
    let passwords = Passwords::default();
    let plan = Plan::new(profile, number, day, PASSWORD, move |password: String| {
        let passwords = passwords.clone();
        async move { passwords.hash(NewPassword::parse("password", &password, "demo@example.org")?).await }
    });
    Ok(plan.at(time))
}

/// Every sign-in of a report, by organisation.
pub fn listed(report: &Report) -> String {
    let mut text = String::new();
    for organisation in &report.organisations {
        let _ = writeln!(text, "{organisation}");
        for who in report.sign_ins.iter().filter(|who| who.organisation == *organisation) {
            let _ = writeln!(text, "  {:<34} {:<24} {}; {}", who.email, who.name, who.persona, homes(who));
        }
    }
    text
}

fn homes(who: &SignIn) -> String {
    if who.homes.is_empty() { "all homes".to_owned() } else { who.homes.join(", ") }
}

/// The demo's sign-ins worth showing, by organisation, when this folder holds the demo; how many
/// there are in all, and where those are listed.
pub fn shown(folder: &Folder) -> Option<(Vec<String>, usize, PathBuf)> {
    let text = std::fs::read(folder.0.join(KEPT)).ok()?;
    let kept: Vec<Value> = serde_json::from_slice(&text).ok()?;
    let field = |who: &Value, name: &str| who[name].as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    let mut organisation = String::new();
    for who in kept.iter().filter(|who| SHOWN.contains(&field(who, "email").as_str())) {
        if field(who, "organisation") != organisation {
            organisation = field(who, "organisation");
            lines.push(term::bold(&organisation));
        }
        let line = format!("  {:<27} {}", field(who, "email"), field(who, "who"));
        let whole = format!("{line}, {}", field(who, "place"));
        lines.push(if whole.chars().count() <= WIDTH { whole } else { line });
    }
    Some((lines, kept.len(), folder.0.join(LISTED)))
}
