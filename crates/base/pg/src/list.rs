//! Lists in a stable keyset order, cheap for whoever asks.
//!
//! A policy alone makes PostgreSQL sort everything that a person may see. So a list says its two
//! (or three) ways in: the whole organisation in list order, for those who read it in full, and
//! home by home or resident by resident for everybody else. Each branch stops after a page; the
//! branches that are not the caller's cost nothing, since their helper answers NULL or '{}'.
//! Filters are appended from constant fragments; values are always parameters.

use std::sync::Arc;

use tokio_postgres::types::Type;

use crate::call::Call;
use crate::row::FromRow;
use crate::statement::Value;
use crate::types::Arg;

/// One way in. `from` names the table as `t`; `when` holds the scope.
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    /// `public.clients t`, or `unnest((select app.f())) h cross join lateral ({page}) t` written as
    /// the part before the lateral.
    pub per: Option<&'static str>,
    pub when: &'static str,
}

/// A named filter: a constant fragment with `$?` where its value stands, and the value's type.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub name: &'static str,
    pub sql: &'static str,
    pub ty: fn() -> Type,
}

/// A named order. The last column makes it unique.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    pub name: &'static str,
    /// Columns of `t`, none of them nullable.
    pub keys: &'static [&'static str],
    pub types: &'static [Type],
    pub descending: bool,
}

/// A list as it is declared beside the function that runs it.
pub struct List {
    pub table: &'static str,
    /// The answer's columns, over `t` and whatever `joins` adds.
    pub columns: &'static str,
    pub joins: &'static str,
    /// What every row of the list fulfils, over `t`: `t.archived_at is null`.
    pub always: &'static str,
    pub branches: &'static [Branch],
    pub filters: &'static [Filter],
    pub sorts: &'static [Sort],
}

crate::row! {
    /// How many rows a list has, up to a bound.
    #[derive(Clone, Copy, Debug)]
    pub struct Counted { pub value: i64 }
}

/// One run of a list.
pub struct ListCall<'a> {
    list: &'a List,
    sort: &'a Sort,
    limit: i64,
    conditions: Vec<String>,
    types: Vec<Type>,
    values: Vec<Value>,
}

impl List {
    /// Starts a run in the named order, or in the first; `None` for an order that isn't there.
    /// `limit` is one more than the page, which tells whether there is a next one.
    pub fn run(&self, sort: Option<&str>, limit: i64) -> Option<ListCall<'_>> {
        let sort = match sort {
            None => self.sorts.first()?,
            Some(name) => self.sorts.iter().find(|s| s.name == name)?,
        };
        Some(ListCall {
            list: self,
            sort,
            limit,
            conditions: Vec::new(),
            types: Vec::new(),
            values: Vec::new(),
        })
    }

    /// Every form that the statement can take one filter at a time, and with all of them, for the check.
    pub fn forms(&self) -> Vec<(String, Vec<Type>)> {
        let mut forms = Vec::new();
        for sort in self.sorts {
            for chosen in 0..=self.filters.len() + 1 {
                let mut run = self.chosen(sort, chosen);
                if chosen == self.filters.len() + 1 {
                    run.types.extend(sort.types.iter().cloned());
                    run.after_condition(run.types.len() - sort.types.len());
                }
                forms.push((run.sql(), run.types));
            }
        }
        forms
    }

    /// The same of the statement that counts.
    pub fn count_forms(&self) -> Vec<(String, Vec<Type>)> {
        let sorts = self.sorts.iter().take(1);
        let runs =
            sorts.flat_map(|sort| (0..=self.filters.len() + 1).map(move |chosen| self.chosen(sort, chosen)));
        runs.map(|run| (run.count_sql(2), run.types)).collect()
    }

    /// A run with one filter, or with all of them after the last.
    fn chosen<'a>(&'a self, sort: &'a Sort, chosen: usize) -> ListCall<'a> {
        let mut run = ListCall {
            list: self,
            sort,
            limit: 2,
            conditions: Vec::new(),
            types: Vec::new(),
            values: Vec::new(),
        };
        for (at, filter) in self.filters.iter().enumerate() {
            if chosen == at + 1 || chosen == self.filters.len() + 1 {
                run.condition(filter.sql, (filter.ty)());
            }
        }
        run
    }
}

