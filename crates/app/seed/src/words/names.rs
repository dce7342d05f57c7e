//! Names of the people who live and work in British care homes: given names by
//! generation, family names that go with them.

pub use super::names_residents::RESIDENTS;
pub use super::names_staff::STAFF;
use crate::rng::Rng;

/// Names that go together.
pub struct Heritage {
    pub women: &'static [&'static str],
    pub men: &'static [&'static str],
    pub families: &'static [&'static str],
    /// The first language of who grew up abroad.
    pub language: Option<&'static str>,
}

/// What residents and staff are called instead of a name.
const SHORT: &[(&str, &str)] = &[
    ("Margaret", "Peggy"),
    ("Dorothy", "Dot"),
    ("Elizabeth", "Betty"),
    ("Kathleen", "Kath"),
    ("Patricia", "Pat"),
    ("Winifred", "Win"),
    ("Barbara", "Babs"),
    ("Maureen", "Mo"),
    ("Constance", "Connie"),
    ("Philomena", "Phil"),
    ("Frederick", "Fred"),
    ("Albert", "Bert"),
    ("Leonard", "Len"),
    ("Ronald", "Ron"),
    ("Stanley", "Stan"),
    ("Thomas", "Tom"),
    ("William", "Bill"),
    ("Edward", "Ted"),
    ("Harold", "Harry"),
    ("Patrick", "Paddy"),
    ("Winston", "Sonny"),
    ("Mohammed", "Mo"),
    ("Stanisław", "Stan"),
    ("Salvatore", "Sal"),
    ("Funmilayo", "Funmi"),
    ("Agnieszka", "Aga"),
    ("Katarzyna", "Kasia"),
    ("Samantha", "Sam"),
    ("Rebecca", "Becky"),
    ("Emmanuel", "Manny"),
    ("Tafadzwa", "Taff"),
];

/// The short form of a given name, if it has a usual one.
pub fn short(given: &str) -> Option<&'static str> {
    SHORT.iter().find(|(long, _)| *long == given).map(|(_, short)| *short)
}

/// A given name, a family name, and the heritage they come from.
pub fn draw(
    rng: &mut Rng,
    of: &'static [(Heritage, usize)],
    woman: bool,
) -> (&'static str, &'static str, &'static Heritage) {
    let mut left = rng.below(of.iter().map(|(_, share)| share).sum());
    let heritage = of
        .iter()
        .find_map(|(heritage, share)| match left.checked_sub(*share) {
            Some(rest) => {
                left = rest;
                None
            }
            None => Some(heritage),
        })
        .expect("the draw is below the sum of the shares");
    let given = *rng.pick(if woman { heritage.women } else { heritage.men });
    (given, *rng.pick(heritage.families), heritage)
}
