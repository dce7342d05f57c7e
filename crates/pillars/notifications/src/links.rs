//! Addresses of pages of the console that messages name.

/// Where a person finds what they were told. A message that leaves the house names no record: what it
/// is about is found after signing in, in the rights that the person has then.
pub fn inbox(base_url: &str) -> String {
    format!("{}/inbox", base_url.trim_end_matches('/'))
}
