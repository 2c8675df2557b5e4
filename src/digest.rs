//! Digests: a number by which bytes are known again.

/// Returns the BLAKE3 of some bytes, in hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The BLAKE3 of parts, of which it counts where each ends.
#[derive(Default)]
pub struct Digest(blake3::Hasher);

impl Digest {
    pub fn put(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// Returns all 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}
