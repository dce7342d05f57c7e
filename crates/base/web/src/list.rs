//! What every list takes: `limit`, `cursor`, `sort`, `q`, `include`, `count`, `archived`, and its own filters.

use almoner_kernel::{Actor, Caller, Code, Error, text};
use almoner_pg::{Call, FromRow, ListCall, One};
use axum::extract::{FromRequestParts, MatchedPath};
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::answer::{Count, Page};
use crate::app::App;
use crate::cursor::{Binding, Sealer};
use crate::fail::Fail;
use crate::query::{self, Pairs};

/// Rows on a page when `limit` is not given.
pub const LIMIT: usize = 25;
/// Rows on a page at most.
pub const MAX_LIMIT: usize = 200;
/// Counting stops here: a person wants to know "some thousands", not to wait for it.
pub const MOST_COUNTED: i64 = 10_000;
/// Characters of `q`.
const MAX_SEARCH: usize = 100;

/// The named filters of one list, and what it may be sorted by and joined with.
///
/// The struct derives `Deserialize` (with `deny_unknown_fields`) and
/// `utoipa::IntoParams`; its fields are flat, see [`QueryOf`](crate::QueryOf).
pub trait Filters: DeserializeOwned + utoipa::IntoParams + Send {
    /// `name`, `-admitted_on`; the first is used when `sort` is not given.
    const SORTS: &'static [&'static str];
    /// Joins that a screen may ask for.
    const INCLUDES: &'static [&'static str] = &[];
    /// Whether `q` is understood.
    const SEARCH: bool = false;
    /// Whether `archived=only` is understood.
    const ARCHIVED: bool = false;
}

/// A list request, checked.
#[derive(Clone, Debug)]
pub struct ListQuery<F> {
    /// Rows on the page, 1 to 200.
    pub limit: usize,
    /// One of [`Filters::SORTS`].
    pub sort: &'static str,
    /// Trimmed; `None` when empty.
    pub q: Option<String>,
    /// Of [`Filters::INCLUDES`].
    pub include: Vec<&'static str>,
    /// `count=exact` was asked for.
    pub count: bool,
    /// `archived=only` was asked for: archived rows, and no others.
    pub archived: bool,
    pub filters: F,
    cursor: Option<String>,
    /// Path and everything that decides which rows in which order.
    bound_to: Vec<String>,
}

impl<F: Filters> ListQuery<F> {
    /// Rows to ask the database for: one more than the page, which tells whether there is a next.
    pub fn fetch(&self) -> i64 {
        i64::try_from(self.limit + 1).unwrap_or(i64::MAX)
    }

    pub fn includes(&self, name: &str) -> bool {
        self.include.contains(&name)
    }

    /// The sort key of the row to go on after; `None` on the first page.
    pub fn after<K: DeserializeOwned>(&self, actor: &Actor, sealer: &dyn Sealer) -> Result<Option<K>, Error> {
        self.cursor.as_deref().map(|text| self.binding(actor).open(sealer, text)).transpose()
    }

