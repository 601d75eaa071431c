//! Runs that are ended in the middle, by a signal that nobody can hear.

use std::fs;

use super::{
    Outcome,
    world::{Wanted, World, line},
};
use crate::clean;

// Nobody looks for duplicates, so that all moments fall into the time in which files are written.
const CLEAN: &str = "clean posts --write --no-duplicates";
const CLEAN_OUT: &str = "clean posts --out out --no-duplicates";

/// After each kill the files are whole, and everything leads back; after every fourth one the work is finished first.
pub(super) fn in_place(world: &mut World) -> anyhow::Result<Outcome> {
    world.lay_out("posts")?;
    let length = world.time(CLEAN)?;
    world.lay_out("posts")?;
    let (mut n_times, mut lost, mut said) = (0, Vec::new(), String::new());
    while n_times < world.times(200) && lost.is_empty() {
        if world.kill(CLEAN, length)? {
            n_times += 1;
            lost.extend(world.lost("posts", Wanted::Either)?);
            world.check_ledger("posts")?;
            if n_times % 4 == 1 {
                said = world.ends(CLEAN, 0)?;
                lost.extend(world.lost("posts", Wanted::New)?);
                world.check_finished("posts")?;
            }
        }
        back(world, "posts", &mut lost)?;
    }
    let said = if said.is_empty() { said } else { format!("next run: {}", line(&said, " changed")?) };
    Ok(Outcome::Tried { n_times, lost, said })
}

/// Restores a folder, of which nothing may have been cleaned yet, and forgets that it was.
fn back(world: &World, folder: &str, lost: &mut Vec<String>) -> anyhow::Result<()> {
    let state = world.folder.join(folder).join(".unchaff");
    if state.join("ledger").is_dir() {
        world.ends(&format!("restore {folder}"), 0)?;
        world.check_finished(folder)?;
    }
    lost.extend(world.lost(folder, Wanted::Old)?);
    clean::remove(&state)
}

/// After each kill what is in the folder is whole, and the next run does the rest.
pub(super) fn to_a_folder(world: &mut World) -> anyhow::Result<Outcome> {
    world.lay_out("posts")?;
    let length = world.time(CLEAN_OUT)?;
    let (mut n_times, mut lost, mut said) = (0, Vec::new(), String::new());
    while n_times < world.times(60) && lost.is_empty() {
        clean::remove(&world.folder.join("out"))?;
        if !world.kill(CLEAN_OUT, length)? {
            continue;
        }
        n_times += 1;
        lost.extend(world.lost("out", Wanted::NewOrNone)?);
        said = world.ends(CLEAN_OUT, 0)?;
        lost.extend(world.lost("out", Wanted::New)?);
        lost.extend(world.lost("posts", Wanted::Old)?);
        world.check_ledger("out")?;
        world.check_finished("out")?;
        if n_times % 4 == 1 {
            back(world, "out", &mut lost)?;
        }
    }
    Ok(Outcome::Tried { n_times, lost, said: format!("next run: {}", line(&said, "written to")?) })
}

/// After each kill files are whole, and the next `restore` does the rest.
pub(super) fn on_the_way_back(world: &mut World) -> anyhow::Result<Outcome> {
    world.lay_out("posts")?;
    world.ends(CLEAN, 0)?;
    let length = world.time("restore posts")?;
    let (mut n_times, mut lost, mut said) = (0, Vec::new(), String::new());
    while n_times < world.times(60) && lost.is_empty() {
        // The ledger stays as it is.
        for (name, bytes) in &world.after {
            fs::write(world.folder.join("posts").join(name), bytes)?;
        }
        if !world.kill("restore posts", length)? {
            continue;
        }
        n_times += 1;
        lost.extend(world.lost("posts", Wanted::Either)?);
        world.check_ledger("posts")?;
        said = world.ends("restore posts", 0)?;
        lost.extend(world.lost("posts", Wanted::Old)?);
        world.check_finished("posts")?;
    }
    Ok(Outcome::Tried { n_times, lost, said: format!("next run: {}", line(&said, "restored")?) })
}
