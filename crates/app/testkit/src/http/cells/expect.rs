//! What the matrix says of one operation, one actor and one row.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Access, table_name};
use crate::http::needs::{Need, What};
use crate::matrix::Model;
use crate::world::{Row, Seat, SignIn, Window, World, organisation_of};

/// How a request is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// 401.
    Unauthenticated,
    /// 404, as what does not exist.
    Hidden,
    /// 403.
    Forbidden,
    /// 422: the body names what can't be seen.
    Reference,
    /// 200; of a list exactly these.
    Seen(Option<BTreeSet<Uuid>>),
    /// It happens.
    Done,
    /// Not refused for who asks.
    Free,
}

/// What a request asks about.
#[derive(Clone, Copy, Debug)]
pub enum Object {
    /// Nothing in particular.
    None,
    Row(&'static Row),
    /// An id that is nobody's.
    Unknown,
}

/// One actor's view of the matrix.
pub struct Viewer<'a> {
    pub access: &'a Access,
    pub seat: &'static Seat,
    pub model: Model<'a>,
}

impl Viewer<'_> {
    /// `changes`: the operation leaves something behind, and be it a trace.
    pub fn expected(&self, need: &Need, changes: bool, object: Object) -> Expected {
        if let Some(refused) = self.without_rights(need) {
            return refused;
        }
        match &need.what {
            What::Anyone | What::Token | What::SignIn | What::OwnSignIn => Expected::Free,
            What::List { table, of: None } => Expected::Seen(Some(self.listed(table, None))),
            What::List { table, of: Some(_) } => match object {
                Object::Row(parent) if self.model.reads(parent) => {
                    if self.reads_any(table, parent) {
                        Expected::Seen(Some(self.listed(table, Some(parent))))
                    } else {
                        Expected::Forbidden
                    }
                }
                _ => Expected::Hidden,
            },
            What::Read { table, of } => match self.row(table, of.as_deref(), object) {
                Err(refused) => refused,
                Ok(row) if changes => done_if(self.fulfils(need, row)),
                Ok(row) if self.fulfils(need, row) => Expected::Seen(None),
                Ok(_) => Expected::Forbidden,
            },
            What::Update { table, column, of } => match self.row(table, of.as_deref(), object) {
                Err(refused) => refused,
                Ok(row) => done_if(self.model.updates(row, column) && self.fulfils(need, row)),
            },
            What::Archive { table } => match self.row(table, None, object) {
                Err(refused) => refused,
                Ok(row) => done_if(self.model.archives(row) && self.fulfils(need, row)),
            },
            What::Verb { name, table } => match self.row(table, None, object) {
                Err(refused) => refused,
                Ok(row) => {
                    let mut verbs = self.access.matrix.verbs.iter();
                    let verb =
                        verbs.find(|v| v.name == *name && v.table == *table).expect("a verb of the file");
                    done_if(self.model.may(verb, row) && self.fulfils(need, row))
                }
            },
            What::Make { table, of } => self.made(table, of.is_some(), object),
        }
    }

    /// What is decided before any right is looked at.
    fn without_rights(&self, need: &Need) -> Option<Expected> {
        let nobody = matches!(self.seat.sign_in, SignIn::Anonymous);
        let ended = matches!(self.seat.sign_in, SignIn::Ended(_));
        let own = matches!(self.seat.sign_in, SignIn::Session { .. });
        match need.what {
            What::Anyone => None,
            _ if nobody => Some(Expected::Unauthenticated),
            What::Token => None,
            _ if ended => Some(Expected::Unauthenticated),
            What::SignIn => None,
            What::OwnSignIn => (!own).then_some(Expected::Forbidden),
            _ => (!self.model.is_somebody()).then_some(Expected::Unauthenticated),
        }
    }

    /// The row that is meant, or why there is none for the caller.
    fn row(&self, table: &str, of: Option<&str>, object: Object) -> Result<&'static Row, Expected> {
        let row = match (object, of) {
            (Object::Unknown, _) => return Err(Expected::Hidden),
            // The organisation's own: its row of the table.
            (Object::None, _) => {
                let mine = self.organisation();
                World::get().rows.iter().find(|r| r.table == table && Some(r.organisation) == mine)
            }
            (Object::Row(row), None) => Some(row),
            (Object::Row(parent), Some(_)) => {
                if !self.model.reads(parent) {
                    return Err(Expected::Hidden);
                }
                // A resident's record is closed as a whole; of a person each part stands for itself.
                if parent.table == "clients" && !self.reads_any(table, parent) {
                    return Err(Expected::Forbidden);
                }
                child(table, parent)
            }
        };
        row.filter(|row| is_shown(row) && self.model.reads(row)).ok_or(Expected::Hidden)
    }

    fn organisation(&self) -> Option<&'static str> {
        self.seat.acts_as().map(|me| me.organisation)
    }

    /// Whether rows of a table that belonged to this parent would be readable.
    fn reads_any(&self, table: &str, parent: &'static Row) -> bool {
        // An exclusion is told to nobody on the floor but the person concerned, and so is who read a plan;
        // the list is empty then.
        if matches!(table, "client_exclusions" | "care_plan_version_reads") {
            return true;
        }
        let of_parent = Row { table: table_name(table), kind: Some("allergy"), ..parent.clone() };
        self.model.reads(&of_parent)
    }

    /// The ids that a list answers.
    fn listed(&self, table: &str, parent: Option<&Row>) -> BTreeSet<Uuid> {
        let rows = World::get().rows.iter().filter(|r| r.table == table && !r.archived);
        rows.filter(|r| parent.is_none_or(|p| r.client == p.client))
            .filter(|r| parent.is_none_or(|p| of_version(p, r)))
            // Lists of alerts and of what a resident says show what has not ended, of residents who can be seen.
            .filter(|r| !matches!(table, "client_alerts" | "client_about_me") || r.status != Some("ended"))
            .filter(|r| parent.is_some() || table != "client_alerts" || self.sees_resident(r))
            .filter(|r| is_shown(r))
            .filter(|r| self.model.reads(r))
            .map(|r| r.id)
            .collect()
    }

    fn sees_resident(&self, row: &Row) -> bool {
        let mut residents = World::get().table("clients").filter(|c| c.client == row.client);
        residents.next().is_some_and(|resident| self.model.reads(resident))
    }

    fn fulfils(&self, need: &Need, row: &Row) -> bool {
        let me = self.seat.acts_as().map(|me| me.name);
        need.conditions.iter().all(|condition| match condition.as_str() {
            "not_self" => row.profile != me,
            "fresh_for_office" => self.seat.has_fresh_second_factor() || !holds_office(row),
            "managed_or_whole" => match row.table {
                "care_homes" => self.counts(row),
                _ => self.previews(row),
            },
            "invitable" => self.invites(row),
            "seen_afterwards" => self.sees_afterwards(row),
            // Of what may be told, not of who may ask.
            "names_every_home" => true,
            other => panic!("{other} is not known here"),
        })
    }

    /// Of a resident who has just left a home its people see the record for a week: all but those
    /// who are kept from it.
    fn sees_afterwards(&self, stay: &Row) -> bool {
        let me = self.seat.acts_as().map(|me| me.name);
        let mut kept = World::get().table("client_exclusions").filter(|x| !x.archived && x.profile == me);
        let elsewhere = World::get().row("care_homes", elsewhere(stay.home));
        !kept.any(|x| x.client == stay.client) || self.counts(elsewhere)
    }

    /// Who reads what happened in a home manages it or reads everything.
    fn counts(&self, home: &Row) -> bool {
        self.model.reads(&Row { table: "audit_events", ..home.clone() })
    }

    fn whole(&self) -> bool {
        let mine = self.organisation();
        let mut offices = World::get().table("organisation_roles").filter(|r| Some(r.organisation) == mine);
        offices.any(|office| self.model.reads(office))
    }

    fn previews(&self, person: &Row) -> bool {
        let private = child("profile_private", person).expect("everybody has one");
        self.whole() || self.model.updates(private, "birth_date")
    }

    fn invites(&self, person: &Row) -> bool {
        let mut rights = World::get().table("user_care_homes").filter(|r| r.profile == person.profile);
        person.status == Some("invited") && rights.any(|right| self.model.archives(right))
    }

    fn made(&self, table: &str, has_parent: bool, object: Object) -> Expected {
        let parent = match object {
            Object::Row(row) => Some(row),
            Object::None | Object::Unknown => None,
        };
        if has_parent {
            let Some(parent) = parent.filter(|p| self.model.reads(p)) else { return Expected::Hidden };
            let mut new = under(table, parent);
            // One says for oneself what one was shown, and takes a handover in for oneself.
            if matches!(table, "care_plan_version_reads" | "handover_acknowledgements") {
                new.profile = self.seat.acts_as().map(|me| me.name);
            }
            // Somebody who can't be chosen is a mistake in the body, not a right that is missing.
            if table == "client_exclusions"
                && !self.model.inserts(&new)
                && self.model.inserts_but_for("own_people", &new)
            {
                return Expected::Reference;
            }
            return done_if(self.model.inserts(&new));
        }
        if matches!(table, "care_homes" | "escalation_policies" | "notification_templates") {
            let new = self.organisation().map(|mine| Row::candidate(table_name(table), "new", mine));
            return done_if(new.is_some_and(|new| self.model.inserts(&new)));
        }
        if table == "profiles" && !self.manages_somewhere() {
            return Expected::Forbidden;
        }
        let seen = |row: &Row| self.model.reads(row);
        let Some(home) = parent.filter(|home| table == "organisation_roles" || seen(home)) else {
            return Expected::Reference;
        };
        let mut new = new_of(table, home);
        // One says for oneself that one is on.
        if table == "duty_periods" {
            new.profile = self.seat.acts_as().map(|me| me.name);
        }
        let named = new.profile.map(|p| World::get().row("profiles", p));
        if table != "profiles" && named.is_some_and(|person| !seen(person)) {
            return Expected::Reference;
        }
        // Whoever invites gives a membership: the person comes with it.
        let manages = || self.model.inserts_but_for("own_people", &new_of("user_care_homes", home));
        done_if(if table == "profiles" { manages() } else { self.model.inserts(&new) })
    }

    fn manages_somewhere(&self) -> bool {
        let mut homes = World::get().table("care_homes");
        homes.any(|home| self.model.inserts_but_for("own_people", &new_of("user_care_homes", home)))
    }
}

