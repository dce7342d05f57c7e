//! Trainings, policies and who read them.

use super::{ORGANISATIONS, Row};
use crate::names::id;
use crate::world::{POLICIES, World, topic};

pub fn candidates(people: &[&'static str]) -> Vec<Row> {
    let mut rows = Vec::new();
    for &o in ORGANISATIONS {
        rows.push(
            Row::candidate("training_topics", format!("a topic of {o}"), o)
                .value("code", "new")
                .value("name", "New"),
        );
        rows.push(
            Row::candidate("training_requirements", format!("a requirement of {o}"), o)
                .uuid("topic_id", topic(&format!("{o}.fire")))
                .value("job_title", "hr_officer"),
        );
        rows.push(
            Row::candidate("policy_documents", format!("a policy of {o}"), o)
                .value("title", "New")
                .in_status("draft"),
        );
        rows.push(
            Row::candidate("policy_documents", format!("a version of a policy of {o}"), o)
                .value("title", "New")
                .uuid("policy_id", id("policy_documents:O1.fire.v1"))
                .in_status("draft")
                .fact("of O1"),
        );
    }
    for person in people {
        let o = World::get().person(person).organisation;
        let record = |what: &str, of: &str| {
            Row::candidate("training_records", format!("{what} of {person}"), o)
                .profile(person)
                .of("profile_id", person)
                .uuid("topic_id", topic(of))
                .set("completed_on", "current_date - 1")
        };
        rows.push(record("a training", if o == "O1" { "O1.fire" } else { "O2.fire" }));
        rows.push(record("a training not in use", "O1.retired").fact("retired"));
        for (name, of, status, audience, _) in POLICIES.iter().filter(|p| p.1 == o) {
            let mut row = Row::candidate("policy_acknowledgements", format!("{person} reads {name}"), of)
                .profile(person)
                .of("profile_id", person)
                .uuid("document_id", id(&format!("policy_documents:{name}")))
                .in_status(status);
            row.kind = *audience;
            row.archived = *name == "O1.mistake";
            rows.push(row);
        }
    }
    rows
}
