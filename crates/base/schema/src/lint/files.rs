//! Rules that read the text of the files: what the catalogue can't tell,
//! because it only knows how things ended up.

use std::collections::BTreeSet;

use super::{Config, Finding, except, rules};
use crate::Result;
use crate::source::{Migration, Script, Source};
use crate::sql::{Kind, Statement};

/// Checks the files of a source, exceptions applied.
pub fn files(source: &Source, config: &Config) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for migration in source.migrations() {
        name(migration, &mut findings)?;
        let statements = migration.up.statements();
        creation(&migration.up, &statements, &mut findings)?;
        for statement in &statements {
            each(&migration.up, "", statement, &mut findings)?;
        }
        match &migration.down {
            Some(down) => {
                for statement in &down.statements() {
                    each(down, "rollbacks/", statement, &mut findings)?;
                }
            }
            None => findings.push(Finding::new("file-rollback", &migration.up.file, "has no rollback")?),
        }
        if migration.up.outside_transaction() {
            findings.push(Finding::new("file-outside", &migration.up.file, "runs outside a transaction")?);
        }
        for (folder, script) in [("", Some(&migration.up)), ("rollbacks/", migration.down.as_ref())] {
            let Some(script) = script else { continue };
            if let Err(error) = crate::migrate::check_script(script) {
                findings.push(Finding::new(
                    "file-transaction",
                    format!("{folder}{}", script.file),
                    error.to_string(),
                )?);
            }
        }
    }
    except(findings, config, rules::FILES)
}

fn name(migration: &Migration, findings: &mut Vec<Finding>) -> Result<()> {
    if jiff::civil::DateTime::strptime("%Y%m%d%H%M", &migration.version).is_err() {
        let said = format!("its version {} is no minute of any day", migration.version);
        findings.push(Finding::new("file-name", &migration.up.file, said)?);
    }
    Ok(())
}

/// What a file creates, it must also shut.
fn creation(script: &Script, statements: &[Statement], findings: &mut Vec<Finding>) -> Result<()> {
    let (mut forced, mut enabled, mut revoked) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for statement in statements {
        let words = words(statement);
        let text = words.join(" ");
        if text.starts_with("alter table") {
            let table = words.iter().skip(2).find(|w| !["if", "exists", "only"].contains(&w.as_str()));
            if text.contains("force row level security") && !text.contains("no force row") {
                forced.extend(table.cloned());
            }
            if text.contains("enable row level security") {
                enabled.extend(table.cloned());
            }
        }
        if words.first().is_some_and(|w| w == "revoke") {
            revoked.extend(words.iter().cloned());
        }
        // A loop over names that are written out says it for each of them.
        if words.first().is_some_and(|w| w == "do") {
            for quoted in block_names(statement) {
                if statement.text.contains("revoke ") {
                    revoked.insert(quoted.clone());
                }
                if statement.text.contains("force row level security") {
                    forced.insert(quoted.clone());
                    enabled.insert(quoted);
                }
            }
        }
    }
    let all_functions = |schema: &str| {
        statements.iter().any(|s| {
            let text = words(s).join(" ");
            text.starts_with("revoke ") && text.contains(&format!("all functions in schema {schema}"))
        })
    };
    let has = |set: &BTreeSet<String>, name: &str| {
        set.contains(name) || name.split_once('.').is_some_and(|(_, bare)| set.contains(&format!("'{bare}'")))
    };
    for statement in statements {
        let Some((what, name)) = created(statement) else { continue };
        let object = format!("{}: {name}", script.file);
        let schema = name.split_once('.').map_or("", |(schema, _)| schema);
        if what == "table" && schema != "private" && !(has(&forced, &name) && has(&enabled, &name)) {
            findings.push(Finding::new(
                "file-force-rls",
                &object,
                "is created without row level security forced",
            )?);
        }
        let in_bulk = what == "function" && all_functions(schema);
        if !in_bulk && !has(&revoked, &name) {
            findings.push(Finding::new(
                "file-revoke",
                &object,
                format!("is a {what} created without a revoke"),
            )?);
        }
    }
    Ok(())
}

/// Lower-case words and symbols; qualified names in one piece.
fn words(statement: &Statement) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut join = false;
    for token in statement.tokens() {
        let text = match token.kind {
            Kind::Quoted => token.text.trim_matches('"').to_owned(),
            Kind::Text => token.text.to_owned(),
            _ => token.text.to_ascii_lowercase(),
        };
        if text == "." || join {
            if let Some(last) = words.last_mut() {
                last.push_str(&text);
            }
            join = text == ".";
        } else {
            words.push(text);
        }
    }
    words
}

