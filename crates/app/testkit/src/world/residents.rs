//! Residents and their stays.

use super::window::{DAY, Window};

/// A resident.
pub struct Resident {
    pub name: &'static str,
    pub organisation: &'static str,
    /// The home that registered them.
    pub registered_in: &'static str,
    /// The home that holds the living record now.
    pub holding: &'static str,
    pub stays: Vec<Stay>,
    /// Away now: `hospital` or `leave`.
    pub away: Option<&'static str>,
    /// What the triggers must have made of the stays.
    pub status: &'static str,
    pub archived: bool,
}

/// A stay in a bed of a home.
pub struct Stay {
    pub home: &'static str,
    /// A bed's label; `None` after a transfer until the home gives one.
    pub bed: Option<&'static str>,
    pub during: Window,
    pub status: &'static str,
    pub leaving_reason: Option<&'static str>,
}

fn stay(home: &'static str, bed: Option<&'static str>, during: Window, status: &'static str) -> Stay {
    Stay { home, bed, during, status, leaving_reason: None }
}

fn ended(home: &'static str, bed: &'static str, from: i64, until: i64, why: &'static str) -> Stay {
    Stay {
        home,
        bed: Some(bed),
        during: Window::between(from, until),
        status: "ended",
        leaving_reason: Some(why),
    }
}

fn resident(
    name: &'static str,
    organisation: &'static str,
    home: &'static str,
    stays: Vec<Stay>,
    status: &'static str,
) -> Resident {
    Resident {
        name,
        organisation,
        registered_in: home,
        holding: home,
        stays,
        away: None,
        status,
        archived: false,
    }
}

const YEAR: i64 = 365 * DAY;

pub fn residents() -> Vec<Resident> {
    let lives = |home, bed| vec![stay(home, Some(bed), Window::since(-YEAR), "live")];
    vec![
        resident("R1", "O1", "H1", lives("H1", "a"), "current"),
        Resident { away: Some("hospital"), ..resident("R1b", "O1", "H1", lives("H1", "b"), "hospital") },
        resident("R2", "O1", "H2", lives("H2", "a"), "current"),
        resident("R3", "O2", "H3", lives("H3", "a"), "current"),
        Resident { away: Some("leave"), ..resident("R3b", "O2", "H3", lives("H3", "b"), "on_leave") },
        Resident {
            holding: "H2",
            ..resident(
                "moved",
                "O1",
                "H1",
                vec![
                    ended("H1", "c", -YEAR, -3 * DAY, "transferred"),
                    stay("H2", Some("b"), Window::since(-3 * DAY), "live"),
                ],
                "current",
            )
        },
        Resident {
            holding: "H2",
            ..resident(
                "moved_long_ago",
                "O1",
                "H1",
                vec![
                    ended("H1", "d", -YEAR, -30 * DAY, "transferred"),
                    stay("H2", None, Window::since(-30 * DAY), "live"),
                ],
                "current",
            )
        },
        // Moved to H2 and left there: H2 holds the whole record, on no floor any more.
        Resident {
            holding: "H2",
            ..resident(
                "moved_left",
                "O1",
                "H1",
                vec![
                    ended("H1", "f", -YEAR, -60 * DAY, "transferred"),
                    ended("H2", "c", -60 * DAY, -20 * DAY, "returned_home"),
                ],
                "discharged",
            )
        },
        resident("left", "O1", "H1", vec![ended("H1", "e", -YEAR, -2 * DAY, "returned_home")], "discharged"),
        resident(
            "left_long_ago",
            "O1",
            "H1",
            vec![ended("H1", "e", -2 * YEAR, -YEAR - DAY, "deceased")],
            "deceased",
        ),
        resident(
            "planned",
            "O1",
            "H1",
            vec![stay("H1", Some("d"), Window::since(DAY), "planned")],
            "pending_admission",
        ),
        resident(
            "planned_later",
            "O1",
            "H1",
            vec![stay("H1", Some("f"), Window::since(10 * DAY), "planned")],
            "pending_admission",
        ),
        // Asked for a place; has no stay at all.
        resident("asked", "O1", "H1", vec![], "prospective"),
        // The admission was called off.
        resident(
            "called_off",
            "O1",
            "H1",
            vec![stay("H1", None, Window::since(-DAY), "cancelled")],
            "prospective",
        ),
        // Registered in error.
        Resident {
            archived: true,
            ..resident(
                "archived",
                "O1",
                "H1",
                vec![stay("H1", Some("c"), Window::since(-2 * DAY), "live")],
                "current",
            )
        },
    ]
}
