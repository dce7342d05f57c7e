//! The SQL of one resident.

use almoner_pg::{Call, Json, constraints, row, statement, updates};
use almoner_web::Made;
use serde::Serialize;
use uuid::Uuid;

use crate::clients::columns::{full_columns, full_joins};
use crate::clients::model::{ClientIn, ClientOut};

/// What is stored of a new resident.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NewClient {
    holding_home_id: Uuid,
    title: Option<String>,
    given_name: String,
    family_name: String,
    preferred_name: Option<String>,
    key_worker_id: Option<Uuid>,
}

row! {
    /// One of several new residents: its id, and what tells which of them it is.
    #[derive(Clone, Debug)]
    pub struct AddedClient {
        pub id: Uuid,
        pub holding_home_id: Uuid,
        pub title: Option<String>,
        pub given_name: String,
        pub family_name: String,
        pub preferred_name: Option<String>,
        pub key_worker_id: Option<Uuid>,
    }
}

macro_rules! add_clients {
    ($returning:literal) => {
        concat!(
            "insert into public.clients (organisation_id, holding_home_id, title, given_name, family_name, preferred_name, key_worker_id) \
             select (select app.organisation_id()), r.holding_home_id, r.title, r.given_name, r.family_name, r.preferred_name, r.key_worker_id \
               from jsonb_to_recordset($1) as r (holding_home_id uuid, title text, given_name text, family_name text, preferred_name text, \
                    key_worker_id uuid) returning ",
            $returning
        )
    };
}

statement! {
    /// One resident.
    pub CLIENT: (Uuid) -> ClientOut = concat!("select ", full_columns!(), " from public.clients t ", full_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// A new resident of a home.
    pub ADD_CLIENT: (Json<Vec<NewClient>>) -> Made = add_clients!("id");
    /// The same, many at once.
    pub ADD_CLIENTS: (Json<Vec<NewClient>>) -> AddedClient =
        add_clients!("id, holding_home_id, title, given_name, family_name, preferred_name, key_worker_id");
}

/// Adds what was checked before; the identity is a row of its own.
pub fn add_client(new: ClientIn) -> Call<Made> {
    ADD_CLIENT.with((Json(vec![new.into()]),))
}

impl From<ClientIn> for NewClient {
    fn from(new: ClientIn) -> Self {
        let ClientIn {
            holding_home_id,
            title,
            given_name,
            family_name,
            preferred_name,
            key_worker_id,
            identity: _,
        } = new;
        Self { holding_home_id, title, given_name, family_name, preferred_name, key_worker_id }
    }
}

impl From<AddedClient> for NewClient {
    fn from(added: AddedClient) -> Self {
        let AddedClient {
            id: _,
            holding_home_id,
            title,
            given_name,
            family_name,
            preferred_name,
            key_worker_id,
        } = added;
        Self { holding_home_id, title, given_name, family_name, preferred_name, key_worker_id }
    }
}

updates! {
    "clients" { title: Option<String>, given_name: String, family_name: String, preferred_name: Option<String>,
        key_worker_id: Option<Uuid> } archives;
}

constraints! {
    "clients_organisation_id_holding_home_id_fkey" => Invalid, "holding_home_id", "reference", "Choose one of your homes.";
    "clients_organisation_id_key_worker_id_fkey" => Invalid, "key_worker_id", "reference", "Choose somebody who works in this home.";
}
