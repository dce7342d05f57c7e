//! The program itself, as people run it.

mod audit;
mod clocks;
mod cluster;
mod doctor;
mod faults;
mod kit;
mod lives;
mod mistakes;
mod own;
mod post;
mod schedules;
mod wire;
mod worker;
