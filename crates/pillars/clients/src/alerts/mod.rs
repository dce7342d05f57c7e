//! What must be known of a resident at once. Whoever gives care proposes; who runs the shift, or the
//! manager, verifies. A proposed alert shows at once, marked as not yet checked.

mod model;
mod routes;
mod store;

pub use model::{AlertIn, AlertOut};
pub use routes::routes;
pub use store::{NewAlert, add_alerts, of_client};
