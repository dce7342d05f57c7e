//! Statements of a file, with the line on which each begins.

use super::lex::{Kind, Token, tokens};

/// One statement of a file, without its semicolon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its text, comments before it included, as the Supabase CLI records it.
    pub text: String,
    /// The line of its first word, counted from 1.
    pub line: usize,
    /// Lines of comment inside `text` before that first word.
    pub lead: usize,
}

impl Statement {
    /// The first characters of the statement proper on one line, for messages.
    pub fn excerpt(&self, length: usize) -> String {
        let mut line = String::new();
        for token in tokens(&self.text) {
            match token.kind {
                Kind::Comment => {}
                Kind::Space => {
                    if !line.is_empty() && !line.ends_with(' ') {
                        line.push(' ');
                    }
                }
                _ => line.extend(token.text.chars().map(|c| if c.is_whitespace() { ' ' } else { c })),
            }
        }
        if line.chars().count() <= length {
            return line;
        }
        line.chars().take(length).chain(std::iter::once('…')).collect()
    }

    /// The tokens that matter, in order.
    pub fn tokens(&self) -> Vec<Token<'_>> {
        tokens(&self.text).into_iter().filter(Token::matters).collect()
    }

    /// The first words in lower case, up to `count`, joined by one space.
    pub fn opening(&self, count: usize) -> String {
        let words: Vec<String> =
            self.tokens().iter().take(count).map(|token| token.text.to_ascii_lowercase()).collect();
        words.join(" ")
    }
}

/// Cuts a text into statements. Semicolons inside parentheses (rules) and
/// inside `begin atomic ... end` bodies separate nothing.
pub fn split(source: &str) -> Vec<Statement> {
    let all = tokens(source);
    let mut found = Vec::new();
    let mut from = 0;
    let mut parens = 0_i32;
    let mut atomic = 0_i32;
    let mut previous = "";
    let mut lines = Lines { source, counted: 0, before: 0 };
    for (index, token) in all.iter().enumerate() {
        match token.kind {
            Kind::Space | Kind::Comment => continue,
            Kind::Symbol => match token.text {
                "(" => parens += 1,
                ")" => parens -= 1,
                ";" if parens <= 0 && atomic == 0 => {
                    found.extend(statement(&mut lines, &all[from..index]));
                    from = index + 1;
                    parens = 0;
                }
                _ => {}
            },
            Kind::Word => {
                if token.is_word("atomic") && previous.eq_ignore_ascii_case("begin") {
                    atomic = 1;
                } else if atomic > 0 && token.is_word("case") {
                    atomic += 1;
                } else if atomic > 0 && token.is_word("end") {
                    atomic -= 1;
                }
            }
            Kind::Text | Kind::Quoted => {}
        }
        previous = token.text;
    }
    found.extend(statement(&mut lines, &all[from..]));
    found
}

/// Counts the lines of a text once, from its top to its end.
struct Lines<'a> {
    source: &'a str,
    counted: usize,
    before: usize,
}

impl Lines<'_> {
    /// How many lines end before an offset, which is not before the last one asked for.
    fn before(&mut self, offset: usize) -> usize {
        self.before += self.source[self.counted..offset].bytes().filter(|b| *b == b'\n').count();
        self.counted = offset;
        self.before
    }
}

/// Nothing when there is only white space and comments.
fn statement(lines: &mut Lines<'_>, part: &[Token<'_>]) -> Option<Statement> {
    let first = part.iter().find(|token| token.matters())?;
    let begin = part.iter().find(|token| token.kind != Kind::Space)?.start;
    let last = part.iter().rfind(|token| token.kind != Kind::Space)?;
    let (above, before) = (lines.before(begin), lines.before(first.start));
    Some(Statement {
        text: lines.source[begin..last.start + last.text.len()].to_owned(),
        line: before + 1,
        lead: before - above,
    })
}

/// The text without comments, white space and semicolons: what two writings of
/// the same statements have in common. Checksums are made over this, so a
/// reworded comment is not an edit and a change inside a string is.
pub fn normalised(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for token in tokens(source) {
        if token.matters() && token.text != ";" {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(token.text);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        split(source).into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn semicolons_inside_quotes_separate_nothing() {
        for whole in [
            "select 'a;b'",
            "select 'it''s; fine'",
            r"select E'it\'s; fine'",
            r#"select 1 as "a;""b;""#,
            "do $$ begin; end $$",
            "do $tag$ select $$;$$; $tag$",
            "do $é$ ; $é$",
            "select 1 -- one; two",
            "select /* a; /* nested; */ b; */ 1",
            "select a$b$c, d$b$e",
            "select $1",
            "create rule r as on insert to t do also (select 1; select 2)",
        ] {
            assert_eq!(texts(&format!("{whole}\n; select 2")), vec![whole.to_owned(), "select 2".to_owned()]);
        }
    }

    #[test]
    fn a_plain_string_knows_no_backslash() {
        assert_eq!(texts(r"select 'a\'; select 'b'"), vec![r"select 'a\'", "select 'b'"]);
        // The e ends a name here, it opens no escape string.
        assert_eq!(texts(r"select type'a\'; select 2"), vec![r"select type'a\'", "select 2"]);
    }

    #[test]
    fn a_standard_body_is_one_statement() {
        let body = "create function f() returns int language sql begin atomic select case when true then 1 end; \
                    select 2; end";
        assert_eq!(texts(&format!("{body}; select 3;")), vec![body.to_owned(), "select 3".to_owned()]);
    }

    #[test]
    fn comments_stay_with_the_statement_they_precede() {
        let found = split("-- head\n\n/* why */\ncreate table t ();\n\n  -- tail\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "-- head\n\n/* why */\ncreate table t ()");
        assert_eq!((found[0].line, found[0].lead), (4, 3));
        assert_eq!(found[0].excerpt(80), "create table t ()");
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let lines: Vec<usize> =
            split("select 1;\n\nselect\n 2;\n-- x\nselect 3").iter().map(|s| s.line).collect();
        assert_eq!(lines, vec![1, 3, 6]);
    }

    #[test]
    fn an_unclosed_quote_reaches_to_the_end() {
        assert_eq!(texts("select 1; select 'abc; select 2"), vec!["select 1", "select 'abc; select 2"]);
        assert_eq!(texts("do $$ begin; "), vec!["do $$ begin; "]);
    }

    #[test]
    fn an_excerpt_is_cut_by_characters() {
        let found = split("select\n  'ééééé'");
        assert_eq!(found[0].excerpt(10), "select 'éé…");
    }

    #[test]
    fn comments_and_space_do_not_count_but_strings_do() {
        assert_eq!(
            normalised("create  table t -- x\n(a int);"),
            normalised("/* y */create table t ( a int )")
        );
        assert_ne!(normalised("select 'a  b'"), normalised("select 'a b'"));
        assert_ne!(normalised("select ab"), normalised("select a b"));
    }

    proptest::proptest! {
        /// Whatever the text, every byte is in exactly one token and nothing panics.
        #[test]
        fn tokens_cover_the_text(source in "[-a-eE'\"$;/*() \n\\\\é1]{0,60}") {
            let whole: String = tokens(&source).iter().map(|t| t.text).collect();
            proptest::prop_assert_eq!(whole, source.clone());
            let _ = split(&source);
        }
    }
}
