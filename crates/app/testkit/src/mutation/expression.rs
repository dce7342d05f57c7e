//! A policy's condition as a tree of `and` and `or`, and every tree that lacks one piece of it.
//!
//! PostgreSQL prints parentheses around each side of `and` and `or`; what lies deeper, in a
//! sub-select or a call, is one predicate.

use almoner_schema::sql::{self, Token, tokens};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Leaf(String),
    /// `exists (select ... where` some conditions `)`.
    Exists(String, Box<Node>),
}

/// What is missing: a predicate that no longer asks, or a way in that is shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    Predicate,
    Branch,
}

pub fn parse(text: &str) -> Node {
    node(&tokens(text), text)
}

fn node(tokens: &[Token<'_>], text: &str) -> Node {
    let mut tokens = trimmed(tokens);
    // Parentheses around the whole, unless they hold a sub-select.
    while tokens.first().is_some_and(|t| t.text == "(") && closing(tokens) == Some(tokens.len() - 1) {
        let inside = trimmed(&tokens[1..tokens.len() - 1]);
        if inside.first().is_some_and(|t| t.is_word("select")) {
            break;
        }
        tokens = inside;
    }
    for (word, make) in [("or", Node::Or as fn(Vec<Node>) -> Node), ("and", Node::And)] {
        let parts = sql::parts(tokens, word);
        if parts.len() > 1 {
            return make(parts.into_iter().map(|part| node(part, text)).collect());
        }
    }
    let (from, last) = (tokens[0].start, tokens[tokens.len() - 1]);
    if tokens[0].is_word("exists") {
        // The parenthesis of the sub-select stands around everything after the word.
        let inside = trimmed(&trimmed(&tokens[1..])[1..]);
        let parts = sql::parts(&inside[..inside.len() - 1], "where");
        if let [_, conditions] = parts[..] {
            let begins = trimmed(conditions)[0].start;
            return Node::Exists(text[from..begins].to_owned(), Box::new(node(conditions, text)));
        }
    }
    Node::Leaf(text[from..last.start + last.text.len()].to_owned())
}

fn trimmed<'t, 's>(tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    let from = tokens.iter().position(Token::matters).expect("a condition");
    let until = tokens.iter().rposition(Token::matters).expect("a condition");
    &tokens[from..=until]
}

fn closing(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_i32;
    tokens.iter().position(|token| {
        depth += match token.text {
            "(" => 1,
            ")" => -1,
            _ => 0,
        };
        depth == 0
    })
}

impl Node {
    /// As SQL.
    pub fn sql(&self) -> String {
        let join = |parts: &[Self], word| {
            let parts: Vec<String> = parts.iter().map(|p| format!("({})", p.sql())).collect();
            parts.join(word)
        };
        match self {
            Self::And(parts) => join(parts, " and "),
            Self::Or(parts) => join(parts, " or "),
            Self::Leaf(text) => text.clone(),
            Self::Exists(from, conditions) => format!("{from}{})", conditions.sql()),
        }
    }

    /// Every tree that lacks one piece: what kind of piece, the piece, the rest.
    pub fn lacking(&self) -> Vec<(Lack, String, Self)> {
        let mut found = Vec::new();
        match self {
            Self::Leaf(text) => {
                if text != "true" {
                    found.push((Lack::Predicate, text.clone(), Self::Leaf("true".to_owned())));
                }
            }
            Self::Exists(from, conditions) => {
                found.push((Lack::Predicate, self.sql(), Self::Leaf("true".to_owned())));
                found.extend(
                    conditions
                        .lacking()
                        .into_iter()
                        .map(|(lack, piece, rest)| (lack, piece, Self::Exists(from.clone(), Box::new(rest)))),
                );
            }
            Self::And(parts) | Self::Or(parts) => {
                let whole =
                    |parts| if matches!(self, Self::And(_)) { Self::And(parts) } else { Self::Or(parts) };
                for (at, part) in parts.iter().enumerate() {
                    let with = |one: Option<Self>| {
                        let mut parts = parts.clone();
                        match one {
                            Some(one) => parts[at] = one,
                            None => drop(parts.remove(at)),
                        }
                        whole(parts)
                    };
                    match self {
                        Self::Or(_) => found.push((Lack::Branch, part.sql(), with(None))),
                        // The same as the predicate itself being true.
                        _ if matches!(part, Self::And(_) | Self::Or(_)) => {
                            found.push((Lack::Predicate, part.sql(), with(None)));
                        }
                        _ => {}
                    }
                    // A branch of one predicate that is always true would make the whole true: a
                    // predicate of its own only where it stands beside others.
                    let inner = part.lacking();
                    found.extend(
                        inner
                            .into_iter()
                            .filter(|_| !(matches!(self, Self::Or(_)) && matches!(part, Self::Leaf(_))))
                            .map(|(lack, piece, rest)| (lack, piece, with(Some(rest)))),
                    );
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(text: &str) -> Vec<(Lack, String, String)> {
        parse(text).lacking().into_iter().map(|(lack, piece, rest)| (lack, piece, rest.sql())).collect()
    }

    #[test]
    fn one_predicate_becomes_true() {
        let only = "(a = ( SELECT app.b() AS b))";
        assert_eq!(lacking(only), [(Lack::Predicate, "a = ( SELECT app.b() AS b)".into(), "true".into())]);
        assert!(lacking("true").is_empty());
    }

    #[test]
    fn each_branch_and_each_predicate_of_one_is_dropped() {
        let found = lacking("((a = 'x or y'::text) OR ((b = ANY (( SELECT c AND d))) AND (e IS NULL)))");
        let text: Vec<String> =
            found.iter().map(|(lack, piece, rest)| format!("{lack:?} {piece}: {rest}")).collect();
        assert_eq!(
            text,
            [
                "Branch a = 'x or y'::text: ((b = ANY (( SELECT c AND d))) and (e IS NULL))",
                "Branch (b = ANY (( SELECT c AND d))) and (e IS NULL): (a = 'x or y'::text)",
                "Predicate b = ANY (( SELECT c AND d)): (a = 'x or y'::text) or ((true) and (e IS NULL))",
                "Predicate e IS NULL: (a = 'x or y'::text) or ((b = ANY (( SELECT c AND d))) and (true))",
            ]
        );
    }

    #[test]
    fn a_look_into_another_table_is_taken_apart() {
        let found =
            lacking("((a = 1) AND (EXISTS ( SELECT FROM public.d WHERE ((d.b = c) AND (d.e IS NULL)))))");
        assert_eq!(found.len(), 4, "{found:?}");
        let rest = "(a = 1) and (EXISTS ( SELECT FROM public.d WHERE (d.b = c) and (true)))";
        assert_eq!(found[3], (Lack::Predicate, "d.e IS NULL".into(), rest.into()));
    }

    #[test]
    fn a_bracket_of_branches_is_dropped_whole_and_in_parts() {
        let found = lacking("((a = 1) AND ((b IS NULL) OR (b <> 2)))");
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found[1], (Lack::Predicate, "(b IS NULL) or (b <> 2)".into(), "(a = 1)".into()));
    }
}
