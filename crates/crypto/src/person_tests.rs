//! Tests of the keys of people.
