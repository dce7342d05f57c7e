//! `almoner audit verify`: what it prints, and how it ends.

use crate::kit::*;
use crate::own::Own;

#[test]
fn a_chain_that_holds_one_that_waits_and_one_that_does_not_hold() {
    let own = Own::migrated();
    let organisation = "01999999-0000-7000-8000-000000000001";
    own.sql(&format!("insert into public.organisations (id, name) values ('{organisation}', 'Elm')"));
    let said = own.run(&["audit", "verify"]);
    said.ended(0, &["nothing is chained yet", "1 events wait for their place"]);
    assert!(!said.out.lines().any(|line| line.starts_with(organisation)), "{said:?}");
    own.sql("select app.claim_audit_chain(10)");
    own.sql(&format!("update public.organisations set name = 'Ash' where id = '{organisation}'; select app.claim_audit_chain(10)"));
    let said = own.run(&["audit", "verify"]).ok();
    assert!(
        said.out.starts_with(&format!("{organisation} 2 ")) && said.out.contains("2 links hold"),
        "{said:?}"
    );

    // What was printed is compared with later.
    let kept = folder();
    let file = kept.path().join("heads");
    std::fs::write(&file, &said.out).unwrap();
    let against = ["audit", "verify", "--against", file.to_str().unwrap()];
    own.run(&against).ok();
    std::fs::write(&file, "what is this\n").unwrap();
    own.run(&against).ended(2, &["line 1 of", "is no head of a chain", "ORGANISATION SEQUENCE HASH"]);
    std::fs::write(&file, said.out.replace(" 2 ", " 3 ")).unwrap();
    own.run(&against).ended(1, &["the chain ends before link 3"]);

    // The owner of the database, who can do more than anybody, changes what somebody did.
    own.sql("update public.audit_events set action = 'restore' where action = 'update'");
    own.run(&["audit", "verify"]).ended(
        1,
        &[&format!("{organisation}: the event of link 2 is not what was chained"), "does not hold"],
    );
}
