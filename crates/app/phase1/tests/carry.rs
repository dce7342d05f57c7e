//! An earlier project with clean and dirty rows, brought into an organisation on a real server.

use almoner_phase1::{Error, Options, Report, carry};
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::{Server, TestDb};
use almoner_schema::{Source, Target};
use tokio_postgres::Client;

const PROJECT: &str = include_str!("project.sql");

struct Two {
    databases: [TestDb; 2],
    from: Client,
    to: Client,
}

impl Two {
    /// A hosted project with this in it, and an Almoner with one organisation and its owner.
    async fn new(project: &str) -> Self {
        let server = Server::shared().await.expect("a PostgreSQL for tests");
        let theirs = server.empty(Layout::Hosted).await.expect("a project");
        let ours =
            server.database(&Source::embedded().expect("files"), Layout::Plain).await.expect("an almoner");
        let (accounts, tables) = project.split_at(project.find("create table").expect("tables"));
        connect(&theirs.superuser()).await.batch_execute(accounts).await.expect("the project's accounts");
        connect(&theirs.owner()).await.batch_execute(tables).await.expect("the project's tables");
        let to = connect(&ours.owner()).await;
        to.batch_execute(
            "insert into public.organisations (id, name) values ('00000000-0000-4000-8000-000000000001', 'Rose Care'); \
             insert into public.company_settings (organisation_id) values ('00000000-0000-4000-8000-000000000001'); \
             insert into public.profiles (organisation_id, id, given_name, family_name) values \
                 ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000a', 'Olive', 'Owner'); \
             insert into public.profile_private (organisation_id, profile_id, email) values \
                 ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000a', 'olive.owner@example.org')",
        )
        .await
        .expect("an organisation");
        let from = connect(&theirs.owner()).await;
        Self { from, to, databases: [theirs, ours] }
    }

    async fn carry(&mut self, dry_run: bool) -> Result<Report, Error> {
        let options = Options { organisation: "rose care".to_owned(), dry_run };
        carry(&mut self.from, &mut self.to, &options, &|_| {}).await
    }

    async fn one(&self, sql: &str) -> String {
        let row = self.to.query_one(&format!("select ({sql})::text"), &[]).await;
        row.unwrap_or_else(|e| panic!("{sql}: {e:?}")).get::<_, Option<String>>(0).unwrap_or_default()
    }

    async fn rows(&self) -> String {
        let tables = ["care_homes", "profiles", "clients", "bed_stays", "client_alerts", "audit_events"];
        let counts: Vec<String> =
            tables.iter().map(|t| format!("(select count(*) from public.{t})")).collect();
        self.one(&counts.join(" || ' ' || ")).await
    }
}

async fn connect(target: &Target) -> Client {
    target.connect("phase1 test").await.expect("the database takes connections")
}

/// `table: found carried here left-out`.
fn counts(report: &Report) -> Vec<String> {
    let one = |t: &almoner_phase1::TableReport| {
        format!("{}: {} {} {} {}", t.table, t.found, t.carried, t.already_here, t.left_out)
    };
    report.tables.iter().map(one).collect()
}

fn said(report: &Report, row: &str) -> Vec<String> {
    report.problems.iter().filter(|p| p.row.ends_with(row)).map(|p| p.message.clone()).collect()
}

const FIRST: [&str; 11] = [
    "company_settings: 1 1 0 0",
    "care_homes: 3 2 0 1",
    "profiles: 7 3 1 3",
    "user_care_homes: 5 2 1 2",
    "manager_care_homes: 1 1 0 0",
    "clients: 7 5 0 2",
    "care_plans: 2 0 0 2",
    "assessments: 0 0 0 0",
    "handovers: 0 0 0 0",
    "handover_items: 0 0 0 0",
    "incidents: 0 0 0 0",
];

#[tokio::test]
async fn a_dry_run_says_all_of_it_and_leaves_nothing() {
    let mut two = Two::new(PROJECT).await;
    let before = two.rows().await;
    let report = two.carry(true).await.unwrap();
    assert_eq!(counts(&report), FIRST);
    assert!(!report.stored);
    assert_eq!(two.rows().await, before);
    assert_eq!(report.table("clients").unwrap().unmapped_columns, ["photo_url"]);
    assert_eq!(report.table("care_homes").unwrap().unmapped_columns, ["theme"]);
    assert_eq!(report.table("profiles").unwrap().unmapped_columns, ["avatar_url"]);
    assert_eq!(report.table("company_settings").unwrap().unmapped_columns, ["logo"]);
    assert_eq!(report.table("assessments").unwrap().remark, "not there");
    assert!(report.table("care_plans").unwrap().remark.starts_with("not carried yet"));
}

