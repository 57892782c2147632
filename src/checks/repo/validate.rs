//! Validates a repository: every file once, then the graph of all of them.

use std::collections::HashMap;

use super::collect::{Collected, Place, collect, patch_of, weighed};
use super::facts::{FileFacts, Role};
use super::graph::{self, Checkout, Graph, Target, Tree, parent};
use super::inventory::{Deployment, Layout};
use super::object::Found;
use super::schema::{self, Completion, Incomplete};
use super::{Check, RULES, inventory};
use crate::checks::known::{Known, Notes, State, git_top};
use crate::checks::patch::Edit;
use crate::checks::walked::{broken_links, skip, unread};
use crate::clients::history::{self, History, HistoryError, HistoryLimits, Snapshot};
use crate::clients::repository::{
    Entry, GitFolder, Kind, Reading, RelativePath, Repository, WalkLimits, Watch, git_folder,
};
use crate::model::{Coverage, Finding, Location, Report};
use crate::schemas::Catalogue;

/// What is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'q> {
    /// Only rules of this engine.
    pub engine: Option<Engine>,
    /// A revision of Git instead of the files as they are.
    pub revision: Option<&'q str>,
    /// Whether the inventory is told by name.
    pub names: bool,
}

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    ArgoCd,
    Flux,
}

/// Largest file of Git that is read beside the repository's own.
const MAX_CONFIG: u64 = 1 << 20;
/// Most findings of the graph that get a patch.
const MOST_PATCHES: usize = 500;

/// Validates the folder that was asked for and leaves out what is known. The whole work tree is read, because a
/// reference may lead anywhere in it; only what stands in the folder is judged.
pub fn validate(
    repository: &Repository,
    question: &Question<'_>,
    known: (&Known, &dyn Watch),
) -> Result<Report, HistoryError> {
    Ok(inspect(repository, question, known)?.report)
}

/// A report, and what an agent can plan with.
#[derive(Debug)]
pub struct Inspected {
    pub report: Report,
    pub deployments: Vec<Deployment>,
    pub layout: Layout,
}

/// The same, with what deploys what from where to which cluster, and how the repository is laid out.
pub fn inspect(
    repository: &Repository,
    question: &Question<'_>,
    (known, watch): (&Known, &dyn Watch),
) -> Result<Inspected, HistoryError> {
    let top = git_top(repository);
    let scope = Scope {
        folder: repository.folder().clone(),
        top: top.clone().unwrap_or_else(|| repository.folder().clone()),
        checkout: top
            .map(|top| checkout(repository, &top))
            .unwrap_or_default(),
    };
    let bare = history::is_bare(repository, repository.folder());
    let read = match question.revision.or(bare.then_some("HEAD")) {
        Some(revision) => of_revision(repository, &scope, (revision, watch))?,
        None => of_work_tree(repository, &scope, watch),
    };
    let count = read.count;
    let mut coverage = read.coverage.clone();
    let now = read.judge(&scope, question, &mut coverage);
    let before = before(&scope, question, (known, watch, &mut coverage));
    let subject = now.subject(count);
    let findings = known.settle(now.state, before, &mut coverage);
    let clean = format!("Nothing that Argo CD or Flux would refuse was found in {subject}.");
    Ok(Inspected {
        report: Report::new(coverage, findings, &subject, &clean),
        deployments: now.inventory.deployments,
        layout: now.inventory.layout,
    })
}

/// What is looked at.
struct Scope {
    /// The folder that was asked for.
    folder: RelativePath,
    /// The top of the repository.
    top: RelativePath,
    checkout: Checkout,
}

impl Scope {
    fn place<'p>(&self, path: &'p str, relative: &RelativePath, charts: &[String]) -> Place<'p> {
        let top = if self.top.is_root() {
            String::new()
        } else {
            format!("{}/", self.top)
        };
        Place {
            path,
            in_work_tree: path.strip_prefix(&top).unwrap_or(path),
            asked: relative.below(&self.folder).is_some(),
            template: charts.iter().any(|chart| is_template(path, chart)),
        }
    }

    fn tree(&self, paths: impl Iterator<Item = String>) -> Tree {
        let top = if self.top.is_root() {
            String::new()
        } else {
            self.top.to_string()
        };
        Tree::new(top, paths.map(Into::into))
    }
}

/// Files of a chart that Helm renders, and charts inside charts.
fn is_template(path: &str, chart: &str) -> bool {
    let rest = if chart.is_empty() {
        Some(path)
    } else {
        path.strip_prefix(chart)
            .and_then(|rest| rest.strip_prefix('/'))
    };
    rest.is_some_and(|rest| rest.starts_with("templates/"))
}

