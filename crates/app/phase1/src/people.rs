//! People as invitations that nobody has been sent yet, and the homes that they work in or manage.

use almoner_kernel::text;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::columns::{MANAGER_CARE_HOMES, PROFILES, USER_CARE_HOMES};
use crate::error::Error;
use crate::places::{clean, phone};
use crate::read::{Row, Source, id_of};
use crate::report::Report;
use crate::write::{Param, Target};

const PROFILE: &str = "insert into public.profiles (organisation_id, id, given_name, family_name, preferred_name, job_title, persona) \
    values ($1, $2, $3, $4, $5, $6, $7)";
const PRIVATE: &str = "insert into public.profile_private (organisation_id, profile_id, email, phone, staff_number) values ($1, $2, $3, $4, $5)";
const OFFICE: &str =
    "insert into public.organisation_roles (organisation_id, profile_id, role) values ($1, $2, $3)";
/// An invitation that has ended: it knows the address, so that it can be sent again.
const LINK: &str = "insert into private.links (hash, kind, organisation_id, profile_id, email, ends_at) values ($1, 'invitation', $2, $3, $4, now())";

/// Job title, first screen and office of a role there.
fn role(text: &str) -> (&'static str, &'static str, Option<&'static str>) {
    let text = text.to_lowercase();
    let says = |word: &str| text.contains(word);
    if says("owner") || says("director") {
        ("org_owner", "business_owner", Some("business_owner"))
    } else if says("compliance") || says("quality") {
        ("compliance_lead", "compliance_lead", Some("compliance_lead"))
    } else if says("deputy") {
        ("deputy_manager", "manager", None)
    } else if says("regional") {
        ("regional_manager", "manager", None)
    } else if says("manager") {
        ("registered_manager", "manager", None)
    } else if says("nurse") {
        ("nurse", "carer", None)
    } else if says("senior") {
        ("senior_carer", "carer", None)
    } else if is_ancillary(&text) {
        ("ancillary", "carer", None)
    } else {
        ("carer", "carer", None)
    }
}

fn is_ancillary(text: &str) -> bool {
    ["ancillary", "kitchen", "cook", "chef", "domestic", "housekeep", "clean", "laundry", "maintenance"]
        .iter()
        .any(|word| text.contains(word))
}

