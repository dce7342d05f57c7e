//! Somebody who works for an organisation, as far as the rest of the world needs them.

use jiff::Timestamp;
use uuid::Uuid;

/// From an instant to another, or open.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

impl Span {
    pub fn holds(self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// In which grade somebody works on a floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    Carer,
    Senior,
    Nurse,
    Ancillary,
}

impl Grade {
    pub fn word(self) -> &'static str {
        match self {
            Self::Carer => "carer",
            Self::Senior => "senior",
            Self::Nurse => "nurse",
            Self::Ancillary => "ancillary",
        }
    }
}

/// What a person may be in an organisation.
#[derive(Clone, Copy, Debug)]
pub enum Post {
    Floor { home: Uuid, grade: Grade, agency: Option<&'static str> },
    Manager { home: Uuid, kind: &'static str },
    Officer { role: &'static str },
}

#[derive(Clone, Debug)]
pub struct Person {
    pub profile: Uuid,
    /// None until the invitation is accepted.
    pub account: Option<Uuid>,
    /// Name as people_names has it.
    pub name: String,
    pub posts: Vec<(Post, Span)>,
    /// The rows of those, in the same order; empty where nobody asks.
    pub post_ids: Vec<Uuid>,
    /// Whether the simulation may let them write: not those who must not see some resident.
    pub writes: bool,
}

impl Person {
    fn held(&self, at: Timestamp) -> impl Iterator<Item = Post> + '_ {
        self.posts.iter().filter(move |(_, span)| span.holds(at)).map(|(post, _)| *post)
    }

    /// What `app.rights_held` answers for this person in a home at an instant.
    pub fn rights(&self, home: Option<Uuid>, at: Timestamp) -> Vec<&'static str> {
        let mut rights = Vec::with_capacity(2);
        for role in ["business_owner", "compliance_lead"] {
            if self.held(at).any(|post| matches!(post, Post::Officer { role: held } if held == role)) {
                rights.push(role);
            }
        }
        let Some(home) = home else { return rights };
        let manager = self.manages(home, at);
        if manager {
            rights.push("manager");
        }
        let on_floor = |wanted: fn(Grade) -> bool| {
            self.held(at).any(
                |post| matches!(post, Post::Floor { home: there, grade, .. } if there == home && wanted(grade)),
            )
        };
        if on_floor(|grade| matches!(grade, Grade::Senior | Grade::Nurse)) {
            rights.push("senior");
        } else if on_floor(|grade| grade == Grade::Carer) {
            rights.push("carer");
        } else if !manager && on_floor(|grade| grade == Grade::Ancillary) {
            rights.push("ancillary");
        }
        rights
    }

    /// What `app.held_kinds` answers: kinds of right held anywhere.
    pub fn kinds(&self, at: Timestamp) -> Vec<&'static str> {
        let mut kinds = self.rights(None, at);
        let holds = |wanted: fn(Post) -> bool| self.held(at).any(wanted);
        if holds(|post| matches!(post, Post::Manager { .. })) {
            kinds.push("manager");
        }
        if holds(|post| matches!(post, Post::Floor { grade: Grade::Senior | Grade::Nurse, .. })) {
            kinds.push("senior");
        }
        if holds(|post| matches!(post, Post::Floor { grade, .. } if grade != Grade::Ancillary)) {
            kinds.push("carer");
        }
        if holds(|post| matches!(post, Post::Floor { grade: Grade::Ancillary, .. })) {
            kinds.push("ancillary");
        }
        kinds
    }

    pub fn manages(&self, home: Uuid, at: Timestamp) -> bool {
        self.held(at).any(|post| matches!(post, Post::Manager { home: there, .. } if there == home))
    }

    /// Whether they work on the floor of a home in this grade.
    pub fn works(&self, home: Uuid, wanted: Grade, at: Timestamp) -> bool {
        self.held(at).any(
            |post| matches!(post, Post::Floor { home: there, grade, .. } if there == home && grade == wanted),
        )
    }
}