/// Folders with a chart.
fn charts<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<String> {
    paths
        .filter(|path| graph::file_name(path) == "Chart.yaml")
        .map(|path| parent(path).to_owned())
        .collect()
}

type Ask<'r> = Box<dyn Fn(&str) -> Option<graph::Place> + 'r>;
type Again<'r> = Box<dyn Fn(&str) -> Option<Vec<u8>> + 'r>;

/// Everything that was read.
struct Read<'r> {
    collected: Vec<Collected>,
    tree: Tree,
    findings: Vec<Finding>,
    coverage: Coverage,
    /// Files in the folder that was asked for.
    count: usize,
    /// Asks the disk where a name leads that the list of files does not have.
    ask: Ask<'r>,
    /// Reads a file once more, to make a patch.
    again: Again<'r>,
}

/// What was judged.
struct Judged {
    state: State,
    inventory: inventory::Inventory,
}

impl Judged {
    fn subject(&self, files: usize) -> String {
        let noun = if files == 1 { "file" } else { "files" };
        format!("{files} {noun} ({})", self.inventory.words())
    }
}

/// Names that may hold a manifest; other files are counted and not opened.
fn may_be_manifest(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| name.ends_with(end.as_bytes()))
        || name == b"kustomization"
}

fn of_work_tree<'r>(repository: &'r Repository, scope: &Scope, watch: &dyn Watch) -> Read<'r> {
    let walk = repository
        .at(scope.top.clone())
        .walk(&WalkLimits::default(), watch);
    let names: Vec<String> = walk
        .files
        .iter()
        .map(|entry| entry.path.to_string())
        .collect();
    let charts = charts(names.iter().map(String::as_str));
    let is_asked = |path: &RelativePath| path.below(&scope.folder).is_some();
    let (manifests, others): (Vec<Entry>, Vec<Entry>) = walk
        .files
        .iter()
        .cloned()
        .partition(|entry| may_be_manifest(entry.path.name()));
    let mut coverage = unread(&walk);
    let count = walk
        .files
        .iter()
        .filter(|entry| is_asked(&entry.path))
        .count();
    let others = others.iter().filter(|entry| is_asked(&entry.path)).count() as u64;
    coverage.seen("file", others);
    coverage.not_judged("file", "no YAML or JSON", others);
    let mut collected = Vec::with_capacity(manifests.len());
    for result in repository.read_each(&manifests, &Reading::new(watch), |entry, bytes| {
        let path = entry.path.to_string();
        collect(&scope.place(&path, &entry.path, &charts), bytes)
    }) {
        match result {
            Ok(one) => collected.push(one),
            Err(unread) => skip(&mut coverage, &unread),
        }
    }
    let mut tree = scope.tree(names.into_iter());
    let modules = repository.read_file(&scope.top.join(b".gitmodules"), MAX_CONFIG);
    tree.add_submodules(&String::from_utf8_lossy(&modules.unwrap_or_default()));
    let mut findings = broken_links(&walk);
    findings.retain(|finding| is_in(finding, &scope.folder));
    Read {
        collected,
        tree,
        findings,
        coverage,
        count,
        ask: Box::new(|path| place_on_disk(repository, path)),
        again: Box::new(|path| {
            repository
                .read_path(&RelativePath::root(), path, 10 << 20)
                .ok()
        }),
    }
}

fn place_on_disk(repository: &Repository, path: &str) -> Option<graph::Place> {
    match repository.resolve(&RelativePath::root(), path).ok()? {
        (path, Kind::File) => Some(graph::Place::File(path.to_string())),
        (path, Kind::Folder) => Some(graph::Place::Folder(path.to_string())),
        _ => None,
    }
}

