//! Git history, read in place: which versions, since when, until when; and broken or hostile stores.
//!
//! Repositories are made by the `git` of the machine; its answers are what ours are compared with.

#![allow(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail"
)]

#[path = "support/git.rs"]
mod git;

use git::{Repo, open};
use gitops_mcp::clients::history::{
    self, BlobVisit, History, HistoryError, HistoryLimits, HistoryWalk,
};
use gitops_mcp::clients::repository::{Roots, Unwatched, Watch};
use gitops_mcp::model::Why;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

trait Read {
    fn history(&self) -> History;
    fn blobs_by_git(&self) -> BTreeSet<String>;
}

impl Read for Repo {
    fn history(&self) -> History {
        history::open(&self.repository()).unwrap()
    }

    /// Every blob that `git` reaches from any reference or reflog, links left out.
    fn blobs_by_git(&self) -> BTreeSet<String> {
        let mut blobs = BTreeSet::new();
        for commit in self.git(&["rev-list", "--all", "--reflog"]).lines() {
            for line in self.git(&["ls-tree", "-r", commit]).lines() {
                let mut words = line.split_ascii_whitespace();
                if words.next().unwrap().starts_with("100") {
                    blobs.insert(words.nth(1).unwrap().to_owned());
                }
            }
        }
        blobs
    }
}

/// One version as a test looks at it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    path: String,
    text: String,
    first: String,
    last: String,
    in_head: bool,
}

fn seen(visit: &BlobVisit<'_>) -> Seen {
    assert!(
        visit
            .fresh
            .windows(2)
            .all(|pair| pair[0].end < pair[1].start)
    );
    assert!(
        visit
            .fresh
            .last()
            .is_none_or(|range| range.end <= visit.bytes.len())
    );
    Seen {
        path: visit.path.to_string(),
        text: String::from_utf8_lossy(visit.bytes).into_owned(),
        first: visit.first.id.to_string(),
        last: visit.last.id.to_string(),
        in_head: visit.in_head,
    }
}

fn all(history: &History) -> HistoryWalk<Seen> {
    history.blobs(None, (&HistoryLimits::default(), &Unwatched), |visit| {
        Some(seen(visit))
    })
}

fn find<'a>(walk: &'a HistoryWalk<Seen>, text: &str) -> &'a Seen {
    let found: Vec<_> = walk.made.iter().filter(|seen| seen.text == text).collect();
    assert_eq!(found.len(), 1, "{text}: {:?}", walk.made);
    found[0]
}

#[test]
fn leaks_planted_removed_and_amended_are_told_with_their_commits() {
    let repo = Repo::new();
    let start = repo.commit("readme", "hello");
    // 1: still there
    let still = repo.commit("still.yaml", "leak 1");
    // 2: added, removed
    let added = repo.commit("removed.yaml", "leak 2");
    let between = repo.commit("other", "x");
    repo.remove("removed.yaml");
    // 3: added, changed
    let changed = repo.commit("changed.yaml", "leak 3");
    repo.commit("changed.yaml", "clean 3");
    // 4: added, amended away: only the reflog knows
    let amended = repo.commit("amended.yaml", "leak 4");
    repo.write("amended.yaml", "clean 4");
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--amend", "-m", "m"]);
    let clean = repo.git(&["rev-parse", "HEAD"]);
    // 5: on a branch that was merged after it was cleaned there, renamed on the way
    repo.git(&["checkout", "-q", "-b", "topic"]);
    let on_branch = repo.commit("topic.yaml", "leak 5");
    repo.git(&["mv", "topic.yaml", "moved.yaml"]);
    repo.git(&["commit", "-q", "-m", "m"]);
    let moved = repo.git(&["rev-parse", "HEAD"]);
    repo.remove("moved.yaml");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("main-only", "y");
    repo.git(&["merge", "-q", "--no-ff", "-m", "m", "topic"]);
    // 6: on a branch that was deleted
    repo.git(&["checkout", "-q", "-b", "gone"]);
    let gone = repo.commit("gone.yaml", "leak 6");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["branch", "-q", "-D", "gone"]);
    // 7: only a tag names it
    repo.git(&["checkout", "-q", "-b", "release"]);
    let tagged = repo.commit("tagged.yaml", "leak 7");
    repo.git(&["tag", "-a", "v1", "-m", "m"]);
    repo.git(&["checkout", "-q", "main"]);
    let head = repo.git(&["rev-parse", "HEAD"]);

    let expect = |walk: &HistoryWalk<Seen>| {
        for (text, path, first, last, in_head) in [
            ("leak 1", "still.yaml", &still, None, true),
            ("leak 2", "removed.yaml", &added, Some(&between), false),
            ("leak 3", "changed.yaml", &changed, Some(&changed), false),
            ("leak 4", "amended.yaml", &amended, Some(&amended), false),
            ("clean 4", "amended.yaml", &clean, None, true),
            ("leak 5", "topic.yaml", &on_branch, Some(&moved), false),
            ("leak 6", "gone.yaml", &gone, Some(&gone), false),
            ("leak 7", "tagged.yaml", &tagged, Some(&tagged), false),
            ("hello", "readme", &start, None, true),
        ] {
            let seen = find(walk, text);
            assert_eq!(
                (seen.path.as_str(), &seen.first, seen.in_head),
                (path, first, in_head),
                "{text}"
            );
            if let Some(last) = last {
                assert_eq!(&seen.last, last, "{text}");
            }
        }
        assert!(walk.skipped.is_empty(), "{:?}", walk.skipped);
    };
    let loose = all(&repo.history());
    expect(&loose);
    assert_eq!(loose.blobs as usize, repo.blobs_by_git().len());
    repo.git(&["repack", "-q", "-a", "-d"]);
    repo.git(&["pack-refs", "--all"]);
    let packed = all(&repo.history());
    expect(&packed);
    assert_eq!(
        packed.made, loose.made,
        "loose or packed, the same answer in the same order"
    );
    // A bare mirror has no reflog: what only that knew is gone, the rest is the same.
    let mirror = repo.dir.path().join("mirror.git");
    repo.git(&["clone", "-q", "--mirror", ".", &mirror.to_string_lossy()]);
    let bare = all(&history::open(&open(&mirror)).unwrap());
    let gone: Vec<_> = loose
        .made
        .iter()
        .filter(|seen| !bare.made.contains(seen))
        .map(|seen| seen.text.as_str())
        .collect();
    assert_eq!(gone, ["leak 4", "leak 6"]);
    assert_eq!(find(&bare, "leak 1").last, find(&loose, "leak 1").last);
    assert_eq!(head.len(), 40);
}

