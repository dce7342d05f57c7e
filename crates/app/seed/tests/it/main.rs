//! Seeds against a real PostgreSQL: the rules that triggers keep hold in what
//! was loaded without them.

mod audit;
mod determinism;
mod hours;
mod people;
mod refusals;
mod rules;
mod scale;
mod states;
mod support;
