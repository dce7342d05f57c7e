//! Schedules: which jobs an organisation has, when they fall due, and what became of each run.
