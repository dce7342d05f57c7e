//! `GET /api/v1/events`: who is told of what, that nothing is missed or told twice, and that it ends
//! when a right does.

mod agreement;
