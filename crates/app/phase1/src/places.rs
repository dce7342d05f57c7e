//! Homes, and the rooms and beds that residents of the source lie in.

use almoner_kernel::text;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::columns::CARE_HOMES;
use crate::error::Error;
use crate::read::{Row, Source, derived, id_of};
use crate::report::Report;
use crate::write::Target;

const HOME: &str = "insert into public.care_homes (organisation_id, id, name, code, cqc_location_id, address_line, town, postcode, phone, registered_beds, time_zone) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// A text of a row, if it can stand here; told where it can't.
pub fn clean(report: &mut Report, row: &Row, field: &str, max: usize) -> Option<String> {
    let said = row.text(field)?;
    match text::clean(&said, max, false) {
        Ok(text) => Some(text.to_owned()),
        Err(refused) => {
            report.problem(row.table.name, &row.id(), format!("{field}: {} Left blank.", refused.message()));
            None
        }
    }
}

/// A telephone number of a row, if it can be one.
pub fn phone(report: &mut Report, row: &Row, field: &str) -> Option<String> {
    let phone = clean(report, row, field, 40)?;
    if phone.chars().count() < 3 {
        report.problem(row.table.name, &row.id(), format!("{field}: this is no number. Left blank."));
        return None;
    }
    Some(phone)
}

pub async fn homes(source: &Source<'_>, target: &mut Target<'_>, report: &mut Report) -> Result<(), Error> {
    let (rows, mut told) = source.rows(&CARE_HOMES).await?;
    let organisation = target.organisation;
    for row in &rows {
        let id = id_of(organisation, "care_homes", &row.id());
        if target.homes.contains_key(&id) {
            told.already_here += 1;
            continue;
        }
        if row.text("ended").is_some() {
            told.left_out += 1;
            report.problem("care_homes", &row.id(), "closed or deleted there; left out");
            continue;
        }
        let Some(name) = clean(report, row, "name", 200) else {
            told.left_out += 1;
            report.problem("care_homes", &row.id(), "has no name; left out");
            continue;
        };
        let code = free_code(target, row.text("code").as_deref().unwrap_or(&name)).await?;
        let cqc = row.text("cqc_location_id").filter(|cqc| {
            let fits = (5..=20).contains(&cqc.len())
                && cqc.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
            if !fits {
                report.problem("care_homes", &row.id(), "its CQC location id is none; left blank");
            }
            fits
        });
        let [address, town, postcode] = [("address_line", 200), ("town", 100), ("postcode", 12)]
            .map(|(field, max)| clean(report, row, field, max));
        let phone = phone(report, row, "phone");
        let beds = row.text("registered_beds").and_then(|text| text.parse::<i32>().ok());
        let beds = beds.filter(|beds| (0..=2000).contains(beds)).unwrap_or_else(|| {
            report.problem(
                "care_homes",
                &row.id(),
                "how many beds are registered is not known; set to 0, correct it",
            );
            0
        });
        let zone = row.text("time_zone").filter(|zone| jiff::tz::TimeZone::get(zone).is_ok());
        let zone = zone.unwrap_or_else(|| "Europe/London".to_owned());
        let params: &[crate::write::Param<'_>] = &[
            (&organisation, Type::UUID),
            (&id, Type::UUID),
            (&name, Type::TEXT),
            (&code, Type::TEXT),
            (&cqc, Type::TEXT),
            (&address, Type::TEXT),
            (&town, Type::TEXT),
            (&postcode, Type::TEXT),
            (&phone, Type::TEXT),
            (&beds, Type::INT4),
            (&zone, Type::TEXT),
        ];
        match target.store(HOME, params).await? {
            Ok(_) => {
                told.carried += 1;
                target.homes.insert(id, zone);
            }
            Err(why) => {
                told.left_out += 1;
                report.problem("care_homes", &row.id(), format!("{why}; left out"));
            }
        }
    }
    report.tables.push(told);
    Ok(())
}

