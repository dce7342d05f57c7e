//! An organisation on its first day: itself, its owner, its words and settings.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::Maker;
use super::groups::Group;
use super::jobs;
use super::people::{self, Hire};
use crate::ledger::Ledger;
use crate::nhs::NhsNumbers;
use crate::person::{Person, Post, Span};
use crate::tables::{LABELS, ORGANISATIONS, SETTINGS};
use crate::value::Value;

pub struct Organisation {
    pub id: Uuid,
    pub name: String,
    pub domain: String,
    pub owner: Arc<Person>,
    /// Local parts that are taken.
    pub addresses: HashSet<String>,
    pub nhs: NhsNumbers,
    pub staff_numbers: u32,
}

/// The id of an organisation: the first that its stream of ids gives.
pub fn id(ledger: &mut Ledger, founded: Timestamp) -> Uuid {
    ledger.id(founded)
}

/// What the operator's command does, and what the owner does right after.
pub fn found(maker: &mut Maker, group: &Group) -> Organisation {
    let founded = maker.founded();
    let id = id(&mut maker.ledger, founded);
    let command = Ledger::command(founded);
    let name = Value::from(group.name.clone());
    let record = maker.ledger.insert_as(&command, &ORGANISATIONS, (id, id), vec![("name", name)]);
    maker.ledger.keep(&record);

    let nobody = nobody();
    let first = maker.rng.below(1_000_000);
    let mut organisation = Organisation {
        id,
        name: group.name.clone(),
        domain: group.domain.clone(),
        owner: nobody,
        addresses: HashSet::new(),
        nhs: NhsNumbers::new(u32::try_from(first).expect("below a million"), 1_000_000),
        staff_numbers: 1000,
    };
    let for_good = Span { from: founded, to: None };
    let post = (Post::Officer { role: "business_owner" }, for_good);
    let owner = Hire::new("org_owner", "business_owner").post(post).named("owner", "business owner");
    organisation.owner = people::hire(maker, &mut organisation, &owner);

    for (word, singular, plural) in [
        ("resident", "resident", "residents"),
        ("home", "home", "homes"),
        ("rota", "rota", "rotas"),
        ("key_worker", "key worker", "key workers"),
        ("handover", "handover", "handovers"),
    ] {
        let values = vec![("word", word.into()), ("singular", singular.into()), ("plural", plural.into())];
        let mut label = maker.ledger.insert(&command, &LABELS, id, values);
        if let (Some((one, many)), "resident") = (group.resident_word, word) {
            let at = maker.some_time(2, 9, 12);
            let act = maker.ledger.act(at, &organisation.owner);
            maker.ledger.change(&act, &mut label, vec![("singular", one.into()), ("plural", many.into())]);
        }
        maker.ledger.keep(&label);
    }

    let clock = |hour| Value::Clock(jiff::civil::time(hour, 0, 0, 0));
    let mut settings = maker.ledger.insert(
        &command,
        &SETTINGS,
        id,
        vec![
            ("two_person_publish", false.into()),
            ("review_cycle_days", Value::Int(28)),
            ("initial_plan_days", Value::Int(7)),
            ("quiet_from", clock(22)),
            ("quiet_to", clock(7)),
            ("second_factor_required", false.into()),
            ("retention_years", Value::Int(8)),
            ("feature_flags", Value::Json("{}".into())),
        ],
    );
    let at = maker.some_time(5, 9, 17);
    let act = maker.ledger.act(at, &organisation.owner);
    maker.ledger.change(&act, &mut settings, vec![("two_person_publish", true.into())]);
    maker.ledger.keep(&settings);
    jobs::schedule(maker, &organisation);
    organisation
}

/// Stands in until the first person is there.
pub fn nobody() -> Arc<Person> {
    Arc::new(Person {
        profile: Uuid::nil(),
        account: None,
        name: String::new(),
        posts: Vec::new(),
        post_ids: Vec::new(),
        writes: false,
    })
}
