//! Who owns the business changed: every owner is told, the new one and the one who was, too.

use almoner_mail::Message;
use almoner_pg::{row, statement};

use crate::Identity;

row! {
    /// Where an owner reads mail.
    #[derive(Clone, Debug)]
    pub struct Address { pub email: String }
}

statement! {
    /// Addresses of the owners, as an owner may read them.
    pub OWNERS: () -> Address =
        "select distinct pp.email from public.organisation_roles r \
         join public.profiles p on p.organisation_id = r.organisation_id and p.id = r.profile_id \
         join public.profile_private pp on pp.organisation_id = r.organisation_id and pp.profile_id = r.profile_id \
         where r.organisation_id = (select app.owned_organisation_id()) and r.role = 'business_owner' and r.archived_at is null \
           and r.valid @> now() and p.status = 'active' and p.archived_at is null and pp.email is not null \
         /* never null: email */";
}

const TEXT: &str = "Who owns your organisation in Almoner was changed just now. If you did not expect it, sign in and \
                    look at People and access.\n";

/// Sends the notice to each, after the change is committed. It names nobody: mails leave the house.
pub fn send(identity: &Identity, owners: Vec<Address>) {
    for Address { email } in owners {
        identity.post(Message::new(&email, "A change of owner", TEXT.to_owned()));
    }
}
