//! What only the person, their managers and the owner may know of somebody.

use almoner_kernel::{Error, Result};
use almoner_pg::{Call, One, Update, row, statement, updates};
use almoner_web::{
    Answer, App, Body, Checks, Day, Handled, IfMatch, IfNoneMatch, Patch, PathId, SignedIn, Versioned,
    refusal, settle,
};
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use almoner_pg::words;

row! {
    /// Contact and employment of one person.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct PrivateOut {
        #[serde(skip)]
        pub id: Uuid,
        pub profile_id: Uuid,
        pub version: i32,
        pub email: Option<String>,
        pub phone: Option<String>,
        /// Whom to call when something happens to them.
        pub emergency_contact: Option<String>,
        pub staff_number: Option<String>,
        pub birth_date: Option<Date>,
        /// Hours a week.
        pub contract_hours: Option<f64>,
        /// Most hours in a Monday-to-Sunday week.
        pub weekly_hours_cap: Option<f64>,
        /// Why there is a cap: a visa, a term.
        pub weekly_hours_cap_reason: Option<String>,
        pub right_to_work_until: Option<Date>,
        pub right_to_work_checked_on: Option<Date>,
        /// The date on the certificate of the Disclosure and Barring Service.
        pub dbs_certificate_date: Option<Date>,
        pub dbs_update_service: Option<bool>,
        /// `NMC`, `HCPC`, `SWE`.
        pub registration_body: Option<String>,
        pub registration_number: Option<String>,
        pub registration_expires: Option<Date>,
        /// The fields that the reader may change.
        pub can_change: Vec<String>,
    }
}

impl Versioned for PrivateOut {
    fn version(&self) -> i32 {
        self.version
    }
}

statement! {
    /// What is private of one person, if the caller may read it.
    pub PRIVATE: (Uuid) -> PrivateOut =
        "select t.id, t.profile_id, t.version, t.email, t.phone, t.emergency_contact, t.staff_number, t.birth_date, \
                t.contract_hours::float8 as contract_hours, t.weekly_hours_cap::float8 as weekly_hours_cap, t.weekly_hours_cap_reason, \
                t.right_to_work_until, t.right_to_work_checked_on, t.dbs_certificate_date, t.dbs_update_service, \
                t.registration_body, t.registration_number, t.registration_expires, \
                array(select c from unnest(app.writable_columns('profile_private', to_jsonb(t))) c order by c) as can_change \
         from public.profile_private t where t.organisation_id = (select app.organisation_id()) and t.profile_id = $1";
}

updates! {
    "profile_private" { email: Option<String>, phone: Option<String>, emergency_contact: Option<String>, staff_number: Option<String>,
        birth_date: Option<Date>, contract_hours: Option<f64>, weekly_hours_cap: Option<f64>, weekly_hours_cap_reason: Option<String>, right_to_work_until: Option<Date>,
        right_to_work_checked_on: Option<Date>, dbs_certificate_date: Option<Date>, dbs_update_service: Option<bool>,
        registration_body: Option<String>, registration_number: Option<String>, registration_expires: Option<Date> };
}

words! {
    /// Who keeps the register of a profession.
    RegistrationBody {
        Nmc = "NMC",
        Hcpc = "HCPC",
        Swe = "SWE",
    }
}

/// What may change of what is private; null clears a field.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PrivatePatch {
    /// Where mail about work goes. Signing in has an e-mail of its own.
    pub email: Patch<String>,
    pub phone: Patch<String>,
    pub emergency_contact: Patch<String>,
    pub staff_number: Patch<String>,
    pub birth_date: Patch<Day>,
    /// Hours a week, 0 to 168.
    pub contract_hours: Patch<f64>,
    /// Hours a week, 0 to 168.
    pub weekly_hours_cap: Patch<f64>,
    pub weekly_hours_cap_reason: Patch<String>,
    pub right_to_work_until: Patch<Day>,
    pub right_to_work_checked_on: Patch<Day>,
    pub dbs_certificate_date: Patch<Day>,
    pub dbs_update_service: Patch<bool>,
    pub registration_body: Patch<RegistrationBody>,
    pub registration_number: Patch<String>,
    pub registration_expires: Patch<Day>,
}

