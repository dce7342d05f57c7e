//! Every set of answers that is valid scores; bands cover; the order of answers does not matter.

use jiff::civil::date;
use proptest::prelude::*;

use super::{answers, news2};
use crate::instruments::{
    Answers, FIRST_OWN_VERSION, Instrument, InstrumentItemKind, Item, Said, in_force, read, shipped,
    takes_the_place_of_shipped,
};

/// An answer to an item that is valid, chosen by a number.
fn valid(item: &Item, by: u64) -> Option<Said> {
    let pick = |of: u64| by % of;
    match item.kind {
        InstrumentItemKind::Derived => None,
        InstrumentItemKind::Choice => {
            let at = usize::try_from(pick(item.options.len() as u64)).unwrap();
            Some(Said::Option(item.options[at].code.clone()))
        }
        InstrumentItemKind::Number => {
            let decimals = item.decimals.unwrap_or(0);
            let (least, most) = (item.units(item.least?)?, item.units(item.most?)?);
            let at = least + i64::try_from(pick(u64::try_from(most - least + 1).unwrap())).unwrap();
            Some(Said::Number(super::super::model::number(at, decimals)))
        }
    }
}

fn answered(of: &Instrument, by: &[u64]) -> Answers {
    let said = of.items.iter().zip(by.iter().cycle());
    said.filter_map(|(item, by)| Some((item.code.clone(), valid(item, *by)?))).collect()
}

proptest! {
    #[test]
    fn every_valid_set_of_answers_scores(by in prop::collection::vec(any::<u64>(), 16)) {
        for one in shipped() {
            let found = one.find(&answered(one, &by), Some(60.0)).expect("valid answers are taken");
            prop_assert_eq!(found.band.is_some(), !one.bands.is_empty(), "bands cover");
            let scoring = one.items.iter().filter(|item| item.scores()).count();
            prop_assert_eq!(found.parts.len(), scoring, "each that scores has one score");
            if one.code == "news2" {
                let total = found.total.unwrap();
                prop_assert!((0..=20).contains(&total));
                prop_assert_eq!(total, found.parts.values().sum::<i32>());
                // What the report says of the bands, said once more.
                let three = found.parts.values().any(|score| *score == 3);
                let expected = match total { 7.. => "high", 5..=6 => "medium", _ if three => "single_three", _ => "low" };
                prop_assert_eq!(&found.band.unwrap().code, expected);
            }
        }
    }

    #[test]
    fn the_order_of_answers_does_not_matter(by in prop::collection::vec(any::<u64>(), 8), turn in 0usize..8) {
        let said = answered(news2(), &by);
        let mut pairs: Vec<String> = said.iter().map(|(item, said)| format!("\"{item}\":{}", serde_json::to_string(said).unwrap())).collect();
        pairs.rotate_left(turn);
        let turned: Answers = serde_json::from_str(&format!("{{{}}}", pairs.join(","))).unwrap();
        prop_assert_eq!(news2().find(&turned, None), news2().find(&said, None));
    }

    /// A range cut anywhere is covered; with a piece moved or missing it is refused.
    #[test]
    fn steps_cover_or_are_refused(cuts in prop::collection::btree_set(1i64..100, 1..6), broken in any::<prop::sample::Index>(), by in 1i64..4) {
        let mut edges = vec![0];
        edges.extend(cuts);
        let at = broken.index(edges.len() - 1) + 1;
        let file = |moved: i64| {
            let steps: Vec<String> = edges.iter().enumerate().map(|(n, from)| {
                let from = if n == at { from + moved } else { *from };
                match edges.get(n + 1) {
                    Some(next) => format!("{{ from = {from}, to = {}, score = {n} }}", next - 1),
                    None => format!("{{ from = {from}, score = {n} }}"),
                }
            }).collect();
            format!("code = \"cut\"\nversion = 1000\nname = \"Cut\"\nlicence = \"ours\"\nsource = \"ours\"\neffective_from = 2026-01-01\n\
                outcome = \"total\"\n[[items]]\ncode = \"n\"\nlabel = \"N\"\nkind = \"number\"\nunit = \"\"\nleast = 0\nmost = 100\nsteps = [{}]\n", steps.join(", "))
        };
        let whole = read("cut.toml", &file(0)).expect("it covers");
        for n in 0..=100u32 {
            let found = whole.find(&answers(&[("n", &n.to_string())]), None).unwrap();
            let expected = edges.iter().rposition(|from| *from <= i64::from(n)).unwrap();
            prop_assert_eq!(found.total, i32::try_from(expected).ok());
        }
        prop_assert!(read("cut.toml", &file(by)).is_err(), "a gap");
        prop_assert!(read("cut.toml", &file(-by)).is_err(), "an overlap");
    }
}

