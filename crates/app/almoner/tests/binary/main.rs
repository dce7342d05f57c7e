//! The program itself, as people run it.

mod audit;
mod kit;
mod lives;
mod mistakes;
mod own;
