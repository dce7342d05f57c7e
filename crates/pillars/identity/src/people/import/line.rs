//! From a line to what an invitation says.

use almoner_sheet::{Line, Problems, Wrong, choice, day_or_time};
use jiff::civil::{Date, Time};

use super::columns::{GRADES, JOB_TITLES, MANAGERS};
use crate::people::membership::{Grade, ManagerKind};
use crate::people::person::JobTitle;

/// A line that could be read, before what it refers to is looked up.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub number: usize,
    pub family_name: String,
    pub given_name: String,
    pub preferred_name: Option<String>,
    /// As it is compared; as typed where it is none.
    pub email: String,
    pub job_title: Option<JobTitle>,
    pub home: Option<String>,
    pub grade: Option<Grade>,
    pub manager: Option<ManagerKind>,
    /// Day and time on the home's wall clock.
    pub from: Option<(Date, Option<Time>)>,
    pub until: Option<(Date, Option<Time>)>,
    pub agency: Option<String>,
    pub staff_number: Option<String>,
}

/// Reads the cells of a line; what is wrong is noted.
pub fn candidate(line: &Line, problems: &mut Problems) -> Candidate {
    let mut reader = Reader { line, problems };
    let job_title = reader.read("job_title", |text| choice(text, JOB_TITLES));
    let grade = reader.read("grade", |text| choice(text, GRADES));
    let manager = reader.read("manager", |text| choice(text, MANAGERS));
    let from = reader.read("from", day_or_time);
    let until = reader.read("until", day_or_time);
    let staff_number = reader.read("staff_number", |text| {
        almoner_kernel::text::clean(text, 40, false)
            .map(str::to_owned)
            .map_err(|refused| Wrong::new(refused.code(), refused.message()))
    });
    if line.cell("home").is_none() {
        reader.wrong("home", "required", "Name a home, by its code or its name.");
    }
    if line.cell("email").is_none() {
        reader.wrong("email", "required", "Give the e-mail to which the invitation goes.");
    }
    if line.cell("grade").is_none() && line.cell("manager").is_none() {
        reader.wrong("grade", "required", "Give a grade in this home, or say what kind of manager they are.");
    }
    let typed = line.owned("email").unwrap_or_default();
    Candidate {
        number: line.number,
        family_name: line.owned("family_name").unwrap_or_default(),
        given_name: line.owned("given_name").unwrap_or_default(),
        preferred_name: line.owned("preferred_name"),
        email: almoner_kernel::text::email(&typed).unwrap_or(typed),
        job_title,
        home: line.owned("home"),
        grade,
        manager,
        from,
        until,
        agency: line.owned("agency"),
        staff_number,
    }
}

struct Reader<'a> {
    line: &'a Line,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn read<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, Wrong>) -> Option<T> {
        let text = self.line.cell(column)?;
        read(text).map_err(|wrong| self.problems.cell(self.line.number, column, Some(text), wrong)).ok()
    }

    fn wrong(&mut self, column: &str, code: &'static str, message: &str) {
        self.problems.cell(self.line.number, column, self.line.cell(column), Wrong::new(code, message));
    }
}
