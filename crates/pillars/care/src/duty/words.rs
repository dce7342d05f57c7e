//! The closed lists of words that duty uses. A test compares them with the database's own lists.

use almoner_pg::words;

words! {
    /// Who ended somebody's time on a shift.
    DutyClosedBy {
        /// The person.
        Person = "person",
        /// Somebody who runs the shift, or a manager who corrected it.
        Shift = "shift",
        /// The system: nobody did within 16 hours, or the person's right in the home had ended.
        System = "system",
    }
}
