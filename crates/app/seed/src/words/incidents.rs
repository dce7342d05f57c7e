//! What went wrong, as those who were there wrote it down.

/// How an incident is reported.
pub struct Text {
    pub kind: &'static str,
    /// About a resident, or about the home.
    pub of_resident: bool,
    pub place: &'static str,
    pub what: &'static str,
    pub done: &'static str,
    pub harm: &'static str,
    pub psychological: &'static str,
}

const fn of(
    kind: &'static str,
    place: &'static str,
    harm: &'static str,
    what: &'static str,
    done: &'static str,
) -> Text {
    Text { kind, of_resident: true, place, what, done, harm, psychological: "none" }
}

const fn home(
    kind: &'static str,
    place: &'static str,
    harm: &'static str,
    what: &'static str,
    done: &'static str,
) -> Text {
    Text { of_resident: false, ..of(kind, place, harm, what, done) }
}

const fn shaken(psychological: &'static str, text: &Text) -> Text {
    Text { psychological, ..*text }
}

/// Every kind at least once; how often each is drawn stands beside it.
pub const TEXTS: &[(Text, usize)] = &[
    (
        of(
            "fall_unwitnessed",
            "Bedroom",
            "low",
            "Heard a thump at 05:40 and found {name} sitting on the floor beside the bed, slippers off. Said {her} legs gave way on the way to the toilet. Graze on the left elbow.",
            "Checked head to toe, obs normal for {name}. Two of us with the hoist back to bed. Graze cleaned and dressed. Obs every hour until breakfast.",
        ),
        8,
    ),
    (
        of(
            "fall_unwitnessed",
            "En suite",
            "moderate",
            "{name} was on the bathroom floor when I brought the tea, conscious, holding the right wrist. It was swollen and {name} would not let us touch it.",
            "Did not move {name}. Rang 111, ambulance came at 08:50 and took {name} to A&E. Daughter rung at 08:15.",
        ),
        2,
    ),
    (
        of(
            "fall_witnessed",
            "Dining room",
            "no_harm",
            "{name} stood up without the frame to reach for the jam and sat down on the floor before I got there. Did not hit anything.",
            "Helped up with two staff after checking. Frame moved to the left side of the chair where {name} can see it.",
        ),
        5,
    ),
    (
        of(
            "medication",
            "Medication round",
            "no_harm",
            "At the 21:00 round I saw that the 13:00 paracetamol had been signed for but was still in the blister.",
            "Asked {gp}: nothing to do. {name} was not in pain. Count put right with the senior as witness.",
        ),
        4,
    ),
    (
        of(
            "medication",
            "Bedroom",
            "low",
            "{name} was given the morning tablets twice: I gave them at 08:10 and my colleague again at 09:00 because I had not signed the sheet.",
            "Rang 111 at once, pulse and blood pressure every half hour for six hours as they said. Pressure low until noon, then normal.",
        ),
        1,
    ),
    (
        of(
            "skin_damage_pressure",
            "Bedroom",
            "moderate",
            "When I turned {name} this morning there was a broken area on the sacrum, about 2 cm, which was only red yesterday.",
            "Photographed, dressed, turning chart to two hours. District nurses rung, coming tomorrow. Air mattress checked: the pump was set for another weight.",
        ),
        2,
    ),
    (
        of(
            "skin_damage_other",
            "Lounge",
            "low",
            "Skin tear on {name}'s right shin, 4 cm, from the footplate of the wheelchair.",
            "Flap laid back, steri-strips, dressing. Footplate cover ordered.",
        ),
        3,
    ),
    (
        shaken(
            "moderate",
            &of(
                "choking",
                "Dining room",
                "moderate",
                "{name} coughed on a piece of toast and went blue. Toast is not on {her} plan; it was on the neighbour's plate.",
                "Back slaps, the piece came out after the fourth. Ambulance checked {name}, stayed here. Soft diet sign put at the place.",
            ),
        ),
        2,
    ),
    (
        of(
            "injury_unknown_cause",
            "Bedroom",
            "low",
            "Bruise on the inside of {name}'s upper arm, yellow, maybe four days old. Nothing in the notes about it.",
            "Marked on the body map, photographed. Asked {name}, who does not remember. Told the senior.",
        ),
        3,
    ),
    (
        shaken(
            "low",
            &of(
                "behaviour_resident_to_resident",
                "Lounge",
                "no_harm",
                "{name} took another lady's cardigan and slapped her hand when she asked for it back.",
                "Sat with both of them apart, tea for both. Cardigan given back. Families told in the evening.",
            ),
        ),
        3,
    ),
    (
        of(
            "behaviour_to_staff",
            "Bedroom",
            "low",
            "During the wash {name} scratched my forearm. I had started without saying each step, as the plan asks.",
            "Stopped, came back ten minutes later with a colleague whom {name} likes. Scratch washed and covered.",
        ),
        3,
    ),
    (
        shaken(
            "severe",
            &of(
                "missing_person",
                "Garden",
                "no_harm",
                "{name} was not in the garden when I called for tea at 15:30. The side gate was open, the gardener had been.",
                "Searched the house and the street, rang the police at 15:50. A neighbour brought {name} back at 16:10, cold but well.",
            ),
        ),
        1,
    ),
    (
        of(
            "absconded",
            "Front door",
            "no_harm",
            "{name}, who is here under an authorisation, followed a visitor out and was at the bus stop before we noticed.",
            "Walked back together after a chat about the buses. Visitors asked to close the door behind them.",
        ),
        1,
    ),
    (
        shaken(
            "severe",
            &of(
                "safeguarding_allegation",
                "Bedroom",
                "low",
                "{name} told me that somebody had pulled {her} arm in the night and shouted. {name} was crying.",
                "Stayed with {name}, wrote down the words as they were said, told the manager at once and nobody else.",
            ),
        ),
        2,
    ),
    (
        shaken(
            "moderate",
            &of(
                "self_harm",
                "Bedroom",
                "low",
                "{name} had scratched both wrists with the edge of a picture frame and said that nobody would miss {her} company.",
                "Wounds cleaned, frame taken away with {name}'s consent, somebody with {name} all evening. {gp} rung for tomorrow.",
            ),
        ),
        1,
    ),
    (
        home(
            "infection_outbreak",
            "First floor",
            "low",
            "Four residents on the first floor with vomiting since last night, two of the staff off with the same.",
            "Floor closed to visitors, health protection team rung, separate staff, cleaning twice a shift.",
        ),
        1,
    ),
    (
        of(
            "nutrition_hydration",
            "Bedroom",
            "low",
            "Fluid chart shows 400 ml for {name} yesterday and 350 ml today. Lips dry, drowsy.",
            "Jelly, ice lollies, a drink at every visit. {gp} asked to look in. Charts checked at each handover now.",
        ),
        2,
    ),
    (
        home(
            "equipment_failure",
            "Bathroom 2",
            "no_harm",
            "The bath hoist stopped half way down with a resident in it.",
            "Lowered by the emergency handle, nobody hurt. Hoist labelled out of use, engineer called.",
        ),
        2,
    ),
    (
        home(
            "fire",
            "Kitchen",
            "no_harm",
            "Tea towel caught fire on the hob. Alarm went off, out before the brigade came.",
            "Everybody to the other side of the fire doors within four minutes, counted twice. Brigade checked the duct.",
        ),
        1,
    ),
    (
        home(
            "security",
            "Car park",
            "no_harm",
            "A man who said that he was from the gas company walked round the ground floor before anybody asked for his card.",
            "Shown out, police told. Signing-in sheet moved to inside the second door.",
        ),
        1,
    ),
    (
        home(
            "utilities_failure",
            "Whole home",
            "no_harm",
            "No hot water from 06:00 to 19:30, boiler pump failed.",
            "Kettles and wipes for washes, engineer fitted a new pump. Nobody was cold: the heating has its own circuit.",
        ),
        1,
    ),
    (
        home(
            "staffing_shortfall",
            "Night shift",
            "no_harm",
            "Two on instead of three from 22:00 to 03:00, the agency worker did not arrive.",
            "Senior stayed on until 01:00, rounds done every hour instead of half hour, on-call manager told.",
        ),
        2,
    ),
    (
        home(
            "data_breach",
            "Office",
            "no_harm",
            "The weights list of the ground floor was left in the photocopier of the library where I copied it.",
            "Fetched back within the hour, the librarian had put it in a drawer. Told the manager.",
        ),
        1,
    ),
    (
        of(
            "complaint_linked",
            "Bedroom",
            "no_harm",
            "{name}'s son says that {her} glasses have been missing for three weeks and that he told us twice.",
            "Found behind the radiator. Apologised to both, and wrote it down this time.",
        ),
        1,
    ),
    (
        of(
            "death_expected",
            "Bedroom",
            "fatal",
            "{name} died at 04:20 with the night nurse holding {her} hand. Expected, anticipatory medicines were in place.",
            "Family rung at 04:30, came at 05:15. Out-of-hours doctor confirmed at 06:40.",
        ),
        1,
    ),
    (
        of(
            "death_unexpected",
            "Dining room",
            "fatal",
            "{name} slumped at the table during lunch and had no pulse.",
            "CPR started, 999, defibrillator within three minutes. Paramedics took over and stopped at 13:31. Other residents moved to the lounge.",
        ),
        1,
    ),
    (
        home(
            "staff_accident",
            "Laundry",
            "moderate",
            "Slipped on water by the second machine and landed on the knee. Could not put weight on it.",
            "Ice, taken to minor injuries by a colleague. Signed off for ten days. Leak reported.",
        ),
        1,
    ),
    (
        home(
            "visitor_accident",
            "Front steps",
            "severe",
            "A visitor missed the bottom step in the dark and broke her ankle.",
            "Ambulance called, stayed with her. The lamp over the steps had been out since Sunday.",
        ),
        1,
    ),
    (
        of(
            "near_miss",
            "Bedroom",
            "no_harm",
            "Sling for {name} was the wrong size, seen before the lift.",
            "Right sling fetched, sizes now written on the hooks.",
        ),
        3,
    ),
    (
        of(
            "other",
            "Lounge",
            "no_harm",
            "{name}'s hearing aid went through the wash in a cardigan pocket.",
            "Drying with rice, audiology rung for a replacement. Pockets are emptied at the bedside now.",
        ),
        1,
    ),
];
