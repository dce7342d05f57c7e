//! Where the caller stands, and the two ways in which a record here changes: what is asked of the
//! record or the caller first travels in the round trip that opens the transaction.

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Call, Changed, FromRow, One, row, statement};
use almoner_web::{Answer, App, Attempt, Created, Handled, Made, Record, refusal};
use uuid::Uuid;

row! {
    /// The caller's own rights, as the policies see them.
    #[derive(Clone, Debug)]
    pub struct Standing {
        pub me: Option<Uuid>,
        pub owner: bool,
        /// A second factor was given within the last 10 minutes.
        pub fresh: bool,
    }
}

row! {
    /// What a new right refers to: `None` for what is not there or not the caller's to see.
    #[derive(Clone, Debug)]
    pub struct Named {
        pub person: Option<Uuid>,
        pub home: Option<Uuid>,
        pub me: Option<Uuid>,
        pub owner: bool,
        pub fresh: bool,
    }
}

statement! {
    /// Where the caller stands.
    pub STANDING: () -> Standing =
        "select app.profile_id() as me, app.owned_organisation_id() is not null as owner, app.fresh_second_factor() as fresh \
         /* never null: fresh */";
    /// A person and, where one is meant, a home, as far as the caller sees them.
    pub NAMED: (Uuid, Option<Uuid>) -> Named =
        "select (select p.id from public.profiles p where p.organisation_id = (select app.organisation_id()) and p.id = $1) as person, \
                (select h.id from public.care_homes h where h.organisation_id = (select app.organisation_id()) and h.id = $2) as home, \
                app.profile_id() as me, app.owned_organisation_id() is not null as owner, app.fresh_second_factor() as fresh \
         /* never null: fresh */";
}

impl Named {
    /// Refuses a person or home that the caller can't see, exactly as one that does not exist.
    pub fn seen(&self, home: Option<Uuid>) -> Result<()> {
        let mut error = Error::new(Code::Invalid);
        if self.person.is_none() {
            error = error.with_field("profile_id", "reference", "Choose somebody whom you can see.");
        }
        if home.is_some() && self.home.is_none() {
            error = error.with_field("care_home_id", "reference", "Choose one of your homes.");
        }
        if error.fields.is_empty() { Ok(()) } else { Err(error) }
    }

    /// Whether the right would be the caller's own.
    pub fn is_me(&self) -> bool {
        self.person.is_some() && self.person == self.me
    }
}

fn answered<R: Record>(row: R) -> Answer<R> {
    let version = row.version();
    Answer::of(row).version(version)
}

/// Makes a record after `judge` has seen what `asked` answered in the opening round trip.
pub async fn create_judged<R: Record, Q: FromRow>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    asked: Call<Q>,
    judge: impl FnOnce(Q) -> Result<Call<Made>>,
) -> Handled<Created<R>> {
    let (mut tx, done, rows) = attempt.begin_with(&app.db, me, asked).await?;
    let (row, replayed) = if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        (tx.finish(R::read(id)).await?.one()?, true)
    } else {
        let Made { id } = tx.run(judge(rows.one()?)?).await?.one()?;
        let (rows, _) = tx.finish((R::read(id), attempt.finish(201, R::TABLE, Some(id)))).await?;
        (rows.one()?, false)
    };
    let version = row.version();
    Ok(Created::of(row).version(version).replayed(replayed))
}

/// Changes a record under If-Match when the change depends on what it holds now.
pub async fn patch_judged<R: Record>(
    app: &App,
    me: &Caller,
    (id, version): (Uuid, i32),
    judge: impl FnOnce(&R, &Standing) -> Result<Call<Changed>>,
) -> Handled<Answer<R>> {
    let (mut tx, (rows, standing)) = app.db.write(me, (R::read(id), STANDING.with(()))).await?;
    let row = rows.one()?;
    if row.version() != version {
        return Err(refusal(&row, version).into());
    }
    let change = judge(&row, &standing.one()?)?;
    if tx.run(change).await?.is_empty() {
        return Err(refusal(&tx.run(R::read(id)).await?.one()?, version).into());
    }
    Ok(answered(tx.finish(R::read(id)).await?.one()?))
}

/// Acts on a record under If-Match and an Idempotency-Key when the act depends on what it holds now.
pub async fn act_judged<R: Record>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    (id, version): (Uuid, i32),
    judge: impl FnOnce(&R, &Standing) -> Result<Call<Changed>>,
) -> Handled<Answer<R>> {
    let (mut tx, done, rows) = attempt.begin_with(&app.db, me, R::read(id)).await?;
    let row = rows.one()?;
    if done.is_some() {
        return Ok(answered(row).replayed(true));
    }
    if row.version() != version {
        return Err(refusal(&row, version).into());
    }
    let standing = tx.run(STANDING.with(())).await?.one()?;
    if tx.run(judge(&row, &standing)?).await?.is_empty() {
        return Err(refusal(&tx.run(R::read(id)).await?.one()?, version).into());
    }
    let (rows, _) = tx.finish((R::read(id), attempt.finish(200, R::TABLE, Some(id)))).await?;
    Ok(answered(rows.one()?))
}
