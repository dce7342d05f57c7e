//! The SQL of one resident.

use almoner_pg::{Call, constraints, statement, updates};
use almoner_web::Made;
use uuid::Uuid;

use crate::clients::columns::{full_columns, full_joins};
use crate::clients::model::{ClientIn, ClientOut};

statement! {
    /// One resident.
    pub CLIENT: (Uuid) -> ClientOut = concat!("select ", full_columns!(), " from public.clients t ", full_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// A new resident of a home.
    pub ADD_CLIENT: (Uuid, Option<String>, String, String, Option<String>, Option<Uuid>) -> Made =
        "insert into public.clients (organisation_id, holding_home_id, title, given_name, family_name, preferred_name, key_worker_id) \
         values (app.organisation_id(), $1, $2, $3, $4, $5, $6) returning id";
}

/// Adds what was checked before; the identity is a row of its own.
pub fn add_client(new: ClientIn) -> Call<Made> {
    ADD_CLIENT.with((
        new.holding_home_id,
        new.title,
        new.given_name,
        new.family_name,
        new.preferred_name,
        new.key_worker_id,
    ))
}

updates! {
    "clients" { title: Option<String>, given_name: String, family_name: String, preferred_name: Option<String>,
        key_worker_id: Option<Uuid> } archives;
}

constraints! {
    "clients_organisation_id_holding_home_id_fkey" => Invalid, "holding_home_id", "reference", "Choose one of your homes.";
    "clients_organisation_id_key_worker_id_fkey" => Invalid, "key_worker_id", "reference", "Choose somebody who works in this home.";
}
