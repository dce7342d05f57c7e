//! `/metrics`: what a collector reads, and what is in none of it.

use almoner_server::{Figures, metrics};
use almoner_testkit::http::{PASSWORD, Setup, TestApp, email, operations};
use almoner_testkit::names::id;
use almoner_web::metrics::Metrics;
use almoner_web::server::{Limits, Server, Stop};
use http::Method;
use serde_json::json;
use uuid::Uuid;

/// A service that counts, and its figures as a collector is told them.
async fn counted() -> (TestApp, Figures) {
    let requests = Metrics::default();
    let counting = requests.clone();
    let setup = Setup { gate: Box::new(move |gate| gate.metrics = counting), ..Setup::default() };
    let app = TestApp::with(setup).await;
    let gauges = app.gauges.clone();
    let figures = Figures::new(requests, gauges, app.db.clone(), app.identity.clone(), app.live.clone());
    (app, figures)
}

/// The text of a listener of its own.
async fn told(figures: &Figures) -> String {
    let stop = Stop::new();
    let server = Server::bind(([127, 0, 0, 1], 0).into(), Limits::default()).await.unwrap();
    let collector = almoner_testkit::http::Keep::new(server.local_addr().unwrap());
    let serving = server.serve(metrics(figures.clone()), &stop);
    let asking = async {
        let answer = collector.raw(b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        stop.ask();
        answer
    };
    let (_, answer) = tokio::join!(serving, asking);
    answer
}

fn figure(text: &str, line: &str) -> u64 {
    let mut found = text.lines().filter_map(|said| said.strip_prefix(line)?.trim().parse().ok());
    found.next().unwrap_or_else(|| panic!("{line} is not in\n{text}"))
}

#[tokio::test]
async fn requests_are_counted_by_route_method_and_class() {
    let (app, figures) = counted().await;
    for _ in 0..3 {
        app.get(format!("/api/v1/clients/{}", id("R1"))).by("mgr1").send().await.ok();
    }
    app.get(format!("/api/v1/clients/{}", id("R3"))).by("mgr1").send().await.refused(404, "not_found");
    app.get("/nowhere").send().await;
    let text = told(&figures).await;
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!(text.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{text}");
    let name = "almoner_http_request_duration_seconds";
    let of =
        |status| format!(r#"{name}_count{{route="/api/v1/clients/{{id}}",method="GET",status="{status}"}} "#);
    assert_eq!(figure(&text, &of("2xx")), 3);
    assert_eq!(figure(&text, &of("4xx")), 1);
    let all =
        format!(r#"{name}_bucket{{route="/api/v1/clients/{{id}}",method="GET",status="2xx",le="+Inf"}} "#);
    assert_eq!(figure(&text, &all), 3);
    assert_eq!(figure(&text, &format!(r#"{name}_count{{route="none",method="GET",status="4xx"}} "#)), 1);
    assert_eq!(figure(&text, "almoner_http_requests_in_flight "), 0);
    assert_eq!(figure(&text, "almoner_http_connections_refused_total "), 0);
    assert_eq!(figure(&text, r#"almoner_db_pool_connections_max{pool="requests"} "#), 4);
    assert!(figure(&text, r#"almoner_db_pool_connections{pool="requests"} "#) >= 1);
    assert_eq!(figure(&text, r#"almoner_db_pool_waiting{pool="requests"} "#), 0);
    assert!(figure(&text, "almoner_db_round_trips_total ") >= 4);
    assert_eq!(figure(&text, "almoner_password_hashes_running "), 0);
    assert!(text.contains(concat!("almoner_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1")));
}

/// Whatever is asked for, a label holds a template, a method that we know and a class of status.
#[tokio::test]
async fn no_label_holds_what_somebody_chose() {
    let (app, figures) = counted().await;
    for operation in operations() {
        let parameters = operation.parameters().len();
        let path = operation.path_to(&vec![id("R1"); parameters]);
        let method: Method = operation.method.to_uppercase().parse().unwrap();
        app.ask(method, path).by("owner1").unchecked().send().await;
    }
    let body = json!({ "email": email("mgr1"), "password": PASSWORD, "transport": "bearer" });
    app.post("/api/v1/session", &body).unchecked().send().await;
    for path in ["/api/v1/people/ann@example.org", "/api/v1/clients?q=Edith", "/Edith/Moss"] {
        app.get(path).by("owner1").unchecked().send().await;
    }
    app.ask("EDITH".parse().unwrap(), "/api/v1/clients").unchecked().send().await;
    let text = told(&figures).await;
    let (_, text) = text.split_once("\r\n\r\n").unwrap();
    let mut routes: Vec<String> = operations().iter().map(|operation| operation.path.clone()).collect();
    routes.push("none".to_owned());
    let mut seen = 0;
    for line in text.lines().filter(|line| !line.starts_with('#') && line.contains('{')) {
        let (_, rest) = line.split_once('{').unwrap();
        let (labels, _) = rest.rsplit_once('}').unwrap();
        for label in labels.split("\",") {
            let (name, value) = label.split_once("=\"").unwrap();
            let value = value.trim_end_matches('"');
            let known = match name {
                "route" => routes.iter().any(|route| route == value),
                "method" => ["GET", "POST", "PUT", "PATCH", "DELETE", "other"].contains(&value),
                "status" => ["2xx", "4xx"].contains(&value),
                "le" => value == "+Inf" || value.parse::<f64>().is_ok(),
                "pool" => ["requests", "signin"].contains(&value),
                "version" => value == env!("CARGO_PKG_VERSION"),
                _ => false,
            };
            assert!(known, "{line}");
            assert!(value.parse::<Uuid>().is_err(), "{line}");
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen} labels");
    for word in ["CANARY", "Edith", "EDITH", "@"] {
        assert!(!text.contains(word), "{word} is in\n{text}");
    }
}

#[tokio::test]
async fn the_public_port_tells_no_figures() {
    let (app, _) = counted().await;
    for actor in ["anonymous", "owner1"] {
        app.get("/metrics").by(actor).unchecked().send().await.refused(404, "not_found");
    }
}
