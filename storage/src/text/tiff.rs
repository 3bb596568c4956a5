//! Counting the pages of a TIFF file (TIFF 6.0, section 2): its directories form a chain.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

/// More pages than any scanner writes: a longer chain is a loop.
const MOST_PAGES: u32 = 10_000;
/// Bytes of one entry of a directory.
const ENTRY: i64 = 12;

/// Pages of the TIFF file `path`, or `None` when it is broken.
pub(super) fn count_pages(path: &Path) -> io::Result<Option<u32>> {
    match count(&mut File::open(path)?) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        counted => counted,
    }
}

fn count(file: &mut (impl Read + Seek)) -> io::Result<Option<u32>> {
    let mut order = [0; 4];
    file.read_exact(&mut order)?;
    let little = match &order {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return Ok(None),
    };
    let mut next = read_u32(file, little)?;
    let mut pages = 0;
    while next != 0 {
        pages += 1;
        if pages > MOST_PAGES {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(next.into()))?;
        let entries = read_u16(file, little)?;
        file.seek(SeekFrom::Current(i64::from(entries) * ENTRY))?;
        next = read_u32(file, little)?;
    }
    Ok((pages > 0).then_some(pages))
}

fn read_u16(file: &mut impl Read, little: bool) -> io::Result<u16> {
    let mut bytes = [0; 2];
    file.read_exact(&mut bytes)?;
    Ok(if little {
        u16::from_le_bytes(bytes)
    } else {
        u16::from_be_bytes(bytes)
    })
}

fn read_u32(file: &mut impl Read, little: bool) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(if little {
        u32::from_le_bytes(bytes)
    } else {
        u32::from_be_bytes(bytes)
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, ErrorKind};

    use super::*;

    fn pages(bytes: &[u8]) -> Option<u32> {
        match count(&mut Cursor::new(bytes)) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => None,
            counted => counted.unwrap(),
        }
    }

    #[test]
    fn the_chain_of_directories_is_followed_in_both_byte_orders() {
        // Header, then an empty directory at 8 that leads to one at 14.
        assert_eq!(pages(b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\0\0\0\0\0\0"), Some(2));
        assert_eq!(pages(b"MM\0*\0\0\0\x08\0\0\0\0\0\0"), Some(1));
    }

    #[test]
    fn a_broken_chain_has_no_count() {
        let endless = b"II*\0\x08\0\0\0\0\0\x08\0\0\0";
        for broken in [
            &b"II*\0"[..],
            b"",
            b"JUNK\0\0\0\0",
            b"II*\0\0\0\0\0",
            b"II*\0\xff\0\0\0",
            endless,
        ] {
            assert_eq!(pages(broken), None);
        }
    }
}
