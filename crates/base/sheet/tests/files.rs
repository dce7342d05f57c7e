//! Files as spreadsheets write them, and as nobody should.

use almoner_sheet::{Column, MOST_BYTES, MOST_LINES, Sheet, read};
use proptest::prelude::*;

const COLUMNS: &[Column] = &[
    Column { name: "family_name", also: &["surname", "last name"], needed: true },
    Column { name: "given_name", also: &["first name"], needed: true },
    Column { name: "room", also: &[], needed: false },
];

fn seen(sheet: &Sheet) -> Vec<String> {
    let list = sheet.problems.clone().list();
    let of = |p: &almoner_sheet::ImportProblem| {
        format!("{}:{}:{}", p.line.unwrap_or_default(), p.column.as_deref().unwrap_or("-"), p.code)
    };
    list.iter().map(of).collect()
}

fn names(sheet: &Sheet) -> Vec<(usize, &str, Option<&str>)> {
    sheet.lines.iter().map(|l| (l.number, l.cell("family_name").unwrap_or("?"), l.cell("room"))).collect()
}

#[test]
fn what_spreadsheets_write_is_read() {
    for text in [
        "family_name,given_name,room\nMoss,Edith,12\n",
        "\u{feff}Surname,First Name,Room\r\nMoss,Edith,12\r\n",
        "SURNAME;first-name;room\nMoss;Edith;12",
        "surname\tFIRST_NAME\troom\nMoss\tEdith\t12\n",
        "room,Last name, given name \n12, Moss ,Edith\n",
        "\"surname\",\"first name\",\"room\"\r\"Moss\",\"Edith\",\"12\"\r",
        "surname,first name,room,,\nMoss,Edith,12,,\n,,,,\n",
    ] {
        let sheet = read(text.as_bytes(), COLUMNS);
        assert_eq!(seen(&sheet), Vec::<String>::new(), "{text:?}");
        assert_eq!(sheet.lines.len(), 1, "{text:?}");
        assert_eq!(sheet.lines[0].cell("family_name"), Some("Moss"));
        assert_eq!(sheet.lines[0].cell("room"), Some("12"));
    }
}

#[test]
fn a_cell_is_text_and_lines_are_those_of_the_file() {
    let text = "surname,first name,room\n\"O'Brien, née \"\"Moss\"\"\",\"a\nb\",=1+1\n\n\nVale,Ivy,\n";
    let sheet = read(text.as_bytes(), COLUMNS);
    assert_eq!(seen(&sheet), Vec::<String>::new());
    assert_eq!(names(&sheet), [(2, "O'Brien, née \"Moss\"", Some("=1+1")), (6, "Vale", None)]);
}

#[test]
fn every_mistake_of_form_is_named_at_once() {
    let text = "surname,SURNAME,Hobbies,room,\nMoss,x,y,12,\nMoss,x\nMoss,x,y,12,z\nM\u{fffd}ss,x,y,,\n";
    let sheet = read(text.as_bytes(), COLUMNS);
    assert_eq!(
        seen(&sheet),
        [
            "1:SURNAME:duplicate",
            "1:Hobbies:unknown",
            "1:given_name:missing",
            "3:-:cells",
            "4:5:unknown",
            "5:family_name:encoding",
        ]
    );
}

#[test]
fn what_is_no_csv_in_utf_8_says_what_to_do() {
    let table: [(&[u8], &str); 8] = [
        (b"", "0:-:required"),
        (b" \r\n \n", "0:-:required"),
        (b"surname,first name\n", "0:-:required"),
        (b"\xff\xfes\0u\0", "0:-:encoding"),
        (b"PK\x03\x04rest", "0:-:encoding"),
        (b"surname,first name\nMoss,Edith\nBront\xeb,Anne\n", "3:-:encoding"),
        (b"surname,first name\nMoss,Edi\0th\n", "2:-:encoding"),
        (b"surname,first name\nMoss,Edith\n\"Vale,Ivy\nRush,Tom\n", "3:-:quotes"),
    ];
    for (bytes, expected) in table {
        let sheet = read(bytes, COLUMNS);
        assert!(seen(&sheet).contains(&expected.to_owned()), "{expected}: {:?}", seen(&sheet));
    }
}

#[test]
fn limits_are_named() {
    let mut text = "surname,first name\n".to_owned();
    for _ in 0..=MOST_LINES {
        text.push_str("Moss,Edith\n");
    }
    let sheet = read(text.as_bytes(), COLUMNS);
    assert_eq!(seen(&sheet), ["0:-:too_long"]);
    let sheet = read(&vec![b'a'; MOST_BYTES + 1], COLUMNS);
    assert_eq!(seen(&sheet), ["0:-:too_large"]);
}

proptest! {
    #[test]
    fn any_bytes_end_in_lines_or_problems(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let sheet = read(&bytes, COLUMNS);
        prop_assert!(!sheet.lines.is_empty() || !sheet.problems.is_empty());
    }

    /// Characters that mean something to CSV come often.
    #[test]
    fn any_text_beneath_a_header(rows in "[a-z0-9,;\t\"\r\n= é\u{fffd}]{0,300}") {
        let sheet = read(format!("surname,first name,room\n{rows}").as_bytes(), COLUMNS);
        for line in &sheet.lines {
            prop_assert!(line.number > 1);
            for name in ["family_name", "given_name", "room"] {
                prop_assert!(line.cell(name).is_none_or(|cell| !cell.is_empty() && cell.trim() == cell));
            }
        }
        prop_assert!(!sheet.lines.is_empty() || !sheet.problems.is_empty());
    }

    #[test]
    fn days_never_panic(text in "\\PC{0,20}") {
        let _ = almoner_sheet::day(&text);
        let _ = almoner_sheet::day_or_time(&text);
    }
}
