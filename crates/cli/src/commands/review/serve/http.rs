//! As much of HTTP as a page on one's own machine needs: one request on each connection, no streams, no encodings.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

/// Longer heads of requests no browser sends to us.
const LONGEST_HEAD: usize = 16 << 10;

const MOST_HEADERS: usize = 64;

/// A client that is silent for longer is gone.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a client has not sent yet when it is refused is read for so long, or it would not see the answer.
const POLITENESS: Duration = Duration::from_secs(1);

/// A request whose head was read.
pub(super) struct Request {
    pub(super) method: String,
    /// With everything up to the next blank: there are no queries here.
    pub(super) path: String,
    headers: Vec<(String, Vec<u8>)>,
    connection: TcpStream,
    /// What was read behind the head.
    begun: Vec<u8>,
}

/// What is answered.
pub(super) struct Answer {
    status: u16,
    /// Headers besides those that every answer has.
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
}

/// Reads a request, asks `of` for the answer, and sends it. Silence is answered by silence.
///
/// # Errors
/// If the client is gone, or too slow.
pub(super) fn answer(connection: TcpStream, of: impl FnOnce(&mut Request) -> Result<Answer, Answer>) -> io::Result<()> {
    // Some systems let it inherit this from the listener.
    connection.set_nonblocking(false)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let mut sender = connection.try_clone()?;
    let (answer, has_body) = match Request::read(connection)? {
        None => return Ok(()),
        Some(Err(answer)) => (answer, true),
        Some(Ok(mut request)) => (of(&mut request).unwrap_or_else(|it| it), request.method != "HEAD"),
    };
    sender.write_all(&answer.written(has_body))?;
    sender.shutdown(Shutdown::Write)?;
    sender.set_read_timeout(Some(POLITENESS))?;
    io::copy(&mut sender.take(super::MOST_BYTES), &mut io::sink())?;
    Ok(())
}

impl Request {
    /// Reads the head; nothing, if the client closes before it has begun.
    fn read(mut connection: TcpStream) -> io::Result<Option<Result<Self, Answer>>> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            match connection.read(&mut chunk)? {
                0 if bytes.is_empty() => return Ok(None),
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => bytes.extend_from_slice(&chunk[..n]),
            }
            let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
            let mut head = httparse::Request::new(&mut headers);
            match head.parse(&bytes) {
                Ok(httparse::Status::Complete(length)) => {
                    let owned = |it: &httparse::Header<'_>| (it.name.to_string(), it.value.to_vec());
                    let method = head.method.unwrap_or_default().to_string();
                    let path = head.path.unwrap_or_default().to_string();
                    let headers = head.headers.iter().map(owned).collect();
                    let begun = bytes.split_off(length);
                    return Ok(Some(Ok(Self { method, path, headers, connection, begun })));
                }
                Ok(httparse::Status::Partial) if bytes.len() < LONGEST_HEAD => {}
                Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
                    return Ok(Some(Err(Answer::refusal(431, "the head of the request is too large"))));
                }
                Err(error) => return Ok(Some(Err(Answer::refusal(400, &format!("no HTTP request: {error}"))))),
            }
        }
    }

    /// The value of a header.
    ///
    /// # Errors
    /// If there are several, or it is no text: what others would take for its value nobody knows.
    pub(super) fn header(&self, name: &str) -> Result<Option<&str>, Answer> {
        let mut values = self.headers.iter().filter(|it| it.0.eq_ignore_ascii_case(name)).map(|it| &it.1);
        let value = values.next().map(|it| str::from_utf8(it)).transpose();
        match (value, values.next()) {
            (Ok(value), None) => Ok(value),
            _ => Err(Answer::refusal(400, &format!("expected one value of {name}"))),
        }
    }

    /// Reads the body.
    ///
    /// # Errors
    /// If nobody knows its length, if it is longer than `most`, or ends too early.
    pub(super) fn body(&mut self, most: u64) -> Result<Vec<u8>, Answer> {
        let unknown = || Answer::refusal(411, "expected Content-Length");
        if self.header("Transfer-Encoding")?.is_some() {
            return Err(unknown());
        }
        let length = self.header("Content-Length")?.ok_or_else(unknown)?;
        let is_number = !length.is_empty() && length.bytes().all(|it| it.is_ascii_digit());
        // More digits than fit are too many bytes, too.
        let length = if is_number { length.parse().unwrap_or(u64::MAX) } else { return Err(unknown()) };
        if length > most {
            return Err(Answer::refusal(413, &format!("{length} bytes: expected at most {most}")));
        }
        let mut body = std::mem::take(&mut self.begun);
        let missing = length.saturating_sub(body.len() as u64);
        let read = (&mut self.connection).take(missing).read_to_end(&mut body);
        body.truncate(length as usize);
        if read.is_err() || body.len() as u64 != length {
            return Err(Answer::refusal(400, "the request ends before its end"));
        }
        Ok(body)
    }
}

impl Answer {
    /// A page.
    pub(super) fn html(page: String) -> Self {
        Self { status: 200, headers: vec![("Content-Type", "text/html; charset=utf-8")], body: page.into_bytes() }
    }

    /// That it was done.
    pub(super) fn nothing() -> Self {
        Self { status: 204, headers: Vec::new(), body: Vec::new() }
    }

    /// That it was not done, and why.
    pub(super) fn refusal(status: u16, why: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8")];
        Self { status, headers, body: format!("{why}\n").into_bytes() }
    }

    /// That an address is asked something else.
    pub(super) fn not_allowed(methods: &'static str) -> Self {
        let mut answer = Self::refusal(405, &format!("expected {methods}"));
        answer.headers.push(("Allow", methods));
        answer
    }

    fn written(&self, has_body: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let every = [
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            // Of all else the page has a policy of its own.
            ("Content-Security-Policy", "frame-ancestors 'none'"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Connection", "close"),
        ];
        for (name, value) in self.headers.iter().chain(&every) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        let mut bytes = (head + "\r\n").into_bytes();
        if has_body {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// What stands behind the number; nobody reads it but people.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    }
}
