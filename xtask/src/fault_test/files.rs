//! Files as they are: links, modes, odd names, what is no file at all.

use std::{
    ffi::OsStr,
    fs::{self, File},
    os::unix::{
        ffi::OsStrExt,
        fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink},
        net::UnixListener,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

use anyhow::ensure;

use super::{
    Outcome,
    world::{World, is_root, line},
};

const OLD: &str =
    "The clerk counts the ropes.\n\n**Also: [Ten ropes](https://example.com/ten)**\n\nNobody helps him.\n";
const NEW: &str = "The clerk counts the ropes.\n\nNobody helps him.\n";

/// Compares files with what they must be.
fn compare<'a>(world: &World, due: impl IntoIterator<Item = (&'a Path, &'a str)>) -> anyhow::Result<Vec<String>> {
    let mut lost = Vec::new();
    for (name, due) in due {
        let found = world.read(name)?;
        if found != due.as_bytes() {
            lost.push(format!("{} holds {:?}", name.display(), String::from_utf8_lossy(&found)));
        }
    }
    Ok(lost)
}

pub(super) fn links(world: &mut World) -> anyhow::Result<Outcome> {
    for name in ["posts/a.md", "outside/b.md", "outside/folder/c.md"] {
        world.write(name, OLD)?;
    }
    symlink("../outside/b.md", world.folder.join("posts/b.md"))?;
    symlink("../outside/folder", world.folder.join("posts/folder"))?;
    symlink("nowhere.md", world.folder.join("posts/broken.md"))?;
    symlink(".", world.folder.join("posts/around"))?;
    let said = world.ends("clean posts --write", 0)?;
    let after = [("posts/a.md", NEW), ("outside/b.md", OLD), ("outside/folder/c.md", OLD)];
    let mut lost = compare(world, after.map(|(name, due)| (Path::new(name), due)))?;
    for name in ["b.md", "folder", "broken.md", "around"] {
        ensure!(world.folder.join("posts").join(name).is_symlink(), "posts/{name} is no link any more");
    }
    // A link that came later, where a file was cleaned.
    world.write("outside/a.md", NEW)?;
    fs::remove_file(world.folder.join("posts/a.md"))?;
    symlink("../outside/a.md", world.folder.join("posts/a.md"))?;
    world.ends("restore posts", 2)?;
    lost.extend(compare(world, [(Path::new("outside/a.md"), NEW)])?);
    Ok(Outcome::Tried { n_times: 5, lost, said: line(&said, "link")? })
}

pub(super) fn hard_links(world: &mut World) -> anyhow::Result<Outcome> {
    world.write("posts/a.md", OLD)?;
    world.write("posts/b.md", OLD)?;
    fs::hard_link(world.folder.join("posts/a.md"), world.folder.join("other"))?;
    let said = world.ends("clean posts --write", 2)?;
    let after = [("posts/a.md", OLD), ("other", OLD), ("posts/b.md", NEW)];
    let lost = compare(world, after.map(|(name, due)| (Path::new(name), due)))?;
    let n_names = fs::metadata(world.folder.join("other"))?.nlink();
    ensure!(n_names == 2, "the file has {n_names} names, not 2");
    Ok(Outcome::Tried { n_times: 1, lost, said: line(&said, "hard links")? })
}

pub(super) fn modes(world: &mut World) -> anyhow::Result<Outcome> {
    let modes = [0o600, 0o640, 0o644, 0o664, 0o755];
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_234_567_890);
    let name = |mode: u32| PathBuf::from(format!("{mode:o}.md"));
    for mode in modes {
        let path = world.folder.join("posts").join(name(mode));
        world.write(&path, OLD)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
        File::options().append(true).open(&path)?.set_modified(then)?;
    }
    let mut lost = Vec::new();
    for (args, folder, due) in
        [("clean posts --out out", "out", NEW), ("clean posts --write", "posts", NEW), ("restore posts", "posts", OLD)]
    {
        world.ends(args, 0)?;
        for mode in modes {
            let name = Path::new(folder).join(name(mode));
            lost.extend(compare(world, [(&*name, due)])?);
            let metadata = fs::metadata(world.folder.join(&name))?;
            let is = metadata.permissions().mode() & 0o7777;
            ensure!(is == mode, "{} has the mode {is:o} after `{args}`", name.display());
            ensure!(metadata.modified()? == then, "{} has another time after `{args}`", name.display());
        }
    }
    Ok(Outcome::Tried { n_times: 3 * modes.len(), lost, said: "nothing: they are kept".to_string() })
}

