//! A SOPS file as its leaves in the order in which SOPS walks them (getsops/sops 3.13: `stores/`, `sops.go` `walkBranch`).

use super::Verdict;
use super::entry::{At, Entry, Value, value};
use super::ini;
use crate::checks::secrets::sops::choice::Choice;
use crate::checks::secrets::sops::enc::{DataType, Shape, shape};
use crate::checks::secrets::sops::flat::Format;
use crate::checks::secrets::sops::leaves::Leaf;
use crate::checks::secrets::sops::metadata::{Metadata, go_bool, go_time};
use crate::checks::secrets::sops::raw::Raw;
use crate::checks::secrets::sops::selection::{Exclusive, Selection};
use crate::yaml::{Budget, Kind, Node, Note, Reading, Scalar, Stream, parse};

/// A file that carries metadata of SOPS.
pub(super) struct Source<'f> {
    metadata: Raw,
    selection: Result<Selection, Exclusive>,
    /// Another reason for which SOPS refuses the file.
    refused: Option<&'static str>,
    content: Content,
    path: &'f str,
}

enum Content {
    Tree(Stream),
    Flat(Vec<Pair>),
}

/// A leaf of a file without a tree.
struct Pair {
    keys: Vec<String>,
    /// The keys with a colon behind each.
    path: String,
    must: Option<bool>,
    value: String,
    leaf: Leaf,
}

/// The stored code and what it covers.
pub(super) struct Seal<'s> {
    pub(super) mac: &'s str,
    pub(super) line: u32,
    /// The time stamp in the form that the code is bound to.
    pub(super) time: String,
    pub(super) only_encrypted: bool,
}

type Each<'e> = &'e mut dyn FnMut(&Entry<'_>);

const MAX_DEPTH: usize = 256;
/// Aliases can make a document larger than it is written.
const MAX_LEAVES: usize = 250_000;

impl<'f> Source<'f> {
    /// Reads a file in the format that SOPS takes from its name. `None` when it carries no metadata of SOPS.
    pub(super) fn read(path: &'f str, bytes: &[u8]) -> Option<Self> {
        match Format::of(path) {
            None => Self::tree(path, bytes),
            Some(format) => Self::flat(path, format, std::str::from_utf8(bytes).ok()?),
        }
    }

    fn tree(path: &'f str, bytes: &[u8]) -> Option<Self> {
        let stream = parse(bytes, &Budget::default());
        let root = stream.documents.first()?.root();
        let raw = Raw::from_node(root.get("sops")?);
        let metadata = Metadata::read(&raw)?;
        let refused = metadata.defects.first().map(|defect| defect.reason);
        Some(Self {
            selection: metadata.selection,
            metadata: raw,
            refused,
            content: Content::Tree(stream),
            path,
        })
    }

    fn flat(path: &'f str, format: Format, text: &str) -> Option<Self> {
        let (fields, mut pairs, refused) = match format {
            Format::Dotenv => dotenv(text),
            Format::Ini => ini_pairs(text),
        };
        let fields = fields
            .iter()
            .map(|(name, value, line)| (name.as_str(), value.as_str(), *line));
        let raw = Raw::from_flat(fields);
        let metadata = Metadata::read(&raw)?;
        let refused = refused.or_else(|| metadata.defects.first().map(|defect| defect.reason));
        if let Some(selection) = metadata.selection() {
            for pair in &mut pairs {
                let keys: Vec<&str> = pair.keys.iter().map(String::as_str).collect();
                pair.must = selection.must_encrypt(&keys);
            }
        }
        Some(Self {
            selection: metadata.selection,
            metadata: raw,
            refused,
            content: Content::Flat(pairs),
            path,
        })
    }

    pub(super) fn metadata(&self) -> &Raw {
        &self.metadata
    }

    /// Why SOPS refuses the file whatever its content, if it does.
    pub(super) const fn refused(&self) -> Option<&'static str> {
        self.refused
    }

    /// The stored code, unless SOPS refuses the metadata anyhow.
    pub(super) fn seal(&self) -> Result<Seal<'_>, Verdict> {
        let text = |name: &str| self.metadata.get(name).and_then(Raw::text);
        let time = text("lastmodified")
            .and_then(go_time)
            .ok_or(Verdict::Refused("its time stamp is none"))?;
        let mac = text("mac").unwrap_or_default();
        if !matches!(shape(mac), Shape::Encrypted(DataType::Str)) {
            return Err(Verdict::Refused(
                "its message authentication code is missing or damaged",
            ));
        }
        let only_encrypted = text("mac_only_encrypted")
            .and_then(go_bool)
            .unwrap_or(false);
        let line = self
            .metadata
            .get("mac")
            .map_or(self.metadata.line, |mac| mac.line);
        Ok(Seal {
            mac,
            line,
            time,
            only_encrypted,
        })
    }

    /// Visits every leaf in order; an error when SOPS would stop, or it cannot be told what it would do.
    pub(super) fn each(&self, each: Each<'_>) -> Result<(), Verdict> {
        let selection = self
            .selection
            .as_ref()
            .map_err(|_| Verdict::Refused("its metadata names more than one rule"))?;
        if let Some(reason) = selection.unjudged() {
            return Err(Verdict::NotJudged(reason));
        }
        match &self.content {
            Content::Tree(stream) => each_of_tree(self.path, stream, (selection, each)),
            Content::Flat(pairs) => each_of_pairs(pairs, each),
        }
    }
}

