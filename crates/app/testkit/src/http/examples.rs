//! One good body for each operation that takes one.
//!
//! What it refers to lies in the home of the row that is asked about, so that whoever may do the
//! thing there can: a refusal then comes from who asks, not from what was sent.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::cells::{elsewhere, somebody};
use crate::names::id;
use crate::store::PNG;
use crate::world::Row;

/// The password that tests give to people of the world.
pub const PASSWORD: &str = "Seven grey herons 7";

/// A good body, or nothing for an operation without one.
///
/// `row` is the row in the path; of a thing that is made without a parent, the home it is made in.
pub fn example(operation: &str, row: Option<&Row>) -> Option<Value> {
    let home = row.and_then(|r| r.home).unwrap_or("H1");
    let in_home = |thing: &str| id(&format!("{home}.{thing}"));
    // Somebody of the home who has not yet what is to be given, and whom its people can see.
    let (somebody, elsewhere) = (somebody(Some(home)), elsewhere(Some(home)));
    let body = match operation {
        "archive_person"
        | "archive_membership"
        | "archive_home_manager"
        | "archive_office"
        | "archive_care_home"
        | "archive_unit"
        | "archive_room"
        | "archive_bed"
        | "archive_client"
        | "archive_contact"
        | "archive_client_exclusion"
        | "archive_alert"
        | "archive_about_me"
        | "archive_photo"
        | "archive_stay"
        | "archive_absence"
        | "archive_escalation_step"
        | "archive_own_words"
        | "archive_task"
        | "archive_task_definition"
        | "archive_duty" => {
            json!({ "reason": "Made in error" })
        }
        "restore_person"
        | "restore_membership"
        | "restore_home_manager"
        | "restore_care_home"
        | "restore_unit"
        | "restore_room"
        | "restore_bed"
        | "restore_client"
        | "restore_contact"
        | "restore_client_exclusion"
        | "restore_alert"
        | "restore_about_me"
        | "restore_photo"
        | "restore_stay"
        | "restore_absence"
        | "restore_escalation_step"
        | "restore_own_words"
        | "read_notification"
        | "acknowledge_notification"
        | "replay_delivery"
        | "resume_notification_channel"
        | "withdraw_invitation"
        | "disable_person"
        | "enable_person"
        | "verify_alert"
        | "verify_about_me"
        | "acknowledge_concern"
        | "remove_authenticator"
        | "renew_recovery_codes"
        | "end_session"
        | "end_other_sessions"
        | "start_job"
        | "submit_care_plan_version"
        | "send_back_care_plan_version"
        | "publish_care_plan_version"
        | "withdraw_care_plan_version"
        | "cease_care_plan_version"
        | "cancel_care_plan_review"
        | "replay_job_run"
        | "claim_task"
        | "release_task"
        | "restore_task"
        | "restore_task_definition"
        | "restore_duty"
        | "renew_pass_code" => json!({}),
        "sign_in" => json!({ "email": "nobody@example.org", "password": PASSWORD, "transport": "bearer" }),
        "finish_sign_in" => json!({ "step": secret("als"), "code": "123456" }),
        "look_up_invitation" | "accept_invitation" => json!({ "token": secret("ali") }),
        "register_with_invitation" => {
            json!({ "token": secret("ali"), "password": PASSWORD, "transport": "bearer", "device": "The tablet" })
        }
        "request_password_reset" => json!({ "email": "nobody@example.org" }),
        "reset_password" => json!({ "token": secret("alp"), "password": PASSWORD }),
        "refresh_session" | "sign_out" => json!({ "transport": "bearer", "refresh_token": secret("alr") }),
        "report_client_error" => json!({ "code": "network", "route": "/residents/$id", "build": "1.0.0" }),
        "choose_organisation" => json!({ "organisation_id": id("O1") }),
        "give_second_factor" => json!({ "code": "123456" }),
        "change_password" => json!({ "current_password": PASSWORD, "new_password": "Nine black swans 9" }),
        "add_authenticator" => json!({ "password": PASSWORD }),
        "confirm_authenticator" => json!({ "code": "123456" }),
        "link_sign_in" => json!({ "token": "a.b.c", "password": PASSWORD }),
        "unlink_sign_in" => json!({ "issuer": "project" }),
        "update_organisation" => json!({ "name": "Thornfield Care" }),
        "update_label" => json!({ "singular": "Neighbour", "plural": "Neighbours" }),
        "update_settings" => json!({ "review_cycle_days": 28 }),
        "invite_person" => json!({
            "given_name": "Asha", "family_name": "Rao", "preferred_name": "Ash", "job_title": "carer",
            "persona": "carer", "email": "asha.rao@example.org",
            "memberships": [{ "care_home_id": id(home), "grade": "carer", "from": hours(1), "until": hours(99), "agency": "Hands Ltd" }],
        }),
        "preview_people_import" | "import_people" => json!({
            "file_name": "staff.csv",
            "content": format!("home,family_name,given_name,email,grade\n{},Rao,Asha,asha.rao@example.org,carer\n", id(home)),
        }),
        "preview_client_import" | "import_clients" => json!({
            "file_name": "residents.csv",
            "content": format!("home,family_name,given_name,birth_date\n{},Moss,Edith,11/02/1938\n", id(home)),
        }),
        "update_person" => json!({ "given_name": "Asha" }),
        "update_preferences" => json!({ "theme": "dark" }),
        "update_private" => json!({ "phone": "0117 496 0000" }),
        "reinvite_person" => json!({ "email": "asha.rao@example.org" }),
        "create_membership" => {
            json!({ "profile_id": id(somebody), "care_home_id": id(home), "grade": "senior", "agency": "Hands Ltd" })
        }
        "update_membership" => json!({ "grade": "nurse" }),
        "end_membership" | "end_home_manager" | "arrive" => json!({}),
        "create_home_manager" => json!({
            "profile_id": id(somebody), "care_home_id": id(home), "kind": "cover", "from": hours(1), "until": hours(48),
        }),
        "update_home_manager" => json!({ "until": hours(24 * 10) }),
        "create_office" => json!({ "profile_id": id(somebody), "role": "compliance_lead" }),
        "create_care_home" => json!({
            "name": "Rose Court", "code": "ROSE", "cqc_location_id": "1-123456789", "address_line": "1 Mill Lane",
            "town": "Ashton", "postcode": "AS1 1AA", "phone": "0117 496 0000", "registered_beds": 20,
            "time_zone": "Europe/London", "care_day_starts": "07:00:00",
        }),
        "update_scheduled_job" => json!({ "enabled": false }),
        "read_notifications" => json!({ "until": hours(0) }),
        "set_notification_preferences" => json!({
            "email": "all", "quiet": "own", "quiet_from": "21:00:00", "quiet_to": "06:30:00", "time_zone": "Europe/London",
        }),
        "create_escalation_step" => json!({ "step": 4, "after_minutes": 45, "who": "owners" }),
        "update_escalation_step" => json!({ "after_minutes": 12 }),
        "create_own_words" => json!({
            "kind": "training_expired", "channel": "email", "subject": "A training has ended", "body": "Renew it here: {link}",
        }),
        "update_own_words" => json!({ "body": "See here: {link}" }),
        "update_care_home" => json!({ "town": "Ashton" }),
        "create_unit" => json!({ "name": "Lavender", "position": 3 }),
        "update_unit" | "update_room" | "update_bed" => json!({ "name": "Lavender" }),
        "create_room" => json!({ "unit_id": in_home("unit"), "name": "Lavender", "position": 3 }),
        "create_bed" => json!({ "room_id": in_home("room.free"), "name": "B", "state": "in_service" }),
        "create_client" => json!({
            "holding_home_id": id(home), "title": "Mrs", "given_name": "Edith", "family_name": "Moss",
            "preferred_name": "Edie", "identity": { "birth_date": "1938-02-11", "nhs_number": "999 123 4578" },
        }),
        "update_client" => json!({ "preferred_name": "Edie" }),
        "create_client_identity" => json!({
            "birth_date": "1938-02-11", "gender": "female", "first_language": "Welsh", "consent": "given",
            "capacity": "assumed", "consent_note": "Asked on arrival",
        }),
        "update_client_identity" => json!({ "first_language": "Welsh" }),
        "create_contact" => json!({
            "name": "Ruth Moss", "relationship": "daughter", "kind": "family", "phone": "0117 496 0000",
            "email": "ruth@example.org", "address": "2 Mill Lane", "note": "After six", "next_of_kin": false,
            "emergency_order": 2, "may_be_told": "general", "authority_seen_on": "2026-01-02",
        }),
        "update_contact" => json!({ "note": "After seven" }),
        "create_client_exclusion" => json!({ "profile_id": id(somebody), "reason": "A relative" }),
        "create_alert" => json!({
            "kind": "falls", "detail": "Fell twice last winter", "reaction": "None", "severity": "moderate",
            "source": "Her daughter", "decided_by": "The GP", "valid_from": "2026-01-02", "review_due": "2027-01-02",
        }),
        "note_no_known_allergies" => json!({ "source": "Her daughter" }),
        "create_photo" => json!({ "content": PNG, "consent": "given", "taken_on": "2026-01-02" }),
        "update_photo" => json!({ "consent": "lpa" }),
        "update_about_me" => json!({ "text": "My sister Ada rings on Saturdays" }),
        "update_alert" => json!({ "detail": "Fell once last winter" }),
        "create_about_me" => json!({ "topic": "people", "text": "My sister Ada rings on Sundays" }),
        "reject_alert" | "end_alert" | "reject_about_me" | "end_about_me" => {
            json!({ "reason": "Asked again: no" })
        }
        "admit_client" => json!({ "bed_id": in_home("bed.free"), "kind": "permanent" }),
        "update_stay" => json!({ "kind": "respite" }),
        "cancel_admission" | "note_death" => json!({ "note": "Her daughter rang" }),
        "move_bed" => json!({ "bed_id": in_home("bed.free") }),
        "transfer_client" => json!({ "to_home_id": id(elsewhere) }),
        "discharge" => json!({ "reason": "returned_home", "note": "Her daughter rang" }),
        "note_absence" => json!({
            "kind": "hospital", "expected_return": hours(72), "place": "Southmead, ward 9", "reason": "A fall",
        }),
        "update_absence" => json!({ "place": "Southmead, ward 8" }),
        "start_care_plan" => json!({
            "review_cycle_days": 28, "note": "Her daughter helps with it", "change_reason": "Moving in",
            "consent_note": "She agreed",
        }),
        "start_initial_care_plan" => json!({ "change_reason": "Came at seven in the evening" }),
        "confirm_sleeping_care_plan" => {
            json!({ "verdict": "needs_change", "note": "Walks with a frame now" })
        }
        "start_care_plan_version" => json!({ "change_reason": "She fell", "consent_note": "She agreed" }),
        "update_care_plan_version" => json!({
            "sections": { "mobility_falls": {
                "need": "Unsteady since the stroke", "outcome": "Walks to the garden each day",
                "support": "- walk beside her\n- frame within reach", "preferences": "I like to take my time",
                "risks": "Falls on the threshold",
            } },
            "domains": { "skin": { "need": "Dry heels" } }, "change_reason": "Her heels", "consent_note": "She agreed",
        }),
        "confirm_care_plan_read" => {
            json!({ "shown_at": hours(-2), "confirmed_at": hours(-1), "copy_age_seconds": 60 })
        }
        "create_care_plan_review" => {
            json!({ "due_on": "2027-01-11", "reason": "request", "detail": "Her daughter asked" })
        }
        "update_care_plan_review" => json!({ "due_on": "2027-01-12", "detail": "With her daughter" }),
        "hold_care_plan_review" => json!({
            "outcome": "no_change", "held_on": "2026-01-02", "involved": ["resident", "family"],
            "note": "All is well", "next_due_on": "2027-02-01",
        }),
        "note_return" => json!({ "note": "In good spirits" }),
        "begin_task" => json!({
            "title": "Walk to the garden", "domain": "mobility_falls", "people": 2, "due_from": hours(0), "due_by": hours(1),
            "note": "With her stick",
        }),
        "update_task" => {
            json!({ "assignee_id": id(if home == "H3" { "carer3" } else { "both" }), "shift_template_id": null })
        }
        "record_task" => json!({
            "outcome": "partly", "reason": "Tired", "note": "Half of it", "measures": { "ml": 150.5 }, "last_seen_ordinal": 0,
        }),
        "confirm_task" => json!({ "confirms_ordinal": 1, "last_seen_ordinal": 1, "note": "We were two" }),
        "record_tasks" => json!({
            "outcome": "done", "measures": { "ml": 150 },
            "tasks": [{ "task_id": id("nobody's task"), "last_seen_ordinal": 0 }],
        }),
        "create_task_definition" => json!({
            "domain": "skin", "title": "Turn to the other side", "instructions": "With the sheet", "kind": "scheduled",
            "every_days": 2, "weekdays": [1, 2, 3, 4, 5, 6, 7], "starts_on": "2026-01-01", "ends_on": "2030-01-01",
            "times": ["02:00", "08:00:00"], "due_minutes": 30, "missed_minutes": 90, "people": 2, "named_only": false, "position": 3,
        }),
        "update_task_definition" => json!({ "title": "Wash, with the blue towel" }),
        "create_note" => {
            let measures = json!({ "in_ml": 200 });
            json!({ "kind": "fluid", "text": "Tea", "measures": measures, "flagged": true, "care_home_id": id(home) })
        }
        "hand_in" => json!({
            "author_id": id("nobody"),
            "entries": [{
                "key": "tap-of-nobody", "kind": "note", "about_id": id("nobody's resident"),
                "body": { "kind": "fluid", "measures": { "in_ml": 200 }, "occurred_at": hours(-1) },
            }],
        }),
        "add_to_note" => json!({ "kind": "addendum", "text": "And a biscuit" }),
        "create_assessment" => json!({
            "instrument": "news2", "instrument_version": 1, "note": "She says that she is tired", "next_due_on": "2030-01-01",
            "care_home_id": id(home),
            "answers": {
                "respiration_rate": 16, "spo2_scale": "scale_1", "oxygen_saturation": 97, "oxygen": "air",
                "systolic": 120, "pulse": 70, "consciousness": "alert", "temperature_c": 36.8,
            },
        }),
        "add_to_assessment" => json!({ "kind": "addendum", "text": "Taken again an hour later" }),
        "create_handover" => {
            json!({ "care_home_id": id(home), "shift": "early", "summary": "A quiet morning" })
        }
        "add_handover_item" => {
            json!({ "kind": "equipment", "priority": "high", "text": "The hoist is away" })
        }
        "raise_concern" => json!({ "category": "skin", "text": "Her heel is red and warm", "urgent": false }),
        "close_concern" => json!({ "outcome": "The nurse has seen it" }),
        "acknowledge_handover" | "end_duty" => json!({}),
        // Of nobody, so that nothing comes of it: who may is asked by the verb itself.
        "allocate_residents" => json!({
            "care_home_id": id(home), "shift": "early", "version": 0,
            "allocations": [{ "client_id": id("nobody"), "profile_id": id("nobody") }],
        }),
        "admit_agency" => json!({
            "care_home_id": id("nobody's home"), "given_name": "Asha", "family_name": "Rao", "agency": "Hands Ltd",
            "identity_document": "passport", "identity_seen_at": hours(0), "ends_at": hours(12),
        }),
        "enter_with_pass" => {
            json!({ "code": "7K3Q-M9T2-B4XW-0HZC", "transport": "bearer", "device": "The tablet" })
        }
        "look_at_device" => json!({ "transport": "bearer", "device_secret": secret("alt") }),
        "choose_pin" => json!({ "pin": "739104", "transport": "bearer", "device_secret": secret("alt") }),
        "sign_in_with_pin" => {
            json!({ "profile_id": id("nobody"), "pin": "739104", "transport": "bearer", "device_secret": secret("alt") })
        }
        "register_device" => {
            json!({ "care_home_id": id("nobody's home"), "name": "Tablet", "transport": "bearer" })
        }
        "revoke_device" => json!({ "reason": "It was lost" }),
        "start_duty" => json!({ "care_home_id": id(home) }),
        "update_duty" => json!({ "started_at": hours(-7) }),
        "close_handover_item" => json!({ "because": "dealt_with" }),
        _ => return None,
    };
    Some(body)
}

/// What looks like a secret of ours and is nobody's.
fn secret(kind: &str) -> String {
    format!("{kind}_{}", "A".repeat(43))
}

/// An instant so many hours from now, as a request says it.
pub fn hours(from_now: i64) -> String {
    format!("{:.0}", Timestamp::now() + SignedDuration::from_hours(from_now))
}