#[tokio::test]
async fn what_has_a_place_is_carried_and_what_has_none_is_told() {
    let mut two = Two::new(PROJECT).await;
    let report = two.carry(false).await.unwrap();
    assert_eq!(counts(&report), FIRST);
    assert!(report.stored);
    let edith = "cccccccc-0000-4000-8000-000000000001";
    assert_eq!(
        two.one(&format!(
            "select c.status || ' ' || r.name || ' ' || i.nhs_number || ' ' || i.birth_date || ' ' || i.gender || ' ' || k.given_name \
             from public.clients c join public.client_identity i on i.client_id = c.id join public.beds b on b.id = c.bed_id \
             join public.rooms r on r.id = b.room_id join public.profiles k on k.id = c.key_worker_id where c.id = '{edith}'"
        ))
        .await,
        "current 21 9434765919 1938-02-11 female Cara"
    );
    let since = format!("select lower(during) from public.bed_stays where client_id = '{edith}'");
    assert_eq!(two.one(&since).await, "2023-05-02 23:00:00+00", "a day is that of the home's clock");
    let allergies = format!(
        "select string_agg(detail || ' ' || status, ', ' order by detail) from public.client_alerts where client_id = '{edith}'"
    );
    assert_eq!(two.one(&allergies).await, "nuts proposed, penicillin proposed");
    let shared = "select count(distinct b.id) || ' ' || count(distinct b.room_id) from public.clients c join public.beds b on b.id = c.bed_id";
    assert_eq!(two.one(shared).await, "2 1", "two who share a room have a bed each");
    assert_eq!(two.one("select status from public.clients where family_name = 'Died'").await, "deceased");
    assert_eq!(two.one("select count(*) from public.client_alerts where none_known").await, "1");
    // People: invited, their rights waiting, and nobody written to; the owner who is here is the one there.
    assert_eq!(
        two.one("select string_agg(given_name || ' ' || status || ' ' || job_title, ', ' order by given_name) from public.profiles").await,
        "Cara invited carer, Mark Anthony invited registered_manager, Nina invited nurse, Olive invited carer"
    );
    assert_eq!(
        two.one("select string_agg(grade, ',' order by grade) from public.user_care_homes").await,
        "carer,nurse"
    );
    assert_eq!(two.one("select kind from public.manager_care_homes").await, "deputy");
    assert_eq!(two.one("select count(*) from private.links where ends_at > now()").await, "0");
    assert_eq!(
        two.one("select count(*) from private.links where email = 'cara.carer@example.org'").await,
        "1"
    );
    assert_eq!(
        two.one("select string_agg(code, ',' order by name) from public.care_homes").await,
        "ROSECOTT,ROSECOUR"
    );
    assert_eq!(
        two.one("select review_cycle_days || ' ' || second_factor_required from public.company_settings")
            .await,
        "90 true"
    );
    // Each dirty row says what became of it.
    assert_eq!(
        said(&report, "0000-4000-8000-000000000002"),
        ["phone: this is no number. Left blank.", "another resident has its NHS number; left blank"]
    );
    let bad = said(&report, "cccccccc-0000-4000-8000-000000000003").join("\n");
    for part in [
        "its NHS number is none",
        "its birth date is none",
        "whether anybody asked",
        "registered without a stay",
    ] {
        assert!(bad.contains(part), "{part}: {bad}");
    }
    assert_eq!(said(&report, "cccccccc-0000-4000-8000-000000000005"), ["its home was not carried; left out"]);
    assert_eq!(
        said(&report, "cccccccc-0000-4000-8000-000000000007"),
        ["left before it came; registered without a stay"]
    );
    assert_eq!(
        said(&report, "aaaaaaaa-0000-4000-8000-000000000005"),
        ["has no e-mail to invite to; left out"]
    );
    let cottage = report.problems.iter().filter(|p| p.table == "care_homes" && p.row == "2").count();
    assert_eq!(cottage, 3, "postcode, CQC id, registered beds: {:?}", report.problems);
    let audited =
        "select count(*) from public.audit_events where table_name = 'clients' and action = 'insert'";
    assert_eq!(two.one(audited).await, "5");
}

#[tokio::test]
async fn a_second_run_finds_everything_here() {
    let mut two = Two::new(PROJECT).await;
    two.carry(false).await.unwrap();
    let after = two.rows().await;
    let again = two.carry(false).await.unwrap();
    assert_eq!(two.rows().await, after);
    assert_eq!(
        counts(&again)[..6],
        [
            "company_settings: 1 0 1 0",
            "care_homes: 3 0 2 1",
            "profiles: 7 0 4 3",
            "user_care_homes: 5 0 3 2",
            "manager_care_homes: 1 0 1 0",
            "clients: 7 0 5 2"
        ]
    );
}

#[tokio::test]
async fn what_is_no_earlier_project_is_refused() {
    let mut two = Two::new("create table public.clients (id uuid, first_name text, room text)").await;
    let missing = two.carry(true).await.unwrap_err().to_string();
    for part in [
        "clients has none of family_name, last_name, surname, full_name",
        "clients has none of care_home_id, home_id",
    ] {
        assert!(missing.contains(part), "{part}: {missing}");
    }
    let mut two = Two::new("create table public.todos (id uuid)").await;
    assert!(matches!(two.carry(true).await, Err(Error::NotPhase1)));
    let options = Options { organisation: "nobody".to_owned(), dry_run: true };
    let mut two = Two::new(PROJECT).await;
    let refused = carry(&mut two.from, &mut two.to, &options, &|_| {}).await;
    assert!(matches!(refused, Err(Error::NoOrganisation(_))));
    // Our own database is no source.
    let mut ours = connect(&two.databases[1].owner()).await;
    let refused = carry(&mut ours, &mut two.to, &options, &|_| {}).await;
    assert!(matches!(refused, Err(Error::Ours)));
}

#[tokio::test]
async fn nothing_is_written_to_the_source() {
    let mut two = Two::new(PROJECT).await;
    two.carry(false).await.unwrap();
    let writes =
        "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text from pg_stat_xact_user_tables";
    assert_eq!(two.from.query_one(writes, &[]).await.unwrap().get::<_, String>(0), "0");
    let rows: i64 = two
        .from
        .query_one(
            "select (select count(*) from public.profiles) + (select count(*) from public.clients)",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 14);
}
