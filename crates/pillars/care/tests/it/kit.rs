//! The care pillar, asked as people ask it.

use almoner_testkit::desk::Kit;

#[allow(dead_code, reason = "the first tests come with the first routes")]
pub async fn kit() -> Kit {
    Kit::of(almoner_care::routes()).await
}
