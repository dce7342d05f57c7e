//! Databases with jobs in them, and a handler that counts.

use almoner_testkit::database::Database;
use tokio_postgres::Client;

/// One value as text.
pub async fn one(client: &Client, sql: &str) -> String {
    let rows = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    let value = rows.iter().find_map(|m| match m {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
        _ => None,
    });
    value.unwrap_or_else(|| panic!("{sql}: no row")).unwrap_or_else(|| "NULL".to_owned())
}

/// Waits until a query answers `t`.
pub async fn until(client: &Client, sql: &str) {
    for _ in 0..20_000_000_u32 {
        if one(client, sql).await == "t" {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it never came true: {sql}");
}

/// Nothing in it but organisations, `O001` and so on, and a handler in place of all that notes each call.
pub async fn counting(organisations: u32) -> (Database, Client) {
    let database = Database::bare().await;
    let owner = database.owner().await;
    let sql = format!(
        "create table private.probe (at bigserial, organisation_id uuid, handler text, slot timestamptz);
         create or replace function app.handle_job(of_handler text, tenant uuid, slot timestamptz) returns bigint language plpgsql set search_path = '' as $$
         begin
             insert into private.probe (organisation_id, handler, slot) values (tenant, of_handler, slot);
             return 1;
         end $$;
         insert into public.organisations (name) select 'O' || lpad(n::text, 3, '0') from generate_series(1, {organisations}) n;
         analyze"
    );
    owner.batch_execute(&sql).await.unwrap();
    (database, owner)
}