fn of_revision<'r>(
    repository: &'r Repository,
    scope: &Scope,
    (revision, watch): (&str, &'r dyn Watch),
) -> Result<Read<'r>, HistoryError> {
    let history = history::open(repository)?.whole();
    let snapshot = history.revision(revision)?;
    let paths: Vec<RelativePath> = snapshot
        .files
        .iter()
        .map(|file| history.beneath_root(&file.path))
        .collect();
    let names: Vec<String> = paths.iter().map(RelativePath::to_string).collect();
    let charts = charts(names.iter().map(String::as_str));
    let mut coverage = Coverage::default();
    let bounds = (&HistoryLimits::default(), watch);
    let wanted: Vec<_> = snapshot
        .files
        .iter()
        .filter(|file| may_be_manifest(file.path.name()))
        .cloned()
        .collect();
    let mut collected = Vec::with_capacity(wanted.len());
    for result in history.read_each(&wanted, bounds, |file, bytes| {
        let path = history.beneath_root(&file.path);
        let shown = path.to_string();
        collect(&scope.place(&shown, &path, &charts), bytes)
    }) {
        match result {
            Ok(one) => collected.push(one),
            Err(unread) => skip(&mut coverage, &unread),
        }
    }
    for unread in &snapshot.skipped {
        skip(&mut coverage, unread);
    }
    let count = paths
        .iter()
        .filter(|path| path.below(&scope.folder).is_some())
        .count();
    Ok(Read {
        collected,
        tree: scope.tree(names.into_iter()),
        findings: Vec::new(),
        coverage,
        count,
        ask: Box::new(|_| None),
        again: Box::new(move |path| read_again(&history, &snapshot, path, watch)),
    })
}

fn read_again(
    history: &History,
    snapshot: &Snapshot,
    path: &str,
    watch: &dyn Watch,
) -> Option<Vec<u8>> {
    let file = snapshot
        .files
        .iter()
        .find(|file| history.beneath_root(&file.path).to_string() == path)?;
    let bounds = (&HistoryLimits::default(), watch);
    let read = history.read_each(std::slice::from_ref(file), bounds, |_, bytes| {
        bytes.to_vec()
    });
    read.into_iter().next()?.ok()
}

/// The repository at the revision to compare with, judged in the same way but for patches.
fn before(
    scope: &Scope,
    question: &Question<'_>,
    (known, watch, coverage): (&Known, &dyn Watch, &mut Coverage),
) -> Option<State> {
    let names = known.names_before()?;
    let charts = charts(names.iter().map(String::as_str));
    let collected = known.each_before(
        (watch, coverage),
        |path| may_be_manifest(path.name()),
        |path, bytes| {
            let shown = path.to_string();
            collect(&scope.place(&shown, path, &charts), bytes)
        },
    )?;
    let read = Read {
        collected,
        tree: scope.tree(names.into_iter()),
        findings: Vec::new(),
        coverage: Coverage::default(),
        count: 0,
        ask: Box::new(|_| None),
        again: Box::new(|_| None),
    };
    Some(read.judge(scope, question, &mut Coverage::default()).state)
}

impl Read<'_> {
    fn judge(mut self, scope: &Scope, question: &Question<'_>, coverage: &mut Coverage) -> Judged {
        let mut notes = Notes::default();
        let mut facts: Vec<FileFacts> = Vec::with_capacity(self.collected.len());
        let mut of_objects = Vec::new();
        let mut findings = self.findings;
        let own = own_catalogue(&self.collected);
        let mut of_schemas = Vec::new();
        let mut completions = Vec::new();
        for mut one in self.collected {
            let path = one.facts.path.clone();
            one.judge_waiting(&scope.place(&path, &scope.folder, &[]), &own);
            of_schemas.extend(one.schemas.incomplete);
            completions.extend(one.schemas.completions);
            findings.extend(one.findings);
            of_objects.extend(one.of_objects);
            coverage.merge(one.coverage);
            notes.merge(one.notes);
            facts.push(one.facts);
        }
        facts.sort_by(|a, b| a.path.cmp(&b.path));
        let missing = missing(&facts, &self.tree);
        self.tree.look_up(missing, &self.ask);
        let graph = Graph::new(&facts, &self.tree, &scope.checkout);
        findings.extend(whole_objects(of_objects, &graph));
        let unmended = incomplete_objects(of_schemas, (completions, &graph));
        let (wrong, whole): (Vec<_>, Vec<_>) = unmended.into_iter().partition(|one| one.is_wrong);
        let finding = |one: Incomplete| one.finding;
        findings.extend(wrong.into_iter().map(finding));
        findings.extend(whole_objects(
            whole.into_iter().map(finding).collect(),
            &graph,
        ));
        let mut patches = MOST_PATCHES;
        for rule in RULES {
            let Check::Graph(check) = rule.check else {
                continue;
            };
            for found in check(&graph) {
                let Found { problem, edits } = found;
                let mut finding = weighed(rule.meta.finding(problem));
                if !is_in(&finding, &scope.folder) {
                    continue;
                }
                if !edits.is_empty() && patches > 0 {
                    patches -= 1;
                    add_patch(&mut finding, scope, (&self.again, &edits));
                }
                findings.push(finding);
            }
        }
        findings.retain(|finding| fits(finding, question.engine));
        let inventory = inventory::Inventory::of(&graph, &findings);
        inventory.count(coverage, question.names);
        Judged {
            state: State { findings, notes },
            inventory,
        }
    }
}

