//! The audit that the seeder wrote is the one that the triggers would have written.

use crate::support::{World, audited_tables, demo, record_tables};

/// Every hash checks out, and every record is what its events add up to.
pub async fn holds(world: &World) {
    world
        .nothing(
            "events whose details don't have the hash",
            "select e.id::text from public.audit_events e
               left join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
              where d.event_id is null
                 or e.details_hash <> sha256(d.salt || convert_to(d.changes::text, 'UTF8')) or length(d.salt) <> 32
                 or d.care_home_id is distinct from e.care_home_id or d.incident_id is distinct from e.incident_id
                 or d.restriction is distinct from e.restriction or d.row_id is distinct from case when e.restriction is not null then e.row_id end",
        )
        .await;
    world
        .nothing(
            "events with another restriction than their table's trigger gives them",
            "select e.table_name || coalesce(e.restriction, ' none') from public.audit_events e
               left join pg_trigger t on t.tgrelid = format('public.%I', e.table_name)::regclass and t.tgname = 'audit'
              where e.restriction is distinct from
                    nullif(split_part(encode(t.tgargs, 'escape'), '\\000', 2), '')",
        )
        .await;
    for table in record_tables() {
        adds_up(world, &table).await;
    }
    for table in audited_tables().into_iter().filter(|table| !record_tables().contains(table)) {
        was_said_once(world, &table).await;
    }
    world
        .nothing(
            "events without a place in the chain, or with a place that is not theirs",
            "select e.id::text from public.audit_events e
               left join private.audit_chain c on c.organisation_id = e.organisation_id and c.event_id = e.id
              where c.seq is null or c.hash <> sha256(c.previous || convert_to(app.audit_line(c.seq, e), 'UTF8'))
                 or c.previous <> coalesce((select p.hash from private.audit_chain p
                      where p.organisation_id = c.organisation_id and p.seq = c.seq - 1), decode(repeat('00', 32), 'hex'))",
        )
        .await;
    world
        .nothing(
            "events whose before is not the after of the event before",
            "select id::text || ' ' || column_name from (
                select e.id, c.key column_name, c.value -> 0 before,
                       lag(c.value -> 1, 1, 'null') over (partition by e.organisation_id, e.row_id, c.key order by e.id) earlier
                  from public.audit_events e
                  join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
                 cross join jsonb_each(d.changes) c) x
              where before <> earlier",
        )
        .await;
    world
        .nothing(
            "events out of order, or at another time than their id says",
            "select id::text from public.audit_events
              where ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint <> extract(epoch from at) * 1000
                 or at > '2026-11-23T12:00:00Z'",
        )
        .await;
}

/// Evidence: one event for each row, by its author, with all that it says.
async fn was_said_once(world: &World, table: &str) {
    let name = table.trim_start_matches("public.");
    world
        .nothing(
            &format!("{table} that differ from their event"),
            &format!(
                "select t.id::text from {table} t
                   left join public.audit_events e on e.organisation_id = t.organisation_id and e.row_id = t.id and e.table_name = '{name}'
                   left join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
                  group by t.organisation_id, t.id, to_jsonb(t)
                 having count(e.id) <> 1 or min(e.at) <> coalesce(to_jsonb(t) ->> 'recorded_at', to_jsonb(t) ->> 'allocated_at')::timestamptz or (array_agg(e.profile_id))[1] is distinct from coalesce(to_jsonb(t) ->> 'created_by', to_jsonb(t) ->> 'author_id', to_jsonb(t) ->> 'allocated_by', to_jsonb(t) ->> 'profile_id')::uuid
                     or (select jsonb_object_agg(c.key, c.value -> 1) from jsonb_each((array_agg(d.changes))[1]) c)
                        <> (select jsonb_object_agg(c.key, c.value) from jsonb_each(to_jsonb(t)) c
                             where c.value <> 'null' and c.key not in ('organisation_id', 'id', 'created_by'))"
            ),
        )
        .await;
}

/// One insert for each row, with the row's time and author; the last value of
/// every column over its events is the row's, as `to_jsonb` prints it.
async fn adds_up(world: &World, table: &str) {
    let name = table.trim_start_matches("public.");
    let tenant = if name == "organisations" { "id" } else { "organisation_id" };
    world
        .nothing(
            &format!("{table} that differ from what their events add up to"),
            &format!(
                "with last as (
                    select distinct on (e.row_id, c.key) e.row_id, c.key, c.value -> 1 as value
                      from public.audit_events e
                      join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
                     cross join jsonb_each(d.changes) c
                     where e.table_name = '{name}' order by e.row_id, c.key, e.id desc),
                 events as (select row_id, jsonb_object_agg(key, value) filter (where value <> 'null') as value from last group by 1),
                 actual as (select t.id, (select jsonb_object_agg(c.key, c.value) from jsonb_each(to_jsonb(t)) c
                     where c.value <> 'null' and c.key not in ('organisation_id', 'id', 'version', 'created_at', 'created_by',
                        'updated_at', 'updated_by', 'search_name', 'archived_by', 'archive_batch')) as value from {table} t)
                 select coalesce(a.id, e.row_id)::text || coalesce(a.value::text, 'none') || ' <> ' || coalesce(e.value::text, 'none')
                   from actual a full join events e on e.row_id = a.id where a.value is distinct from e.value"
            ),
        )
        .await;
    world
        .nothing(
            &format!("{table} without exactly one insert by their author"),
            &format!(
                "select t.id::text from {table} t left join public.audit_events e
                    on e.organisation_id = t.{tenant} and e.row_id = t.id and e.action = 'insert'
                   and e.at = t.created_at and e.profile_id is not distinct from t.created_by
                  group by t.{tenant}, t.id having count(e.id) <> 1"
            ),
        )
        .await;
    world
        .nothing(
            &format!("{table} with fewer versions than changes, or changed after their last event's author"),
            &format!(
                "select t.id::text from {table} t join public.audit_events e on e.organisation_id = t.{tenant} and e.row_id = t.id
                   and e.action <> 'view'
                  group by t.{tenant}, t.id, t.version, t.updated_at having t.version < count(*) or t.updated_at < max(e.at)"
            ),
        )
        .await;
}

#[tokio::test]
async fn the_audit_of_the_demo_is_the_triggers_own() {
    holds(&demo(1).await).await;
}

/// The hash is PostgreSQL's, not ours twice: a trigger's own event checks the
/// same way, and a touched detail does not.
#[tokio::test]
async fn a_changed_detail_is_found() {
    let world = demo(1).await;
    world.owner.batch_execute("update public.clients set given_name = given_name || 'e'").await.unwrap();
    let wrong = "select count(*) from public.audit_events e join public.audit_details d on d.event_id = e.id
        where e.details_hash <> sha256(d.salt || convert_to(d.changes::text, 'UTF8'))";
    assert_eq!(world.count(wrong).await, 0);
    world
        .owner
        .batch_execute(
            "update public.audit_details set changes = changes || '{\"status\": [null, \"current\"]}'
              where event_id = (select min(id::text)::uuid from public.audit_events where table_name = 'clients')",
        )
        .await
        .unwrap();
    assert_eq!(world.count(wrong).await, 1);
}
