//! As much reading of SQL as the check needs: tokens, what an outer join may leave out, and the
//! expressions of the answer.

use std::collections::BTreeMap;

/// A piece of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A keyword or name, in lower case, with its dots: `public.clients`, `t.id`.
    Word(String),
    /// A number, string, or parameter.
    Constant,
    /// Anything else, one character each but for `::` and `||`.
    Sign(&'static str),
    Open,
    Close,
}

/// A statement in pieces.
pub struct Sql {
    pub tokens: Vec<Token>,
    /// Columns that the statement notes as never NULL.
    pub notes: Vec<String>,
}

impl Sql {
    pub fn read(sql: &str) -> Self {
        let mut read = Self { tokens: Vec::new(), notes: Vec::new() };
        let mut rest = sql;
        while let Some(first) = rest.chars().next() {
            rest = read.one(first, rest);
        }
        read
    }

    fn one<'a>(&mut self, first: char, rest: &'a str) -> &'a str {
        let after = |n: usize| rest.get(n..).unwrap_or("");
        let until =
            |end: &str, from: usize| after(from).find(end).map_or(rest.len(), |at| from + at + end.len());
        let token;
        let length = match first {
            _ if first.is_whitespace() => return after(first.len_utf8()),
            '-' if rest.starts_with("--") => return after(until("\n", 2)),
            '/' if rest.starts_with("/*") => {
                let end = until("*/", 2);
                self.note(&rest[..end]);
                return after(end);
            }
            '\'' => {
                token = Token::Constant;
                let mut end = until("'", 1);
                while after(end).starts_with('\'') {
                    end = until("'", end + 1);
                }
                end
            }
            '"' => {
                let end = until("\"", 1);
                token = Token::Word(rest[1..end - 1].to_owned());
                end
            }
            '$' | '0'..='9' => {
                token = Token::Constant;
                1 + after(1)
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
                    .unwrap_or(after(1).len())
            }
            _ if first.is_alphabetic() || first == '_' => {
                let end =
                    rest.find(|c: char| !(c.is_alphanumeric() || "_.".contains(c))).unwrap_or(rest.len());
                token = Token::Word(rest[..end].to_lowercase());
                end
            }
            '(' | '[' => {
                token = Token::Open;
                if first == '[' {
                    self.tokens.push(Token::Sign("["));
                }
                1
            }
            ')' | ']' => {
                token = Token::Close;
                1
            }
            _ => {
                let sign =
                    ["::", "||", ",", "*", "="].into_iter().find(|s| rest.starts_with(s)).unwrap_or("?");
                token = Token::Sign(sign);
                if sign == "?" { first.len_utf8() } else { sign.len() }
            }
        };
        self.tokens.push(token);
        after(length)
    }

    /// `/* not null: a, b (why) */`, or `never null`.
    fn note(&mut self, comment: &str) {
        let inner = comment.trim_start_matches("/*").trim_end_matches("*/").trim();
        let list = ["not null:", "never null:"].into_iter().find_map(|p| inner.strip_prefix(p));
        if let Some(list) = list {
            let names = list.split('(').next().unwrap_or("");
            self.notes.extend(names.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()));
        }
    }

    /// The tables that an outer join may leave out: the one that is named after `left join`, or
    /// all in the subquery or the common table expression that stands there; and for a right or
    /// full join, all.
    pub fn outer_tables(&self) -> Vec<String> {
        let expressions = self.common_table_expressions();
        let mut found = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let Token::Word(side) = token else { continue };
            let join = match self.word(at + 1) {
                Some("outer") => at + 2,
                _ => at + 1,
            };
            // A function of that name is followed by a parenthesis.
            if self.word(join) != Some("join") {
                continue;
            }
            match side.as_str() {
                "left" => {
                    let target = if self.word(join + 1) == Some("lateral") { join + 2 } else { join + 1 };
                    match self.tokens.get(target) {
                        Some(Token::Open) => found.extend(tables(&self.tokens[target..=self.close(target)])),
                        Some(Token::Word(name)) => match expressions.get(name) {
                            Some(inside) => found.extend(tables(inside)),
                            None => found.push(qualified(name)),
                        },
                        _ => {}
                    }
                }
                "right" | "full" => found.extend(tables(&self.tokens)),
                _ => {}
            }
        }
        found
    }

    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Where the parenthesis that opens here closes.
    fn close(&self, open: usize) -> usize {
        let mut depth = 0;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.tokens.len() - 1
    }

    /// `with NAME as [not materialized] ( ... )`, by name.
    fn common_table_expressions(&self) -> BTreeMap<String, &[Token]> {
        let mut found = BTreeMap::new();
        for at in 0..self.tokens.len() {
            let Some(name) = self.word(at) else { continue };
            if self.word(at + 1) != Some("as") {
                continue;
            }
            let mut open = at + 2;
            while matches!(self.word(open), Some("materialized" | "not")) {
                open += 1;
            }
            if self.tokens.get(open) == Some(&Token::Open) {
                found.insert(name.to_owned(), &self.tokens[open..=self.close(open)]);
            }
        }
        found
    }

    /// The expression of a column of the answer, without its alias, if the list can be read.
    pub fn expression(&self, at: usize, name: &str) -> Option<&[Token]> {
        let list = self.list()?;
        let items: Vec<&[Token]> = split(list, |t| *t == Token::Sign(","));
        // A star in front would shift the positions: then the alias decides.
        let starred =
            items.iter().any(|item| item.len() == 1 && *item == [Token::Sign("*")] || ends_in_star(item));
        let item = if starred {
            items.into_iter().find(|item| item.last() == Some(&Token::Word(name.to_owned())))?
        } else {
            items.get(at).copied()?
        };
        match item {
            [expression @ .., Token::Word(word), Token::Word(alias)] if word == "as" && alias == name => {
                Some(expression)
            }
            whole => Some(whole),
        }
    }

    /// What stands after the outermost `select` or `returning`, up to `from`.
    fn list(&self) -> Option<&[Token]> {
        let mut depth = 0;
        let mut from = None;
        for (at, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                Token::Word(word) if depth == 0 => match (word.as_str(), from) {
                    ("returning", _) => return self.tokens.get(at + 1..),
                    ("select", None) => from = Some(at + 1),
                    ("distinct" | "all", Some(start)) if start == at => from = Some(at + 1),
                    // Another branch may hold something else.
                    ("union", Some(_)) => return None,
                    _ => {}
                },
                _ => {}
            }
        }
        let from = from?;
        let mut depth = 0;
        let end = self.tokens[from..].iter().position(|token| {
            match token {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                _ => {}
            }
            depth == 0 && matches!(token, Token::Word(w) if matches!(w.as_str(), "from" | "where" | "limit" | "order"))
        });
        Some(&self.tokens[from..end.map_or(self.tokens.len(), |end| from + end)])
    }
}

