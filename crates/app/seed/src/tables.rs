//! The tables that are seeded, in the order in which foreign keys let them be
//! loaded. Every column of each is named, so that no default of the database
//! (the present time, a random id) ever fills one; a test compares the names
//! with the database.

/// What the columns around a table's own are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `organisations`: `id`, its own, those of every record.
    Tenant,
    /// `organisation_id`, `id`, its own, those of every record.
    Record,
    /// `organisation_id`, `id`, its own: inserted, never changed, in the audit all the same.
    Evidence,
    /// Only its own.
    Plain,
}

/// A table and its own columns.
#[derive(Debug)]
pub struct Table {
    pub schema: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    pub own: &'static [&'static str],
    /// Its place in [`ALL`].
    pub place: usize,
}

/// Columns that every record has, after its own.
pub const RECORD_COLUMNS: &[&str] = &[
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "archived_at",
    "archived_by",
    "archive_reason",
    "archive_batch",
    "version",
];

impl Table {
    /// All columns, in the order of a row.
    pub fn columns(&self) -> Vec<&'static str> {
        let (head, tail): (&[&str], &[&str]) = match self.kind {
            Kind::Tenant => (&["id"], RECORD_COLUMNS),
            Kind::Record => (&["organisation_id", "id"], RECORD_COLUMNS),
            Kind::Evidence => (&["organisation_id", "id"], &[]),
            Kind::Plain => (&[], &[]),
        };
        [head, self.own, tail].concat()
    }

    /// `schema.name`
    pub fn qualified(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }

    /// The place of one of its own columns.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.own.iter().position(|own| *own == name)
    }
}

macro_rules! tables {
    ($($constant:ident = $kind:ident $schema:literal $name:literal [$($column:literal)+];)+) => {
        #[allow(clippy::upper_case_acronyms, non_camel_case_types)]
        enum Place { $($constant,)+ }
        $(pub static $constant: Table = Table {
            schema: $schema,
            name: $name,
            kind: Kind::$kind,
            own: &[$($column),+],
            place: Place::$constant as usize,
        };)+
        /// Every table, in the order of loading.
        pub static ALL: &[&Table] = &[$(&$constant),+];
    };
}

