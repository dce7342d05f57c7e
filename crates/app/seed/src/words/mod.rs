//! What people in a care home are called, have, write and say. All of it is
//! made up; telephone numbers are of the ranges that Ofcom keeps for drama,
//! addresses end in `.example`.

pub mod about_me;
pub mod absences;
pub mod alerts;
pub mod care;
pub mod concerns;
pub mod contacts;
pub mod handovers;
pub mod incident_work;
pub mod incidents;
pub mod names;
mod names_residents;
mod names_staff;
pub mod notes;
pub mod places;
pub mod residents;
pub mod staffing;

/// What a text needs to know to speak of one resident.
pub struct About<'a> {
    pub name: &'a str,
    /// `her`, `his` or `their`.
    pub her: &'a str,
    /// The resident's doctor.
    pub gp: &'a str,
}

/// Fills `{name}`, `{her}` and `{gp}`.
pub fn told(text: &'static str, about: &About<'_>) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    text.replace("{name}", about.name).replace("{her}", about.her).replace("{gp}", about.gp)
}

/// A name as the local part of an e-mail address.
pub fn slug(name: &str) -> String {
    name.chars()
        .filter_map(|c| match c {
            'á' | 'à' | 'ă' | 'ą' | 'ã' => Some('a'),
            'é' | 'è' | 'ę' => Some('e'),
            'í' => Some('i'),
            'ó' => Some('o'),
            'ú' => Some('u'),
            'ł' | 'Ł' => Some('l'),
            'ń' => Some('n'),
            'ś' | 'Ś' | 'ș' | 'Ș' => Some('s'),
            'ț' => Some('t'),
            'ż' | 'ź' | 'Ż' => Some('z'),
            'ć' | 'ç' => Some('c'),
            c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

/// A landline: 01632 960000 to 960999 reach nobody.
pub fn landline(rng: &mut crate::rng::Rng) -> String {
    format!("01632 960{:03}", rng.below(1000))
}

/// A mobile: 07700 900000 to 900999 reach nobody.
pub fn mobile(rng: &mut crate::rng::Rng) -> String {
    format!("07700 900{:03}", rng.below(1000))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn every_name_makes_an_address() {
        for heritage in names::RESIDENTS.iter().chain(names::STAFF).map(|(heritage, _)| heritage) {
            for name in heritage.women.iter().chain(heritage.men).chain(heritage.families) {
                let slug = super::slug(name);
                let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
                assert_eq!(slug.len(), letters, "{name} loses a letter in {slug}");
            }
        }
    }
}
