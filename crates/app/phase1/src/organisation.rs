//! The organisation's settings.

use tokio_postgres::types::Type;

use crate::columns::COMPANY_SETTINGS;
use crate::error::Error;
use crate::read::Source;
use crate::report::Report;
use crate::write::Target;

/// Fields with the statement that sets each, where it differs.
const NUMBERS: [(&str, &str); 2] = [
    (
        "review_cycle_days",
        "update public.company_settings set review_cycle_days = $2 where organisation_id = $1 and review_cycle_days <> $2",
    ),
    (
        "retention_years",
        "update public.company_settings set retention_years = $2 where organisation_id = $1 and retention_years <> $2",
    ),
];
const SWITCHES: [(&str, &str); 2] = [
    (
        "two_person_publish",
        "update public.company_settings set two_person_publish = $2 where organisation_id = $1 and two_person_publish <> $2",
    ),
    (
        "second_factor_required",
        "update public.company_settings set second_factor_required = $2 where organisation_id = $1 and second_factor_required <> $2",
    ),
];

pub async fn settings(
    source: &Source<'_>,
    target: &mut Target<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let (rows, mut told) = source.rows(&COMPANY_SETTINGS).await?;
    let organisation = target.organisation;
    let mut changed = 0;
    if let Some(row) = rows.first() {
        for (field, sql) in NUMBERS {
            let Some(text) = row.text(field) else { continue };
            let Ok(number) = text.parse::<i32>() else {
                report.problem(
                    told.table.as_str(),
                    &row.id(),
                    format!("{field} is no number; left as it is here"),
                );
                continue;
            };
            match target.store(sql, &[(&organisation, Type::UUID), (&number, Type::INT4)]).await? {
                Ok(n) => changed += n,
                Err(why) => {
                    report.problem(&told.table, &row.id(), format!("{field}: {why}; left as it is here"));
                }
            }
        }
        for (field, sql) in SWITCHES {
            let Some(on) = row.text(field).map(|text| matches!(text.as_str(), "true" | "t" | "yes" | "1"))
            else {
                continue;
            };
            match target.store(sql, &[(&organisation, Type::UUID), (&on, Type::BOOL)]).await? {
                Ok(n) => changed += n,
                Err(why) => {
                    report.problem(&told.table, &row.id(), format!("{field}: {why}; left as it is here"));
                }
            }
        }
        if changed > 0 {
            told.carried = 1;
        } else {
            told.already_here = 1;
        }
        told.left_out = rows.len() - 1;
        if told.left_out > 0 {
            "only the first row: one organisation has one".clone_into(&mut told.remark);
        }
    }
    report.tables.push(told);
    Ok(())
}
