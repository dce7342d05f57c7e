//! Every state of everything is there to be looked at.

use crate::support::demo;

/// Columns whose values are listed by a CHECK: (table, column, values).
fn listed(table: &str, definition: &str) -> Option<(String, String, Vec<String>)> {
    let (column, values) = definition.strip_prefix("CHECK ((")?.split_once(" = ANY (ARRAY[")?;
    let values = values.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
    Some((table.to_owned(), column.trim_matches('(').split(')').next()?.to_owned(), values))
}

#[tokio::test]
async fn the_demo_shows_every_value_of_every_list() {
    for number in [1, 2, 77] {
        let world = demo(number).await;
        let rows = world
            .owner
            .query(
                "select c.conrelid::regclass::text, pg_get_constraintdef(c.oid) from pg_constraint c
                   join pg_class r on r.oid = c.conrelid
                  where c.contype = 'c' and c.connamespace in ('public'::regnamespace, 'private'::regnamespace)
                    and not r.relispartition
                    -- Nobody is signed in to a seeded database.
                    and c.conrelid <> 'private.sessions'::regclass
                    -- Nor has anybody changed anything while somebody listened.
                    and c.conrelid <> 'private.change_events'::regclass
                    -- Nor is pg_cron there, which would leave the job undone.
                    and c.conname <> 'scheduled_jobs_clock' and pg_get_constraintdef(c.oid) like '%= ANY (ARRAY[%'
                    -- A rule that joins a list to something else is no list.
                    and pg_get_constraintdef(c.oid) not like '% OR %'",
                &[],
            )
            .await
            .unwrap();
        let lists: Vec<_> = rows.iter().filter_map(|row| listed(row.get(0), row.get(1))).collect();
        assert_eq!(lists.len(), rows.len(), "a list was not understood");
        assert!(lists.len() > 20, "{lists:?}");
        let mut missing = Vec::new();
        for (table, column, values) in lists {
            let there = world.texts(&format!("select distinct {column}::text from {table}")).await;
            missing.extend(
                values.iter().filter(|v| !there.contains(v)).map(|v| format!("{table}.{column} = {v}")),
            );
        }
        assert!(missing.is_empty(), "number {number} lacks {missing:?}");
    }
}

