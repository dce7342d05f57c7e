//! Documents of residents.

use super::Row;
use crate::names::id;
use crate::world::World;
use crate::world::residents::Resident;

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for r in &world.residents {
        if r.name == "R1" {
            rows.push(document(r, "former", "superseded", false));
            rows.push(
                document(r, "latter", "in_force", false)
                    .uuid("document_id", id("resident_documents:R1.former")),
            );
            rows.push(document(r, "over", "expired", false));
            rows.push(document(r, "withdrawn", "withdrawn", true));
            rows.push(document(r, "mistake", "in_force", false).archived(true, r.archived));
        }
        rows.push(document(r, "contract", "in_force", false));
        rows.push(document(r, "sealed", "in_force", true));
        // Not found clean yet: the row is there, the bytes are not handed out.
        rows.push(document(r, "unscanned", "in_force", false).value("scan_status", "pending"));
    }
    rows
}

fn document(r: &Resident, label: &str, status: &'static str, sealed: bool) -> Row {
    let name = format!("{}.{label}", r.name);
    let row = Row::new("resident_documents", &name, r.organisation)
        .home(r.registered_in)
        .of("care_home_id", r.registered_in)
        .client(r.name)
        .of("client_id", r.name)
        .kind("contract")
        .status(status)
        .text("title")
        .set("expires_on", "current_date + 100")
        .value("file_name", &format!("CANARY-{name}-file.pdf"))
        .value("media_type", "application/pdf")
        .set("size_bytes", "1000")
        .set("sha256", format!("sha256('{name}')"))
        .set("sealed", sealed.to_string())
        .archived(false, r.archived);
    if label == "unscanned" { row } else { row.value("scan_status", "clean") }
}
