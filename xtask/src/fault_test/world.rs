//! A folder in which things go wrong, and what must be true of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use super::posts::{Random, posts};
use crate::{clean, workspace};

/// The old and the new bytes of posts by name, and where they are cleaned.
pub(super) struct World {
    pub(super) folder: PathBuf,
    pub(super) before: BTreeMap<PathBuf, Vec<u8>>,
    pub(super) after: BTreeMap<PathBuf, Vec<u8>>,
    pub(super) random: Random,
    is_short: bool,
    program: PathBuf,
}

/// What files may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Old,
    New,
    /// One or the other.
    Either,
    /// The new one, if it is there.
    NewOrNone,
}

impl World {
    pub(super) fn new(is_short: bool, seed: u64, program: Option<PathBuf>) -> anyhow::Result<Self> {
        // What ends a program does nothing to what the system holds in memory, so a disk would only be slower.
        let memory = Path::new("/dev/shm");
        let above = if memory.is_dir() { memory.to_path_buf() } else { workspace::root().join("target") };
        let folder = above.join(format!("unchaff-fault-test-{}", std::process::id()));
        // The tests have built it already; where each moment counts, it is built for speed.
        let program = match program {
            Some(it) => it.canonicalize().with_context(|| format!("cannot find {}", it.display()))?,
            None => {
                workspace::executable("Cargo.toml", ["--bin", "unchaff"], if is_short { "dev" } else { "release" })?
            }
        };
        let mut random = Random(seed);
        let before = posts(if is_short { 120 } else { 2000 }, &mut random);
        let mut world = Self { folder, before, after: BTreeMap::new(), random, is_short, program };
        world.empty()?;
        world.lay_out("posts")?;
        world.ends("clean posts --out out", 0)?;
        world.after = documents(&world.folder.join("out"))?;
        let n_changed = world.before.iter().filter(|(name, bytes)| world.after.get(*name) != Some(bytes)).count();
        ensure!(n_changed * 10 == world.before.len() * 9, "{n_changed} posts are cleaned, not nine of ten");
        Ok(world)
    }

    /// How often something is tried.
    pub(super) fn times(&self, n_full: usize) -> usize {
        if self.is_short { n_full.div_ceil(50) } else { n_full }
    }

    pub(super) fn remove(&self) -> anyhow::Result<()> {
        clean::remove(&self.folder)
    }

    pub(super) fn empty(&self) -> anyhow::Result<()> {
        self.remove()?;
        Ok(fs::create_dir_all(self.folder.join("tmp"))?)
    }

    /// Writes the old posts to a folder, in which there is nothing else then.
    pub(super) fn lay_out(&self, folder: &str) -> anyhow::Result<()> {
        clean::remove(&self.folder.join(folder))?;
        self.before.iter().try_for_each(|(name, bytes)| self.write(Path::new(folder).join(name), bytes))
    }

