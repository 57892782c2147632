//! The paths table: hostile names, links and special files. Nothing outside the root is ever opened.
//!
//! Every site has a canary file beside its root; each test reads all that the walk lists and looks for it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail"
)]

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use gitops_mcp::clients::repository::{
    Entry, Grammar, Kind, LinkWhy, OpenError, ReadError, Reading, RelativePath, Repository, Roots,
    Unread, Unwatched, Walk, WalkLimits, Watch, Why,
};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CANARY: &str = "canary-that-must-stay-outside";
const MAX: u64 = 1 << 20;

/// A root and, beside it, what must never be read.
struct Site {
    dir: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("root")).unwrap();
        fs::create_dir_all(dir.path().join("outside")).unwrap();
        fs::write(dir.path().join("outside/secret.yaml"), CANARY).unwrap();
        Self { dir }
    }

    fn with(files: &[(&str, &str)]) -> Self {
        let site = Self::new();
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("root")
    }

    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root().join(path)
    }

    fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn link(&self, target: impl AsRef<Path>, path: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    }

    fn roots(&self) -> Roots {
        Roots::new(&[self.root()], None).unwrap()
    }

    fn open(&self, path: &str) -> Result<Repository, OpenError> {
        self.roots().open(path)
    }

    fn walk(&self) -> Walk {
        walk(&self.open(".").unwrap())
    }

    fn git(&self, args: &[&str]) {
        let status = Command::new("git")
            .args([
                "-c",
                "init.defaultBranch=main",
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
            ])
            .args(args)
            .current_dir(self.root())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .status()
            .unwrap();
        assert!(status.success(), "git {args:?}");
    }
}

/// Walks, reads every file, and looks for the canary in all that comes back.
fn walk(repository: &Repository) -> Walk {
    let walk = repository.walk(&WalkLimits::default(), &Unwatched);
    let reading = Reading {
        max_bytes: MAX,
        ..Reading::new(&Unwatched)
    };
    let bytes = repository.read_each(&walk.files, &reading, |_, bytes| bytes.to_vec());
    assert!(
        !bytes.iter().flatten().any(|bytes| holds_canary(bytes)),
        "read outside the root"
    );
    assert!(!format!("{walk:?}").contains(CANARY));
    walk
}

fn holds_canary(bytes: &[u8]) -> bool {
    bytes
        .windows(CANARY.len())
        .any(|window| window == CANARY.as_bytes())
}

fn names(walk: &Walk) -> Vec<String> {
    walk.files
        .iter()
        .map(|entry| entry.path.to_string())
        .collect()
}

fn links_out(walk: &Walk) -> Vec<(String, LinkWhy)> {
    walk.links_out
        .iter()
        .map(|link| (link.path.to_string(), link.why))
        .collect()
}

fn skipped(walk: &Walk) -> Vec<(String, Why)> {
    walk.skipped
        .iter()
        .map(|unread| (unread.path.to_string(), unread.why))
        .collect()
}

fn outside(result: Result<Repository, OpenError>) -> bool {
    match result {
        Err(OpenError::OutsideRoot { roots, .. }) => !roots.is_empty(),
        _ => false,
    }
}

fn grammar(result: Result<Repository, OpenError>) -> Option<Grammar> {
    match result {
        Err(OpenError::Grammar { problem, .. }) => Some(problem),
        _ => None,
    }
}

fn not_found(result: Result<Repository, OpenError>) -> bool {
    matches!(result, Err(OpenError::NotFound { .. }))
}

// Lexical, in `path`

#[test]
fn t01_parent_of_the_root() {
    let site = Site::with(&[("a/x.yaml", "x")]);
    for path in ["..", "../", "../outside", "../../../../../../etc"] {
        assert!(outside(site.open(path)), "{path}");
    }
    let message = site.open("../outside").err().unwrap().to_string();
    assert!(
        message.contains("root") && !message.contains(CANARY),
        "{message}"
    );
}

#[test]
fn t02_leaves_the_root_on_the_way() {
    let site = Site::with(&[("a/x.yaml", "x")]);
    assert!(outside(site.open("a/../../outside")));
    assert!(
        outside(site.open("a/../../root/a")),
        "even where it comes back"
    );
}

#[test]
fn t03_absolute_path() {
    let site = Site::with(&[("a/x.yaml", "x")]);
    assert!(outside(site.open("/etc/passwd")));
    assert!(outside(site.open("/")));
    let inside = site.at("a").to_string_lossy().into_owned();
    assert_eq!(
        site.open(&inside).unwrap().folder().to_string(),
        "a",
        "absolute and inside is legal"
    );
    assert!(outside(site.open(&format!("{inside}/../../outside"))));
    let twin = format!("{}-twin", site.root().to_string_lossy());
    fs::create_dir(&twin).unwrap();
    assert!(
        outside(site.open(&twin)),
        "a name that merely starts like the root"
    );
}

#[test]
fn t04_dots_are_legal() {
    let site = Site::with(&[("x/y.yaml", "x")]);
    assert_eq!(site.open("./././x").unwrap().folder().to_string(), "x");
    assert_eq!(site.open(".").unwrap().folder(), &RelativePath::root());
}

#[test]
fn t05_double_slash_is_legal() {
    let site = Site::with(&[("a/b/y.yaml", "x")]);
    assert_eq!(site.open("a//b").unwrap().folder().to_string(), "a/b");
}

#[test]
fn t06_parent_inside_is_legal() {
    let site = Site::with(&[("a/b/y.yaml", "x")]);
    assert_eq!(site.open("a/..").unwrap().folder(), &RelativePath::root());
    assert_eq!(site.open("a/b/..").unwrap().folder().to_string(), "a");
}

#[test]
fn t07_t08_slash_or_dot_behind_a_file() {
    let site = Site::with(&[("a/y.yaml", "x")]);
    for path in ["a/y.yaml/", "a/y.yaml/.", "a/y.yaml", "a/y.yaml/z"] {
        assert!(
            matches!(site.open(path), Err(OpenError::NotAFolder { .. })),
            "{path}"
        );
    }
}

