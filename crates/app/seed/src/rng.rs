//! Chance that is the same everywhere: splitmix64, from a number and a path of words.
//!
//! Our own few lines instead of a crate, because a new version of a generator
//! would change every seeded byte. Nothing secret is made with it.

/// A stream of numbers. Each part of the world has its own, so that another
/// home or another row does not change what follows elsewhere.
pub struct Rng(u64);

impl Rng {
    /// The stream of a seed's number and of a place in the world.
    pub fn of(number: u64, path: &[&str]) -> Self {
        // FNV-1a, with a separator so that ["ab", "c"] is not ["a", "bc"].
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in path.iter().flat_map(|word| word.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut rng = Self(hash ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        rng.next();
        rng
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `n` - 1.
    pub fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * u128::try_from(n).expect("usize fits");
        usize::try_from(wide >> 64).expect("less than n")
    }

    /// `from` to `to`, both included.
    pub fn between(&mut self, from: i32, to: i32) -> i32 {
        let width = usize::try_from(to - from + 1).expect("from is not after to");
        from + i32::try_from(self.below(width)).expect("less than the width")
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub fn shuffle<T>(&mut self, cards: &mut [T]) {
        for last in (1..cards.len()).rev() {
            cards.swap(last, self.below(last + 1));
        }
    }

    pub fn bytes(&mut self) -> [u8; 8] {
        self.next().to_be_bytes()
    }
}

/// Draws every card once before any comes again: rare things happen for sure,
/// and no more often than they are in the deck.
pub struct Deck<T> {
    cards: Vec<T>,
    next: usize,
}

impl<T: Clone> Deck<T> {
    /// Each value as many times as it says.
    pub fn new(values: &[(T, usize)]) -> Self {
        let cards: Vec<T> =
            values.iter().flat_map(|(value, times)| std::iter::repeat_n(value.clone(), *times)).collect();
        let next = cards.len();
        Self { cards, next }
    }

    pub fn draw(&mut self, rng: &mut Rng) -> T {
        if self.next == self.cards.len() {
            rng.shuffle(&mut self.cards);
            self.next = 0;
        }
        self.next += 1;
        self.cards[self.next - 1].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{Deck, Rng};

    #[test]
    fn the_stream_never_changes() {
        // Written down once: a change here changes every seeded database.
        let mut rng = Rng::of(1, &["demo", "harbour"]);
        assert_eq!([rng.next(), rng.next()], [7_234_371_881_750_992_023, 11_035_271_120_729_150_840]);
        assert_ne!(Rng::of(2, &["demo", "harbour"]).next(), Rng::of(1, &["demo", "harbour"]).next());
        assert_ne!(Rng::of(1, &["ab", "c"]).next(), Rng::of(1, &["a", "bc"]).next());
    }

    #[test]
    fn bounds_are_reached_and_kept() {
        let mut rng = Rng::of(7, &[]);
        let drawn: Vec<i32> = (0..1000).map(|_| rng.between(-2, 2)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-2), Some(&2)));
    }

    #[test]
    fn a_deck_deals_everything_before_it_shuffles_again() {
        let mut rng = Rng::of(7, &["deck"]);
        let mut deck = Deck::new(&[('a', 3), ('b', 1)]);
        for _ in 0..5 {
            let mut hand: Vec<char> = (0..4).map(|_| deck.draw(&mut rng)).collect();
            hand.sort_unstable();
            assert_eq!(hand, ['a', 'a', 'a', 'b']);
        }
    }
}
