//! What a note measures: one flat shape for every kind, checked against the table of kinds.

use almoner_web::Checks;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::notes::kinds::Of;
use crate::notes::words::{
    NoteCare, NoteEaten, NoteKind, NoteMeal, NoteMood, NotePosition, NoteSkin, NoteSleep, NoteSupport,
};

/// What was measured, the unit in the name. Which of them a kind may say, and within which bounds,
/// answers `GET /api/v1/note-kinds`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NoteMeasures {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_ml: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_ml: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meal: Option<NoteMeal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eaten: Option<NoteEaten>,
    /// Bristol stool form, 1 to 7.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stool_type: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<NotePosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skin: Option<NoteSkin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care: Option<NoteCare>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<NoteSupport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mood: Option<NoteMood>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleep: Option<NoteSleep>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i32>,
    /// Breaths a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub respiration_rate: Option<i32>,
    /// Per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oxygen_saturation: Option<i32>,
    /// mmHg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub systolic: Option<i32>,
    /// mmHg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diastolic: Option<i32>,
    /// Beats a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pulse: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature_c: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glucose_mmol_l: Option<f64>,
    /// 0 for none to 10 for the worst.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pain: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_kg: Option<f64>,
}

impl NoteMeasures {
    /// By name, only those that are said.
    fn said(&self) -> serde_json::Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(said)) => said,
            _ => serde_json::Map::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.said().is_empty()
    }

    /// Notes each measure that this kind does not have, or that is out of its bounds.
    pub fn check(&self, checks: &mut Checks, kind: NoteKind) {
        for (name, value) in self.said() {
            let Some(measure) = kind.measures().iter().find(|m| m.name == name) else {
                let words = format!("A note of kind {} does not measure this; leave it out.", kind.as_str());
                checks.wrong(&name, "not_possible", words);
                continue;
            };
            let Of::Number { unit, least, most, decimals } = measure.of else { continue };
            let Some(sent) = value.as_f64() else { continue };
            if !(least..=most).contains(&sent) {
                checks.wrong(
                    &name,
                    "range",
                    format!("Give a number from {least} to {most} {unit}").trim_end().to_owned() + ".",
                );
            } else if digits_after_point(sent) > usize::from(decimals) {
                checks.wrong(&name, "format", format!("Give at most {decimals} digits after the point."));
            }
        }
    }
}

/// Of a number as it is written into JSON.
fn digits_after_point(number: f64) -> usize {
    number.to_string().split_once('.').map_or(0, |(_, digits)| digits.len())
}

#[cfg(test)]
mod tests {
    use super::{NoteKind, NoteMeasures};
    use almoner_web::Checks;

    fn refused(kind: NoteKind, measures: &NoteMeasures) -> Vec<String> {
        let mut checks = Checks::new();
        measures.check(&mut checks, kind);
        let fields = checks.finish().map_or_else(|error| error.fields, |()| Vec::new());
        fields.iter().map(|f| format!("{}:{}", f.path, f.code)).collect()
    }

    fn warm(degrees: f64) -> NoteMeasures {
        NoteMeasures { temperature_c: Some(degrees), ..NoteMeasures::default() }
    }

    #[test]
    fn bounds_hold_at_their_edges() {
        for (degrees, expected) in [
            (25.0, None),
            (45.0, None),
            (36.6, None),
            (24.9, Some("temperature_c:range")),
            (45.1, Some("temperature_c:range")),
            (366.0, Some("temperature_c:range")),
            (36.66, Some("temperature_c:format")),
            (1e300, Some("temperature_c:range")),
        ] {
            let seen = refused(NoteKind::Observation, &warm(degrees));
            assert_eq!(seen, expected.into_iter().collect::<Vec<_>>(), "{degrees}");
        }
    }

    #[test]
    fn a_kind_measures_its_own() {
        assert_eq!(refused(NoteKind::Fluid, &warm(36.6)), ["temperature_c:not_possible"]);
        assert_eq!(refused(NoteKind::General, &warm(36.6)), ["temperature_c:not_possible"]);
    }

    #[test]
    fn every_measure_of_the_table_is_a_field() {
        for kind in NoteKind::ALL {
            for measure in kind.measures() {
                let value = match measure.of {
                    super::Of::Number { least, .. }
                        if measure.name.ends_with("_ml") || least.fract() == 0.0 =>
                    {
                        #[expect(clippy::cast_possible_truncation, reason = "a whole number of the table")]
                        let whole = least as i64;
                        serde_json::json!(whole)
                    }
                    super::Of::Number { least, .. } => serde_json::json!(least),
                    super::Of::Choice(words) => serde_json::json!(words[0]),
                };
                let body = serde_json::json!({ measure.name: value });
                let read: NoteMeasures = serde_json::from_value(body.clone()).expect("a field");
                assert!(!read.is_empty(), "{body}");
                assert!(refused(*kind, &read).is_empty(), "{body}");
            }
        }
    }
}
