//! Lists the documents of a folder that say the same: `cargo run --package unchaff-driver --example dedup_folder -- posts`.
#![expect(clippy::print_stdout, reason = "an example shows something")]

use std::{error::Error, path::PathBuf};

use unchaff_driver::{CleanOptions, Compare, DuplicateGroup, Inputs, Relation, compare};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("a folder, please")?);
    let inputs = Inputs::find(&[folder], &[], &[])?;
    // What surrounds two articles may be alike.
    let options = Compare { clean: Some(CleanOptions::default().into()), ..Compare::default() };
    let show = |group: DuplicateGroup| {
        println!("{} is kept ({})", group.kept().id, group.reason);
        for member in group.members.iter().filter(|it| it.relation != Relation::Kept) {
            println!("  {} has {:.0} % in common with it", member.id, 100.0 * member.relation.similarity());
        }
        Ok(())
    };
    let (summary, errors) = compare(&inputs, &[], &options, |_| {}, show)?;
    println!("{} documents, {} groups", summary.n_documents, summary.n_groups);
    for error in inputs.errors.iter().chain(&errors) {
        println!("{error}");
    }
    Ok(())
}
