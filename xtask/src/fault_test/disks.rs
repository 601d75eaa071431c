//! Disks that take nothing more.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::ensure;

use super::{
    Outcome,
    world::{Wanted, World, is_root, line},
};

const NOT_ALLOWED: &str = "SKIPPED: only root may mount a small disk (tmpfs)";

/// A small disk in memory, for as long as it lives.
struct Disk(PathBuf);

impl Disk {
    /// Nothing, where mounting is not allowed.
    fn of_size(folder: &Path, n_bytes: usize) -> anyhow::Result<Option<Self>> {
        fs::create_dir_all(folder)?;
        let size = format!("size={n_bytes}");
        let is_mounted = is_root() && run("mount", &["-t", "tmpfs", "-o", &size, "tmpfs"], folder);
        Ok(is_mounted.then(|| Self(folder.to_path_buf())))
    }

    fn may_be_written(&self, may: bool) -> bool {
        run("mount", &["-o", if may { "remount,rw" } else { "remount,ro" }], &self.0)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        run("umount", &[], &self.0);
    }
}

fn run(program: &str, args: &[&str], folder: &Path) -> bool {
    let mut command = Command::new(program);
    command.args(args).arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|it| it.success())
}

/// Room for all posts, and at most so much more for what a run needs.
const DISK: usize = 32 << 20;

/// The disk is full at some moment of the run; with room again, the next run does the rest.
pub(super) fn full(world: &mut World) -> anyhow::Result<Outcome> {
    let place = world.folder.join("disk");
    let Some(disk) = Disk::of_size(&place, DISK)? else { return Ok(Outcome::Skipped(NOT_ALLOWED.to_string())) };
    let (mut n_times, mut lost, mut said) = (0, Vec::new(), String::new());
    // How many bytes a run takes, so that the disk is full in the middle.
    world.lay_out("disk/posts")?;
    let free_before = free(&disk.0)?;
    world.ends("clean disk/posts --out disk/out", 0)?;
    let taken = free_before - free(&disk.0)?;
    while n_times < world.times(20) && lost.is_empty() {
        let in_place = n_times % 2 == 0;
        let (args, written) = if in_place {
            ("clean disk/posts --write", "disk/posts")
        } else {
            ("clean disk/posts --out disk/out", "disk/out")
        };
        crate::clean::remove(&place.join("out"))?;
        world.lay_out("disk/posts")?;
        let left = world.random.below(if in_place { taken / 8 } else { taken });
        fill(&disk.0, left)?;
        let code = world.unchaff(args, "said")?.status()?.code();
        if code == Some(0) {
            fs::remove_file(place.join("filler"))?;
            continue; // it needs less than we thought
        }
        n_times += 1;
        let text = world.said("said")?;
        ensure!(code == Some(2), "the run ended with {code:?} and said:\n{text}");
        let full = line(&text, "No space left on device")?;
        if in_place {
            said = full;
        }
        lost.extend(world.lost(written, if in_place { Wanted::Either } else { Wanted::NewOrNone })?);
        lost.extend(world.lost("disk/posts", if in_place { Wanted::Either } else { Wanted::Old })?);
        world.check_ledger(written)?;
        fs::remove_file(place.join("filler"))?;
        world.ends(args, 0)?;
        lost.extend(world.lost(written, Wanted::New)?);
        world.check_finished(written)?;
        world.ends(&format!("restore {written}"), 0)?;
        lost.extend(world.lost(written, Wanted::Old)?);
    }
    Ok(Outcome::Tried { n_times, lost, said })
}

fn free(folder: &Path) -> anyhow::Result<usize> {
    let output = Command::new("df").args(["--output=avail", "-B1"]).arg(folder).output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().nth(1).unwrap_or_default().trim().parse()?)
}

/// Leaves so many bytes free.
fn fill(folder: &Path, left: usize) -> anyhow::Result<()> {
    let n_bytes = free(folder)?.saturating_sub(left);
    Ok(fs::write(folder.join("filler"), vec![0; n_bytes])?)
}

/// Nothing is written, everything is as it was.
pub(super) fn read_only(world: &mut World) -> anyhow::Result<Outcome> {
    let place = world.folder.join("disk");
    let Some(disk) = Disk::of_size(&place, DISK)? else { return Ok(Outcome::Skipped(NOT_ALLOWED.to_string())) };
    let mut lost = Vec::new();
    world.lay_out("posts")?;
    world.lay_out("disk/posts")?;
    world.lay_out("disk/cleaned")?;
    world.ends("clean disk/cleaned --write", 0)?;
    ensure!(disk.may_be_written(false), "{} cannot be made read-only", place.display());
    let said = world.ends("clean disk/posts --write", 2)?;
    for args in ["clean posts --out disk/out", "clean disk/cleaned/2010 --out disk/out", "restore disk/cleaned"] {
        line(&world.ends(args, 2)?, "Read-only file system")?;
    }
    lost.extend(world.lost("disk/posts", Wanted::Old)?);
    lost.extend(world.lost("disk/cleaned", Wanted::New)?);
    ensure!(disk.may_be_written(true), "{} stays read-only", place.display());
    world.ends("restore disk/cleaned", 0)?;
    lost.extend(world.lost("disk/cleaned", Wanted::Old)?);
    world.ends("clean disk/posts --write", 0)?;
    lost.extend(world.lost("disk/posts", Wanted::New)?);
    Ok(Outcome::Tried { n_times: 4, lost, said: line(&said, "Read-only file system")? })
}
