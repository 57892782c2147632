//! Files of `key = value` that SOPS has no format for, and whose lines are read all the same.

/// Java, direnv, Terraform variables, and what servers read.
const ENDINGS: [&str; 6] = [".properties", ".envrc", ".tfvars", ".conf", ".cfg", ".toml"];

/// Whether a file holds settings line by line, by its name.
pub(crate) fn is_settings_file(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}
