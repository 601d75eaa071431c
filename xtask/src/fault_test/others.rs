//! Others who write where unchaff does.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::Child,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread::{scope, sleep},
    time::Duration,
};

use anyhow::ensure;

use super::{
    Outcome,
    world::{Wanted, World, documents, line},
};
use crate::clean;

const PAUSE: Duration = Duration::from_millis(1);

/// The second run waits, and both end well.
pub(super) fn two_at_once(world: &mut World) -> anyhow::Result<Outcome> {
    each_pair(world, false, 10)
}

/// The second run waits, and goes on where the first was killed.
pub(super) fn the_first_is_killed(world: &mut World) -> anyhow::Result<Outcome> {
    each_pair(world, true, 20)
}

fn each_pair(world: &mut World, kills: bool, n_full: usize) -> anyhow::Result<Outcome> {
    let (mut n_times, mut n_runs, mut lost, mut said) = (0, 0, Vec::new(), String::new());
    world.lay_out("posts")?;
    while n_times < world.times(n_full) && lost.is_empty() {
        n_runs += 1;
        ensure!(n_runs <= 20 * world.times(n_full), "the second run never waits: {said}");
        let mut first = world.unchaff("clean posts --write", "first")?.spawn()?;
        while !world.folder.join("posts/.unchaff").exists() && first.try_wait()?.is_none() {
            sleep(PAUSE);
        }
        let mut second = world.unchaff("clean posts --write", "second")?.spawn()?;
        let has_waited = waits(world, &mut second)?;
        if kills {
            sleep(PAUSE * world.random.below(20) as u32);
            first.kill()?;
        }
        let codes = (first.wait()?.code(), second.wait()?.code());
        said = world.said("second")?;
        // It may have been over already.
        if has_waited && (!kills || codes.0.is_none()) {
            n_times += 1;
        }
        let is_right = codes.1 == Some(0) && (codes.0 == Some(0) || kills && codes.0.is_none());
        ensure!(is_right, "the two runs ended with {codes:?}, and the second said:\n{said}");
        lost.extend(world.lost("posts", Wanted::New)?);
        world.check_ledger("posts")?;
        world.check_finished("posts")?;
        world.ends("restore posts", 0)?;
        lost.extend(world.lost("posts", Wanted::Old)?);
        clean::remove(&world.folder.join("posts/.unchaff"))?;
    }
    let said = line(&said, "waiting for another process").or_else(|_| line(&said, " changed"))?;
    Ok(Outcome::Tried { n_times, lost, said })
}

/// Whether a run says that it waits, before it ends.
fn waits(world: &World, child: &mut Child) -> anyhow::Result<bool> {
    loop {
        let is_over = child.try_wait()?.is_some();
        if world.said("second")?.contains("waiting for another process") {
            return Ok(true);
        }
        if is_over {
            return Ok(false);
        }
        sleep(PAUSE);
    }
}

/// Somebody else replaces, rewrites and deletes files while they are cleaned, and while they are restored: what they did
/// stays.
pub(super) fn changes(world: &mut World) -> anyhow::Result<Outcome> {
    let (mut n_times, mut n_changes, mut n_said, mut lost) = (0, 0, 0, Vec::new());
    let mut said = String::new();
    while n_times < world.times(15) && lost.is_empty() {
        n_times += 1;
        for (args, wanted) in [("clean posts --write", Wanted::New), ("restore posts", Wanted::Old)] {
            world.lay_out("posts")?;
            let mut length = world.time("clean posts --write")?;
            if wanted == Wanted::New {
                world.lay_out("posts")?;
            } else {
                length /= 2;
            }
            let others = disturbed(world, args, length)?;
            n_changes += others.len();
            let text = world.said("said")?;
            let told = text.lines().filter(|it| it.contains("was changed while")).count();
            n_said += told;
            if told > 0 && wanted == Wanted::New {
                said = line(&text, "was changed while")?;
            }
            let found = documents(&world.folder.join("posts"))?;
            let due = if wanted == Wanted::New { &world.after } else { &world.before };
            for (name, bytes) in due {
                let due = others.get(name).map_or(Some(bytes), Option::as_ref);
                if found.get(name) != due {
                    let by_whom = if others.contains_key(name) { "somebody else has" } else { "nobody else has" };
                    let n_bytes = found.get(name).map(Vec::len);
                    lost.push(format!("{} is of {n_bytes:?} bytes; {by_whom} written it ({args})", name.display()));
                }
            }
            let n_here = found.len();
            let n_due = world.before.len() - others.values().filter(|it| it.is_none()).count();
            ensure!(n_here == n_due, "{n_here} files are there, not {n_due}");
        }
    }
    let said = format!("{n_said} of {n_changes} changes fell between reading and writing: {said}");
    Ok(Outcome::Tried { n_times, lost, said })
}

/// What somebody else made of files during a run; nothing is what was deleted.
fn disturbed(world: &mut World, args: &str, length: Duration) -> anyhow::Result<BTreeMap<PathBuf, Option<Vec<u8>>>> {
    let names: Vec<PathBuf> = world.before.keys().cloned().collect();
    let mut run = world.unchaff(args, "said")?.spawn()?;
    let is_over = AtomicBool::new(false);
    let (folder, random) = (world.folder.clone(), &mut world.random);
    let others = scope(|scope| {
        let other = scope.spawn(|| -> anyhow::Result<_> {
            let mut others = BTreeMap::new();
            while !is_over.load(Relaxed) && others.len() < names.len() / 2 {
                let name = &names[random.below(names.len())];
                let path = folder.join("posts").join(name);
                if others.contains_key(name) {
                    continue;
                }
                let mine = format!("Somebody else has written this into {}.\n", name.display()).into_bytes();
                let bytes = match random.below(3) {
                    0 => {
                        fs::remove_file(&path)?;
                        None
                    }
                    1 => {
                        fs::write(&path, &mine)?;
                        Some(mine)
                    }
                    _ => {
                        fs::write(folder.join("mine"), &mine)?;
                        fs::rename(folder.join("mine"), &path)?;
                        Some(mine)
                    }
                };
                others.insert(name.clone(), bytes);
                sleep(length / (names.len() as u32));
            }
            Ok(others)
        });
        let ended = run.wait();
        is_over.store(true, Relaxed);
        let others = other.join().expect("a thread that does not panic");
        ended?;
        others
    })?;
    Ok(others)
}
