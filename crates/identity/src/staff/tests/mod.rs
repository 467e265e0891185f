//! How staff work, on both databases, with software passkeys; rules by themselves; hostile attempts.

mod console;
mod effects;
mod evidence;
mod hostile;
mod joining;
mod journal;
mod keys;
mod lists;
mod mandates;
mod model;
mod organisations;
mod permissions;
mod proposals;
mod races;
mod reviews;
mod rules;
mod world;
