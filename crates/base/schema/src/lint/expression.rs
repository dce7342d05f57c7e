//! Reads the condition of a policy as PostgreSQL prints it.
//!
//! With an empty search path functions carry their schema and the row's own
//! columns stand bare, except inside sub-selects, where they carry the table's
//! name. PostgreSQL puts parentheses around every `and` and `or`.

use std::collections::BTreeSet;

use crate::sql::{Kind, Token, parts, tokens};

/// A condition in disjunctive form: passing any arm passes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Condition {
    pub(super) arms: Vec<Vec<Test>>,
}

/// One comparison or other test.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Test {
    /// Columns of the row that it looks at, outside sub-selects.
    pub(super) columns: BTreeSet<String>,
    /// Functions called inside sub-selects.
    pub(super) helpers: Vec<String>,
    /// Helpers called for every row: outside any sub-select.
    pub(super) bare: Vec<String>,
    /// Functions inside sub-selects that are handed a column of the row.
    pub(super) correlated: Vec<String>,
    /// Whether a sub-select reads a table.
    pub(super) reads_table: bool,
    /// Whether it shuts out rather than lets in (`<>`, `not`).
    pub(super) negative: bool,
    /// Whether it is just `true`.
    pub(super) always: bool,
}

/// The table that a policy is on.
pub(super) struct Row<'a> {
    pub(super) table: &'a str,
    pub(super) columns: &'a [String],
}

/// More arms than any policy that a person can review.
const MANY: usize = 200;

pub(super) fn parse(text: &str, row: &Row<'_>) -> Condition {
    let all: Vec<Token<'_>> = tokens(text).into_iter().filter(Token::matters).collect();
    Condition { arms: disjunction(&all, row) }
}