#[test]
fn t09_t10_t13_other_notations_are_literal_names() {
    let site = Site::with(&[("a/y.yaml", "x")]);
    let literal = [
        "..\\..\\x",
        "C:\\x",
        "%2e%2e",
        "..%2f",
        "~",
        "$HOME",
        "${HOME}",
        "-h",
        "--help",
        "*",
    ];
    for name in literal {
        assert!(not_found(site.open(name)), "{name}");
        assert!(not_found(site.open(&format!("{name}/x"))), "{name}/x");
        site.write(format!("{name}/z.yaml"), "z");
        let repository = site.open(name).unwrap();
        assert_eq!(walk(&repository).files.len(), 1, "{name}");
    }
}

#[test]
fn t11_overlong_utf8_is_a_name_like_any_other() {
    let site = Site::new();
    let name = OsStr::from_bytes(b"\xc0\xae\xc0\xae");
    site.write(Path::new(name).join("x.yaml"), "x");
    assert_eq!(names(&site.walk()), ["\\xc0\\xae\\xc0\\xae/x.yaml"]);
}

#[test]
fn t12_urls_are_refused() {
    let site = Site::new();
    for url in [
        "file:///etc/passwd",
        "https://example.org/x",
        "git+ssh://h/x",
        "oci://h/x",
    ] {
        assert_eq!(grammar(site.open(url)), Some(Grammar::Url), "{url}");
    }
}

#[test]
fn t14_nul_and_hidden_characters_are_refused() {
    let site = Site::new();
    for path in [
        "a\0b",
        "a\nb",
        "\u{1b}[31m",
        "a\u{7f}",
        "a\u{85}",
        "a\u{202e}b",
        "a\u{200b}",
        "\u{feff}a",
        "\u{e0061}",
    ] {
        let error = site.open(path).err().unwrap();
        let message = error.to_string();
        assert!(
            matches!(
                error,
                OpenError::Grammar {
                    problem: Grammar::HiddenCharacter,
                    ..
                }
            ),
            "{message}"
        );
        assert!(
            message.is_ascii() && !message.contains(|c: char| c.is_control()),
            "{message:?}"
        );
    }
}

#[test]
fn t15_long_paths_are_refused() {
    let site = Site::new();
    let long = vec!["a"; 2048].join("/");
    assert_eq!(
        grammar(site.open(&format!("{long}/"))),
        Some(Grammar::TooLong),
        "4,096 bytes"
    );
    assert!(not_found(site.open(&long)), "4,095 bytes are asked for");
    assert_eq!(grammar(site.open(&"a".repeat(256))), Some(Grammar::TooLong));
    assert!(not_found(site.open(&"a".repeat(255))));
    let message = site.open(&"a".repeat(1 << 20)).err().unwrap().to_string();
    assert!(message.len() < 300, "echo is cut");
}

#[test]
fn t16_five_thousand_levels() {
    let site = Site::new();
    assert_eq!(
        grammar(site.open(&"d/".repeat(5000))),
        Some(Grammar::TooLong)
    );
    // Longer than one path may be, so made and removed step by step.
    let root = Dir::open_ambient_dir(site.root(), ambient_authority()).unwrap();
    let mut deepest = root.try_clone().unwrap();
    for _ in 0..5000 {
        deepest.create_dir("d").unwrap();
        deepest = deepest.open_dir("d").unwrap();
    }
    deepest.write("x.yaml", "deep").unwrap();
    site.write("top.yaml", "x");
    let walk = site.walk();
    assert_eq!(names(&walk), ["top.yaml"]);
    assert_eq!(walk.skipped.len(), 1);
    assert_eq!(walk.skipped[0].why, Why::Limit);
    while root.rename("d/d", &root, "e").is_ok() {
        root.remove_dir("d").unwrap();
        root.rename("e", &root, "d").unwrap();
    }
}

#[test]
fn t16_depth_limit_is_exact() {
    let site = Site::with(&[("a/b/c/in.yaml", "x"), ("a/b/c/d/out.yaml", "x")]);
    let limits = WalkLimits {
        depth: 3,
        ..WalkLimits::default()
    };
    let walk = site.open(".").unwrap().walk(&limits, &Unwatched);
    assert_eq!(names(&walk), ["a/b/c/in.yaml"]);
    assert_eq!(skipped(&walk), [("a/b/c/d".to_owned(), Why::Limit)]);
}

#[test]
fn empty_path_is_refused_and_a_missing_one_names_its_neighbours() {
    let site = Site::with(&[
        ("clusters/production/x.yaml", "x"),
        ("clusters/staging/x.yaml", "x"),
    ]);
    assert_eq!(grammar(site.open("")), Some(Grammar::Empty));
    assert_eq!(grammar(site.open("   ")), Some(Grammar::Empty));
    let Err(OpenError::NotFound { nearest, .. }) = site.open("clusters/prodution") else {
        panic!()
    };
    assert_eq!(nearest, ["clusters/production"]);
    let Err(OpenError::NotFound { nearest, .. }) = site.open("cluster/staging") else {
        panic!()
    };
    assert_eq!(nearest, ["clusters"]);
}

// Names on disk

#[test]
fn t17_control_characters_in_names_are_escaped() {
    let site = Site::new();
    for name in [
        "new\nline.yaml",
        "tab\t.yaml",
        "\u{1b}[31mred.yaml",
        "rtl\u{202e}lmay.x",
        "back\\slash.yaml",
    ] {
        site.write(name, "x");
    }
    let walk = site.walk();
    assert_eq!(
        names(&walk),
        [
            "\\u{1b}[31mred.yaml",
            "back\\\\slash.yaml",
            "new\\nline.yaml",
            "rtl\\u{202e}lmay.x",
            "tab\\t.yaml"
        ]
    );
    assert!(
        walk.files
            .iter()
            .any(|entry| entry.path.as_bytes() == b"new\nline.yaml"),
        "bytes are kept"
    );
}

