//! Named SQL, beside the function that runs it, known to the check of every statement.

use std::marker::PhantomData;
use std::sync::Arc;

use tokio_postgres::types::{ToSql, Type};

use crate::call::Call;
use crate::row::{ColumnSpec, FromRow};
use crate::types::Arg;

/// Shared, so that a list can be counted by the values that it is read with.
pub(crate) type Value = Arc<dyn ToSql + Send + Sync>;

/// The parameters of a statement, as a tuple.
pub trait Args {
    fn types() -> Vec<Type>;
    fn values(self) -> Vec<Value>;
}

impl Args for () {
    fn types() -> Vec<Type> {
        Vec::new()
    }

    fn values(self) -> Vec<Value> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($($name:ident)+) => {
        impl<$($name: Arg),+> Args for ($($name,)+) {
            fn types() -> Vec<Type> { vec![$($name::pg_type()),+] }
            #[allow(non_snake_case)]
            fn values(self) -> Vec<Value> {
                let ($($name,)+) = self;
                vec![$(Arc::new($name) as Value),+]
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
tuples!(A B C D E F G H I J K L M);
tuples!(A B C D E F G H I J K L M N);
tuples!(A B C D E F G H I J K L M N O);
tuples!(A B C D E F G H I J K L M N O P);

/// A statement with the types of its parameters and of its rows. Made by [`statement!`](crate::statement).
pub struct Statement<P, R> {
    sql: &'static str,
    types: PhantomData<fn(P) -> R>,
}

impl<P: Args, R: FromRow> Statement<P, R> {
    #[doc(hidden)]
    pub const fn new(sql: &'static str) -> Self {
        Self { sql, types: PhantomData }
    }

    /// The statement with its parameters, ready to be sent.
    pub fn with(&self, args: P) -> Call<R> {
        Call::new(self.sql, P::types(), args.values())
    }

    pub fn sql(&self) -> &'static str {
        self.sql
    }
}

/// What the check knows of one statement.
pub struct Registered {
    /// Module and name.
    pub name: &'static str,
    /// The SQL in each form that it may take; lists have one for each filter and sort.
    pub forms: fn() -> Vec<(String, Vec<Type>)>,
    pub columns: fn() -> Vec<ColumnSpec>,
}

inventory::collect!(Registered);

/// Declares statements: `statement! { /// doc pub GET: (Uuid) -> ClientRow = "select ..."; }`.
#[macro_export]
macro_rules! statement {
    ($($(#[$meta:meta])* $vis:vis $name:ident : ($($arg:ty),* $(,)?) -> $row:ty = $sql:expr;)+) => {
        $(
            $(#[$meta])*
            $vis static $name: $crate::Statement<($($arg,)*), $row> = $crate::Statement::new($sql);

            $crate::reexport::inventory::submit! {
                $crate::Registered {
                    name: concat!(module_path!(), "::", stringify!($name)),
                    forms: || vec![($sql.to_owned(), <($($arg,)*) as $crate::Args>::types())],
                    columns: <$row as $crate::FromRow>::columns,
                }
            }
        )+
    };
}
