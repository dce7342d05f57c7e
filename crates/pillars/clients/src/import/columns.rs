//! The columns of a file of residents, with the names that other systems give them. docs/import.md
//! says what each may hold; a test compares the two.

use almoner_sheet::Column;

const fn column(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: false }
}

const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: true }
}

/// In the order in which they are told.
pub const COLUMNS: &[Column] = &[
    needed("home", &["care home", "home code", "site", "location"]),
    needed("family_name", &["surname", "last name"]),
    needed("given_name", &["first name", "forename", "forenames"]),
    column("preferred_name", &["known as", "likes to be called"]),
    column("title", &[]),
    column("birth_date", &["date of birth", "dob", "born", "birthday"]),
    column("nhs_number", &["nhs no", "nhs"]),
    column("gender", &["sex"]),
    column("room", &["room number", "room no"]),
    column("bed", &[]),
    column("admitted", &["admission date", "date of admission", "admitted on", "moved in"]),
    column("stay_kind", &["type of stay", "stay type"]),
    column("allergies", &["allergy"]),
    column("next_of_kin_name", &["next of kin", "nok", "nok name"]),
    column("next_of_kin_relationship", &["nok relationship", "relationship"]),
    column("next_of_kin_phone", &["nok phone", "nok telephone", "next of kin telephone"]),
    column("key_worker", &["key worker email", "keyworker"]),
];

#[cfg(test)]
mod tests {
    use super::COLUMNS;

    #[test]
    fn the_page_and_the_example_know_every_column() {
        let page = include_str!("../../../../../docs/import.md");
        for column in COLUMNS {
            let needed = if column.needed { " (needed)" } else { "" };
            let line = format!("| `{}`{needed} | {}", column.name, column.also.join(", "));
            assert!(page.contains(line.trim_end()), "docs/import.md lacks: {line}");
        }
        let example = include_str!("../../../../../docs/examples/residents.csv");
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        let header: Vec<&str> = example.lines().next().unwrap_or_default().split(',').collect();
        assert!(names.iter().all(|name| header.contains(name)), "docs/examples/residents.csv lacks a column");
    }
}