fn disjunction(tokens: &[Token<'_>], row: &Row<'_>) -> Vec<Vec<Test>> {
    let tokens = unwrapped(tokens);
    let either = parts(tokens, "or");
    if either.len() > 1 {
        return either.into_iter().flat_map(|part| disjunction(part, row)).collect();
    }
    let both = parts(tokens, "and");
    if both.len() > 1 {
        let mut arms: Vec<Vec<Test>> = vec![Vec::new()];
        for part in both {
            let parts = disjunction(part, row);
            arms = arms
                .iter()
                .flat_map(|arm| parts.iter().map(|more| arm.iter().chain(more).cloned().collect()))
                .take(MANY)
                .collect();
        }
        return arms;
    }
    vec![vec![test(tokens, row)]]
}

/// Without parentheses around the whole, unless they hold a sub-select.
fn unwrapped<'t, 's>(mut tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    while tokens.first().is_some_and(|t| t.text == "(") && !tokens.get(1).is_some_and(|t| t.is_word("select"))
    {
        if closing(tokens, 0) != Some(tokens.len() - 1) {
            break;
        }
        tokens = &tokens[1..tokens.len() - 1];
    }
    tokens
}

fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" => depth += 1,
            ")" => {
                depth -= 1;
                if depth == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

fn test(all: &[Token<'_>], row: &Row<'_>) -> Test {
    let mut test = Test {
        always: all.len() == 1 && all[0].is_word("true"),
        negative: all.first().is_some_and(|t| t.is_word("not"))
            || all.windows(2).any(|pair| pair[0].text == "<" && pair[1].text == ">"),
        ..Test::default()
    };
    let mut inside_until = 0; // End of the sub-select that we are in.
    for (index, token) in all.iter().enumerate() {
        let next = all.get(index + 1).map_or("", |t| t.text);
        let previous = if index == 0 { "" } else { all[index - 1].text };
        let inside = index < inside_until;
        if token.text == "(" && all.get(index + 1).is_some_and(|t| t.is_word("select")) && !inside {
            inside_until = closing(all, index).unwrap_or(all.len());
            continue;
        }
        if !matches!(token.kind, Kind::Word | Kind::Quoted) {
            continue;
        }
        if inside && token.is_word("from") {
            test.reads_table = true;
        }
        let name = token.text.trim_matches('"');
        if next == "(" && called(token) {
            let full = if previous == "." && index >= 2 {
                format!("{}.{name}", all[index - 2].text.trim_matches('"'))
            } else {
                name.to_owned()
            };
            let end = closing(all, index + 1).unwrap_or(all.len());
            if inside {
                if names_row(&all[index + 1..end], row) {
                    test.correlated.push(full.clone());
                }
                test.helpers.push(full);
            } else if full.contains('.') || full == "current_setting" {
                // What PostgreSQL itself brings works on the row's own values;
                // the one exception reads the session.
                test.bare.push(full);
            }
        } else if !inside && next != "." && next != "(" && row.columns.iter().any(|column| column == name) {
            test.columns.insert(name.to_owned());
        }
    }
    test
}

/// Words that stand before a parenthesis and call nothing of interest.
fn called(token: &Token<'_>) -> bool {
    const WORDS: &[&str] = &[
        "any", "all", "some", "in", "and", "or", "not", "array", "row", "case", "when", "then", "else",
        "from", "where", "select", "exists", "values", "coalesce", "nullif", "on", "as", "is", "distinct",
        "greatest", "least",
    ];
    token.kind == Kind::Quoted || !WORDS.iter().any(|word| token.is_word(word))
}

/// Whether `table.column` of the policy's own row stands in these tokens.
fn names_row(tokens: &[Token<'_>], row: &Row<'_>) -> bool {
    tokens.windows(3).any(|three| {
        three[0].text.trim_matches('"') == row.table
            && three[1].text == "."
            && row.columns.iter().any(|column| column == three[2].text.trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(text: &str) -> Condition {
        let columns = ["organisation_id", "care_home_id", "client_id", "incident_id"].map(str::to_owned);
        parse(text, &Row { table: "notes", columns: &columns })
    }

    fn columns(arm: &[Test]) -> Vec<&str> {
        arm.iter().flat_map(|test| test.columns.iter().map(String::as_str)).collect()
    }

    #[test]
    fn arms_are_told_apart() {
        let read = condition(
            "((organisation_id = ( SELECT app.org_read_in_full() AS org_read_in_full)) OR (care_home_id = ANY (( \
             SELECT app.managed_home_ids() AS managed_home_ids)::uuid[])))",
        );
        assert_eq!(read.arms.len(), 2);
        assert_eq!(columns(&read.arms[0]), ["organisation_id"]);
        assert_eq!(read.arms[0][0].helpers, ["app.org_read_in_full"]);
        assert_eq!(columns(&read.arms[1]), ["care_home_id"]);
        assert_eq!(read.arms[1][0].helpers, ["app.managed_home_ids"]);
        assert!(read.arms.iter().flatten().all(|t| t.bare.is_empty() && t.correlated.is_empty()));
    }

    #[test]
    fn and_over_or_is_multiplied_out() {
        let read = condition(
            "(((organisation_id = ( SELECT app.a() AS a)) OR (client_id = ANY (( SELECT app.b() AS b)))) AND \
             ((incident_id IS NULL) OR (incident_id <> ALL (( SELECT app.c() AS c)))))",
        );
        assert_eq!(read.arms.len(), 4);
        assert_eq!(columns(&read.arms[3]), ["client_id", "incident_id"]);
        assert!(read.arms[3][1].negative && !read.arms[3][0].negative);
    }

    #[test]
    fn bare_and_correlated_calls_are_seen() {
        let bare = &condition("(organisation_id = app.org())").arms[0][0];
        assert_eq!(bare.bare, ["app.org"]);
        let setting = &condition("((organisation_id)::text = current_setting('x'::text, true))").arms[0][0];
        assert_eq!(setting.bare, ["current_setting"]);
        let correlated = &condition("( SELECT app.may_see(notes.client_id) AS may_see)").arms[0][0];
        assert_eq!(correlated.correlated, ["app.may_see"]);
        assert!(correlated.columns.is_empty());
        let reads = &condition("(client_id IN ( SELECT x.id FROM public.x))").arms[0][0];
        assert!(reads.reads_table);
        let array = &condition("(client_id = ANY (ARRAY( SELECT x.id FROM public.x)))").arms[0][0];
        assert!(array.reads_table && array.bare.is_empty());
    }

    #[test]
    fn true_is_true_wherever_it_stands() {
        assert!(condition("true").arms[0][0].always);
        assert!(condition("((client_id IS NULL) OR true)").arms[1][0].always);
        assert!(!condition("(client_id IS NOT NULL)").arms[0][0].always);
    }

    #[test]
    fn a_case_is_one_test() {
        let case =
            condition("CASE WHEN ((client_id IS NULL) OR (incident_id IS NULL)) THEN true ELSE false END");
        assert_eq!(case.arms.len(), 1);
        assert_eq!(columns(&case.arms[0]), ["client_id", "incident_id"]);
    }
}
