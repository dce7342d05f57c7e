//! What the matrix means for one person and one row, computed from the world's own data.
//!
//! Nothing here asks the database: if a helper function of the policies is wrong, this must not
//! be wrong in the same way.

use std::collections::BTreeSet;

use almoner_access::{Cell, Grants, Kind, Matrix, Scope, Table, Verb};

use crate::world::{DAY, Person, Row, Seat, World};

/// One actor's rights.
pub struct Model<'a> {
    pub(super) world: &'a World,
    pub(super) matrix: &'a Matrix,
    grants: &'a Grants,
    pub(super) seat: &'a Seat,
    pub(super) me: Option<&'static Person>,
}

/// Reading and writing have scopes of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Reading,
    Writing,
}

type Names<'a> = BTreeSet<&'a str>;

impl<'a> Model<'a> {
    pub fn new(world: &'a World, matrix: &'a Matrix, grants: &'a Grants, seat: &'a Seat) -> Self {
        Self { world, matrix, grants, seat, me: seat.acts_as() }
    }

    /// Whether the actor is signed in with a live profile.
    pub fn is_somebody(&self) -> bool {
        self.me.is_some()
    }

    pub fn reads(&self, row: &Row) -> bool {
        self.any_cell(row, 'S', Way::Reading, |_| true)
    }

    /// Whether the actor may put this row there.
    pub fn inserts(&self, row: &Row) -> bool {
        self.any_cell(row, 'I', Way::Writing, |_| true)
    }

    /// Whether the actor might, if one condition were not asked.
    pub fn inserts_but_for(&self, condition: &str, row: &Row) -> bool {
        self.table(row).cells.iter().any(|cell| {
            cell.letters.contains('I')
                && self.reaches(self.kind(row), &cell.actor, cell.scope, row, Way::Writing)
                && cell.conditions.iter().all(|c| c == condition || self.fulfils(c, row))
        })
    }

    /// Whether the actor may change a column. An update finds only rows that its writer sees.
    pub fn updates(&self, row: &Row, column: &str) -> bool {
        self.reads(row)
            && self.any_cell(row, 'U', Way::Writing, |cell| self.columns(cell, row.table).contains(column))
    }

    /// Whether the actor may change some column of the row: then the others are refused by name.
    pub fn updates_something(&self, row: &Row) -> bool {
        self.reads(row) && self.any_cell(row, 'U', Way::Writing, |_| true)
    }

    /// Whether the actor may archive the row, or restore it.
    pub fn archives(&self, row: &Row) -> bool {
        self.reads(row) && self.any_cell(row, 'A', Way::Writing, |_| true)
    }

    /// Whether the actor holds a right that a verb asks for.
    pub fn may(&self, verb: &Verb, row: &Row) -> bool {
        self.updates(row, "status") && verb.rights.iter().any(|right| self.holds(right, row))
    }

    fn holds(&self, right: &str, row: &Row) -> bool {
        let (class, scope) = match right {
            "owner" => ("business_owner", Scope::Organisation),
            "compliance_lead" => ("compliance_lead", Scope::Organisation),
            "manager_of_resident" | "manager_of_home" | "manager_of_person" => ("manager", Scope::Managed),
            "senior_of_resident" => ("senior", Scope::Homes),
            "self" | "assignee" => ("person", Scope::Own),
            "owner_in_place" if self.has_no_manager(row) => ("business_owner", Scope::Organisation),
            "lead_in_place" if self.has_no_manager(row) => ("compliance_lead", Scope::Organisation),
            "verifying_manager" if !self.is_own(row) => ("manager", Scope::Managed),
            "verifying_lead" if !self.is_own(row) => ("compliance_lead", Scope::Organisation),
            "senior_while_reported" if row.status == Some("reported") => ("senior", Scope::Homes),
            "owner_in_place"
            | "lead_in_place"
            | "verifying_manager"
            | "verifying_lead"
            | "senior_while_reported" => return false,
            other => panic!("the model does not know the right {other}"),
        };
        self.reaches(self.kind(row), class, scope, row, Way::Writing)
    }

