//! `include_dir` does not notice a file that is new in a folder it embedded.

#![allow(clippy::print_stdout, reason = "how a build script speaks to Cargo")]

fn main() {
    for folder in ["prompts", "references", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