    pub(super) fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }

    pub(super) fn read(&self, name: impl AsRef<Path>) -> anyhow::Result<Vec<u8>> {
        let path = self.folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// unchaff, where the files are. What it says is in the file `said`.
    pub(super) fn unchaff(&self, args: &str, said: &str) -> anyhow::Result<Command> {
        let mut command = Command::new(&self.program);
        command.args(args.split(' ')).current_dir(&self.folder).env("TMPDIR", self.folder.join("tmp"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(self.folder.join(said))?);
        Ok(command)
    }

    pub(super) fn said(&self, said: &str) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&self.read(said)?).into_owned())
    }

    /// Runs unchaff to its end, which must be this one, and gives what it said.
    pub(super) fn ends(&self, args: &str, exit: i32) -> anyhow::Result<String> {
        let code = self.unchaff(args, "said")?.status()?.code();
        let said = self.said("said")?;
        ensure!(code == Some(exit), "`unchaff {args}` ended with {code:?}, not {exit}, and said:\n{said}");
        Ok(said)
    }

    /// How long a run takes that nobody disturbs.
    pub(super) fn time(&self, args: &str) -> anyhow::Result<Duration> {
        let start = Instant::now();
        self.ends(args, 0)?;
        Ok(start.elapsed())
    }

    /// Kills a run at a random moment of its `length`; `false` if it was faster.
    pub(super) fn kill(&mut self, args: &str, length: Duration) -> anyhow::Result<bool> {
        let moment = length.mul_f64(self.random.below(1000) as f64 / 1000.0);
        let mut child = self.unchaff(args, "said")?.spawn()?;
        sleep(moment);
        child.kill()?;
        Ok(child.wait()?.signal() == Some(9))
    }

    /// Files that are not what they must be, in words.
    pub(super) fn lost(&self, folder: impl AsRef<Path>, wanted: Wanted) -> anyhow::Result<Vec<String>> {
        let mut found = documents(&self.folder.join(&folder))?;
        let mut lost = Vec::new();
        for (name, old) in &self.before {
            let (found, new) = (found.remove(name), &self.after[name]);
            let is_right = match (&found, wanted) {
                (None, _) => wanted == Wanted::NewOrNone,
                (Some(it), Wanted::Old) => it == old,
                (Some(it), Wanted::New | Wanted::NewOrNone) => it == new,
                (Some(it), Wanted::Either) => it == old || it == new,
            };
            if !is_right {
                let is = found.map_or("is gone".to_string(), |it| format!("is something else, of {} bytes", it.len()));
                lost.push(format!("{} {is}", folder.as_ref().join(name).display()));
            }
        }
        lost.extend(found.into_keys().map(|it| format!("{} lies beside the documents", it.display())));
        Ok(lost)
    }

    /// Proves that the ledger can be read up to the last whole record, and has one of each new file.
    pub(super) fn check_ledger(&self, folder: &str) -> anyhow::Result<()> {
        let found = documents(&self.folder.join(folder))?;
        let recorded = self.recorded(folder)?;
        for (name, bytes) in found.iter().filter(|(name, bytes)| self.before.get(*name) != Some(bytes)) {
            let is_recorded = recorded.contains(&*name.to_string_lossy());
            ensure!(is_recorded, "{} is new ({} bytes) and stands in no whole record", name.display(), bytes.len());
        }
        Ok(())
    }

    /// The names in whole records.
    fn recorded(&self, folder: &str) -> anyhow::Result<BTreeSet<String>> {
        let ledger = self.folder.join(folder).join(".unchaff/ledger");
        let mut recorded = BTreeSet::new();
        if !ledger.is_dir() {
            return Ok(recorded);
        }
        for entry in fs::read_dir(&ledger)? {
            let path = entry?.path();
            let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            for line in text.split_inclusive('\n').filter_map(|it| it.strip_suffix('\n')) {
                let is_whole = line.starts_with("{\"") && line.ends_with('}') && line.matches("\"input\":").count() < 2;
                ensure!(is_whole, "{} has a broken record: {line}", path.display());
                let name = line.strip_prefix("{\"path\":\"").and_then(|it| it.split('"').next());
                recorded.extend(name.map(str::to_string));
            }
        }
        Ok(recorded)
    }

    /// Proves that nothing unfinished is left.
    pub(super) fn check_finished(&self, folder: &str) -> anyhow::Result<()> {
        let unfinished = self.folder.join(folder).join(".unchaff/unfinished");
        ensure!(!unfinished.exists(), "{} is left", unfinished.display());
        let state = fs::read_dir(self.folder.join(folder).join(".unchaff"))?;
        for entry in state {
            let name = entry?.file_name();
            ensure!(!name.to_string_lossy().starts_with(".unchaff-"), "{} is left", name.display());
        }
        Ok(())
    }
}

/// The line that says this, as a cell of the table.
pub(super) fn line(said: &str, part: &str) -> anyhow::Result<String> {
    let line = said.lines().find(|it| it.contains(part));
    let line = line.with_context(|| format!("nothing was said of {part:?}, but:\n{said}"))?;
    Ok(format!("`` {} ``", line.trim_start_matches("unchaff: ").replace('|', "\\|")))
}

/// The files in a folder that are not unchaff's own.
pub(super) fn documents(folder: &Path) -> anyhow::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(it) = folders.pop() {
        if !it.exists() {
            continue;
        }
        for entry in fs::read_dir(&it)? {
            let entry = entry?;
            if entry.file_name() == ".unchaff" {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.insert(entry.path().strip_prefix(folder)?.to_path_buf(), fs::read(entry.path())?);
            }
        }
    }
    Ok(found)
}

/// The numerical id of the user who runs this.
pub(super) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|it| it.stdout.trim_ascii() == b"0") && env::var_os("UNCHAFF_NO_ROOT").is_none()
}