/// The inbox shows what was told in the console, and nothing that goes another way.
fn is_shown(row: &Row) -> bool {
    row.table != "notification_queue"
        || (row.column("channel") == Some("'in_app'") && row.status == Some("delivered"))
}

fn done_if(yes: bool) -> Expected {
    if yes { Expected::Done } else { Expected::Forbidden }
}

/// A plan has several versions: whether a row is of this one, where the parent is one.
fn of_version(parent: &Row, row: &Row) -> bool {
    let version = format!("'{}'", parent.id);
    parent.table != "care_plan_versions" || row.column("care_plan_version_id") == Some(version.as_str())
}

/// The one row of a table that belongs to a parent.
pub fn child(table: &str, parent: &Row) -> Option<&'static Row> {
    let same = |r: &&Row| {
        if parent.table == "clients" { r.client == parent.client } else { r.profile == parent.profile }
    };
    World::get().rows.iter().find(|r| r.table == table && same(r))
}

/// A new row under a parent, as the example body makes it.
fn under(table: &str, parent: &'static Row) -> Row {
    let mut new = Row::candidate(table_name(table), "new", parent.organisation);
    new.home = parent.home;
    new.client = parent.client;
    match table {
        "client_alerts" => new.kind = Some("falls"),
        "bed_stays" => new.status = Some("live"),
        "care_task_definitions" => new.status = parent.status,
        // Closed to others where it is named for somebody.
        "care_task_records" if parent.column("named_only") == Some("true") => new.profile = parent.profile,
        "client_exclusions" => new.profile = Some(somebody(parent.home)),
        "addenda" => new.kind = Some("addendum"),
        _ => {}
    }
    new
}

