//! Time stamps of RFC 3161: what is asked of a time-stamping service, and what is read in its answer. Pure.
//!
//! A token is evidence of the service's, signed with a certificate that others vouch for. Here it is checked that it
//! stamps this hash, and when; the certificate is the business of whoever trusts it (`openssl ts -verify`).

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::objects::Sha256;

/// Why a token is none for what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    /// The service did not grant one; its PKIStatus.
    #[error("the time-stamping service refused, with status {0}")]
    Refused(u8),
    /// It is no time stamp in DER, or not over a SHA-256.
    #[error("not a time stamp of RFC 3161 over a SHA-256")]
    Malformed,
    /// It stamps something else.
    #[error("the time stamp is of something else")]
    OtherImprint,
    /// It answers another request.
    #[error("the time stamp answers another request")]
    OtherNonce,
}

/// The DER of a request to stamp a hash (TimeStampReq), which asks for the certificate too. The nonce is in the answer.
pub fn request(imprint: Sha256, nonce: Nonce) -> Vec<u8> {
    let version = element(INTEGER, &[1]);
    let certificate_wanted = element(BOOLEAN, &[0xff]);
    let algorithm = element(SEQUENCE, &[element(OBJECT, SHA_256), element(NULL, &[])].concat());
    let imprint = element(SEQUENCE, &[algorithm, element(OCTETS, imprint.as_bytes())].concat());
    let nonce = element(INTEGER, &nonce.0);
    element(SEQUENCE, &[version, imprint, nonce, certificate_wanted].concat())
}

/// A number that tells one request from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; 8]);

impl Nonce {
    /// A nonce from random bytes; the caller draws them.
    pub fn from_random(mut bytes: [u8; 8]) -> Self {
        // DER writes a positive number without more zeros than it needs: the first byte is 1 to 127.
        bytes[0] = bytes[0] & 0x7e | 1;
        Self(bytes)
    }
}

/// Reads the DER of an answer (TimeStampResp): the token, and when the service stamped the hash.
///
/// # Errors
/// When none was granted, or it is not for this hash and nonce.
pub fn granted(answer: &[u8], imprint: Sha256, nonce: Nonce) -> Result<(Vec<u8>, Timestamp), StampFault> {
    let mut answer = Der(answer).inner(SEQUENCE)?;
    let status = answer.inner(SEQUENCE)?.content(INTEGER)?;
    if !matches!(status, [0 | 1]) {
        return Err(StampFault::Refused(status.last().copied().unwrap_or(u8::MAX)));
    }
    let token = answer.0.to_vec();
    let stamp = read(&token)?;
    if stamp.nonce.as_deref() != Some(&nonce.0) {
        return Err(StampFault::OtherNonce);
    }
    Ok((token, stamp.of(imprint)?))
}

/// When a token says that a hash existed.
///
/// # Errors
/// When it stamps another.
pub fn stamped_at(token: &[u8], imprint: Sha256) -> Result<Timestamp, StampFault> {
    read(token)?.of(imprint)
}

/// What is read in a token (TSTInfo).
struct Stamp {
    imprint: Sha256,
    at: Timestamp,
    nonce: Option<Vec<u8>>,
}

impl Stamp {
    fn of(&self, imprint: Sha256) -> Result<Timestamp, StampFault> {
        (self.imprint == imprint)
            .then_some(self.at)
            .ok_or(StampFault::OtherImprint)
    }
}

/// Reads a token: a ContentInfo with SignedData around a TSTInfo (RFC 5652 and RFC 3161).
fn read(token: &[u8]) -> Result<Stamp, StampFault> {
    let mut content = Der(token).inner(SEQUENCE)?;
    content.expect(OBJECT, SIGNED_DATA)?;
    let mut signed = content.inner(EXPLICIT_0)?.inner(SEQUENCE)?;
    signed.content(INTEGER)?;
    signed.content(SET)?;
    let mut enclosed = signed.inner(SEQUENCE)?;
    enclosed.expect(OBJECT, TST_INFO)?;
    let octets = enclosed.inner(EXPLICIT_0)?.content(OCTETS)?;
    let mut info = Der(octets).inner(SEQUENCE)?;
    info.content(INTEGER)?;
    info.content(OBJECT)?;
    let mut imprint = info.inner(SEQUENCE)?;
    imprint.inner(SEQUENCE)?.expect(OBJECT, SHA_256)?;
    let imprint = imprint.content(OCTETS)?.try_into().map_err(|_| StampFault::Malformed)?;
    info.content(INTEGER)?;
    let at = moment(info.content(GENERALIZED_TIME)?)?;
    Ok(Stamp {
        imprint: Sha256::from_bytes(imprint),
        at,
        nonce: info.first(INTEGER).map(<[u8]>::to_vec),
    })
}