/// A code like the one that is wanted, which no home here has.
async fn free_code(target: &Target<'_>, wanted: &str) -> Result<String, Error> {
    let plain: String = wanted
        .to_uppercase()
        .chars()
        .filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        .take(8)
        .collect();
    let plain = if plain.is_empty() { "HOME".to_owned() } else { plain };
    let mut code = plain.clone();
    let mut next = 2;
    let taken =
        "select id from public.care_homes where organisation_id = $1 and code = $2 and archived_at is null";
    while target.find(taken, &[(&target.organisation, Type::UUID), (&code, Type::TEXT)]).await?.is_some() {
        code = format!("{plain}-{next}");
        next += 1;
    }
    Ok(code)
}

/// A bed in a room that nobody holds now: of the room if there is one, else a new one. The room and the
/// home's unit are made when they are missing.
pub async fn bed(target: &mut Target<'_>, home: Uuid, room: &str) -> Result<Result<Uuid, String>, Error> {
    let organisation = target.organisation;
    let free = "select b.id from public.rooms r join public.beds b on b.organisation_id = r.organisation_id and b.room_id = r.id \
         where r.organisation_id = $1 and r.care_home_id = $2 and lower(r.name) = lower($3) and r.archived_at is null and b.archived_at is null \
           and b.state = 'in_service' and not exists (select from public.bed_stays s where s.organisation_id = b.organisation_id and s.bed_id = b.id \
               and s.archived_at is null and s.status in ('live', 'planned')) order by b.name, b.id limit 1";
    let room = room.to_owned();
    let of_room: &[crate::write::Param<'_>] =
        &[(&organisation, Type::UUID), (&home, Type::UUID), (&room, Type::TEXT)];
    if let Some(bed) = target.find(free, of_room).await? {
        return Ok(Ok(bed));
    }
    let unit = "select id from public.units where organisation_id = $1 and care_home_id = $2 and archived_at is null order by position, id limit 1";
    let of_home: &[crate::write::Param<'_>] = &[(&organisation, Type::UUID), (&home, Type::UUID)];
    let unit = if let Some(found) = target.find(unit, of_home).await? {
        found
    } else {
        let made = derived(organisation, "units", &home.to_string());
        let insert =
            "insert into public.units (organisation_id, id, care_home_id, name) values ($1, $2, $3, 'Main')";
        let params: &[crate::write::Param<'_>] =
            &[(&organisation, Type::UUID), (&made, Type::UUID), (&home, Type::UUID)];
        if let Err(why) = target.store(insert, params).await? {
            return Ok(Err(why));
        }
        made
    };
    let known = "select id from public.rooms where organisation_id = $1 and care_home_id = $2 and lower(name) = lower($3) and archived_at is null";
    let room_id = if let Some(found) = target.find(known, of_room).await? {
        found
    } else {
        let made = derived(organisation, "rooms", &format!("{home} {}", room.to_lowercase()));
        let insert = "insert into public.rooms (organisation_id, id, care_home_id, unit_id, name) values ($1, $2, $3, $4, $5)";
        let params: &[crate::write::Param<'_>] = &[
            (&organisation, Type::UUID),
            (&made, Type::UUID),
            (&home, Type::UUID),
            (&unit, Type::UUID),
            (&room, Type::TEXT),
        ];
        if let Err(why) = target.store(insert, params).await? {
            return Ok(Err(why));
        }
        made
    };
    let made = Uuid::now_v7();
    let insert = "insert into public.beds (organisation_id, id, care_home_id, room_id, name) \
         values ($1, $2, $3, $4, (select (count(*) + 1)::text from public.beds b where b.organisation_id = $1 and b.room_id = $4))";
    let params: &[crate::write::Param<'_>] =
        &[(&organisation, Type::UUID), (&made, Type::UUID), (&home, Type::UUID), (&room_id, Type::UUID)];
    Ok(target.store(insert, params).await?.map(|_| made))
}
