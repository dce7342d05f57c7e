//! What must be known of a resident at once, in the words that staff write.

/// One alert's text. `{name}`, `{her}` and `{gp}` are filled in.
pub struct AlertText {
    pub detail: &'static str,
    pub reaction: Option<&'static str>,
    pub severity: Option<&'static str>,
    pub source: &'static str,
    pub decided_by: Option<&'static str>,
    /// Days until it is to be looked at again.
    pub review: Option<i32>,
}

const fn plain(detail: &'static str, source: &'static str, review: Option<i32>) -> AlertText {
    AlertText { detail, reaction: None, severity: None, source, decided_by: None, review }
}

const fn allergy(
    detail: &'static str,
    reaction: &'static str,
    severity: &'static str,
    source: &'static str,
) -> AlertText {
    AlertText {
        detail,
        reaction: Some(reaction),
        severity: Some(severity),
        source,
        decided_by: None,
        review: None,
    }
}

const fn decided(
    detail: &'static str,
    source: &'static str,
    decided_by: &'static str,
    review: Option<i32>,
) -> AlertText {
    AlertText { detail, reaction: None, severity: None, source, decided_by: Some(decided_by), review }
}

pub const ALLERGIES: &[AlertText] = &[
    allergy("Penicillin", "Rash over chest and arms, swollen lips", "severe", "GP summary"),
    allergy("Trimethoprim", "Sickness and a blotchy rash", "moderate", "Hospital discharge letter"),
    allergy("Codeine", "Very drowsy and confused", "moderate", "GP summary"),
    allergy(
        "Elastoplast and other adhesive dressings",
        "Skin blisters under the plaster",
        "mild",
        "District nurse",
    ),
    allergy("Peanuts", "Throat closes; had to have adrenaline in 2011", "life_threatening", "Family"),
    allergy("Shellfish", "Face swells, short of breath", "life_threatening", "GP summary"),
    allergy("Latex gloves", "Itchy red hands", "mild", "Family"),
    allergy("Wasp stings", "Swelling of the whole arm", "severe", "Family"),
    allergy("Aspirin", "Wheezing", "severe", "GP summary"),
    allergy("Strawberries", "Hives round the mouth", "mild", "{name}"),
    allergy("Biological washing powder", "Eczema on both forearms flares up", "mild", "Family"),
    allergy("Cow's milk", "Stomach cramps and loose stools", "moderate", "Dietitian's letter"),
];

pub const DIET: &[AlertText] = &[
    decided(
        "Level 6 soft and bite-sized. Cut everything, gravy on the side, sit upright for 30 minutes after.",
        "Speech and language therapy letter",
        "Speech and language therapist",
        Some(90),
    ),
    decided(
        "Level 5 minced and moist. No bread, no crumbly biscuits, sips between mouthfuls.",
        "Speech and language therapy letter",
        "Speech and language therapist",
        Some(60),
    ),
    decided(
        "Level 4 pureed diet and level 2 mildly thick drinks. Never a straw.",
        "Hospital discharge letter",
        "Speech and language therapist",
        Some(42),
    ),
    plain(
        "Diabetic: no sugar in drinks, snack at 22:00, tell the nurse if {name} leaves more than half a meal.",
        "GP summary",
        Some(180),
    ),
    plain("Small appetite: little and often, half plates. Rice pudding always goes down.", "Family", None),
    plain(
        "Fortified diet, full-cream milk, second pudding. Weigh on Mondays.",
        "Dietitian's letter",
        Some(28),
    ),
    plain("Vegetarian all {her} life: no fish, no gelatine.", "Family", None),
];

pub const CHOKING: &[AlertText] = &[
    plain(
        "Choked on toast at breakfast. Stay at the table for the whole meal, one mouthful at a time.",
        "Incident in the dining room",
        Some(28),
    ),
    plain(
        "Crams food when upset. Small plate, plastic teaspoon, someone sitting beside {name}.",
        "Pre-admission assessment",
        Some(60),
    ),
    plain(
        "Pockets food in the left cheek after the stroke: check the mouth after every meal.",
        "Hospital discharge letter",
        Some(42),
    ),
    plain(
        "Takes other people's biscuits from the trolley. Keep dry snacks out of reach.",
        "Night staff",
        Some(28),
    ),
];

