//! Random bytes of the operating system.

use rand::TryRng;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

/// Fills `bytes`. Linux gives random bytes or stops the machine's start; there
/// is no answer that a caller could make to a failure, so it panics.
pub(crate) fn fill(bytes: &mut [u8]) {
    SysRng.try_fill_bytes(bytes).expect("the operating system gives random bytes");
}

/// `N` random bytes, wiped when dropped.
pub(crate) fn bytes<const N: usize>() -> Zeroizing<[u8; N]> {
    let mut out = Zeroizing::new([0; N]);
    fill(&mut *out);
    out
}
