//! Names of the generations that work in the homes.

use super::names::Heritage;
use super::names_residents::RESIDENTS;

/// Born in the 1960s to 2000s; each with its share in a hundred.
pub static STAFF: &[(Heritage, usize)] = &[
    (
        Heritage {
            women: &[
                "Chloe", "Emma", "Gemma", "Hannah", "Jade", "Karen", "Kelly", "Kirsty", "Laura", "Lauren",
                "Leanne", "Lisa", "Louise", "Megan", "Michelle", "Natalie", "Nicola", "Paige", "Rachel",
                "Rebecca", "Samantha", "Sarah", "Shannon", "Sharon", "Sophie", "Stacey", "Tracey", "Zoe",
            ],
            men: &[
                "Adam", "Ben", "Callum", "Connor", "Craig", "Daniel", "Darren", "Gareth", "Jack", "Jamie",
                "Josh", "Kyle", "Lee", "Liam", "Mark", "Matthew", "Nathan", "Ryan", "Scott", "Sean", "Simon",
                "Stuart",
            ],
            families: RESIDENTS[0].0.families,
            language: None,
        },
        42,
    ),
    (
        Heritage {
            women: &[
                "Blessing",
                "Chinwe",
                "Funmilayo",
                "Grace",
                "Ngozi",
                "Abena",
                "Akosua",
                "Efua",
                "Comfort",
                "Joy",
            ],
            men: &["Chidi", "Emeka", "Kwame", "Kofi", "Tunde", "Samuel", "Emmanuel", "Yaw"],
            families: &[
                "Adeyemi", "Agyeman", "Balogun", "Boateng", "Eze", "Mensah", "Nwosu", "Okafor", "Okonkwo",
                "Osei", "Owusu",
            ],
            language: Some("English"),
        },
        14,
    ),
    (
        Heritage {
            women: &["Asha", "Priya", "Anjali", "Meera", "Divya", "Sunita", "Reena", "Lakshmi"],
            men: &["Arjun", "Rohan", "Vikram", "Sanjay", "Anil", "Jithin", "Binoy"],
            families: &[
                "George", "Jacob", "Joseph", "Kaur", "Kumar", "Mathew", "Nair", "Patel", "Sharma", "Varghese",
            ],
            language: Some("Malayalam"),
        },
        14,
    ),
    (
        Heritage {
            women: &["Agnieszka", "Katarzyna", "Magdalena", "Ewa", "Ioana", "Mihaela", "Andreea", "Elena"],
            men: &["Piotr", "Marcin", "Tomasz", "Ionuț", "Andrei", "Bogdan"],
            families: &[
                "Dumitru",
                "Ionescu",
                "Kowalski",
                "Lewandowski",
                "Popescu",
                "Stan",
                "Wiśniewski",
                "Zając",
            ],
            language: Some("Polish"),
        },
        11,
    ),
    (
        Heritage {
            women: &["Maricel", "Jocelyn", "Rowena", "Liezl", "Cherry", "Analyn"],
            men: &["Jomar", "Rodel", "Arnel", "Mark Anthony"],
            families: &["Bautista", "Cruz", "Dela Cruz", "Garcia", "Ramos", "Reyes", "Santos", "Villanueva"],
            language: Some("Tagalog"),
        },
        8,
    ),
    (
        Heritage {
            women: &["Thandiwe", "Rutendo", "Tendai", "Nyasha", "Chipo", "Memory"],
            men: &["Tafadzwa", "Takudzwa", "Farai", "Blessed"],
            families: &["Chikwanha", "Dube", "Gumbo", "Moyo", "Mutasa", "Ncube", "Sibanda"],
            language: Some("Shona"),
        },
        6,
    ),
    (
        Heritage {
            women: &["Aaliyah", "Fatima", "Zainab", "Ayesha", "Keisha", "Shanice"],
            men: &["Hamza", "Yusuf", "Imran", "Jermaine", "Tyrone"],
            families: &["Ahmed", "Ali", "Begum", "Brown", "Clarke", "Hussain", "Khan", "Mahmood", "Reid"],
            language: None,
        },
        5,
    ),
];
