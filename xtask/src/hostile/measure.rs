//! A run of a program with what it took.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How a run ended, and what it took.
pub(super) struct Run {
    /// Of processors, where the system tells: other work on the machine hardly counts. Else of the clock.
    pub(super) time: Duration,
    /// The most bytes of memory that it held at once. Linux alone tells.
    pub(super) memory: Option<usize>,
    /// Nothing, if it was ended by a signal.
    pub(super) exit: Option<i32>,
    pub(super) said: String,
}

/// What a run may take before it is ended: more is a failure, whatever would have come of it.
const MOST_TIME: Duration = Duration::from_secs(900);
const MOST_MEMORY: usize = 14 << 30;

/// Runs the program in a folder, with arguments that have blanks between them.
pub(super) fn run_measured(program: &Path, args: &str, folder: &Path) -> anyhow::Result<Run> {
    let said = folder.join("said");
    let mut command = Command::new(program);
    command.args(args.split(' ')).current_dir(folder).env("TMPDIR", folder.join("tmp"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(&said)?);
    let start = Instant::now();
    let mut child = command.spawn()?;
    let (mut memory, mut time) = (None, None);
    let status = loop {
        // Both only rise, and are gone when the program has ended: what is missed is the last moment.
        memory = memory.max(high_water_mark(&child));
        time = time.max(processor_time(&child));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > MOST_TIME || memory > Some(MOST_MEMORY) {
            child.kill()?;
        }
        sleep(Duration::from_millis(2));
    };
    let said = String::from_utf8_lossy(&fs::read(said)?).into_owned();
    Ok(Run { time: time.unwrap_or_else(|| start.elapsed()), memory, exit: status.code(), said })
}

/// The most bytes of memory that a program has held so far.
fn high_water_mark(child: &Child) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kibibytes: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes << 10)
}

/// What a program has taken of processors so far, all threads together.
fn processor_time(child: &Child) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    // The name of the program may hold blanks and brackets; what is counted from behind it may not.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    // A tick is a hundredth of a second on every Linux that we know of.
    Some(Duration::from_millis(10 * (ticks()? + ticks()?)))
}
