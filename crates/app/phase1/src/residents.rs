//! Residents with who they are, their next of kin, their allergies and their stay.

use almoner_kernel::time::home_instant;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::columns::CLIENTS;
use crate::error::Error;
use crate::people::named;
use crate::places::{bed, clean, phone};
use crate::read::{Row, Source, id_of};
use crate::report::Report;
use crate::write::{Param, Target};

const CLIENT: &str = "insert into public.clients (organisation_id, id, holding_home_id, title, given_name, family_name, preferred_name, key_worker_id) \
    values ($1, $2, $3, $4, $5, $6, $7, $8)";
const IDENTITY: &str = "insert into public.client_identity (organisation_id, client_id, nhs_number, birth_date, gender) values ($1, $2, $3, $4, $5)";
const CONTACT: &str = "insert into public.client_contacts (organisation_id, client_id, name, relationship, phone, next_of_kin, emergency_order) \
    values ($1, $2, $3, $4, $5, true, 1)";
const ALLERGY: &str = "insert into public.client_alerts (organisation_id, client_id, kind, detail, source) values ($1, $2, 'allergy', $3, 'The earlier project')";
const NONE_KNOWN: &str = "insert into public.client_alerts (organisation_id, client_id, kind, none_known, source) values ($1, $2, 'allergy', true, 'The earlier project')";
const STAY: &str = "insert into public.bed_stays (organisation_id, client_id, bed_id, during, kind, status, leaving_reason) \
    values ($1, $2, $3, tstzrange($4, $5), 'permanent', $6, $7)";

pub async fn clients(source: &Source<'_>, target: &mut Target<'_>, report: &mut Report) -> Result<(), Error> {
    let (rows, mut told) = source.rows(&CLIENTS).await?;
    let organisation = target.organisation;
    for row in &rows {
        let id = id_of(organisation, "clients", &row.id());
        if target.is_there("clients", id).await? {
            told.already_here += 1;
            continue;
        }
        let home = row.text("home").map(|home| id_of(organisation, "care_homes", &home));
        let home = home.and_then(|home| Some((home, target.homes.get(&home)?.clone())));
        let (given, family) = named(row);
        let why = match (&home, &given, &family) {
            _ if row.text("ended").is_some() => Some("deleted there"),
            (None, ..) => Some("its home was not carried"),
            (_, Some(_), Some(_)) => None,
            _ => Some("has no given and family name"),
        };
        let (None, Some((home, zone)), Some(given), Some(family)) = (why, home, given, family) else {
            told.left_out += 1;
            report.problem("clients", &row.id(), format!("{}; left out", why.unwrap_or("is incomplete")));
            continue;
        };
        let title = clean(report, row, "title", 30);
        let preferred = clean(report, row, "preferred_name", 100);
        let worker = row.text("key_worker").and_then(|who| target.people.get(&who).copied());
        let params: &[Param<'_>] = &[
            (&organisation, Type::UUID),
            (&id, Type::UUID),
            (&home, Type::UUID),
            (&title, Type::TEXT),
            (&given, Type::TEXT),
            (&family, Type::TEXT),
            (&preferred, Type::TEXT),
            (&worker, Type::UUID),
        ];
        if let Err(why) = target.store(CLIENT, params).await? {
            told.left_out += 1;
            report.problem("clients", &row.id(), format!("{why}; left out"));
            continue;
        }
        told.carried += 1;
        identity(target, report, row, id).await?;
        contact(target, report, row, id).await?;
        allergies(target, report, row, id).await?;
        stay(target, report, row, (id, home, &zone)).await?;
    }
    report.tables.push(told);
    Ok(())
}

/// A day there: a date, a time stamp, or text as people in the UK write it.
fn day(text: &str) -> Option<Date> {
    almoner_sheet::day(text.split(['T', ' ']).next().unwrap_or_default()).ok()
}

async fn identity(
    target: &mut Target<'_>,
    report: &mut Report,
    row: &Row,
    client: Uuid,
) -> Result<(), Error> {
    let organisation = target.organisation;
    let blank =
        |report: &mut Report, what: &str| report.problem("clients", &row.id(), format!("{what}; left blank"));
    let mut number = row.text("nhs_number").and_then(|text| {
        let number = almoner_clients::nhs_number(&text);
        if number.is_none() {
            blank(report, "its NHS number is none (the last digit does not fit the others)");
        }
        number
    });
    let born = row.text("birth_date").and_then(|text| {
        let born = day(&text).filter(|born| born.year() >= 1900 && *born <= jiff::Zoned::now().date());
        if born.is_none() {
            blank(report, "its birth date is none");
        }
        born
    });
    let gender = row.text("gender").map(|text| match text.to_lowercase().as_str() {
        "f" | "female" | "woman" => "female",
        "m" | "male" | "man" => "male",
        "nb" | "non-binary" | "non_binary" | "nonbinary" => "non_binary",
        "not_said" | "prefer not to say" | "unknown" => "not_said",
        _ => "other",
    });
    loop {
        let params: &[Param<'_>] = &[
            (&organisation, Type::UUID),
            (&client, Type::UUID),
            (&number, Type::TEXT),
            (&born, Type::DATE),
            (&gender, Type::TEXT),
        ];
        match target.store(IDENTITY, params).await? {
            Ok(_) => return Ok(()),
            Err(_) if number.is_some() => {
                blank(report, "another resident has its NHS number");
                number = None;
            }
            Err(why) => {
                report.problem("clients", &row.id(), format!("who it is: {why}"));
                return Ok(());
            }
        }
    }
}

