//! How PostgreSQL prints what the audit keeps of a change.

use crate::value::Value;

/// `{column: [before, after]}` as PostgreSQL prints that jsonb: keys by length,
/// then by byte.
pub fn print(changes: &mut [(&str, [&Value; 2])]) -> String {
    changes.sort_unstable_by_key(|(column, _)| (column.len(), *column));
    let mut out = String::with_capacity(64 * changes.len());
    for (place, (column, [before, after])) in changes.iter().enumerate() {
        out.push_str(if place == 0 { "{\"" } else { ", \"" });
        out.push_str(column);
        out.push_str("\": [");
        before.json(&mut out);
        out.push_str(", ");
        after.json(&mut out);
        out.push(']');
    }
    if changes.is_empty() {
        out.push('{');
    }
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::value::Value;

    #[test]
    fn changes_are_printed_as_jsonb_is() {
        let (text, yes) = (Value::from("a \"b\""), Value::Bool(true));
        let mut changes = [("status", [&Value::Null, &text]), ("kind", [&yes, &Value::Null])];
        assert_eq!(print(&mut changes), r#"{"kind": [true, null], "status": [null, "a \"b\""]}"#);
        assert_eq!(print(&mut []), "{}");
    }
}
