//! Care plans in every state of their life, what is to be done, what was, and who read it.

use super::Row;
use crate::names::id;
use crate::world::people::{Management, Membership, PEOPLE};
use crate::world::residents::Resident;
use crate::world::window::{DAY, HOUR, Window, instant};
use crate::world::{World, organisation_of};

/// Residents with a row in every state; the others have a plan, its active version, a task that is
/// due and one that was missed.
const IN_FULL: &[&str] = &["R1", "moved", "archived"];

/// Residents who have no plan yet, so that one can be begun.
const WITHOUT: &[&str] = &["asked", "called_off"];

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    let planned = || world.residents.iter().filter(|r| !WITHOUT.contains(&r.name));
    for r in planned() {
        rows.push(plan(r));
        rows.extend(versions(r));
        rows.push(slept(r));
    }
    for r in planned() {
        rows.extend(definitions(r));
    }
    for r in planned() {
        rows.extend(tasks(world, r));
        rows.extend(reviews(r));
        rows.extend(reads(r));
    }
    rows
}

/// Somebody who works on the floor of a home, as assignee and author.
pub fn colleague(home: &str) -> &'static str {
    match home {
        "H1" => "senior1",
        "H2" => "carer2",
        _ => "carer3",
    }
}

fn placed(table: &'static str, name: &str, r: &Resident, home: &'static str) -> Row {
    Row::new(table, format!("{}.{name}", r.name), organisation_of(home))
        .home(home)
        .client(r.name)
        .of("client_id", r.name)
        .of("care_home_id", home)
}

fn in_full(r: &Resident) -> bool {
    IN_FULL.contains(&r.name)
}

fn plan(r: &Resident) -> Row {
    placed("care_plans", "plan", r, r.registered_in).text("note").archived(false, r.archived)
}

/// It slept once, long ago, and somebody said that it was still right.
fn slept(r: &Resident) -> Row {
    placed("care_plan_sleeps", "slept", r, r.registered_in)
        .uuid("care_plan_id", named("care_plans", r.name, "plan"))
        .status("awake")
        .set("slept_at", instant(-300 * DAY))
        .set("woke_at", instant(-290 * DAY))
        .value("verdict", "still_right")
        .set("said_at", instant(-290 * DAY))
        .text("note")
}

/// The id of a row of a resident.
pub fn named(table: &str, r: &str, name: &str) -> uuid::Uuid {
    id(&format!("{table}:{r}.{name}"))
}

fn versions(r: &Resident) -> Vec<Row> {
    let version = |name: &str, number: u32, status| {
        let row = placed("care_plan_versions", name, r, r.registered_in)
            .uuid("care_plan_id", named("care_plans", r.name, "plan"))
            .set("number", number.to_string())
            .text("change_reason")
            .status(status);
        let said = format!("{{\"sleep\": {{\"need\": \"CANARY-{}-sections\"}}}}", row.name);
        row.value("sections", &said)
    };
    let published = |row: Row, from: i64, until: Option<i64>| {
        let until = until.map_or("null".to_owned(), instant);
        row.set("published_at", instant(from))
            .set("effective", format!("tstzrange({}, {until})", instant(from)))
    };
    let active = published(version("v2", 2, "active"), -20 * DAY, None);
    if !in_full(r) {
        return vec![active];
    }
    let draft = |name, number, status| {
        version(name, number, status).uuid("based_on_id", named("care_plan_versions", r.name, "v2"))
    };
    vec![
        published(version("v1", 1, "superseded"), -200 * DAY, Some(-20 * DAY)),
        active,
        draft("v3", 3, "draft").archived(false, r.archived),
        draft("v4", 4, "in_review"),
        draft("v5", 5, "draft").archived(!r.archived, r.archived),
    ]
}

