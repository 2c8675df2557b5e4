//! Ascending numbers as text: a Golomb-Rice code of the distances between them, six bits to a letter, after a letter that
//! says how many low bits each distance has.

/// Six bits each. Without a hyphen, an underline and an I, no run of them begins as keys do: `sk-`, `ghp_`, `AKIA`.
const LETTERS: &[u8; 64] = b"ABCDEFGHJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*~";

/// What each letter stands for; more than any for what is none.
const VALUES: [u8; 128] = {
    let mut values = [u8::MAX; 128];
    let mut at = 0;
    while at < LETTERS.len() {
        values[LETTERS[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// Returns ascending numbers as a list of their distances.
pub fn written(numbers: &[u32]) -> String {
    let mean = numbers.last().map_or(0, |last| *last as usize + 1) / numbers.len().max(1);
    // The best number of low bits for distances that are spread at random is that of 0.69 times their mean.
    let low = (mean * 69 / 100).checked_ilog2().unwrap_or(0);
    let mut bits = Bits::default();
    bits.text.push(char::from(LETTERS[low as usize]));
    let mut before = None;
    for number in numbers {
        let distance = before.map_or(*number, |before| number - before - 1);
        (0..distance >> low).for_each(|_| bits.push(0, 1));
        bits.push((distance & ((1 << low) - 1)) | (1 << low), low + 1);
        before = Some(*number);
    }
    if bits.count > 0 {
        bits.push(0, 6 - bits.count);
    }
    bits.text
}

/// Returns the numbers of a list; nothing where it is none.
pub fn read(text: &str) -> Option<Vec<u32>> {
    let value = |letter: &u8| VALUES.get(usize::from(*letter)).copied().filter(|value| *value < 64);
    let (low, letters) = text.as_bytes().split_first()?;
    let low = u32::from(value(low)?);
    let mut numbers = Vec::with_capacity(letters.len() * 6 / (low as usize + 2));
    let (mut letters, mut open, mut count) = (letters.iter(), 0_u64, 0);
    let mut next = 0_u32;
    loop {
        // The zeros before the next one, across as many letters as they take.
        let mut zeros = 0_u32;
        while open == 0 {
            zeros += count;
            let Some(letter) = letters.next() else { return Some(numbers) };
            (open, count) = (u64::from(value(letter)?), 6);
        }
        let lead = open.leading_zeros() - (u64::BITS - count);
        (zeros, count) = (zeros + lead, count - lead - 1);
        open &= (1 << count) - 1;
        while count < low {
            (open, count) = ((open << 6) | u64::from(value(letters.next()?)?), count + 6);
        }
        count -= low;
        let distance = zeros.checked_shl(low)? | u32::try_from(open >> count).ok()?;
        open &= (1 << count) - 1;
        let number = next.checked_add(distance)?;
        numbers.push(number);
        next = number.checked_add(1)?;
    }
}

/// Bits, six to a letter; a list ends where nothing but zeros is left.
#[derive(Default)]
struct Bits {
    text: String,
    /// The last bits, of which so many are in no letter yet.
    open: u64,
    count: u32,
}

impl Bits {
    /// Adds so many bits, at most 32.
    fn push(&mut self, bits: u32, width: u32) {
        self.open = (self.open << width) | u64::from(bits);
        self.count += width;
        while self.count >= 6 {
            self.count -= 6;
            self.text.push(char::from(LETTERS[(self.open >> self.count) as usize % LETTERS.len()]));
        }
    }
}