fn each_of_pairs(pairs: &[Pair], each: Each<'_>) -> Result<(), Verdict> {
    for pair in pairs {
        each(&Entry {
            path: &pair.path,
            value: Value::Text(pair.value.as_str().into()),
            must: pair.must.ok_or(NO_VERDICT)?,
            at: At::Pair(&pair.leaf),
        });
    }
    Ok(())
}

const NO_VERDICT: Verdict =
    Verdict::NotJudged("what SOPS chooses in this file cannot be told here");

fn each_of_tree(
    path: &str,
    stream: &Stream,
    (selection, each): (&Selection, Each<'_>),
) -> Result<(), Verdict> {
    let json = !path.ends_with(".yaml") && !path.ends_with(".yml");
    unreadable(stream, json)?;
    let documents = if json { 1 } else { usize::MAX };
    let mut left = MAX_LEAVES;
    for document in stream.documents.iter().take(documents) {
        let mut walk = TreeWalk {
            choice: Choice::new(selection, document),
            each: &mut *each,
            path: String::new(),
            json,
            left,
        };
        walk.top(document.root())?;
        left = walk.left;
    }
    Ok(())
}

/// What SOPS does not read, or reads otherwise than the tree at hand.
fn unreadable(stream: &Stream, json: bool) -> Result<(), Verdict> {
    if !stream.errors.is_empty() {
        return Err(Verdict::NotJudged("it is not valid YAML"));
    }
    if !stream.dropped.is_empty() {
        return Err(Verdict::NotJudged("a document stands behind `...`"));
    }
    let first = stream.documents.first();
    if json && !first.is_some_and(crate::yaml::Document::is_json) {
        return Err(Verdict::Refused("it is not valid JSON"));
    }
    let doubled = |note: &Note| matches!(note, Note::DuplicateKey { document: 0, .. });
    if !json && stream.notes.iter().any(doubled) {
        return Err(Verdict::Refused("a key stands twice in one mapping"));
    }
    Ok(())
}

struct TreeWalk<'w> {
    choice: Choice<'w>,
    each: Each<'w>,
    path: String,
    json: bool,
    left: usize,
}

