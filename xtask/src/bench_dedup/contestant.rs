//! A program that groups documents.

use std::{
    ffi::OsString,
    fs::{self, File},
    path::PathBuf,
    process::Command,
    time::Instant,
};

use anyhow::{Context, ensure};

use super::documents::Documents;
use crate::{
    score::{Table, number_after, output},
    workspace,
};

pub(super) struct Contestant {
    pub(super) peer: &'static str,
    pub(super) n_threads: usize,
    /// The program and its arguments. Documents are its standard input, groups its standard output.
    words: Vec<OsString>,
    groups: PathBuf,
    /// Whether it tells groups, and not only which documents are in one.
    has_groups: bool,
    /// Seconds the process took, in the fastest run.
    pub(super) total: f64,
    /// Seconds of processors, where the system tells them: steadier than `total` on a busy machine.
    pub(super) cpu: Option<f64>,
    /// What it says itself that it took without reading and writing.
    pub(super) work: Option<f64>,
}

impl Contestant {
    /// With one thread, and with `n_threads`. Of the words, `{}` becomes the file and `{threads}` the number.
    pub(super) fn each(
        peer: &'static str,
        words: &[OsString],
        n_threads: usize,
        documents: &Documents,
    ) -> Vec<Contestant> {
        let mut counts = vec![1, n_threads];
        counts.dedup();
        let contestant = |n_threads: usize| Contestant {
            peer,
            n_threads,
            words: words
                .iter()
                .map(|word| match word.to_str() {
                    Some("{}") => documents.file.clone().into_os_string(),
                    Some("{threads}") => n_threads.to_string().into(),
                    _ => word.clone(),
                })
                .collect(),
            groups: documents.file.with_file_name(format!("{peer}-{n_threads}.groups")),
            has_groups: true,
            total: f64::INFINITY,
            cpu: None,
            work: None,
        };
        counts.into_iter().map(contestant).collect()
    }

    pub(super) fn without_groups(self) -> Contestant {
        Contestant { has_groups: false, ..self }
    }

    /// Runs once; the fastest run stays.
    pub(super) fn measure(&mut self, documents: &Documents) -> anyhow::Result<()> {
        let said = self.groups.with_extension("said");
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]);
        command.stdin(File::open(&documents.file)?).stdout(File::create(&self.groups)?).stderr(File::create(&said)?);
        // Whoever uses rayon or the libraries of numpy obeys these.
        for variable in ["RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
            command.env(variable, self.n_threads.to_string());
        }
        let cpu_before = cpu_of_children();
        let start = Instant::now();
        let status = workspace::status(&mut command)?;
        let total = start.elapsed().as_secs_f64();
        let cpu = cpu_of_children().zip(cpu_before).map(|(after, before)| after - before);

        let said = fs::read_to_string(said)?;
        ensure!(status.success(), "{} failed: {}", self.name(), said.trim_end());
        self.total = self.total.min(total);
        self.cpu = [self.cpu, cpu].into_iter().flatten().reduce(f64::min);
        if let Some(work) = said.trim().strip_prefix("work ") {
            let work: f64 = work.parse().context("a number follows `work`")?;
            self.work = [self.work, Some(work)].into_iter().flatten().reduce(f64::min);
        }
        Ok(())
    }

    /// Enters figures beside those of `ours`, and what the scorer says.
    pub(super) fn enter(&self, table: &mut Table, documents: &Documents, ours: &Contestant) -> anyhow::Result<()> {
        let row = self.name();
        table.set(&row, "total", format!("{:.2} s", self.total));
        table.set(&row, "work", seconds(self.work));
        table.set(&row, "cpu", seconds(self.cpu));
        table.set(&row, "MB/s", format!("{:.1}", documents.n_megabytes() / self.total));
        table.set(&row, "of our time", format!("{:.2} x", self.total / ours.total));
        let Some(scorer) = documents.scorer.as_ref().filter(|_| self.has_groups) else { return Ok(()) };
        let mut command = Command::new("python3");
        let words = output(command.arg(scorer).arg(&documents.file).arg(&self.groups).arg("--json"))?;
        for (name, column) in [("pair_precision", "precision"), ("pair_recall", "recall"), ("pair_f1", "F1")] {
            let figure = number_after(&words, name).context("score_dedup.py prints figures")?;
            table.set(&row, column, figure);
        }
        Ok(())
    }

    fn name(&self) -> String {
        format!("{}, {} thread{}", self.peer, self.n_threads, if self.n_threads == 1 { "" } else { "s" })
    }
}

fn seconds(figure: Option<f64>) -> String {
    figure.map_or_else(String::new, |it| format!("{it:.2} s"))
}

/// What the processes that ended under us used of processors, in seconds; Linux only.
fn cpu_of_children() -> Option<f64> {
    /// Fixed in what Linux shows to programs, whatever the kernel's own clock is.
    const TICKS_IN_A_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is our name, in parentheses, and may contain anything; `cutime` is the 16th, `cstime` the 17th.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(13);
    let ticks: [f64; 2] = [fields.next()?.parse().ok()?, fields.next()?.parse().ok()?];
    Some((ticks[0] + ticks[1]) / TICKS_IN_A_SECOND)
}
