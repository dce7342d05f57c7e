//! What stands in a cell: days as people in the UK write them, times on a wall clock, words of a list.

use jiff::civil::{Date, DateTime, Time};

/// Why a cell was refused: a stable code, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub code: &'static str,
    pub message: String,
}

impl Wrong {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

const FORMS: &str = "Write the day as 28/03/1938 (day first) or 1938-03-28.";

/// A day: `28/03/1938`, day first, or `1938-03-28`. Whatever could be read in two ways is refused.
pub fn day(text: &str) -> Result<Date, Wrong> {
    let text = text.trim();
    let wrong = |message: String| Err(Wrong::new("format", message));
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return wrong(format!("This is a number. Format the column as a date in the spreadsheet. {FORMS}"));
    }
    let mark = if text.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = text.split(mark).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let [first, second, third] = parts[..] else { return wrong(FORMS.to_owned()) };
    if !parts.iter().all(digits) {
        return wrong(FORMS.to_owned());
    }
    let lengths = (first.len(), second.len(), third.len());
    let (year, month, day) = match (mark, lengths) {
        ('-', (4, 2, 2)) => (first, second, third),
        ('/', (1..=2, 1..=2, 4)) => (third, second, first),
        ('/', (1..=2, 1..=2, 2)) => {
            return wrong(format!("The year has two digits and could be of either century. {FORMS}"));
        }
        _ => return wrong(FORMS.to_owned()),
    };
    let (Ok(y), Ok(m), Ok(d)) = (year.parse::<i16>(), month.parse::<i8>(), day.parse::<i8>()) else {
        return wrong(FORMS.to_owned());
    };
    if (13..=31).contains(&m) && d <= 12 {
        return wrong(format!("There is no month {m}: this looks like month first. {FORMS}"));
    }
    match Date::new(y, m, d) {
        Ok(date) if (1900..=2200).contains(&y) => Ok(date),
        Ok(_) => Err(Wrong::new("range", "Give a year from 1900 to 2200.")),
        Err(_) => wrong(format!("There is no such day. {FORMS}")),
    }
}

/// A day, or a day and a time on the wall clock: `28/03/2027 14:30`, `2027-03-28T14:30`.
pub fn day_or_time(text: &str) -> Result<(Date, Option<Time>), Wrong> {
    let text = text.trim();
    let Some((date, time)) = text.split_once([' ', 'T']) else { return Ok((day(text)?, None)) };
    let date = day(date)?;
    let time = time.trim();
    let plain = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = time.split(':').collect();
    let read = (matches!(parts.len(), 2 | 3) && parts.iter().all(|part| plain(part)))
        .then(|| {
            let number = |at: usize| parts.get(at).map_or(Some(0), |part| part.parse::<i8>().ok());
            Time::new(number(0)?, number(1)?, number(2)?, 0).ok()
        })
        .flatten();
    match read {
        Some(time) => Ok((date, Some(time))),
        None => Err(Wrong::new(
            "format",
            "Write the time as 14:30 on the home's clock, without a zone, or leave it out.",
        )),
    }
}

/// The wall time that a cell of [`day_or_time`] means: the beginning of the day without a time.
pub fn wall_time((date, time): (Date, Option<Time>)) -> DateTime {
    date.to_datetime(time.unwrap_or(Time::midnight()))
}

/// A word of a list, in any case, with `_`, `-` and spaces alike.
pub fn choice<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Wrong> {
    let wanted = plain(text);
    words.iter().find(|(word, _)| plain(word) == wanted).map(|(_, value)| *value).ok_or_else(|| {
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Wrong::new("choice", format!("Use one of: {}.", all.join(", ")))
    })
}

/// How headers and words are compared: lower case, one space for any run of separators.
pub(crate) fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words =
        lower.split(|c: char| c.is_whitespace() || "_-./'’".contains(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{choice, day, day_or_time, wall_time};

    #[test]
    fn days_of_the_uk_and_of_iso() {
        for (text, expected) in [
            ("28/03/1938", "1938-03-28"),
            ("8/3/1938", "1938-03-08"),
            (" 1938-03-28 ", "1938-03-28"),
            ("29/02/2028", "2028-02-29"),
        ] {
            assert_eq!(day(text).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_could_mean_two_days_is_refused_with_its_remedy() {
        for (text, code, said) in [
            ("03/28/1938", "format", "month first"),
            ("01/02/38", "format", "either century"),
            ("14000", "format", "Format the column as a date"),
            ("31/02/1938", "format", "no such day"),
            ("28.03.1938", "format", "28/03/1938"),
            ("28-03-1938", "format", "28/03/1938"),
            ("1938/03/28", "format", "28/03/1938"),
            ("28 March 1938", "format", "28/03/1938"),
            ("28/03/1838", "range", "1900"),
            ("1938-3-28", "format", "28/03/1938"),
            ("٢٨/٠٣/١٩٣٨", "format", "28/03/1938"),
            ("-1938-03-28", "format", "28/03/1938"),
            ("", "format", "28/03/1938"),
        ] {
            let wrong = day(text).unwrap_err();
            assert!(wrong.code == code && wrong.message.contains(said), "{text}: {wrong:?}");
        }
    }

    #[test]
    fn times_on_the_wall_clock() {
        for (text, expected) in [
            ("28/03/2027 14:30", "2027-03-28T14:30:00"),
            ("2027-03-28T14:30:05", "2027-03-28T14:30:05"),
            ("2027-03-28", "2027-03-28T00:00:00"),
        ] {
            assert_eq!(wall_time(day_or_time(text).unwrap()).to_string(), expected, "{text}");
        }
        for text in ["2027-03-28T14:30:00Z", "28/03/2027 2pm", "28/03/2027 24:00", "28/03/2027 14:30 +01:00"]
        {
            assert!(day_or_time(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn words_in_any_dress() {
        let words = [("non_binary", 1), ("female", 2)];
        assert_eq!(choice(" Non-Binary", &words), Ok(1));
        assert_eq!(choice("", &words).unwrap_err().message, "Use one of: non_binary, female.");
    }
}
