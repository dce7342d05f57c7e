//! Test clusters, databases, actors, the fixture world and the matrix runner.
