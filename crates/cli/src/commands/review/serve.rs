//! The review page on this machine, which writes decisions itself.
//!
//! Whoever can talk to the server could change what `clean` removes. So it listens on this machine alone; its addresses
//! begin with a secret; and it answers no page of another origin, nor one whose name was made to lead here.

mod http;

use std::{
    io::Write,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use unchaff_driver::Decisions;
use unchaff_review as review;

use self::http::{Answer, Request};
use crate::{
    args::Review,
    commands::{
        complain, count,
        review::{content::content, known, open, read, save, shown},
        say::{say, warn},
        say_stopped,
    },
    failure::Failure,
    status::ExitStatus,
    stop::on_ctrl_c,
};

/// So many connections are answered at once: a browser opens a few, and some of them in vain.
const MOST_CONNECTIONS: usize = 32;

/// More bytes of decisions nobody makes.
const MOST_BYTES: u64 = 64 << 20;

/// How often somebody looks whether there is a connection, or Ctrl-C.
const PAUSE: Duration = Duration::from_millis(20);

/// Shows the page until Ctrl-C.
pub(super) fn run(args: &Review) -> Result<ExitStatus, Failure> {
    let (file, _) = known(args)?;
    // Before the documents are looked at, which may take its time.
    let asked = args.port.unwrap_or(0);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked))
        .map_err(|it| format!("cannot listen on port {asked}: {it} (choose another one with --port)"))?;
    let failed = |it| format!("cannot listen: {it}");
    listener.set_nonblocking(true).map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();

    let (content, inputs, summary) = content(args)?;
    let status = complain(inputs.errors.iter().chain(&summary.errors));
    if summary.is_stopped {
        return Ok(say_stopped(summary.n_documents, inputs.documents.len(), "no page is shown"));
    }
    let documents = count(content.files.len(), "document");
    let server = Arc::new(Server { content, file, port, secret: secret()?, writing: Mutex::new(()) });
    let address = format!("http://127.0.0.1:{port}{}", server.page());
    say(format_args!("{documents}; saving on the page writes {}; Ctrl-C ends", shown(&server.file)));
    let mut out = anstream::stdout();
    writeln!(out, "{address}")?;
    out.flush()?;
    if args.open {
        open(&address, "open the address yourself")?;
    }
    let stop = on_ctrl_c();
    while !stop.is_raised() {
        match listener.accept() {
            Ok((connection, _)) if Arc::strong_count(&server) <= MOST_CONNECTIONS => {
                let server = Arc::clone(&server);
                // Without a thread for it, it is closed.
                let _ = thread::Builder::new().spawn(move || server.serve(connection));
            }
            Ok(_) => {} // closed at once
            // Nobody is there, who was there is gone, or there is no room.
            Err(_) => thread::sleep(PAUSE),
        }
    }
    // Whoever is writing comes to the end; others have not begun.
    let _writing = server.writing.lock();
    Ok(status)
}

/// What nobody can guess: 128 bits, in hexadecimal.
fn secret() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|it| format!("the system gives no random numbers: {it}"))?;
    Ok(bytes.iter().map(|it| format!("{it:02x}")).collect())
}

struct Server {
    content: review::Review,
    /// The file of decisions.
    file: PathBuf,
    port: u16,
    secret: String,
    /// Held while the file is written.
    writing: Mutex<()>,
}

impl Server {
    /// The path of the page.
    fn page(&self) -> String {
        format!("/{}/", self.secret)
    }

    /// The path to which the page sends decisions.
    fn decisions(&self) -> String {
        format!("/{}/decisions", self.secret)
    }

    /// Reads one request and answers it. If nobody waits for the answer any more, nothing else changes.
    fn serve(&self, connection: TcpStream) {
        let _ = http::answer(connection, |request| self.answer(request));
    }

    fn answer(&self, request: &mut Request) -> Result<Answer, Answer> {
        self.refuse_strangers(request)?;
        if request.path == self.page() {
            match request.method.as_str() {
                "GET" | "HEAD" => self.show(),
                _ => Err(Answer::not_allowed("GET, HEAD")),
            }
        } else if request.path == self.decisions() {
            match request.method.as_str() {
                "POST" => self.take(request),
                _ => Err(Answer::not_allowed("POST")),
            }
        } else {
            Err(Answer::refusal(404, "nothing is here: use the address that `unchaff review --serve` told"))
        }
    }

    /// Refuses requests that pages of others have made: those know neither our name nor our origin.
    fn refuse_strangers(&self, request: &Request) -> Result<(), Answer> {
        let ours = ["127.0.0.1", "localhost"].map(|it| format!("{it}:{}", self.port));
        let host = request.header("Host")?.unwrap_or_default();
        if !ours.iter().any(|it| it.eq_ignore_ascii_case(host)) {
            return Err(Answer::refusal(403, &format!("this is no server of that name: expected {}", ours[0])));
        }
        let origin = request.header("Origin")?;
        let is_own = |it: &str| it.strip_prefix("http://").is_some_and(|it| it.eq_ignore_ascii_case(host));
        if origin.is_none_or(is_own) { Ok(()) } else { Err(Answer::refusal(403, "pages of others have no say here")) }
    }

    /// The page, with what the file of decisions says now.
    fn show(&self) -> Result<Answer, Answer> {
        let decisions = read(&self.file).map_err(|it| Answer::refusal(500, &it.to_string()))?;
        let begins_with = (!decisions.is_empty()).then(|| decisions.to_json());
        let save_to = self.decisions();
        let options = review::Options { decisions: begins_with.as_deref(), save_to: Some(&save_to) };
        Ok(Answer::html(review::render(&self.content, &options)))
    }

    /// Writes the decisions of the page; the last page that saves wins.
    fn take(&self, request: &mut Request) -> Result<Answer, Answer> {
        let kind = request.header("Content-Type")?.unwrap_or_default();
        if !kind.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json")) {
            return Err(Answer::refusal(415, "expected decisions as application/json"));
        }
        let body = request.body(MOST_BYTES)?;
        let decisions = Decisions::parse(&body).map_err(|it| Answer::refusal(400, &it))?;
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        save(&self.file, &decisions).map_err(|it| {
            warn(format_args!("unchaff: {it}"));
            Answer::refusal(500, &it.to_string())
        })?;
        Ok(Answer::nothing())
    }
}