#[test]
fn a_version_that_was_amended_keeps_the_commit_that_others_see() {
    let repo = Repo::new();
    repo.commit("readme", "hello");
    let before = repo.commit("a.yaml", "leak");
    repo.write("b.yaml", "more");
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--amend", "-m", "m"]);
    let after = repo.git(&["rev-parse", "HEAD"]);
    let gone = repo.commit("c.yaml", "only here");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let history = repo.history();
    let walk = history.blobs(None, (&HistoryLimits::default(), &Unwatched), |visit| {
        Some((seen(visit), visit.order, visit.in_refs))
    });
    let find = |text: &str| {
        walk.made
            .iter()
            .find(|(seen, ..)| seen.text == text)
            .unwrap()
    };
    let (leak, order, in_refs) = find("leak");
    assert_eq!((&leak.first, &leak.last), (&after, &after));
    assert_ne!(leak.first, before);
    assert!(*in_refs && *order == (1, 1), "{order:?}");
    let (only, order, in_refs) = find("only here");
    assert_eq!((&only.first, *in_refs), (&gone, false));
    assert_eq!(order.0, 3, "after all that a branch has: {order:?}");
}

/// A history with many versions, deltas, merges, renames and binary files.
fn grown() -> Repo {
    let repo = Repo::new();
    let mut stream = String::new();
    let mut text = String::new();
    for i in 0..400 {
        text.push_str(&format!("key{i}: {}\n", "value ".repeat(i % 7)));
        if i % 50 == 49 {
            text = text.replace("key1", "renamed1");
        }
        let extra = format!("n: {}\n", i / 3);
        let folder = i % 5;
        stream.push_str(&format!(
            "commit refs/heads/main\ncommitter t <t@example.org> {} +0000\ndata 1\nm\n",
            1_600_000_000 + i
        ));
        if i % 60 == 59 {
            stream.push_str(&format!("D env/{folder}/extra.yaml\n"));
        } else {
            stream.push_str(&format!(
                "M 100644 inline env/{folder}/extra.yaml\ndata {}\n{extra}\n",
                extra.len()
            ));
        }
        stream.push_str(&format!(
            "M 100644 inline apps/big.yaml\ndata {}\n{text}\n\n",
            text.len()
        ));
    }
    stream.push_str("done\n");
    repo.git_with(&["fast-import", "--quiet", "--done"], stream.as_bytes());
    repo.git(&[
        "repack",
        "-q",
        "-a",
        "-d",
        "-f",
        "--depth=50",
        "--window=50",
    ]);
    repo.git(&["reset", "-q", "--hard"]);
    repo
}

