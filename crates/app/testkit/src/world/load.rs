//! The world as statements.
//!
//! They run as the owner with the triggers on, so that what triggers keep (names, statuses, the
//! audit trail) is there as in life. The few rows whose author matters are written with that
//! person's claims set.

use std::fmt::Write as _;

use super::World;
use super::actors::SignIn;
use super::people::PEOPLE;
use super::window::{DAY, HOUR, instant};
use crate::names::id;
use almoner_schema::quote_literal;

pub fn sql(world: &World) -> String {
    let mut out = String::from("-- The fixture world. Written by almoner-testkit.\n");
    let accounts: std::collections::BTreeSet<&str> = PEOPLE.iter().filter_map(|p| p.account).collect();
    let mut rows = world.rows.iter().filter(|r| !r.derived).peekable();
    while let Some(row) = rows.next_if(|row| row.table != "profiles") {
        insert(&mut out, row);
    }
    for account in &accounts {
        let (account_id, email) =
            (id(&format!("account:{account}")), format!("canary-{account}-account@example.org"));
        let _ = write!(
            out,
            "insert into auth.users (id, email) values ('{account_id}', '{email}');\n\
             insert into private.accounts (id, email, password_hash, totp_secret, verified_at)\n\
             values ('{account_id}', '{email}', 'CANARY-{account}-password_hash', 'CANARY-{account}-totp', now());\n"
        );
    }
    while let Some(row) = rows.next_if(|row| row.table == "profiles") {
        insert(&mut out, row);
    }
    sessions(&mut out, world);
    let mut scheduled = false;
    for row in rows {
        if row.table == "scheduled_jobs" && !std::mem::replace(&mut scheduled, true) {
            // Those that each operator has from its first moment; the world has the same by names that it knows.
            out.push_str("delete from public.scheduled_jobs;\n");
        }
        if let Some(person) = row.by {
            let claims = world.actor(person).claims().to_string();
            let _ =
                writeln!(out, "select set_config('request.jwt.claims', {}, true);", quote_literal(&claims));
            insert(&mut out, row);
            out.push_str("select set_config('request.jwt.claims', '', true);\n");
        } else {
            insert(&mut out, row);
        }
    }
    for row in world.rows.iter().filter(|r| r.archive_here) {
        let _ = writeln!(
            out,
            "update public.{} set archived_at = now(), archive_reason = {} where id = '{}';",
            row.table,
            quote_literal(&crate::names::canary(&row.name, "archive_reason")),
            row.id
        );
    }
    // Those that the load of incidents, concerns and hand-ins caused; the world has notifications of its own.
    out.push_str(
        "delete from public.notification_queue where kind in ('concern_raised', 'handed_in', 'incident_opened', 'incident_overdue');\n\
         delete from private.notification_keys where kind in ('concern_raised', 'handed_in', 'incident_opened', 'incident_overdue');\n",
    );
    // Archiving a person ends their sessions; here one goes on, so that only the profile's state
    // can stop it.
    out.push_str("update private.sessions set revoked_at = null where revoked_because = 'profile ended';\n");
    out
}

/// The trigger that is off while a row is written: what stands in the world as it came to be later was
/// written when its version was still a draft.
fn off(row: &super::Row) -> Option<&'static str> {
    (row.table == "care_task_definitions").then_some("version_open")
}

fn insert(out: &mut String, row: &super::Row) {
    if let Some(trigger) = off(row) {
        let table = row.table;
        let _ = writeln!(
            out,
            "alter table public.{table} disable trigger {trigger};\n{};\nalter table public.{table} enable trigger {trigger};",
            row.insert()
        );
        return;
    }
    let over = row.table == "bed_stays" && row.status == Some("ended");
    if !over {
        let _ = writeln!(out, "{};", row.insert());
        return;
    }
    // A stay is lived before it ends: what follows it (the holding home, the status) needs both.
    let mut lived = row.clone();
    lived.columns.retain(|(column, _)| !matches!(*column, "status" | "leaving_reason" | "leaving_note"));
    lived.columns.push(("status", "'live'".to_owned()));
    let column = |name| row.column(name).expect("an ended stay says why");
    let _ = writeln!(
        out,
        "{};\nupdate public.bed_stays set status = 'ended', leaving_reason = {}, leaving_note = {} where id = '{}';",
        lived.insert(),
        column("leaving_reason"),
        column("leaving_note"),
        row.id
    );
}

fn sessions(out: &mut String, world: &World) {
    for seat in world.seats() {
        let Some(person) = seat.person.map(|name| world.person(name)) else { continue };
        let account = person.account.expect("who sits at a keyboard has an account");
        let (idle, end, revoked) = match seat.sign_in {
            SignIn::Session { .. } => (DAY * 30, DAY * 60, "null".to_owned()),
            SignIn::Ended("expired") => (DAY, -HOUR, "null".to_owned()),
            SignIn::Ended("idle") => (-HOUR, DAY, "null".to_owned()),
            SignIn::Ended("revoked") => (DAY, DAY, instant(-HOUR)),
            _ => continue,
        };
        // In the future: the world must be fresh for as long as its template is kept.
        let second = if seat.has_fresh_second_factor() { instant(DAY * 30) } else { instant(-HOUR) };
        let _ = writeln!(
            out,
            "insert into private.sessions (id, account_id, organisation_id, profile_id, idle_ends_at, ends_at, second_factor_at, revoked_at, device)\n\
             values ('{}', '{}', '{}', '{}', {}, {}, {second}, {revoked}, 'CANARY-{}-device');",
            seat.session(),
            id(&format!("account:{account}")),
            id(person.organisation),
            id(person.name),
            instant(idle),
            instant(end),
            seat.name,
        );
    }
    let _ = writeln!(
        out,
        "insert into private.chosen_profiles (account_id, organisation_id, profile_id) values ('{}', '{}', '{}');",
        id("account:two_orgs"),
        id("O2"),
        id("two_orgs_2"),
    );
}
