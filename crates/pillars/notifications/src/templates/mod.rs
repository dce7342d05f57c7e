//! Stand-in until the branch mail is merged.
pub struct Facts<'a> {
    pub kind: &'a str,
    pub priority: &'a str,
    pub care_home_name: Option<&'a str>,
    pub organisation_name: Option<&'a str>,
    pub time_zone: Option<&'a str>,
    pub payload: &'a serde_json::Value,
    pub link: Option<&'a str>,
}
pub struct Words {
    pub subject: String,
    pub text: String,
}
pub fn in_app(facts: &Facts<'_>, _own: Option<(&str, &str)>) -> Words {
    let _ = (
        facts.priority,
        facts.care_home_name,
        facts.organisation_name,
        facts.time_zone,
        facts.payload,
        facts.link,
    );
    Words { subject: facts.kind.replace('_', " "), text: String::new() }
}
