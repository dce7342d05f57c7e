//! What a server counts of its requests, and the text in which figures are told.
//!
//! A label is a route's template, a known method or a class of status: never what a caller chose,
//! so that neither a person nor an id can be in one, and their number is bounded by the routes.

mod text;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http::StatusCode;

pub use text::{Kind, Text};

/// Upper bounds of the buckets, in microseconds: from a cached read to the longest that a change may take.
const BOUNDS: [u64; 12] = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000,
];

/// The requests of one server. Cheap to clone; every clone counts into the same figures.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<RwLock<BTreeMap<Key, Histogram>>>);

/// What requests are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    route: String,
    method: &'static str,
    status: &'static str,
}

/// How long requests of a kind took.
#[derive(Debug, Default)]
struct Histogram {
    /// Requests in each bucket alone; the last has no bound.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Metrics {
    /// Counts a request. `route` is its template, or nothing where no route took it.
    pub(crate) fn count(
        &self,
        route: Option<&str>,
        method: &'static str,
        status: StatusCode,
        took: Duration,
    ) {
        let key = Key { route: route.unwrap_or("none").to_owned(), method, status: class(status) };
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(histogram) = known.get(&key) {
            return histogram.add(took);
        }
        drop(known);
        self.0.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().add(took);
    }

    /// Writes all that was counted.
    pub fn write(&self, text: &mut Text) {
        const NAME: &str = "almoner_http_request_duration_seconds";
        text.family(NAME, Kind::Histogram, "Requests, by how long they took until their answer began.");
        for (key, histogram) in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            let labels = [("route", key.route.as_str()), ("method", key.method), ("status", key.status)];
            histogram.write(text, NAME, &labels);
        }
    }
}

impl Histogram {
    fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let at = BOUNDS.partition_point(|bound| micros > *bound);
        self.buckets[at].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn write(&self, text: &mut Text, name: &str, labels: &[(&str, &str)]) {
        let mut below = 0;
        for (at, bucket) in self.buckets.iter().enumerate() {
            below += bucket.load(Ordering::Relaxed);
            let bound = BOUNDS.get(at).map_or_else(|| "+Inf".to_owned(), |bound| seconds(*bound));
            let mut labels = labels.to_vec();
            labels.push(("le", &bound));
            text.sample(&format!("{name}_bucket"), &labels, below);
        }
        text.sample(&format!("{name}_sum"), labels, seconds(self.micros.load(Ordering::Relaxed)));
        text.sample(&format!("{name}_count"), labels, below);
    }
}

/// Microseconds as seconds, without the noise of a float.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up_and_a_bound_belongs_to_its_own() {
        let metrics = Metrics::default();
        for micros in [1, 1_000, 1_001, 700_000, 90_000_000] {
            metrics.count(Some("/a/{id}"), "GET", StatusCode::OK, Duration::from_micros(micros));
        }
        metrics.count(None, "other", StatusCode::NOT_FOUND, Duration::ZERO);
        let mut text = Text::default();
        metrics.write(&mut text);
        let said = text.finish();
        let labels = r#"{route="/a/{id}",method="GET",status="2xx""#;
        for line in [
            format!(r#"almoner_http_request_duration_seconds_bucket{labels},le="0.001"}} 2"#),
            format!(r#"almoner_http_request_duration_seconds_bucket{labels},le="0.0025"}} 3"#),
            format!(r#"almoner_http_request_duration_seconds_bucket{labels},le="0.5"}} 3"#),
            format!(r#"almoner_http_request_duration_seconds_bucket{labels},le="1"}} 4"#),
            format!(r#"almoner_http_request_duration_seconds_bucket{labels},le="10"}} 4"#),
            format!(r#"almoner_http_request_duration_seconds_bucket{labels},le="+Inf"}} 5"#),
            format!("almoner_http_request_duration_seconds_sum{labels}}} 90.702002"),
            format!("almoner_http_request_duration_seconds_count{labels}}} 5"),
            r#"almoner_http_request_duration_seconds_count{route="none",method="other",status="4xx"} 1"#
                .to_owned(),
        ] {
            assert!(said.lines().any(|said| said == line), "{line} is not in\n{said}");
        }
        assert_eq!(said.matches("# TYPE").count(), 1);
    }
}
