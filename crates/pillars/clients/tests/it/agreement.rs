//! What the code says of the database is what the database says: every statement, every list of
//! words; and the routes make one document.

use std::collections::BTreeSet;

use almoner_clients::words::{
    AboutMeSaidBy, AboutMeStatus, AboutMeTopic, AbsenceKind, AbsenceStatus, AlertKind, AlertSeverity,
    AlertStatus, ClientCapacity, ClientConsent, ClientGender, ClientStatus, ContactKind, ContactMayBeTold,
    PhotoConsent, RecordViewKind, StayDischargeReason, StayKind, StayLeavingReason, StayStatus,
};
use almoner_testkit::database::Database;
use almoner_testkit::statements::check_statements;
use almoner_web::openapi::{Info, document};

#[tokio::test]
async fn every_statement_fits_the_database() {
    // Named, so that the linker keeps the statements of this pillar.
    assert!(almoner_clients::routes().listing().len() > 40);
    let mut findings = check_statements(&Database::bare().await).await;
    // Statements of the crates below come along; theirs to mend.
    findings.retain(|finding| finding.starts_with("almoner_clients::"));
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
}

macro_rules! words_of {
    ($($constraint:literal: $words:ty),+ $(,)?) => {
        [$(($constraint, <$words>::ALL.iter().map(|word| word.as_str()).collect::<BTreeSet<_>>())),+]
    };
}

#[tokio::test]
async fn every_list_of_words_is_the_one_of_its_column() {
    let database = Database::bare().await;
    let owner = database.owner().await;
    let table = words_of! {
        "clients_status": ClientStatus,
        "client_identity_gender_check": ClientGender,
        "client_identity_consent": ClientConsent,
        "client_identity_capacity": ClientCapacity,
        "client_contacts_kind": ContactKind,
        "client_contacts_may_be_told": ContactMayBeTold,
        "client_alerts_kind": AlertKind,
        "client_alerts_severity": AlertSeverity,
        "client_alerts_status": AlertStatus,
        "client_about_me_topic": AboutMeTopic,
        "client_about_me_said_by": AboutMeSaidBy,
        "client_about_me_status": AboutMeStatus,
        "client_photos_consent": PhotoConsent,
        "bed_stays_kind": StayKind,
        "bed_stays_status": StayStatus,
        "bed_stays_leaving_reason": StayLeavingReason,
        "resident_absences_kind": AbsenceKind,
        "resident_absences_status": AbsenceStatus,
        "record_views_kind": RecordViewKind,
    };
    for (constraint, words) in &table {
        let definition: String = owner
            .query_one(
                "select pg_get_constraintdef(oid) from pg_constraint where conname = $1",
                &[constraint],
            )
            .await
            .unwrap_or_else(|error| panic!("{constraint}: {error}"))
            .get(0);
        let stored: BTreeSet<&str> = definition.split('\'').skip(1).step_by(2).collect();
        assert_eq!(&stored, words, "{constraint}");
    }
    // A discharge takes the reasons that no other verb has.
    let discharge: BTreeSet<&str> = StayDischargeReason::ALL.iter().map(|w| w.as_str()).collect();
    let mut reasons: BTreeSet<&str> = StayLeavingReason::ALL.iter().map(|w| w.as_str()).collect();
    for verb in ["deceased", "moved_bed", "transferred"] {
        assert!(reasons.remove(verb));
    }
    assert_eq!(discharge, reasons);
}

#[test]
fn the_routes_make_one_document() {
    let routes = almoner_clients::routes();
    let info = Info { title: "t", version: "1", description: "d" };
    let whole = document(info, &routes).unwrap_or_else(|wrong| panic!("{}", wrong.join("\n")));
    for route in routes.listing() {
        assert!(route.signed_in, "{} {}", route.method, route.path);
        let change = matches!(route.method, "post" | "patch");
        assert_eq!(change, route.access.as_str() == "change", "{} {}", route.method, route.path);
        // A preview leaves nothing behind that could be done twice.
        let acts = route.method == "post" && !route.path.ends_with("/preview");
        assert_eq!(route.idempotency_key, acts, "{} {}", route.method, route.path);
        let makes = [
            "/clients",
            "/identity",
            "/contacts",
            "/exclusions",
            "/alerts",
            "/none-known",
            "/about-me",
            "/photos",
            "/admissions",
            "/absences",
            "/import",
            "/import/preview",
        ];
        let creates = route.method == "post" && makes.iter().any(|end| route.path.ends_with(end));
        assert_eq!(route.if_match, change && !creates, "{} {}", route.method, route.path);
    }
    let schemas = whole["components"]["schemas"].as_object().unwrap();
    let house = ["ErrorCode", "FieldError", "Problem", "Meta", "PageMeta", "ArchiveIn", "NothingIn"];
    // `Import...` is what every kind of import shares.
    let ours = [
        "Import",
        "Client",
        "AboutMe",
        "Alert",
        "Contact",
        "Stay",
        "Absence",
        "Occupancy",
        "Photo",
        "RecordView",
    ];
    for name in schemas.keys() {
        assert!(
            house.contains(&name.as_str()) || ours.iter().any(|p| name.starts_with(p)),
            "{name} may meet another pillar's"
        );
    }
    let tags: BTreeSet<&str> = whole["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|p| p.as_object().unwrap().values())
        .filter_map(|o| o["tags"][0].as_str())
        .collect();
    assert_eq!(tags, BTreeSet::from(["about-me", "alerts", "clients", "occupancy", "photos"]));
}
