//! Templates: files with typed parameters that a caller starts from.
//!
//! A template is `templates/<path>` and, beside it, `<path>.toml` with its title, description
//! and parameters. The file holds sections; a line `#= <name>` starts one. A section named
//! `refuse` writes one line for each contradiction between the values, `notes` writes one note
//! a line, every other name is the path of a file to write. A file that comes out blank is not
//! written.

use std::fmt;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::arguments::{self, ParameterError};
use super::engine::{self, Language};
use super::parameter::Parameter;
use super::versions;
use crate::model::clean::{ECHO, code};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Every template, in the order of their paths.
static ALL: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut all = Vec::new();
    collect(&FILES, &mut all);
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
});

/// A template as it is listed.
#[derive(Clone, Debug)]
pub struct Template {
    /// The path below `gitops://templates/`.
    pub path: String,
    /// What it makes, in a few words.
    pub title: String,
    /// When to use it and what it decides for the caller.
    pub description: String,
    /// What it asks for.
    pub parameters: Vec<Parameter>,
    /// The media type of what [`example`] returns.
    pub media_type: &'static str,
    source: &'static str,
}

/// What [`render`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The files, in the order in which a reader should see them.
    pub files: Vec<RenderedFile>,
    /// What to do next and what to know, in Markdown, one thought each.
    pub notes: Vec<String>,
}

/// One file that [`render`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Where it belongs, relative to the folder that the notes name.
    pub path: String,
    /// Its whole text.
    pub content: String,
}

/// Why nothing was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// No template has this path.
    UnknownTemplate {
        /// The path asked for, cut to 64 characters.
        path: String,
        /// The paths that exist, the nearest first.
        known: Vec<String>,
    },
    /// The parameters do not fit; every problem is listed.
    Parameters(Vec<ParameterError>),
    /// The template itself is broken.
    Template(String),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTemplate { path, known } => write!(
                f,
                "no template {}; there are: {}",
                code(path, ECHO),
                known.join(", ")
            ),
            Self::Parameters(errors) => {
                for (n, error) in errors.iter().enumerate() {
                    let line = if n == 0 { "" } else { "\n" };
                    write!(f, "{line}{error}")?;
                }
                Ok(())
            }
            Self::Template(message) => write!(f, "the template does not render: {message}"),
        }
    }
}

impl std::error::Error for RenderError {}

/// Every template, in the order of their paths.
#[must_use]
pub fn all() -> &'static [Template] {
    &ALL
}

/// The template with exactly this path.
#[must_use]
pub fn find(path: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.path == path)
}

/// Renders a template with the parameters of a call.
///
/// # Errors
/// No such template, or parameters that do not fit.
pub fn render(path: &str, given: &Map<String, Value>) -> Result<Rendered, RenderError> {
    let template = find(path).ok_or_else(|| unknown(path))?;
    let values = arguments::bind(&template.parameters, given).map_err(RenderError::Parameters)?;
    let contradictions = section_lines(template, "refuse", &values)?;
    if !contradictions.is_empty() {
        let errors = contradictions
            .into_iter()
            .map(|message| ParameterError::Contradiction { message });
        return Err(RenderError::Parameters(errors.collect()));
    }
    Ok(Rendered {
        files: files(template, &values)?,
        notes: section_lines(template, "notes", &values)?,
    })
}

/// The template rendered with its example values, under a comment that lists its parameters:
/// what the resource `gitops://templates/{path}` shows.
///
/// # Errors
/// No such template.
pub fn example(path: &str) -> Result<String, RenderError> {
    let template = find(path).ok_or_else(|| unknown(path))?;
    let values = arguments::complete(&template.parameters, &example_values(template));
    let language = Language::of(path);
    let mut text = String::new();
    for (n, file) in files(template, &values)?.iter().enumerate() {
        let marker = format!("# File: {}\n", file.path);
        if Language::of(&file.path) != language {
            // Another language than that of the whole: shown as a comment.
            text.push_str(&format!("\n{marker}{}", commented(&file.content)));
        } else if n > 0 {
            text.push_str(&format!("---\n{marker}{}", file.content));
        } else if let Some(rest) = file.content.strip_prefix(INTERPRETER) {
            text.push_str(&format!(
                "{INTERPRETER}{}\n{marker}{rest}",
                header(template)
            ));
        } else {
            text.push_str(&format!(
                "{}\n---\n{marker}{}",
                header(template),
                file.content
            ));
        }
    }
    Ok(text)
}

/// The first line of a script, which has to stay first.
const INTERPRETER: &str = "#!/usr/bin/env bash\n";