/// `20261209152431Z`, perhaps with a fraction of the second, which is left out.
fn moment(text: &[u8]) -> Result<Timestamp, StampFault> {
    let digits = text.get(..14).and_then(|digits| std::str::from_utf8(digits).ok());
    let read = digits.and_then(|digits| DateTime::strptime("%Y%m%d%H%M%S", digits).ok());
    let read = read.filter(|_| text.ends_with(b"Z"));
    let utc = read.and_then(|read| read.to_zoned(TimeZone::UTC).ok());
    utc.map(|utc| utc.timestamp()).ok_or(StampFault::Malformed)
}

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const NULL: u8 = 0x05;
const OBJECT: u8 = 0x06;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const EXPLICIT_0: u8 = 0xa0;

/// 2.16.840.1.101.3.4.2.1
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// 1.2.840.113549.1.7.2
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.9.16.1.4
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

/// An element of fewer than 128 bytes, as all of a request are.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or(0x7f);
    [&[tag, length], content].concat()
}

/// Elements one after the other, of definite length.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next element, which has this tag.
    fn content(&mut self, tag: u8) -> Result<&'a [u8], StampFault> {
        match self.next() {
            Some((found, content)) if found == tag => Ok(content),
            _ => Err(StampFault::Malformed),
        }
    }

    fn inner(&mut self, tag: u8) -> Result<Self, StampFault> {
        self.content(tag).map(Der)
    }

    fn expect(&mut self, tag: u8, content: &[u8]) -> Result<(), StampFault> {
        (self.content(tag)? == content)
            .then_some(())
            .ok_or(StampFault::Malformed)
    }

    /// The content of the first element with this tag among those that are left.
    fn first(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.find_map(|(found, content)| (found == tag).then_some(content))
    }
}

/// Tag and content of each; it ends where no whole element follows.
impl<'a> Iterator for Der<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
                let length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
                (length, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer of a real service (OpenSSL 3) to a request for the SHA-256 of `prueba` with [`NONCE`].
    const ANSWER: &[u8] = include_bytes!("../../tests/seals/stamp.tsr");
    const NONCE: Nonce = Nonce([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);

    fn imprint() -> Sha256 {
        Sha256::of(b"prueba")
    }

    #[test]
    fn a_request_is_fixed_to_the_byte() {
        let expected = "30430201013031300d060960864801650304020105000420\
                        655e786674d9d3e77bc05ed1de37b4b6bc89f788829f9f3c679e7687b410c89b\
                        02080123456789abcdef0101ff";
        assert_eq!(hex::encode(request(imprint(), NONCE)), expected);
    }

    #[test]
    fn the_answer_of_a_service_is_read_and_its_token_again_later() {
        let (token, at) = granted(ANSWER, imprint(), NONCE).unwrap();
        assert_eq!(at, "2026-11-22T19:37:45Z".parse().unwrap());
        assert_eq!(stamped_at(&token, imprint()), Ok(at));
    }

    #[test]
    fn a_stamp_of_something_else_or_of_another_request_is_refused() {
        let other = Sha256::of(b"otra");
        assert_eq!(granted(ANSWER, other, NONCE), Err(StampFault::OtherImprint));
        let nonce = Nonce::from_random([7; 8]);
        assert_eq!(granted(ANSWER, imprint(), nonce), Err(StampFault::OtherNonce));
        let refused = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02];
        assert_eq!(granted(&refused, imprint(), NONCE), Err(StampFault::Refused(2)));
    }

    #[test]
    fn what_is_cut_anywhere_is_refused_and_never_panics() {
        for end in 0..ANSWER.len() {
            assert!(granted(&ANSWER[..end], imprint(), NONCE).is_err());
        }
        for place in 0..200 {
            let mut changed = ANSWER.to_vec();
            changed[place] ^= 0x80;
            let _ = granted(&changed, imprint(), NONCE);
        }
    }

    #[test]
    fn a_nonce_is_written_as_a_short_positive_number() {
        assert_eq!(Nonce::from_random([0xff; 8]).0[0], 0x7f);
        assert_eq!(Nonce::from_random([0; 8]).0[0], 1);
    }
}
