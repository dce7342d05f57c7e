//! How often somebody may be told that an NHS number is known in the organisation.
//!
//! The number is unique there, so the refusal `person_known_here` tells that some home knows the
//! person, be it one that the asker does not see. A manager meets it now and then; a list of numbers
//! is looked up in no other way. What is counted lies in rows of the database, per account.

use almoner_kernel::{Caller, Code, Error};
use almoner_pg::{One, row, statement};
use almoner_web::{App, Handled};

row! {
    struct Wait { seconds: i32 }
}

statement! {
    /// Counts before it is judged; 0 or the seconds to wait.
    BEGIN: () -> Wait = "select app.known_here_begin() as seconds /* not null: seconds (the function always answers one) */";
    /// Notes that the number was known, or gives the attempt back.
    END: (bool, &'static str) -> () = "select from app.known_here_end($1, $2)";
}

/// Does what may answer `person_known_here`. `asks`: a number is given at all.
pub async fn counted<T>(
    app: &App,
    me: &Caller,
    asks: (bool, &'static str),
    work: impl Future<Output = Handled<T>>,
) -> Handled<T> {
    let known = |done: &Handled<T>| matches!(done, Err(fail) if fail.0.code == Code::PersonKnownHere);
    counted_when(app, me, asks, known, work).await
}

/// [`counted`] for what tells it in a way of its own. The count stands apart from the work's
/// transaction, which the refusal rolls back.
pub async fn counted_when<T>(
    app: &App,
    me: &Caller,
    (asks, route): (bool, &'static str),
    known: impl Fn(&Handled<T>) -> bool,
    work: impl Future<Output = Handled<T>>,
) -> Handled<T> {
    if !asks {
        return work.await;
    }
    let (tx, wait) = app.db.write(me, BEGIN.with(())).await?;
    tx.finish(()).await?;
    let seconds = wait.one()?.seconds;
    if seconds > 0 {
        let wait = u64::try_from(seconds).unwrap_or(1);
        return Err(Error::new(Code::TooManyRequests).retry_after(wait).into());
    }
    let done = work.await;
    let (tx, _) = app.db.write(me, END.with((known(&done), route))).await?;
    tx.finish(()).await?;
    done
}