fn commented(text: &str) -> String {
    text.lines()
        .map(|line| format!("# {line}").trim_end().to_owned() + "\n")
        .collect()
}

fn header(template: &Template) -> String {
    let mut lines = vec![
        format!("# {}, rendered with example values.", template.title),
        format!(
            "# Call render_template with name {} for your own.",
            template.path
        ),
        "# Parameters:".to_owned(),
    ];
    for parameter in &template.parameters {
        let need = match (&parameter.default, parameter.required) {
            (Some(default), _) => format!("default {default}"),
            (None, true) => "required".to_owned(),
            (None, false) => "optional".to_owned(),
        };
        lines.push(format!(
            "#   {} ({need}): {}",
            parameter.name, parameter.description
        ));
    }
    lines.join("\n")
}

fn example_values(template: &Template) -> Map<String, Value> {
    let value = |parameter: &Parameter| {
        let example = parameter.example.clone().filter(|_| !parameter.alternative);
        example
            .or_else(|| parameter.default.clone())
            .unwrap_or(Value::Null)
    };
    template
        .parameters
        .iter()
        .map(|p| (p.name.clone(), value(p)))
        .collect()
}

/// A part of a template: its name (a path may hold values) and its text.
struct Section {
    name: String,
    text: String,
}

fn sections(template: &Template) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in template.source.lines() {
        if let Some(name) = line.strip_prefix("#= ") {
            sections.push(Section {
                name: name.trim().to_owned(),
                text: String::new(),
            });
        } else if let Some(section) = sections.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    sections
}

fn files(
    template: &Template,
    values: &Map<String, Value>,
) -> Result<Vec<RenderedFile>, RenderError> {
    let mut files = Vec::new();
    for section in sections(template)
        .iter()
        .filter(|s| s.name != "notes" && s.name != "refuse")
    {
        let content = rendered(&section.text, Language::of(&section.name), values)?;
        if content.trim().is_empty() {
            continue;
        }
        // The grammars of the values in a path hold nothing that the shell language would quote.
        let path = rendered(&section.name, Language::Shell, values)?;
        files.push(RenderedFile { path, content });
    }
    Ok(files)
}

/// The lines of a section of prose, one thought each.
fn section_lines(
    template: &Template,
    name: &str,
    values: &Map<String, Value>,
) -> Result<Vec<String>, RenderError> {
    let all = sections(template);
    let Some(section) = all.iter().find(|section| section.name == name) else {
        return Ok(Vec::new());
    };
    let text = rendered(&section.text, Language::Markdown, values)?;
    Ok(text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect())
}

fn rendered(
    source: &str,
    language: Language,
    values: &Map<String, Value>,
) -> Result<String, RenderError> {
    engine::render(source, language, values)
        .map_err(|error| RenderError::Template(format!("{error:#}")))
}

fn unknown(path: &str) -> RenderError {
    let mut known: Vec<String> = ALL.iter().map(|template| template.path.clone()).collect();
    if let Some(nearest) = arguments::nearest(path, ALL.iter().map(|t| t.path.as_str())) {
        known.sort_by_key(|candidate| candidate != nearest);
    }
    RenderError::UnknownTemplate {
        path: arguments::cut(path),
        known,
    }
}

/// The file beside a template.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    title: String,
    description: String,
    parameters: Vec<Parameter>,
}

fn collect(folder: &'static Dir<'static>, all: &mut Vec<Template>) {
    for file in folder.files() {
        all.extend(load(file));
    }
    for child in folder.dirs() {
        collect(child, all);
    }
}

/// A file is a template if its declaration stands beside it; a test shows that every file is one.
fn load(file: &'static include_dir::File<'static>) -> Option<Template> {
    let path = file.path().to_str()?;
    let declared = FILES.get_file(format!("{path}.toml"))?.contents_utf8()?;
    let mut declared: Declaration = toml::from_str(declared).ok()?;
    for parameter in &mut declared.parameters {
        let newest = parameter
            .default_version_of
            .as_deref()
            .and_then(versions::newest);
        if let Some(newest) = newest {
            parameter.default = Some(Value::from(newest));
            parameter.example = parameter.default.clone();
        }
    }
    Some(Template {
        path: path.to_owned(),
        title: declared.title,
        description: declared.description,
        parameters: declared.parameters,
        media_type: match Language::of(path) {
            Language::Yaml => "application/yaml",
            Language::Shell => "text/x-shellscript",
            Language::Markdown => "text/markdown",
        },
        source: file.contents_utf8()?,
    })
}
