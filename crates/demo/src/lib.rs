//! x
#![allow(dead_code)]
pub mod card;
pub mod people;
mod relying_party;
pub mod registers;
mod session;
#[cfg(test)]
mod testing;
