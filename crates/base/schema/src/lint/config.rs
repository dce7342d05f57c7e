//! `supabase/lint.toml`: what the rules need to know, and their exceptions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Kinds of table in `public`; those that no kind lists are of the default.
    #[serde(default)]
    pub kinds: BTreeMap<String, TableKind>,
    /// The kind of a table that is not listed.
    #[serde(default)]
    pub default_kind: String,
    /// Helpers that give an organisation only to those who hold a role in it,
    /// so that a policy may rest on them alone.
    #[serde(default)]
    pub role_bound_helpers: Vec<String>,
    /// Exceptions.
    #[serde(default)]
    pub allow: Vec<Allow>,
}

/// A kind of table.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TableKind {
    /// Columns that every table of it has.
    pub columns: Vec<String>,
    /// The tables of it.
    #[serde(default)]
    pub tables: Vec<String>,
}

/// One exception, reviewed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The rule's name.
    pub rule: String,
    /// The object as the finding names it; `*` stands for any characters.
    pub object: String,
    /// Why it may be so. Not optional.
    pub reason: String,
}

impl Config {
    /// The project's own, as compiled in.
    pub fn embedded() -> Result<Self> {
        Self::parse(include_str!("../../../../../supabase/lint.toml"))
    }

    /// Reads a text; refuses unknown rules and exceptions without a reason.
    pub fn parse(text: &str) -> Result<Self> {
        let config: Self =
            toml::from_str(text).map_err(|error| Error::source("supabase/lint.toml", error.to_string()))?;
        for allow in &config.allow {
            let problem = if super::rules::find(&allow.rule).is_none() {
                "there is no such rule"
            } else if allow.reason.trim().len() < 10 {
                "an exception needs a reason that a reviewer can judge"
            } else {
                continue;
            };
            return Err(Error::source(
                "supabase/lint.toml",
                format!("{} {}: {problem}", allow.rule, allow.object),
            ));
        }
        Ok(config)
    }

    pub(super) fn kinds_json(&self) -> String {
        // A map of strings always has a JSON form.
        serde_json::to_string(&self.kinds).unwrap_or_default()
    }
}

/// Whether a pattern with stars covers a text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut open_end = false;
    for part in parts {
        open_end = part.is_empty();
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    // Without a star at the end, the last part must be the text's end.
    let last = pattern.rsplit('*').next().unwrap_or_default();
    open_end
        || rest.is_empty()
        || (pattern.contains('*') && text.len() >= first.len() + last.len() && text.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("public.a", "public.a"));
        assert!(!matches("public.a", "public.ab"));
        assert!(matches("public.*", "public.ab"));
        assert!(matches("public.*.*_fkey", "public.a.b_fkey"));
        assert!(!matches("public.*_fkey", "public.a_fkey_2"));
        assert!(matches("*_fkey", "a_fkey_b_fkey"));
        assert!(!matches("ab*ba", "aba"));
    }

    #[test]
    fn an_exception_has_a_known_rule_and_a_reason() {
        let text = |rule: &str, reason: &str| {
            format!("[[allow]]\nrule = \"{rule}\"\nobject = \"public.a\"\nreason = \"{reason}\"\n")
        };
        assert!(Config::parse(&text("rls-forced", "because the sky is blue")).is_ok());
        assert!(Config::parse(&text("rls-forced", "yes")).unwrap_err().to_string().contains("reason"));
        assert!(Config::parse(&text("no-such-rule", "because the sky is blue")).is_err());
        assert!(Config::parse("[[allow]]\nrule = \"rls-forced\"\nobject = \"x\"").is_err());
    }

    #[test]
    fn the_projects_own_file_is_well_formed() {
        Config::embedded().unwrap();
    }
}