impl TreeWalk<'_> {
    fn top(&mut self, root: Node<'_>) -> Result<(), Verdict> {
        match root.kind() {
            Kind::Mapping => self.mapping(root, Some(false), 0),
            _ if matches!(value(root, self.json), Ok(None)) => Ok(()),
            _ => Err(Verdict::Refused("a document is no mapping")),
        }
    }

    fn mapping(
        &mut self,
        node: Node<'_>,
        matched: Option<bool>,
        depth: usize,
    ) -> Result<(), Verdict> {
        for (key, value) in node.entries() {
            let name = self.key(key)?;
            if depth == 0 && name == "sops" {
                continue;
            }
            let matched = self.choice.below_key(matched, key);
            let length = self.path.len();
            self.path.push_str(name);
            self.path.push(':');
            self.node(value, matched, depth + 1)?;
            self.path.truncate(length);
        }
        Ok(())
    }

    fn key<'n>(&self, key: Node<'n>) -> Result<&'n str, Verdict> {
        let text = key.text().unwrap_or_default();
        let is_text = self.json
            || matches!(key.resolve(Reading::Kustomize), Ok(Scalar::String(name)) if name == text);
        // The key that merges is a text to the reader that SOPS uses.
        if is_text || text == "<<" {
            return Ok(text);
        }
        Err(Verdict::Refused("a key is no text"))
    }

    fn node(&mut self, node: Node<'_>, matched: Option<bool>, depth: usize) -> Result<(), Verdict> {
        if self.left == 0 || depth > MAX_DEPTH {
            return Err(Verdict::NotJudged("it is too large or too deep"));
        }
        self.left -= 1;
        match node.kind() {
            Kind::Mapping => self.mapping(node, matched, depth),
            Kind::Sequence => node.items().try_for_each(|item| {
                let matched = self.choice.below_item(matched, item);
                self.node(item, matched, depth + 1)
            }),
            Kind::Scalar => self.scalar(node, matched),
        }
    }

    fn scalar(&mut self, node: Node<'_>, matched: Option<bool>) -> Result<(), Verdict> {
        let Some(value) = value(node, self.json).map_err(Verdict::Refused)? else {
            return Ok(());
        };
        let must = self.choice.verdict(matched).ok_or(NO_VERDICT)?;
        (self.each)(&Entry {
            path: &self.path,
            value,
            must,
            at: At::Node(node),
        });
        Ok(())
    }
}

type Fields = Vec<(String, String, u32)>;
type FlatFile = (Fields, Vec<Pair>, Option<&'static str>);

/// Lines end at line feeds only, and a value may hold `\n` for one.
fn dotenv(text: &str) -> FlatFile {
    let (mut fields, mut pairs, mut refused) = (Vec::new(), Vec::new(), None);
    for (line, content) in (1..).zip(text.split('\n')) {
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let Some((key, value)) = content.split_once('=') else {
            refused = Some("a line has no `=`");
            continue;
        };
        let value = value.replace("\\n", "\n");
        match key.strip_prefix("sops_") {
            Some(name) => fields.push((name.to_owned(), value, line)),
            None => pairs.push(pair(&[key], value, line)),
        }
    }
    (fields, pairs, refused)
}

fn ini_pairs(text: &str) -> FlatFile {
    let (mut fields, mut pairs) = (Vec::new(), Vec::new());
    let sections = match ini::read(text) {
        Ok(sections) => sections,
        Err(reason) => return (fields, pairs, Some(reason)),
    };
    let metadata = |section: &&ini::Section| section.name == "sops";
    let doubled = sections.iter().filter(metadata).count() > 1;
    for section in sections {
        for key in section.keys {
            if section.name == "sops" {
                fields.push((key.name, key.value.replace("\\n", "\n"), key.line));
            } else {
                pairs.push(pair(&[&section.name, &key.name], key.value, key.line));
            }
        }
    }
    let refused = doubled.then_some("it has two sections of metadata");
    (fields, pairs, refused)
}

fn pair(keys: &[&str], value: String, line: u32) -> Pair {
    let step = |key: &&str| format!("/{}", key.replace('~', "~0").replace('/', "~1"));
    Pair {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        path: keys.iter().map(|key| format!("{key}:")).collect(),
        must: None,
        value,
        leaf: Leaf {
            line,
            pointer: keys.iter().map(step).collect(),
            tells: false,
        },
    }
}
