//! The worker: the lanes of every pillar, worked until it is told to stop.