tables! {
    USERS = Plain "auth" "users" ["id" "aud" "role" "email" "email_confirmed_at" "raw_app_meta_data" "raw_user_meta_data"
        "created_at" "updated_at" "is_sso_user" "is_anonymous"];
    ACCOUNTS = Plain "private" "accounts" ["id" "email" "password_hash" "totp_secret" "totp_confirmed_at" "totp_last_step"
        "totp_pending" "totp_pending_at" "disabled_at" "verified_at" "created_at" "updated_at"];
    ORGANISATIONS = Tenant "public" "organisations" ["name"];
    PROFILES = Record "public" "profiles" ["account_id" "status" "given_name" "family_name" "preferred_name" "job_title"
        "persona" "preferences"];
    PEOPLE_NAMES = Plain "public" "people_names" ["organisation_id" "profile_id" "name" "job_title"];
    PROFILE_PRIVATE = Record "public" "profile_private" ["profile_id" "email" "phone" "emergency_contact" "staff_number"
        "birth_date" "contract_hours" "weekly_hours_cap" "weekly_hours_cap_reason" "right_to_work_until"
        "right_to_work_checked_on" "dbs_certificate_date" "dbs_update_service" "registration_body" "registration_number"
        "registration_expires"];
    LINKS = Plain "private" "links" ["hash" "kind" "account_id" "organisation_id" "profile_id" "email" "created_at"
        "ends_at" "used_at"];
    LABELS = Record "public" "organisation_labels" ["word" "singular" "plural"];
    SETTINGS = Record "public" "company_settings" ["two_person_publish" "review_cycle_days" "quiet_from" "quiet_to"
        "second_factor_required" "retention_years" "feature_flags" "initial_plan_days"];
    CARE_HOMES = Record "public" "care_homes" ["name" "code" "cqc_location_id" "address_line" "town" "postcode" "phone"
        "registered_beds" "time_zone" "care_day_starts"];
    UNITS = Record "public" "units" ["care_home_id" "name" "position"];
    ROOMS = Record "public" "rooms" ["care_home_id" "unit_id" "name" "position"];
    BEDS = Record "public" "beds" ["care_home_id" "room_id" "name" "state"];
    MEMBERSHIPS = Record "public" "user_care_homes" ["care_home_id" "profile_id" "grade" "valid" "agency"];
    MANAGERS = Record "public" "manager_care_homes" ["care_home_id" "profile_id" "kind" "valid"];
    ROLES = Record "public" "organisation_roles" ["profile_id" "role" "valid"];
    CLIENTS = Record "public" "clients" ["holding_home_id" "status" "title" "given_name" "family_name" "preferred_name"
        "bed_id" "key_worker_id"];
    IDENTITY = Record "public" "client_identity" ["client_id" "holding_home_id" "nhs_number" "birth_date" "gender"
        "first_language" "consent" "capacity" "consent_note"];
    EXCLUSIONS = Record "public" "client_exclusions" ["client_id" "care_home_id" "profile_id" "reason"];
    CONTACTS = Record "public" "client_contacts" ["client_id" "care_home_id" "name" "relationship" "kind" "phone" "email"
        "address" "next_of_kin" "emergency_order" "may_be_told" "authority_seen_on" "note"];
    ALERTS = Record "public" "client_alerts" ["client_id" "care_home_id" "kind" "none_known" "detail" "reaction" "severity"
        "source" "decided_by" "valid_from" "review_due" "status" "verified_at" "verified_by" "ended_at" "end_reason"];
    ABOUT_ME = Record "public" "client_about_me" ["client_id" "care_home_id" "topic" "body" "said_by" "status" "verified_at"
        "verified_by" "ended_at" "end_reason"];
    PHOTOS = Record "public" "client_photos" ["client_id" "care_home_id" "consent" "taken_on" "path" "width" "height" "size_bytes"
        "sha256" "small_sha256"];
    STAYS = Record "public" "bed_stays" ["client_id" "care_home_id" "admission_id" "bed_id" "during" "kind" "status"
        "leaving_reason" "leaving_note"];
    ABSENCES = Record "public" "resident_absences" ["client_id" "care_home_id" "kind" "during" "expected_return" "place"
        "reason" "status" "return_note"];
    SHIFT_TEMPLATES = Record "public" "shift_templates" ["care_home_id" "unit_id" "name" "code" "starts" "duration_minutes"
        "break_minutes" "headcount" "skills"];
    TEMPLATE_VERSIONS = Plain "public" "shift_template_versions" ["organisation_id" "template_id" "number" "care_home_id"
        "recorded_at" "recorded_by" "unit_id" "name" "code" "starts" "duration_minutes" "break_minutes" "headcount" "skills"];
    CARE_PLANS = Record "public" "care_plans" ["client_id" "care_home_id" "review_cycle_days" "note"];
    CARE_VERSIONS = Record "public" "care_plan_versions" ["client_id" "care_home_id" "care_plan_id" "number" "status" "sections"
        "change_reason" "consent_note" "based_on_id" "author_ids" "submitted_at" "submitted_by" "published_at" "published_by"
        "effective" "kind"];
    CARE_SLEEPS = Record "public" "care_plan_sleeps" ["client_id" "care_home_id" "care_plan_id" "status" "slept_at" "woke_at"
        "verdict" "said_at" "said_by" "note"];
    CARE_DEFINITIONS = Record "public" "care_task_definitions" ["client_id" "care_home_id" "care_plan_version_id" "lineage_id"
        "domain" "title" "instructions" "kind" "every_days" "weekdays" "starts_on" "ends_on" "times" "due_minutes"
        "missed_minutes" "min_interval_minutes" "max_per_day" "effect_minutes" "people" "assignee_id" "shift_template_id"
        "named_only" "position"];
    CARE_TASKS = Record "public" "care_plan_tasks" ["client_id" "care_home_id" "unit_id" "care_plan_id" "definition_id"
        "lineage_id" "kind" "domain" "title" "people" "care_day" "due_from" "due_by" "missed_after" "assignee_id"
        "shift_template_id" "named_only" "claimed_by" "note" "status" "status_reason" "last_ordinal" "awaits_confirmation" "missed_at"
        "follows_task_id" "follows_ordinal"];
    CARE_RECORDS = Evidence "public" "care_task_records" ["client_id" "care_home_id" "task_id" "seen_ordinal" "ordinal"
        "confirms_ordinal" "outcome" "reason" "note" "measures" "occurred_at" "device_at" "recorded_at" "author_id" "late"
        "idempotency_key" "body_hash" "claimed_author_id"];
    ASSESSMENTS = Evidence "public" "assessments" ["client_id" "care_home_id" "instrument" "instrument_version" "answers"
        "score" "band" "note" "next_due_on" "occurred_at" "device_at" "recorded_at" "author_id" "late" "idempotency_key"
        "body_hash" "band_rank" "details"];
    CARE_REVIEWS = Record "public" "care_plan_reviews" ["client_id" "care_home_id" "care_plan_id" "due_on" "reason" "detail"
        "status" "held_on" "held_by" "involved" "outcome" "note" "next_due_on" "assessment_id"];
    CARE_READS = Evidence "public" "care_plan_version_reads" ["client_id" "care_home_id" "care_plan_version_id" "profile_id"
        "shown_at" "confirmed_at" "copy_age_seconds" "recorded_at"];
    HANDOVERS = Record "public" "handovers" ["care_home_id" "unit_id" "care_day" "shift" "summary"];
    HANDOVER_ITEMS = Record "public" "handover_items" ["care_home_id" "unit_id" "care_day" "handover_id" "client_id"
        "incident_id" "kind" "priority" "what" "entity" "entity_id" "status" "closed_because"];
    HANDOVER_ACKNOWLEDGEMENTS = Evidence "public" "handover_acknowledgements" ["care_home_id" "handover_id"
        "handover_version" "profile_id" "occurred_at" "device_at" "recorded_at"];
    NOTES = Evidence "public" "daily_notes" ["client_id" "care_home_id" "kind" "body" "occurred_at" "device_at"
        "recorded_at" "author_id" "late" "idempotency_key" "body_hash" "measures" "flagged" "claimed_author_id"];
    INSTRUMENTS = Evidence "public" "instruments" ["code" "instrument_version" "name" "effective_from" "withdrawn"
        "definition" "recorded_at"];
    ADDENDA = Evidence "public" "addenda" ["client_id" "care_home_id" "entity" "entity_id" "kind" "body" "recorded_at"
        "author_id" "idempotency_key" "body_hash"];
    CONCERNS = Record "public" "concerns" ["client_id" "care_home_id" "category" "urgent" "body" "occurred_at" "device_at"
        "recorded_at" "author_id" "late" "idempotency_key" "body_hash" "status" "acknowledged_at" "acknowledged_by" "outcome"
        "closed_at" "closed_by"];
    SNAPSHOTS = Plain "public" "occupancy_snapshots" ["organisation_id" "id" "care_home_id" "census_date" "registered_beds"
        "open_beds" "occupied" "beds_taken" "reserved" "vacant_accepting" "hospital" "on_leave" "respite" "admissions"
        "discharges" "deaths" "first_calculated_at" "calculated_at"];
    NOTIFICATION_KEYS = Plain "private" "notification_keys" ["organisation_id" "kind" "entity" "entity_id" "profile_id"
        "channel" "slot" "notification_id" "created_at"];
    QUEUE = Plain "public" "notification_queue" ["organisation_id" "id" "profile_id" "channel" "kind" "entity" "entity_id"
        "care_home_id" "client_id" "incident_id" "slot" "payload" "class" "priority" "trigger_at" "next_at" "expires_at"
        "status" "attempt" "lease_until" "last_error" "read_at" "acknowledged_at" "replay_of" "created_at"];
    DELIVERY = Plain "public" "notification_delivery" ["organisation_id" "id" "profile_id" "channel" "kind" "entity"
        "entity_id" "care_home_id" "client_id" "incident_id" "slot" "payload" "class" "priority" "trigger_at" "status"
        "attempt" "provider_id" "last_error" "read_at" "acknowledged_at" "replay_of" "created_at" "finished_at"
        "replayed_at" "replayed_by"];
    PREFERENCES = Plain "public" "notification_preferences" ["organisation_id" "id" "profile_id" "email" "quiet" "quiet_from"
        "quiet_to" "time_zone" "created_at" "created_by" "updated_at" "updated_by" "archived_at" "archived_by" "archive_reason"
        "archive_batch" "version"];
    TEMPLATES = Record "public" "notification_templates" ["kind" "channel" "subject" "body"];
    RUNGS = Record "public" "escalation_policies" ["step" "after_minutes" "who"];
    CHANNELS = Plain "public" "notification_channels" ["organisation_id" "id" "channel" "status" "code" "paused_at" "probe_at"
        "resumed_by" "created_at"];
    JOBS = Plain "public" "scheduled_jobs" ["organisation_id" "id" "handler" "cron" "time_zone" "catch_up_minutes" "enabled" "clock"
        "seen_until" "next_slot" "version" "created_at" "updated_at" "updated_by"];
    JOB_RUNS = Plain "public" "job_runs" ["organisation_id" "id" "scheduled_job_id" "handler" "handler_version" "slot" "status"
        "attempt" "gives_up_after" "next_at" "lease_until" "counted" "last_error" "started_by" "started_at" "finished_at" "version"
        "created_at"];
    INCIDENTS = Record "public" "incidents" ["care_home_id" "client_id" "kind" "occurred_at" "harm" "psychological_harm"
        "priority" "restricted" "subject_ids" "status" "lead_id" "triage_note" "triaged_at" "triaged_by" "findings" "cause"
        "learning" "conclusion" "closed_at" "closed_by" "void_reason" "review_note" "reviewed_at" "reviewed_by"];
    INCIDENT_REPORTS = Evidence "public" "incident_reports" ["care_home_id" "client_id" "incident_id" "kind" "occurred_at"
        "device_at" "recorded_at" "late" "created_by" "place" "what_happened" "what_was_done" "witnesses" "people_told"
        "harm" "psychological_harm" "priority" "restricted" "subject_ids" "idempotency_key" "body_hash"];
    INCIDENT_ACTIONS = Record "public" "incident_actions" ["incident_id" "care_home_id" "client_id" "kind" "what"
        "assignee_id" "due_on" "status" "note" "effectiveness" "done_at" "done_by" "verified_at" "verified_by" "cancel_reason"];
    INCIDENT_FOLLOWUPS = Record "public" "incident_followups" ["incident_id" "care_home_id" "client_id" "kind" "what"
        "due_at" "assignee_id" "outcome" "outcome_note" "done_at" "done_by"];
    INCIDENT_ADDENDA = Evidence "public" "incident_addenda" ["incident_id" "care_home_id" "client_id" "kind" "what"
        "recorded_at" "created_by" "idempotency_key" "body_hash"];
    INCIDENT_EVIDENCE = Record "public" "incident_evidence" ["incident_id" "care_home_id" "client_id" "kind" "title" "taken_at"
        "file_name" "media_type" "size_bytes" "sha256" "path" "scan_status" "expires_on"];
    SLA_POLICIES = Record "public" "sla_policies" ["care_home_id" "priority" "clock" "target_minutes"];
    SLA_TIMERS = Record "public" "sla_timers" ["incident_id" "care_home_id" "client_id" "clock" "target_minutes" "started_at"
        "due_at" "status" "pause_reason" "paused_at" "paused_for" "stopped_at"];
    SHIFTS = Record "public" "shift_assignments" ["care_home_id" "unit_id" "template_id" "template_version" "profile_id"
        "during" "starts_at" "break_minutes" "status" "status_reason" "replaces_id" "note"];
    DUTY = Record "public" "duty_periods" ["care_home_id" "unit_id" "profile_id" "assignment_id" "started_at" "ended_at"
        "closed_by"];
    ALLOCATION_LISTS = Record "public" "allocation_lists" ["care_home_id" "unit_id" "care_day" "shift"];
    ALLOCATIONS = Evidence "public" "resident_allocations" ["care_home_id" "list_id" "client_id" "profile_id" "allocated_at"
        "allocated_by" "replaced_at"];
    PASSES = Record "public" "agency_passes" ["care_home_id" "profile_id" "membership_id" "agency" "identity_document"
        "identity_seen_at" "starts_at" "ends_at" "handover_id"];
    DEVICES = Record "public" "devices" ["care_home_id" "name"];
    DEVICE_SECRETS = Plain "private" "device_secrets" ["device_id" "organisation_id" "hash" "seen_at"];
    DEVICE_PINS = Plain "private" "device_pins" ["organisation_id" "device_id" "profile_id" "mac" "wrong" "set_at" "used_at"];
    AVAILABILITY = Record "public" "staff_availability" ["profile_id" "during" "starts_at" "kind" "note"];
    TOPICS = Record "public" "training_topics" ["code" "name" "description" "interval_months" "expiring_days"
        "reference_code" "reference_version"];
    REQUIREMENTS = Record "public" "training_requirements" ["topic_id" "care_home_id" "job_title" "within_days"];
    TRAININGS = Record "public" "training_records" ["profile_id" "topic_id" "completed_on" "expires_on" "provider" "evidence"
        "verified" "verified_at" "verified_by"];
    COMPLIANCE = Plain "public" "compliance_stats" ["organisation_id" "id" "care_home_id" "profile_id" "topic_id" "member_from"
        "member_until" "due_on" "completed_on" "expiring_from" "expires_on" "claimed_on" "refreshed_at"];
    POLICIES = Record "public" "policy_documents" ["policy_id" "number" "title" "summary" "body" "audience"
        "acknowledge_within_days" "effective_from" "review_due" "file_name" "media_type" "size_bytes" "sha256" "path"
        "scan_status" "status" "published_at" "published_by" "ended_at"];
    POLICY_READS = Evidence "public" "policy_acknowledgements" ["document_id" "profile_id" "kind" "recorded_at" "created_by"];
    DOCUMENTS = Record "public" "resident_documents" ["client_id" "care_home_id" "document_id" "number" "kind" "title"
        "linked_table" "linked_id" "expires_on" "file_name" "media_type" "size_bytes" "sha256" "path" "scan_status" "sealed"
        "status" "ended_at"];
    RECORD_VIEWS = Plain "public" "record_views" ["organisation_id" "id" "client_id" "care_home_id" "profile_id" "kind" "entity_id"
        "quarter" "recorded_at"];
    AUDIT_EVENTS = Plain "public" "audit_events" ["organisation_id" "id" "at" "profile_id" "account_id" "rights"
        "request_id" "action" "verb" "table_name" "row_id" "care_home_id" "client_id" "subject_profile_id" "details_hash"
        "incident_id" "restriction"];
    AUDIT_DETAILS = Plain "public" "audit_details" ["organisation_id" "event_id" "care_home_id" "salt" "changes"
        "incident_id" "restriction" "row_id"];
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn every_table_knows_its_place() {
        for (place, table) in ALL.iter().enumerate() {
            assert_eq!(table.place, place, "{}", table.name);
        }
    }
}
