//! Where boxes and lines go.
//!
//! Columns by the longest way from a table without parents; within a column by where a box's
//! parents and children stand; between two columns one upright for each parent.

use std::collections::{BTreeMap, BTreeSet};

use super::{Diagram, Entity};

pub const HEADER: f64 = 30.0;
pub const ROW: f64 = 20.0;
pub const FOOT: f64 = 20.0;
pub const MARGIN: f64 = 24.0;
/// Between boxes of a column.
const SPACE: f64 = 22.0;
/// A lane through a column.
const LANE: f64 = 6.0;
/// Beside uprights, for the ends of lines.
const CLEAR: f64 = 26.0;
/// Between uprights.
const TRACK: f64 = 12.0;
/// Tables without lines are laid in rows this wide at least.
const WIDE: f64 = 860.0;

/// How many, as a measure.
pub fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// A box's corner and size.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// One parent's way through one gap.
#[derive(Debug)]
pub struct Run {
    pub parent: usize,
    pub from: (f64, f64),
    /// The upright.
    pub x: f64,
    /// Points at which it goes on to the right.
    pub to: Vec<(f64, f64)>,
}

pub struct Layout {
    pub places: Vec<Place>,
    pub runs: Vec<Run>,
    pub width: f64,
    pub height: f64,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spot {
    Table(usize),
    /// The lane of a parent's lines.
    Lane(usize),
}

/// Where the end of a line meets a box's row.
pub fn row_y(place: Place, row: usize) -> f64 {
    place.y + HEADER + ROW * (count(row) + 0.5)
}

fn size(entity: &Entity) -> (f64, f64) {
    let name = |n: usize| count(n) * 7.3;
    let rows = entity.rows.iter().map(|r| name(r.name.len()) + if r.own { 82.0 } else { 64.0 });
    let note = entity.elsewhere.as_ref().map_or(0.0, |e| count(e.len()) * 6.4 + 28.0);
    let foot_note = if entity.more > 0 { 186.0 } else { 0.0 };
    let least = (count(entity.title.len()) * 8.1 + 28.0).max(note).max(foot_note);
    let width = rows.fold(least, f64::max).max(120.0);
    let foot = if entity.more > 0 { FOOT } else { 0.0 };
    let height = match &entity.elsewhere {
        Some(_) => HEADER + 14.0,
        None => HEADER + ROW * count(entity.rows.len()) + foot + 4.0,
    };
    (width.ceil(), height)
}

pub fn place(diagram: &Diagram) -> Layout {
    let linked: BTreeSet<usize> = diagram.lines.iter().flat_map(|l| [l.parent, l.child]).collect();
    let ranks = ranks(diagram);
    let mut columns = columns(diagram, &linked, &ranks);
    order(diagram, &ranks, &mut columns);
    let mut places = vec![Place::default(); diagram.boxes.len()];
    let mut lanes: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let heights: Vec<f64> = columns.iter().map(|c| column_height(diagram, c)).collect();
    let tallest = heights.iter().copied().fold(0.0, f64::max);
    // Upwards and downwards first; how wide a gap is follows from what runs in it.
    for (rank, column) in columns.iter().enumerate() {
        let mut y = MARGIN + (tallest - heights[rank]) / 2.0;
        for spot in column {
            match *spot {
                Spot::Table(at) => {
                    let (width, height) = size(&diagram.boxes[at]);
                    places[at] = Place { x: 0.0, y, width, height };
                    y += height + SPACE;
                }
                Spot::Lane(parent) => {
                    lanes.insert((rank, parent), y + LANE / 2.0);
                    y += LANE + SPACE;
                }
            }
        }
    }
    let mut runs = Vec::new();
    let mut x = MARGIN;
    for (rank, column) in columns.iter().enumerate() {
        let tables = || column.iter().filter_map(|s| if let Spot::Table(at) = s { Some(*at) } else { None });
        let width = tables().map(|at| places[at].width).fold(0.0, f64::max);
        for at in tables() {
            // Parents end where their lines begin, so that these are short.
            places[at].x = x;
            places[at].width = width;
        }
        let mut gap = gap(diagram, &ranks, &places, &lanes, rank, x, width);
        tracks(&mut gap);
        let uprights = count(gap.len());
        for (n, run) in gap.iter_mut().enumerate() {
            run.x = x + width + CLEAR + count(n) * TRACK;
        }
        let next = x + width + if gap.is_empty() { 0.0 } else { 2.0 * CLEAR + (uprights - 1.0) * TRACK };
        for run in &mut gap {
            for to in &mut run.to {
                to.0 = next;
            }
        }
        runs.extend(gap);
        x = next;
    }
    // A lane goes right through its column: to the far side of the boxes.
    let mut layout = Layout { places, runs, width: x + MARGIN, height: tallest + 2.0 * MARGIN };
    alone(diagram, &linked, &mut layout);
    layout
}

/// The longest way to each box from one without parents.
fn ranks(diagram: &Diagram) -> Vec<usize> {
    let mut ranks = vec![0; diagram.boxes.len()];
    // As many rounds as there are boxes; a circle of keys then stops growing, and there is none.
    for _ in 0..diagram.boxes.len() {
        for line in &diagram.lines {
            ranks[line.child] = ranks[line.child].max(ranks[line.parent] + 1).min(diagram.boxes.len());
        }
    }
    // A table from elsewhere stands right before the first of its children.
    for (at, entity) in diagram.boxes.iter().enumerate().filter(|(_, e)| e.elsewhere.is_some()) {
        let first = diagram.lines.iter().filter(|l| l.parent == at).map(|l| ranks[l.child]).min();
        debug_assert!(entity.rows.is_empty());
        ranks[at] = first.map_or(0, |f| f.saturating_sub(1));
    }
    ranks
}

fn columns(diagram: &Diagram, linked: &BTreeSet<usize>, ranks: &[usize]) -> Vec<Vec<Spot>> {
    let last = linked.iter().map(|at| ranks[*at]).max().map_or(0, |last| last + 1);
    let mut columns: Vec<BTreeSet<Spot>> = vec![BTreeSet::new(); last];
    for at in linked {
        columns[ranks[*at]].insert(Spot::Table(*at));
    }
    for line in &diagram.lines {
        for column in &mut columns[ranks[line.parent] + 1..ranks[line.child]] {
            column.insert(Spot::Lane(line.parent));
        }
    }
    columns.into_iter().map(|c| c.into_iter().collect()).collect()
}

/// Moves what hangs together to the same height, a few times to and fro, and keeps the order in
/// which fewest lines cross.
fn order(diagram: &Diagram, ranks: &[usize], columns: &mut Vec<Vec<Spot>>) {
    let mut best = columns.clone();
    let mut fewest = f64::INFINITY;
    for round in 0..24 {
        let (crossings, long) = judge(diagram, ranks, columns);
        let cost = crossings * 1000.0 + long;
        if cost < fewest {
            fewest = cost;
            best.clone_from(columns);
        }
        let range: Vec<usize> = if round % 2 == 0 {
            (1..columns.len()).collect()
        } else {
            (0..columns.len().saturating_sub(1)).rev().collect()
        };
        for rank in range {
            let other = if round % 2 == 0 { rank - 1 } else { rank + 1 };
            let heights = centres(diagram, &columns[other]);
            let links = links(diagram, ranks, rank.min(other));
            let own = centres(diagram, &columns[rank]);
            let want = |spot: &Spot| {
                let near: Vec<f64> = links
                    .iter()
                    .filter_map(|(a, b)| match round % 2 == 0 {
                        true if b == spot => heights.get(a),
                        false if a == spot => heights.get(b),
                        _ => None,
                    })
                    .copied()
                    .collect();
                if near.is_empty() { own[spot] } else { near.iter().sum::<f64>() / count(near.len()) }
            };
            let mut sorted: Vec<(f64, Spot)> = columns[rank].iter().map(|s| (want(s), *s)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            columns[rank] = sorted.into_iter().map(|(_, s)| s).collect();
        }
    }
    *columns = best;
    // Neighbours change places while that helps.
    let mut better = true;
    while better {
        better = false;
        for rank in 0..columns.len() {
            for at in 1..columns[rank].len() {
                let (before, long) = judge(diagram, ranks, columns);
                columns[rank].swap(at - 1, at);
                let (after, longer) = judge(diagram, ranks, columns);
                if (after, longer) < (before, long) {
                    better = true;
                } else {
                    columns[rank].swap(at - 1, at);
                }
            }
        }
    }
}

/// Crossings of straight lines between neighbouring columns, and how far lines run up and down.
fn judge(diagram: &Diagram, ranks: &[usize], columns: &[Vec<Spot>]) -> (f64, f64) {
    let (mut crossings, mut long) = (0.0, 0.0);
    for rank in 0..columns.len().saturating_sub(1) {
        let (left, right) = (centres(diagram, &columns[rank]), centres(diagram, &columns[rank + 1]));
        let ends: Vec<(f64, f64)> =
            links(diagram, ranks, rank).iter().map(|(a, b)| (left[a], right[b])).collect();
        for (n, one) in ends.iter().enumerate() {
            long += (one.0 - one.1).abs();
            crossings +=
                count(ends[n + 1..].iter().filter(|two| (one.0 - two.0) * (one.1 - two.1) < 0.0).count());
        }
    }
    (crossings, long)
}

/// What is joined across the gap right of a column.
fn links(diagram: &Diagram, ranks: &[usize], rank: usize) -> BTreeSet<(Spot, Spot)> {
    let mut links = BTreeSet::new();
    for line in &diagram.lines {
        let (from, to) = (ranks[line.parent], ranks[line.child]);
        if (from..to).contains(&rank) {
            let left = if from == rank { Spot::Table(line.parent) } else { Spot::Lane(line.parent) };
            let right = if to == rank + 1 { Spot::Table(line.child) } else { Spot::Lane(line.parent) };
            links.insert((left, right));
        }
    }
    links
}

fn column_height(diagram: &Diagram, column: &[Spot]) -> f64 {
    let sum: f64 = column.iter().map(|s| spot_height(diagram, *s) + SPACE).sum();
    (sum - SPACE).max(0.0)
}

fn spot_height(diagram: &Diagram, spot: Spot) -> f64 {
    match spot {
        Spot::Table(at) => size(&diagram.boxes[at]).1,
        Spot::Lane(_) => LANE,
    }
}

/// Middles, measured from the middle of the column.
fn centres(diagram: &Diagram, column: &[Spot]) -> BTreeMap<Spot, f64> {
    let mut y = -column_height(diagram, column) / 2.0;
    column
        .iter()
        .map(|spot| {
            let height = spot_height(diagram, *spot);
            let centre = y + height / 2.0;
            y += height + SPACE;
            (*spot, centre)
        })
        .collect()
}

/// Every parent's run through the gap right of a column.
fn gap(
    diagram: &Diagram,
    ranks: &[usize],
    places: &[Place],
    lanes: &BTreeMap<(usize, usize), f64>,
    rank: usize,
    x: f64,
    width: f64,
) -> Vec<Run> {
    let mut runs: BTreeMap<usize, Run> = BTreeMap::new();
    // A row that two keys share is met above and below its middle.
    let shared = |line: &super::Line| {
        let same: Vec<usize> = diagram
            .lines
            .iter()
            .filter(|l| (l.child, l.row) == (line.child, line.row))
            .map(|l| l.parent)
            .collect();
        let at = same.iter().position(|p| *p == line.parent).unwrap_or(0);
        (count(at) - (count(same.len()) - 1.0) / 2.0) * 8.0
    };
    for line in diagram.lines.iter().filter(|l| (ranks[l.parent]..ranks[l.child]).contains(&rank)) {
        let from = if ranks[line.parent] == rank {
            places[line.parent].y + HEADER / 2.0
        } else {
            lanes[&(rank, line.parent)]
        };
        let to = if ranks[line.child] == rank + 1 {
            row_y(places[line.child], line.row) + shared(line)
        } else {
            lanes[&(rank + 1, line.parent)]
        };
        // In a lane the line comes from the left side of the column.
        let left = if ranks[line.parent] == rank { x + width } else { x };
        let run = runs.entry(line.parent).or_insert_with(|| Run {
            parent: line.parent,
            from: (left, from),
            x: 0.0,
            to: Vec::new(),
        });
        if !run.to.contains(&(0.0, to)) {
            run.to.push((0.0, to));
        }
    }
    runs.into_values().collect()
}

/// Puts the uprights of a gap into the order in which fewest lines cross.
fn tracks(runs: &mut [Run]) {
    let span = |run: &Run| {
        run.to.iter().fold((run.from.1, run.from.1), |(low, high), (_, y)| (low.min(*y), high.max(*y)))
    };
    let inside = |y: f64, (low, high): (f64, f64)| low < y && y < high;
    // With `a` left of `b`: where b's line comes from crosses a, where a's lines go crosses b; on the same
    // height two lines would lie on each other, which is worse.
    let cost = |a: &Run, b: &Run| {
        let crossings =
            usize::from(inside(b.from.1, span(a))) + a.to.iter().filter(|(_, y)| inside(*y, span(b))).count();
        let covers = a.to.iter().filter(|(_, y)| (y - b.from.1).abs() < 3.0).count();
        crossings + covers * 20
    };
    let total = |runs: &[Run]| -> usize {
        (0..runs.len()).map(|n| runs[n + 1..].iter().map(|b| cost(&runs[n], b)).sum::<usize>()).sum()
    };
    let mut better = true;
    while better {
        better = false;
        for one in 0..runs.len() {
            for two in one + 1..runs.len() {
                let before = total(runs);
                runs.swap(one, two);
                if total(runs) < before {
                    better = true;
                } else {
                    runs.swap(one, two);
                }
            }
        }
    }
}

/// Tables without lines, in rows below the others.
fn alone(diagram: &Diagram, linked: &BTreeSet<usize>, layout: &mut Layout) {
    let right = layout.width.max(WIDE) - MARGIN;
    let (mut x, mut y, mut tall) = (MARGIN, if linked.is_empty() { MARGIN } else { layout.height }, 0.0f64);
    for (at, entity) in diagram.boxes.iter().enumerate().filter(|(at, _)| !linked.contains(at)) {
        let (width, height) = size(entity);
        if x + width > right && x > MARGIN {
            (x, y, tall) = (MARGIN, y + tall + SPACE, 0.0);
        }
        layout.places[at] = Place { x, y, width, height };
        x += width + SPACE;
        tall = tall.max(height);
        layout.width = layout.width.max(x - SPACE + MARGIN);
        layout.height = layout.height.max(y + height + MARGIN);
    }
}