#[test]
fn t18_invalid_utf8_names_keep_their_bytes() {
    let site = Site::new();
    site.write(OsStr::from_bytes(b"caf\xe9.yaml"), "x");
    let walk = site.walk();
    assert_eq!(names(&walk), ["caf\\xe9.yaml"]);
    assert_eq!(walk.files[0].path.as_bytes(), b"caf\xe9.yaml");
    assert_eq!(
        site.open(".").unwrap().read(&walk.files[0], MAX).unwrap(),
        b"x"
    );
}

#[test]
fn t19_t21_odd_but_legal_names() {
    let mut expected = vec![
        "-",
        "--help",
        "-rf",
        "...",
        ".hidden",
        "..yaml",
        " ",
        "trailing ",
        "con",
        "nul",
        "a.yaml.",
    ];
    let site = Site::new();
    for name in &expected {
        site.write(name, "x");
    }
    expected.sort_unstable();
    assert_eq!(names(&site.walk()), expected);
}

#[test]
fn t20_twins_are_two_files() {
    let site = Site::with(&[
        ("A.yaml", "1"),
        ("a.yaml", "2"),
        ("\u{e9}.yaml", "3"),
        ("e\u{301}.yaml", "4"),
    ]);
    let walk = site.walk();
    assert_eq!(walk.files.len(), 4);
    let distinct: std::collections::BTreeSet<_> = names(&walk).into_iter().collect();
    assert_eq!(distinct.len(), 4);
}

// Symbolic links

#[test]
fn t22_file_link_out() {
    let site = Site::with(&[("ok.yaml", "x")]);
    site.link("../outside/secret.yaml", "relative.yaml");
    site.link(site.dir.path().join("outside/secret.yaml"), "absolute.yaml");
    let walk = site.walk();
    assert_eq!(names(&walk), ["ok.yaml"]);
    let expected = [
        ("absolute.yaml", LinkWhy::Outside),
        ("relative.yaml", LinkWhy::Outside),
    ];
    assert_eq!(
        links_out(&walk),
        expected.map(|(path, why)| (path.to_owned(), why))
    );
    let repository = site.open(".").unwrap();
    for link in ["relative.yaml", "absolute.yaml"] {
        assert_eq!(
            repository.read_path(&RelativePath::root(), link, MAX),
            Err(ReadError::OutsideRoot),
            "{link}"
        );
    }
}

/// Swaps names between a file or folder inside and a link to the outside until told to stop.
fn swap_until(stop: &AtomicBool, site: &Site) -> u64 {
    let outside = site.dir.path().join("outside");
    let mut swaps = 0;
    while !stop.load(Ordering::Relaxed) {
        let _ = fs::remove_file(site.at("next.yaml"));
        match swaps % 2 {
            0 => symlink(outside.join("secret.yaml"), site.at("next.yaml")).unwrap(),
            _ => fs::write(site.at("next.yaml"), "inside").unwrap(),
        }
        fs::rename(site.at("next.yaml"), site.at("x.yaml")).unwrap();
        match swaps % 2 {
            0 => {
                fs::rename(site.at("d"), site.at("kept")).unwrap();
                symlink(&outside, site.at("d")).unwrap();
            }
            _ => {
                fs::remove_file(site.at("d")).unwrap();
                fs::rename(site.at("kept"), site.at("d")).unwrap();
            }
        }
        swaps += 1;
    }
    swaps
}