const WEIGHT: &str = r#"
code = "weight_change"
version = 1000
name = "Weight, Rivers' policy"
licence = "ours"
source = "Rivers policy 12"
effective_from = 2026-03-01
repeat_days = 30
outcome = "change"
change = { item = "weight_kg", over_days = 180 }
[[items]]
code = "weight_kg"
label = "Weight"
kind = "number"
unit = "kg"
least = 20
most = 300
decimals = 1
[[items]]
code = "estimated"
label = "How it was found"
kind = "choice"
required = false
options = [{ code = "weighed", label = "Weighed" }, { code = "estimated", label = "Estimated" }]
[[bands]]
code = "steady"
label = "Steady"
from = -4.9
[[bands]]
code = "losing"
label = "Losing"
from = -9.9
to = -5.0
[[bands]]
code = "losing_much"
label = "Losing much"
to = -10.0
"#;

#[test]
fn a_change_is_in_kilograms_and_per_cent() {
    let own = read("weight.toml", WEIGHT).expect("it is whole");
    let code = |now: &str, before: Option<f64>| {
        let said = answers(&[("weight_kg", now)]);
        let found = own.find(&said, before).unwrap();
        (
            found.total,
            found.change,
            found.change_per_cent,
            found.band.map(|band| band.code.clone()),
            found.rank,
        )
    };
    assert_eq!(code("60.0", None), (None, None, None, None, None));
    assert_eq!(code("60.0", Some(60.0)), (None, Some(0.0), Some(0.0), Some("steady".into()), Some(0)));
    assert_eq!(code("57.1", Some(60.0)), (None, Some(-2.9), Some(-4.8), Some("steady".into()), Some(0)));
    // 4.95 per cent is 5.0 as it is written down.
    assert_eq!(code("57.0", Some(60.0)), (None, Some(-3.0), Some(-5.0), Some("losing".into()), Some(1)));
    assert_eq!(
        code("54.0", Some(60.0)),
        (None, Some(-6.0), Some(-10.0), Some("losing_much".into()), Some(2))
    );
    assert_eq!(code("70.5", Some(60.0)), (None, Some(10.5), Some(17.5), Some("steady".into()), Some(0)));
    // What ships has no threshold: a change and no band.
    let ours = shipped().iter().find(|one| one.code == "weight_change").unwrap();
    let said = answers(&[("weight_kg", "54.0")]);
    let found = ours.find(&said, Some(60.0)).unwrap();
    assert_eq!((found.change_per_cent, found.band, found.rank), (Some(-10.0), None, None));
}

#[test]
fn numbers_follow_from_others() {
    let file = |derived: &str| {
        format!(
            "code = \"size\"\nversion = 1000\nname = \"Size\"\nlicence = \"ours\"\nsource = \"ours\"\neffective_from = 2026-01-01\noutcome = \"total\"\n\
             [[items]]\ncode = \"kg\"\nlabel = \"Weight\"\nkind = \"number\"\nunit = \"kg\"\nleast = 20\nmost = 300\ndecimals = 1\n\
             [[items]]\ncode = \"cm\"\nlabel = \"Height\"\nkind = \"number\"\nunit = \"cm\"\nleast = 100\nmost = 220\n\
             [[items]]\ncode = \"follows\"\nlabel = \"What follows\"\nkind = \"derived\"\nunit = \"\"\nleast = 10\nmost = 80\ndecimals = 1\nderived = {derived}\n\
             steps = [{{ to = 18.4, score = 2 }}, {{ from = 18.5, to = 20, score = 1 }}, {{ from = 20.1, score = 0 }}]\n"
        )
    };
    let bmi = read("size.toml", &file("{ by = \"bmi\", of = [\"kg\", \"cm\"] }")).expect("it is whole");
    for (kg, cm, value, score) in [("50", "170", 17.3, 2), ("55.0", "170", 19.0, 1), ("70", "170", 24.2, 0)] {
        let said = answers(&[("kg", kg), ("cm", cm)]);
        let found = bmi.find(&said, None).unwrap();
        assert_eq!((found.derived["follows"], found.total), (value, Some(score)));
    }
    // 300 kg at 1 m: no body has it. The numbers it follows from are named.
    let faults = bmi.find(&answers(&[("kg", "300"), ("cm", "100")]), None).unwrap_err();
    assert_eq!((faults[0].item.as_str(), faults[0].code), ("kg", "range"));
    let less =
        read("size.toml", &file("{ by = \"difference\", of = [\"kg\", \"cm\"] }")).expect("it is whole");
    assert!(less.find(&answers(&[("kg", "50"), ("cm", "170")]), None).is_err(), "-120 is below its bounds");
}

