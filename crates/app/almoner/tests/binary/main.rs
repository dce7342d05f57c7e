//! The program itself, as people run it.

mod audit;
mod doctor;
mod kit;
mod lives;
mod mistakes;
mod own;
mod post;
mod schedules;
mod worker;
