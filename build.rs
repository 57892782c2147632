//! `include_dir` does not notice a file that is new in a folder it embedded.

fn main() {
    for folder in ["prompts", "references", "templates"] {
        // Cargo reads this from the standard output of a build script.
        #[allow(clippy::print_stdout, reason = "the protocol of build scripts")]
        {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
}
