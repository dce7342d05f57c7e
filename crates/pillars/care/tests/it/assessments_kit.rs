//! What the tests of assessments share.

use almoner_testkit::desk::Kit;
use serde_json::{Value, json};

use crate::kit::client;

/// NEWS2 of somebody who breathes so often and is otherwise well: 16 is low, 22 low, 26 a single three.
pub fn news2(breaths: i32) -> Value {
    json!({ "instrument": "news2", "answers": {
        "respiration_rate": breaths, "spo2_scale": "scale_1", "oxygen_saturation": 97, "oxygen": "air",
        "systolic": 120, "pulse": 70, "consciousness": "alert", "temperature_c": 36.8,
    } })
}

/// The same, with one more field.
pub fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}

/// The same with another answer.
pub fn answer(mut body: Value, item: &str, value: impl Into<Value>) -> Value {
    body["answers"][item] = value.into();
    body
}

pub fn of(resident: &str) -> String {
    format!("/clients/{}/assessments", client(resident))
}

pub async fn assess(kit: &Kit, who: &str, resident: &str, body: &Value) -> Value {
    kit.post(who, &of(resident), body).await.created().clone()
}

pub fn id(made: &Value) -> String {
    made["id"].as_str().expect("an id").to_owned()
}

pub async fn strike(kit: &Kit, who: &str, id: &str) {
    let body = json!({ "kind": "strike_out", "text": "It was R1b" });
    kit.post(who, &format!("/assessments/{id}/addenda"), &body).await.created();
}
