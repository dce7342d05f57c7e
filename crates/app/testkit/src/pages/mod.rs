//! Pages made from what the project holds: `make docs` writes them, and a stale copy fails a test.
//!
//! - [`access`]: `docs/access-matrix.md`, from `access/matrix.toml`.
//! - [`schema`]: `docs/schema/`: pictures, the table reference, policies and the review checklist.
//!
//! Nothing here asks a database. `supabase/catalogue.txt` is what the migrations make, and a test
//! of `almoner-schema` keeps it so; `access/cells.csv` is what the runner tried, and its tests keep
//! that so.

pub mod access;
pub mod catalogue;
pub mod cells;
mod checklist;
mod erd;
mod policies;
mod tables;

use std::collections::BTreeMap;

use crate::matrix::Matrix;
use catalogue::Catalogue;
use cells::Cells;

/// What the pages are made from.
pub struct Sources {
    pub catalogue: Catalogue,
    pub matrix: Matrix,
    pub cells: Cells,
    /// Remarks above a table in `access/matrix.toml`, by table.
    pub remarks: BTreeMap<String, String>,
}

impl Sources {
    /// The project's own.
    ///
    /// # Errors
    /// When the matrix is not well formed.
    pub fn load() -> Result<Self, String> {
        Ok(Self {
            catalogue: Catalogue::parse(include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../supabase/catalogue.txt"
            ))),
            matrix: Matrix::load()?,
            cells: Cells::load(),
            remarks: policies::remarks(include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../access/matrix.toml"
            ))),
        })
    }

    /// Every chapter with its tables: the pillars of the matrix, then the schemas that no person
    /// reads directly.
    fn chapters(&self) -> BTreeMap<String, Vec<&catalogue::Table>> {
        let mut chapters: BTreeMap<String, Vec<&catalogue::Table>> = BTreeMap::new();
        for table in self.catalogue.tables.values().filter(|t| !t.partition) {
            chapters.entry(self.chapter(table)).or_default().push(table);
        }
        chapters
    }

    fn chapter(&self, table: &catalogue::Table) -> String {
        match (table.schema.as_str(), self.matrix.tables.get(&table.name)) {
            ("public", Some(row)) => row.pillar.clone(),
            (schema, _) => schema.to_owned(),
        }
    }
}

/// Every page of `docs/schema/`, by its path there.
pub fn schema(sources: &Sources) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let chapters = sources.chapters();
    pages.insert("README.md".to_owned(), tables::index(sources, &chapters));
    pages.insert("review-checklist.md".to_owned(), checklist::page());
    for (chapter, members) in &chapters {
        let picture = erd::picture(sources, chapter, members);
        pages.insert(format!("{chapter}.md"), tables::page(sources, chapter, members, picture.is_some()));
        if let Some(picture) = picture {
            pages.insert(format!("{chapter}.svg"), picture);
        }
        if let Some(page) = policies::page(sources, chapter, members) {
            pages.insert(format!("policies/{chapter}.md"), page);
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::{Sources, schema};

    #[test]
    fn the_pages_of_the_schema_are_what_the_files_say() {
        let made = schema(&Sources::load().unwrap());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/schema");
        let mut held = BTreeMap::new();
        for part in ["", "policies/"] {
            for entry in std::fs::read_dir(folder.join(part)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    let name = format!("{part}{}", entry.file_name().to_string_lossy());
                    held.insert(name, std::fs::read_to_string(entry.path()).unwrap());
                }
            }
        }
        for name in made.keys().chain(held.keys()) {
            assert!(made.get(name) == held.get(name), "docs/schema/{name} is stale: run make docs");
        }
        assert!(made.len() > 30, "{}", made.len());
    }

    /// Which unit, which shape, whose id: what a reader can't tell from a column's name and type.
    #[test]
    fn every_table_has_a_comment_and_every_column_that_carries_a_rule() {
        let sources = Sources::load().unwrap();
        let mut missing = Vec::new();
        for table in sources.catalogue.tables.values().filter(|t| !t.partition) {
            if table.comment.is_none() {
                missing.push(table.full());
            }
            if matches!(table.schema.as_str(), "public" | "reference") {
                let silent = table.columns.iter().filter(|c| c.comment.is_none() && table.wants_a_comment(c));
                missing.extend(silent.map(|c| format!("{}.{}", table.full(), c.name)));
            }
        }
        assert!(missing.is_empty(), "no comment says what these mean: {missing:#?}");
    }
}
