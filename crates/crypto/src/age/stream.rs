//! The body of a file: chunks of 64 KiB under one key (the STREAM construction), written and read as streams.

use std::io::{self, Read, Write};

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce};
use causeway_core::{Error, Result, Rng};
use zeroize::{Zeroize as _, Zeroizing};

use super::header::{self, Opener};
use super::{FileKey, Identity, Recipient, Refused};

/// Bytes of content in a chunk; only the last is shorter.
pub(super) const CHUNK: usize = 64 * 1024;
pub(super) const TAG: usize = 16;
const NONCE: usize = 16;

/// Which chunk: a counter in 11 bytes and whether it is the last.
struct Counter(u64);

impl Counter {
    fn nonce(&mut self, last: bool) -> io::Result<Nonce> {
        let mut nonce = [0; 12];
        for (to, from) in nonce.iter_mut().skip(3).zip(self.0.to_be_bytes()) {
            *to = from;
        }
        if let Some(flag) = nonce.last_mut() {
            *flag = u8::from(last);
        }
        self.0 = self.0.checked_add(1).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(Nonce::assume_unique_for_key(nonce))
    }
}

/// Encrypts what is written to it. Without [`Encryptor::finish`] the file has no end, and nobody will open it.
pub struct Encryptor<W> {
    output: W,
    cipher: LessSafeKey,
    counter: Counter,
    held: Zeroizing<Vec<u8>>,
    key: FileKey,
}

impl<W> std::fmt::Debug for Encryptor<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Encryptor(..)")
    }
}

impl<W: Write> Encryptor<W> {
    /// Begins a file that each of `recipients` can open.
    ///
    /// # Errors
    /// `bad_recipient` when there is none, or one is no usable key; `internal` when nothing can be written.
    pub fn new(mut output: W, recipients: &[Recipient], rng: &Rng) -> Result<Self> {
        if recipients.is_empty() {
            return Err(super::bad_recipient());
        }
        let key = FileKey(Zeroizing::new(rng.bytes()?));
        output.write_all(&header::write(&key, recipients, rng)?).map_err(Error::internal)?;
        let nonce: [u8; NONCE] = rng.bytes()?;
        output.write_all(&nonce).map_err(Error::internal)?;
        let cipher = header::cipher(&*header::derive(&nonce, key.0.as_slice(), b"payload")?)?;
        let held = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        Ok(Self { output, cipher, counter: Counter(0), held, key })
    }

    /// Writes the last chunk. Returns what was written to, and the file's key, with which it can be read back.
    pub fn finish(mut self) -> io::Result<(W, FileKey)> {
        self.chunk(true)?;
        self.output.flush()?;
        Ok((self.output, self.key))
    }

    fn chunk(&mut self, last: bool) -> io::Result<()> {
        let nonce = self.counter.nonce(last)?;
        let sealed = self.cipher.seal_in_place_separate_tag(nonce, Aad::empty(), &mut self.held);
        let tag = sealed.map_err(io::Error::other)?;
        self.output.write_all(&self.held)?;
        self.output.write_all(tag.as_ref())?;
        self.held.clear();
        Ok(())
    }
}

impl<W: Write> Write for Encryptor<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        // A full chunk is written when more comes: only then is it known not to be the last.
        if self.held.len() == CHUNK && !data.is_empty() {
            self.chunk(false)?;
        }
        let taken = data.get(..data.len().min(CHUNK - self.held.len())).unwrap_or_default();
        self.held.extend_from_slice(taken);
        Ok(taken.len())
    }

    /// Only whole chunks can be written on.
    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// Decrypts what it reads. What comes out was in the file at that place; that the file is whole is known at its end, not before.
pub struct Decryptor<R> {
    input: R,
    cipher: LessSafeKey,
    counter: Counter,
    /// The chunk at hand, opened, and how much of it was given out.
    held: Zeroizing<Vec<u8>>,
    given: usize,
    /// The first byte of the next chunk, read ahead to know whether there is one.
    ahead: Option<u8>,
    ended: bool,
}

impl<R> std::fmt::Debug for Decryptor<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decryptor(..)")
    }
}

impl<R: Read> Decryptor<R> {
    /// Opens a file with whichever of `identities` it is encrypted to.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn new(input: R, identities: &[Identity]) -> io::Result<Self> {
        Self::begin(input, &Opener::Identities(identities))
    }

    /// Reads a file back by its own key.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn with_key(input: R, key: &FileKey) -> io::Result<Self> {
        Self::begin(input, &Opener::Known(key))
    }

    fn begin(mut input: R, opener: &Opener<'_>) -> io::Result<Self> {
        let key = header::read(&mut input, opener)?;
        let mut nonce = [0; NONCE];
        input.read_exact(&mut nonce).map_err(|_| Refused::Cut)?;
        let payload = header::derive(&nonce, key.0.as_slice(), b"payload").map_err(io::Error::other)?;
        let cipher = header::cipher(&payload).map_err(io::Error::other)?;
        let held = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        Ok(Self { input, cipher, counter: Counter(0), held, given: 0, ahead: None, ended: false })
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let first = self.counter.0 == 0;
        let mut sealed = std::mem::take(&mut *self.held);
        sealed.clear();
        sealed.extend(self.ahead.take());
        let wanted = CHUNK + TAG - sealed.len();
        (&mut self.input).take(wanted as u64).read_to_end(&mut sealed)?;
        let mut byte = [0];
        let full = sealed.len() == CHUNK + TAG;
        if full && self.input.read(&mut byte)? == 1 {
            self.ahead = Some(byte[0]);
        }
        let last = self.ahead.is_none();
        let place = self.counter.0;
        let copy = if last { sealed.clone() } else { Vec::new() };
        let nonce = self.counter.nonce(last)?;
        let Ok(plain) = self.cipher.open_in_place(nonce, Aad::empty(), &mut sealed) else {
            return Err(self.why(place, copy).into());
        };
        let length = plain.len();
        sealed.truncate(length);
        // Only an empty file ends with an empty chunk.
        if last && length == 0 && !first {
            return Err(Refused::Altered.into());
        }
        (self.held, self.given, self.ended) = (Zeroizing::new(sealed), 0, last);
        Ok(())
    }

    /// A chunk that did not open as the last one, but opens as one in the middle: the rest is missing.
    fn why(&self, place: u64, mut chunk: Vec<u8>) -> Refused {
        let middle = Counter(place).nonce(false).ok();
        let opened = middle.map(|nonce| self.cipher.open_in_place(nonce, Aad::empty(), &mut chunk).is_ok());
        let cut = opened == Some(true);
        chunk.zeroize();
        if cut { Refused::Cut } else { Refused::Altered }
    }
}

impl<R: Read> Read for Decryptor<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.held.len() {
            if self.ended {
                return Ok(0);
            }
            self.next_chunk()?;
        }
        let rest = self.held.get(self.given..).unwrap_or_default();
        let length = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.given += length;
        Ok(length)
    }
}
