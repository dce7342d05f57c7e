//! What was found of an incident, and done about it, in the words of those who worked it.

/// What the one who triaged wrote.
pub const TRIAGE: &[&str] = &[
    "Read with the reporter. Family knows. Plan looked at today.",
    "Not notifiable as far as we know now; look again when the hospital letter is here.",
    "Third this month on the same corridor. Look at the lighting.",
    "Spoke to everybody who was on. The account is clear.",
];

/// What was found, why it happened, and what is to be learned.
pub const FINDINGS: &[(&str, &str, &str)] = &[
    (
        "Call bell was out of reach. Sensor mat was under the bed, switched off since the clean.",
        "The mat is moved by whoever cleans and nobody is asked to put it back.",
        "Checking the mat is part of the last round now.",
    ),
    (
        "Two staff thought that the other had it in hand. Nothing was written until the end of the shift.",
        "No one person was named for the round.",
        "The round is given to one person at each handover, by name.",
    ),
    (
        "Everything that the plan asks for was done. It could not have been foreseen.",
        "A sudden change in health.",
        "Plan reviewed and left as it is.",
    ),
    (
        "The equipment was two weeks over its service date.",
        "The reminder went to somebody who has left.",
        "Service dates are on the office wall as well until reminders go to a role.",
    ),
];

pub const CONCLUSIONS: &[&str] = &[
    "Resident well, family content with what was done. Closed.",
    "Actions done and checked after two weeks. No repeat.",
    "Told the family the outcome in person on Sunday, letter sent.",
];

/// Why an incident was struck out.
pub const VOIDED: &[&str] = &[
    "Entered twice by the night and the day shift.",
    "Entered for the wrong resident; reported again for the right one.",
];

/// What is to be done: kind and words.
pub const ACTIONS: &[(&str, &str)] = &[
    ("family_told", "Ring the family and say what happened and what we do now."),
    ("medical_help", "Ask the GP to look at it within two days."),
    ("risk_assessment", "Go through the risk assessment again with whoever was there."),
    ("care_plan_review", "Bring the plan up to date and read it out at handover."),
    ("safeguarding_referral", "Ring the safeguarding team and write down whom you spoke to."),
    ("equipment_check", "Check every one of the same make on this floor."),
    ("environment", "New lamp with a sensor at the door."),
    ("staff_support", "Sit down with whoever was on and ask how they are."),
    ("training", "Refresher for the night team before the end of the month."),
    ("procedure", "Write the step into the procedure and have it signed."),
    ("other", "Put it on the agenda of the residents' meeting."),
];

pub const DONE: &[&str] = &["Done, and told the senior.", "Done with the manager.", "Done; took two goes."];

/// Checks after an incident: kind and words.
pub const CHECKS: &[(&str, &str)] = &[
    ("observation", "Blood pressure and pupils."),
    ("wound_check", "Is the dressing dry, is the edge closing?"),
    ("talk_with_resident", "How does it feel a few days on?"),
    ("talk_with_family", "Do they have questions?"),
    ("talk_with_staff", "How is the team with it?"),
    ("gp_review", "Was the GP here, and what was said?"),
    ("effectiveness", "Has it happened again?"),
    ("other", "Look at the place at night."),
];

pub const OUTCOMES: &[(&str, &str)] = &[
    ("as_hoped", "Better, no pain."),
    ("concern", "Not as it should be. Told the senior."),
    ("not_possible", "Out with the family all day."),
];

/// Words that were added later.
pub const ADDENDA: &[(&str, &str)] = &[
    ("addition", "The neighbour in the next room heard it at about half past five."),
    ("correction", "It was the left side, not the right. My mistake at the end of a long night."),
    ("statement", "I was in the corridor with the trolley. The door was open and I saw it from there."),
];

/// Of the compliance lead.
pub const REVIEWS: &[&str] =
    &["Well worked. The learning should go to the other homes.", "Closed a day late; otherwise sound."];

pub const PAUSES: &[&str] = &["Waiting for the hospital's letter.", "The police have asked us to wait."];