pub async fn profiles(
    source: &Source<'_>,
    target: &mut Target<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let (rows, mut told) = source.rows(&PROFILES).await?;
    let accounts = source.account_emails().await?;
    let organisation = target.organisation;
    for row in &rows {
        let id = id_of(organisation, "profiles", &row.id());
        let said = row.text("email").or_else(|| accounts.get(&row.id()).cloned());
        let email = said.as_deref().and_then(text::email);
        if target.is_there("profiles", id).await? {
            told.already_here += 1;
            target.people.insert(row.id(), id);
            continue;
        }
        // The owner whom the operator made here is one of those there.
        if let Some(email) = &email {
            let same = "select pp.profile_id from public.profile_private pp join public.profiles p on p.organisation_id = pp.organisation_id \
                 and p.id = pp.profile_id where pp.organisation_id = $1 and lower(pp.email) = $2 and p.archived_at is null order by p.id limit 1";
            if let Some(known) =
                target.find(same, &[(&organisation, Type::UUID), (email, Type::TEXT)]).await?
            {
                told.already_here += 1;
                target.people.insert(row.id(), known);
                continue;
            }
        }
        let mut left_out = |report: &mut Report, why: &str| {
            told.left_out += 1;
            report.problem("profiles", &row.id(), format!("{why}; left out"));
        };
        if row.text("ended").is_some() {
            left_out(report, "deleted or left there");
            continue;
        }
        let Some(email) = email else {
            left_out(
                report,
                if said.is_some() { "its e-mail is none" } else { "has no e-mail to invite to" },
            );
            continue;
        };
        let (Some(given), Some(family)) = named(row) else {
            left_out(report, "has no given and family name");
            continue;
        };
        let (mut title, persona, office) = role(&row.text("role").unwrap_or_default());
        if let Some(said) = row.text("job_title").filter(|_| office.is_none()) {
            title = role(&said).0;
        }
        let preferred = clean(report, row, "preferred_name", 100);
        let phone = phone(report, row, "phone");
        let staff_number = clean(report, row, "staff_number", 40);
        let person: &[Param<'_>] = &[
            (&organisation, Type::UUID),
            (&id, Type::UUID),
            (&given, Type::TEXT),
            (&family, Type::TEXT),
            (&preferred, Type::TEXT),
            (&title, Type::TEXT),
            (&persona, Type::TEXT),
        ];
        if let Err(why) = target.store(PROFILE, person).await? {
            left_out(report, &why);
            continue;
        }
        let private: &[Param<'_>] = &[
            (&organisation, Type::UUID),
            (&id, Type::UUID),
            (&email, Type::TEXT),
            (&phone, Type::TEXT),
            (&staff_number, Type::TEXT),
        ];
        if let Err(why) = target.store(PRIVATE, private).await? {
            report.problem("profiles", &row.id(), format!("contact: {why}; left blank"));
        }
        let hash: [u8; 32] = rand::random();
        let hash = hash.to_vec();
        let link: &[Param<'_>] =
            &[(&hash, Type::BYTEA), (&organisation, Type::UUID), (&id, Type::UUID), (&email, Type::TEXT)];
        if let Err(why) = target.store(LINK, link).await? {
            report.problem("profiles", &row.id(), format!("invitation: {why}"));
        }
        if let Some(office) = office {
            let params: &[Param<'_>] =
                &[(&organisation, Type::UUID), (&id, Type::UUID), (&office, Type::TEXT)];
            if let Err(why) = target.store(OFFICE, params).await? {
                report.problem("profiles", &row.id(), format!("office: {why}; not given"));
            }
        }
        told.carried += 1;
        target.people.insert(row.id(), id);
    }
    "as people to invite; nobody is written to".clone_into(&mut told.remark);
    report.tables.push(told);
    Ok(())
}

/// Given and family name as they can stand here.
pub fn named(row: &Row) -> (Option<String>, Option<String>) {
    let (given, family) = row.names();
    let fits =
        |name: Option<String>| name.and_then(|name| text::clean(&name, 100, false).ok().map(str::to_owned));
    (fits(given), fits(family))
}

/// Where people work, and what they manage.
pub async fn rights(source: &Source<'_>, target: &mut Target<'_>, report: &mut Report) -> Result<(), Error> {
    let (rows, mut told) = source.rows(&USER_CARE_HOMES).await?;
    let insert = "insert into public.user_care_homes (organisation_id, id, care_home_id, profile_id, grade) values ($1, $2, $3, $4, $5)";
    for row in &rows {
        let said = row.text("grade").unwrap_or_default().to_lowercase();
        let grade = match () {
            () if said.contains("nurse") => "nurse",
            () if said.contains("senior") => "senior",
            () if is_ancillary(&said) => "ancillary",
            () => "carer",
        };
        right(target, report, &mut told, row, ("user_care_homes", insert, grade)).await?;
    }
    report.tables.push(told);
    let (rows, mut told) = source.rows(&MANAGER_CARE_HOMES).await?;
    let insert = "insert into public.manager_care_homes (organisation_id, id, care_home_id, profile_id, kind) values ($1, $2, $3, $4, $5)";
    for row in &rows {
        let said = row.text("kind").unwrap_or_default().to_lowercase();
        let kind = if said.contains("registered") { "registered" } else { "deputy" };
        right(target, report, &mut told, row, ("manager_care_homes", insert, kind)).await?;
    }
    if !rows.is_empty() {
        "as deputies unless they are called registered".clone_into(&mut told.remark);
    }
    report.tables.push(told);
    Ok(())
}

async fn right(
    target: &mut Target<'_>,
    report: &mut Report,
    told: &mut crate::TableReport,
    row: &Row,
    (table, insert, held): (&'static str, &str, &'static str),
) -> Result<(), Error> {
    let organisation = target.organisation;
    let person: Option<Uuid> = row.text("person").and_then(|person| target.people.get(&person).copied());
    let home = row.text("home").map(|home| id_of(organisation, "care_homes", &home));
    let home = home.filter(|home| target.homes.contains_key(home));
    let mut left_out = |why: &str| {
        told.left_out += 1;
        report.problem(table, &row.id(), format!("{why}; left out"));
    };
    let (Some(person), Some(home)) = (person, home) else {
        left_out(if person.is_none() { "its person was not carried" } else { "its home was not carried" });
        return Ok(());
    };
    if row.text("ended").is_some() {
        left_out("ended there");
        return Ok(());
    }
    let id = id_of(organisation, table, &row.id());
    if target.is_there(table, id).await? {
        told.already_here += 1;
        return Ok(());
    }
    let params: &[Param<'_>] = &[
        (&organisation, Type::UUID),
        (&id, Type::UUID),
        (&home, Type::UUID),
        (&person, Type::UUID),
        (&held, Type::TEXT),
    ];
    match target.store(insert, params).await? {
        Ok(_) => told.carried += 1,
        Err(why) => left_out(&why),
    }
    Ok(())
}