async fn contact(target: &mut Target<'_>, report: &mut Report, row: &Row, client: Uuid) -> Result<(), Error> {
    let organisation = target.organisation;
    let Some(name) = clean(report, row, "contact_name", 200) else { return Ok(()) };
    let relationship =
        clean(report, row, "contact_relationship", 100).unwrap_or_else(|| "next of kin".to_owned());
    let phone = phone(report, row, "contact_phone");
    let params: &[Param<'_>] = &[
        (&organisation, Type::UUID),
        (&client, Type::UUID),
        (&name, Type::TEXT),
        (&relationship, Type::TEXT),
        (&phone, Type::TEXT),
    ];
    if let Err(why) = target.store(CONTACT, params).await? {
        report.problem("clients", &row.id(), format!("next of kin: {why}"));
    }
    Ok(())
}

async fn allergies(
    target: &mut Target<'_>,
    report: &mut Report,
    row: &Row,
    client: Uuid,
) -> Result<(), Error> {
    let organisation = target.organisation;
    let Some(text) = row.text("allergies") else { return Ok(()) };
    let said = text.to_lowercase();
    let base: [Param<'_>; 2] = [(&organisation, Type::UUID), (&client, Type::UUID)];
    if ["none known", "no known allergies", "nkda", "nka"].contains(&said.as_str()) {
        if let Err(why) = target.store(NONE_KNOWN, &base).await? {
            report.problem("clients", &row.id(), format!("allergies: {why}"));
        }
        return Ok(());
    }
    for detail in text.split(';').map(str::trim).filter(|detail| !detail.is_empty()) {
        if ["none", "no", "nil", "n/a", "unknown", "-", "?"].contains(&detail.to_lowercase().as_str()) {
            report.problem(
                "clients",
                &row.id(),
                "whether anybody asked about allergies is not clear; ask again",
            );
            continue;
        }
        let detail: String = detail.chars().take(1000).collect();
        let [one, two] = base.clone();
        if let Err(why) = target.store(ALLERGY, &[one, two, (&detail, Type::TEXT)]).await? {
            report.problem("clients", &row.id(), format!("an allergy was left out: {why}; look at it there"));
        }
    }
    Ok(())
}

async fn stay(
    target: &mut Target<'_>,
    report: &mut Report,
    row: &Row,
    (client, home, zone): (Uuid, Uuid, &str),
) -> Result<(), Error> {
    let organisation = target.organisation;
    let (room, admitted, left) = (clean(report, row, "room", 40), row.text("admitted"), row.text("left"));
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let instant = |text: &str| -> Option<Timestamp> {
        let exact: Option<Timestamp> = text.parse().ok();
        exact.or_else(|| home_instant(day(text)?.at(0, 0, 0, 0), &zone).ok())
    };
    let from = admitted.as_deref().and_then(instant);
    let until = left.as_deref().and_then(instant);
    let mut problem = |what: &str| report.problem("clients", &row.id(), what);
    let Some(from) = from else {
        if admitted.is_some() || room.is_some() || left.is_some() {
            problem("since when it lives there is not known; registered without a stay");
        }
        return Ok(());
    };
    if until.is_some_and(|until| until <= from) {
        problem("left before it came; registered without a stay");
        return Ok(());
    }
    let died = row.text("status").is_some_and(|status| {
        let status = status.to_lowercase();
        ["deceased", "died", "dead", "rip"].iter().any(|word| status == *word)
    });
    let (status, reason) = match until {
        Some(_) => ("ended", Some(if died { "deceased" } else { "other" })),
        None if from > Timestamp::now() => ("planned", None),
        None => ("live", None),
    };
    let mut in_bed: Option<Uuid> = None;
    // Where somebody lay who has left says nothing of the bed now.
    if let Some(room) = room.filter(|_| until.is_none()) {
        match bed(target, home, &room).await? {
            Ok(bed) => in_bed = Some(bed),
            Err(why) => problem(&format!("its room: {why}; without a bed")),
        }
    }
    let params: &[Param<'_>] = &[
        (&organisation, Type::UUID),
        (&client, Type::UUID),
        (&in_bed, Type::UUID),
        (&from, Type::TIMESTAMPTZ),
        (&until, Type::TIMESTAMPTZ),
        (&status, Type::TEXT),
        (&reason, Type::TEXT),
    ];
    if let Err(why) = target.store(STAY, params).await? {
        problem(&format!("its stay: {why}; registered without one"));
    }
    Ok(())
}
