//! The latest changes of one organisation, shared by everybody who listens to it.
//!
//! Whoever reads holds a place and nothing else: a reader who doesn't take what is told costs no
//! memory, falls behind, and reads everything anew when they come back.

use std::collections::VecDeque;
use std::sync::{PoisonError, RwLock};

use tokio::sync::watch;

use super::change::{Change, Told};
use super::place::Place;
use super::words::Rule;

/// A change with the text that is told of it.
#[derive(Debug)]
pub struct Entry {
    pub place: Place,
    pub rule: &'static Rule,
    pub change: Change,
    pub frame: Box<str>,
}

impl Entry {
    pub fn new(told: Told, id: &str) -> Self {
        let frame = told.frame(id).into_boxed_str();
        Self { place: told.place, rule: told.rule, change: told.change, frame }
    }
}

#[derive(Debug)]
struct Held {
    entries: VecDeque<Entry>,
    /// Everything after this place, up to the head, is in here.
    floor: Place,
    /// Everything up to here was read.
    head: Place,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Ring {
    held: RwLock<Held>,
    most: usize,
    /// Counts the times that something came.
    came: watch::Sender<u64>,
}

/// How a walk through the changes after a place ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// At the head; the place of the head.
    End(Place),
    /// Where the walker stopped.
    Stopped,
    /// The place is older than what is held.
    Behind,
}

impl Ring {
    /// Empty; what is after `at` will be held, at most so many changes.
    pub fn new(at: Place, most: usize) -> Self {
        Self {
            held: RwLock::new(Held { entries: VecDeque::new(), floor: at, head: at }),
            most,
            came: watch::Sender::new(0),
        }
    }

    /// Told whenever something came.
    pub fn came(&self) -> watch::Receiver<u64> {
        self.came.subscribe()
    }

    pub fn head(&self) -> Place {
        self.read().head
    }

    pub fn floor(&self) -> Place {
        self.read().floor
    }

    /// Appends what was read up to a place.
    pub fn append(&self, entries: Vec<Entry>, head: Place) {
        let some = !entries.is_empty();
        let mut held = self.write();
        held.entries.extend(entries);
        while held.entries.len() > self.most {
            if let Some(gone) = held.entries.pop_front() {
                held.floor = gone.place;
            }
        }
        held.head = held.head.max(head);
        drop(held);
        if some {
            self.came.send_modify(|count| *count += 1);
        }
    }

    /// Puts older changes before those that are held: everything after `floor` is here then. What
    /// doesn't fit is not taken; whether all was.
    pub fn prepend(&self, entries: Vec<Entry>, floor: Place) -> bool {
        let mut held = self.write();
        if floor >= held.floor {
            return true;
        }
        let until = held.floor;
        let older: Vec<Entry> = entries.into_iter().filter(|entry| entry.place <= until).collect();
        if held.entries.len() + older.len() > self.most {
            return false;
        }
        for entry in older.into_iter().rev() {
            held.entries.push_front(entry);
        }
        held.floor = floor;
        true
    }

    /// Visits the changes after a place in order, until the visitor says stop.
    pub fn walk(&self, after: Place, mut visit: impl FnMut(&Entry) -> std::ops::ControlFlow<()>) -> Walk {
        let held = self.read();
        if after < held.floor {
            return Walk::Behind;
        }
        let from = held.entries.partition_point(|entry| entry.place <= after);
        for entry in held.entries.range(from..) {
            if visit(entry).is_break() {
                return Walk::Stopped;
            }
        }
        Walk::End(held.head.max(after))
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use uuid::Uuid;

    use super::super::change::ChangeKind;
    use super::{Change, Entry, Place, Ring, Walk};
    use crate::events::words::rule_of;

    fn at(id: i64) -> Place {
        Place { xid: 10, id }
    }

    fn entries(ids: std::ops::RangeInclusive<i64>) -> Vec<Entry> {
        let change = Change {
            organisation: Uuid::nil(),
            home: None,
            client: None,
            profile: None,
            incident: None,
            restriction: None,
            row: Uuid::nil(),
            kind: ChangeKind::Insert,
        };
        let rule = rule_of("clients").unwrap();
        ids.map(|id| Entry { place: at(id), rule, change: change.clone(), frame: "".into() }).collect()
    }

    fn seen(ring: &Ring, after: Place) -> (Vec<i64>, Walk) {
        let mut ids = Vec::new();
        let walk = ring.walk(after, |entry| {
            ids.push(entry.place.id);
            ControlFlow::Continue(())
        });
        (ids, walk)
    }

    #[test]
    fn whoever_falls_out_of_what_is_held_is_behind() {
        let ring = Ring::new(at(0), 4);
        ring.append(entries(1..=3), at(3));
        assert_eq!(seen(&ring, at(0)), (vec![1, 2, 3], Walk::End(at(3))));
        ring.append(entries(4..=6), at(9));
        assert_eq!(seen(&ring, at(0)).1, Walk::Behind);
        assert_eq!(seen(&ring, at(1)).1, Walk::Behind);
        assert_eq!(seen(&ring, at(2)), (vec![3, 4, 5, 6], Walk::End(at(9))));
        assert_eq!(seen(&ring, at(9)), (vec![], Walk::End(at(9))));
    }

    #[test]
    fn older_changes_are_put_before_once() {
        let ring = Ring::new(at(5), 6);
        ring.append(entries(6..=7), at(7));
        // Read while others came: what is held already is not doubled.
        assert!(ring.prepend(entries(3..=6), at(2)));
        assert_eq!(seen(&ring, at(2)).0, [3, 4, 5, 6, 7]);
        assert!(ring.prepend(entries(3..=5), at(2)));
        assert_eq!(seen(&ring, at(2)).0, [3, 4, 5, 6, 7]);
        assert!(!ring.prepend(entries(1..=2), at(0)));
        assert_eq!(seen(&ring, at(0)).1, Walk::Behind);
    }
}
