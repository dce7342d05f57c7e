//! `docs/schema/review-checklist.md`: what a person looks at, and what the lint has already looked at.

use std::fmt::Write;

use almoner_schema::lint::rules::{CATALOGUE, FILES, Rule};

/// Questions that no program answers: group, question, where the answer shows.
const BY_HAND: &[(&str, &[(&str, &str)])] = &[
    (
        "Row level security",
        &[
            (
                "Whose is a row: the organisation's, a home's, a resident's, a person's? Does `kind` in `access/matrix.toml` say the same?",
                "the table's row in the matrix",
            ),
            (
                "Does each policy begin with the whole organisation, then managed homes, then the floor, each helper in a sub-select?",
                "[policies](README.md)",
            ),
            (
                "Could a column be read by fewer people than its row? Then it stands in a table of its own: all people share one database role.",
                "the table reference",
            ),
            (
                "What do a dismissed manager, a carer of another home and somebody about whom the row is see of it? Is there a row of the world for each?",
                "`crates/app/testkit/src/world`",
            ),
            (
                "What does a unique or foreign key tell about a row that its writer can't see? Each that tells something stands in the reviewed list with its answer.",
                "`supabase/lint.toml`",
            ),
            (
                "Does a `security definer` function decide by itself who may call it with what? Does it need to be one?",
                "`supabase/lint.toml`",
            ),
            ("Are there cells for it, and did the number of cells tried go up?", "`access/cells.csv`"),
        ],
    ),
    (
        "Indexes",
        &[
            (
                "Which list reads this table, in which order, and which index serves it by organisation, by home and by resident?",
                "`crates/app/testkit/tests/lists`",
            ),
            (
                "Does the index leave out what the list leaves out (archived, finished), so that it stays small?",
                "the migration",
            ),
            (
                "Is each index paid for on every insert used by a list, a key or the archive cascade?",
                "the migration's remark",
            ),
        ],
    ),
    (
        "Rollback",
        &[
            (
                "Does the rollback bring back what was there, comments, grants and defaults too? Where rows would be lost, does it refuse without `--discard`?",
                "the round trip of every migration in `make test`",
            ),
            (
                "Do the program before and the program after both work while this is half rolled out? Expand first, contract in a later file.",
                "`minimum_binary`",
            ),
            (
                "How long does it lock what, on ten million rows? No rewrite, no validation of a constraint together with making it.",
                "`lock_timeout` 2 s",
            ),
        ],
    ),
    (
        "Rules and names",
        &[
            (
                "Is a wrong state impossible in the database (check, transition, exclusion), whoever writes?",
                "`app.transitions`, named checks",
            ),
            (
                "Does a comment say the unit, the shape or whose id it is, wherever the name doesn't?",
                "a test asks for it",
            ),
            (
                "Is what was said insert-only, and corrected by an addendum?",
                "`supabase/lint.toml`, kind evidence",
            ),
            ("Does every change leave one audit event, in the same transaction?", "trigger `audit`"),
            (
                "Is an error that a person can meet one of the stable codes, with the field's name?",
                "`crates/base/kernel/src/error.rs`",
            ),
            ("Does it work on PostgreSQL 15 to 18 and as a hosted project's owner?", "`make prove`"),
        ],
    ),
];

pub fn page() -> String {
    let mut text = "# Review of a migration\n\n\
         Made by `make docs`. The first part is for a person; the second is what `almoner migrate lint` and the tests have already looked at when a review begins,\n\
         so nobody has to.\n\n## By a person\n"
        .to_owned();
    for (group, questions) in BY_HAND {
        let _ = write!(text, "\n### {group}\n\n");
        for (question, shows) in *questions {
            let _ = writeln!(text, "- [ ] {question} *({shows})*");
        }
    }
    let _ = write!(
        text,
        "\n## By the lint: {} rules\n\nAn exception is a line with its reason in [supabase/lint.toml](../../supabase/lint.toml); one that nothing needs any more is a finding itself.\n",
        CATALOGUE.len() + FILES.len()
    );
    for (what, rules) in [("In the catalogue of a migrated database", CATALOGUE), ("In the files", FILES)] {
        let _ = write!(text, "\n### {what}\n\n| rule | what to do about a finding |\n|---|---|\n");
        for Rule { id, remedy, fails } in rules {
            let note = if *fails { "" } else { " (told, does not fail)" };
            let _ = writeln!(text, "| `{id}`{note} | {} |", super::tables::cell(remedy));
        }
    }
    text
}