#[test]
fn what_is_wrong_with_answers_is_named() {
    let good = [
        ("respiration_rate", "16"),
        ("spo2_scale", "scale_1"),
        ("oxygen", "air"),
        ("oxygen_saturation", "97"),
        ("systolic", "120"),
        ("pulse", "70"),
        ("consciousness", "alert"),
        ("temperature_c", "36.8"),
    ];
    assert!(news2().find(&answers(&good), None).is_ok());
    for (item, said, code) in [
        ("pulse", "19", "range"),
        ("pulse", "251", "range"),
        ("pulse", "fast", "type"),
        ("pulse", "70.5", "format"),
        ("temperature_c", "36.85", "format"),
        ("temperature_c", "366", "range"),
        ("temperature_c", "NaN", "range"),
        ("temperature_c", "inf", "range"),
        ("consciousness", "asleep", "choice"),
        ("consciousness", "3", "choice"),
        ("score", "0", "unknown"),
    ] {
        let mut wrong = answers(&good);
        wrong.extend(answers(&[(item, said)]));
        let faults = news2().find(&wrong, None).expect_err(said);
        let named = if code == "unknown" { "" } else { item };
        assert_eq!(faults.iter().map(|f| (f.item.as_str(), f.code)).collect::<Vec<_>>(), [(named, code)]);
        assert!(
            !faults[0].message.contains("asleep") && !faults[0].message.contains("fast"),
            "it is not said back"
        );
    }
    for (left_out, _) in good {
        let mut less = answers(&good);
        less.remove(left_out);
        let faults = news2().find(&less, None).unwrap_err();
        assert_eq!((faults[0].item.as_str(), faults[0].code), (left_out, "required"));
    }
    let all = news2().find(&Answers::new(), None).unwrap_err();
    assert_eq!(all.len(), good.len(), "everything that is missing is said at once");
}

#[test]
fn the_version_to_answer_is_the_latest_that_holds() {
    let codes = |own: &[Instrument], on| -> Vec<(String, i32)> {
        in_force(own, on).into_iter().map(|one| (one.code.clone(), one.version)).collect()
    };
    let ours = [("falls_checklist".to_owned(), 1), ("news2".to_owned(), 1), ("weight_change".to_owned(), 1)];
    assert_eq!(codes(&[], date(2026, 6, 1)), ours);
    assert_eq!(codes(&[], date(2018, 1, 1)), [("news2".to_owned(), 1)]);
    let own = read("weight.toml", WEIGHT).unwrap();
    assert_eq!(own.version, FIRST_OWN_VERSION);
    assert_eq!(codes(std::slice::from_ref(&own), date(2026, 2, 28))[2].1, 1, "not yet");
    assert_eq!(codes(std::slice::from_ref(&own), date(2026, 3, 1))[2].1, 1000);
    let gone = Instrument { version: 1001, withdrawn: true, effective_from: date(2026, 4, 1), ..own.clone() };
    let both = [gone, own.clone()];
    assert_eq!(codes(&both, date(2026, 3, 31)).len(), 3);
    assert_eq!(codes(&both, date(2026, 4, 1)).len(), 2, "ours does not come back in its place");

    assert_eq!(takes_the_place_of_shipped(&own), Ok(()));
    let other = Instrument { code: "waterlow".to_owned(), ..own.clone() };
    assert_eq!(takes_the_place_of_shipped(&other), Ok(()));
    let news = Instrument { code: "news2".to_owned(), ..own.clone() };
    assert!(takes_the_place_of_shipped(&news).unwrap_err().contains("choose another code"));
    let mut pounds = own;
    pounds.items[0].unit = Some("lb".to_owned());
    assert!(takes_the_place_of_shipped(&pounds).unwrap_err().contains("their units"));
}