#[test]
fn t23_symlink_race() {
    let site = Site::with(&[("x.yaml", "inside"), ("d/secret.yaml", "inside")]);
    let repository = site.open(".").unwrap();
    let listed = repository.walk(&WalkLimits::default(), &Unwatched).files;
    let stop = AtomicBool::new(false);
    let (mut read, mut refused) = (0, 0);
    let swaps = std::thread::scope(|scope| {
        let swapper = scope.spawn(|| swap_until(&stop, &site));
        for round in 0..1000 {
            for entry in &listed {
                match repository.read(entry, MAX) {
                    Ok(bytes) => {
                        assert!(!holds_canary(&bytes), "round {round}: {}", entry.path);
                        read += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
            if round % 20 == 0 {
                walk(&repository);
            }
        }
        stop.store(true, Ordering::Relaxed);
        swapper.join().unwrap()
    });
    assert!(
        swaps > 0 && read + refused == 2000,
        "{swaps} swaps, {read} read, {refused} refused"
    );
}

#[test]
fn t24_folder_link_out() {
    let site = Site::with(&[("ok.yaml", "x")]);
    site.link("../outside", "folder");
    site.link("../outside", "a/b/../../other");
    let walk = site.walk();
    assert_eq!(names(&walk), ["ok.yaml"]);
    assert!(links_out(&walk).contains(&("folder".to_owned(), LinkWhy::Outside)));
    assert!(outside(site.open("folder")));
    assert!(outside(site.open("folder/secret.yaml")));
}

#[test]
fn t25_t26_loops() {
    let site = Site::with(&[("ok.yaml", "x")]);
    site.link("self", "self");
    site.link("two", "one");
    site.link("one", "two");
    let walk = site.walk();
    assert_eq!(names(&walk), ["ok.yaml"]);
    assert_eq!(
        links_out(&walk),
        ["one", "self", "two"].map(|path| (path.to_owned(), LinkWhy::Loop))
    );
    assert!(matches!(site.open("self"), Err(OpenError::LinkLoop { .. })));
    assert!(matches!(
        site.open("one/x"),
        Err(OpenError::LinkLoop { .. })
    ));
}

#[test]
fn t27_chain_of_45() {
    let site = Site::with(&[("l0", "x")]);
    for i in 1..=45 {
        site.link(format!("l{}", i - 1), &format!("l{i}"));
    }
    let walk = site.walk();
    assert_eq!(names(&walk), ["l0"], "the target once, through no link");
    assert_eq!(walk.links_inside + walk.links_out.len() as u64, 45);
    assert!(links_out(&walk).contains(&("l45".to_owned(), LinkWhy::Loop)));
    assert!(walk.links_inside >= 8, "short chains are followed");
}

#[test]
fn t28_absolute_link_inside_is_refused_each_time() {
    let site = Site::with(&[("real/x.yaml", "x")]);
    site.link(site.at("real/x.yaml"), "file.yaml");
    site.link(site.at("real"), "folder");
    for _ in 0..3 {
        let walk = site.walk();
        assert_eq!(names(&walk), ["real/x.yaml"]);
        assert_eq!(links_out(&walk).len(), 2);
        assert!(outside(site.open("folder")));
    }
}

#[test]
fn t29_link_inside_is_counted_once() {
    let site = Site::with(&[("base/x.yaml", "x"), ("app/own.yaml", "y")]);
    site.link("../base/x.yaml", "app/x.yaml");
    site.link("../base", "app/base");
    let all = site.walk();
    assert_eq!(names(&all), ["app/own.yaml", "base/x.yaml"]);
    assert_eq!((all.links_inside, all.links_out.len()), (2, 0));
    let part = walk(&site.open("app").unwrap());
    assert_eq!(
        names(&part),
        ["app/own.yaml", "base/x.yaml"],
        "a folder that is linked in belongs to it"
    );
    let repository = site.open("app").unwrap();
    assert_eq!(
        repository
            .read_path(repository.folder(), "x.yaml", MAX)
            .unwrap(),
        b"x"
    );
}

#[test]
fn t30_link_to_a_parent_is_no_second_walk() {
    let site = Site::with(&[("top.yaml", "x"), ("a/b/own.yaml", "y")]);
    site.link("../..", "a/b/up");
    site.link(".", "a/here");
    let all = site.walk();
    assert_eq!(names(&all), ["a/b/own.yaml", "top.yaml"]);
    assert_eq!(all.links_inside, 2);
    assert_eq!(names(&walk(&site.open("a/b").unwrap())), ["a/b/own.yaml"]);
}

#[test]
fn t31_dangling() {
    let site = Site::with(&[("ok.yaml", "x")]);
    site.link("nothing", "dangling");
    site.link("ok.yaml/below", "below-a-file");
    let walk = site.walk();
    assert_eq!(
        links_out(&walk),
        ["below-a-file", "dangling"].map(|path| (path.to_owned(), LinkWhy::Dangling))
    );
    assert!(not_found(site.open("dangling")));
}

#[test]
fn t32_path_itself_a_link() {
    let site = Site::with(&[("real/x.yaml", "x")]);
    site.link("real", "link");
    assert_eq!(site.open("link").unwrap().folder().to_string(), "real");
    // A root that is a link is resolved once; moving the link later changes nothing.
    let alias = site.dir.path().join("alias");
    symlink(site.root(), &alias).unwrap();
    let roots = Roots::new(std::slice::from_ref(&alias), None).unwrap();
    fs::remove_file(&alias).unwrap();
    symlink(site.dir.path().join("outside"), &alias).unwrap();
    assert_eq!(names(&walk(&roots.open(".").unwrap())), ["real/x.yaml"]);
    assert_eq!(
        names(&walk(&roots.open(&alias.to_string_lossy()).unwrap())),
        ["real/x.yaml"]
    );
}

#[test]
fn t33_links_into_proc() {
    let site = Site::with(&[("ok.yaml", "x")]);
    for (i, target) in [
        "/proc/self/root",
        "/proc/self/environ",
        "/proc/self/fd/0",
        "/proc/self/cwd",
    ]
    .iter()
    .enumerate()
    {
        site.link(target, &format!("p{i}"));
    }
    let walk = site.walk();
    assert_eq!(names(&walk), ["ok.yaml"]);
    assert!(
        walk.links_out.len() == 4
            && walk
                .links_out
                .iter()
                .all(|link| link.why == LinkWhy::Outside)
    );
    assert!(outside(site.open("p0/etc")));
}

#[test]
fn t34_t35_linked_control_files_outside() {
    let site = Site::with(&[("a/keep.yaml", "x"), ("a/secret.log", "y")]);
    fs::write(site.dir.path().join("outside/rules"), "*.yaml\n").unwrap();
    for name in ["kustomization.yaml", ".sops.yaml", ".gitignore"] {
        site.link("../../outside/rules", &format!("a/{name}"));
    }
    let walk = site.walk();
    assert_eq!(
        names(&walk),
        ["a/keep.yaml", "a/secret.log"],
        "outside rules do not ignore"
    );
    assert_eq!(walk.ignored, 0);
    assert_eq!(walk.links_out.len(), 3);
    let repository = site.open("a").unwrap();
    for name in ["kustomization.yaml", ".sops.yaml"] {
        assert_eq!(
            repository.read_path(repository.folder(), name, MAX),
            Err(ReadError::OutsideRoot)
        );
    }
}

#[test]
fn links_into_the_git_folder_are_not_followed() {
    let site = Site::with(&[("ok.yaml", "x")]);
    site.git(&["init", "-q"]);
    site.link(".git", "git");
    site.link(".git/config", "config.yaml");
    let walk = site.walk();
    assert_eq!(names(&walk), ["ok.yaml"]);
    assert_eq!(
        links_out(&walk),
        ["config.yaml", "git"].map(|path| (path.to_owned(), LinkWhy::Git))
    );
}

// Special files

/// Fails the test instead of hanging it.
fn within(limit: Duration, work: impl FnOnce() + Send + 'static) {
    let worker = std::thread::spawn(work);
    let start = Instant::now();
    while !worker.is_finished() {
        assert!(start.elapsed() < limit, "still running after {limit:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    worker.join().unwrap();
}

#[test]
fn t36_fifo_does_not_block() {
    within(Duration::from_secs(10), || {
        let site = Site::with(&[("ok.yaml", "x"), ("was.yaml", "x")]);
        let repository = site.open(".").unwrap();
        let listed = repository.walk(&WalkLimits::default(), &Unwatched).files;
        fs::remove_file(site.at("was.yaml")).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(site.at("was.yaml"))
                .status()
                .unwrap()
                .success()
        );
        let walk = site.walk();
        assert_eq!(names(&walk), ["ok.yaml"]);
        assert_eq!(skipped(&walk), [("was.yaml".to_owned(), Why::Unsupported)]);
        let stale = listed
            .iter()
            .find(|entry| entry.path.as_bytes() == b"was.yaml")
            .unwrap();
        assert_eq!(
            repository.read(stale, MAX),
            Err(ReadError::NotAFile("a named pipe"))
        );
        let linked = repository.read_path(&RelativePath::root(), "was.yaml", MAX);
        assert_eq!(linked, Err(ReadError::NotAFile("a named pipe")));
    });
}

#[test]
fn t36_ignore_file_or_git_folder_that_is_a_fifo() {
    within(Duration::from_secs(10), || {
        let site = Site::with(&[("a/ok.yaml", "x")]);
        for name in [".git", ".gitignore", "a/.gitignore"] {
            assert!(
                Command::new("mkfifo")
                    .arg(site.at(name))
                    .status()
                    .unwrap()
                    .success()
            );
        }
        assert_eq!(names(&site.walk()), ["a/ok.yaml"]);
    });
}

#[test]
fn t37_socket() {
    let site = Site::with(&[("ok.yaml", "x")]);
    let _listener = UnixListener::bind(site.at("s.yaml")).unwrap();
    let walk = site.walk();
    assert_eq!(skipped(&walk), [("s.yaml".to_owned(), Why::Unsupported)]);
}

#[test]
fn t38_devices() {
    within(Duration::from_secs(10), || {
        let site = Site::with(&[("ok.yaml", "x")]);
        site.link("/dev/zero", "link.yaml");
        let node = Command::new("mknod")
            .args(["zero.yaml", "c", "1", "5"])
            .current_dir(site.root())
            .output()
            .unwrap();
        let walk = site.walk();
        assert_eq!(names(&walk), ["ok.yaml"]);
        assert_eq!(
            links_out(&walk),
            [("link.yaml".to_owned(), LinkWhy::Outside)]
        );
        if node.status.success() {
            assert_eq!(skipped(&walk), [("zero.yaml".to_owned(), Why::Unsupported)]);
        }
    });
}

#[test]
fn t39_kernel_folders_are_no_root() {
    for path in ["/proc", "/sys", "/proc/self", "/dev"] {
        assert!(
            matches!(
                Roots::for_command_line(Path::new(path)),
                Err(OpenError::KernelFolder { .. })
            ),
            "{path}"
        );
        assert!(
            matches!(
                Roots::new(&[path.into()], None),
                Err(OpenError::KernelFolder { .. })
            ),
            "{path}"
        );
    }
}

#[test]
fn t40_unreadable_files_and_folders() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let copy = dir.path().join("paths");
    fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let mut command = Command::new(&copy);
    command
        .args(["--ignored", "--exact", "second_user_t40", "--nocapture"])
        .current_dir("/");
    command.env("TMPDIR", std::env::temp_dir());
    if is_root() {
        command.uid(65534).gid(65534);
    }
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.starts_with(b"0\n")
}

#[test]
#[ignore = "started by t40 as a user without rights"]
fn second_user_t40() {
    let site = Site::with(&[
        ("ok.yaml", "x"),
        ("closed.yaml", "y"),
        ("folder/in.yaml", "z"),
        ("blind/in.yaml", "z"),
    ]);
    let mode = |path: &str, mode| {
        fs::set_permissions(site.at(path), fs::Permissions::from_mode(mode)).unwrap()
    };
    mode("closed.yaml", 0);
    mode("folder", 0);
    mode("blind", 0o444);
    let repository = site.open(".").unwrap();
    let walk = repository.walk(&WalkLimits::default(), &Unwatched);
    let read = repository.read_each(&walk.files, &Reading::new(&Unwatched), |entry, _| {
        entry.path.to_string()
    });
    let unread: Vec<_> = read
        .iter()
        .filter_map(|result| result.as_ref().err())
        .map(|u| (u.path.to_string(), u.why))
        .collect();
    let read: Vec<_> = read.iter().flatten().cloned().collect();
    assert!(matches!(
        site.open("folder/x"),
        Err(OpenError::Denied { .. })
    ));
    mode("folder", 0o755);
    mode("blind", 0o755);
    assert_eq!(read, ["ok.yaml"]);
    assert_eq!(unread, [("closed.yaml".to_owned(), Why::Denied)]);
    assert_eq!(
        skipped(&walk),
        ["blind", "folder"].map(|path| (path.to_owned(), Why::Denied))
    );
}

#[test]
fn t41_sparse_gigabyte() {
    let site = Site::with(&[("ok.yaml", "x")]);
    fs::File::create(site.at("big.yaml"))
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    let repository = site.open(".").unwrap();
    let walk = repository.walk(&WalkLimits::default(), &Unwatched);
    assert_eq!(
        walk.omitted.files, 1,
        "one byte over the limit of all files"
    );
    let limits = WalkLimits {
        bytes: 2 << 30,
        ..WalkLimits::default()
    };
    let walk = repository.walk(&limits, &Unwatched);
    let start = Instant::now();
    let read = repository.read_each(&walk.files, &Reading::new(&Unwatched), |_, bytes| {
        bytes.len()
    });
    assert!(start.elapsed() < Duration::from_secs(2));
    let unread = read[0].as_ref().unwrap_err();
    assert_eq!(
        (unread.path.to_string().as_str(), unread.why),
        ("big.yaml", Why::Limit)
    );
    assert!(
        unread.hint.contains("1073741824") && unread.hint.contains("10485760"),
        "{}",
        unread.hint
    );
    assert_eq!(read[1], Ok(1));
}

#[test]
fn t42_growing_and_shrinking_file() {
    let site = Site::with(&[("x.yaml", "")]);
    let repository = site.open(".").unwrap();
    let path = site.at("x.yaml");
    let entry = Entry {
        size: 0,
        path: repository.walk(&WalkLimits::default(), &Unwatched).files[0]
            .path
            .clone(),
    };
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
            let mut size = 0u64;
            while !stop.load(Ordering::Relaxed) {
                size = (size + 7919) % (2 * MAX);
                file.set_len(size).unwrap();
            }
        });
        for _ in 0..2000 {
            match repository.read(&entry, MAX) {
                Ok(bytes) => assert!(bytes.len() as u64 <= MAX && bytes.iter().all(|b| *b == 0)),
                Err(error) => assert!(
                    matches!(error, ReadError::TooLarge { max: MAX, .. }),
                    "{error:?}"
                ),
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn t43_file_becomes_a_folder_and_back() {
    let site = Site::with(&[("x.yaml", "x"), ("d/y.yaml", "y")]);
    let repository = site.open(".").unwrap();
    let listed = repository.walk(&WalkLimits::default(), &Unwatched).files;
    fs::remove_file(site.at("x.yaml")).unwrap();
    fs::create_dir(site.at("x.yaml")).unwrap();
    fs::remove_dir_all(site.at("d")).unwrap();
    site.write("d", "now a file");
    let read = repository.read_each(&listed, &Reading::new(&Unwatched), |_, _| ());
    let unread: Vec<&Unread> = read
        .iter()
        .filter_map(|result| result.as_ref().err())
        .collect();
    assert_eq!(unread.len(), 2);
    assert!(
        unread.iter().all(|unread| unread.why == Why::Unsupported),
        "{unread:?}"
    );
}

#[test]
fn t44_hard_link_is_a_file() {
    let site = Site::new();
    fs::write(site.dir.path().join("outside/shared.yaml"), "shared").unwrap();
    fs::hard_link(
        site.dir.path().join("outside/shared.yaml"),
        site.at("hard.yaml"),
    )
    .unwrap();
    let walk = site.walk();
    assert_eq!(names(&walk), ["hard.yaml"]);
    assert_eq!(
        site.open(".").unwrap().read(&walk.files[0], MAX).unwrap(),
        b"shared"
    );
}

// References in content

#[test]
fn t45_t46_t47_t48_t50_references_that_leave() {
    let site = Site::with(&[("apps/web/kustomization.yaml", "x"), ("base/x.yaml", "b")]);
    let repository = site.open("apps/web").unwrap();
    let from = repository.folder().clone();
    let leaving = [
        "../../..",
        "../../../outside",
        "/etc/passwd",
        "/../..",
        "../../../outside/secret.yaml",
        "../../../../dep",
        "x/../../../../outside",
    ];
    for reference in leaving {
        let error = repository.resolve(&from, reference).unwrap_err();
        assert!(
            matches!(error, ReadError::OutsideRoot | ReadError::Absent),
            "{reference}: {error:?}"
        );
        assert!(repository.read_path(&from, reference, MAX).is_err());
    }
    let (path, kind) = repository.resolve(&from, "../../base").unwrap();
    assert_eq!(
        (path.to_string().as_str(), kind),
        ("base", Kind::Folder),
        "inside one repository it is legal"
    );
    assert_eq!(
        repository
            .read_path(&from, "../../base/x.yaml", MAX)
            .unwrap(),
        b"b"
    );
    assert_eq!(
        repository.read_path(&from, "../../base", MAX),
        Err(ReadError::NotAFile("a folder"))
    );
}

#[test]
fn t52_remote_references_are_never_fetched() {
    let site = Site::new();
    let repository = site.open(".").unwrap();
    for url in [
        "https://example.org/x",
        "ssh://git@example.org/x",
        "file://../../dep",
        "git::https://example.org/x",
    ] {
        let result = repository.read_path(&RelativePath::root(), url, MAX);
        assert!(
            matches!(
                result,
                Err(ReadError::Grammar(Grammar::Url) | ReadError::Absent)
            ),
            "{url}: {result:?}"
        );
    }
}

// Git

#[test]
fn t54_git_file_that_points_outside() {
    let site = Site::with(&[
        ("seen.yaml", "x"),
        ("ignored.yaml", "y"),
        (".gitignore", "ignored.yaml\n"),
    ]);
    fs::create_dir_all(site.dir.path().join("outside/gitdir")).unwrap();
    fs::write(site.dir.path().join("outside/gitdir/index"), CANARY).unwrap();
    for target in [
        "../outside/gitdir".to_owned(),
        site.dir
            .path()
            .join("outside/gitdir")
            .to_string_lossy()
            .into_owned(),
    ] {
        site.write(".git", format!("gitdir: {target}\n"));
        let walk = site.walk();
        assert_eq!(names(&walk), [".gitignore", "seen.yaml"], "{target}");
        assert_eq!(walk.ignored, 1);
        assert_eq!(
            skipped(&walk),
            [(".git".to_owned(), Why::Unsupported)],
            "unknown which ignored files are tracked"
        );
    }
    fs::remove_file(site.at(".git")).unwrap();
    site.link("../outside/gitdir", ".git");
    assert_eq!(
        skipped(&site.walk()),
        [(".git".to_owned(), Why::Unsupported)]
    );
}

#[test]
fn t54_submodule_inside_the_root_keeps_its_own_rules() {
    let site = Site::with(&[
        (".gitignore", "*.log\n"),
        ("a.log", "x"),
        ("sub/a.log", "x"),
        ("sub/b.tmp", "x"),
        ("sub/.gitignore", "*.tmp\n"),
    ]);
    site.git(&["init", "-q"]);
    site.git(&["init", "-q", "sub"]);
    fs::create_dir(site.at(".git/modules")).unwrap();
    fs::rename(site.at("sub/.git"), site.at(".git/modules/sub")).unwrap();
    site.write("sub/.git", "gitdir: ../.git/modules/sub\n");
    let walk = site.walk();
    assert_eq!(names(&walk), [".gitignore", "sub/.gitignore", "sub/a.log"]);
    assert_eq!(walk.ignored, 2);
}

#[test]
fn t55_git_configuration_is_never_executed() {
    let site = Site::with(&[("a.yaml", "x"), (".gitignore", "i.yaml\n"), ("i.yaml", "y")]);
    site.git(&["init", "-q"]);
    site.git(&["add", "-f", "."]);
    let mark = site.dir.path().join("executed");
    let config = format!(
        "[core]\n\tfsmonitor = touch {0}\n\tsshCommand = touch {0}\n\texcludesFile = ../outside/rules\n[alias]\n\tls-files = !touch {0}\n[include]\n\tpath = ../../outside/secret.yaml\n",
        mark.display()
    );
    fs::write(site.at(".git/config"), config).unwrap();
    fs::write(site.dir.path().join("outside/rules"), "*\n").unwrap();
    assert_eq!(names(&site.walk()), [".gitignore", "a.yaml", "i.yaml"]);
    assert!(!mark.exists());
}

#[test]
fn tracked_files_are_read_although_they_are_ignored() {
    let site = Site::with(&[
        (".gitignore", "secrets/\n*.env\n!keep.env\n/only-top.yaml\n"),
        ("secrets/tracked.yaml", "x"),
        ("secrets/deep/er/local.yaml", "x"),
        ("secrets/local.yaml", "x"),
        ("a.env", "x"),
        ("keep.env", "x"),
        ("only-top.yaml", "x"),
        ("sub/only-top.yaml", "x"),
        ("sub/.gitignore", "!b.env\nc.yaml\n"),
        ("sub/b.env", "x"),
        ("sub/c.yaml", "x"),
    ]);
    site.git(&["init", "-q"]);
    site.git(&[
        "add",
        "-f",
        "secrets/tracked.yaml",
        "sub/c.yaml",
        ".gitignore",
    ]);
    fs::write(site.at(".git/info/exclude"), "excluded.yaml\n").unwrap();
    site.write("excluded.yaml", "x");
    let expected = [
        ".gitignore",
        "keep.env",
        "secrets/tracked.yaml",
        "sub/.gitignore",
        "sub/b.env",
        "sub/c.yaml",
        "sub/only-top.yaml",
    ];
    let walk = site.walk();
    assert_eq!(names(&walk), expected);
    // secrets/deep/er/local.yaml, secrets/local.yaml, a.env, only-top.yaml, excluded.yaml
    assert_eq!(walk.ignored, 5);
    assert!(walk.skipped.is_empty());
    site.git(&["update-index", "--index-version", "4"]);
    assert_eq!(names(&site.walk()), expected, "index version 4");
    let part = self::walk(&site.open("secrets/deep").unwrap());
    assert_eq!(
        names(&part),
        ["secrets/deep/er/local.yaml"],
        "a folder that was asked for is read"
    );
    site.git(&["update-index", "--split-index"]);
    let walk = site.walk();
    assert_eq!(
        skipped(&walk),
        [(".git/index".to_owned(), Why::Unsupported)],
        "said, not guessed"
    );
}

#[test]
fn same_answer_as_git_on_many_ignore_rules() {
    let rules = "*.o\n!important.o\n/build/\ndocs/**/x\n**/cache\nfoo/*\n!foo/keep\nspace\\ name\n#comment\n\\#literal\na[0-9].yaml\n?.txt\ntrailing   \n";
    let files = [
        "a.o",
        "important.o",
        "build/x",
        "sub/build/x",
        "docs/x",
        "docs/a/x",
        "docs/a/b/x/y",
        "cache/1",
        "q/cache/2",
        "foo/a",
        "foo/keep",
        "foo/keep2/z",
        "space name",
        "#comment",
        "#literal",
        "a1.yaml",
        "ab.yaml",
        "b.txt",
        "bc.txt",
        "trailing",
        "sub/foo/a",
        "sub/a.o/inner",
        "q/.hidden.o",
    ];
    let site = Site::with(&[(".gitignore", rules)]);
    for file in files {
        site.write(file, "x");
    }
    site.git(&["init", "-q"]);
    let output = Command::new("git")
        .args(["ls-files", "-o", "--exclude-standard", "-z"])
        .current_dir(site.root())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut expected: Vec<&str> = text.split_terminator('\0').collect();
    expected.sort_unstable();
    let walk = site.walk();
    assert_eq!(names(&walk), expected);
    assert_eq!(walk.ignored as usize, files.len() + 1 - expected.len());
}

// Roots

#[test]
fn command_line_reads_the_work_tree_that_holds_the_path() {
    let site = Site::with(&[
        ("apps/web/x.yaml", "x"),
        ("base/y.yaml", "y"),
        ("plain/z.yaml", "z"),
    ]);
    let plain = Roots::for_command_line(&site.at("plain")).unwrap();
    let repository = plain.open(&site.at("plain").to_string_lossy()).unwrap();
    assert_eq!(
        names(&walk(&repository)),
        ["z.yaml"],
        "outside Git the folder itself is the root"
    );
    site.git(&["init", "-q"]);
    let path = site.at("apps/web");
    let repository = Roots::for_command_line(&path)
        .unwrap()
        .open(&path.to_string_lossy())
        .unwrap();
    assert_eq!(repository.folder().to_string(), "apps/web");
    assert_eq!(
        repository
            .read_path(repository.folder(), "../../base/y.yaml", MAX)
            .unwrap(),
        b"y"
    );
    assert_eq!(
        repository.read_path(repository.folder(), "../../../outside/secret.yaml", MAX),
        Err(ReadError::OutsideRoot)
    );
    let file = site.at("base/y.yaml");
    assert!(matches!(
        Roots::for_command_line(&file),
        Err(OpenError::NotAFolder { .. })
    ));
    assert!(
        matches!(Roots::for_command_line(&site.at("bse")), Err(OpenError::NotFound { nearest, .. }) if nearest == ["base"])
    );
}

#[test]
fn server_without_a_root_refuses_wide_folders() {
    let site = Site::new();
    assert!(matches!(
        Roots::default_root(Path::new("/"), None),
        Err(OpenError::DefaultRootTooWide { .. })
    ));
    let home = site.root();
    assert!(matches!(
        Roots::default_root(&home, Some(&home)),
        Err(OpenError::DefaultRootTooWide { .. })
    ));
    assert!(Roots::default_root(&home, Some(&site.dir.path().join("outside"))).is_ok());
    assert!(
        Roots::new(std::slice::from_ref(&home), Some(&home)).is_ok(),
        "asked for by name"
    );
    assert!(matches!(
        Roots::new(&[site.at("missing")], None),
        Err(OpenError::NotFound { .. })
    ));
}

#[test]
fn several_roots_are_tried_in_turn() {
    let one = Site::with(&[("a/x.yaml", "1")]);
    let two = Site::with(&[("b/x.yaml", "2")]);
    let roots = Roots::new(&[one.root(), two.root()], None).unwrap();
    assert_eq!(names(&walk(&roots.open("b").unwrap())), ["b/x.yaml"]);
    assert_eq!(
        names(&walk(&roots.open(&two.root().to_string_lossy()).unwrap())),
        ["b/x.yaml"]
    );
    assert!(not_found(roots.open("c")));
    assert!(outside(roots.open("../outside")));
}

// Limits, order, cancellation

#[test]
fn limits_count_the_rest_exactly_and_the_order_never_changes() {
    let site = Site::new();
    for i in 0..300 {
        site.write(format!("d{}/f{i:03}.yaml", i % 7), "12345");
    }
    let repository = site.open(".").unwrap();
    let all = repository.walk(&WalkLimits::default(), &Unwatched);
    assert_eq!(all.files.len(), 300);
    for threads in [1, 2, 8] {
        let limits = WalkLimits {
            files: 100,
            threads,
            ..WalkLimits::default()
        };
        let some = repository.walk(&limits, &Unwatched);
        assert_eq!(some.files, all.files[..100]);
        assert_eq!((some.omitted.files, some.omitted.bytes), (200, 1000));
        let limits = WalkLimits {
            bytes: 52,
            threads,
            ..WalkLimits::default()
        };
        let some = repository.walk(&limits, &Unwatched);
        assert_eq!(some.files, all.files[..10]);
        assert_eq!((some.omitted.files, some.omitted.bytes), (290, 1450));
        let reading = Reading {
            threads,
            ..Reading::new(&Unwatched)
        };
        let order = repository.read_each(&all.files, &reading, |entry, _| entry.clone());
        assert!(
            order
                .into_iter()
                .map(Result::unwrap)
                .eq(all.files.iter().cloned())
        );
    }
}

#[test]
fn a_panic_on_one_file_is_that_file_unread() {
    let site = Site::with(&[("a.yaml", "a"), ("b.yaml", "b"), ("c.yaml", "c")]);
    let repository = site.open(".").unwrap();
    let files = repository.walk(&WalkLimits::default(), &Unwatched).files;
    let results = repository.read_each(&files, &Reading::new(&Unwatched), |_, bytes| {
        assert_ne!(bytes, b"b");
        bytes.len()
    });
    assert_eq!(results.iter().flatten().count(), 2);
    assert_eq!(results[1].as_ref().unwrap_err().path.to_string(), "b.yaml");
}

/// Cancels after a number of progress reports.
struct StopAfter(AtomicU64, u64);

impl Watch for StopAfter {
    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= self.1
    }

    fn progress(&self, _done: u64, _total: Option<u64>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn cancelling_stops_and_says_what_was_not_read() {
    let site = Site::new();
    for i in 0..200 {
        site.write(format!("d{i}/f.yaml"), "x");
    }
    let repository = site.open(".").unwrap();
    let walk = repository.walk(&WalkLimits::default(), &StopAfter(AtomicU64::new(0), 20));
    assert!(walk.cancelled && walk.files.len() < 200);
    let all = repository.walk(&WalkLimits::default(), &Unwatched);
    assert!(!all.cancelled);
    let watch = StopAfter(AtomicU64::new(0), 2);
    let results = repository.read_each(
        &all.files,
        &Reading {
            threads: 1,
            ..Reading::new(&watch)
        },
        |_, _| (),
    );
    assert_eq!(results.len(), 200);
    assert_eq!(results.iter().flatten().count(), 32);
    assert!(
        results
            .iter()
            .filter_map(|r| r.as_ref().err())
            .all(|unread| unread.why == Why::Timeout)
    );
}

// Second layer: what the kernel saw

#[test]
#[ignore = "needs strace; run with --ignored second_layer"]
fn second_layer_no_open_outside() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let status = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-s",
            "4096",
            "-e",
            "trace=open,openat,openat2",
            "-o",
        ])
        .arg(log.path())
        .arg(std::env::current_exe().unwrap())
        .args([
            "--test-threads=2",
            "--skip",
            "second_",
            "--skip",
            "t16_five",
            "--skip",
            "t42_",
            "--skip",
            "t40_",
        ])
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let text = String::from_utf8_lossy(&fs::read(log.path()).unwrap()).into_owned();
    let opened = |line: &&str| {
        line.rsplit_once(" = ")
            .is_some_and(|(_, fd)| fd.contains("/outside"))
    };
    // Removing a site goes down from the folder above its root; what we do starts at the root or at no handle.
    let ours = |line: &&str| {
        line.contains("(AT_FDCWD") || line.contains("openat2(") || line.contains("/root")
    };
    let reads: Vec<&str> = text
        .lines()
        .filter(opened)
        .filter(ours)
        .filter(|line| line.contains("O_RDONLY") || line.contains("O_PATH"))
        .collect();
    assert!(
        text.lines()
            .filter(|line| line.contains("openat2("))
            .count()
            > 1000,
        "the trace shows our opens"
    );
    assert!(
        text.lines()
            .any(|line| line.contains("/outside") && line.contains("O_WRONLY")),
        "the trace shows paths"
    );
    assert!(reads.is_empty(), "{}", reads.join("\n"));
}
