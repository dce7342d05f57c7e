//! Who works in each home and for the whole organisation.

use std::sync::Arc;

use super::Maker;
use super::groups::{Group, HomePlan, Named};
use super::homes::Home;
use super::organisation::Organisation;
use super::people::{Hire, Known, LAST_INVITATION, Stage, floor, hire, hire_known, manager};
use crate::calendar::{Day, TODAY};
use crate::person::{Grade, Person, Post, Span};
use crate::tables::MEMBERSHIPS;
use crate::value::Value;

/// An agency that sends people for a shift.
const AGENCY: &str = "Northern Care Staffing";

/// Hires everybody of a home but those who work in several. The first home of
/// an organisation has the people whose addresses are easy to remember.
pub fn of_home(
    maker: &mut Maker,
    organisation: &mut Organisation,
    group: &Group,
    place: usize,
    home: &mut Home,
) {
    let plan = &group.homes[place];
    let owner = Arc::clone(&organisation.owner);
    let first = place == 0;
    let since = |maker: &Maker, day: Day| Span { from: maker.calendar.at(day, 0, 0, 0), to: None };

    let head = if first && group.named == Named::OwnerManager {
        take_on(maker, organisation, &owner, home)
    } else {
        let from = since(maker, 1);
        let one = Hire::new("registered_manager", "manager")
            .post(manager(home.id, "registered", from))
            .by(&owner)
            .on(1);
        let one = if first { one.named("manager", "registered manager") } else { one };
        // One home changes its manager in the course of the year.
        if place == 3 && group.named == Named::All {
            let former = hire(maker, organisation, &one.stage(Stage::Left(150)));
            home.people.push(former);
            let from = since(maker, 150);
            let next = Hire::new("registered_manager", "manager")
                .post(manager(home.id, "registered", from))
                .by(&owner);
            hire(maker, organisation, &next.on(140))
        } else {
            hire(maker, organisation, &one)
        }
    };
    home.people.push(Arc::clone(&head));

    let deputy = Hire::new("deputy_manager", "manager")
        .post(manager(home.id, "deputy", since(maker, 2)))
        .by(&owner)
        .on(1);
    let deputy = if first { deputy.named("deputy", "deputy manager") } else { deputy };
    let deputy = hire(maker, organisation, &deputy);
    home.people.push(Arc::clone(&deputy));

    for (n, (title, grade, named)) in floor_of(plan).into_iter().enumerate() {
        let mut one = Hire::new(title, "carer").by(&deputy);
        // The first few of each home stay all the year; of the rest some come and go.
        let (invited, stage) = match (n, n % 9) {
            (..=6, _) => (2, Stage::Active),
            (_, 4) => (maker.rng.between(20, 300), Stage::Active),
            (_, 7) => (2, Stage::Left(maker.rng.between(60, 360))),
            (_, 8) if n == 8 => (maker.rng.between(LAST_INVITATION - 4, LAST_INVITATION), Stage::Invited),
            _ => (2, Stage::Active),
        };
        let begins = if invited == 2 { 3 } else { invited + 4 };
        one = one.post(floor(home.id, grade, since(maker, begins))).on(invited).stage(stage);
        if let (true, Some((local, persona))) = (first, named) {
            one = one.named(local, persona);
        }
        if n % 9 == 5 && stage == Stage::Active {
            one = one.silent();
        }
        home.people.push(hire(maker, organisation, &one));
    }
    // "What can they see?", asked once in each home.
    if let Some(person) = home.people.last() {
        let at = maker.some_time(9, 9, 17);
        let act = maker.ledger.verb(at, &deputy, "preview");
        maker.ledger.preview(&act, organisation.id, person.profile);
    }
}

