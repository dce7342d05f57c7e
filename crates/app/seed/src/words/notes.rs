//! What staff write of a resident's day. `{n}` is an amount that belongs to the sentence.

/// By kind: how often it is written, and the texts with the smallest and largest amount.
pub struct Kind {
    pub name: &'static str,
    pub often: usize,
    pub texts: &'static [&'static str],
    pub amount: (i32, i32),
}

pub const KINDS: &[Kind] = &[
    Kind {
        name: "care",
        often: 10,
        amount: (1, 2),
        texts: &[
            "Assisted with wash and dressing, {n} member of staff. {name} chose the blue cardigan.",
            "Full body wash in bed this morning, skin intact. Cream to both heels.",
            "{name} walked to the bathroom with the frame and {n} of us. Steady today.",
            "Pad changed, dry and comfortable. Turned on to the left side.",
            "Shower before lunch. {name} washed {her} own face and hair.",
            "Teeth brushed by {name} with a little prompting. Bottom plate is loose, dentist on the list.",
            "Nails cut and filed. {name} talked about {her} garden the whole time.",
            "Settled in the armchair by the window after breakfast, legs up.",
            "Declined a shave this morning. Asked again at eleven, happy to have it done.",
            "Hoisted to the wheelchair with two, sling checked. No distress.",
        ],
    },
    Kind {
        name: "food_drink",
        often: 9,
        amount: (100, 350),
        texts: &[
            "Ate all of {her} porridge and half a slice of toast. {n} ml of tea.",
            "Fish pie and peas, about three quarters. {n} ml of squash.",
            "Only picked at lunch. Custard went down well. {n} ml so far.",
            "{name} fed {her}self with the big spoon, no coughing. {n} ml thickened as in the plan.",
            "Asked for seconds of the apple crumble. {n} ml of tea.",
            "Refused the soup, took a cheese sandwich instead. {n} ml of water.",
            "Supper in {her} room by choice: scrambled egg, finished. {n} ml of milk.",
            "Offered drinks every hour this morning, {n} ml taken in sips.",
        ],
    },
    Kind {
        name: "health",
        often: 4,
        amount: (36, 38),
        texts: &[
            "Complains of a sore left knee after the stairs. Rested it, better by tea.",
            "Temperature {n}.2, looks flushed. Fluids pushed, nurse told.",
            "Seen by {gp}: chest is clear, no change to the tablets.",
            "Skin tear on the right forearm from this morning is dry, dressing left alone.",
            "Bowels open, type 4. None on the two days before.",
            "A little wheezy on coming back from the garden, settled after ten minutes.",
            "Eyes sticky, bathed with cool boiled water.",
            "Weight is steady since last month. Shoes feel tight in the evening, ankles a bit swollen.",
        ],
    },
    Kind {
        name: "mood",
        often: 4,
        amount: (5, 20),
        texts: &[
            "Bright and chatty at breakfast, told everybody about the dog {name} had as a child.",
            "Low this afternoon. Sat together for {n} minutes, spoke of {her} late husband.",
            "Unsettled after four, asked to go home. A walk along the corridor helped.",
            "Laughed a lot at the quiz. Knew every capital.",
            "Cross about the wait for the lift, apologised of {her} own accord later.",
            "Quiet but content, read the paper for {n} minutes.",
            "Called out on and off between two and three. Music on, calmer.",
        ],
    },
    Kind {
        name: "sleep",
        often: 4,
        amount: (1, 3),
        texts: &[
            "Slept through from eleven. Checked every two hours, breathing easy.",
            "Awake {n} times, once to the toilet with help.",
            "In the chair until one by choice, then to bed without fuss.",
            "Asleep at each check. Repositioned at two and at five.",
            "Up at four and dressed. Tea and biscuits, then dozed till seven.",
        ],
    },
    Kind {
        name: "activity",
        often: 3,
        amount: (15, 50),
        texts: &[
            "Came down for the singing, knew all the words. Stayed {n} minutes.",
            "Potted two geraniums and told us how to do it properly.",
            "Bingo in the lounge, won the chocolate and shared it.",
            "Chair exercises for {n} minutes, kept up well.",
            "Painted for {n} minutes, a seascape, wants it framed.",
            "Watched the match with three others and a shandy.",
            "Visit of the school choir. {name} held a little girl's hand for most of it.",
        ],
    },
    Kind {
        name: "family",
        often: 2,
        amount: (20, 90),
        texts: &[
            "{name}'s daughter visited for {n} minutes, they looked at photographs.",
            "Video call with the grandson in Canada. {name} smiled for the rest of the day.",
            "Son rang, told that {name} had slept badly. He comes on Saturday.",
            "Out for tea with {her} sister, back after {n} minutes.",
            "Niece brought slippers and asked about the hearing aids.",
        ],
    },
    Kind {
        name: "professional",
        often: 1,
        amount: (1, 3),
        texts: &[
            "District nurse changed the dressing, next visit in {n} days.",
            "Physiotherapist: may walk to the dining room with one and the frame.",
            "Speech and language therapist watched lunch, plan stays at level {n}.",
            "Social worker here for the yearly review. Notes to follow.",
            "Optician tested both eyes, new reading glasses ordered.",
        ],
    },
    Kind {
        name: "general",
        often: 2,
        amount: (2, 6),
        texts: &[
            "New batteries in both hearing aids.",
            "{name}'s wardrobe sorted with {her} consent, {n} bags to the charity shop.",
            "Radio is back from testing and on the shelf by the bed.",
            "{name} asked for the door to be left ajar at night. Noted on the plan.",
            "Laundry came back with a cardigan that isn't {her} own, returned.",
        ],
    },
];

pub const ADDENDA: &[&str] = &[
    "It was the right side, not the left.",
    "Forgot to write: the family was told at five.",
    "Seen again at nine, no change.",
    "The nurse looked at it as well and agrees.",
    "Amount corrected, it was one cup less.",
];

pub const STRUCK_OUT: &[&str] =
    &["Written for the wrong resident.", "Entered twice.", "This was yesterday and is recorded there."];

/// An instrument of an operator's own, as a file that they load.
pub const MOUTH: &str = r#"
code = "mouth_check"
version = 1000
name = "Mouth check"
about = "A look into the mouth, made by our own seniors. It is nobody's published tool."
licence = "Our own; for our homes."
source = "Written by the clinical lead"
effective_from = 2025-01-01
repeat_days = 28
outcome = "total"

[[items]]
code = "lips"
label = "Lips"
kind = "choice"
options = [
    { code = "moist", label = "Moist", score = 0 },
    { code = "dry", label = "Dry or cracked", score = 1, action = "Balm, and offer drinks" },
]

[[items]]
code = "tongue"
label = "Tongue"
kind = "choice"
options = [
    { code = "clean", label = "Pink and clean", score = 0 },
    { code = "coated", label = "Coated", score = 1 },
    { code = "sore", label = "Sore or white patches", score = 2, action = "Tell the nurse or GP" },
]

[[items]]
code = "dentures"
label = "Dentures"
kind = "choice"
options = [
    { code = "none_or_well", label = "None, or they fit", score = 0 },
    { code = "loose", label = "Loose, broken or not worn", score = 2, action = "Ask for the dentist" },
]

[[bands]]
code = "well"
label = "Well"
from = 0
to = 1

[[bands]]
code = "look_again"
label = "Look again"
from = 2
to = 5
action = "Add mouth care to the plan"
"#;
