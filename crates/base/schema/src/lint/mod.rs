//! The lint: what every table, policy, function and right must be, checked in
//! the catalogue of a migrated database and in the text of the files.
//!
//! Each rule has a name, each finding says what to do, and each exception is a
//! line with a reason in `supabase/lint.toml`. An exception that nothing needs
//! any more is a finding itself.

mod config;
mod expression;
mod files;
mod plpgsql;
mod policies;
pub mod rules;

use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use crate::catalogue::qualified;
use crate::{Error, Result};

pub use config::{Allow, Config, TableKind};
pub use files::files;
pub use rules::Rule;

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What it is about.
    pub object: String,
    /// What is wrong with it.
    pub message: String,
}

impl Finding {
    /// Whether it fails the check.
    pub fn fails(&self) -> bool {
        self.rule.fails
    }

    fn new(rule: &str, object: impl Into<String>, message: impl Into<String>) -> Result<Self> {
        let rule = rules::find(rule).ok_or_else(|| {
            Error::refused(format!("the lint has no rule {rule}; this is a mistake in almoner"))
        })?;
        Ok(Self { rule, object: object.into(), message: message.into() })
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rule, object, message } = self;
        let kind = if rule.fails { "" } else { " (note)" };
        write!(f, "{}{kind}: {object} {message}\n  {}", rule.id, rule.remedy)
    }
}

/// Checks the catalogue of the database that `client` is connected to, without
/// the exceptions. Any role may ask: it reads system catalogues only.
pub async fn catalogue(client: &Client, config: &Config) -> Result<Vec<Finding>> {
    let names = qualified(client).await?;
    let found = read(client, config).await;
    names.restore(client).await?;
    let mut findings = found?;
    findings.sort_by(|a, b| (a.rule.id, &a.object).cmp(&(b.rule.id, &b.object)));
    findings.dedup();
    Ok(findings)
}

async fn read(client: &Client, config: &Config) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let kinds = config.kinds_json();
    let groups: [(&str, &[&(dyn ToSql + Sync)]); 6] = [
        (include_str!("sql/tables.sql"), &[&kinds, &config.default_kind]),
        (include_str!("sql/keys.sql"), &[]),
        (include_str!("sql/grants.sql"), &[]),
        (include_str!("sql/policies.sql"), &[]),
        (include_str!("sql/functions.sql"), &[]),
        (include_str!("sql/roles.sql"), &[]),
    ];
    for (sql, parameters) in groups {
        let rows = client.query(sql, parameters).await.map_err(Error::database("reading the catalogue"))?;
        for row in rows {
            findings.push(Finding::new(row.get(0), row.get::<_, String>(1), row.get::<_, String>(2))?);
        }
    }
    findings.extend(policies::check(client, config).await?);
    Ok(findings)
}

/// [`catalogue`] with the exceptions applied, plus plpgsql_check where the
/// server has it: what `almoner migrate lint` shows for a database.
pub async fn database(client: &Client, config: &Config) -> Result<Vec<Finding>> {
    let mut findings = catalogue(client, config).await?;
    findings.extend(plpgsql::check(client).await?);
    except(findings, config, rules::CATALOGUE)
}

/// Whether every table has its walls: the part that a server checks before it
/// starts, since one bare table would show everything to everyone.
pub async fn walls(client: &Client, config: &Config) -> Result<Vec<Finding>> {
    const WALLS: &[&str] = &[
        "rls-enabled",
        "rls-forced",
        "view-invoker",
        "grant-public",
        "grant-platform",
        "grant-login",
        "grant-partition",
        "matview-grant",
        "policy-role",
        "policy-true",
        "policy-not-row-bound",
        "definer-search-path",
        "role-attributes",
        "role-owner",
        "role-member",
        "role-missing",
    ];
    let mut findings = except(catalogue(client, config).await?, config, &[])?;
    findings.retain(|finding| WALLS.contains(&finding.rule.id));
    Ok(findings)
}

/// Takes out what is allowed, and adds the allowances of these rules that
/// nothing needed.
fn except(mut findings: Vec<Finding>, config: &Config, judged: &[Rule]) -> Result<Vec<Finding>> {
    let mut stale = Vec::new();
    for allow in &config.allow {
        let before = findings.len();
        findings.retain(|f| f.rule.id != allow.rule || !config::matches(&allow.object, &f.object));
        if findings.len() == before && judged.iter().any(|rule| rule.id == allow.rule) {
            let object = format!("{} {}", allow.rule, allow.object);
            stale.push(Finding::new("allow-stale", object, "is allowed, and there is no such finding")?);
        }
    }
    findings.extend(stale);
    Ok(findings)
}
