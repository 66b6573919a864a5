//! Random numbers from the system: ids, and the one seed that a node is given.

/// Fills the buffer.
///
/// # Panics
/// The system has no random numbers to give; nothing sensible can be done without.
pub fn fill(buffer: &mut [u8]) {
    let mut rest = buffer;
    while !rest.is_empty() {
        match rustix::rand::getrandom(&mut *rest, rustix::rand::GetRandomFlags::empty()) {
            Ok(got) => rest = &mut rest[got..],
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => panic!("the system gives no random numbers: {error}"),
        }
    }
}

/// A random number.
#[must_use]
pub fn number() -> u64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
