//! How staff work, on both databases, with software passkeys; rules by themselves; hostile attempts.

mod console;
mod hostile;
mod joining;
mod journal;
mod keys;
mod lists;
mod mandates;
mod model;
mod organisations;
mod proposals;
mod reviews;
mod rules;
mod world;