#[test]
fn agrees_with_git_on_a_grown_history() {
    let repo = grown();
    let history = repo.history();
    let walk = history.blobs(None, (&HistoryLimits::default(), &Unwatched), |visit| {
        Some((
            visit.id.to_string(),
            visit.bytes.to_vec(),
            visit.first.id.to_string(),
            visit.path.to_string(),
        ))
    });
    assert_eq!(walk.commits, 400);
    let ids: BTreeSet<String> = walk.made.iter().map(|(id, ..)| id.clone()).collect();
    assert_eq!(ids, repo.blobs_by_git());
    assert_eq!(ids.len(), walk.made.len(), "each once");
    for (id, bytes, first, path) in walk.made.iter().step_by(37) {
        assert_eq!(
            repo.git(&["cat-file", "blob", id]).trim_end(),
            String::from_utf8_lossy(bytes).trim_end()
        );
        let by_git = repo.git(&[
            "log",
            "--all",
            "--format=%H",
            "--reverse",
            "--find-object",
            id,
        ]);
        assert_eq!(by_git.lines().next().unwrap(), first, "{path}");
        let listed = repo.git(&["rev-parse", &format!("{first}:{path}")]);
        assert_eq!(&listed, id);
    }
    for threads in [1, 2, 8] {
        let limits = HistoryLimits {
            threads,
            ..HistoryLimits::default()
        };
        let again = history.blobs(None, (&limits, &Unwatched), |visit| {
            Some(visit.id.to_string())
        });
        assert!(
            again.made.iter().eq(walk.made.iter().map(|(id, ..)| id)),
            "{threads} threads"
        );
    }
}

#[test]
fn every_line_is_fresh_in_some_version() {
    let repo = grown();
    let walk = repo
        .history()
        .blobs(None, (&HistoryLimits::default(), &Unwatched), |visit| {
            let fresh: Vec<u8> = visit
                .fresh
                .iter()
                .flat_map(|range| visit.bytes[range.clone()].to_vec())
                .collect();
            Some((visit.bytes.to_vec(), fresh))
        });
    let total: usize = walk.made.iter().map(|(bytes, _)| bytes.len()).sum();
    let fresh: usize = walk.made.iter().map(|(_, fresh)| fresh.len()).sum();
    assert!(fresh * 10 < total, "{fresh} of {total}");
    let fresh: Vec<u8> = walk
        .made
        .iter()
        .flat_map(|(_, fresh)| fresh.clone())
        .collect();
    let fresh = String::from_utf8(fresh).unwrap();
    for i in (0..400).step_by(7) {
        assert!(fresh.contains(&format!("{i}: ")), "{i}");
    }
}

#[test]
fn since_leaves_out_what_was_there_before() {
    let repo = Repo::new();
    let one = repo.commit("a.yaml", "one");
    let two = repo.commit("a.yaml", "two");
    repo.git(&["tag", "v2"]);
    let time = repo.git(&["show", "-s", "--format=%cI", &two]);
    repo.commit("a.yaml", "three");
    repo.commit("a.yaml", "one");
    let history = repo.history();
    let texts = |since: &str| {
        let since = history.since(since).unwrap();
        let walk = history.blobs(
            Some(since),
            (&HistoryLimits::default(), &Unwatched),
            |visit| (!visit.is_old).then(|| seen(visit).text),
        );
        walk.made
    };
    assert_eq!(texts("v2"), ["three"]);
    assert_eq!(texts(&one), ["two", "three"]);
    assert_eq!(texts(&one[..8]), ["two", "three"]);
    assert_eq!(texts("HEAD~1"), Vec::<String>::new());
    assert_eq!(texts("HEAD~2^0"), ["three"]);
    assert_eq!(texts(&time), ["two", "three"]);
    assert_eq!(texts("2000-01-01"), ["one", "two", "three"]);
    assert_eq!(texts("2026-01-01"), Vec::<String>::new());
    assert!(matches!(
        history.since("9999-01-01"),
        Err(HistoryError::SinceInFuture { .. })
    ));
}

#[test]
fn since_shows_what_stood_where_it_begins() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one");
    repo.commit("a.yaml", "two");
    repo.commit("b.yaml", "other");
    repo.git(&["tag", "v1"]);
    repo.commit("a.yaml", "three");
    let history = repo.history();
    let walk = history.blobs(
        Some(history.since("v1").unwrap()),
        (&HistoryLimits::default(), &Unwatched),
        |visit| Some((seen(visit).text, visit.is_old)),
    );
    let made: Vec<(&str, bool)> = walk
        .made
        .iter()
        .map(|(text, is_old)| (text.as_str(), *is_old))
        .collect();
    assert_eq!(made, [("two", true), ("other", true), ("three", false)]);
}