/// Each version has the same task; the active one another that is begun as it is needed.
fn definitions(r: &Resident) -> Vec<Row> {
    let definition = |name: &str, version: &str, status, lineage: &str| {
        let row = placed("care_task_definitions", name, r, r.registered_in)
            .uuid("care_plan_version_id", named("care_plan_versions", r.name, version))
            .uuid("lineage_id", named("lineages", r.name, lineage))
            .value("domain", "personal_care")
            .texts(&["title", "instructions"])
            .in_status(status);
        row.of("assignee_id", colleague(r.holding))
    };
    let wash = |name: &str, version: &str, status| {
        definition(name, version, status, "wash")
            .kind("scheduled")
            .set("times", "'{08:00}'")
            .set("starts_on", "current_date - 100")
    };
    let needed =
        definition("d2.needed", "v2", "active", "needed").kind("as_needed").set("min_interval_minutes", "60");
    let active = wash("d2.wash", "v2", "active");
    let of_shift = definition("d2.heels", "v2", "active", "heels")
        .without("assignee_id")
        .uuid("shift_template_id", shift(r.holding))
        .kind("scheduled")
        .set("times", "'{21:00}'");
    if !in_full(r) {
        return vec![active];
    }
    vec![
        wash("d1.wash", "v1", "superseded"),
        active,
        needed,
        of_shift,
        wash("d3.wash", "v3", "draft").archived(false, r.archived),
        wash("d4.wash", "v4", "in_review"),
    ]
}

/// The shift of a home that has tasks.
fn shift(home: &str) -> uuid::Uuid {
    id(&format!("shift_templates:{home}.early"))
}

fn tasks(world: &World, r: &Resident) -> Vec<Row> {
    let task = |name: &str, home, status, from: i64| {
        let mut row = placed("care_plan_tasks", name, r, home)
            .kind("ad_hoc")
            .texts(&["title", "note"])
            .set("care_day", "current_date")
            .set("due_from", instant(from))
            .set("due_by", instant(from + HOUR))
            .set("missed_after", instant(from + 2 * HOUR));
        row.valid = Some(Window::between(from, from + HOUR));
        let along = r.archived && status == "due";
        row.status(status).archived(false, along)
    };
    let to_come = 20 * HOUR;
    let mut rows = vec![
        task("due", r.holding, "due", to_come),
        task("missed", r.registered_in, "missed", -4 * DAY).set("missed_at", instant(-4 * DAY + 3 * HOUR)),
    ];
    if !in_full(r) {
        return rows;
    }
    let whose = colleague(r.holding);
    let planned = |row: Row| {
        let row = row.without("kind").kind("scheduled");
        row.uuid("care_plan_id", named("care_plans", r.name, "plan"))
            .uuid("definition_id", named("care_task_definitions", r.name, "d2.wash"))
            .uuid("lineage_id", named("lineages", r.name, "wash"))
    };
    let of = |row: Row| row.profile(whose).of("assignee_id", whose);
    rows.extend([
        planned(task("planned", r.holding, "due", to_come)),
        of(task("theirs", r.holding, "due", to_come)),
        of(task("named", r.holding, "due", to_come)).set("named_only", "true"),
        // Until it is due the shift's, then the team's.
        task("shifts", r.holding, "due", to_come).uuid("shift_template_id", shift(r.holding)),
        task("overdue", r.holding, "due", -2 * HOUR)
            .without("missed_after")
            .set("missed_after", instant(20 * DAY))
            .uuid("shift_template_id", shift(r.holding)),
        task("absent", r.holding, "not_required", to_come).value("status_reason", "absent"),
        task("changed", r.holding, "cancelled", to_come).value("status_reason", "plan_changed"),
    ]);
    if r.holding == "H1" {
        // Of somebody who only gives care.
        rows.push(task("carers", r.holding, "due", to_come).profile("carer1").of("assignee_id", "carer1"));
    }
    if let Some(author) = author(world, r) {
        rows.push(task("done", r.holding, "due", -2 * HOUR).in_status("done").archived(false, false));
        rows.push(
            Row::new("care_task_records", format!("{}.record", r.name), r.organisation)
                .home(r.holding)
                .client(r.name)
                .uuid("task_id", named("care_plan_tasks", r.name, "done"))
                .set("seen_ordinal", "0")
                .value("outcome", "done")
                .text("note")
                .set("occurred_at", instant(-HOUR))
                .by(Some(author)),
        );
    }
    if let (Some(author), Some(manager)) = (author(world, r), manager(world, r)) {
        rows.push(task("handed_in", r.holding, "due", -2 * HOUR).in_status("done").archived(false, false));
        rows.push(
            Row::new("care_task_records", format!("{}.handed_in", r.name), r.organisation)
                .home(r.holding)
                .client(r.name)
                .uuid("task_id", named("care_plan_tasks", r.name, "handed_in"))
                .set("seen_ordinal", "0")
                .value("outcome", "done")
                .text("note")
                .set("occurred_at", instant(-HOUR))
                .of("claimed_author_id", author)
                .by(Some(manager)),
        );
    }
    rows
}

