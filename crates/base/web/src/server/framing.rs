//! A strict reading of HTTP/1 message framing, before hyper sees a byte.
//!
//! hyper follows the RFC's leniency: it takes a bare LF for a line end, lets
//! `Transfer-Encoding` win over `Content-Length`, and folds equal lengths. A
//! proxy in front may decide otherwise, and then the two disagree where one
//! request ends: request smuggling. Here such a message is broken on purpose
//! at the offending byte, so that hyper answers 400 and closes.

/// What HTTP/2 connections begin with (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Bytes of a chunk's size line with its extensions, which nobody uses.
const MAX_CHUNK_LINE: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// So many bytes looked like HTTP/2's preface.
    Preface(usize),
    Head,
    Body(u64),
    ChunkSize,
    ChunkData(u64),
    ChunkEnd,
    /// After the last chunk; trailers are refused.
    LastChunk,
    /// Not ours to read.
    Http2,
}

/// Follows one connection's incoming bytes.
#[derive(Debug)]
pub(super) struct Framing {
    at: At,
    line: Vec<u8>,
    after_cr: bool,
    max_head: usize,
    head: Head,
}

#[derive(Debug, Default)]
struct Head {
    bytes: usize,
    request_line: bool,
    length: Option<u64>,
    chunked: bool,
    host: bool,
}

/// The message is not to be read on.
#[derive(Debug, PartialEq, Eq)]
struct Broken;

impl Framing {
    pub(super) fn new(max_head: usize) -> Self {
        Self { at: At::Preface(0), line: Vec::new(), after_cr: false, max_head, head: Head::default() }
    }

    /// Whether part of a head has arrived and the rest has not.
    pub(super) fn within_head(&self) -> bool {
        match self.at {
            At::Preface(matched) => matched > 0,
            At::Head => self.head.bytes > 0,
            _ => false,
        }
    }

    /// Takes what has arrived; `Err` gives the index of the offending byte.
    pub(super) fn follow(&mut self, bytes: &[u8]) -> Result<(), usize> {
        let mut index = 0;
        while let Some(&byte) = bytes.get(index) {
            match &mut self.at {
                At::Http2 => return Ok(()),
                At::Body(left) | At::ChunkData(left) => {
                    let skipped = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len() - index);
                    *left -= skipped as u64;
                    index += skipped;
                    self.after_data();
                    continue;
                }
                At::Preface(matched) if PREFACE[*matched] == byte => {
                    *matched += 1;
                    if *matched == PREFACE.len() {
                        self.at = At::Http2;
                    }
                }
                At::Preface(matched) => {
                    let seen = *matched;
                    self.at = At::Head;
                    for &byte in &PREFACE[..seen] {
                        self.byte(byte).map_err(|Broken| index)?;
                    }
                    continue;
                }
                At::Head | At::ChunkSize | At::ChunkEnd | At::LastChunk => {
                    self.byte(byte).map_err(|Broken| index)?;
                }
            }
            index += 1;
        }
        Ok(())
    }

    fn after_data(&mut self) {
        match self.at {
            At::Body(0) => self.at = At::Head,
            At::ChunkData(0) => self.at = At::ChunkEnd,
            _ => {}
        }
    }

    /// One byte of something that is made of lines; a line ends in CR LF and nothing else.
    fn byte(&mut self, byte: u8) -> Result<(), Broken> {
        let longest = match self.at {
            At::Head => {
                self.head.bytes += 1;
                self.max_head
            }
            At::ChunkSize => MAX_CHUNK_LINE,
            _ => 0,
        };
        if self.at == At::Head && self.head.bytes > self.max_head {
            return Err(Broken);
        }
        match (self.after_cr, byte) {
            (true, b'\n') => {
                self.after_cr = false;
                let line = std::mem::take(&mut self.line);
                self.line_ends(&line)?;
                self.line = line;
                self.line.clear();
                Ok(())
            }
            (true, _) | (false, b'\n') => Err(Broken),
            (false, b'\r') => {
                self.after_cr = true;
                Ok(())
            }
            (false, _) if self.line.len() >= longest => Err(Broken),
            (false, other) => {
                self.line.push(other);
                Ok(())
            }
        }
    }

    fn line_ends(&mut self, line: &[u8]) -> Result<(), Broken> {
        match self.at {
            At::Head if line.is_empty() => {
                let head = std::mem::take(&mut self.head);
                self.at = match head {
                    Head { request_line: false, .. } => return Err(Broken),
                    Head { chunked: true, .. } => At::ChunkSize,
                    Head { length: Some(length), .. } if length > 0 => At::Body(length),
                    _ => At::Head,
                };
                Ok(())
            }
            At::Head if self.head.request_line => self.head.field(line),
            At::Head => {
                self.head.request_line = true;
                Ok(())
            }
            At::ChunkSize => {
                let size = chunk_size(line)?;
                self.at = if size == 0 { At::LastChunk } else { At::ChunkData(size) };
                Ok(())
            }
            At::ChunkEnd => {
                self.at = At::ChunkSize;
                Ok(())
            }
            At::LastChunk => {
                self.at = At::Head;
                Ok(())
            }
            At::Preface(_) | At::Body(_) | At::ChunkData(_) | At::Http2 => Err(Broken),
        }
    }
}

