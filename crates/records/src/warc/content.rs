//! How the body of a response is packed.

use std::{borrow::Cow, io::Read};

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// The body behind `Transfer-Encoding: chunked`, if it is cut into chunks. Archives often keep it in one piece, but the
/// field as it was.
pub(super) fn in_one_piece(body: &[u8]) -> Cow<'_, [u8]> {
    joined(body).map_or(Cow::Borrowed(body), Cow::Owned)
}

fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let mut all = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut n_whole = 0;
    while !rest.is_empty() {
        let Some(end) = rest.iter().take(1 << 10).position(|it| *it == b'\n') else {
            // The connection was closed early.
            return (n_whole > 0 && rest.len() < 20).then_some(all);
        };
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        if !size.bytes().all(|it| it.is_ascii_hexdigit()) {
            return None;
        }
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(all);
        }
        let Some((piece, behind)) = rest.split_at_checked(size) else {
            all.extend_from_slice(rest);
            return (n_whole > 0).then_some(all);
        };
        all.extend_from_slice(piece);
        rest = match behind {
            [b'\r', b'\n', it @ ..] | [b'\n', it @ ..] => it,
            [] => return Some(all),
            [b'\r'] => return Some(all),
            _ => return None,
        };
        n_whole += 1;
    }
    (n_whole > 0).then_some(all)
}

/// The body behind `Content-Encoding`; as it is, if it has been unpacked before.
///
/// # Errors
/// If it is damaged, or has more than `most` bytes.
pub(super) fn unpacked<'a>(mut body: Cow<'a, [u8]>, codings: &[String], most: usize) -> Result<Cow<'a, [u8]>, String> {
    for coding in codings.iter().rev() {
        if let Some(unpacked) = unpacked_once(&body, coding, most)? {
            body = Cow::Owned(unpacked);
        }
    }
    Ok(body)
}

fn unpacked_once(body: &[u8], coding: &str, most: usize) -> Result<Option<Vec<u8>>, String> {
    let decoders: Vec<Box<dyn Read + '_>> = match coding {
        "gzip" | "x-gzip" => vec![Box::new(GzDecoder::new(body))],
        // The standard wants zlib. Some have understood it otherwise.
        "deflate" => vec![Box::new(ZlibDecoder::new(body)), Box::new(DeflateDecoder::new(body))],
        "br" => vec![Box::new(Decompressor::new(body, 1 << 12))],
        "zstd" => zstd::Decoder::with_buffer(body).map(|it| Box::new(it) as _).into_iter().collect(),
        _ => return Ok(None),
    };
    for decoder in decoders {
        let mut unpacked = Vec::new();
        let read = decoder.take((most as u64).saturating_add(1)).read_to_end(&mut unpacked);
        if unpacked.len() > most {
            return Err(format!("has more than {most} bytes when it is decompressed"));
        }
        if read.is_ok() && !(unpacked.is_empty() && is_text(body)) {
            return Ok(Some(unpacked));
        }
    }
    match is_text(body) {
        true => Ok(None),
        false => Err(format!("damaged: it should be packed as `{coding}`")),
    }
}

/// Whether a body is no packed one.
fn is_text(body: &[u8]) -> bool {
    let mut visible =
        body.iter().filter(|it| !it.is_ascii_whitespace() && ![0, 0xef, 0xbb, 0xbf, 0xfe, 0xff].contains(*it));
    visible.next() == Some(&b'<') || std::str::from_utf8(body).is_ok()
}
