//! The two ends of a content, kept while it streams past.

/// Bytes kept of each end.
const END: usize = 32 << 10;

/// The first and the last bytes of a content: enough to tell what it is without reading it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    head: Vec<u8>,
    tail: Vec<u8>,
    size: u64,
}

impl Sample {
    /// The sample of a content that is in memory.
    pub fn of(content: &[u8]) -> Self {
        let mut sample = Self::default();
        sample.add(content);
        sample.finish();
        sample
    }

    /// The first bytes, 32 KiB at most.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The last bytes that are not in the head, 32 KiB at most.
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Length of the content in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether head and tail together are all of the content.
    pub fn is_whole(&self) -> bool {
        self.size == (self.head.len() + self.tail.len()) as u64
    }

    pub(super) fn add(&mut self, chunk: &[u8]) {
        self.size += chunk.len() as u64;
        let (for_head, rest) = chunk.split_at(chunk.len().min(END - self.head.len()));
        self.head.extend_from_slice(for_head);
        self.tail.extend_from_slice(&rest[rest.len().saturating_sub(END)..]);
        // Trimmed only when it has doubled, so that small chunks do not move it each time.
        if self.tail.len() > 2 * END {
            self.trim();
        }
    }

    pub(super) fn finish(&mut self) {
        self.trim();
    }

    fn trim(&mut self) {
        self.tail.drain(..self.tail.len().saturating_sub(END));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_kept_whatever_the_chunks() {
        let content: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
        for chunk in [1, 7, 4096, END, END + 1, 100_000, content.len()] {
            let mut sample = Sample::default();
            content.chunks(chunk).for_each(|c| sample.add(c));
            sample.finish();
            assert_eq!(sample.head(), &content[..END], "chunks of {chunk}");
            assert_eq!(sample.tail(), &content[content.len() - END..], "chunks of {chunk}");
            assert!(!sample.is_whole());
        }
    }

    #[test]
    fn a_short_content_is_kept_whole() {
        let content = vec![7; END + 5];
        let sample = Sample::of(&content);
        assert!(sample.is_whole());
        assert_eq!(
            (sample.head().len(), sample.tail().len(), sample.size()),
            (END, 5, content.len() as u64)
        );
    }
}
