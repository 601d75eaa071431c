//! The same bytes for any number of threads.

use crate::cli::{BLANKS, DIRTY, Folder, PLAIN, Run, TITLED};

/// More documents than are worked on together, dirty, clean, broken and twins.
fn many() -> Folder {
    let folder = Folder::with(&[]);
    for number in 0..300 {
        let content = [DIRTY, BLANKS, PLAIN, TITLED][number % 4];
        // Every third one has twins.
        let name = if number % 3 == 0 { number % 10 } else { number };
        let remark = format!("\nThis is page {name} of the logbook, kept {name} days after the {name}th storm.\n");
        folder.write(format!("posts/{}/{number}.md", number % 7), format!("{content}{remark}"));
    }
    folder.write("posts/latin.md", b"caf\xe9 \n");
    for number in 0..20 {
        folder.write(format!("posts/pages/{}.html", number % 17), crate::cli::pages::page(&number.to_string()));
    }
    folder
}

#[test]
fn everything_is_the_same_for_any_number_of_threads() {
    for commands in [
        &["clean posts --out out"][..],
        &["clean posts --out out --duplicates drop --unsafe"],
        &["clean posts --write --select whitespace", "clean posts --write --unsafe"],
        &["clean posts --write --unsafe", "restore posts --rule trailing-space"],
        &["clean posts --out out --to text"],
        &["clean posts --out out --to markdown --front-matter --duplicates drop"],
        &["check posts"],
        &["check posts --format sarif"],
        &["diff posts --unsafe"],
        &["dedup posts --clean --format jsonl"],
    ] {
        let [one, two, seven] = [1, 2, 7].map(|threads| {
            let folder = many();
            let exit = i32::from(commands[0].starts_with("check"));
            let run =
                |it: &&str| folder.run(&Run { args: &format!("{it} --threads {threads}"), exit, ..Run::default() });
            let said: Vec<_> = commands.iter().map(run).map(|it| (it.stdout, it.stderr)).collect();
            (said, folder.files())
        });
        assert!(one == two, "{commands:?}: 1 and 2 threads differ");
        assert!(one == seven, "{commands:?}: 1 and 7 threads differ");
        let (said, files) = one;
        assert!(files.len() > 301 || said[0].0.len() > 1000, "{commands:?} did nothing");
    }
}