pub(super) fn names(world: &mut World) -> anyhow::Result<Outcome> {
    let mut names: Vec<PathBuf> = Vec::new();
    let odd: [&[u8]; 8] = [
        b"caf\xE9.md",
        b"two\nlines.md",
        b"\"quoted\".md",
        b"back\\slash.md",
        b" blank .md",
        b"-write.md",
        b"bell\x07\x1B[31m.md",
        "\u{202E}dm.md".as_bytes(),
    ];
    for name in odd {
        let path = Path::new("posts").join(OsStr::from_bytes(name));
        // Some systems have no such names.
        if world.write(&path, OLD).is_ok() {
            names.push(path);
        }
    }
    let said = world.ends("clean posts --write", 0)?;
    let mut lost = compare(world, names.iter().map(|it| (&**it, NEW)))?;
    world.ends("restore posts", 0)?;
    lost.extend(compare(world, names.iter().map(|it| (&**it, OLD)))?);
    world.ends("clean posts --out out", 0)?;
    let in_out = |it: &PathBuf| Path::new("out").join(it.strip_prefix("posts").expect("written there"));
    let out: Vec<PathBuf> = names.iter().map(in_out).collect();
    lost.extend(compare(world, out.iter().map(|it| (&**it, NEW)))?);
    Ok(Outcome::Tried { n_times: 3 * names.len(), lost, said: line(&said, " changed")? })
}

pub(super) fn special(world: &mut World) -> anyhow::Result<Outcome> {
    world.write("posts/a.md", OLD)?;
    let posts = world.folder.join("posts");
    let make = |program: &str, args: &[&str], name: &str| {
        let mut command = Command::new(program);
        command.arg(posts.join(name)).args(args).stderr(Stdio::null());
        command.status().is_ok_and(|it| it.success())
    };
    ensure!(make("mkfifo", &[], "pipe.md"), "mkfifo failed");
    let _listener = UnixListener::bind(posts.join("socket.md"))?;
    let mut n_times = 2;
    if is_root() && make("mknod", &["c", "1", "5"], "zero.md") {
        n_times += 1;
    }
    let mut said = String::new();
    for args in ["clean posts --write", "clean posts --out out", "check posts --exit-zero"] {
        said = world.ends(args, 0)?;
    }
    let lost = compare(world, [(Path::new("posts/a.md"), NEW), (Path::new("out/a.md"), NEW)])?;
    ensure!(fs::symlink_metadata(posts.join("pipe.md"))?.file_type().is_fifo(), "the pipe is gone");
    ensure!(!world.folder.join("out/pipe.md").exists(), "the pipe was copied");
    world.ends("clean posts/pipe.md --write", 2)?;
    Ok(Outcome::Tried { n_times, lost, said: line(&said, "left alone")? })
}

pub(super) fn ledgers(world: &mut World) -> anyhow::Result<Outcome> {
    world.write("posts/a.md", OLD)?;
    world.write("secret.md", NEW)?;
    world.write("folder/secret.md", NEW)?;
    world.ends("clean posts --write", 0)?;
    symlink("../folder", world.folder.join("posts/way"))?;
    symlink("../secret.md", world.folder.join("posts/link.md"))?;
    let ledger = "posts/.unchaff/ledger/000001.jsonl";
    let text = String::from_utf8(world.read(ledger)?)?;
    let absolute = world.folder.join("secret.md").display().to_string();
    let ways = ["../secret.md", "x/../../secret.md", &absolute, "way/secret.md", "link.md", "./../secret.md", ""];
    let (mut said, mut lost) = (String::new(), Vec::new());
    for way in ways {
        let forged = text.replace("\"path\":\"a.md\"", &format!("\"path\":\"{way}\""));
        ensure!(forged != text, "the ledger has no record of a.md");
        world.write(ledger, forged)?;
        let text = world.ends("restore posts", 2)?;
        if said.is_empty() {
            said = line(&text, "leads out")?;
        }
        lost.extend(compare(world, ["secret.md", "folder/secret.md"].map(|it| (Path::new(it), NEW)))?);
    }
    Ok(Outcome::Tried { n_times: ways.len(), lost, said })
}

/// Where the disk takes both names for one, the second is left out; elsewhere the user is told.
pub(super) fn case(world: &mut World) -> anyhow::Result<Outcome> {
    world.write("a/Rope.md", OLD)?;
    world.write("b/rope.md", OLD)?;
    let ignores_case = world.folder.join("A/rope.md").exists();
    let said = world.ends("clean a b --out out", if ignores_case { 2 } else { 0 })?;
    let written: &[&str] = if ignores_case { &["out/Rope.md"] } else { &["out/Rope.md", "out/rope.md"] };
    let lost = compare(world, written.iter().map(|it| (Path::new(it), NEW)))?;
    let part = if ignores_case { "which this disk takes for" } else { "differ only in upper and lower case" };
    Ok(Outcome::Tried { n_times: 1, lost, said: line(&said, part)? })
}