impl ListCall<'_> {
    pub fn sort_name(&self) -> &'static str {
        self.sort.name
    }

    /// Applies a filter of the list by name. A name that the list does not have is our mistake.
    #[must_use]
    pub fn filter<T: Arg>(mut self, name: &'static str, value: Option<T>) -> Self {
        if let Some(value) = value {
            let filter = self.list.filters.iter().find(|f| f.name == name);
            debug_assert!(filter.is_some(), "the list has no filter {name}");
            if let Some(filter) = filter {
                self.condition(filter.sql, T::pg_type());
                self.values.push(Arc::new(value));
            }
        }
        self
    }

    /// Goes on after the row with these sort keys, given as text as they stand in a cursor.
    #[must_use]
    pub fn after(mut self, keys: Option<Vec<String>>) -> Self {
        let Some(keys) = keys.filter(|k| k.len() == self.sort.keys.len()) else { return self };
        let from = self.types.len();
        for (key, ty) in keys.into_iter().zip(self.sort.types) {
            // Each parameter goes as text and is cast, so that a cursor holds no typed values.
            self.types.push(ty.clone());
            self.values.push(match *ty {
                Type::UUID => Arc::new(key.parse::<uuid::Uuid>().unwrap_or_default()) as Value,
                Type::TIMESTAMPTZ => Arc::new(key.parse::<jiff::Timestamp>().unwrap_or_default()),
                Type::DATE => Arc::new(key.parse::<jiff::civil::Date>().unwrap_or_default()),
                Type::INT4 => Arc::new(key.parse::<i32>().unwrap_or_default()),
                Type::INT8 => Arc::new(key.parse::<i64>().unwrap_or_default()),
                _ => Arc::new(key),
            });
        }
        self.after_condition(from);
        self
    }

    /// Counts the rows of the whole list, up to a bound. Asked before [`after`](Self::after).
    pub fn count(&self, bound: i64) -> Call<Counted> {
        Call::new(self.count_sql(bound), self.types.clone(), self.values.clone())
    }

    pub fn call<R: FromRow>(self) -> Call<R> {
        Call::new(self.sql(), self.types, self.values)
    }

    fn condition(&mut self, sql: &'static str, ty: Type) {
        self.types.push(ty);
        self.conditions.push(sql.replace("$?", &format!("${}", self.types.len())));
    }

    fn after_condition(&mut self, from: usize) {
        let keys: Vec<String> = self.sort.keys.iter().map(|k| format!("t.{k}")).collect();
        let params: Vec<String> = (0..keys.len()).map(|i| format!("${}", from + i + 1)).collect();
        let sign = if self.sort.descending { "<" } else { ">" };
        self.conditions.push(format!("({}) {sign} ({})", keys.join(", "), params.join(", ")));
    }

    fn sql(&self) -> String {
        let List { table, columns, joins, .. } = self.list;
        let limit = self.limit;
        let keys = self.sort.keys.iter().map(|k| format!("t.{k}")).collect::<Vec<_>>().join(", ");
        let pages = self.branches(&keys, &format!("order by {} limit {limit}", self.order("t")));
        format!(
            "with page as materialized (select * from ({pages}) t order by {} limit {limit}) \
             select {columns} from page k join {table} t on t.organisation_id = (select app.organisation_id()) and t.id = k.id {joins} order by {}",
            self.order("t"),
            self.order("k"),
        )
    }

    fn count_sql(&self, bound: i64) -> String {
        // In the list's order: without it PostgreSQL thinks that reading the whole table is cheaper.
        let pages = self.branches("t.id", &format!("order by {} limit {bound}", self.order("t")));
        format!(
            "select count(*) as value from (select from ({pages}) t limit {bound}) t /* never null: value */"
        )
    }

    fn order(&self, alias: &str) -> String {
        let direction = if self.sort.descending { " desc" } else { "" };
        self.sort.keys.iter().map(|k| format!("{alias}.{k}{direction}")).collect::<Vec<_>>().join(", ")
    }

    /// Every way in, each as far as it is needed.
    fn branches(&self, columns: &str, until: &str) -> String {
        let List { table, always, branches, .. } = self.list;
        let filters = self.conditions.iter().fold(String::new(), |all, c| all + " and " + c);
        let pages = branches.iter().map(|branch| {
            let page = format!(
                "select {columns} from {table} t where {} and {always}{filters} {until}",
                branch.when
            );
            match branch.per {
                None => format!("({page})"),
                Some(per) => format!("(select t.* from {per} cross join lateral ({page}) t)"),
            }
        });
        pages.collect::<Vec<_>>().join(" union all ")
    }
}

/// Declares lists and registers every form: `lists! { pub CLIENTS -> ClientRow = List { .. }; }`.
#[macro_export]
macro_rules! lists {
    ($($(#[$meta:meta])* $vis:vis $name:ident -> $row:ty = $list:expr;)+) => {
        $(
            $(#[$meta])*
            $vis static $name: $crate::List = $list;

            $crate::reexport::inventory::submit! {
                $crate::Registered {
                    name: concat!(module_path!(), "::", stringify!($name)),
                    forms: || $name.forms(),
                    columns: <$row as $crate::FromRow>::columns,
                }
            }
            $crate::reexport::inventory::submit! {
                $crate::Registered {
                    name: concat!(module_path!(), "::", stringify!($name), " counted"),
                    forms: || $name.count_forms(),
                    columns: <$crate::Counted as $crate::FromRow>::columns,
                }
            }
        )+
    };
}
