//! The page on this machine.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Stdio},
};

use crate::cli::{CLEANED, DIRTY, Folder, Run, TITLED};

/// A server, and how to talk to it. It is killed in the end.
struct Server {
    child: Child,
    port: u16,
    /// The path of the page: `/SECRET/`.
    page: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was answered.
struct Answered {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn start(folder: &Folder, args: &str) -> Self {
        let mut command = folder.command(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary");
        let mut address = String::new();
        BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut address).expect("an address");
        let (port, page) = address
            .trim_end()
            .strip_prefix("http://127.0.0.1:")
            .and_then(|it| it.split_once('/'))
            .unwrap_or_else(|| panic!("{address:?} is no address"));
        Self { child, port: port.parse().expect("a port"), page: format!("/{page}") }
    }

    /// Sends some bytes and reads what comes back.
    fn send(&self, bytes: &[u8]) -> Answered {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        connection.write_all(bytes).expect("it reads");
        let mut answer = String::new();
        connection.read_to_string(&mut answer).expect("an answer in UTF-8");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?} is no answer"));
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
        Answered { status, head: head.to_string(), body: body.to_string() }
    }

    /// Sends a request as a browser would, with what is different in it: `Name: value`, or `-Name` for none.
    fn ask(&self, start: &str, different: &[&str], body: &str) -> Answered {
        let mut headers = vec![
            format!("Host: 127.0.0.1:{}", self.port),
            format!("Origin: http://127.0.0.1:{}", self.port),
            "Content-Type: application/json".to_string(),
            format!("Content-Length: {}", body.len()),
        ];
        let name = |it: &str| it.split(':').next().unwrap_or_default().trim_start_matches('-').to_string();
        headers.retain(|it| !different.iter().any(|other| name(other) == name(it)));
        headers.extend(different.iter().filter(|it| !it.starts_with('-')).map(ToString::to_string));
        self.send(format!("{start} HTTP/1.1\r\n{}\r\n\r\n{body}", headers.join("\r\n")).as_bytes())
    }

    fn save(&self, different: &[&str], body: &str) -> Answered {
        self.ask(&format!("POST {}decisions", self.page), different, body)
    }
}

const REJECTED: &str = r#"{"unchaff-decisions":1,"rules":{"also-link":"reject"},"files":{},"edits":[]}"#;
const FILE: &str = "unchaff-decisions.json";

fn folder() -> Folder {
    Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", TITLED)])
}

