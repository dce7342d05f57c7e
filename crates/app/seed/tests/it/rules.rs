//! What triggers would have kept, after a load without them.

use crate::support::{World, demo, record_tables};

/// Everything that has to hold in a seeded database, whatever its size.
pub async fn hold(world: &World) {
    triggers_find_nothing_to_do(world).await;
    residents_live_where_they_are(world).await;
    nothing_hangs_on_the_archived(world).await;
    censuses_come_out_again(world).await;
    bookkeeping(world).await;
    changes_of_status_exist(world).await;
    authors_had_the_right(world).await;
    incidents_are_worked_as_they_may_be(world).await;
}

#[tokio::test]
async fn the_demo_keeps_every_rule() {
    for number in [1, 2] {
        hold(&demo(number).await).await;
    }
}

/// The triggers themselves are asked: a touched row makes them compute what
/// follows from it, and whatever they change leaves an audit event.
async fn triggers_find_nothing_to_do(world: &World) {
    world
        .nothing(
            "triggers that are off",
            "select format('%s %s', tgrelid::regclass, tgname) from pg_trigger where not tgisinternal and tgenabled <> 'O'",
        )
        .await;
    let names = "select md5(string_agg(n::text, '|' order by n::text)) from public.people_names n";
    let (events, before) =
        (world.count("select count(*) from public.audit_events").await, world.texts(names).await);
    for table in ["bed_stays", "resident_absences"] {
        world.owner.batch_execute(&format!("update public.{table} set during = during")).await.unwrap();
    }
    for set in ["given_name = given_name", "status = status, archived_at = archived_at"] {
        world.owner.batch_execute(&format!("update public.profiles set {set}")).await.unwrap();
    }
    assert_eq!(world.texts(names).await, before, "people_names follows from profiles");
    world
        .nothing(
            "rows that the triggers corrected",
            &format!(
                "select table_name || ' ' || d.changes from public.audit_events e join public.audit_details d
                    on d.organisation_id = e.organisation_id and d.event_id = e.id
                  order by e.at desc limit (select count(*) - {events} from public.audit_events)"
            ),
        )
        .await;
    let bumped = "select count(*) from public.profiles where version < 2";
    assert_eq!(world.count(bumped).await, 0, "the triggers did run");
}

async fn residents_live_where_they_are(world: &World) {
    for (what, sql) in [
        (
            "residents whose status and live stay disagree",
            "select c.id::text from public.clients c where c.archived_at is null
                and (c.status in ('current', 'hospital', 'on_leave')) <> exists (
                    select from public.bed_stays s where s.organisation_id = c.organisation_id and s.client_id = c.id
                       and s.archived_at is null and s.status = 'live' and s.during @> timestamptz '2026-11-22 23:59:59+00'
                       and s.care_home_id = c.holding_home_id and s.bed_id is not distinct from c.bed_id)",
        ),
        (
            "stays that overlap",
            "select a.id::text from public.bed_stays a join public.bed_stays b
                on a.organisation_id = b.organisation_id and a.id < b.id and a.during && b.during
               and (a.bed_id = b.bed_id or a.client_id = b.client_id)
              where a.archived_at is null and b.archived_at is null and a.status <> 'cancelled' and b.status <> 'cancelled'",
        ),
        (
            "stays in a bed that is not in service",
            "select s.id::text from public.bed_stays s join public.beds b using (organisation_id)
              where b.id = s.bed_id and s.status in ('live', 'planned') and (b.state <> 'in_service' or b.archived_at is not null)",
        ),
        (
            "stays whose times don't fit their status",
            "select id::text from public.bed_stays where archived_at is null and not case status
                when 'planned' then lower(during) >= '2026-11-23' when 'cancelled' then true
                when 'live' then lower(during) < '2026-11-23' and (upper_inf(during) or upper(during) >= '2026-11-23') else upper(during) < '2026-11-23' end",
        ),
        (
            "admissions that are another resident's",
            "select s.id::text from public.bed_stays s join public.bed_stays a using (organisation_id)
              where a.id = s.admission_id and (a.client_id <> s.client_id or a.admission_id <> a.id)",
        ),
        (
            "absences outside the stays of the home",
            "select a.id::text from public.resident_absences a where a.archived_at is null and not exists (
                select from public.bed_stays s where s.organisation_id = a.organisation_id and s.client_id = a.client_id
                   and s.care_home_id = a.care_home_id and s.during @> a.during)",
        ),
        (
            "identities that lie elsewhere",
            "select i.id::text from public.client_identity i join public.clients c using (organisation_id)
              where c.id = i.client_id and c.holding_home_id <> i.holding_home_id",
        ),
        (
            "residents with an allergy and the statement that there is none",
            "select a.client_id::text from public.client_alerts a join public.client_alerts n using (organisation_id, client_id)
              where n.none_known and n.status <> 'ended' and a.kind = 'allergy' and not a.none_known and a.status <> 'ended'",
        ),
        (
            "key workers who never worked there",
            "select c.id::text from public.clients c where c.key_worker_id is not null and not exists (
                select from public.user_care_homes u join public.bed_stays s using (organisation_id, care_home_id)
                 where u.organisation_id = c.organisation_id and u.profile_id = c.key_worker_id and s.client_id = c.id
                union all
                select from public.user_care_homes u where u.organisation_id = c.organisation_id
                   and u.profile_id = c.key_worker_id and u.care_home_id = c.holding_home_id)",
        ),
    ] {
        world.nothing(what, sql).await;
    }
}

