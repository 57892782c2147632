//! Addresses of repositories: which of them are the checkout itself.

/// What the checkout says about itself.
#[derive(Debug, Default, Clone)]
pub(crate) struct Checkout {
    /// Its remotes, normalised.
    pub(crate) remotes: Vec<String>,
    /// The branch that is checked out.
    pub(crate) branch: Option<String>,
}

impl Checkout {
    /// Reads the configuration and the `HEAD` of a Git folder.
    pub(crate) fn read(config: &str, head: &str) -> Self {
        let mut remotes = Vec::new();
        let mut in_remote = false;
        for line in config.lines().map(str::trim) {
            if line.starts_with('[') {
                in_remote = line.starts_with("[remote ");
            } else if in_remote
                && let Some((key, value)) = line.split_once('=')
                && matches!(key.trim(), "url" | "pushurl")
            {
                remotes.push(normal(value.trim()));
            }
        }
        let branch = head
            .trim()
            .strip_prefix("ref: refs/heads/")
            .map(str::to_owned);
        Self { remotes, branch }
    }

    pub(crate) fn is_own(&self, url: &str) -> bool {
        self.remotes.contains(&normal(url))
    }

    /// Whether a revision is the state that is checked out, as far as its name tells.
    pub(crate) fn is_current(&self, revision: Option<&str>) -> bool {
        match revision {
            None | Some("" | "HEAD" | "main" | "master") => true,
            Some(name) => {
                self.branch.as_deref() == Some(name.strip_prefix("refs/heads/").unwrap_or(name))
            }
        }
    }
}

/// Host and path of an address, without scheme, user, port and `.git`.
pub(crate) fn normal(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let has_scheme = rest.len() != url.len();
    let rest = rest.split_once('@').map_or(
        rest,
        |(user, after)| if user.contains('/') { rest } else { after },
    );
    let (host, path) = match (has_scheme, rest.split_once(':')) {
        // host:path, as ssh writes it
        (false, Some((host, path))) if !host.contains('/') => (host, path),
        _ => rest.split_once('/').unwrap_or((rest, "")),
    };
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    let host = if host == "ssh.github.com" {
        "github.com"
    } else {
        &host
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    format!("{host}/{}", path.to_ascii_lowercase())
}

/// Whether kustomize fetches this instead of opening it (kustomize v5.8, `api/internal/git/repospec.go`).
pub(crate) fn is_remote(reference: &str) -> bool {
    let known = [
        "github.com",
        "gitlab.com",
        "bitbucket.org",
        "git@",
        "git::",
        "gh:",
        "file://",
        "ssh.",
    ];
    reference.contains("://")
        || reference.contains("?ref=")
        || reference.contains("//") && !reference.starts_with('.')
        || known.iter().any(|start| reference.starts_with(start))
}

/// The host of an address or image.
pub(crate) fn host(url: &str) -> String {
    let normal = normal(url);
    normal.split('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_has_many_addresses() {
        for url in [
            "https://github.com/Org/fleet",
            "https://user:token@github.com/org/fleet.git",
            "ssh://git@github.com/org/fleet",
            "ssh://git@ssh.github.com:443/org/fleet.git",
            "git@github.com:org/fleet.git",
        ] {
            assert_eq!(normal(url), "github.com/org/fleet", "{url}");
        }
        let checkout = Checkout::read(
            "[core]\n\turl = x\n[remote \"origin\"]\n\turl = git@github.com:org/fleet.git\n",
            "ref: refs/heads/stable\n",
        );
        assert!(
            checkout.is_own("https://github.com/org/fleet")
                && !checkout.is_own("https://github.com/org/apps")
        );
        assert!(
            checkout.is_current(None)
                && checkout.is_current(Some("stable"))
                && !checkout.is_current(Some("v1"))
        );
    }

    #[test]
    fn remote_bases() {
        for remote in [
            "https://example.com/x.yaml",
            "github.com/org/repo/path?ref=v1",
            "git@example.com:org/repo.git//path?ref=v1",
            "example.com/org/repo//path?ref=v1",
        ] {
            assert!(is_remote(remote), "{remote}");
        }
        for local in ["../base", "x.yaml", "./a//b", "github/x.yaml"] {
            assert!(!is_remote(local), "{local}");
        }
    }
}
