//! Notes that are numbers and words of closed lists: a cup of tea, a turn to the other side, a weight.

use crate::calendar::Day;
use crate::value::Value;

/// One note in three is such a note.
const EACH: usize = 3;

/// What the `n`th note measures of a resident, if it measures: its kind, and the measures as PostgreSQL
/// prints them (shorter keys first). The same for the same numbers; nothing is drawn, so that the other
/// notes are what they would be without.
pub fn measured(n: usize, who: usize, day: Day) -> Option<(&'static str, String)> {
    if !n.is_multiple_of(EACH) {
        return None;
    }
    let day = usize::try_from(day).unwrap_or_default();
    let some = |of: usize, step: usize| (n / EACH * step + who * 7 + day * 3) % of;
    let one = |words: &[&'static str], step: usize| words[some(words.len(), step)];
    Some(match (n / EACH) % 13 {
        0 | 3 | 6 | 9 => ("fluid", format!(r#"{{"in_ml": {}}}"#, 100 + 50 * some(5, 11))),
        1 | 7 => (
            "food",
            format!(
                r#"{{"meal": "{}", "eaten": "{}"}}"#,
                one(&["breakfast", "lunch", "evening_meal", "snack"], 5),
                one(&["all", "three_quarters", "half", "all", "quarter", "none"], 17)
            ),
        ),
        2 | 10 => (
            "repositioning",
            format!(
                r#"{{"skin": "{}", "position": "{}"}}"#,
                one(&["intact", "intact", "intact", "red", "intact", "intact", "intact"], 19),
                one(&["left_side", "right_side", "back", "chair"], 7)
            ),
        ),
        4 => (
            "personal_care",
            format!(
                r#"{{"care": "{}", "support": "{}"}}"#,
                one(&["wash", "mouth_care", "shower", "shave", "nails"], 3),
                one(&["one_person", "prompt", "two_people", "none"], 23)
            ),
        ),
        5 => ("continence", format!(r#"{{"stool_type": {}}}"#, 3 + some(3, 29))),
        8 => (
            "observation",
            format!(
                r#"{{"pulse": {}, "systolic": {}, "diastolic": {}, "temperature_c": 36.{}, "respiration_rate": {}, "oxygen_saturation": {}}}"#,
                62 + some(26, 5),
                114 + some(40, 31),
                64 + some(22, 13),
                1 + some(8, 37),
                13 + some(6, 41),
                95 + some(5, 43)
            ),
        ),
        // A weight of their own, that moves by a kilogram or so in a year.
        11 => (
            "weight",
            format!(r#"{{"weight_kg": {}.{}}}"#, 48 + (who * 11) % 42 + day / 180, 1 + (who + day / 28) % 9),
        ),
        _ => (
            "mood",
            format!(r#"{{"mood": "{}"}}"#, one(&["settled", "happy", "low", "settled", "anxious"], 3)),
        ),
    })
}

/// The same as values of a row.
pub fn json(measures: Option<String>) -> Value {
    Value::Json(measures.unwrap_or_else(|| "{}".to_owned()).into())
}
