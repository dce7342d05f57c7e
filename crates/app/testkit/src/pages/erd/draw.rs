//! The SVG: no script, no font of its own, colours for a light and a dark page.

use std::fmt::Write;

use super::layout::{HEADER, Layout, Place, ROW, count, row_y};
use super::{Diagram, Entity};

/// One colour for each parent: on light and on dark ground.
const COLOURS: [(&str, &str); 10] = [
    ("#1d6fb8", "#6cb6ff"),
    ("#b4540a", "#f0a35e"),
    ("#2b7a3d", "#6fcf87"),
    ("#8a3fa8", "#d59bf0"),
    ("#b02a4c", "#ff8fab"),
    ("#0f7b7b", "#5fd4d0"),
    ("#6b6a00", "#d6d25a"),
    ("#5a4fcf", "#aaa3ff"),
    ("#8c5a2b", "#d9ad7c"),
    ("#4d6470", "#a9c0cc"),
];

const STYLE: &str = "\
.ground{fill:#fbfaf7}.box{fill:#fff;stroke:#c9c4b8}.head{fill:#efece4}.away{fill:none;stroke:#9b978c;stroke-dasharray:4 3}\
.t{font:600 13px system-ui,'Segoe UI','DejaVu Sans',sans-serif;fill:#1f2328}.n{font:11px system-ui,'Segoe UI','DejaVu Sans',sans-serif;fill:#6a675f}\
.c{font:12px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#1f2328}\
.m{font:600 9px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#6a675f}.line{fill:none;stroke-width:1.5}.ring{fill:#fbfaf7;stroke-width:1.5}\
@media (prefers-color-scheme:dark){.ground{fill:#15181c}.box{fill:#1d2126;stroke:#41474f}.head{fill:#2a3037}.away{stroke:#7d848d}\
.t,.c{fill:#e6e3dc}.n,.m{fill:#a3a9b1}.ring{fill:#15181c}}";

pub fn svg(diagram: &Diagram, layout: &Layout, title: &str) -> String {
    let (width, height) = (layout.width.ceil(), layout.height.ceil());
    let parents: Vec<usize> =
        (0..diagram.boxes.len()).filter(|at| diagram.lines.iter().any(|l| l.parent == *at)).collect();
    let colour = |at: usize| parents.iter().position(|p| *p == at).map(|n| n % COLOURS.len());
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{}: tables and their keys</title>\n<style>{STYLE}",
        escape(title)
    );
    let mut dark = String::new();
    for (n, (light, on_dark)) in COLOURS.iter().enumerate() {
        let _ = write!(text, ".k{n}{{stroke:{light}}}.f{n}{{fill:{light}}}");
        let _ = write!(dark, ".k{n}{{stroke:{on_dark}}}.f{n}{{fill:{on_dark}}}");
    }
    let _ = write!(
        text,
        "@media (prefers-color-scheme:dark){{{dark}}}</style>\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>\n"
    );
    for run in &layout.runs {
        let k = colour(run.parent).unwrap_or(0);
        let (x, y) = run.from;
        let all: Vec<f64> = run.to.iter().map(|t| t.1).chain([y]).collect();
        let (low, high) = all.iter().fold((y, y), |(low, high), y| (low.min(*y), high.max(*y)));
        let _ = write!(text, "<path class=\"line k{k}\" d=\"M{x} {y}H{}", run.x);
        if high > low {
            let _ = write!(text, "M{} {low}V{high}", run.x);
        }
        for (right, y) in &run.to {
            let _ = write!(text, "M{} {y}H{right}", run.x);
        }
        text.push_str("\"/>\n");
        for (_, y) in run.to.iter().filter(|(_, y)| *y > low && *y < high) {
            let _ = writeln!(text, "<circle class=\"f{k}\" cx=\"{}\" cy=\"{y}\" r=\"2.5\"/>", run.x);
        }
    }
    for (entity, place) in diagram.boxes.iter().zip(&layout.places) {
        let at = diagram.boxes.iter().position(|b| std::ptr::eq(b, entity)).and_then(colour);
        one(entity, *place, at, &mut text);
    }
    ends(diagram, layout, colour, &mut text);
    text.push_str("</svg>\n");
    text
}

