//! Chance for tests: numbers that look random and are the same for the same seed, so that a failure
//! comes again.

/// A xorshift generator. The seed is not 0, which would stay 0.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same seed gives the same numbers.
    ///
    /// # Panics
    /// When the seed is 0.
    pub fn new(seed: u64) -> Self {
        assert_ne!(seed, 0, "dice of seed 0 show nothing but 0");
        Self(seed)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap_or_default()
    }

    /// True in so many of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    /// One of these.
    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}