async fn nothing_hangs_on_the_archived(world: &World) {
    let links = world
        .texts(
            // Evidence stays where it is, whatever happens to what it is about.
            "select format('%s|%s|%s', parent, child, child_column) from app.archive_children l
              where exists (select from pg_attribute a where a.attrelid = format('public.%I', l.child)::regclass and a.attname = 'archived_at')
              order by 1",
        )
        .await;
    assert!(links.len() > 10);
    for link in links {
        let [parent, child, column] = link.split('|').collect::<Vec<_>>()[..] else { panic!("{link}") };
        world
            .nothing(
                &format!("live {child} under archived {parent}"),
                &format!(
                    "select c.id::text from public.{child} c join public.{parent} p using (organisation_id)
                      where p.id = c.{column} and p.archived_at is not null and c.archived_at is null"
                ),
            )
            .await;
    }
    world
        .nothing(
            "organisations without a live owner",
            "select o.name from public.organisations o where not exists (
                select from public.organisation_roles r join public.profiles p
                    on p.organisation_id = r.organisation_id and p.id = r.profile_id
                 where r.organisation_id = o.id and r.role = 'business_owner' and r.archived_at is null
                   and upper_inf(r.valid) and p.status = 'active')",
        )
        .await;
}

/// The database counts every day of every home again, and nothing is changed by it.
async fn censuses_come_out_again(world: &World) {
    let figures = "select format('%s %s %s', o.care_home_id, o.census_date, to_jsonb(o) - 'calculated_at')
        from public.occupancy_snapshots o order by 1";
    let before = world.texts(figures).await;
    assert!(before.len() > 300, "{} snapshots", before.len());
    world.owner.batch_execute("select app.calculate_occupancy_snapshot(care_home_id, census_date) from public.occupancy_snapshots").await.unwrap();
    let after = world.texts(figures).await;
    let differ: Vec<_> = before.iter().zip(&after).filter(|(b, a)| b != a).take(3).collect();
    assert!(differ.is_empty() && before.len() == after.len(), "{differ:#?}");
}

async fn bookkeeping(world: &World) {
    for table in record_tables() {
        // People and rows touched by an earlier check are not looked at.
        world
            .nothing(
                &format!("{table} with times or ids that can't be"),
                &format!(
                    "select id::text from {table} where created_at > '2026-11-23T12:00:00Z' or created_at < '2025-11-23'
                        or updated_at < created_at
                        or archived_at > '2026-11-23T12:00:00Z' or (archived_at is null) <> (archive_batch is null)
                        or (archived_at is null) <> (archive_reason is null)
                        or ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint <> extract(epoch from created_at) * 1000
                        or substr(id::text, 15, 1) <> '7'"
                ),
            )
            .await;
    }
}