    /// The page from up to [`fetch`](Self::fetch) rows; `key` gives a row's sort
    /// key with its id last, as [`after`](Self::after) will return it.
    pub fn page<T, K: Serialize>(
        &self,
        actor: &Actor,
        sealer: &dyn Sealer,
        mut rows: Vec<T>,
        key: impl FnOnce(&T) -> K,
    ) -> Result<Page<T>, Error> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let last = rows.last().filter(|_| more);
        let next_cursor = last.map(|row| self.binding(actor).seal(sealer, &key(row))).transpose()?;
        Ok(Page { items: rows, next_cursor, count: None })
    }

    /// The page that this asks for of a filtered list, and the count of the whole list where it is asked
    /// for; `key` gives a row's sort key as text, its id last.
    pub async fn answer<T: FromRow>(
        &self,
        app: &App,
        me: &Caller,
        list: ListCall<'_>,
        key: impl FnOnce(&T) -> Vec<String>,
    ) -> Result<Page<T>, Error> {
        let count = self.count.then(|| list.count(MOST_COUNTED + 1));
        let call = list.after(self.after(&me.actor, &*app.sealer)?).call::<T>();
        let (rows, counted) = match count {
            None => (app.db.read(me, call).await?, None),
            Some(count) => {
                let (rows, counted) = app.db.read(me, (call, count)).await?;
                (rows, Some(counted.one()?.value))
            }
        };
        let count = counted.map(|n| Count { value: n.min(MOST_COUNTED), at_least: n > MOST_COUNTED });
        Ok(self.page(&me.actor, &*app.sealer, rows, key)?.count(count))
    }

    /// [`answer`](Self::answer) with another statement in the same round trip: whose list it is.
    pub async fn answer_beside<T: FromRow, P: FromRow>(
        &self,
        app: &App,
        me: &Caller,
        beside: Call<P>,
        list: ListCall<'_>,
        key: impl FnOnce(&T) -> Vec<String>,
    ) -> Result<(Vec<P>, Page<T>), Error> {
        let count = self.count.then(|| list.count(MOST_COUNTED + 1));
        let call = list.after(self.after(&me.actor, &*app.sealer)?).call::<T>();
        let (beside, rows, counted) = match count {
            None => {
                let (beside, rows) = app.db.read(me, (beside, call)).await?;
                (beside, rows, None)
            }
            Some(count) => {
                let (beside, rows, counted) = app.db.read(me, (beside, call, count)).await?;
                (beside, rows, Some(counted.one()?.value))
            }
        };
        let count = counted.map(|n| Count { value: n.min(MOST_COUNTED), at_least: n > MOST_COUNTED });
        Ok((beside, self.page(&me.actor, &*app.sealer, rows, key)?.count(count)))
    }

    fn binding(&self, actor: &Actor) -> Binding {
        Binding::new(actor.account(), self.bound_to.iter().map(String::as_str))
    }

    fn read(path: &str, pairs: Pairs) -> Result<Self, Error> {
        let (own, rest): (Pairs, Pairs) = pairs.into_iter().partition(|(name, _)| ours::<F>(name));
        let common: Common = query::into(&own)?;
        let filters = query::into(&rest)?;
        let limit = match common.limit {
            None => LIMIT,
            Some(n) if (1..=MAX_LIMIT).contains(&n) => n,
            Some(_) => return Err(Error::field("limit", "range", "Give a number from 1 to 200.")),
        };
        let sort = one_of("sort", common.sort.as_deref(), F::SORTS)?;
        let sort = sort.or(F::SORTS.first().copied()).unwrap_or_default();
        let q = match common.q.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(q) => Some(
                text::clean(q, MAX_SEARCH, false)
                    .map_err(|refused| Error::field("q", refused.code(), refused.message()))?
                    .to_owned(),
            ),
        };
        let mut include = Vec::new();
        for name in common.include.iter().flat_map(|list| list.split(',')) {
            let known = one_of("include", Some(name), F::INCLUDES)?.unwrap_or_default();
            if include.contains(&known) {
                return Err(Error::field("include", "duplicate", "This is asked for twice."));
            }
            include.push(known);
        }
        let archived = common.archived.is_some();
        // The order of parameters says nothing about which rows they choose.
        let mut filter_pairs = rest;
        filter_pairs.sort();
        let filter_words = filter_pairs.into_iter().flat_map(|(name, value)| [name, value]);
        let mut bound_to =
            vec![path.to_owned(), sort.to_owned(), archived.to_string(), q.clone().unwrap_or_default()];
        bound_to.extend(filter_words);
        let count = common.count.is_some();
        Ok(Self { limit, sort, q, include, count, archived, filters, cursor: common.cursor, bound_to })
    }
}

#[derive(Deserialize)]
struct Common {
    limit: Option<usize>,
    cursor: Option<String>,
    sort: Option<String>,
    q: Option<String>,
    include: Option<String>,
    count: Option<Exact>,
    archived: Option<Only>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Exact {
    Exact,
}

/// The value of `archived`: archived rows instead of present ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    Only,
}

/// A parameter that the list does not understand falls to the filters, which refuse it.
fn ours<F: Filters>(name: &str) -> bool {
    match name {
        "limit" | "cursor" | "sort" | "count" => true,
        "q" => F::SEARCH,
        "archived" => F::ARCHIVED,
        "include" => !F::INCLUDES.is_empty(),
        _ => false,
    }
}

fn one_of(
    name: &str,
    sent: Option<&str>,
    known: &'static [&'static str],
) -> Result<Option<&'static str>, Error> {
    let Some(sent) = sent else { return Ok(None) };
    match known.iter().copied().find(|k| *k == sent) {
        Some(known) => Ok(Some(known)),
        None => Err(Error::field(name, "choice", format!("Use one of: {}.", known.join(", ")))),
    }
}

impl<S: Send + Sync, F: Filters> FromRequestParts<S> for ListQuery<F> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fail> {
        if parts.extensions.get::<MatchedPath>().is_none() {
            return Err(Error::new(Code::Internal).caused_by("a list outside any route").into());
        }
        // With its ids: a cursor of one resident's list opens no other's.
        Ok(Self::read(parts.uri.path(), query::pairs(parts.uri.query())?)?)
    }
}

/// A list without filters of its own.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub struct NoFilters {}
