//! Cleans a folder into another: `cargo run --example clean_folder -- posts cleaned`.
#![expect(clippy::print_stdout, reason = "an example shows something")]

use std::{error::Error, path::PathBuf};

use unchaff_driver::{Destination, Inputs, RunOptions, run};

fn main() -> Result<(), Box<dyn Error>> {
    let [from, to]: [PathBuf; 2] = std::env::args_os()
        .skip(1)
        .map(PathBuf::from)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| "two folders, please")?;
    let inputs = Inputs::find(&[from], &[], &[])?;
    let options = RunOptions { destination: Destination::Folder(to), ..RunOptions::default() };
    let summary = run(&inputs, &options, |input, _, cleaned| {
        println!("{}: {} edits", input.relative.display(), cleaned.edits.edits().len());
    })?;
    println!("{} bytes removed", summary.n_removed());
    for error in inputs.errors.iter().chain(&summary.errors) {
        println!("{error}");
    }
    Ok(())
}