    /// The columns that a cell's U covers.
    pub fn columns(&self, cell: &Cell, table: &str) -> BTreeSet<String> {
        match &cell.columns {
            Some(set) => self.matrix.columns[table][set].clone(),
            None => self.grants.all_columns(table),
        }
    }

    pub(super) fn table(&self, row: &Row) -> &Table {
        &self.matrix.tables[row.table]
    }

    fn kind(&self, row: &Row) -> Kind {
        self.table(row).kind
    }

    pub(super) fn any_cell(&self, row: &Row, letter: char, way: Way, fits: impl Fn(&Cell) -> bool) -> bool {
        let table = self.table(row);
        table.cells.iter().any(|cell| {
            cell.letters.contains(letter)
                && self.reaches(table.kind, &cell.actor, cell.scope, row, way)
                && cell.conditions.iter().all(|condition| self.fulfils(condition, row))
                && fits(cell)
        })
    }

    /// Whether the right of a class, with this scope, reaches the row.
    pub(super) fn reaches(&self, kind: Kind, class: &str, scope: Scope, row: &Row, way: Way) -> bool {
        let Some(me) = self.me.filter(|me| me.organisation == row.organisation) else { return false };
        match class {
            "person" => {}
            _ if scope == Scope::Lately => {}
            "business_owner" | "compliance_lead" => {
                if !self.holds_office(class) {
                    return false;
                }
            }
            _ => {
                if self.homes(class).is_empty() {
                    return false;
                }
            }
        }
        match scope {
            Scope::Any | Scope::Organisation => true,
            // Of a person their officers' names are their own to know, too.
            Scope::Own if kind == Kind::Named => {
                row.profile == Some(me.name)
                    || self.world.table("organisation_roles").any(|r| r.profile == row.profile)
            }
            Scope::Own => row.profile == Some(me.name),
            Scope::Lately => {
                let homes = self.lately(class, row);
                match row.client {
                    Some(client) => self.on_the_floor(&homes, true).contains(client),
                    None => row.home.is_some_and(|h| homes.contains(h)),
                }
            }
            Scope::Visible => {
                let scope = match class {
                    "manager" => Scope::Managed,
                    "business_owner" | "compliance_lead" => Scope::Organisation,
                    _ => Scope::Homes,
                };
                self.reaches(kind, class, scope, row, Way::Reading)
            }
            Scope::Homes | Scope::Managed => {
                let homes = self.homes(class);
                let here = row.home.is_some_and(|h| homes.contains(h));
                match kind {
                    Kind::Home | Kind::Membership | Kind::AuditDetail => here,
                    Kind::Person => row.profile.is_some_and(|p| self.people(&homes, false).contains(p)),
                    Kind::Named => row.profile.is_some_and(|p| self.people(&homes, true).contains(p)),
                    // Worked where it happened; read by those who see the resident, if there is one.
                    Kind::Happening | Kind::Incident if way == Way::Writing || row.client.is_none() => here,
                    Kind::Report if row.client.is_none() => here,
                    Kind::Client | Kind::Resident | Kind::Happening | Kind::Report | Kind::Incident => {
                        self.reaches_resident(kind, scope, &homes, row, way)
                    }
                    Kind::Organisation | Kind::Office => {
                        panic!("{}: a right by home on rows that have none", row.table)
                    }
                }
            }
        }
    }

    pub(super) fn reaches_resident(
        &self,
        kind: Kind,
        scope: Scope,
        homes: &Names<'_>,
        row: &Row,
        way: Way,
    ) -> bool {
        let client = row.client.expect("a row of a resident names one");
        // A new resident is held where they are registered.
        let (holding, gone) = match self.world.residents.iter().find(|r| r.name == client) {
            Some(resident) => (resident.holding, resident.archived),
            None => (row.home.expect("a new resident has a home"), false),
        };
        let floor = |excluding| self.on_the_floor(homes, excluding).contains(client);
        match (way, scope) {
            // Managers answer for whoever their home holds, excluded or not, and for what happened
            // there; of somebody else on their floor they are told like anybody else on it.
            (Way::Reading, Scope::Managed) => {
                row.home.is_some_and(|h| homes.contains(h))
                    || (homes.contains(holding) && !gone)
                    || floor(true)
            }
            (Way::Reading, _) => floor(true),
            (Way::Writing, Scope::Managed) => homes.contains(holding) && (kind == Kind::Client || !gone),
            (Way::Writing, _) => homes.contains(holding) && !gone && floor(true),
        }
    }

