//! Which creation rules speak of a path.

use crate::checks::secrets::sops::config::{Config, CreationRule};

/// The creation rules that match a path, one for each configuration above it, the nearest first. SOPS looks from the
/// folder it is started in upwards, so any of them may be the one that was used.
pub(crate) fn governing<'c>(
    configs: &'c [Config],
    path: &str,
) -> Vec<(&'c Config, &'c CreationRule)> {
    let mut found: Vec<_> = configs
        .iter()
        .filter(|config| config.is_read() && config.path != path)
        .filter_map(|config| Some((config, config.rule_for(path).ok()??.1)))
        .collect();
    found.sort_by_key(|(config, _)| std::cmp::Reverse(config.folder.len()));
    found
}

/// A path that can stand in a command: nothing that a shell or an option parser takes for something else.
pub(crate) fn command_path(path: &str) -> Option<&str> {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    (!path.is_empty() && path.len() < 512 && path.bytes().all(plain) && !path.starts_with('-'))
        .then_some(path)
}