/// Somebody who could give care to the resident an hour ago.
fn author(world: &World, r: &Resident) -> Option<&'static str> {
    let works = |m: &&Membership| {
        let person = PEOPLE.iter().find(|p| p.name == m.person);
        let here = person.is_some_and(|p| p.status == "active" && !p.archived && p.account.is_some());
        let then = m.valid.from.is_none_or(|f| f <= -2 * HOUR) && m.valid.until.is_none_or(|u| u > DAY);
        let kept =
            world.exclusions.iter().any(|x| x.person == m.person && x.resident == r.name && !x.archived);
        here && then && !kept && !m.archived && m.home == r.holding && m.grade != "ancillary"
    };
    world.memberships.iter().find(works).map(|m| m.person)
}

/// Who manages the resident's home, then and now, is kept from them by nobody, and is not the author.
fn manager(world: &World, r: &Resident) -> Option<&'static str> {
    let manages = |m: &&Management| {
        let person = PEOPLE.iter().find(|p| p.name == m.person);
        let here = person.is_some_and(|p| p.status == "active" && !p.archived && p.account.is_some());
        let then = m.valid.from.is_none_or(|f| f <= -2 * HOUR) && m.valid.until.is_none_or(|u| u > DAY);
        let kept =
            world.exclusions.iter().any(|x| x.person == m.person && x.resident == r.name && !x.archived);
        here && then && !kept && !m.archived && m.home == r.holding && Some(m.person) != author(world, r)
    };
    world.managements.iter().find(manages).map(|m| m.person)
}

fn reviews(r: &Resident) -> Vec<Row> {
    let review = |name: &str, status| {
        placed("care_plan_reviews", name, r, r.registered_in)
            .uuid("care_plan_id", named("care_plans", r.name, "plan"))
            .texts(&["detail", "note"])
            .status(status)
    };
    let due = review("review", "due").set("due_on", "current_date + 8").archived(false, r.archived);
    if !in_full(r) {
        return vec![due];
    }
    let held = review("reviewed", "held")
        .set("due_on", "current_date - 20")
        .set("held_on", "current_date - 20")
        .value("outcome", "no_change")
        .set("involved", "'{resident,family}'");
    vec![due, held, review("called_off", "cancelled").set("due_on", "current_date - 50")]
}

/// The version in force was read by somebody of the floor, by a manager, and by the owner.
fn reads(r: &Resident) -> Vec<Row> {
    if !in_full(r) {
        return Vec::new();
    }
    let read = |person: &'static str, at: i64| {
        placed("care_plan_version_reads", person, r, r.registered_in)
            .uuid("care_plan_version_id", named("care_plan_versions", r.name, "v2"))
            .profile(person)
            .of("profile_id", person)
            .set("shown_at", instant(at))
            .set("confirmed_at", instant(at))
    };
    vec![read("carer1", -5 * DAY), read("mgr12", -4 * DAY), read("owner1", -3 * DAY)]
}
