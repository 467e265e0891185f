//! Randomness as a parameter: the operating system's, or a seeded stream for tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::{Error, Result};

/// A source of random bytes. Cheap to clone; clones of a seeded source draw from one stream.
#[derive(Clone, Debug)]
pub struct Rng(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

impl Rng {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A reproducible stream. For tests: never hand it to a server.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))))
    }

    /// `N` random bytes.
    ///
    /// # Errors
    /// `internal` if the operating system has no randomness to give.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N]> {
        let mut out = [0u8; N];
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place where the system's generator is read"
            )]
            Source::System => getrandom::fill(&mut out).map_err(|e| Error::internal(e.to_string()))?,
            Source::Seeded(stream) => {
                stream.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut out);
            }
        }
        Ok(out)
    }
}