#[test]
fn t53_revisions_are_read_by_us() {
    let repo = Repo::new();
    let one = repo.commit("a.yaml", "one");
    repo.commit("a.yaml", "two");
    repo.git(&["branch", "production"]);
    repo.git(&["tag", "-a", "v1", "-m", "m", &one]);
    repo.git(&["update-ref", "refs/remotes/origin/main", &one]);
    let history = repo.history();
    for (revision, expected) in [
        ("HEAD", "two"),
        ("@", "two"),
        ("main", "two"),
        ("heads/main", "two"),
        ("refs/heads/production", "two"),
        ("v1", "one"),
        ("origin/main", "one"),
        ("HEAD~1", "one"),
        ("main^", "one"),
        (&one[..10], "one"),
    ] {
        let snapshot = history.revision(revision).unwrap();
        let texts = history.read_each(
            &snapshot.files,
            (&HistoryLimits::default(), &Unwatched),
            |_, bytes| String::from_utf8_lossy(bytes).into_owned(),
        );
        assert_eq!(texts, [Ok(expected.to_owned())], "{revision}");
    }
    let hostile = [
        "--output=x",
        "-h",
        "@{upload}",
        "@{1}",
        ":/text",
        "HEAD:a.yaml",
        "HEAD..main",
        "a b",
        "",
        "HEAD^{tree}",
        "x\ny",
        "\u{202e}",
        "$(id)",
        "HEAD~99999999999",
        "*",
    ];
    for revision in hostile {
        let error = history.revision(revision).unwrap_err();
        assert!(
            matches!(
                error,
                HistoryError::BadRevision { .. } | HistoryError::UnknownRevision { .. }
            ),
            "{revision:?}: {error}"
        );
        assert!(
            !error.to_string().contains(|c: char| c.is_control()),
            "{error:?}"
        );
    }
    assert!(!repo.path().join("x").exists());
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    for revision in [
        "HEAD~9",
        "main^2",
        "deadbeef",
        "0000000000000000000000000000000000000000",
        tree.as_str(),
    ] {
        assert!(
            matches!(
                history.revision(revision),
                Err(HistoryError::UnknownRevision { .. })
            ),
            "{revision}"
        );
    }
    let Err(HistoryError::UnknownRevision { nearest, .. }) = history.revision("prodution") else {
        panic!()
    };
    assert_eq!(nearest, ["production"]);
    let message = history
        .revision(&"x".repeat(1 << 20))
        .unwrap_err()
        .to_string();
    assert!(message.len() < 400, "{}", message.len());
}

#[test]
fn a_snapshot_is_what_the_work_tree_was() {
    let repo = grown();
    repo.git(&["checkout", "-q", "HEAD~123"]);
    let history = repo.history();
    let snapshot = history.revision("HEAD").unwrap();
    assert!(snapshot.skipped.is_empty());
    let read = history.read_each(
        &snapshot.files,
        (&HistoryLimits::default(), &Unwatched),
        |file, bytes| (file.path.to_string(), bytes.to_vec()),
    );
    assert!(!read.is_empty());
    for result in read {
        let (path, bytes) = result.unwrap();
        assert_eq!(fs::read(repo.path().join(&path)).unwrap(), bytes, "{path}");
    }
    let listed = repo.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
    assert!(
        snapshot
            .files
            .iter()
            .map(|file| file.path.to_string())
            .eq(listed.lines())
    );
}

#[test]
fn only_the_folder_that_was_asked_for() {
    let repo = Repo::new();
    repo.commit("apps/web/a.yaml", "in");
    repo.commit("base/b.yaml", "out");
    repo.git(&["mv", "base/b.yaml", "apps/web/b.yaml"]);
    repo.git(&["commit", "-q", "-m", "m"]);
    let moved = repo.git(&["rev-parse", "HEAD"]);
    repo.remove("apps/web/a.yaml");
    let history = history::open(&open(&repo.path().join("apps/web"))).unwrap();
    let walk = all(&history);
    let paths: Vec<_> = walk.made.iter().map(|seen| seen.path.as_str()).collect();
    assert_eq!(paths, ["apps/web/a.yaml", "apps/web/b.yaml"]);
    assert_eq!(
        find(&walk, "out").first,
        moved,
        "where it came into the folder"
    );
    let snapshot = history.revision("HEAD").unwrap();
    assert_eq!(snapshot.files.len(), 1);
    assert_eq!(snapshot.files[0].path.to_string(), "apps/web/b.yaml");
}

