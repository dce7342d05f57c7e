//! The project's own files, and what happens to wrong ones, on a real database.

use almoner_reference::{Data, Error, File, embedded, load, parse};
use almoner_schema::Source;
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::{Server, TestDb};
use jiff::civil::{Date, Weekday};
use tokio_postgres::Client;

struct Stage {
    db: TestDb,
    _server: Server,
}

impl Stage {
    async fn new() -> Self {
        let server = Server::shared().await.expect("a PostgreSQL for tests");
        let source = Source::embedded().unwrap();
        let db = server.database(&source, Layout::Plain).await.unwrap_or_else(|e| panic!("{e}"));
        Self { db, _server: server }
    }

    async fn owner(&self) -> Client {
        self.db.owner().connect("reference").await.unwrap()
    }
}

const TABLES: &[&str] = &["training_topics", "sla_defaults", "bank_holidays", "shift_templates", "scales"];

async fn rows(client: &Client) -> Vec<String> {
    let mut all = Vec::new();
    for table in TABLES {
        for row in client
            .query(&format!("select to_jsonb(t)::text from reference.{table} t order by code, version"), &[])
            .await
            .unwrap()
        {
            all.push(format!("{table} {}", row.get::<_, String>(0)));
        }
    }
    all
}

fn ours() -> Data {
    parse(&embedded()).unwrap_or_else(|e| panic!("{e}"))
}

/// The project's files with one text changed; that it stood there is part of the test.
fn with(name: &str, from: &str, to: &str) -> Vec<File> {
    let mut files = embedded();
    let file = files.iter_mut().find(|f| f.name == name).expect("a file of ours");
    assert!(file.text.contains(from), "{name} has no {from}");
    file.text = file.text.replacen(from, to, 1);
    files
}

fn line_of(name: &str, text: &str) -> usize {
    let file = embedded().into_iter().find(|f| f.name == name).unwrap();
    file.text[..file.text.find(text).unwrap()].matches('\n').count() + 1
}

#[tokio::test]
async fn loading_twice_is_loading_once() {
    let stage = Stage::new().await;
    let mut owner = stage.owner().await;
    let data = ours();
    let first = load(&mut owner, &data).await.unwrap();
    let said: u64 = first.tables.iter().map(|t| t.rows).sum();
    assert_eq!(first.new_rows(), said);
    assert!(said >= 75 && first.tables.len() == TABLES.len(), "{first}");
    let before = rows(&owner).await;
    assert_eq!(before.len() as u64, said);
    let again = load(&mut owner, &data).await.unwrap();
    assert_eq!(again.new_rows(), 0);
    assert_eq!(rows(&owner).await, before);
}

#[tokio::test]
async fn two_loads_at_once_are_one() {
    let stage = Stage::new().await;
    let data = ours();
    let (mut one, mut other) = (stage.owner().await, stage.owner().await);
    let (a, b) = futures(load(&mut one, &data), load(&mut other, &data)).await;
    let (a, b) = (a.unwrap(), b.unwrap());
    let said: u64 = a.tables.iter().map(|t| t.rows).sum();
    assert_eq!(a.new_rows() + b.new_rows(), said);
    assert_eq!(rows(&one).await.len() as u64, said);
}

async fn futures<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    tokio::join!(a, b)
}

#[test]
fn a_wrong_file_is_told_by_file_and_line() {
    let early = line_of("shift_templates.toml", "[[shift_templates]]");
    let cases: &[(&str, &str, &str, usize, &str)] = &[
        (
            "scales.toml",
            "rank = 0",
            "rank = \"0\"",
            line_of("scales.toml", "rank = 0"),
            "rank: write a whole number from 0 to 20",
        ),
        (
            "scales.toml",
            "rank = 1",
            "rank = 0",
            line_of("scales.toml", "code = \"harm.low\"") - 1,
            "another step of the scale has this rank",
        ),
        (
            "scales.toml",
            "label = \"No harm\"",
            "lable = \"No harm\"",
            line_of("scales.toml", "label = \"No harm\""),
            "scales has no lable",
        ),
        (
            "scales.toml",
            "\"harm.low\"",
            "\"harm.lower\"",
            line_of("scales.toml", "code = \"harm.low\"") - 1,
            "the code is scale.value",
        ),
        ("shift_templates.toml", "starts = 07:30:00\n", "", early, "starts is missing"),
        (
            "shift_templates.toml",
            "starts = 07:30:00",
            "starts = \"07:30\"",
            line_of("shift_templates.toml", "starts = 07:30:00"),
            "starts: write a time without quotation marks",
        ),
        (
            "shift_templates.toml",
            "break_minutes = 30",
            "break_minutes = 450",
            early,
            "the break is as long as the shift",
        ),
        ("shift_templates.toml", "[[shift_templates]]", "[[shifts]]", early, "shifts is no table"),
        (
            "bank_holidays.toml",
            "day = 2026-12-28",
            "day = 2026-12-26",
            line_of("bank_holidays.toml", "day = 2026-12-28") - 3,
            "a bank holiday is a weekday",
        ),
        (
            "bank_holidays.toml",
            "day = 2026-01-01",
            "day = 2026-01-32",
            line_of("bank_holidays.toml", "day = 2026-01-01"),
            "",
        ),
        (
            "bank_holidays.toml",
            "ew.2026-01-01",
            "ew.2025-01-01",
            line_of("bank_holidays.toml", "ew.2026-01-01") - 1,
            "the version of ew.2025-01-01 that follows here is 2",
        ),
        (
            "training_topics.toml",
            "audience = \"everybody\"",
            "audience = \"all\"",
            line_of("training_topics.toml", "audience = \"everybody\""),
            "audience: write one of everybody, some",
        ),
        (
            "training_topics.toml",
            "verified_on = 2026-07-01\n",
            "",
            line_of("training_topics.toml", "[[training_topics]]") - 1,
            "verified_on is missing",
        ),
        (
            "training_topics.toml",
            "source_url = \"https",
            "source_url = \"http",
            line_of("training_topics.toml", "source_url = \"https"),
            "source_url: write an address",
        ),
        (
            "sla_defaults.toml",
            "target_minutes = 60\n",
            "target_minutes = 60\ntarget_minutes = 60\n",
            line_of("sla_defaults.toml", "target_minutes = 60\n") + 1,
            "",
        ),
        (
            "sla_defaults.toml",
            "target_minutes = 60\n",
            "target_minutes = 60.5\n",
            line_of("sla_defaults.toml", "target_minutes = 60\n"),
            "target_minutes: write a whole number",
        ),
    ];
    for (name, from, to, line, message) in cases {
        let Err(Error::Wrong(wrong)) = parse(&with(name, from, to)) else { panic!("{name}: {to} is taken") };
        let found = wrong.iter().any(|w| w.file == *name && w.line == *line && w.message.contains(message));
        assert!(found, "{name}: {to}: wanted line {line} {message:?}, got {wrong:#?}");
    }
}