/// The owner of a single home becomes its registered manager.
fn take_on(
    maker: &mut Maker,
    organisation: &mut Organisation,
    owner: &Arc<Person>,
    home: &Home,
) -> Arc<Person> {
    let at = maker.some_time(1, 9, 12);
    let act = maker.ledger.act(at, owner);
    let span = Span { from: maker.calendar.at(1, 0, 0, 0), to: None };
    let values = vec![
        ("care_home_id", home.id.into()),
        ("profile_id", owner.profile.into()),
        ("kind", "registered".into()),
        ("valid", Value::Span(span.from, span.to)),
    ];
    let record = maker.ledger.insert(&act, &crate::tables::MANAGERS, organisation.id, values);
    maker.ledger.keep(&record);
    let mut both = Person::clone(owner);
    both.posts.push(manager(home.id, "registered", span));
    let both = Arc::new(both);
    organisation.owner = Arc::clone(&both);
    for (_, _, persona, person) in &mut maker.named {
        if person.profile == both.profile {
            *person = Arc::clone(&both);
            *persona = "business owner and registered manager";
        }
    }
    both
}

type Place = (&'static str, Grade, Option<(&'static str, &'static str)>);

/// Titles and grades of a home's floor, in a fixed mix.
fn floor_of(plan: &HomePlan) -> Vec<Place> {
    let first: [Place; 5] = [
        ("senior_carer", Grade::Senior, Some(("senior", "senior carer"))),
        ("nurse", Grade::Nurse, Some(("nurse", "nurse"))),
        ("carer", Grade::Carer, Some(("carer", "carer"))),
        ("ancillary", Grade::Ancillary, Some(("ancillary", "housekeeping"))),
        ("carer", Grade::Carer, None),
    ];
    let mix: [Place; 8] = [
        ("carer", Grade::Carer, None),
        ("senior_carer", Grade::Senior, None),
        ("carer", Grade::Carer, None),
        ("carer", Grade::Carer, None),
        ("activities", Grade::Ancillary, None),
        ("carer", Grade::Carer, None),
        ("nurse", Grade::Nurse, None),
        ("ancillary", Grade::Ancillary, None),
    ];
    // The two managers count among the people of a home.
    let wanted = plan.staff.saturating_sub(2).max(first.len());
    first.into_iter().chain(mix.into_iter().cycle()).take(wanted).collect()
}

/// People with posts in several homes, in offices, and from outside. What is
/// remembered of the person who works for two organisations is passed on.
pub fn across(
    maker: &mut Maker,
    organisation: &mut Organisation,
    group: &Group,
    homes: &mut [Home],
    elsewhere: &mut Option<Known>,
) {
    let owner = Arc::clone(&organisation.owner);
    let span = |maker: &Maker, from: Day, to: Option<Day>| Span {
        from: maker.calendar.at(from, 0, 0, 0),
        to: to.map(|to| maker.calendar.at(to, 0, 0, 0)),
    };
    let always = span(maker, 2, None);
    let officer = |role| (Post::Officer { role }, always);
    let mut hired: Vec<Arc<Person>> = Vec::new();

    let lead =
        Hire::new("compliance_lead", "compliance_lead").post(officer("compliance_lead")).by(&owner).on(1);
    hire(maker, organisation, &lead.named("compliance", "compliance lead"));
    if group.named == Named::Personas {
        return;
    }
    for title in ["finance_officer", "hr_officer"] {
        let office =
            Hire::new(title, "manager").post(floor(homes[0].id, Grade::Ancillary, always)).by(&owner);
        hired.push(hire(maker, organisation, &office.on(2)));
    }
    let second =
        Hire::new("nominated_individual", "business_owner").post(officer("business_owner")).by(&owner).on(2);
    hire(maker, organisation, &second);
    let gone = Hire::new("rota_coordinator", "manager")
        .post(floor(homes[0].id, Grade::Ancillary, always))
        .by(&owner)
        .on(30)
        .stage(Stage::Withdrawn);
    hire(maker, organisation, &gone);
    let rota = Hire::new("rota_coordinator", "manager")
        .post(floor(homes[0].id, Grade::Ancillary, always))
        .by(&owner);
    hired.push(hire(maker, organisation, &rota.on(2)));
    for _ in 0..2 {
        let visitor =
            Hire::new("external_professional", "carer").post(floor(homes[0].id, Grade::Nurse, always));
        hired.push(hire(maker, organisation, &visitor.by(&owner).on(2).silent()));
    }

    // One shift each: some past ones, and the day shift of the first day.
    for day in [60, 171, 288, TODAY] {
        let shift =
            Span { from: maker.calendar.at(day, 7, 30, 0), to: Some(maker.calendar.at(day, 20, 0, 0)) };
        let post = Post::Floor { home: homes[0].id, grade: Grade::Carer, agency: Some(AGENCY) };
        let one = Hire::new("agency_worker", "carer").post((post, shift)).by(&owner).on(day - 2).silent();
        let one = if day == TODAY { one.named("agency", "agency carer, for one day shift") } else { one };
        hired.push(hire(maker, organisation, &one));
    }

    if let [one, other, ..] = &homes[..] {
        let regional = Hire::new("regional_manager", "manager")
            .post(manager(one.id, "deputy", always))
            .post(manager(other.id, "deputy", always))
            .post(floor(other.id, Grade::Senior, always));
        hired.push(hire(maker, organisation, &regional.by(&owner).on(2)));
        let cover = Hire::new("registered_manager", "manager")
            .post(manager(one.id, "cover", span(maker, 200, Some(214))))
            .post(manager(one.id, "cover", span(maker, TODAY - 4, Some(TODAY + 17))))
            .post(floor(other.id, Grade::Senior, always))
            .named("cover", "cover manager for three weeks; senior elsewhere");
        hired.push(hire(maker, organisation, &cover.by(&owner).on(2)));
        let two = Hire::new("carer", "carer")
            .post(floor(one.id, Grade::Carer, always))
            .post(floor(other.id, Grade::Carer, always))
            .named("two-homes", "carer in two homes");
        hired.push(hire(maker, organisation, &two.by(&owner).on(2)));
        let both = Hire::new("deputy_manager", "manager")
            .post(floor(one.id, Grade::Carer, always))
            .post(manager(other.id, "deputy", always))
            .named("both", "carer in one home, deputy manager of another");
        hired.push(hire(maker, organisation, &both.by(&owner).on(2)));

        let known = elsewhere.take();
        let here = known.is_some();
        let one = Hire::new("carer", "carer")
            .post(floor(one.id, Grade::Carer, always))
            .by(&owner)
            .on(3)
            .known(known);
        let one = one.named(
            "two-organisations",
            if here { "carer, the same account as above" } else { "carer in two organisations" },
        );
        let (person, account) = hire_known(maker, organisation, &one);
        hired.push(person);
        *elsewhere = account;
    }
    for home in homes.iter_mut() {
        let here: Vec<_> = hired.iter().filter(|person| has_post(person, home)).cloned().collect();
        home.people.extend(here);
    }
    wrong_home(maker, organisation, homes);
}

fn has_post(person: &Person, of: &Home) -> bool {
    person.posts.iter().any(
        |(post, _)| matches!(post, Post::Floor { home, .. } | Post::Manager { home, .. } if *home == of.id),
    )
}

/// A membership that was entered for the wrong home and archived.
fn wrong_home(maker: &mut Maker, organisation: &Organisation, homes: &[Home]) {
    let [home, .., other] = homes else { return };
    let (Some(person), Some(deputy)) = (home.people.get(4), other.people.get(1)) else { return };
    let at = maker.some_time(90, 9, 12);
    let act = maker.ledger.act(at, deputy);
    let values = vec![
        ("care_home_id", other.id.into()),
        ("profile_id", person.profile.into()),
        ("grade", "carer".into()),
        ("valid", Value::Span(maker.calendar.at(91, 0, 0, 0), None)),
    ];
    let mut record = maker.ledger.insert(&act, &MEMBERSHIPS, organisation.id, values);
    let at = maker.some_time(90, 13, 16);
    let act = maker.ledger.act(at, deputy);
    maker.ledger.archive(&act, &mut record, "Entered for the wrong home.", None);
    maker.ledger.keep(&record);
}