fn one(entity: &Entity, place: Place, colour: Option<usize>, text: &mut String) {
    let Place { x, y, width, height } = place;
    if let Some(chapter) = &entity.elsewhere {
        let _ = writeln!(
            text,
            "<rect class=\"away\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"
        );
        let _ = writeln!(
            text,
            "<text class=\"t\" x=\"{}\" y=\"{}\">{}</text>",
            x + 14.0,
            y + 20.0,
            escape(&entity.title)
        );
        let _ = writeln!(
            text,
            "<text class=\"n\" x=\"{}\" y=\"{}\">{}</text>",
            x + 14.0,
            y + 36.0,
            escape(chapter)
        );
    } else {
        let _ = writeln!(
            text,
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"
        );
        let _ = writeln!(
            text,
            "<path class=\"head\" d=\"M{} {}V{}a5.5 5.5 0 0 1 5.5 -5.5H{}a5.5 5.5 0 0 1 5.5 5.5V{}z\"/>",
            x + 0.5,
            y + HEADER,
            y + 6.0,
            x + width - 6.0,
            y + HEADER
        );
        let _ = writeln!(
            text,
            "<text class=\"t\" x=\"{}\" y=\"{}\">{}</text>",
            x + 14.0,
            y + 20.0,
            escape(&entity.title)
        );
        for (n, row) in entity.rows.iter().enumerate() {
            let base = y + HEADER + ROW * count(n) + 14.5;
            let _ = writeln!(
                text,
                "<text class=\"m\" x=\"{}\" y=\"{base}\">{}</text>",
                x + 10.0,
                row.marks.join(" ")
            );
            let own = if row.own { " ↺" } else { "" };
            let _ = writeln!(
                text,
                "<text class=\"c\" x=\"{}\" y=\"{base}\">{}{own}</text>",
                x + 48.0,
                escape(&row.name)
            );
        }
        if entity.more > 0 {
            let base = y + HEADER + ROW * count(entity.rows.len()) + 14.0;
            let more = format!("and {} more column{}", entity.more, if entity.more == 1 { "" } else { "s" });
            let _ = writeln!(text, "<text class=\"n\" x=\"{}\" y=\"{base}\">{more}</text>", x + 48.0);
        }
    }
    if let Some(n) = colour {
        let _ = writeln!(
            text,
            "<rect class=\"f{n}\" x=\"{}\" y=\"{}\" width=\"4\" height=\"{}\" rx=\"2\"/>",
            x + width - 2.0,
            y + 5.0,
            HEADER - 10.0
        );
    }
}

/// At a child: three toes for many, a bar for at most one, a ring before them where the column may be empty.
fn ends(diagram: &Diagram, layout: &Layout, colour: impl Fn(usize) -> Option<usize>, text: &mut String) {
    for line in &diagram.lines {
        let k = colour(line.parent).unwrap_or(0);
        let place = layout.places[line.child];
        // As the layout spread those that share a row.
        let middle = row_y(place, line.row);
        let y = layout
            .runs
            .iter()
            .filter(|r| r.parent == line.parent)
            .flat_map(|r| &r.to)
            .filter(|(x, y)| (*x - place.x).abs() < 0.5 && (*y - middle).abs() < ROW / 2.0)
            .map(|(_, y)| *y)
            .next()
            .unwrap_or(middle);
        let x = place.x;
        let shape = if line.single {
            format!("M{} {}V{}", x - 5.0, y - 5.0, y + 5.0)
        } else {
            format!("M{} {y}L{x} {}M{} {y}L{x} {}", x - 9.0, y - 5.0, x - 9.0, y + 5.0)
        };
        let _ = writeln!(text, "<path class=\"line k{k}\" d=\"{shape}\"/>");
        if line.optional {
            let _ = writeln!(text, "<circle class=\"ring k{k}\" cx=\"{}\" cy=\"{y}\" r=\"3.5\"/>", x - 13.0);
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
