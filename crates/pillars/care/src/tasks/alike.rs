//! "Do for several" is for the same care of several people.
//!
//! The tasks of one request share domain and title, whatever became due how: one that the plan asks for and one that
//! somebody added are the same care. One tap with one outcome over different things would be a signature under what
//! nobody looked at; so a mixed request is refused as a whole, and nothing of it is stored. A prompt is never one of
//! several (product.md: not a medicines record), nor is a look at an effect, which is one person's.

use almoner_kernel::Result;
use almoner_pg::{row, statement};
use almoner_web::Checks;
use uuid::Uuid;

use super::words::{TaskDomain, TaskKind};

row! {
    /// What a task of a request asks for.
    #[derive(Clone, Debug)]
    pub struct AskedFor { pub id: Uuid, pub kind: TaskKind, pub domain: Option<TaskDomain>, pub title: String, pub follows_task_id: Option<Uuid> }
}

statement! {
    /// Of those that the caller sees; the others are answered one by one, as what is not there.
    pub ASKED_FOR: (Vec<Uuid>) -> AskedFor =
        "select t.id, t.kind, t.domain, t.title, t.follows_task_id from public.care_plan_tasks t \
          where t.organisation_id = (select app.organisation_id()) and t.id = any ($1)";
}

/// Refuses what is not one kind of care, by the place in the request: the first that its sender sees says which it is.
pub fn one_kind(sent: &[Uuid], found: &[AskedFor]) -> Result<()> {
    let mut c = Checks::new();
    let mut first: Option<&AskedFor> = None;
    for (at, id) in sent.iter().enumerate() {
        let Some(task) = found.iter().find(|task| task.id == *id) else { continue };
        let path = format!("tasks.{at}.task_id");
        if task.kind == TaskKind::Prompt {
            c.wrong(&path, "not_possible", "A prompt is recorded by itself, never as one of several.");
            continue;
        }
        if task.follows_task_id.is_some() {
            c.wrong(&path, "not_possible", "Say of each by itself what the effect was.");
            continue;
        }
        let first = *first.get_or_insert(task);
        c.that(
            task.domain == first.domain && same(&task.title, &first.title),
            &path,
            "not_possible",
            "This asks for something else than the first of them. Record it by itself.",
        );
    }
    c.finish()
}

/// The same words, whatever their case and the spaces between them.
fn same(a: &str, b: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(a) == words(b)
}

#[cfg(test)]
mod tests {
    use super::{AskedFor, TaskDomain, TaskKind, Uuid, one_kind};

    const ONE: Uuid = Uuid::from_u128(1);
    const TWO: Uuid = Uuid::from_u128(2);
    const UNSEEN: Uuid = Uuid::from_u128(3);

    fn task(id: Uuid, kind: TaskKind, domain: Option<TaskDomain>, title: &str) -> AskedFor {
        AskedFor { id, kind, domain, title: title.to_owned(), follows_task_id: None }
    }

    fn wrong(found: &[AskedFor]) -> Vec<String> {
        match one_kind(&[UNSEEN, ONE, TWO], found) {
            Ok(()) => Vec::new(),
            Err(error) => error.fields.iter().map(|f| format!("{}:{}", f.path, f.code)).collect(),
        }
    }

    #[test]
    fn the_same_care_is_the_same_words_in_the_same_domain() {
        use TaskDomain::{NutritionHydration, Skin};
        let drink = task(ONE, TaskKind::Scheduled, Some(NutritionHydration), "Offer a drink");
        let with = |kind, domain, title: &str| wrong(&[drink.clone(), task(TWO, kind, domain, title)]);
        assert_eq!(with(TaskKind::AdHoc, Some(NutritionHydration), " offer  a Drink"), [""; 0]);
        let refused = ["tasks.2.task_id:not_possible"];
        assert_eq!(with(TaskKind::Scheduled, Some(Skin), "Offer a drink"), refused);
        assert_eq!(with(TaskKind::Scheduled, None, "Offer a drink"), refused);
        assert_eq!(with(TaskKind::Scheduled, Some(NutritionHydration), "Offer a snack"), refused);
        assert_eq!(with(TaskKind::Prompt, Some(NutritionHydration), "Offer a drink"), refused);
        // A prompt that stands first is wrong itself, and is not what the others are compared with.
        let prompt = task(ONE, TaskKind::Prompt, None, "Give and sign on the MAR chart");
        let second = task(TWO, TaskKind::Scheduled, Some(Skin), "Turn");
        assert_eq!(wrong(&[prompt, second]), ["tasks.1.task_id:not_possible"]);
        // A look at an effect likewise, though it is called the same.
        let mut look = task(TWO, TaskKind::AdHoc, Some(NutritionHydration), "Offer a drink");
        look.follows_task_id = Some(UNSEEN);
        assert_eq!(wrong(&[drink, look]), refused);
        // What the sender doesn't see is compared with nothing.
        assert_eq!(wrong(&[task(TWO, TaskKind::AdHoc, None, "Anything")]), [""; 0]);
    }
}