pub const FALLS: &[AlertText] = &[
    plain(
        "Gets up at night to look for the toilet. Sensor mat on, commode by the bed, light left on.",
        "Night staff",
        Some(28),
    ),
    plain(
        "Three falls in six weeks, always turning in the doorway. Frame within reach, one person alongside.",
        "Physiotherapist",
        Some(28),
    ),
    plain(
        "Blood pressure drops on standing: sit on the edge of the bed for two minutes first.",
        "GP summary",
        Some(60),
    ),
    plain("Will not use the frame when the family visits. Walk behind, do not argue.", "Day staff", Some(60)),
    plain(
        "Bed on lowest setting and crash mat down whenever {name} is in bed.",
        "Falls clinic letter",
        Some(28),
    ),
    plain(
        "Broke {her} hip in the old kitchen and is frightened of tiled floors: offer an arm.",
        "Family",
        None,
    ),
    plain("Slippers come off. Only the black Velcro shoes, also at night.", "Day staff", Some(90)),
];

pub const DNACPR: &[AlertText] = &[
    decided(
        "Not for CPR. ReSPECT form, pink, front of the red folder. For hospital if a broken bone is likely.",
        "ReSPECT form seen",
        "{gp}",
        Some(180),
    ),
    decided(
        "Not for CPR and to be kept comfortable here. Family and {gp} agree: no hospital for a chest infection.",
        "ReSPECT form seen",
        "{gp}",
        Some(90),
    ),
    decided(
        "For CPR and full treatment. {name} was asked and was clear about it.",
        "ReSPECT form seen",
        "{gp}",
        Some(365),
    ),
    decided(
        "Not for CPR. Original form came back from hospital with {name}; copy with the GP.",
        "Hospital discharge letter",
        "Consultant, acute medicine",
        Some(120),
    ),
];

pub const DOLS: &[AlertText] = &[
    decided(
        "Standard authorisation granted with one condition: a walk outside every day that {name} wishes it.",
        "Authorisation letter seen",
        "Supervisory body",
        Some(300),
    ),
    decided(
        "Urgent authorisation given by us, standard one asked for. {name} may not leave alone.",
        "Urgent form in file",
        "Registered manager",
        Some(7),
    ),
    decided(
        "Authorised. Doors to the garden stay open; front door code not to be shared with {name}.",
        "Authorisation letter seen",
        "Supervisory body",
        Some(330),
    ),
];

pub const INFECTION: &[AlertText] = &[
    plain(
        "MRSA carrier, nose and groin. Standard precautions, own towels, wash hands on leaving the room.",
        "Hospital discharge letter",
        Some(30),
    ),
    plain(
        "Loose stools twice since last night. Stay in own room, gloves and apron, until 48 hours clear.",
        "Night staff",
        Some(2),
    ),
    plain(
        "Catheter changed, urine cloudy. Sample sent; encourage drinks, watch for new confusion.",
        "District nurse",
        Some(7),
    ),
    plain(
        "Shingles on the left side. Not to be cared for by anyone who is pregnant or had no chickenpox.",
        "{gp}",
        Some(10),
    ),
];

pub const COMMUNICATION: &[AlertText] = &[
    plain(
        "Hearing aid in the right ear only. Face {name}, turn the radio off first, short sentences.",
        "Pre-admission assessment",
        Some(180),
    ),
    plain(
        "Registered blind. Say who you are before you touch, and what is where on the plate by the clock.",
        "Family",
        None,
    ),
    plain("Loses words when tired. Word cards in the top drawer, or ring the family.", "Family", Some(90)),
    plain(
        "No speech since the stroke: thumb up is yes, looks away for no. Give it time.",
        "Speech and language therapy letter",
        Some(90),
    ),
    plain("Reads lips. Do not stand with the window behind you.", "{name}", None),
    plain(
        "Says yes to everything. Ask a second time another way, and show the two choices.",
        "Day staff",
        Some(90),
    ),
];

