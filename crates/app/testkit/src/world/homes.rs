//! Operators, homes, and the beds in them.

/// O1 runs two homes; O2 is another operator.
pub const ORGANISATIONS: &[&str] = &["O1", "O2"];

/// A home of an operator.
pub struct Home {
    pub name: &'static str,
    pub organisation: &'static str,
    pub archived: bool,
}

/// `H0` was made in error and is archived with everything in it.
pub const HOMES: &[Home] = &[
    Home { name: "H1", organisation: "O1", archived: false },
    Home { name: "H2", organisation: "O1", archived: false },
    Home { name: "H3", organisation: "O2", archived: false },
    Home { name: "H0", organisation: "O1", archived: true },
];

/// A bed. Each stands in a room of its own, in the home's only unit.
pub struct Bed {
    pub home: &'static str,
    pub label: &'static str,
    pub state: &'static str,
    /// Archived by itself; those of an archived home go with it.
    pub archived: bool,
}

impl Bed {
    /// `H1.bed.a`.
    pub fn name(&self) -> String {
        format!("{}.bed.{}", self.home, self.label)
    }

    /// `H1.room.a`.
    pub fn room(&self) -> String {
        format!("{}.room.{}", self.home, self.label)
    }
}

/// Six beds for residents, one free, one out of service and one archived in each living home.
pub fn beds() -> Vec<Bed> {
    let mut beds = Vec::new();
    for home in HOMES {
        if home.archived {
            beds.push(Bed { home: home.name, label: "a", state: "in_service", archived: false });
            continue;
        }
        for label in ["a", "b", "c", "d", "e", "f", "free"] {
            beds.push(Bed { home: home.name, label, state: "in_service", archived: false });
        }
        beds.push(Bed { home: home.name, label: "out", state: "out_of_service", archived: false });
        beds.push(Bed { home: home.name, label: "gone", state: "in_service", archived: true });
    }
    beds
}
