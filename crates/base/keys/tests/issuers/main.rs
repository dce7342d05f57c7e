//! Bearer tokens against a real key server on loopback: what is accepted, every
//! forgery that we know of, and how often the server is asked.

mod claims;
mod fetching;
mod forgeries;
mod own;
mod world;
