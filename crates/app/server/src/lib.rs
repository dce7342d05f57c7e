//! Merges the pillars into one HTTP service and its document.
