//! The named conditions of the matrix, decided from the world's own data.

use almoner_access::{Kind, Scope};

use super::model::{Model, Way};
use crate::world::{PEOPLE, Row, Window};

impl Model<'_> {
    pub(super) fn fulfils(&self, condition: &str, row: &Row) -> bool {
        let me = self.me.map(|me| me.name);
        let not_self = row.profile != me;
        let is_cover = row.kind == Some("cover");
        match condition {
            "not_self" => not_self,
            "not_own_again" => not_self || !row.archived,
            "fresh_second_factor" => self.seat.has_fresh_second_factor(),
            "not_self_or_fresh" => not_self || self.seat.has_fresh_second_factor(),
            "cover_kind" => is_cover && not_self,
            "led_home" => self
                .live_rights("manager_care_homes")
                .any(|r| r.home == row.home && matches!(r.kind, Some("registered" | "deputy"))),
            "own_people" => {
                row.profile.is_some_and(|p| self.people(&self.homes("manager"), false).contains(p))
            }
            "own_people_or_open" => {
                row.profile.is_none_or(|p| self.people(&self.homes("manager"), false).contains(p))
            }
            "not_sealed" => row.column("sealed") != Some("true"),
            "in_force_for_me" => {
                row.status == Some("in_force")
                    && !row.archived
                    && row.kind.is_none_or(|title| self.me.is_some_and(|me| me.job_title == title))
            }
            "of_managed_home" => {
                let homes = self.homes("manager");
                let resident = self.world.residents.iter().find(|r| Some(r.name) == row.client);
                row.home.is_some_and(|h| homes.contains(h))
                    || resident.is_some_and(|r| homes.contains(r.holding) && !r.archived)
            }
            "floor_kinds" => {
                matches!(
                    row.kind,
                    Some("allergy" | "diet_texture" | "choking" | "communication" | "infection")
                )
            }
            "proposed_by_me" => row.status == Some("proposed") && row.by == me,
            "not_draft" => row.status != Some("draft"),
            "still_draft" => row.status == Some("draft"),
            // Named only closes a task to others; a task that is somebody's is still recorded by a colleague.
            "open_to_me" => row.profile.is_none() || row.profile == me,
            "mine_or_teams" => match row.profile {
                Some(assignee) => Some(assignee) == me,
                None => {
                    row.column("shift_template_id").is_none()
                        || row.valid.is_some_and(Window::has_ended)
                        || self.is_on_its_shift(row)
                        || self.reaches(Kind::Resident, "senior", Scope::Homes, row, Way::Writing)
                }
            },
            "about_me" => row.profile == me,
            "happened_in_managed" => row.home.is_some_and(|h| self.homes("manager").contains(h)),
            "may_claim" => {
                row.column("claimed_author_id").is_none() || self.fulfils("happened_in_managed", row)
            }
            "not_hidden" => !self.is_hidden(row),
            "opens_record" => row.client.is_some_and(|client| self.reads(self.world.row("clients", client))),
            "not_subject" => !self.is_subject(row),
            "not_hidden_or_reported" => {
                !self.is_hidden(row)
                    || (!self.is_subject(row)
                        && self
                            .world
                            .table("incident_reports")
                            .any(|report| report.incident == row.incident && report.profile == me))
            }
            "sees_where" => [("carer", Scope::Homes), ("manager", Scope::Managed)]
                .into_iter()
                .any(|(class, scope)| self.reaches(Kind::Incident, class, scope, row, Way::Reading)),
            "reads_row" => self.reads_what_it_is_about(row),
            "while_reported" => row.status == Some("reported"),
            "no_manager" => self.has_no_manager(row),
            "of_writable_resident" => {
                row.client.is_none()
                    || [("carer", Scope::Homes), ("manager", Scope::Managed)].into_iter().any(
                        |(class, scope)| {
                            self.reaches_resident(
                                Kind::Resident,
                                scope,
                                &self.homes(class),
                                row,
                                Way::Writing,
                            )
                        },
                    )
            }
            "is_activity" => row.kind == Some("activity"),
            "sees_resident" => {
                [("carer", Scope::Homes), ("manager", Scope::Managed)].into_iter().any(|(class, scope)| {
                    self.reaches_resident(Kind::Resident, scope, &self.homes(class), row, Way::Reading)
                })
            }
            "may_strike" => {
                row.kind != Some("strike_out")
                    || row.by == me
                    || row.home.is_some_and(|h| self.homes("manager").contains(h))
            }
            "of_my_home" => row.home.is_none_or(|home| {
                ["carer", "ancillary", "manager"].iter().any(|class| self.homes(class).contains(home))
                    || ["business_owner", "compliance_lead"].iter().any(|role| self.holds_office(role))
            }),
            "gives_care_there" => self.gives_care_there(row),
            "still_on" => row.status == Some("on"),
            "status_new" => matches!(row.status, Some("planned" | "live")),
            other => panic!("the model does not know the condition {other}"),
        }
    }

    pub(super) fn is_own(&self, row: &Row) -> bool {
        self.me.is_some_and(|me| row.profile == Some(me.name))
    }

    /// Whether the person concerned gives care in the row's home, or manages it.
    fn gives_care_there(&self, row: &Row) -> bool {
        let Some(person) = row.profile.map(|name| self.world.person(name)) else { return false };
        let rights = [
            ("user_care_homes", ["carer", "senior", "nurse"]),
            ("manager_care_homes", ["registered", "deputy", "cover"]),
        ];
        person.status == "active"
            && !person.archived
            && rights.iter().any(|(table, kinds)| {
                self.world.table(table).any(|r| {
                    r.profile == row.profile
                        && r.home == row.home
                        && !r.archived
                        && r.valid.is_some_and(Window::is_live)
                        && r.kind.is_some_and(|k| kinds.contains(&k))
                })
            })
    }

    /// Whether the actor is on the shift that a task is given to, at some time at which it is due.
    fn is_on_its_shift(&self, task: &Row) -> bool {
        let (Some(me), Some(due)) = (self.me, task.valid) else { return false };
        self.world.table("shift_assignments").any(|on| {
            on.profile == Some(me.name)
                && !on.archived
                && matches!(on.status, Some("accepted" | "published" | "confirmed" | "worked"))
                && on.home == task.home
                && on.column("template_id") == task.column("shift_template_id")
                && on.valid.is_some_and(|during| during.meets(due))
        })
    }

    /// Whether the row is of an incident that is about the actor.
    fn is_subject(&self, row: &Row) -> bool {
        let (Some(name), Some(me)) = (row.incident, self.me) else { return false };
        self.world.incident(name).subjects.contains(&me.name)
    }

    /// Whether the row is of an incident that is about the actor, or is kept to managers from them.
    fn is_hidden(&self, row: &Row) -> bool {
        let (Some(name), Some(me)) = (row.incident, self.me) else { return false };
        let incident = self.world.incident(name);
        if incident.subjects.contains(&me.name) {
            return true;
        }
        let officer = self.holds_office("business_owner") || self.holds_office("compliance_lead");
        if !incident.is_restricted() || officer {
            return false;
        }
        let managed = self.homes("manager");
        let holds = incident.client.map(|c| self.world.resident(c));
        let holds = holds.is_some_and(|r| managed.contains(r.holding) && !r.archived);
        !managed.contains(incident.home) && !holds
    }

    /// Whether no manager of the home is there who is not a subject of the incident.
    pub(super) fn has_no_manager(&self, row: &Row) -> bool {
        let incident = self.world.incident(row.incident.expect("an incident"));
        !self.world.table("manager_care_homes").any(|m| {
            let person = m.profile.expect("of a person");
            let is_there = PEOPLE.iter().any(|p| p.name == person && p.status == "active" && !p.archived);
            m.home == Some(incident.home)
                && !m.archived
                && m.valid.is_some_and(Window::is_live)
                && is_there
                && !incident.subjects.contains(&person)
        })
    }

    /// Of an event: whether its reader may read the row, and not only because it is about themselves, where
    /// officers do not read every row of the table.
    fn reads_what_it_is_about(&self, event: &Row) -> bool {
        let Some(table) = event.about else { return true };
        let cells = &self.matrix.tables[table].cells;
        let in_full = |class: &str| {
            cells.iter().any(|cell| {
                (cell.actor == class || cell.actor == "person")
                    && cell.letters.contains('S')
                    && matches!(cell.scope, Scope::Organisation | Scope::Any)
                    // Of incidents the event knows by itself.
                    && cell.conditions.iter().all(|condition| condition == "not_hidden")
            })
        };
        if ["business_owner", "compliance_lead"].iter().all(|class| in_full(class)) {
            return true;
        }
        let row = Row { table, about: None, ..event.clone() };
        self.any_cell(&row, 'S', Way::Reading, |cell| cell.scope != Scope::Own)
    }
}
