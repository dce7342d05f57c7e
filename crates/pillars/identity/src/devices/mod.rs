//! Tablets that the people of a home share.
//!
//! A manager registers one for their home (`routes`); from then on it shows a secret of its own, in a cookie or
//! as a field, beside whatever its person shows. Somebody who has just signed in on it in full may choose a PIN
//! (`pin`), and comes back with it in two taps. A PIN is worth nothing on any other device, gives what its person
//! may do in the tablet's home as carer, senior or nurse, and proves nothing: no second factor, no change of the
//! account. The database says so where rights are looked up (`app.me`, `device_home_id`).

mod model;
mod pin;
mod routes;
mod store;

use almoner_web::{App, Routes};

pub fn routes() -> Routes<App> {
    routes::routes().merge(pin::routes())
}
