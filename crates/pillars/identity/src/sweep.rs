//! What signing in leaves behind and nobody needs any more.

use almoner_kernel::{Caller, Result};
use almoner_pg::{row, statement};

use crate::identity::Identity;

row! {
    struct Gone { gone: i64 }
}

statement! {
    /// Counts whose window is long over. Whoever guesses at made-up addresses leaves one for each.
    OLD_COUNTS: () -> Gone =
        "with old as (delete from private.throttles where key in \
            (select key from private.throttles where window_start < now() - interval '1 hour' limit 10000) returning 1) \
         select count(*) as gone from old";
    /// Refresh tokens of sessions that ended a month ago: until then an old one that comes back is noticed.
    OLD_TOKENS: () -> Gone =
        "with old as (delete from private.refresh_tokens where hash in \
            (select t.hash from private.refresh_tokens t join private.sessions s on s.id = t.session_id \
              where coalesce(s.revoked_at, least(s.idle_ends_at, s.ends_at)) < now() - interval '30 days' limit 10000) returning 1) \
         select count(*) as gone from old";
    /// Marks of devices that nobody has signed in from for half a year.
    OLD_DEVICES: () -> Gone =
        "with old as (delete from private.known_devices where seen_at < now() - interval '180 days' returning 1) \
         select count(*) as gone from old";
}

impl Identity {
    /// Deletes old counts, tokens and marks, at most 10,000 of a kind, and says how many. Call it now
    /// and then; replicas may do so at once. Sessions and used links stay, as the record that they are.
    pub async fn sweep(&self) -> Result<i64> {
        let (tx, counts) = self.db.signin(&Caller::anonymous(), OLD_COUNTS.with(())).await?;
        let (tokens, devices) = tx.finish((OLD_TOKENS.with(()), OLD_DEVICES.with(()))).await?;
        Ok(counts.iter().chain(&tokens).chain(&devices).map(|row| row.gone).sum())
    }
}