#[test]
fn what_the_page_saves_is_in_the_file_and_on_the_page() {
    let folder = folder();
    let server = Server::start(&folder, "review posts --serve");
    let page = server.ask(&format!("GET {}", server.page), &["-Origin"], "");
    assert_eq!(page.status, 200, "{}", page.body);
    for part in ["<!doctype html>", "posts/a.md", &format!(r#"content="{}decisions""#, server.page)] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains(r#"id="decisions""#), "nothing is decided yet");
    for part in [
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "frame-ancestors 'none'",
    ] {
        assert!(page.head.contains(part), "{part} is missing in {}", page.head);
    }
    assert!(!page.head.contains("Access-Control"), "{}", page.head);

    let saved = server.save(&[], REJECTED);
    assert_eq!((saved.status, saved.body.as_str()), (204, ""));
    let file = String::from_utf8(folder.read(FILE)).expect("UTF-8");
    assert!(file.contains("\"also-link\": \"reject\""), "{file}");
    let page = server.ask(&format!("GET {}", server.page), &["-Origin"], "");
    assert!(page.body.contains(r#"id="decisions">{"#) && page.body.contains(r#""also-link": "reject""#));
    let empty = server.ask(&format!("HEAD {}", server.page), &["-Origin"], "");
    assert_eq!((empty.status, empty.body.as_str()), (200, ""));

    // Under its other name, and of no origin: a program of the user.
    let accepted = REJECTED.replace("reject", "accept");
    let host = format!("Host: localhost:{}", server.port);
    assert_eq!(
        server.save(&[&host, "-Origin", "Content-Type: application/json; charset=utf-8"], &accepted).status,
        204
    );
    let origin = format!("Origin: http://localhost:{}", server.port);
    assert_eq!(server.save(&[&host, &origin], &accepted).status, 204);
    let args = "clean posts --write --no-duplicates --decisions unchaff-decisions.json";
    folder.run(&Run { args, ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&folder.read("posts/a.md")), CLEANED);
}

#[test]
fn strangers_and_nonsense_are_refused_with_a_reason() {
    let folder = folder();
    let server = Server::start(&folder, "review posts --serve");
    let own = format!("127.0.0.1:{}", server.port);
    let foreign_port = format!("Origin: http://127.0.0.1:{}", server.port ^ 1);
    let other_name = format!("Origin: http://localhost:{}", server.port);
    let twice = format!("Host: {own}\r\nHost: example.com");
    for (different, body, status, why) in [
        (&["Host: example.com"][..], REJECTED, 403, "no server of that name"),
        (&["Host: 127.0.0.1"], REJECTED, 403, "no server of that name"),
        (&["-Host"], REJECTED, 403, "no server of that name"),
        (&[&twice], REJECTED, 400, "expected one value of Host"),
        (&["Origin: https://example.com"], REJECTED, 403, "pages of others"),
        (&["Origin: null"], REJECTED, 403, "pages of others"),
        (&[&foreign_port], REJECTED, 403, "pages of others"),
        (&[&other_name], REJECTED, 403, "pages of others"),
        (&["Content-Type: text/plain"], REJECTED, 415, "expected decisions as application/json"),
        (&["-Content-Type"], REJECTED, 415, "expected decisions as application/json"),
        (&[], "{", 400, "no decisions: EOF"),
        (&[], r#"{"unchaff-decisions":2}"#, 400, "decisions of version 2"),
        (&["Content-Length: 67108865"], "", 413, "67108865 bytes: expected at most 67108864"),
        (&["Content-Length: 99999999999999999999999"], "", 413, "expected at most 67108864"),
        (&["Content-Length: -1"], "", 411, "expected Content-Length"),
        (&["-Content-Length"], "", 411, "expected Content-Length"),
        (&["Transfer-Encoding: chunked"], "0\r\n\r\n", 411, "expected Content-Length"),
    ] {
        let answer = server.save(different, body);
        assert_eq!(answer.status, status, "{different:?}: {}", answer.body);
        assert!(answer.body.contains(why), "{different:?}: {}", answer.body);
        assert!(!answer.head.contains("Access-Control"), "{}", answer.head);
    }
    let wrong_secret = format!("/{}/decisions", "0".repeat(server.page.len() - 2));
    for (start, status, why) in [
        (format!("POST {wrong_secret}"), 404, "nothing is here"),
        ("POST /decisions".to_string(), 404, "nothing is here"),
        ("GET /".to_string(), 404, "nothing is here"),
        ("GET /favicon.ico".to_string(), 404, "nothing is here"),
        (format!("GET {}x", server.page), 404, "nothing is here"),
        (format!("GET {}decisions", server.page), 405, "expected POST"),
        (format!("POST {}", server.page), 405, "expected GET, HEAD"),
        (format!("OPTIONS {}decisions", server.page), 405, "expected POST"),
    ] {
        let answer = server.ask(&start, &[], REJECTED);
        assert_eq!(answer.status, status, "{start}: {}", answer.body);
        assert!(answer.body.contains(why) && !answer.body.contains(&server.page), "{start}: {}", answer.body);
    }
    let long = format!("GET /{} HTTP/1.1\r\n", "x".repeat(20_000));
    assert_eq!(server.send(long.as_bytes()).status, 431);
    assert_eq!(server.send(b"ferry\r\n\r\n").status, 400);
    assert!(!folder.path(FILE).exists(), "nobody has decided anything");
    // After all that it still listens, also to somebody else than those who say nothing.
    let _silent = [(); 8].map(|()| TcpStream::connect(("127.0.0.1", server.port)).expect("it listens"));
    assert_eq!(server.save(&[], REJECTED).status, 204);
    assert!(folder.path(FILE).exists());
}

#[test]
fn what_cannot_be_written_is_told_and_the_server_stays() {
    let folder = folder();
    let server = Server::start(&folder, "review posts --serve");
    folder.write(Path::new(FILE).join("x"), "somebody else's");
    let answer = server.save(&[], REJECTED);
    assert!(answer.status == 500 && answer.body.contains("cannot write"), "{} {}", answer.status, answer.body);
    let answer = server.ask(&format!("GET {}", server.page), &[], "");
    assert!(answer.status == 500 && answer.body.contains("cannot read"), "{} {}", answer.status, answer.body);
    assert_eq!(server.save(&[], "{").status, 400);
}

#[test]
fn every_server_has_a_secret_of_its_own_and_the_port_that_is_asked_for() {
    let folder = folder();
    let server = Server::start(&folder, "review posts --serve");
    let other = Server::start(&folder, "review posts --serve");
    assert_ne!(server.page, other.page);
    let is_hexadecimal = |it: char| it.is_ascii_digit() || ('a'..='f').contains(&it);
    assert!(server.page.len() == 34 && server.page[1..33].chars().all(is_hexadecimal), "{}", server.page);
    let args = format!("review posts --serve --port {}", server.port);
    let why = format!("cannot listen on port {}", server.port);
    folder.run(&Run { args: &args, exit: 2, stderr: &[&why, "--port"], ..Run::default() });
    let port = other.port;
    drop(other);
    assert_eq!(Server::start(&folder, &format!("review posts --serve --port {port}")).port, port);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    let folder = folder();
    let mut server = Server::start(&folder, "review posts --serve");
    assert_eq!(server.save(&[], REJECTED).status, 204);
    let pid = server.child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill");
    assert_eq!(server.child.wait().expect("an end").code(), Some(0));
    assert!(Path::new(&folder.path(FILE)).exists());
}