fn ends_in_star(item: &[Token]) -> bool {
    matches!(item, [Token::Word(w), Token::Sign("*")] if w.ends_with('.'))
}

/// Pieces between the separators that stand outside of parentheses.
pub fn split(tokens: &[Token], separates: impl Fn(&Token) -> bool) -> Vec<&[Token]> {
    let mut pieces = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth -= 1,
            token if depth == 0 && separates(token) => {
                pieces.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&tokens[start..]);
    pieces
}

fn tables(tokens: &[Token]) -> Vec<String> {
    tokens
        .iter()
        .filter_map(|token| match token {
            Token::Word(word) if word.contains('.') => Some(word.clone()),
            _ => None,
        })
        .collect()
}

/// Our statements name the schema; a bare name is of `public`.
fn qualified(name: &str) -> String {
    if name.contains('.') { name.to_owned() } else { format!("public.{name}") }
}

#[cfg(test)]
mod tests {
    use super::{Sql, Token};

    #[test]
    fn outer_joins() {
        let outer = |sql: &str| Sql::read(sql).outer_tables();
        assert!(outer("select left(name, 1) from public.a t join public.b u on true").is_empty());
        assert_eq!(outer("select 1 from public.a t left join public.b u on u.id = t.id"), ["public.b"]);
        assert_eq!(outer("select 1 from public.a left outer join b on true"), ["public.b"]);
        assert!(
            outer("select 1 from public.a t left join lateral (select x from public.b) u on true")
                .contains(&"public.b".to_owned())
        );
        assert!(
            outer(
                "with p as materialized (select id from public.b) select 1 from public.a left join p on true"
            )
            .contains(&"public.b".to_owned())
        );
        assert!(outer("select 1 from public.a full join public.b on true").contains(&"public.a".to_owned()));
    }

    #[test]
    fn expressions_of_the_answer() {
        let sql = Sql::read(
            "with x as (select 1 as no) select t.id, count(*) as total, coalesce(a, 'b''c') as name from t where a in (1, 2)",
        );
        assert_eq!(sql.expression(0, "id"), Some(&[Token::Word("t.id".into())][..]));
        assert_eq!(sql.expression(1, "total").map(<[Token]>::len), Some(4));
        assert_eq!(sql.expression(2, "name").map(<[Token]>::len), Some(6));
        assert_eq!(
            Sql::read("insert into t (a) values (1) returning id, 1 as one").expression(1, "one"),
            Some(&[Token::Constant][..])
        );
        assert_eq!(Sql::read("select 1 as a from t union select null").expression(0, "a"), None);
    }

    #[test]
    fn notes() {
        let sql = Sql::read(
            "select /* not null: a, b (one row per home) */ f() as a, g() as b /* else */ /* never null: c */",
        );
        assert_eq!(sql.notes, ["a", "b", "c"]);
    }
}
