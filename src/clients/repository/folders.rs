//! Folder names for completions.

use super::path::escaped;
use super::roots::Roots;

/// Names looked at in one folder.
const SCAN: usize = 2_000;

impl Roots {
    /// The folders that a typed path may become, in order, at most `most`. Hidden ones only when a dot was typed.
    /// An unreadable or missing parent gives no names.
    #[must_use]
    pub fn folders(&self, typed: &str, most: usize) -> Vec<String> {
        let (parent, begun) = typed
            .rsplit_once('/')
            .map_or(("", typed), |(parent, begun)| (parent, begun));
        let Ok(repository) = self.open(if parent.is_empty() { "." } else { parent }) else {
            return Vec::new();
        };
        let Ok(entries) = repository
            .open_folder(repository.folder())
            .and_then(|dir| dir.entries())
        else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .take(SCAN)
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name != ".git" && (begun.starts_with('.') || !name.starts_with('.')))
            .map(|name| escaped(name.as_bytes()).into_owned())
            .map(|name| {
                if parent.is_empty() {
                    name
                } else {
                    format!("{parent}/{name}")
                }
            })
            .collect();
        names.sort();
        names.truncate(most);
        names
    }
}