/// A new row in a home, as the example body makes it.
fn new_of(table: &str, home: &Row) -> Row {
    let at = home.home.expect("a home");
    let new = Row::candidate(table_name(table), "new", organisation_of(at));
    match table {
        "clients" => Row { home: home.home, client: Some("new"), ..new },
        "handovers" | "duty_periods" => Row { home: home.home, ..new },
        "user_care_homes" => Row {
            home: home.home,
            profile: Some(somebody(home.home)),
            kind: Some("senior"),
            valid: Some(Window::since(0)),
            ..new
        },
        "manager_care_homes" => {
            Row { home: home.home, profile: Some(somebody(home.home)), kind: Some("cover"), ..new }
        }
        "organisation_roles" => {
            Row { profile: Some(somebody(home.home)), kind: Some("compliance_lead"), ..new }
        }
        _ => new,
    }
}

/// Whom the example bodies name.
pub fn somebody(home: Option<&str>) -> &'static str {
    match home {
        Some("H2") => "carer2",
        Some("H3") => "carer3",
        _ => "both",
    }
}

/// Where the example transfers a resident to.
pub fn elsewhere(home: Option<&str>) -> &'static str {
    match home {
        Some("H2") => "H1",
        Some("H3") => "H3",
        _ => "H2",
    }
}

fn holds_office(person: &Row) -> bool {
    let mut offices = World::get().table("organisation_roles").filter(|r| r.profile == person.profile);
    offices.any(|r| !r.archived && !r.valid.is_some_and(Window::has_ended))
}
