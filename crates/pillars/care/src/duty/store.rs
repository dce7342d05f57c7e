//! The SQL of duty.

use almoner_pg::{constraints, row, statement, updates};
use almoner_web::Made;
use jiff::Timestamp;
use uuid::Uuid;

use super::model::{DutyExpectedOut, DutyOut};

macro_rules! duty {
    ($rest:expr) => {
        concat!(
            "select t.id, t.version, t.care_home_id, t.unit_id, u.name as unit_name, t.profile_id, n.name, \
                app.grade_in(t.profile_id, t.care_home_id, t.started_at) as grade, t.assignment_id, s.name as shift_name, \
                upper(a.during) as shift_until, t.started_at, t.ended_at, t.closed_by, t.archived_at, \
                array_remove(array[ \
                    case when t.archived_at is null and t.ended_at is null and m.ends then 'end' end, \
                    case when t.archived_at is null and m.manages then 'update' end, \
                    case when t.archived_at is null and m.manages then 'archive' end, \
                    case when t.archived_at is not null and m.manages then 'restore' end \
                ], null) as can \
             from public.duty_periods t \
             left join public.units u on u.organisation_id = t.organisation_id and u.id = t.unit_id \
             left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
             left join public.shift_assignments a on a.organisation_id = t.organisation_id and a.id = t.assignment_id \
             left join public.shift_templates s on s.organisation_id = a.organisation_id and s.id = a.template_id \
             cross join lateral (select t.care_home_id = any ((select app.managed_home_ids())::uuid[]) as manages offset 0) w \
             cross join lateral (select w.manages, w.manages or t.care_home_id = any ((select app.senior_home_ids())::uuid[]) \
                 or t.profile_id = (select app.profile_id()) as ends offset 0) m \
             where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

macro_rules! expected {
    ($rest:expr) => {
        concat!(
            "select t.id as assignment_id, t.care_home_id, t.profile_id, n.name, app.grade_in(t.profile_id, t.care_home_id, t.starts_at) as grade, \
                t.unit_id, u.name as unit_name, s.name as shift_name, t.starts_at as \"from\", upper(t.during) as until \
             from public.shift_assignments t \
             left join public.units u on u.organisation_id = t.organisation_id and u.id = t.unit_id \
             left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
             left join public.shift_templates s on s.organisation_id = t.organisation_id and s.id = t.template_id \
             where t.organisation_id = (select app.organisation_id()) and t.archived_at is null and t.profile_id is not null \
               and t.status in ('accepted', 'published', 'confirmed', 'worked') and ",
            $rest,
            " /* never null: profile_id, until (asked for; a shift has an end) */"
        )
    };
}

row! {
    /// The home in which a shift is to start, and whether it may.
    #[derive(Clone, Copy, Debug)]
    pub struct Starts {
        pub id: Uuid,
        /// For somebody else than the caller.
        pub other: bool,
        /// The caller runs the shift there.
        pub runs: bool,
        /// Whose shift it is gives care there.
        pub gives: bool,
    }
}

statement! {
    /// One.
    pub DUTY: (Uuid) -> DutyOut = duty!("t.id = $1");
    /// That a home is there for the caller, and what they may start in it: home, for whom.
    pub STARTS: (Uuid, Option<Uuid>) -> Starts =
        "select h.id, coalesce($2 <> (select app.profile_id()), false) as other, \
            coalesce(h.id = any ((select app.managed_home_ids())::uuid[]) or h.id = any ((select app.senior_home_ids())::uuid[]), false) as runs, \
            coalesce(coalesce($2, (select app.profile_id()))::text || '@' || h.id::text = any ((select app.duty_places())::text[]), false) as gives \
           from public.care_homes h where h.organisation_id = (select app.organisation_id()) and h.id = $1";
    /// Home, unit, for whom, since when.
    pub START: (Uuid, Option<Uuid>, Option<Uuid>, Option<Timestamp>) -> Made =
        "insert into public.duty_periods (organisation_id, care_home_id, unit_id, profile_id, started_at) \
         values ((select app.organisation_id()), $1, $2, coalesce($3, (select app.profile_id())), coalesce($4, now())) returning id";
    /// Who is on in a home at a moment.
    pub ON: (Uuid, Timestamp) -> DutyOut = duty!("t.care_home_id = $1 and t.archived_at is null \
        and t.started_at <= $2 and t.started_at > $2 - interval '36 hours' \
        and case when t.ended_at is null then t.started_at > $2 - interval '16 hours' else t.ended_at > $2 end \
        order by u.position nulls first, t.unit_id nulls first, t.started_at, t.id limit 200");
    /// Who is on a published shift of a home at a moment and has not started it.
    pub EXPECTED: (Uuid, Timestamp) -> DutyExpectedOut = expected!("t.care_home_id = $1 and t.during @> $2 \
        and t.starts_at > $2 - interval '36 hours' and t.starts_at <= $2 \
        and not exists (select from public.duty_periods d where d.organisation_id = t.organisation_id and d.care_home_id = t.care_home_id \
            and d.profile_id = t.profile_id and d.archived_at is null and d.started_at <= $2 \
            and coalesce(d.ended_at, 'infinity') > t.starts_at - interval '2 hours' and d.started_at > t.starts_at - interval '16 hours') \
        order by t.starts_at, n.name, t.id limit 200");
    /// What the caller is on.
    pub MINE: () -> DutyOut = duty!("t.profile_id = (select app.profile_id()) and t.ended_at is null and t.archived_at is null \
        and t.started_at > now() - interval '16 hours' order by t.started_at desc, t.id limit 1");
    /// The caller's published shift of now, or the next within 12 hours.
    pub MY_SHIFT: () -> DutyExpectedOut = expected!("t.profile_id = (select app.profile_id()) \
        and t.starts_at > now() - interval '36 hours' and t.starts_at < now() + interval '12 hours' and upper(t.during) > now() \
        order by t.starts_at, t.id limit 1");
}

updates! {
    "duty_periods" { unit_id: Option<Uuid>, started_at: Timestamp, ended_at: Option<Timestamp> } archives;
}

constraints! {
    "duty_periods_on" => Duplicate, "", "", "This person is on already. End that shift first.";
    "duty_periods_length" => Invalid, "ended_at", "range", "Give an end after the start and within 36 hours of it.";
    "duty_periods_organisation_id_care_home_id_unit_id_fkey" => Invalid, "unit_id", "reference", "Choose a unit of this home.";
}