async fn changes_of_status_exist(world: &World) {
    world
        .nothing(
            "changes of status that no verb makes",
            "select e.table_name || ' ' || coalesce(e.verb, '-') || (d.changes -> 'status')
               from public.audit_events e
               join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
              where e.action = 'update' and d.changes ? 'status'
                and e.table_name in (select x.table_name from app.transitions x)
                and not exists (select from app.transitions x
                     where x.table_name = e.table_name and x.from_status = d.changes -> 'status' ->> 0
                       and x.to_status = d.changes -> 'status' ->> 1)",
        )
        .await;
    world
        .nothing(
            "verbs that changed no status as they should",
            "select e.verb || ' ' || d.changes from public.audit_events e
               join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
               join app.transitions x on x.table_name = e.table_name and x.verb = e.verb
              where e.action = 'update' and d.changes ? 'status' and x.to_status <> d.changes -> 'status' ->> 1
                and not exists (select from app.transitions y where y.table_name = e.table_name and y.verb = e.verb
                     and y.to_status = d.changes -> 'status' ->> 1)",
        )
        .await;
}

/// The rights in the audit are those that the database would have found.
async fn authors_had_the_right(world: &World) {
    for (what, sql) in [
        (
            "people who wrote before they had an account, or without one",
            "select e.id::text from public.audit_events e join public.profiles p
                on p.organisation_id = e.organisation_id and p.id = e.profile_id
              where e.account_id is distinct from p.account_id",
        ),
        (
            "events on residents by people without a right in the home",
            "select e.id::text || e.table_name from public.audit_events e
              where e.client_id is not null and e.profile_id is not null and not e.rights && '{manager,senior,carer}'
                and e.verb is distinct from 'transfer'
                -- The compliance lead reviews incidents.
                and not (e.table_name = 'incidents' and 'compliance_lead' = any (e.rights))
                -- Rows keep the home where they happened, also when another home works on them.
                and not exists (select from public.bed_stays s where s.organisation_id = e.organisation_id
                     and s.client_id = e.client_id and s.leaving_reason = 'transferred' and upper(s.during) <= e.at)",
        ),
        (
            "verbs by people who may not",
            "select e.id::text || e.verb from public.audit_events e
              where e.verb in ('verify', 'reject', 'end', 'arrive', 'death', 'return') and e.table_name <> 'clients'
                and not e.rights && '{manager,senior}' and not exists (
                    select from public.bed_stays s where s.organisation_id = e.organisation_id
                       and s.client_id = e.client_id and s.leaving_reason = 'transferred' and upper(s.during) <= e.at)
                 or e.verb in ('discharge', 'cancel_admission', 'transfer', 'move_bed') and e.table_name = 'bed_stays'
                and e.action = 'update' and not e.rights && '{manager}'
                 or e.verb in ('disable', 'withdraw') and e.table_name = 'profiles' and not e.rights && '{business_owner}'
                 or e.table_name = 'shift_assignments' and e.verb not in ('accept', 'confirm', 'decline') and not e.rights && '{manager}'
                 or e.table_name = 'shift_assignments' and e.verb in ('accept', 'confirm', 'decline') and e.profile_id <> e.subject_profile_id
                    and not e.rights && '{manager}'
                 or e.table_name = 'policy_documents' and e.verb is not null and not e.rights && '{business_owner,compliance_lead}'
                 or e.table_name = 'resident_documents' and e.verb is not null and not e.rights && '{manager}'",
        ),
        (
            "trainings that nobody, or the person themself, vouched for",
            "select id::text from public.training_records
              where verified and (verified_by is null or verified_by = profile_id or verified_at < created_at)",
        ),
        (
            "people on a shift while they were off",
            "select s.id::text from public.shift_assignments s join public.staff_availability a
                on a.organisation_id = s.organisation_id and a.profile_id = s.profile_id and a.during && s.during
              where a.kind in ('leave', 'sick', 'study', 'unavailable') and a.archived_at is null",
        ),
        (
            "people on a shift of a home in which they did not work",
            "select s.id::text from public.shift_assignments s
              where s.profile_id is not null and not exists (
                select from public.user_care_homes u where u.organisation_id = s.organisation_id and u.profile_id = s.profile_id
                   and u.care_home_id = s.care_home_id and u.valid @> s.during)",
        ),
        (
            "shifts worked in the future, or with another begin than their time says",
            "select id::text from public.shift_assignments
              where (status in ('worked', 'no_show') and upper(during) > '2026-11-23') or starts_at <> lower(during)",
        ),
        (
            "policies read before they were published or by whom they are not for",
            "select a.id::text from public.policy_acknowledgements a
               join public.policy_documents d on d.organisation_id = a.organisation_id and d.id = a.document_id
               join public.profiles p on p.organisation_id = a.organisation_id and p.id = a.profile_id
              where a.recorded_at < d.published_at or a.recorded_at > d.ended_at
                 or not (d.audience = '{}' or p.job_title = any (d.audience))",
        ),
        (
            "managers of the audit who did not manage",
            "select e.id::text from public.audit_events e
              where 'manager' = any (e.rights) and e.action <> 'view' and not exists (
                select from public.manager_care_homes m where m.organisation_id = e.organisation_id
                   and m.profile_id = e.profile_id and m.care_home_id = e.care_home_id and m.valid @> e.at)",
        ),
        (
            "seniors and carers of the audit who did not work there in that grade",
            "select e.id::text from public.audit_events e
              where (e.rights && '{senior,carer}') and e.action <> 'view' and not exists (
                select from public.user_care_homes u where u.organisation_id = e.organisation_id
                   and u.profile_id = e.profile_id and u.care_home_id = e.care_home_id and u.valid @> e.at
                   and case when 'senior' = any (e.rights) then u.grade in ('senior', 'nurse') else u.grade = 'carer' end)",
        ),
        (
            "people kept from a resident of whom they wrote",
            "select e.id::text from public.audit_events e join public.client_exclusions x
                on x.organisation_id = e.organisation_id and x.client_id = e.client_id and x.profile_id = e.profile_id",
        ),
    ] {
        world.nothing(what, sql).await;
    }
}

