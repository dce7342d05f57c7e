//! Closed lists of words, as they are stored and sent.

/// Declares closed lists of words, an enum for each: read and written as its word in JSON, in the document
/// and in a column of type text. The crate that calls it has serde and utoipa.
///
/// A test of the pillar compares every list with its column's CHECK.
#[macro_export]
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:tt),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$of])* #[serde(rename = $text)] $word),+ }

        impl $name {
            /// Every word, in the order of this list.
            #[allow(dead_code, reason = "some lists are only read")]
            pub const ALL: &'static [Self] = &[$(Self::$word),+];
            /// The same as they are stored and sent.
            #[allow(dead_code, reason = "some lists are only read")]
            pub const WORDS: &'static [&'static str] = &[$($text),+];

            /// The word as it is stored and sent.
            #[allow(dead_code, reason = "some lists are only read")]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }
        }

        impl<'a> $crate::reexport::tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                ty: &$crate::reexport::tokio_postgres::types::Type,
                raw: &'a [u8],
            ) -> ::std::result::Result<Self, ::std::boxed::Box<dyn ::std::error::Error + Sync + Send>> {
                let text = <&str as $crate::reexport::tokio_postgres::types::FromSql>::from_sql(ty, raw)?;
                let word = Self::ALL.iter().copied().find(|word| word.as_str() == text);
                word.ok_or_else(|| format!("{text} is not a word of {}", stringify!($name)).into())
            }

            fn accepts(ty: &$crate::reexport::tokio_postgres::types::Type) -> bool {
                *ty == $crate::reexport::tokio_postgres::types::Type::TEXT
            }
        }

        impl $crate::Field for $name {
            fn pg_type() -> $crate::reexport::tokio_postgres::types::Type {
                $crate::reexport::tokio_postgres::types::Type::TEXT
            }
        }
    )+};
}
