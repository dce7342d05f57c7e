//! The rows of the world.

use crate::world::id;

/// Everybody: name, organisation, status.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("carer1", "O1", "active"),
    ("carer2", "O1", "active"),
    ("senior1", "O1", "active"),
    ("anc1", "O1", "active"),
    ("agency", "O1", "active"),
    ("soon", "O1", "active"),
    ("left", "O1", "active"),
    ("both", "O1", "active"),
    ("mgr1", "O1", "active"),
    ("mgr12", "O1", "active"),
    ("owner1", "O1", "active"),
    ("comp1", "O1", "active"),
    ("gone", "O1", "disabled"),
    ("carer3", "O2", "active"),
    ("mgr3", "O2", "active"),
    ("owner2", "O2", "active"),
];

/// Rights: person, home, grade or kind, range in SQL.
const FLOOR: &[(&str, &str, &str, &str)] = &[
    ("carer1", "H1", "carer", "tstzrange(now() - interval '1 year', null)"),
    ("carer2", "H2", "carer", "tstzrange(now() - interval '1 year', null)"),
    ("senior1", "H1", "senior", "tstzrange(now() - interval '1 year', null)"),
    ("anc1", "H1", "ancillary", "tstzrange(now() - interval '1 year', null)"),
    ("agency", "H1", "carer", "tstzrange(now() - interval '1 hour', now() + interval '11 hours')"),
    ("soon", "H1", "carer", "tstzrange(now() + interval '7 days', null)"),
    ("left", "H1", "carer", "tstzrange(now() - interval '1 year', now() - interval '1 day')"),
    ("both", "H1", "carer", "tstzrange(now() - interval '1 year', null)"),
    ("gone", "H1", "carer", "tstzrange(now() - interval '1 year', null)"),
    ("carer3", "H3", "carer", "tstzrange(now() - interval '1 year', null)"),
];
const MANAGING: &[(&str, &str, &str)] = &[
    ("mgr1", "H1", "registered"),
    ("mgr12", "H1", "deputy"),
    ("mgr12", "H2", "registered"),
    ("both", "H2", "deputy"),
    ("mgr3", "H3", "registered"),
];
const OFFICES: &[(&str, &str)] =
    &[("owner1", "business_owner"), ("comp1", "compliance_lead"), ("owner2", "business_owner")];

/// The SQL of all of it.
pub fn seed() -> String {
    let mut sql = String::new();
    let mut add = |line: String| {
        sql.push_str(&line);
        sql.push_str(";\n");
    };
    for organisation in ["O1", "O2"] {
        let o = id(organisation);
        add(format!(
            "insert into public.organisations (id, name) values ('{o}', 'CANARY-{organisation}-name')"
        ));
        add(format!("insert into public.company_settings (organisation_id) values ('{o}')"));
        add(format!(
            "insert into public.organisation_labels (organisation_id, id, word, singular, plural) values \
             ('{o}', '{}', 'resident', 'resident', 'residents')",
            id(&format!("label:{organisation}"))
        ));
    }
    for (home, organisation) in [("H1", "O1"), ("H2", "O1"), ("H3", "O2")] {
        add(format!(
            "insert into public.care_homes (organisation_id, id, name, code, registered_beds) values \
             ('{}', '{}', 'CANARY-{home}-name', '{home}', 10)",
            id(organisation),
            id(home)
        ));
    }
    let account = |name: &str, email: &str| {
        let a = id(&format!("account:{name}"));
        format!(
            "insert into auth.users (id, email) values ('{a}', '{email}'); \
             insert into private.accounts (id, email, verified_at) values ('{a}', '{email}', now())"
        )
    };
    let accounts: Vec<String> =
        PEOPLE.iter().map(|(name, ..)| account(name, &format!("{name}@care.test"))).collect();
    for line in accounts {
        add(line);
    }
    for (name, organisation, status) in PEOPLE {
        let (o, p, a) = (id(organisation), id(name), id(&format!("account:{name}")));
        add(format!(
            "insert into public.profiles (organisation_id, id, account_id, status, given_name, family_name) values \
             ('{o}', '{p}', '{a}', '{status}', '{name}', 'CANARY-{name}-family')"
        ));
        add(format!(
            "insert into public.profile_private (organisation_id, profile_id, email, phone) values \
             ('{o}', '{p}', '{name}@care.test', 'CANARY-{name}-phone')"
        ));
        for (suffix, factor) in [("", "null"), ("+", "now()")] {
            add(format!(
                "insert into private.sessions (id, account_id, organisation_id, profile_id, idle_ends_at, ends_at, second_factor_at) \
                 values ('{}', '{a}', '{o}', '{p}', now() + interval '1 day', now() + interval '1 day', {factor})",
                id(&format!("session:{name}{suffix}"))
            ));
        }
    }
    let organisation = |home: &str| id(if home == "H3" { "O2" } else { "O1" });
    for (name, home, grade, valid) in FLOOR {
        add(format!(
            "insert into public.user_care_homes (organisation_id, id, care_home_id, profile_id, grade, valid) values \
             ('{}', '{}', '{}', '{}', '{grade}', {valid})",
            organisation(home),
            id(&format!("floor:{name}")),
            id(home),
            id(name)
        ));
    }
    for (name, home, kind) in MANAGING {
        add(format!(
            "insert into public.manager_care_homes (organisation_id, id, care_home_id, profile_id, kind, valid) values \
             ('{}', '{}', '{}', '{}', '{kind}', tstzrange(now() - interval '1 year', null))",
            organisation(home),
            id(&format!("manager:{name}:{home}")),
            id(home),
            id(name)
        ));
    }
    for (name, role) in OFFICES {
        let o = PEOPLE.iter().find(|(n, ..)| n == name).map_or("O1", |(_, o, _)| o);
        add(format!(
            "insert into public.organisation_roles (organisation_id, id, profile_id, role, valid) values \
             ('{}', '{}', '{}', '{role}', tstzrange(now() - interval '1 year', null))",
            id(o),
            id(&format!("office:{name}")),
            id(name)
        ));
    }
    // One account with a profile in each organisation, signed in to neither.
    let a = id("account:multi");
    add(format!("insert into auth.users (id, email) values ('{a}', 'multi@care.test')"));
    add(format!(
        "insert into private.accounts (id, email, verified_at) values ('{a}', 'multi@care.test', now())"
    ));
    for organisation in ["O1", "O2"] {
        add(format!(
            "insert into public.profiles (organisation_id, id, account_id, status, given_name, family_name) values \
             ('{}', '{}', '{a}', 'active', 'multi', 'CANARY-multi-{organisation}')",
            id(organisation),
            id(&format!("multi:{organisation}"))
        ));
    }
    add(format!(
        "insert into private.sessions (id, account_id, idle_ends_at, ends_at) values \
         ('{}', '{a}', now() + interval '1 day', now() + interval '1 day')",
        id("session:multi")
    ));
    sql
}
