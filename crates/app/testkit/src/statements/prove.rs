//! Shapes of expressions that are never NULL. What is not here needs a note in the statement.

use super::text::{Token, split};

/// Functions that never answer NULL, whatever they are given.
const TOTAL: &[&str] = &[
    "count",
    "exists",
    "now",
    "clock_timestamp",
    "statement_timestamp",
    "jsonb_build_object",
    "jsonb_build_array",
    "json_build_object",
    "json_build_array",
    "concat",
    "format",
    "row_number",
    "rank",
    "dense_rank",
    "num_nulls",
    "num_nonnulls",
    "app.new_id",
];
/// Functions that answer NULL only when their first argument is.
const STRICT_IN_FIRST: &[&str] =
    &["array_remove", "array_append", "lower", "upper", "cardinality", "trim", "abs"];

/// Whether the expression can't be NULL.
pub fn never_null(expression: &[Token]) -> bool {
    let word = |at: usize| match expression.get(at) {
        Some(Token::Word(word)) => Some(word.as_str()),
        _ => None,
    };
    match expression {
        [] => return false,
        [Token::Constant] => return true,
        [Token::Word(w)] => {
            return matches!(w.as_str(), "true" | "false" | "current_date" | "current_timestamp");
        }
        // A cast: everything before the last `::`.
        _ => {}
    }
    // a || b, a and b, a or b: NULL only if one of them is.
    for joins in [&["or"][..], &["and"], &["||"]] {
        let is_join = |t: &Token| match t {
            Token::Word(w) => joins.contains(&w.as_str()) && !is_case(expression),
            Token::Sign(s) => joins.contains(s) && !is_case(expression),
            _ => false,
        };
        let parts = split(expression, is_join);
        if parts.len() > 1 {
            return parts.into_iter().all(never_null);
        }
    }
    if word(0) == Some("not") {
        return never_null(&expression[1..]);
    }
    if answers_is(expression) {
        return true;
    }
    let parts = split(expression, |t| *t == Token::Sign("::"));
    if parts.len() > 1 && !is_case(expression) {
        return never_null(parts[0]);
    }
    match expression {
        [Token::Open, inside @ .., Token::Close] if closes_at_end(expression) => {
            match inside.first() {
                // A scalar subquery may find no row, but a count always is one.
                Some(Token::Word(w)) if w == "select" => is_count(&inside[1..]),
                Some(Token::Word(w)) if w == "with" => false,
                _ => never_null(inside),
            }
        }
        [Token::Word(array), Token::Sign("["), Token::Open, .., Token::Close] if array == "array" => {
            closes_at_end(&expression[2..])
        }
        [Token::Word(array), Token::Open, .., Token::Close] if array == "array" => {
            closes_at_end(&expression[1..])
        }
        [Token::Word(function), Token::Open, arguments @ .., Token::Close]
            if closes_at_end(&expression[1..]) =>
        {
            let arguments = split(arguments, |t| *t == Token::Sign(","));
            match function.as_str() {
                "coalesce" => arguments.into_iter().any(never_null),
                "greatest" | "least" => arguments.into_iter().any(never_null),
                f if TOTAL.contains(&f) => true,
                f if STRICT_IN_FIRST.contains(&f) => arguments.first().is_some_and(|a| never_null(a)),
                _ => false,
            }
        }
        _ if is_case(expression) => case(expression),
        _ => false,
    }
}

/// `count(...) from ...`, without groups.
fn is_count(query: &[Token]) -> bool {
    let counts = matches!(query, [Token::Word(count), Token::Open, ..] if count == "count");
    let after = query[1..].iter().skip_while(|t| **t != Token::Close).nth(1);
    let only =
        matches!(after, None | Some(Token::Word(_))) && !matches!(after, Some(Token::Word(w)) if w != "from");
    let grouped = query.iter().any(|t| matches!(t, Token::Word(w) if matches!(w.as_str(), "group" | "having" | "limit" | "offset" | "union")));
    counts && only && !grouped
}

fn is_case(expression: &[Token]) -> bool {
    let is = |token: Option<&Token>, wanted| matches!(token, Some(Token::Word(w)) if w == wanted);
    is(expression.first(), "case") && is(expression.last(), "end")
}

/// `case when ... then A ... else B end`, with every result never NULL. A case within a result is
/// not looked into.
fn case(expression: &[Token]) -> bool {
    let inside = &expression[1..expression.len() - 1];
    let is = |token: &Token, wanted: &str| matches!(token, Token::Word(w) if w == wanted);
    if inside.iter().any(|t| is(t, "case")) {
        return false;
    }
    let arms = split(inside, |t| is(t, "then") || is(t, "else") || is(t, "when"));
    let separators: Vec<&Token> =
        inside.iter().filter(|t| is(t, "then") || is(t, "else") || is(t, "when")).collect();
    let has_else = separators.last().is_some_and(|t| is(t, "else"));
    // The piece after each separator belongs to it.
    has_else
        && separators.len() + 1 == arms.len()
        && separators.iter().zip(&arms[1..]).all(|(separator, arm)| is(separator, "when") || never_null(arm))
}

/// `x is null`, `x is not distinct from y`: an answer of IS is never NULL.
fn answers_is(expression: &[Token]) -> bool {
    split(expression, |t| matches!(t, Token::Word(w) if w == "is")).len() == 2 && !is_case(expression)
}

/// Whether the parenthesis that the tokens begin with closes at their end.
fn closes_at_end(tokens: &[Token]) -> bool {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at == tokens.len() - 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::never_null;
    use crate::statements::text::Sql;

    #[test]
    fn shapes() {
        let yes = [
            "1",
            "'x'",
            "true",
            "count(*)",
            "exists (select 1)",
            "coalesce(a, 0)",
            "coalesce(a, b, '{}')",
            "array[a, b]",
            "array(select x from y)",
            "array_remove(array[case when a then 'b' end], null)",
            "a is null",
            "a is not distinct from b",
            "(now())",
            "'{}'::text[]",
            "coalesce(a, '') || 'x'",
            "count(*)::int",
            "case when a then 'b' else 'c' end",
            "case a when 1 then 2 when 3 then 4 else 5 end",
            "a is null or exists (select 1)",
            "not exists (select 1)",
            "(select count(*) from a where b = 1)",
            "(select count(*) from a)::int",
            "coalesce((select x from y), 0)",
        ];
        for expression in yes {
            assert!(never_null(&Sql::read(expression).tokens), "{expression}");
        }
        let no = [
            "a",
            "t.a",
            "null",
            "max(a)",
            "a = b",
            "(select 1)",
            "coalesce(a, b)",
            "array_remove(a, null)",
            "case when a then 'b' end",
            "case when a then b else 'c' end",
            "a || 'x'",
            "lower(a)",
            "a or true is null or b",
            "f(a)",
            "case when a then case when b then 'c' end else 'd' end",
        ];
        for expression in no {
            assert!(!never_null(&Sql::read(expression).tokens), "{expression}");
        }
    }
}
