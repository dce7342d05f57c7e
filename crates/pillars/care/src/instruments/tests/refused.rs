//! A wrong file is refused whole, each mistake with its line and what to write.

use crate::instruments::read;

const GOOD: &str = r#"code = "skin"
version = 1000
name = "Skin"
licence = "Licensed to us, 2026"
source = "The manual"
effective_from = 2026-01-01
repeat_days = 28
outcome = "total"

[[items]]
code = "age"
label = "Age"
kind = "number"
unit = "years"
least = 18
most = 120
steps = [
    { to = 64, score = 1 },
    { from = 65, to = 80, score = 2 },
    { from = 81, score = 3 },
]

[[items]]
code = "place"
label = "Where"
kind = "choice"
options = [
    { code = "bed", label = "In bed", score = 4 },
    { code = "chair", label = "In a chair", score = 0 },
]

[[items]]
code = "wet"
label = "Wet"
kind = "number"
unit = "times"
least = 0
most = 20

[[items.scoring]]
when = { place = ["bed"] }
steps = [{ to = 5, score = 0 }, { from = 6, score = 2 }]

[[items.scoring]]
when = { place = ["chair"] }
steps = [{ score = 0 }]

[[bands]]
code = "low"
label = "Low"
from = 0
to = 4

[[bands]]
code = "high"
label = "High"
from = 5
to = 9
"#;

#[test]
fn the_good_one_is_good() {
    read("skin.toml", GOOD).expect("it is whole");
}

#[test]
fn each_mistake_is_said_with_its_line() {
    for (from, to, line, words) in [
        // Not TOML, not this shape.
        ("code = \"skin\"", "code = skin", 1, ""),
        ("repeat_days = 28", "repeat = 28", 7, "unknown field `repeat`"),
        ("outcome = \"total\"", "outcome = \"sum\"", 8, "unknown variant `sum`"),
        ("kind = \"choice\"", "kind = \"pick\"", 26, "unknown variant `pick`"),
        ("version = 1000", "version = \"one\"", 2, "invalid type"),
        ("name = \"Skin\"\n", "", 1, "missing field `name`"),
        // Of itself.
        ("code = \"skin\"", "code = \"Skin\"", 1, "lower-case"),
        ("name = \"Skin\"", "name = \" \"", 1, "name: write 1 to 200"),
        ("licence = \"Licensed to us, 2026\"", "licence = \"\"", 1, "licence: write 1 to"),
        ("version = 1000", "version = 0", 1, "version: write a whole number"),
        ("effective_from = 2026-01-01", "effective_from = 2026-01-01T10:00:00", 1, "write a day"),
        ("outcome = \"total\"", "outcome = \"none\"", 10, "nothing is added up"),
        ("outcome = \"total\"", "outcome = \"total\"\nchange = { item = \"age\" }", 1, "take it out"),
        ("outcome = \"total\"", "outcome = \"total\"\noperator_bands = true", 1, "operator_bands"),
        // Items.
        ("code = \"wet\"", "code = \"age\"", 32, "another item is age already"),
        ("code = \"chair\"", "code = \"bed\"", 29, "another option is bed already"),
        ("label = \"In a chair\", score = 0", "label = \"In a chair\"", 29, "give this one too"),
        ("kind = \"choice\"", "kind = \"choice\"\nunit = \"kg\"", 23, "take them out"),
        ("kind = \"choice\"", "kind = \"choice\"\nrequired = false", 23, "has to be answered"),
        ("least = 18", "least = 200", 10, "not below most"),
        ("least = 18\n", "", 10, "say both"),
        ("unit = \"years\"\n", "", 10, "unit: say it"),
        ("score = 4", "score = 400", 28, "from -100 to 100"),
        // Steps.
        (
            "{ from = 65, to = 80, score = 2 }",
            "{ from = 66, to = 80, score = 2 }",
            19,
            "gap: 65 scores nothing; begin there",
        ),
        (
            "{ from = 65, to = 80, score = 2 }",
            "{ from = 64, to = 80, score = 2 }",
            19,
            "overlap: 64 scores twice; begin at 65",
        ),
        ("{ from = 65, to = 80, score = 2 }", "{ from = 65, to = 60, score = 2 }", 19, "below from"),
        ("{ from = 65, to = 80, score = 2 }", "{ from = 65.5, to = 80, score = 2 }", 19, "at most 0 digits"),
        ("{ from = 65, to = 80, score = 2 }", "{ from = 65, score = 2 }", 19, "only the last step"),
        (
            "{ from = 81, score = 3 }",
            "{ from = 81, to = 100, score = 3 }",
            10,
            "gap: 101 to 120 score nothing",
        ),
        ("{ from = 81, score = 3 }", "{ from = 81, to = 130, score = 3 }", 10, "ends above most, 120"),
        // Conditions.
        ("when = { place = [\"chair\"] }", "when = { seat = [\"chair\"] }", 44, "there is no item seat"),
        ("when = { place = [\"chair\"] }", "when = { place = [\"sofa\"] }", 44, "place has no option sofa"),
        ("when = { place = [\"chair\"] }", "when = { age = [\"chair\"] }", 44, "age has to be a choice"),
        (
            "when = { place = [\"chair\"] }",
            "when = { place = [\"bed\"] }",
            32,
            "with place = bed more than one scoring holds",
        ),
        (
            "{ code = \"chair\", label = \"In a chair\", score = 0 },",
            "{ code = \"chair\", label = \"In a chair\", score = 0 }, { code = \"floor\", label = \"On the floor\", score = 1 },",
            32,
            "with place = floor no scoring holds",
        ),
        // Bands.
        ("to = 4\n", "to = 3\n", 54, "gap: 4 is in no band; begin there"),
        ("to = 4\n", "to = 5\n", 54, "overlap"),
        ("to = 9\n", "to = 8\n", 54, "the greatest total is 9; end there"),
        ("from = 0\nto = 4", "from = 2\nto = 4", 48, "the least total is 1; begin there"),
        ("code = \"high\"", "code = \"low\"", 54, "another band is low already"),
        (
            "from = 5\nto = 9\n",
            "from = 5\nto = 9\n\n[[bands]]\ncode = \"top\"\nlabel = \"Top\"\nfrom = 10\nto = 12\n",
            60,
            "no answers lead to it",
        ),
        ("from = 5\nto = 9\n", "single_item = 5\n", 54, "no item scores 5"),
        ("from = 5\nto = 9\n", "single_item = 4\nfrom = 5\nto = 9\n", 54, "stands instead of from and to"),
        ("from = 5\nto = 9\n", "from = 5\nto = 9\ncolour = \"red\"\n", 59, "unknown field `colour`"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let text = GOOD.replacen(from, to, 1);
        let mistakes = read("skin.toml", &text).expect_err(to);
        let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert!(mistakes.iter().all(|m| m.file == "skin.toml"));
        assert!(
            mistakes.iter().any(|m| m.line == line && m.message.contains(words)),
            "{to}: expected line {line}, {words}: {said:#?}"
        );
    }
}

#[test]
fn every_mistake_is_said_at_once() {
    let text = GOOD.replace("code = \"chair\"", "code = \"bed\"").replace("label = \"Age\"", "label = \"\"");
    let lines: Vec<usize> = read("skin.toml", &text).unwrap_err().iter().map(|m| m.line).collect();
    assert_eq!(lines, [10, 29]);
}