#[allow(clippy::option_option)] // leave, clear, set
fn day(patch: Patch<Day>) -> Option<Option<Date>> {
    patch.map(|day| day.0).into_option()
}

impl PrivatePatch {
    fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let email = match self.email {
            Patch::Value(text) if text.trim().is_empty() => Patch::Null,
            Patch::Value(text) => Patch::Value(c.email("email", &text)),
            other => other,
        };
        let phone = c.patch_text("phone", self.phone, 40);
        if let Patch::Value(number) = &phone {
            c.that(number.chars().count() >= 3, "phone", "too_short", "Use at least 3 characters.");
        }
        for (path, hours) in
            [("contract_hours", &self.contract_hours), ("weekly_hours_cap", &self.weekly_hours_cap)]
        {
            if let Patch::Value(hours) = *hours {
                c.number(path, hours, 0.0..=168.0);
            }
        }
        if let Patch::Value(Day(born)) = self.birth_date {
            // A day ahead of London's is already today somewhere else.
            let tomorrow = jiff::Zoned::now().date().tomorrow().map_err(Error::internal)?;
            c.that(born <= tomorrow, "birth_date", "range", "Give a day in the past.");
        }
        let emergency = c.patch_lines("emergency_contact", self.emergency_contact, 300);
        let staff_number = c.patch_text("staff_number", self.staff_number, 40);
        let reason = c.patch_text("weekly_hours_cap_reason", self.weekly_hours_cap_reason, 300);
        let registration = c.patch_text("registration_number", self.registration_number, 40);
        c.finish()?;
        Ok(Update::of("profile_private", id, version)
            .set("email", email.into_option())
            .set("phone", phone.into_option())
            .set("emergency_contact", emergency.into_option())
            .set("staff_number", staff_number.into_option())
            .set("birth_date", day(self.birth_date))
            .set("contract_hours", self.contract_hours.into_option())
            .set("weekly_hours_cap", self.weekly_hours_cap.into_option())
            .set("weekly_hours_cap_reason", reason.into_option())
            .set("right_to_work_until", day(self.right_to_work_until))
            .set("right_to_work_checked_on", day(self.right_to_work_checked_on))
            .set("dbs_certificate_date", day(self.dbs_certificate_date))
            .set("dbs_update_service", self.dbs_update_service.into_option())
            .set(
                "registration_body",
                self.registration_body.map(|body| body.as_str().to_owned()).into_option(),
            )
            .set("registration_number", registration.into_option())
            .set("registration_expires", day(self.registration_expires)))
    }
}

fn answered(row: PrivateOut) -> Answer<PrivateOut> {
    let version = row.version;
    Answer::of(row).version(version)
}

pub async fn get(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(person): PathId,
    held: IfNoneMatch,
) -> Handled<Answer<PrivateOut>> {
    Ok(answered(app.db.read(&me, PRIVATE.with((person,))).await?.one()?).unless_held(&held))
}

pub async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(person): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<PrivatePatch>,
) -> Handled<Answer<PrivateOut>> {
    let read = || -> Call<PrivateOut> { PRIVATE.with((person,)) };
    // The row is found by its person; its own id is nobody's business.
    let (mut tx, rows) = app.db.write(&me, read()).await?;
    let row = rows.one()?;
    let update = new.update(row.id, version)?;
    if update.is_empty() {
        return Err(Error::new(almoner_kernel::Code::Invalid)
            .message("Send at least one field to change.")
            .into());
    }
    if row.version != version {
        return Err(refusal(&row, version).into());
    }
    let changed = tx.run(update.call()).await?;
    Ok(answered(settle(tx, &changed, version, read()).await?))
}