#[test]
fn t54_t55_git_folder_outside_and_configuration() {
    let repo = Repo::new();
    repo.commit("a.yaml", "text");
    let mark = repo.dir.path().join("executed");
    let hooks = format!(
        "[core]\n\tfsmonitor = touch {0}\n\tsshCommand = touch {0}\n[alias]\n\tlog = !touch {0}\n[include]\n\tpath = /etc/passwd\n",
        mark.display()
    );
    fs::write(repo.path().join(".git/config"), hooks).unwrap();
    assert_eq!(all(&repo.history()).made.len(), 1);
    assert!(!mark.exists());
    fs::rename(repo.path().join(".git"), repo.dir.path().join("elsewhere")).unwrap();
    for target in [
        "../elsewhere".to_owned(),
        repo.dir
            .path()
            .join("elsewhere")
            .to_string_lossy()
            .into_owned(),
    ] {
        fs::write(repo.path().join(".git"), format!("gitdir: {target}\n")).unwrap();
        assert!(
            matches!(
                history::open(&repo.repository()),
                Err(HistoryError::Outside)
            ),
            "{target}"
        );
    }
    fs::remove_file(repo.path().join(".git")).unwrap();
    assert!(matches!(
        history::open(&repo.repository()),
        Err(HistoryError::NoHistory)
    ));
}

/// A linked work tree beside the main one, with a commit of its own.
fn linked(repo: &Repo) -> PathBuf {
    repo.commit("a.yaml", "text of both");
    let linked = repo.dir.path().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "topic",
        &linked.to_string_lossy(),
    ]);
    fs::write(linked.join("b.yaml"), "text of the linked one").unwrap();
    let linked_git = |args: &[&str]| {
        let place = linked.to_string_lossy().into_owned();
        repo.git(&[&["-C", &place], args].concat())
    };
    linked_git(&["add", "-A"]);
    linked_git(&["commit", "-q", "-m", "m"]);
    fs::write(linked.join("b.yaml"), "text that was amended").unwrap();
    linked_git(&["commit", "-q", "-a", "--amend", "-m", "m"]);
    linked
}

/// Texts of all versions, and of the files of `HEAD`.
fn texts(repository: &gitops_mcp::clients::repository::Repository) -> (Vec<String>, Vec<String>) {
    let history = history::open(repository).unwrap();
    let walk = all(&history);
    assert!(walk.skipped.is_empty(), "{:?}", walk.skipped);
    let head = history.revision("HEAD").unwrap();
    let files = head
        .files
        .iter()
        .map(|file| file.path.to_string())
        .collect();
    let mut texts: Vec<_> = walk.made.into_iter().map(|seen| seen.text).collect();
    texts.sort();
    (texts, files)
}

#[test]
fn a_linked_work_tree_has_the_history_of_the_main_one() {
    let repo = Repo::new();
    let linked = linked(&repo);
    let everything = [
        "text of both",
        "text of the linked one",
        "text that was amended",
    ];
    // On the command line the root is the linked work tree, and the main one knows it.
    let (made, files) = texts(&open(&linked));
    assert_eq!(made, everything);
    assert_eq!(files, ["a.yaml", "b.yaml"]);
    assert_eq!(texts(&repo.repository()).0, everything);
    // In a server the Git folder lies in the same root, or in another one.
    for roots in [
        vec![repo.dir.path().to_owned()],
        vec![repo.path(), linked.clone()],
    ] {
        let roots = Roots::new(&roots, None).unwrap();
        let repository = roots.open(&linked.to_string_lossy()).unwrap();
        assert_eq!(texts(&repository).0, everything);
    }
    let only = Roots::new(std::slice::from_ref(&linked), None).unwrap();
    let repository = only.open(&linked.to_string_lossy()).unwrap();
    assert!(matches!(
        history::open(&repository),
        Err(HistoryError::Outside)
    ));
}

#[test]
fn a_linked_work_tree_may_name_its_git_folder_by_a_relative_path() {
    let repo = Repo::new();
    let linked = linked(&repo);
    fs::write(
        linked.join(".git"),
        "gitdir: ../work/.git/worktrees/linked\n",
    )
    .unwrap();
    assert_eq!(texts(&open(&linked)).0.len(), 3);
}

/// `.git` of a work tree that somebody else made names the Git folder of a repository that does not know it.
#[test]
fn t54_a_git_folder_that_does_not_know_the_work_tree_is_not_opened() {
    let repo = Repo::new();
    let linked = linked(&repo);
    let stranger = repo.dir.path().join("stranger");
    fs::create_dir(&stranger).unwrap();
    fs::copy(linked.join(".git"), stranger.join(".git")).unwrap();
    assert!(matches!(
        history::open(&open(&stranger)),
        Err(HistoryError::Outside)
    ));
    // Nor one whose `commondir` leads elsewhere.
    let commondir = repo.path().join(".git/worktrees/linked/commondir");
    let other = Repo::new();
    other.commit("c.yaml", "text of another");
    let elsewhere = other.path().join(".git").to_string_lossy().into_owned();
    fs::write(commondir, elsewhere).unwrap();
    assert!(matches!(
        history::open(&open(&linked)),
        Err(HistoryError::Outside)
    ));
    assert!(matches!(
        history::open(
            &Roots::new(&[repo.dir.path().to_owned()], None)
                .unwrap()
                .open("linked")
                .unwrap()
        ),
        Err(HistoryError::Outside)
    ));
}

