//! Prometheus' text format, version 0.0.4.

use std::fmt::{Display, Write as _};

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows, until the process ends.
    Counter,
    /// As it is now.
    Gauge,
    Histogram,
}

/// The text in the making.
#[derive(Debug, Default)]
pub struct Text(String);

impl Text {
    /// What its answer is called.
    pub const MEDIA_TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a family of figures; its samples follow.
    pub fn family(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One figure.
    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let open = if at == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{open}{label}=\"{text}\"");
        }
        let close = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{close} {value}");
    }

    /// A family of one figure without labels.
    pub fn one(&mut self, name: &str, kind: Kind, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }

    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Text};

    #[test]
    fn a_label_can_break_no_line() {
        let mut text = Text::default();
        text.one("up_seconds", Kind::Gauge, "One\nline.", 1.5);
        text.family("a", Kind::Counter, "A.");
        text.sample("a", &[("b", "x\"y\\z\n"), ("c", "")], 7);
        assert_eq!(
            text.finish(),
            "# HELP up_seconds One\\nline.\n# TYPE up_seconds gauge\nup_seconds 1.5\n\
             # HELP a A.\n# TYPE a counter\na{b=\"x\\\"y\\\\z\\n\",c=\"\"} 7\n"
        );
    }
}