#[tokio::test]
async fn a_row_that_was_loaded_is_never_said_otherwise() {
    let stage = Stage::new().await;
    let mut owner = stage.owner().await;
    load(&mut owner, &ours()).await.unwrap();
    let before = rows(&owner).await;
    // Another text under the same version, and beside it a row that is new and right.
    let mut files = with("shift_templates.toml", "break_minutes = 30", "break_minutes = 45");
    let file = files.iter_mut().find(|f| f.name == "scales.toml").unwrap();
    file.text += "\n[[scales]]\ncode = \"priority.none\"\nversion = 1\nscale = \"priority\"\nvalue = \"none\"\nrank = 9\nlabel = \"None\"\nmeaning = \"x\"\n";
    let Err(Error::Wrong(wrong)) = load(&mut owner, &parse(&files).unwrap()).await else {
        panic!("it is taken")
    };
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!(
        (wrong[0].file.as_str(), wrong[0].line),
        ("shift_templates.toml", line_of("shift_templates.toml", "[[shift_templates]]"))
    );
    assert!(wrong[0].message.contains("write version 2 below it"), "{}", wrong[0]);
    assert_eq!(rows(&owner).await, before, "nothing of any file was loaded");
    // As a further version it is.
    let mut files = embedded();
    let file = files.iter_mut().find(|f| f.name == "shift_templates.toml").unwrap();
    file.text += "\n[[shift_templates]]\ncode = \"early\"\nversion = 2\neffective_from = 2027-01-01\nname = \"Early\"\nshift = \"early\"\nstarts = 07:00:00\nduration_minutes = 420\nbreak_minutes = 30\n";
    assert_eq!(load(&mut owner, &parse(&files).unwrap()).await.unwrap().new_rows(), 1);
    // A program that does not know it yet takes nothing away.
    assert_eq!(load(&mut owner, &ours()).await.unwrap().new_rows(), 0);
    assert_eq!(rows(&owner).await.len(), before.len() + 1);
    for sql in ["update reference.shift_templates set break_minutes = 0", "delete from reference.scales"] {
        let refused = owner.batch_execute(sql).await.unwrap_err();
        assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
    }
}

/// Easter by the anonymous Gregorian computus.
fn easter(year: i16) -> Date {
    let year_number = i32::from(year);
    let (golden, century, rest) = (year_number % 19, year_number / 100, year_number % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let from_march = moon + weekday - 7 * late + 114;
    let (month, day) = (from_march / 31, from_march % 31 + 1);
    Date::new(year, i8::try_from(month).unwrap(), i8::try_from(day).unwrap()).unwrap()
}

#[test]
fn the_holidays_are_where_the_law_puts_them() {
    use jiff::ToSpan as _;
    let data = ours();
    let day = |year: i16, name: &str| -> Date {
        let all: Vec<Date> = data
            .of("bank_holidays")
            .iter()
            .filter(|e| e.text("name") == name && e.text("day").starts_with(&year.to_string()))
            .map(|e| e.text("day").parse().unwrap())
            .collect();
        assert_eq!(all.len(), 1, "{name} {year}");
        all[0]
    };
    for year in 2025..=2028 {
        assert_eq!(day(year, "Good Friday"), easter(year).checked_sub(2.days()).unwrap());
        assert_eq!(day(year, "Easter Monday"), easter(year).checked_add(1.day()).unwrap());
        let monday = |month, nth| {
            Date::new(year, month, 1).unwrap().nth_weekday_of_month(nth, Weekday::Monday).unwrap()
        };
        assert_eq!(day(year, "Early May bank holiday"), monday(5, 1));
        assert_eq!(day(year, "Spring bank holiday"), monday(5, -1));
        assert_eq!(day(year, "Summer bank holiday"), monday(8, -1));
    }
    assert_eq!(data.of("bank_holidays").len(), 32);
}
