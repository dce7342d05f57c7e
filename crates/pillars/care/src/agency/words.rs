//! The closed lists of words that passes use. A test compares them with the database's own lists.

use almoner_pg::words;

words! {
    /// What was seen of who somebody is.
    IdentityDocument {
        Passport = "passport",
        DrivingLicence = "driving_licence",
        AgencyBadge = "agency_badge",
        Other = "other",
    }
}