/// Schemas of kinds that objects have and that the repository defines.
fn own_catalogue(collected: &[Collected]) -> Catalogue {
    let schemas = || collected.iter().map(|one| &one.schemas);
    schema::own_catalogue(
        schemas().flat_map(|one| &one.account.unknown),
        schemas().flat_map(|one| &one.definitions),
    )
}

/// Violations in objects that no patch of the repository may complete.
fn incomplete_objects(
    incomplete: Vec<Incomplete>,
    (mut completions, graph): (Vec<Completion>, &Graph<'_>),
) -> Vec<Incomplete> {
    let files = graph.patches.iter().filter_map(|at| graph.file(*at));
    let kinds = files
        .flat_map(|file| &file.objects)
        .map(|object| &*object.kind);
    completions.extend(kinds.map(Completion::of_kind));
    incomplete
        .into_iter()
        .filter(|one| !completions.iter().any(|each| each.may_complete(one)))
        .collect()
}

/// Rules about fields that patches from above often fill in.
const FILLED_IN: [&str; 3] = [
    "repo/flux-prune-unset",
    "repo/flux-interval",
    "repo/flux-helm-chart-source",
];

/// Findings about objects, but for those in files that are applied as patches, and for fields that a patch from above
/// may fill in.
fn whole_objects(findings: Vec<Finding>, graph: &Graph<'_>) -> Vec<Finding> {
    let positions: HashMap<&str, usize> = graph
        .files
        .iter()
        .enumerate()
        .map(|(at, file)| (&*file.path, at))
        .collect();
    let holds = |finding: &Finding| {
        let Location::File(place) = &finding.location else {
            return true;
        };
        let Some(at) = positions.get(place.path.as_str()).copied() else {
            return true;
        };
        let filled_in = FILLED_IN.contains(&finding.rule.as_str())
            && graph
                .object_at(at, place.line.unwrap_or(1))
                .is_some_and(|id| graph.may_be_patched(id));
        !graph.is_patch(at, &place.path) && !filled_in
    };
    findings.into_iter().filter(holds).collect()
}

fn add_patch(finding: &mut Finding, scope: &Scope, (again, edits): (&Again<'_>, &[Edit])) {
    let (Location::File(place), Some(fix)) = (&finding.location, &mut finding.fix) else {
        return;
    };
    let in_work_tree = scope.place(&place.path, &scope.folder, &[]).in_work_tree;
    fix.patch =
        again(&place.path).and_then(|bytes| patch_of(&place.path, in_work_tree, (&bytes, edits)));
}

fn is_in(finding: &Finding, folder: &RelativePath) -> bool {
    let Location::File(place) = &finding.location else {
        return true;
    };
    folder.is_root() || graph::is_below(&place.path, &folder.to_string())
}

/// Rules of one engine bear its name.
fn fits(finding: &Finding, engine: Option<Engine>) -> bool {
    let name = finding.rule.strip_prefix("repo/").unwrap_or_default();
    let of_flux = name.starts_with("flux-") || name.starts_with("substitution-");
    match engine {
        None => true,
        Some(Engine::ArgoCd) => !of_flux,
        Some(Engine::Flux) => !name.starts_with("argocd-"),
    }
}

/// References to names that the list of files does not have.
fn missing(files: &[FileFacts], tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let mut ask = |target: Target| {
        if let Target::Missing(path) = target {
            found.push(path);
        }
    };
    for file in files {
        let folder = parent(&file.path);
        let entries = file
            .kustomization
            .iter()
            .flat_map(|kustomization| &kustomization.entries);
        for entry in
            entries.filter(|entry| entry.role != Role::OpenApi || !entry.at.value.contains("://"))
        {
            ask(tree.resolve(folder, &entry.at.value));
        }
        for object in &file.objects {
            object
                .body
                .paths()
                .for_each(|path| ask(tree.at_top(&path.value)));
        }
    }
    found
}

fn checkout(repository: &Repository, top: &RelativePath) -> Checkout {
    let Ok(git) = git_folder(repository, top) else {
        return Checkout::default();
    };
    let common = git.common().unwrap_or_else(|| git.clone());
    let read = |git: &GitFolder, name: &str| {
        let path = git.path.join(name.as_bytes());
        let bytes = git.repository.read_file(&path, MAX_CONFIG);
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    };
    Checkout::read(&read(&common, "config"), &read(&git, "HEAD"))
}
