//! The runner can fail: a hole of each kind is made in a database, and the runner sees it.
//!
//! Every one of these is a mistake that a migration could make and that its author would not see.

use almoner_testkit::runner::{self, Bench, Report};

/// A bench whose database has a hole, for one actor. The grants are read again: they are part of what is judged.
async fn with(hole: &str, who: &'static str) -> Bench {
    let mut bench = Bench::new().await;
    let owner = bench.database.owner().await;
    owner.batch_execute(hole).await.unwrap_or_else(|e| panic!("{hole}: {e:?}"));
    bench.catalogue = runner::Catalogue::read(&owner).await;
    bench.only = vec![who];
    bench
}

fn seen(report: &Report, hole: &str, table: &str, who: &str) {
    let found = report.disagreements.iter().any(|d| d[0] == table && d[1].contains(who));
    assert!(found, "{hole}\n{:#?}", report.disagreements.iter().take(10).collect::<Vec<_>>());
}

#[tokio::test]
async fn policies_that_show_too_much_or_too_little() {
    let holes = [
        // The whole organisation instead of the home.
        ("alter policy client_contacts_select on public.client_contacts using (organisation_id = (select app.organisation_id()))", "client_contacts", "carer1"),
        // A right that has ended still counts.
        (
            "create or replace function app.member_home_ids(me app.me, grades text[]) returns uuid[] language plpgsql stable set search_path = '' as $$
             begin return coalesce((select array_agg(u.care_home_id) from public.user_care_homes u
               where u.profile_id = me.profile_id and u.grade = any (grades) and u.archived_at is null), '{}'); end $$",
            "clients",
            "just_ended",
        ),
        // Ancillary staff see the care record.
        ("alter policy client_identity_select on public.client_identity using (client_id = any ((select app.visible_client_ids())::uuid[]))", "client_identity", "ancillary1"),
        // Exclusions forgotten.
        (
            "create or replace function app.residents_of(me app.me, homes uuid[]) returns uuid[] language plpgsql stable set search_path = '' as $$
             begin return coalesce((select array_agg(s.client_id) from public.bed_stays s
               where s.care_home_id = any (homes) and s.archived_at is null and s.status = 'live'), '{}'); end $$",
            "clients",
            "excluded",
        ),
        // Nobody sees anything: as wrong as the rest.
        ("drop policy units_select on public.units", "units", "mgr1"),
        // The details of events stand open.
        ("alter policy audit_details_select on public.audit_details using (organisation_id = (select app.organisation_id()))", "audit_details", "carer1"),
    ];
    for (hole, table, who) in holes {
        seen(&runner::reads(&with(hole, who).await).await, hole, table, who);
    }
}

#[tokio::test]
async fn writes_that_reach_too_far() {
    let hole = "alter policy client_alerts_insert on public.client_alerts with check (client_id = any ((select app.visible_client_ids())::uuid[]))";
    seen(&runner::inserts(&with(hole, "ancillary1").await).await, hole, "client_alerts", "ancillary1");
    let hole = "alter policy user_care_homes_insert on public.user_care_homes with check (care_home_id = any ((select app.managed_home_ids())::uuid[]))";
    seen(&runner::inserts(&with(hole, "mgr1").await).await, hole, "user_care_homes", "mgr1");
    let hole = "update app.column_rights set columns = columns || '{job_title}' where table_name = 'profiles' and right_name = 'self'";
    let bench = with(hole, "carer1").await;
    seen(&runner::updates(&bench, |table| table == "profiles").await, hole, "profiles", "carer1");
    seen(&runner::coverage(&bench), hole, "profiles", "");
    let hole = "drop trigger column_rights on public.care_homes; drop trigger column_rights on public.profile_private";
    let mut bench = with(hole, "carer1").await;
    seen(
        &runner::updates(&bench, |table| table == "profile_private").await,
        hole,
        "profile_private",
        "carer1",
    );
    bench.only = vec!["mgr1"];
    seen(&runner::archives(&bench).await, hole, "care_homes", "mgr1");
}

#[tokio::test]
async fn verbs_that_nobody_decided() {
    let hole = "insert into app.transitions (table_name, verb, from_status, to_status, rights) values ('client_alerts', 'reopen', 'ended', 'verified', '{senior_of_resident}')";
    let bench = with(hole, "senior1").await;
    seen(&runner::verbs(&bench).await, hole, "client_alerts", "senior1");
    seen(&runner::coverage(&bench), hole, "client_alerts", "");
    let hole = "update app.transitions set rights = '{manager_of_resident,senior_of_resident}' where verb = 'discharge'";
    seen(&runner::verbs(&with(hole, "senior1").await).await, hole, "bed_stays", "senior1");
    let hole = "drop trigger transition on public.bed_stays";
    seen(&runner::verbs(&with(hole, "mgr1").await).await, hole, "bed_stays", "mgr1");
}

#[tokio::test]
async fn grants_that_nobody_decided() {
    for (hole, table) in [
        ("grant update (status) on public.clients to almoner_request", "clients"),
        ("grant insert (created_by) on public.client_alerts to almoner_request", "client_alerts"),
        ("grant insert (status) on public.client_alerts to almoner_request", "client_alerts"),
        ("grant insert (care_home_id) on public.client_contacts to almoner_request", "client_contacts"),
        ("grant insert (account_id) on public.profiles to almoner_request", "profiles"),
        ("grant update (care_home_id) on public.client_contacts to almoner_request", "client_contacts"),
        ("grant delete on public.client_contacts to almoner_request", "public.client_contacts"),
        ("grant select on public.clients to almoner_api", "public.clients"),
        ("grant insert on public.clients to authenticated", "public.clients"),
        ("grant select on private.accounts to authenticated", "private.accounts"),
        ("grant select on public.clients to service_role", "public.clients"),
        ("create table public.forgotten (id uuid primary key)", "forgotten"),
    ] {
        let report = runner::coverage(&with(hole, "mgr1").await);
        let found = report.disagreements.iter().any(|d| d[0] == table);
        assert!(found, "{hole}: {:?}", report.disagreements);
    }
}