impl Head {
    /// Only the fields that frame a message are looked at; hyper judges the rest.
    fn field(&mut self, line: &[u8]) -> Result<(), Broken> {
        // A line that begins with a blank would continue the one before (obs-fold).
        let colon = line.iter().position(|b| *b == b':').filter(|at| *at > 0).ok_or(Broken)?;
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if line[0].is_ascii_whitespace() || name[colon - 1].is_ascii_whitespace() {
            return Err(Broken);
        }
        let framed = self.chunked || self.length.is_some();
        if name.eq_ignore_ascii_case(b"content-length") {
            if framed {
                return Err(Broken);
            }
            self.length = Some(number(value, 10, 18)?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if framed || !value.eq_ignore_ascii_case(b"chunked") {
                return Err(Broken);
            }
            self.chunked = true;
        } else if name.eq_ignore_ascii_case(b"host") {
            if self.host {
                return Err(Broken);
            }
            self.host = true;
        }
        Ok(())
    }
}

fn chunk_size(line: &[u8]) -> Result<u64, Broken> {
    let size = line.split(|b| *b == b';').next().unwrap_or_default();
    number(size, 16, 15)
}

/// Digits and nothing else: no sign, no blank, no `0x`.
fn number(text: &[u8], radix: u32, max_digits: usize) -> Result<u64, Broken> {
    let digits = !text.is_empty() && text.len() <= max_digits && text.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(text).ok().filter(|_| digits).ok_or(Broken)?;
    u64::from_str_radix(text, radix).map_err(|_| Broken)
}

#[cfg(test)]
mod tests {
    use super::{At, Framing};

    /// Whether the bytes pass, however they are cut.
    fn passes(text: &str) -> bool {
        let whole = Framing::new(1000).follow(text.as_bytes()).is_ok();
        for cut in 0..text.len() {
            let mut framing = Framing::new(1000);
            let (first, second) = text.as_bytes().split_at(cut);
            let cut_up = framing.follow(first).and_then(|()| framing.follow(second)).is_ok();
            assert_eq!(cut_up, whole, "cut at {cut}: {text:?}");
        }
        whole
    }

    #[test]
    fn sound_messages_pass() {
        let table = [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n\na\rGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\n\n\n\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n\
             PATCH / HTTP/1.1\r\nHost: a\r\n\r\n",
            "P / HTTP/1.1\r\nContent-Length: 0\r\n\r\nPR / HTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\n\n anything",
        ];
        for text in table {
            assert!(passes(text), "{text:?}");
        }
    }

    #[test]
    fn ambiguous_messages_do_not() {
        let table = [
            "GET / HTTP/1.1\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\n",
            "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\nabcde",
            "POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\nabcde",
            "POST / HTTP/1.1\r\nContent-Length: 0x5\r\n\r\nabcde",
            "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n",
        ];
        for text in table {
            assert!(!passes(text), "{text:?}");
        }
        assert!(!passes(&format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(1000))));
        assert!(!passes(&format!(
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;{}\r\nabc\r\n0\r\n\r\n",
            "x".repeat(300)
        )));
    }

    #[test]
    fn it_knows_when_a_head_is_open() {
        let mut framing = Framing::new(1000);
        assert!(!framing.within_head());
        framing.follow(b"P").unwrap();
        assert!(framing.within_head());
        framing.follow(b"OST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n").unwrap();
        assert!(!framing.within_head());
        framing.follow(b"ab").unwrap();
        assert!(!framing.within_head());
        framing.follow(b"G").unwrap();
        assert!(framing.within_head());
        assert_eq!(framing.at, At::Head);
    }
}