/// The texts in single quotes inside a `do` block.
fn block_names(statement: &Statement) -> Vec<String> {
    let tokens = statement.tokens();
    let body = tokens.iter().find(|t| t.kind == Kind::Text && t.text.starts_with('$')).map_or("", |t| t.text);
    let body = body.trim_matches(|c| c == '$');
    crate::sql::tokens(body)
        .into_iter()
        .filter(|t| t.kind == Kind::Text && t.text.starts_with('\''))
        .map(|t| t.text.to_owned())
        .collect()
}

fn created(statement: &Statement) -> Option<(&'static str, String)> {
    let words = words(statement);
    let mut rest =
        words.iter().map(String::as_str).skip_while(|w| ["or", "replace", "create", "unlogged"].contains(w));
    if words.first()? != "create" {
        return None;
    }
    let what = match rest.next()? {
        "table" => "table",
        "function" | "procedure" => "function",
        "view" => "view",
        "materialized" if rest.next() == Some("view") => "view",
        _ => return None,
    };
    let name = rest.find(|w| !["if", "not", "exists"].contains(w))?;
    Some((what, name.to_owned()))
}

fn each(script: &Script, folder: &str, statement: &Statement, findings: &mut Vec<Finding>) -> Result<()> {
    // Not what stands in quotes: a body or a value may speak of anything.
    let mut words = words(statement);
    words.retain(|word| !word.starts_with(['\'', '$']));
    let text = words.join(" ");
    let has = |word: &str| words.iter().any(|w| w == word);
    let is_do = words.first().is_some_and(|w| w == "do");
    let body = if is_do { statement.text.to_ascii_lowercase() } else { String::new() };
    let mut add = |rule: &str, message: &str| -> Result<()> {
        let object = format!("{folder}{} line {}", script.file, statement.line);
        findings.push(Finding::new(rule, object, format!("{message}: `{}`", statement.excerpt(80)))?);
        Ok(())
    };
    if (words.first().is_some_and(|w| w == "drop") && has("cascade")) || has_drop_cascade(&body) {
        add("file-cascade", "drops with cascade")?;
    }
    if text.starts_with("alter default privileges")
        && text.contains("in schema")
        && text.contains("revoke")
        && text.contains("functions")
    {
        add("file-default-privileges", "revokes from functions to come in one schema")?;
    }
    if text.contains("almoner_owner")
        || text.contains(" owner to ")
        || text.contains(" to postgres")
        || body.contains("almoner_owner")
    {
        add("file-owner", "names an owner")?;
    }
    let platform = words.iter().any(|w| {
        w.strip_prefix("auth.")
            .or_else(|| w.strip_prefix("storage."))
            .is_some_and(|rest| !rest.contains('\''))
    });
    let alters = |what: &[&str]| what.iter().any(|start| text.starts_with(start));
    let onto = |word: &str| words.iter().position(|w| w == word).and_then(|at| words.get(at + 1).cloned());
    let target_is_platform = |name: Option<String>| {
        name.is_some_and(|name| name.starts_with("auth.") || name.starts_with("storage."))
    };
    if platform
        && ((alters(&["alter table", "drop table", "create table", "truncate"])
            && words.iter().skip(2).take(4).any(|w| w.starts_with("auth.") || w.starts_with("storage.")))
            || (alters(&["create index", "create unique index"]) && target_is_platform(onto("on")))
            || (alters(&["create function", "create or replace function"])
                && words.iter().take(5).any(|w| w.starts_with("auth.") || w.starts_with("storage."))))
    {
        add("file-platform", "changes what belongs to the platform")?;
    }
    let unportable = [
        ("leakproof", "only a superuser may say leakproof"),
        ("json_table", "PostgreSQL 15 has no JSON_TABLE"),
        ("uuidv7", "PostgreSQL 15 has no uuidv7()"),
    ];
    for (word, why) in unportable {
        if has(word) {
            add("file-portable", why)?;
        }
    }
    if text.starts_with("create extension") && has("version") {
        add("file-portable", "the version of an extension is the platform's choice")?;
    }
    if text.starts_with("alter database") || text.starts_with("create operator class") {
        add("file-portable", "a hosted project's owner may not")?;
    }
    Ok(())
}

