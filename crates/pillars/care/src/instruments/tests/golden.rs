//! NEWS2 against worked examples that others published, not against the table that the file was written
//! from; and what was published once, held to its digest.
//!
//! Sources, and what they are worth: no worked example of the College's own with numbers could be read.
//! - N: the clinical validation cases of the public repository danny-elz/NEWS2-Live
//!   (measurement_infrastructure/clinical_validation/clinical_test_suite.py), which names the College's
//!   guidance for its first five. Total and, where it says a red flag, which observations score 3.
//! - V: HL7 Norway, VkpObservation, example vkp-news2-create: scale 2 on oxygen, every observation at its
//!   worst, total 20.
//! - M: a training page for staff who are called to care homes (sites.google.com/view/
//!   recognitionandmanagementofdete): Mavis, scale 2, on oxygen; it gives the observations, the total was
//!   added up by hand with table 1 of T.
//! - T: Thorax 2019, table 1 (thorax.bmj.com, F192780): the scores of saturation on both scales.
//!
//! Two published examples are left out because they contradict the chart: a Welsh emergency
//! department guide scores 37.5 °C with 1, and a unit test of N scores 93 % on air, scale 2, with 1.

use super::{answers, news2};
use crate::instruments::shipped::files;
use crate::instruments::{read, shipped};

/// Respiration, scale, saturation, air or oxygen, systolic, pulse, consciousness, temperature.
type Seen = (i32, i32, i32, &'static str, i32, i32, &'static str, &'static str);

fn found((rr, scale, spo2, oxygen, systolic, pulse, awake, temperature): Seen) -> (i32, Vec<String>, String) {
    let numbers = [rr.to_string(), spo2.to_string(), systolic.to_string(), pulse.to_string()];
    let said = answers(&[
        ("respiration_rate", &numbers[0]),
        ("spo2_scale", if scale == 1 { "scale_1" } else { "scale_2" }),
        ("oxygen_saturation", &numbers[1]),
        ("oxygen", oxygen),
        ("systolic", &numbers[2]),
        ("pulse", &numbers[3]),
        ("consciousness", awake),
        ("temperature_c", temperature),
    ]);
    let found = news2().find(&said, None).expect("it can be answered");
    let threes = found.parts.iter().filter(|(_, score)| **score == 3).map(|(item, _)| item.clone()).collect();
    (found.total.expect("a total"), threes, found.band.expect("a band").code.clone())
}

#[test]
fn news2_is_what_others_published() {
    for (source, seen, total, threes, band) in [
        ("N RCP_001", (16, 1, 98, "air", 120, 70, "alert", "37.0"), 0, 0, "low"),
        ("N RCP_002", (22, 1, 94, "air", 105, 95, "alert", "38.5"), 6, 0, "medium"),
        ("N RCP_003", (30, 1, 89, "oxygen", 85, 140, "new_confusion", "35.0"), 20, 6, "high"),
        ("N RCP_004", (18, 2, 90, "air", 130, 80, "alert", "36.5"), 0, 0, "low"),
        ("N RCP_005", (16, 2, 98, "oxygen", 125, 75, "alert", "36.8"), 5, 1, "medium"),
        ("N RR_001", (8, 1, 96, "air", 120, 70, "alert", "36.5"), 3, 1, "single_three"),
        ("N RR_002", (25, 1, 96, "air", 120, 70, "alert", "36.5"), 3, 1, "single_three"),
        ("N SPO2_001", (16, 1, 91, "air", 120, 70, "alert", "36.5"), 3, 1, "single_three"),
        ("N SPO2_002", (16, 2, 83, "air", 120, 70, "alert", "36.5"), 3, 1, "single_three"),
        ("N TEMP_001", (16, 1, 96, "air", 120, 70, "alert", "35.0"), 3, 1, "single_three"),
        ("N BP_001", (16, 1, 96, "air", 90, 70, "alert", "36.5"), 3, 1, "single_three"),
        ("N HR_001", (16, 1, 96, "air", 120, 131, "alert", "36.5"), 3, 1, "single_three"),
        ("N CLINICAL_001", (24, 1, 93, "air", 95, 105, "alert", "38.8"), 8, 0, "high"),
        ("N CLINICAL_002", (20, 1, 95, "oxygen", 110, 88, "alert", "37.8"), 4, 0, "low"),
        ("N CLINICAL_003", (26, 2, 86, "oxygen", 140, 95, "alert", "37.2"), 7, 1, "high"),
        ("N CLINICAL_004", (21, 1, 94, "air", 102, 92, "alert", "36.8"), 5, 0, "medium"),
        ("V", (25, 2, 97, "oxygen", 90, 40, "unresponsive", "35.0"), 20, 6, "high"),
        ("M", (30, 2, 98, "oxygen", 155, 119, "new_confusion", "36.2"), 13, 3, "high"),
    ] {
        let (score, red, found) = found(seen);
        assert_eq!((score, red.len(), found.as_str()), (total, threes, band), "{source}: {red:?}");
    }
}

#[test]
fn saturation_scores_as_in_thorax() {
    let score = |scale, spo2, oxygen| {
        let (total, ..) = found((16, scale, spo2, oxygen, 120, 70, "alert", "37.0"));
        total - if oxygen == "oxygen" { 2 } else { 0 }
    };
    for (spo2, expected) in [(50, 3), (91, 3), (96, 0), (100, 0)] {
        assert_eq!(
            (score(1, spo2, "air"), score(1, spo2, "oxygen")),
            (expected, expected),
            "scale 1, {spo2}"
        );
    }
    for (spo2, on_air, on_oxygen) in [
        (83, 3, 3),
        (88, 0, 0),
        (92, 0, 0),
        (93, 0, 1),
        (94, 0, 1),
        (95, 0, 2),
        (96, 0, 2),
        (97, 0, 3),
        (100, 0, 3),
    ] {
        assert_eq!((score(2, spo2, "air"), score(2, spo2, "oxygen")), (on_air, on_oxygen), "scale 2, {spo2}");
    }
}

/// Whoever is not alert scores 3, whichever word is chosen.
#[test]
fn every_word_of_acvpu_counts() {
    for (awake, total) in [("alert", 0), ("new_confusion", 3), ("voice", 3), ("pain", 3), ("unresponsive", 3)]
    {
        assert_eq!(found((16, 1, 98, "air", 120, 70, awake, "37.0")).0, total, "{awake}");
    }
}

/// Records name code and version: what they meant stays. A correction is a version of its own.
#[test]
fn a_published_version_stays_as_it_is() {
    let published = [
        ("falls_checklist", 1, FALLS_CHECKLIST_1),
        ("news2", 1, NEWS2_1),
        ("weight_change", 1, WEIGHT_CHANGE_1),
    ];
    let mut read_back = Vec::new();
    for (name, text) in files() {
        let one = read(name, text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        assert_eq!(*name, format!("{}_v{}.toml", one.code, one.version));
        let digest = fnv(&serde_json::to_string(&one).expect("it is written"));
        read_back.push((one.code, one.version, digest));
    }
    let published: Vec<_> =
        published.map(|(code, version, digest)| (code.to_owned(), version, digest)).into();
    assert_eq!(read_back, published);
    assert_eq!(shipped().len(), published.len());
}

/// FNV-1a, 64 bits: against slips, not against anybody.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

const FALLS_CHECKLIST_1: u64 = 14_529_851_055_431_945_843;
const NEWS2_1: u64 = 14_103_877_811_742_378_317;
const WEIGHT_CHANGE_1: u64 = 10_856_908_877_936_841_237;
