//! The bytes of files in the platform's storage: whoever reads the row of one that is found clean and not
//! archived may fetch it, from its own bucket.

use crate::runner::{Bench, Expected, Reading};
use crate::world::{Row, Seat};

pub const TABLE: &str = "storage.objects";

/// Each file where it belongs, and again in another bucket, where it belongs to nobody.
pub fn fill() -> &'static str {
    "create temporary table twin on commit drop as
         select id, path, 'resident-docs' as bucket from public.resident_documents
         union all select id, path, 'incident-evidence' from public.incident_evidence
         union all select id, path, 'policy-files' from public.policy_documents where path is not null;
     grant select on twin to authenticated, almoner_request;
     insert into storage.objects (bucket_id, name) select bucket, path from twin;
     insert into storage.objects (bucket_id, name)
         select case bucket when 'policy-files' then 'resident-docs' when 'resident-docs' then 'incident-evidence'
                    else 'policy-files' end, path from twin"
}

pub fn readings(bench: &Bench, seat: &Seat) -> Vec<Reading> {
    let model = bench.model(seat);
    let fetches =
        |row: &Row| model.reads(row) && row.column("scan_status") == Some("'clean'") && !row.archived;
    let files = || {
        let tables = ["resident_documents", "incident_evidence", "policy_documents"];
        bench.world.rows.iter().filter(move |row| tables.contains(&row.table))
    };
    let reading = |where_it_lies: &str, what: &str, belongs: bool| {
        let sql = format!(
            "select twin.id from storage.objects o join twin on twin.path = o.name and twin.bucket {where_it_lies} o.bucket_id"
        );
        let expected = |row: &Row| if belongs && fetches(row) { Expected::Yes } else { Expected::No };
        Reading::of(
            TABLE,
            sql,
            files().map(|row| (row.id, format!("{what} {}", row.name), expected(row))).collect(),
        )
    };
    vec![reading("=", "bytes of", true), reading("<>", "bytes in the other bucket of", false)]
}