#[test]
fn before_the_first_commit_there_is_nothing() {
    let repo = Repo::new();
    let history = repo.history();
    for name in ["HEAD", "@", "main", "refs/heads/main"] {
        let result = history.revision(name);
        assert!(
            matches!(result, Err(HistoryError::NoCommitYet)),
            "{name}: {result:?}"
        );
    }
    for name in ["HEAD~1", "other"] {
        let result = history.revision(name);
        assert!(
            matches!(result, Err(HistoryError::UnknownRevision { .. })),
            "{name}: {result:?}"
        );
    }
    assert_eq!(all(&history).commits, 0);
    // A branch whose file is damaged is not a branch without a commit.
    repo.commit("a.yaml", "text");
    fs::write(repo.path().join(".git/refs/heads/main"), "rubbish").unwrap();
    let result = repo.history().revision("HEAD");
    assert!(
        matches!(result, Err(HistoryError::UnknownRevision { .. })),
        "{result:?}"
    );
}

#[test]
fn linked_stores_and_packs_outside_are_not_opened() {
    let repo = Repo::new();
    repo.commit("a.yaml", "text");
    repo.git(&["repack", "-q", "-a", "-d"]);
    let objects = repo.path().join(".git/objects");
    let pack = objects.join("pack");
    fs::rename(&pack, repo.dir.path().join("pack")).unwrap();
    std::os::unix::fs::symlink(repo.dir.path().join("pack"), &pack).unwrap();
    let result = history::open(&repo.repository());
    assert!(
        matches!(result, Err(HistoryError::Unreadable(_))),
        "the folder of packs is a link"
    );
    fs::remove_file(&pack).unwrap();
    fs::create_dir(&pack).unwrap();
    for file in fs::read_dir(repo.dir.path().join("pack"))
        .unwrap()
        .flatten()
    {
        std::os::unix::fs::symlink(file.path(), pack.join(file.file_name())).unwrap();
    }
    let walk = all(&repo.history());
    assert!(walk.made.is_empty());
    assert!(
        walk.skipped
            .iter()
            .any(|unread| unread.path.as_bytes().ends_with(b".idx")),
        "{:?}",
        walk.skipped
    );
}

/// Writes a tree object of any bytes and a commit with it, and makes it the head of `main`.
fn forge(repo: &Repo, entries: &[(&str, &[u8], &str)]) {
    let mut tree = Vec::new();
    for (mode, name, id) in entries {
        tree.extend(mode.as_bytes());
        tree.push(b' ');
        tree.extend(*name);
        tree.push(0);
        tree.extend(
            (0..id.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&id[at..at + 2], 16).unwrap()),
        );
    }
    let tree = repo.git_with(
        &["hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        &tree,
    );
    let commit = repo.git(&["commit-tree", &tree, "-m", "m"]);
    repo.git(&["update-ref", "refs/heads/main", &commit]);
}

#[test]
fn t56_hostile_tree_entries() {
    let repo = Repo::new();
    let blob = repo.git_with(&["hash-object", "-w", "--stdin"], b"hostile");
    let good = repo.git_with(&["hash-object", "-w", "--stdin"], b"good");
    forge(
        &repo,
        &[
            ("100644", b"..", &blob),
            ("100644", b".", &blob),
            ("100644", b".GIT", &blob),
            ("100644", b"../../outside", &blob),
            ("100644", b"a/b", &blob),
            ("100644", b"", &blob),
            ("100644", b"new\nline", &good),
        ],
    );
    for packed in [false, true] {
        if packed {
            // `git repack` walks trees and refuses these names; packing a list of objects does not look.
            let ids = repo.git(&[
                "cat-file",
                "--batch-all-objects",
                "--batch-check=%(objectname)",
            ]);
            repo.git_with(
                &["pack-objects", "-q", ".git/objects/pack/pack"],
                ids.as_bytes(),
            );
            repo.git(&["prune-packed", "-q"]);
        }
        let history = repo.history();
        let walk = all(&history);
        assert_eq!(walk.made.len(), 1);
        assert_eq!(
            (walk.made[0].path.as_str(), walk.made[0].text.as_str()),
            ("new\\nline", "good")
        );
        assert_eq!(walk.skipped.len(), 6, "{:?}", walk.skipped);
        assert!(
            walk.skipped
                .iter()
                .all(|unread| unread.why == Why::Unsupported)
        );
        let snapshot = history.revision("main").unwrap();
        assert_eq!((snapshot.files.len(), snapshot.skipped.len()), (1, 6));
    }
}

