//! The program itself, as people run it.

mod kit;
mod lives;
mod mistakes;
mod own;