async fn incidents_are_worked_as_they_may_be(world: &World) {
    for (what, sql) in [
        (
            "incidents without a report, or kept otherwise than their subjects ask",
            "select i.id::text from public.incidents i
              where not exists (select from public.incident_reports r where r.organisation_id = i.organisation_id and r.incident_id = i.id
                    and r.care_home_id = i.care_home_id and r.client_id is not distinct from i.client_id)
                 or ((i.subject_ids <> '{}' or i.kind = 'safeguarding_allegation') and not i.restricted)",
        ),
        (
            "subjects who worked the incident or have work on it",
            "select e.id::text from public.audit_events e join public.incidents i on i.organisation_id = e.organisation_id and i.id = e.incident_id
              where e.profile_id = any (i.subject_ids) and e.table_name <> 'incident_reports' and e.action <> 'insert'
             union all
             select a.id::text from public.incident_actions a join public.incidents i on i.organisation_id = a.organisation_id and i.id = a.incident_id
              where a.assignee_id = any (i.subject_ids)",
        ),
        (
            "incidents closed over open actions",
            "select i.id::text from public.incidents i join public.incident_actions a on a.organisation_id = i.organisation_id and a.incident_id = i.id
              where i.status = 'closed' and a.status in ('open', 'in_progress')",
        ),
        (
            "clocks that run for what is over, or not for what waits",
            "select t.id::text from public.sla_timers t join public.incidents i on i.organisation_id = t.organisation_id and i.id = t.incident_id
              where t.status in ('running', 'paused') and (i.status in ('closed', 'voided') or (t.clock = 'triage' and i.status <> 'reported'))
             union all
             select i.id::text from public.incidents i
              where i.status not in ('closed', 'voided') and not exists (select from public.sla_timers t
                    where t.organisation_id = i.organisation_id and t.incident_id = i.id and t.clock = 'closure' and t.status in ('running', 'paused'))",
        ),
        (
            "clocks that are due at another time than their target and pauses say",
            "select id::text from public.sla_timers where due_at <> started_at + make_interval(mins => target_minutes) + paused_for",
        ),
    ] {
        world.nothing(what, sql).await;
    }
}
