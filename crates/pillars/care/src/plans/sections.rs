//! What a version of a plan says: domain by domain, each a few texts.
//!
//! The texts are a small Markdown subset (paragraphs, lists, bold, headings), kept and compared as
//! text; the client renders them.

use almoner_web::{Checks, Patch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Characters of one text, as the database allows.
const LONGEST: usize = 4000;
/// Assessments that one domain rests on, as the database allows.
const MOST_SOURCES: usize = 20;

/// What is planned in one domain. Each text has 1 to 4000 characters; what is blank is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CarePlanSection {
    /// What the person needs, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<String>,
    /// What is hoped for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What is done: the actions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    /// How I like to be supported, in the person's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferences: Option<String>,
    /// What can go wrong, and what is done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risks: Option<String>,
    /// Assessments of the resident that it rests on, by id; at most 20, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Uuid>,
}

/// The texts of a domain, by name and in the order in which they are read.
pub const FIELDS: [&str; 5] = ["need", "outcome", "support", "preferences", "risks"];

impl CarePlanSection {
    /// The texts in the order of [`FIELDS`].
    pub fn texts(&self) -> [&Option<String>; 5] {
        [&self.need, &self.outcome, &self.support, &self.preferences, &self.risks]
    }

    /// The text of this name.
    #[cfg(test)]
    pub fn text_mut(&mut self, field: &str) -> Option<&mut Option<String>> {
        let texts =
            [&mut self.need, &mut self.outcome, &mut self.support, &mut self.preferences, &mut self.risks];
        FIELDS.iter().position(|f| *f == field).and_then(|at| texts.into_iter().nth(at))
    }

    /// Cleaned; `None` when nothing is left.
    fn check(self, c: &mut Checks, domain: &str) -> Option<Self> {
        let checked = c.within(domain, |c| Self {
            need: c.maybe_lines("need", self.need.as_deref(), LONGEST),
            outcome: c.maybe_lines("outcome", self.outcome.as_deref(), LONGEST),
            support: c.maybe_lines("support", self.support.as_deref(), LONGEST),
            preferences: c.maybe_lines("preferences", self.preferences.as_deref(), LONGEST),
            risks: c.maybe_lines("risks", self.risks.as_deref(), LONGEST),
            sources: {
                c.items("sources", &self.sources, 0..=MOST_SOURCES);
                let mut once = Vec::new();
                for source in self.sources.iter().take(MOST_SOURCES) {
                    if !once.contains(source) {
                        once.push(*source);
                    }
                }
                once
            },
        });
        (checked != Self::default()).then_some(checked)
    }
}

macro_rules! domains {
    ($($(#[$of:meta])* $domain:ident),+ $(,)?) => {
        /// What a plan says, domain by domain; a domain of which it says nothing is left out.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct CarePlanSections {
            $($(#[$of])* #[serde(skip_serializing_if = "Option::is_none")] pub $domain: Option<CarePlanSection>),+
        }

        /// Some domains of a plan: each that is sent takes the place of what was said, null takes it out.
        #[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct CarePlanDomainsPatch {
            $($(#[$of])* pub $domain: Patch<CarePlanSection>),+
        }

        /// The domains, in the order in which a plan is read.
        pub const DOMAINS: &[&str] = &[$(stringify!($domain)),+];

        impl CarePlanSections {
            /// Cleaned; what is blank is left out.
            pub fn check(self, c: &mut Checks) -> Self {
                Self { $($domain: self.$domain.and_then(|said| said.check(c, stringify!($domain)))),+ }
            }

            /// In the order of [`DOMAINS`].
            pub fn each(&self) -> impl Iterator<Item = (&'static str, Option<&CarePlanSection>)> {
                [$((stringify!($domain), self.$domain.as_ref())),+].into_iter()
            }

            /// The domain of this name.
            #[cfg(test)]
            pub fn domain_mut(&mut self, name: &str) -> Option<&mut Option<CarePlanSection>> {
                match name { $(stringify!($domain) => Some(&mut self.$domain),)+ _ => None }
            }
        }

        impl CarePlanDomainsPatch {
            /// What the sections are after it.
            pub fn over(self, mut sections: CarePlanSections, c: &mut Checks) -> CarePlanSections {
                $(match self.$domain {
                    Patch::Absent => {}
                    Patch::Null => sections.$domain = None,
                    Patch::Value(said) => sections.$domain = said.check(c, stringify!($domain)),
                })+
                sections
            }
        }
    };
}

domains! {
    personal_care,
    mobility_falls,
    nutrition_hydration,
    continence,
    skin,
    medication,
    communication_sensory,
    cognition_mental_health,
    capacity_consent,
    behaviour_support,
    breathing,
    pain,
    sleep,
    social_activities,
    culture_spirituality,
    safety_environment,
    end_of_life,
    oral_health,
    infection,
    finance_belongings,
}

#[cfg(test)]
mod tests {
    use almoner_web::{Checks, Patch};

    use super::{CarePlanDomainsPatch, CarePlanSection, CarePlanSections};

    fn said(need: &str) -> CarePlanSection {
        CarePlanSection { need: Some(need.to_owned()), ..CarePlanSection::default() }
    }

    #[test]
    fn blank_is_left_out_and_each_wrong_text_is_named() {
        let mut c = Checks::new();
        let sections =
            CarePlanSections { sleep: Some(said("  ")), skin: Some(said(" dry ")), ..Default::default() };
        let kept = sections.check(&mut c);
        assert_eq!(kept, CarePlanSections { skin: Some(said("dry")), ..Default::default() });
        c.finish().unwrap();
        let mut c = Checks::new();
        c.within("sections", |c| {
            let long = said(&"x".repeat(4001));
            CarePlanSections { pain: Some(long), ..Default::default() }.check(c)
        });
        let error = c.finish().unwrap_err();
        assert_eq!(
            (error.fields[0].path.as_str(), &*error.fields[0].code),
            ("sections.pain.need", "too_long")
        );
    }

    #[test]
    fn a_domain_at_a_time_leaves_the_others() {
        let before = CarePlanSections { sleep: Some(said("a")), skin: Some(said("b")), ..Default::default() };
        let patch = CarePlanDomainsPatch {
            sleep: Patch::Null,
            pain: Patch::Value(said("c")),
            infection: Patch::Value(said(" ")),
            ..Default::default()
        };
        let mut c = Checks::new();
        let after = patch.over(before, &mut c);
        c.finish().unwrap();
        assert_eq!(
            after,
            CarePlanSections { skin: Some(said("b")), pain: Some(said("c")), ..Default::default() }
        );
    }
}