fn has_drop_cascade(body: &str) -> bool {
    body.split(';').any(|part| part.contains("drop ") && part.contains(" cascade"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(up: &'static str, down: Option<&'static str>) -> Vec<&'static str> {
        let downs: Vec<(&str, &str)> = down.map(|sql| ("202601010001_a.sql", sql)).into_iter().collect();
        let source = Source::from_files(&[("202601010001_a.sql", up)], &downs).unwrap();
        files(&source, &Config::default()).unwrap().iter().map(|f| f.rule.id).collect()
    }

    const TABLE: &str = "create table public.a (); alter table public.a enable row level security; \
                         alter table public.a force row level security; revoke all on public.a from public;";

    #[test]
    fn each_rule_has_a_file_that_breaks_it() {
        let ok = Some("select 1");
        assert_eq!(found(TABLE, ok), Vec::<&str>::new());
        let cases: [(&'static str, Option<&'static str>, &[&str]); 21] = [
            ("-- almoner: no-transaction\nselect 1", ok, &["file-outside"]),
            ("select 1", None, &["file-rollback"]),
            ("create table public.a (); revoke all on public.a from public", ok, &["file-force-rls"]),
            (
                "create table public.a (); alter table public.a enable row level security; \
                 alter table public.a force row level security",
                ok,
                &["file-revoke"],
            ),
            ("create view public.v as select 1", ok, &["file-revoke"]),
            (
                "create or replace function app.f() returns int language sql as 'select 1'",
                ok,
                &["file-revoke"],
            ),
            ("drop table public.a cascade", ok, &["file-cascade"]),
            ("select 1", Some("drop schema app cascade"), &["file-cascade"]),
            ("do $$ begin execute 'drop table a cascade'; end $$", ok, &["file-cascade"]),
            (
                "alter default privileges in schema app revoke execute on functions from public",
                ok,
                &["file-default-privileges"],
            ),
            ("alter table public.a owner to somebody", ok, &["file-owner"]),
            ("grant select on public.a to almoner_owner", ok, &["file-owner"]),
            ("alter table storage.objects enable row level security", ok, &["file-platform"]),
            ("create index i on auth.users (email)", ok, &["file-platform"]),
            (
                "create function auth.f() returns int language sql as ''; revoke all on function auth.f() from public",
                ok,
                &["file-platform"],
            ),
            ("create extension btree_gist version '1.7'", ok, &["file-portable"]),
            ("alter function app.f() leakproof", ok, &["file-portable"]),
            ("alter database x set a.b = 'c'", ok, &["file-portable"]),
            ("select uuidv7()", ok, &["file-portable"]),
            ("begin; select 1; commit", ok, &["file-transaction"]),
            ("create index concurrently i on public.a (b)", ok, &["file-transaction"]),
        ];
        for (up, down, rules) in cases {
            assert_eq!(found(up, down), rules, "{up}");
        }
    }

    #[test]
    fn what_is_allowed_is_not_found() {
        for sql in [
            "create trigger t after insert on auth.users for each row execute function app.f()",
            "create policy p on storage.objects for select to authenticated using (bucket_id = 'x')",
            "create unique index i on public.a (organisation_id)",
            "alter default privileges revoke execute on functions from public",
            "create function app.f() returns int language sql as ''; \
             revoke execute on all functions in schema app from public",
            "create table private.x (); do $$ begin foreach t in array array['x'] loop \
             execute format('revoke all on private.%I from public', t); end loop; end $$",
            "insert into public.a values ('drop table x cascade')",
            "alter table public.a add foreign key (b) references auth.users (id)",
            "comment on table public.a is 'given by the owner to postgres with cascade'",
        ] {
            assert_eq!(found(sql, Some("select 1")), Vec::<&str>::new(), "{sql}");
        }
    }

    #[test]
    fn a_version_is_a_minute_that_exists() {
        let source =
            Source::from_files(&[("202601010060_a.sql", "select 1")], &[("202601010060_a.sql", "")]).unwrap();
        let findings = files(&source, &Config::default()).unwrap();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].rule.id, "file-name");
    }

    #[test]
    fn every_file_rule_can_be_found() {
        let source = include_str!("files.rs");
        for rule in rules::FILES {
            assert!(source.contains(&format!("\"{}\"", rule.id)), "{}", rule.id);
        }
    }
}
