//! People are invited, accept, work, and leave.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::Maker;
use super::accounts::{accept, invitation, later};
use super::organisation::Organisation;
use super::staff_file::{insert_post, leave, private_side};
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::{Ledger, Record};
use crate::person::{Grade, Person, Post, Span};
use crate::report::SignIn;
use crate::tables::{PEOPLE_NAMES, PROFILES};
use crate::value::Value;
use crate::words::{landline, mobile, names, slug};

/// How far somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Accepted the invitation.
    Active,
    /// Has not answered yet.
    Invited,
    /// The invitation was taken back.
    Withdrawn,
    /// Left on that day.
    Left(Day),
}

/// Somebody to be hired.
pub struct Hire {
    pub title: &'static str,
    persona: &'static str,
    pub posts: Vec<(Post, Span)>,
    named: Option<(&'static str, &'static str)>,
    pub invited: Day,
    stage: Stage,
    pub by: Option<Arc<Person>>,
    /// Somebody who has an account already, with their names.
    pub known: Option<Known>,
    writes: bool,
}

/// An account and whose it is.
#[derive(Clone, Debug)]
pub struct Known {
    pub account: Uuid,
    pub email: String,
    given: &'static str,
    family: &'static str,
}

impl Hire {
    pub fn new(title: &'static str, persona: &'static str) -> Self {
        Self {
            title,
            persona,
            posts: Vec::new(),
            named: None,
            invited: 0,
            stage: Stage::Active,
            by: None,
            known: None,
            writes: true,
        }
    }

    pub fn post(mut self, post: (Post, Span)) -> Self {
        self.posts.push(post);
        self
    }

    /// With an address that is easy to remember, and what to print beside it.
    pub fn named(mut self, local: &'static str, persona: &'static str) -> Self {
        self.named = Some((local, persona));
        self
    }

    pub fn on(mut self, day: Day) -> Self {
        self.invited = day;
        self
    }

    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    pub fn by(mut self, inviter: &Arc<Person>) -> Self {
        self.by = Some(Arc::clone(inviter));
        self
    }

    pub fn known(mut self, known: Option<Known>) -> Self {
        self.known = known;
        self
    }

    /// Never the author of anything: they may come to be kept from a resident.
    pub fn silent(mut self) -> Self {
        self.writes = false;
        self
    }
}

/// Invites somebody and lets them go as far as their stage says.
pub fn hire(maker: &mut Maker, organisation: &mut Organisation, hire: &Hire) -> Arc<Person> {
    hire_known(maker, organisation, hire).0
}