pub const MOVING: &[AlertText] = &[
    plain(
        "Full hoist, medium sling with loops, two people always. Shoulder is painful on the left.",
        "Occupational therapist",
        Some(90),
    ),
    plain(
        "Stand aid, two people, knee strap on. If {name} does not push up, go back to the hoist.",
        "Physiotherapist",
        Some(60),
    ),
    plain(
        "Walks with a frame and one person. Wheelchair behind for anything past the dining room.",
        "Physiotherapist",
        Some(60),
    ),
    plain(
        "Slide sheet and two people in bed, turned every four hours. Skin on the heels breaks easily.",
        "District nurse",
        Some(28),
    ),
    plain(
        "Cannot bear weight until the fracture clinic says so. Bed and chair transfers by hoist only.",
        "Hospital discharge letter",
        Some(21),
    ),
];

pub const OTHER: &[AlertText] = &[
    plain(
        "Smokes. Lighter stays in the office, apron on, someone with {name} in the garden.",
        "Risk assessment",
        Some(90),
    ),
    plain(
        "Looks for the bus home from four o'clock. A walk to the gate and a cup of tea helps.",
        "Family",
        Some(60),
    ),
    plain("Carers of {her} own sex only for washing and dressing.", "{name}", None),
    plain(
        "On blood thinners: any knock to the head is an ambulance, even if it looks like nothing.",
        "GP summary",
        Some(180),
    ),
    plain("Has a pacemaker, card in the bedside drawer.", "Hospital discharge letter", None),
    plain(
        "Epilepsy. Seizures last under two minutes; after five call 999. Note the time.",
        "GP summary",
        Some(120),
    ),
    plain(
        "Son may ring and ask for money. Pass every such call to the manager.",
        "Safeguarding plan",
        Some(90),
    ),
];

/// Why a verified alert was ended.
pub const ENDED: &[(&str, &str)] = &[
    ("infection", "48 hours clear, room deep cleaned."),
    ("infection", "Treatment finished and the follow-up sample was clear."),
    ("diet_texture", "Reviewed by speech and language therapy: back to a normal diet."),
    ("diet_texture", "Weight steady for three months, no longer needed."),
    ("choking", "No further episodes since the dentures were relined."),
    ("falls", "No falls for six months; physiotherapist has discharged."),
    ("moving_handling", "Walks safely again, reassessed by the physiotherapist."),
    ("dols", "Authorisation has run out and a new one was recorded."),
    ("communication", "New hearing aids fitted, this no longer applies."),
    ("dnacpr_respect", "New ReSPECT form replaces this one."),
    ("other", "No longer the case, talked through with the family."),
    ("allergy", "Tested at the allergy clinic: not allergic."),
];

/// Why a proposed alert was not taken.
pub const REJECTED: &[&str] = &[
    "Mixed up with the resident next door.",
    "Already recorded, see the alert above.",
    "Asked the family: this was years ago and is settled.",
    "One bad night with the new bed, not a pattern.",
];

/// The texts of a kind.
pub fn of(kind: &str) -> &'static [AlertText] {
    match kind {
        "allergy" => ALLERGIES,
        "diet_texture" => DIET,
        "choking" => CHOKING,
        "falls" => FALLS,
        "dnacpr_respect" => DNACPR,
        "dols" => DOLS,
        "infection" => INFECTION,
        "communication" => COMMUNICATION,
        "moving_handling" => MOVING,
        _ => OTHER,
    }
}

/// How often each kind is met.
pub const KINDS: &[(&str, usize)] = &[
    ("falls", 8),
    ("moving_handling", 6),
    ("dnacpr_respect", 5),
    ("communication", 5),
    ("diet_texture", 4),
    ("other", 4),
    ("dols", 3),
    ("choking", 2),
    ("infection", 2),
];