#[test]
fn t56_tree_bomb_takes_bounded_time() {
    let repo = Repo::new();
    let mut id = repo.git_with(&["hash-object", "-w", "--stdin"], b"leaf");
    let mut mode = "100644";
    for _ in 0..12 {
        let names: Vec<String> = (0..10).map(|n| format!("f{n}")).collect();
        let entries: Vec<(&str, &[u8], &str)> = names
            .iter()
            .map(|name| (mode, name.as_bytes(), id.as_str()))
            .collect();
        forge(&repo, &entries);
        id = repo.git(&["rev-parse", "main^{tree}"]);
        mode = "40000";
    }
    let start = Instant::now();
    let history = repo.history();
    let walk = all(&history);
    assert_eq!(walk.made.len(), 1, "a billion paths, one blob");
    let snapshot = history.revision("main").unwrap();
    assert!(
        snapshot
            .skipped
            .iter()
            .any(|unread| unread.why == Why::Limit)
    );
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn t57_alternates_are_not_opened() {
    let repo = Repo::new();
    repo.commit("a.yaml", "shared");
    let clone = repo.dir.path().join("clone");
    repo.git(&["clone", "-q", "--shared", ".", &clone.to_string_lossy()]);
    let history = history::open(&open(&clone)).unwrap();
    let walk = all(&history);
    assert!(walk.made.is_empty());
    assert!(walk.skipped.iter().any(|unread| unread.path.to_string()
        == ".git/objects/info/alternates"
        && unread.why == Why::Unsupported));
}

#[test]
fn shallow_and_partial_copies_say_so() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one");
    repo.commit("a.yaml", "two");
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repo.path().display());
    let shallow = repo.dir.path().join("shallow");
    repo.git(&["clone", "-q", "--depth=1", &url, &shallow.to_string_lossy()]);
    let walk = all(&history::open(&open(&shallow)).unwrap());
    assert_eq!(walk.made.len(), 1);
    assert!(
        walk.skipped
            .iter()
            .any(|unread| unread.why == Why::Absent && unread.hint.contains("shallow")),
        "{:?}",
        walk.skipped
    );
    let partial = repo.dir.path().join("partial.git");
    repo.git(&[
        "clone",
        "-q",
        "--bare",
        "--filter=blob:none",
        &url,
        &partial.to_string_lossy(),
    ]);
    let walk = all(&history::open(&open(&partial)).unwrap());
    assert!(walk.made.is_empty());
    assert_eq!(walk.skipped.len(), 1, "one path: {:?}", walk.skipped);
    assert_eq!(
        (
            walk.skipped[0].path.to_string().as_str(),
            walk.skipped[0].why
        ),
        ("a.yaml", Why::Absent)
    );
}

#[test]
fn huge_objects_are_skipped_with_all_that_is_made_from_them() {
    let repo = Repo::new();
    let line = "the same line again and again\n";
    repo.commit("big.txt", line.repeat(50_000));
    repo.commit("big.txt", line.repeat(50_001));
    repo.commit("small.txt", "small");
    let limits = HistoryLimits {
        object_bytes: 100_000,
        ..HistoryLimits::default()
    };
    for packed in [false, true] {
        if packed {
            repo.git(&["repack", "-q", "-a", "-d"]);
        }
        let walk = repo
            .history()
            .blobs(None, (&limits, &Unwatched), |visit| Some(seen(visit)));
        assert_eq!(
            walk.made
                .iter()
                .map(|seen| seen.text.as_str())
                .collect::<Vec<_>>(),
            ["small"]
        );
        assert_eq!(walk.skipped.len(), 1, "{:?}", walk.skipped);
        assert_eq!(
            (
                walk.skipped[0].path.to_string().as_str(),
                walk.skipped[0].why
            ),
            ("big.txt", Why::Limit)
        );
    }
    let limits = HistoryLimits {
        total_bytes: 2_000_000,
        threads: 1,
        ..HistoryLimits::default()
    };
    let walk = repo
        .history()
        .blobs(None, (&limits, &Unwatched), |visit| Some(seen(visit)));
    assert!(
        walk.skipped
            .iter()
            .any(|unread| unread.why == Why::Limit && unread.hint.contains("since")),
        "{:?}",
        walk.skipped
    );
}