/// The same, and the account that came of it.
pub fn hire_known(
    maker: &mut Maker,
    organisation: &mut Organisation,
    hire: &Hire,
) -> (Arc<Person>, Option<Known>) {
    let woman = maker.rng.chance(74);
    let (given, family, email) = if let Some(known) = &hire.known {
        (known.given, known.family, known.email.clone())
    } else {
        let (given, family, _) = names::draw(&mut maker.rng, names::STAFF, woman);
        let email = address(organisation, hire.named.map(|(local, _)| local), given, family);
        (given, family, email)
    };
    let short = names::short(given).filter(|_| maker.rng.chance(50));
    let at = if hire.by.is_none() { maker.founded() } else { maker.some_time(hire.invited, 9, 16) };
    let act = match &hire.by {
        Some(by) => maker.ledger.act(at, by),
        None => Ledger::command(at),
    };
    let mut profile = maker.ledger.insert(
        &act,
        &PROFILES,
        organisation.id,
        vec![
            ("status", "invited".into()),
            ("given_name", given.into()),
            ("family_name", family.into()),
            ("preferred_name", short.into()),
            ("job_title", hire.title.into()),
            ("persona", hire.persona.into()),
            ("preferences", Value::Json("{}".into())),
        ],
    );
    let mut posts: Vec<Record> = hire
        .posts
        .iter()
        .map(|(post, span)| insert_post(maker, &act, organisation.id, profile.id, *post, *span))
        .collect();
    let mut private = private_side(maker, organisation, &act, hire, (profile.id, &email));

    let mut person = Person {
        profile: profile.id,
        account: None,
        name: format!("{} {family}", short.unwrap_or(given)),
        posts: hire.posts.clone(),
        post_ids: posts.iter().map(|post| post.id).collect(),
        writes: hire.writes,
    };
    match hire.stage {
        Stage::Active | Stage::Left(_) => {
            person.account = Some(accept(maker, hire, at, &mut profile, &email));
        }
        Stage::Invited => invitation(maker, (organisation.id, profile.id), &email, at, None),
        Stage::Withdrawn => {
            let taken_back = later(at, 26);
            invitation(maker, (organisation.id, profile.id), &email, at, Some(taken_back));
            let act = maker.ledger.verb(taken_back, &organisation.owner, "withdraw");
            maker.ledger.change(&act, &mut profile, vec![("status", "disabled".into())]);
        }
    }
    if let Stage::Left(day) = hire.stage {
        leave(maker, organisation, hire, day, (&mut profile, &mut posts, &mut person));
    }
    let person = Arc::new(person);
    // The person completes what only they know.
    if person.account.is_some() && maker.rng.chance(40) {
        let act = maker.ledger.act(later(at, 30), &person);
        let values = vec![
            ("phone", mobile(&mut maker.rng).into()),
            ("emergency_contact", format!("{family} at home, {}", landline(&mut maker.rng)).into()),
        ];
        maker.ledger.change(&act, &mut private, values);
    }

    for record in [&profile, &private].into_iter().chain(&posts) {
        maker.ledger.keep(record);
    }
    let name = vec![
        ("organisation_id", organisation.id.into()),
        ("profile_id", person.profile.into()),
        ("name", person.name.clone().into()),
        ("job_title", hire.title.into()),
    ];
    maker.ledger.plain(&PEOPLE_NAMES, name);
    if let Some((_, persona)) = hire.named {
        let sign_in = (email.clone(), person.name.clone(), persona, Arc::clone(&person));
        maker.named.push(sign_in);
    }
    let known = person.account.map(|account| Known { account, email, given, family });
    (person, known)
}

/// An address that nobody of the organisation has yet.
fn address(organisation: &mut Organisation, local: Option<&str>, given: &str, family: &str) -> String {
    let wanted = local.map_or_else(|| format!("{}.{}", slug(given), slug(family)), str::to_owned);
    let mut free = wanted.clone();
    let mut n = 1;
    while !organisation.addresses.insert(free.clone()) {
        n += 1;
        free = format!("{wanted}{n}");
    }
    format!("{free}@{}", organisation.domain)
}

/// Who is worth printing, with the homes in which they have a right at the start.
pub fn sign_in(
    (email, name, persona, person): &(String, String, &'static str, Arc<Person>),
    organisation: &str,
    home_name: impl Fn(Uuid) -> Option<String>,
    now: Timestamp,
) -> SignIn {
    let mut homes: Vec<String> = Vec::new();
    for (post, span) in &person.posts {
        let home = match post {
            Post::Floor { home, .. } | Post::Manager { home, .. } => *home,
            Post::Officer { .. } => continue,
        };
        if let Some(name) = span.holds(now).then(|| home_name(home)).flatten()
            && !homes.contains(&name)
        {
            homes.push(name);
        }
    }
    SignIn { email: email.clone(), name: name.clone(), persona, organisation: organisation.to_owned(), homes }
}

/// A post on a floor.
pub fn floor(home: Uuid, grade: Grade, span: Span) -> (Post, Span) {
    (Post::Floor { home, grade, agency: None }, span)
}

/// A post as manager.
pub fn manager(home: Uuid, kind: &'static str, span: Span) -> (Post, Span) {
    (Post::Manager { home, kind }, span)
}

/// The last day on which somebody can be invited and still accept in the past.
pub const LAST_INVITATION: Day = YESTERDAY - 2;
