//! What went wrong in a browser: a code, a route, a build. No free text, so no personal data.

use almoner_web::{Accepted, App, Body, Checks, Doc, Handled, Routes, SignedIn};
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One error of a client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClientErrorIn {
    /// A code of the client's own closed list, or one of ours.
    code: String,
    /// The route template of the screen, such as `/residents/$id`.
    route: String,
    /// The build of the client.
    build: String,
    /// The request that failed, if one did.
    request_id: Option<Uuid>,
}

pub fn routes() -> Routes<App> {
    Routes::new("operations").post(
        "/api/v1/client-errors",
        &Doc::change("report_client_error", "Report an error of a client")
            .says("Goes to the log. Codes, routes and builds only: letters, digits and a few signs."),
        report,
    )
}

async fn report(
    State(_): State<App>,
    SignedIn(me): SignedIn,
    Body(sent): Body<ClientErrorIn>,
) -> Handled<Accepted<()>> {
    let mut checks = Checks::new();
    for (path, text) in [("code", &sent.code), ("route", &sent.route), ("build", &sent.build)] {
        let plain = (1..=100).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./$:".contains(&b));
        checks.that(plain, path, "format", "Use 1 to 100 letters, digits and - _ . / $ : only.");
    }
    checks.finish()?;
    tracing::warn!(
        client_code = sent.code,
        client_route = sent.route,
        client_build = sent.build,
        failed_request = sent.request_id.map(|id| id.to_string()),
        request_id = %me.request,
        "an error in a client"
    );
    Ok(Accepted::of(()))
}