#[test]
fn broken_packs_are_skipped_in_bounded_time_without_a_panic() {
    let repo = grown();
    let whole = all(&repo.history()).made.len();
    let pack = fs::read_dir(repo.path().join(".git/objects/pack"))
        .unwrap()
        .flatten()
        .map(|file| file.path());
    let files: BTreeMap<String, PathBuf> = pack
        .map(|path| {
            (
                path.extension().unwrap().to_string_lossy().into_owned(),
                path,
            )
        })
        .collect();
    for path in files.values() {
        Command::new("chmod").arg("u+w").arg(path).status().unwrap();
    }
    for (kind, rounds) in [("pack", 60), ("idx", 60)] {
        let path = &files[kind];
        let good = fs::read(path).unwrap();
        let mut state = 12345u64;
        let mut lost = 0;
        for round in 0..rounds {
            let mut bad = good.clone();
            for _ in 0..=round % 8 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 20) as usize % bad.len();
                bad[at] = (state >> 8) as u8;
            }
            if round % 3 == 0 {
                bad.truncate((state >> 24) as usize % bad.len());
            }
            fs::write(path, &bad).unwrap();
            let start = Instant::now();
            if let Ok(history) = history::open(&repo.repository()) {
                let walk = all(&history);
                let read = walk.made.len();
                assert!(read <= whole || kind == "idx");
                if read < whole {
                    assert!(
                        !walk.skipped.is_empty() || walk.commits == 0,
                        "{kind} {round}: {read} of {whole} and nothing said"
                    );
                    lost += 1;
                }
                let _ = history.revision("HEAD");
            }
            assert!(start.elapsed() < Duration::from_secs(30));
        }
        assert!(lost > 0, "{kind}: the mutations did something");
        fs::write(path, &good).unwrap();
    }
    fs::remove_file(&files["idx"]).unwrap();
    let walk = all(&repo.history());
    assert!(
        walk.skipped
            .iter()
            .any(|unread| unread.hint.contains("index-pack")),
        "{:?}",
        walk.skipped
    );
}

#[test]
fn broken_loose_objects_and_references() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one");
    repo.commit("b.yaml", "two");
    let blob = repo.git(&["rev-parse", "HEAD:a.yaml"]);
    let path = repo
        .path()
        .join(".git/objects")
        .join(&blob[..2])
        .join(&blob[2..]);
    fs::remove_file(&path).unwrap();
    fs::write(&path, "rubbish").unwrap();
    fs::write(repo.path().join(".git/refs/heads/bad"), "rubbish\n").unwrap();
    fs::write(
        repo.path().join(".git/refs/heads/loop"),
        "ref: refs/heads/loop\n",
    )
    .unwrap();
    fs::write(
        repo.path().join(".git/refs/heads/out"),
        "ref: ../../../../etc/passwd\n",
    )
    .unwrap();
    let walk = all(&repo.history());
    assert_eq!(
        walk.made
            .iter()
            .map(|seen| seen.text.as_str())
            .collect::<Vec<_>>(),
        ["two"]
    );
    let skipped: Vec<_> = walk
        .skipped
        .iter()
        .map(|unread| unread.path.to_string())
        .collect();
    assert!(
        skipped.contains(&"a.yaml".to_owned())
            && skipped.contains(&".git/refs/heads/bad".to_owned()),
        "{skipped:?}"
    );
    fs::write(repo.path().join(".git/HEAD"), "ref: ../../../etc/passwd\n").unwrap();
    assert!(matches!(
        repo.history().revision("HEAD"),
        Err(HistoryError::UnknownRevision { .. })
    ));
}

#[test]
fn sha256_repositories() {
    let repo = Repo::with(&["--object-format=sha256"]);
    let one = repo.commit("a.yaml", "one");
    for packed in [false, true] {
        if packed {
            repo.git(&["repack", "-q", "-a", "-d"]);
        }
        let walk = all(&repo.history());
        assert_eq!(find(&walk, "one").first, one);
        assert_eq!(one.len(), 64);
    }
}

struct Stop;

impl Watch for Stop {
    fn cancelled(&self) -> bool {
        true
    }

    fn progress(&self, _done: u64, _total: Option<u64>) {}
}

#[test]
fn cancelled_and_panicking_work_is_told() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one");
    repo.commit("b.yaml", "two");
    repo.git(&["repack", "-q", "-a", "-d"]);
    let walk = repo
        .history()
        .blobs(None, (&HistoryLimits::default(), &Stop), |visit| {
            Some(seen(visit))
        });
    assert!(walk.cancelled && walk.made.is_empty());
    assert!(walk.skipped.iter().any(|unread| unread.why == Why::Timeout));
    let walk = repo
        .history()
        .blobs(None, (&HistoryLimits::default(), &Unwatched), |visit| {
            assert_ne!(visit.bytes, b"two");
            Some(seen(visit))
        });
    assert_eq!(walk.made.len(), 1);
    assert_eq!(walk.skipped.len(), 1);
    assert_eq!(walk.skipped[0].path.to_string(), "b.yaml");
}