#[tokio::test]
async fn the_demo_tells_the_stories_that_it_promises() {
    let world = demo(1).await;
    for (what, from) in [
        ("three organisations", "public.organisations having count(*) = 3"),
        ("eight homes", "public.care_homes having count(*) = 8"),
        (
            "an account with profiles in two organisations",
            "(select account_id from public.profiles group by 1 having count(distinct organisation_id) = 2 and account_id is not null) x having count(*) = 1",
        ),
        (
            "allergies not asked",
            "public.clients c where status = 'current' and not exists (select from public.client_alerts a where a.client_id = c.id and a.kind = 'allergy') having count(*) > 5",
        ),
        (
            "allergies none known",
            "public.client_alerts where none_known and status = 'verified' having count(*) > 5",
        ),
        (
            "an allergy that ended the statement that there is none",
            "public.client_alerts where none_known and end_reason = 'An allergy was recorded.' having count(*) > 0",
        ),
        (
            "an alert not yet checked",
            "public.client_alerts where status = 'proposed' and archived_at is null having count(*) > 5",
        ),
        (
            "an attorney whose deed was seen",
            "public.client_contacts where kind = 'lpa' and authority_seen_on is not null having count(*) > 5",
        ),
        (
            "arrivals in the next days",
            "public.bed_stays where status = 'planned' and lower(during) between '2026-11-23' and '2026-12-03' having count(*) > 3",
        ),
        (
            "a resident who was transferred and has no bed yet",
            "public.bed_stays where status = 'live' and bed_id is null and kind <> 'day_care' having count(*) > 0",
        ),
        (
            "departures of the last week",
            "public.bed_stays where status = 'ended' and upper(during) > '2026-11-16' having count(*) > 3",
        ),
        (
            "a registration that was archived",
            "public.clients where archive_reason like 'Registered twice%' having count(*) > 3",
        ),
        (
            "a cover manager for now",
            "public.manager_care_homes where kind = 'cover' and valid @> timestamptz '2026-11-23 12:00+00' having count(*) > 0",
        ),
        (
            "an agency pass for today",
            "public.user_care_homes where agency is not null and valid @> timestamptz '2026-11-23 12:00+00' having count(*) > 0",
        ),
        (
            "leavers",
            "public.profiles where status = 'disabled' and account_id is not null having count(*) > 5",
        ),
        (
            "open invitations",
            "private.links where kind = 'invitation' and used_at is null having count(*) > 3",
        ),
        (
            "shifts that nobody took yet",
            "public.shift_assignments where profile_id is null and status = 'published' having count(*) > 5",
        ),
        (
            "a colleague who took a swapped shift",
            "public.shift_assignments where replaces_id is not null and status = 'worked' having count(*) > 0",
        ),
        ("somebody off sick", "public.staff_availability where kind = 'sick' having count(*) > 5"),
        (
            "trainings in date",
            "public.compliance_stats where expires_on > '2027-01-22' having count(*) > 100",
        ),
        (
            "trainings expiring",
            "public.compliance_stats where expires_on between '2026-11-24' and '2027-01-22' having count(*) > 30",
        ),
        (
            "trainings expired",
            "public.compliance_stats where expires_on <= '2026-11-23' having count(*) > 30",
        ),
        ("trainings not begun", "public.compliance_stats where completed_on is null having count(*) > 30"),
        (
            "trainings that wait to be verified",
            "public.compliance_stats where claimed_on is not null having count(*) > 20",
        ),
        (
            "a policy with a second version",
            "public.policy_documents where number = 2 and status = 'in_force' having count(*) > 0",
        ),
        ("readers of policies", "public.policy_acknowledgements having count(*) > 200"),
        ("sealed documents", "public.resident_documents where sealed having count(*) > 10"),
        ("a disused room", "public.rooms where archived_at is not null having count(*) = 8"),
        (
            "a membership for the wrong home",
            "public.user_care_homes where archived_at is not null having count(*) > 0",
        ),
        (
            "people who work in two homes",
            "(select profile_id from public.user_care_homes group by 1 having count(distinct care_home_id) > 1) x having count(*) > 1",
        ),
    ] {
        assert_eq!(
            world.count(&format!("select count(*) from (select from {from}) x")).await,
            1,
            "no {what}"
        );
    }
    // 30 to 60 residents in each home.
    let sizes = world
        .texts(
            "select count(*)::text from public.clients where status in ('current', 'hospital', 'on_leave')
              group by organisation_id, holding_home_id",
        )
        .await;
    assert!(sizes.iter().all(|size| (25..=62).contains(&size.parse::<i32>().unwrap())), "{sizes:?}");
}

#[tokio::test]
async fn nhs_numbers_are_valid_and_nobodys() {
    let world = demo(1).await;
    let numbers =
        world.texts("select nhs_number from public.client_identity where nhs_number is not null").await;
    assert!(numbers.len() > 300);
    for number in &numbers {
        let digits: Vec<u32> = number.chars().map(|c| c.to_digit(10).unwrap()).collect();
        // Modulus 11: with the check digit the weighted sum is divisible.
        let sum: u32 = digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        assert!(digits.len() == 10 && sum.is_multiple_of(11) && number.starts_with("999"), "{number}");
    }
    world
        .nothing(
            "addresses and telephones that could be somebody's",
            "select coalesce(email, '') || ' ' || coalesce(phone, '') from (
                select email, phone from public.client_contacts union all select email, phone from public.profile_private
                union all select null, phone from public.care_homes union all select email, null from auth.users) x
              where email not like '%.example' or phone !~ '^(07700 900|01632 960)[0-9]{3}$'",
        )
        .await;
}

/// Written down twice, since the seed knows no database while it makes its rows.
#[tokio::test]
async fn every_organisation_has_the_jobs_that_there_are() {
    let world = demo(1).await;
    let differs = "select o.name || ' ' || h.handler from public.organisations o cross join app.job_handlers h
        where not exists (select from public.scheduled_jobs j where j.organisation_id = o.id and j.handler = h.handler
            and j.cron = h.cron and j.catch_up_minutes = h.catch_up_minutes)";
    assert_eq!(world.texts(differs).await, Vec::<String>::new());
}
