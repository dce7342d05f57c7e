//! What worries those who give care, and what was done about it.

pub struct Worry {
    pub category: &'static str,
    pub text: &'static str,
    pub outcome: &'static str,
}

pub const WORRIES: &[Worry] = &[
    Worry {
        category: "health",
        text: "{name} is not {her} usual self, sleepy since breakfast and warm to touch.",
        outcome: "Observations taken, chest infection. {gp} prescribed by telephone, family told.",
    },
    Worry {
        category: "health",
        text: "Cough sounds wet since last night and {name} is breathing faster than usual.",
        outcome: "NEWS2 taken twice, 111 rang back. Seen by {gp} the same day.",
    },
    Worry {
        category: "fall_or_injury",
        text: "New bruise on {her} left forearm, size of a fifty pence piece. {name} can't say how it came.",
        outcome: "Body map done. From the wheelchair's arm rest, padded now.",
    },
    Worry {
        category: "fall_or_injury",
        text: "Found {name} holding on to the sink, legs shaking. Did not fall.",
        outcome: "Frame was left in the lounge. Stays by the chair now, falls list done again.",
    },
    Worry {
        category: "eating_drinking",
        text: "{name} has left dinner and supper three days running. Clothes look loose.",
        outcome: "Weighed, down 1.4 kg. Food chart begun, fortified milk, dietitian asked.",
    },
    Worry {
        category: "eating_drinking",
        text: "Coughing on thin tea again although it was given as the plan says.",
        outcome: "Kept on thickened drinks, speech therapist comes on Thursday.",
    },
    Worry {
        category: "skin",
        text: "Red patch on {her} heel that does not fade when pressed.",
        outcome: "Heel kept off the mattress, turned two-hourly, district nurse told.",
    },
    Worry {
        category: "skin",
        text: "Skin under the breast is sore and weeping a little.",
        outcome: "Seen by {gp}, cream on the chart. Better after a week.",
    },
    Worry {
        category: "mood_behaviour",
        text: "{name} has been crying after every visit and would not come down to lunch.",
        outcome: "Sat with {name}. Misses {her} own garden; daughter brings photographs, key worker goes out daily.",
    },
    Worry {
        category: "mood_behaviour",
        text: "Packed {her} bag twice tonight and waited at the front door for the bus.",
        outcome: "Walked together, settled by ten. Door sensor on, plan changed.",
    },
    Worry {
        category: "safety",
        text: "The bed rail on the window side does not lock any more.",
        outcome: "Bed changed the same evening, rail out of use and labelled.",
    },
    Worry {
        category: "safety",
        text: "Call bell in {her} bathroom does not ring at the desk.",
        outcome: "Battery changed, tried three times. Hourly checks until then.",
    },
    Worry {
        category: "safeguarding",
        text: "{name} says {her} nephew has taken {her} bank card and does not bring it back.",
        outcome: "Spoke with {name} alone. Reported to the safeguarding team, bank told with {her} consent.",
    },
    Worry {
        category: "other",
        text: "Hearing aid is not in {her} ear nor in the box since Sunday.",
        outcome: "Found in the laundry. Clip bought, name on the box.",
    },
];
