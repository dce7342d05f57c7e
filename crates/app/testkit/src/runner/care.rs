//! New rows of care plans, and records of care, in every place.

use crate::world::{HOUR, Resident, Row, Seat, World, care};

/// What may be written about a resident.
pub fn of_resident(world: &World, seat: &Seat, resident: &Resident) -> Vec<Row> {
    let (r, o) = (resident.name, resident.organisation);
    let row =
        |table, what: &str| Row::candidate(table, format!("{what} of {r}"), o).client(r).of("client_id", r);
    let mut rows = vec![
        row("care_plans", "a plan"),
        row("care_plan_tasks", "a task that nobody planned").value("title", "New").home(resident.holding),
    ];
    let has = |table: &str, name: &str| world.table(table).any(|x| x.name == format!("{r}.{name}"));
    if has("care_plans", "plan") {
        let of_plan =
            |table, what: &str| row(table, what).uuid("care_plan_id", care::named("care_plans", r, "plan"));
        rows.push(of_plan("care_plan_versions", "a draft").in_status("draft"));
        rows.push(
            of_plan("care_plan_reviews", "a review").set("due_on", "current_date").value("reason", "request"),
        );
    }
    for (version, status) in [("v1", "superseded"), ("v2", "active"), ("v3", "draft"), ("v4", "in_review")] {
        if has("care_plan_versions", version) {
            rows.push(
                row("care_task_definitions", &format!("a task of {version}"))
                    .uuid("care_plan_version_id", care::named("care_plan_versions", r, version))
                    .in_status(status)
                    .value("domain", "sleep")
                    .value("title", "New")
                    .set("times", "'{21:00}'"),
            );
        }
    }
    if has("care_task_definitions", "d2.needed") {
        rows.push(
            row("care_plan_tasks", "an as-needed task")
                .home(resident.holding)
                .uuid("definition_id", care::named("care_task_definitions", r, "d2.needed"))
                .value("title", "New"),
        );
    }
    rows.extend(reads(world, seat, resident));
    for task in world.table("care_plan_tasks").filter(|t| t.client == Some(r) && !t.archived) {
        rows.extend(records(world, task, o));
    }
    rows
}

/// That each person opened a resident's record, and took a copy.
pub fn views(resident: &Resident, people: &[&'static str]) -> Vec<Row> {
    let mut rows = Vec::new();
    for &person in people {
        for kind in ["record", "export"] {
            let name = format!("{person} looks at the {kind} of {}", resident.name);
            rows.push(
                Row::candidate("record_views", name, resident.organisation)
                    .home(resident.holding)
                    .client(resident.name)
                    .of("client_id", resident.name)
                    .profile(person)
                    .of("profile_id", person)
                    .kind(kind),
            );
        }
    }
    rows
}

/// Records of a task: of an hour ago, of before some rights began, of before some ended, and one
/// whose author has not seen what a colleague recorded.
fn records(world: &World, task: &Row, o: &'static str) -> Vec<Row> {
    let done = task.status == Some("done");
    let named = task.column("named_only").is_some();
    let record = |what: &str, at: i64, seen: &str| {
        let row = Row::candidate("care_task_records", format!("a record {what}, {}", task.name), o)
            .home(task.home.expect("a task is in a home"))
            .client(task.client.expect("a task is a resident's"))
            .uuid("task_id", task.id)
            .set("seen_ordinal", seen)
            .value("outcome", "done")
            .occurred(at);
        if named { row.profile(task.profile.expect("somebody is named")) } else { row }
    };
    let seen = if done { "1" } else { "0" };
    let mut rows = vec![record("of an hour ago", -HOUR, seen)];
    let home = task.home.expect("in a home");
    let author = crate::world::author(home);
    if world.gave_care(author, home) {
        rows.push(record("that is handed in", -HOUR, seen).of("claimed_author_id", author));
    }
    if matches!(task.name.rsplit('.').next(), Some("due" | "missed")) {
        rows.push(record("of three hours ago", -3 * HOUR, seen));
        rows.push(record("of the day before yesterday", -30 * HOUR, seen));
    }
    if done {
        rows.push(record("that saw none", -HOUR, "0").fact("unseen"));
    }
    rows
}

/// Who read a version: oneself, or a colleague by oneself.
fn reads(world: &World, seat: &Seat, resident: &Resident) -> Vec<Row> {
    let (r, o) = (resident.name, resident.organisation);
    let mut people = vec!["carer1"];
    people.extend(seat.person.filter(|p| *p != "carer1"));
    let versions = world.table("care_plan_versions").filter(|v| v.client == Some(r) && !v.archived);
    let mut rows = Vec::new();
    for version in versions {
        for &person in &people {
            let row = Row::candidate("care_plan_version_reads", format!("{person} read {}", version.name), o)
                .home(resident.holding)
                .client(r)
                .of("client_id", r)
                .profile(person)
                .of("profile_id", person)
                .uuid("care_plan_version_id", version.id)
                .set("shown_at", "now()");
            let open = matches!(version.status, Some("active" | "superseded"));
            rows.push(if open { row } else { row.fact("unpublished") });
        }
    }
    rows
}