    /// Homes in which the actor has a live right of this class.
    pub(super) fn homes(&self, class: &str) -> Names<'a> {
        let (table, kinds) = rights_of(class);
        self.live_rights(table)
            .filter(|r| r.kind.is_some_and(|k| kinds.contains(&k)))
            .filter_map(|r| r.home)
            .collect()
    }

    /// Homes in which the actor has a right of this class or had one until 72 hours ago. Of a row that says when
    /// the care was given: only the home where it was, and only if the right was there then.
    fn lately(&self, class: &str, row: &Row) -> Names<'a> {
        let (table, kinds) = rights_of(class);
        let me = self.me.map(|me| me.name);
        self.world
            .table(table)
            .filter(|r| r.profile == me && !r.archived && r.kind.is_some_and(|k| kinds.contains(&k)))
            .filter(|r| {
                let valid = r.valid.expect("a right has a time");
                let since = valid.from.is_none_or(|f| f <= 0) && valid.until.is_none_or(|u| u > -3 * DAY);
                since
                    && row.occurred.is_none_or(|at| {
                        r.home == row.home
                            && valid.from.is_none_or(|f| f <= at)
                            && valid.until.is_none_or(|u| at < u)
                    })
            })
            .filter_map(|r| r.home)
            .collect()
    }

    pub(super) fn holds_office(&self, role: &str) -> bool {
        self.live_rights("organisation_roles").any(|r| r.kind == Some(role))
    }

    pub(super) fn live_rights(&self, table: &'a str) -> impl Iterator<Item = &'a Row> {
        let me = self.me.map(|me| me.name);
        self.world.table(table).filter(move |r| {
            r.profile == me && !r.archived && r.valid.is_some_and(crate::world::Window::is_live)
        })
    }

    /// Residents as the floor of these homes sees them.
    fn on_the_floor(&self, homes: &Names<'_>, excluding: bool) -> Names<'a> {
        let me = self.me.map(|me| me.name);
        let excluded: Names<'_> = self
            .world
            .table("client_exclusions")
            .filter(|x| excluding && !x.archived && x.profile == me)
            .filter_map(|x| x.client)
            .collect();
        self.world
            .table("bed_stays")
            .filter(|s| !s.archived && s.home.is_some_and(|h| homes.contains(h)))
            .filter(|s| {
                let during = s.valid.expect("a stay has a time");
                match s.status.expect("a stay has a status") {
                    "live" => true,
                    "planned" => during.from.is_some_and(|f| f < 2 * DAY),
                    "ended" => during.until.is_none_or(|u| u > -7 * DAY),
                    _ => false,
                }
            })
            .filter_map(|s| s.client)
            .filter(|c| !excluded.contains(c))
            .collect()
    }

    /// People with a right in these homes, now or to come; `ever` adds all who had one.
    pub(super) fn people(&self, homes: &Names<'_>, ever: bool) -> Names<'a> {
        ["user_care_homes", "manager_care_homes"]
            .into_iter()
            .flat_map(|table| self.world.table(table))
            .filter(|r| r.home.is_some_and(|h| homes.contains(h)))
            .filter(|r| ever || (!r.archived && !r.valid.expect("a right has a time").has_ended()))
            .filter_map(|r| r.profile)
            .collect()
    }
}

/// The table of a class's rights, and the kinds of them that count.
fn rights_of(class: &str) -> (&'static str, &'static [&'static str]) {
    match class {
        "carer" => ("user_care_homes", &["carer", "senior", "nurse"]),
        "senior" => ("user_care_homes", &["senior", "nurse"]),
        "ancillary" => ("user_care_homes", &["ancillary"]),
        "manager" => ("manager_care_homes", &["registered", "deputy", "cover"]),
        other => panic!("the model does not know the actor {other}"),
    }
}
