//! `access/mutants.toml`: what can be taken away from the database without any cell of the matrix showing it,
//! and the reason why that is so.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    excused: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    reason: String,
    mutants: Vec<String>,
}

/// Each excused mutant with its reason.
///
/// # Errors
/// When the file is not well formed, names a mutant twice, or gives no reason that could be judged.
pub fn excused() -> Result<BTreeMap<String, String>, String> {
    parse(include_str!("../../../../access/mutants.toml"))
}

fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    let file: File = toml::from_str(text).map_err(|e| format!("access/mutants.toml: {e}"))?;
    let mut found = BTreeMap::new();
    for group in file.excused {
        if group.reason.trim().len() < 30 {
            return Err(format!("access/mutants.toml: {:?} is no reason", group.reason));
        }
        for mutant in group.mutants {
            if found.insert(mutant.clone(), group.reason.clone()).is_some() {
                return Err(format!("access/mutants.toml names {mutant} twice"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excuse_has_a_reason_and_is_given_once() {
        let text = |reason: &str, mutants: &str| {
            format!("[[excused]]\nreason = \"{reason}\"\nmutants = [{mutants}]\n")
        };
        let reason = "the trigger of the same table asks the same question";
        assert_eq!(parse(&text(reason, "'a', 'b'")).unwrap().len(), 2);
        assert!(parse(&text("because", "'a'")).unwrap_err().contains("no reason"));
        assert!(parse(&text(reason, "'a', 'a'")).unwrap_err().contains("twice"));
        excused().unwrap();
    }
}
