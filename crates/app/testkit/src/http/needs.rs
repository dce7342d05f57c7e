//! What each operation needs: the `[routes]` of access/matrix.toml, read strictly.

use std::collections::BTreeMap;

use crate::matrix::Matrix;

/// What an operation needs of who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub what: What,
    /// What no row says: `managed_or_whole`, `not_self`, `fresh_for_office`, `invitable`,
    /// `seen_afterwards`, `names_every_home`.
    pub conditions: Vec<String>,
}

/// The first word of a line, with what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Nobody has to be signed in.
    Anyone,
    /// A believable token.
    Token,
    /// A sign-in that lives.
    SignIn,
    /// A sign-in of ours that lives.
    OwnSignIn,
    /// The present rows of a table, of one parent if there is one in the path.
    List { table: String, of: Option<String> },
    /// Reading a row: the one in the path, or the one that belongs to the parent there.
    Read { table: String, of: Option<String> },
    /// Changing a column of it.
    Update { table: String, column: String, of: Option<String> },
    /// Archiving or restoring it.
    Archive { table: String },
    /// Changing its status.
    Verb { name: String, table: String },
    /// Making one.
    Make { table: String, of: Option<String> },
}

impl What {
    /// The table of the rows concerned.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::Anyone | Self::Token | Self::SignIn | Self::OwnSignIn => None,
            Self::List { table, .. }
            | Self::Read { table, .. }
            | Self::Update { table, .. }
            | Self::Archive { table }
            | Self::Verb { table, .. }
            | Self::Make { table, .. } => Some(table),
        }
    }

    /// The table of the row in the path.
    pub fn in_path(&self) -> Option<&str> {
        match self {
            Self::List { of, .. } | Self::Make { of, .. } => of.as_deref(),
            Self::Read { of: Some(of), .. } | Self::Update { of: Some(of), .. } => Some(of),
            _ => self.table(),
        }
    }
}

/// What every operation needs, by its id.
///
/// # Panics
/// When the file is not well formed.
pub fn needs() -> BTreeMap<String, Need> {
    let matrix = Matrix::load().unwrap_or_else(|error| panic!("{error}"));
    let read = |(operation, line): (&String, &String)| {
        let need = need(line, &matrix).unwrap_or_else(|why| panic!("routes.{operation} = \"{line}\": {why}"));
        (operation.clone(), need)
    };
    matrix.routes.iter().map(read).collect()
}

const CONDITIONS: &[&str] =
    &["managed_or_whole", "not_self", "fresh_for_office", "invitable", "seen_afterwards", "names_every_home"];

fn need(line: &str, matrix: &Matrix) -> Result<Need, String> {
    let (line, conditions) = line.split_once(" if ").map_or((line, ""), |(line, rest)| (line, rest));
    let conditions: Vec<String> = conditions.split_whitespace().map(str::to_owned).collect();
    if let Some(unknown) = conditions.iter().find(|c| !CONDITIONS.contains(&c.as_str())) {
        return Err(format!("{unknown} is no condition"));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let known = |table: &str| {
        if matrix.tables.contains_key(table) {
            Ok(table.to_owned())
        } else {
            Err(format!("{table} is no table of the matrix"))
        }
    };
    let column = |text: &str| {
        let (table, column) = text.split_once('.').ok_or("U wants a table and a column")?;
        Ok::<_, String>((known(table)?, column.to_owned()))
    };
    let what = match words[..] {
        ["anyone"] => What::Anyone,
        ["token"] => What::Token,
        ["sign_in"] => What::SignIn,
        ["own_sign_in"] => What::OwnSignIn,
        ["list", table] => What::List { table: known(table)?, of: None },
        ["list", table, "of", of] => What::List { table: known(table)?, of: Some(known(of)?) },
        ["S", table] => What::Read { table: known(table)?, of: None },
        ["S", table, "of", of] => What::Read { table: known(table)?, of: Some(known(of)?) },
        ["U", text] => {
            let (table, column) = column(text)?;
            What::Update { table, column, of: None }
        }
        ["U", text, "of", of] => {
            let (table, column) = column(text)?;
            What::Update { table, column, of: Some(known(of)?) }
        }
        ["A", table] => What::Archive { table: known(table)? },
        ["verb", name, table] => {
            if !matrix.verbs.iter().any(|v| v.name == name && v.table == table) {
                return Err(format!("{table} has no verb {name}"));
            }
            What::Verb { name: name.to_owned(), table: known(table)? }
        }
        ["I", table] => What::Make { table: known(table)?, of: None },
        ["I", table, "of", of] => What::Make { table: known(table)?, of: Some(known(of)?) },
        _ => return Err("is none of the forms above [routes]".to_owned()),
    };
    Ok(Need { what, conditions })
}

#[cfg(test)]
mod tests {
    use super::{Matrix, What, need};

    #[test]
    fn lines() {
        let matrix = Matrix::load().unwrap();
        let read = need("U profiles.given_name of clients if not_self", &matrix).unwrap();
        assert_eq!(read.conditions, ["not_self"]);
        assert_eq!(read.what.in_path(), Some("clients"));
        assert_eq!(need("I units of care_homes", &matrix).unwrap().what.in_path(), Some("care_homes"));
        assert_eq!(need("I care_homes", &matrix).unwrap().what.in_path(), None);
        assert_eq!(need("anyone", &matrix).unwrap().what, What::Anyone);
        for bad in
            ["", "S", "S nothing", "verb fly clients", "U clients", "S clients if sunny", "A clients now"]
        {
            assert!(need(bad, &matrix).is_err(), "{bad}");
        }
    }
}
