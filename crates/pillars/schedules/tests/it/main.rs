//! Schedules on a real database: what people may do by the routes, and what workers do together.

mod clock;
mod lane;
mod routes;
mod support;
