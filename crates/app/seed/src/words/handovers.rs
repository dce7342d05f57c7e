//! What one shift tells the next.

/// Of a resident, by kind of item.
pub const OF_RESIDENT: &[(&str, &[&str])] = &[
    (
        "observation",
        &[
            "{name} slept from ten to five, one trip to the toilet with two.",
            "{name} refused lunch, ate a yoghurt and half a banana at three. Offer supper early.",
            "{name} has been looking for {her} coat since tea. Walk with {name}, it passes.",
            "{name} drank 650 ml by eight. Please push fluids.",
            "{name} was tearful after the telephone call, sat with Father Doyle and cheered up.",
            "{name} stayed in bed by choice, turned at two, four and six.",
            "{name} would not have {her} legs washed this morning. Try after breakfast.",
        ],
    ),
    (
        "health",
        &[
            "{name} coughs more at night, temperature 37.4 at six. Nurse to look.",
            "Dressing on {name}'s left shin leaked through. Changed, next on Thursday.",
            "{name} has had no bowel movement for three days. Told the nurse.",
            "Red patch on {name}'s right heel, still blanches. Heels off the bed.",
            "{gp} rang: bloods are back, tablets stay as they are.",
            "{name} is breathless on the stairs since yesterday, use the lift.",
        ],
    ),
    (
        "appointment",
        &[
            "{name} has the optician at half past ten, taxi is booked for ten.",
            "Chiropodist comes for {name} after lunch, please have {name} in {her} room.",
            "{name}: hospital transport between eight and nine, nothing to eat beforehand.",
            "{name}'s hearing aids come back from repair tomorrow.",
        ],
    ),
    (
        "visitor",
        &[
            "{name}'s daughter comes on Sunday and would like a word with whoever is in charge.",
            "{name}'s nephew brought a radio, it still has to be tested before it is plugged in.",
            "{name}'s sister rang twice, she would like to be called back before six.",
        ],
    ),
    (
        "incident",
        &[
            "{name} slipped from the chair at ten past three, no injury seen. Watch for the next 24 hours.",
            "{name} and the gentleman next door argued at supper. Seat them apart.",
            "{name} was found in the garden without a coat at seven. Door alarm did not sound.",
        ],
    ),
    (
        "overdue_task",
        &[
            "Evening creams for {name} are not recorded. Night staff asked to look.",
            "{name}'s weight was due on Monday and was not taken, the scales were in use.",
            "Mouth care for {name} was missed at two, done at four.",
        ],
    ),
];

/// Of the home.
pub const OF_HOME: &[(&str, &[&str])] = &[
    (
        "staffing",
        &[
            "One carer short from two, agency comes at four.",
            "Night is covered by bank staff, please show them the fire panel.",
            "Training in the lounge from ten to twelve, two people are in it.",
        ],
    ),
    (
        "equipment",
        &[
            "The standing hoist is charging, use the one on the first floor until noon.",
            "Bath on the ground floor runs hot, out of use until the plumber has been.",
            "Call bell by the window in the lounge sticks. Reported.",
            "Sling marked B12 has a frayed loop and is out of use.",
        ],
    ),
    (
        "general",
        &[
            "Singer comes at half past two. Chairs in a half circle, please.",
            "Laundry is a day behind, spare towels are in the linen room.",
            "Fire drill this week, nobody is told which day.",
            "Fridge in the small kitchen read 7 degrees at six. Check again at eight.",
        ],
    ),
];

pub const SUMMARIES: &[&str] = &[
    "A settled shift. Everybody had breakfast, two stayed in bed by choice.",
    "Busy until eleven, calm after lunch. Fluids were down on the first floor.",
    "Quiet night. Checks as planned, three were up before six.",
    "Two visits by the district nurse. All dressings are done.",
    "One resident to hospital at four, family told. Otherwise calm.",
    "Music in the afternoon, most came down for it. Supper was late by twenty minutes.",
    "Short by one until four. Baths were moved to tomorrow, nobody minded.",
    "New resident settled in well, likes the door open at night.",
    "Hot afternoon, drinks went round every hour.",
    "Everybody well. The doctor's round is tomorrow at ten.",
];
