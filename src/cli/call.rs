use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::FAILED;
use super::baseline::WriteBaseline;
use super::progress::Bar;
use crate::clients::cluster::{EXPORT, Targets};
use crate::clients::repository::Roots;
use crate::config::{self, Config};
use crate::model::clean::echo;
use crate::model::{Report, Severity};
use crate::output::text::Style;
use crate::output::{sarif, text};
use crate::tools::{self, Answer, Context, Failure, Tool};

/// Exit code when something could not be read.
const INCOMPLETE: u8 = 3;

#[derive(Args)]
#[command(
    after_help = "Exit code, first that applies: 2 the question could not be asked, 1 findings at or above --fail-on, 3 something could not be read, 0.

Examples:
  gitops-mcp call audit_secrets path=. limit=200
  gitops-mcp call audit_secrets path=. --format sarif --fail-on medium > audit.sarif
  gitops-mcp call audit_secrets path=. compare_to=main
  gitops-mcp call audit_secrets path=. --write-baseline known.toml --reason 'rotated, see the ticket'
  gitops-mcp call audit_secrets path=. baseline=known.toml
  gitops-mcp call render_template --json '{\"name\": \"flux/oci-helmrelease.yaml\", \"parameters\": {\"name\": \"podinfo\"}}' --format yaml"
)]
pub(super) struct Call {
    /// The tool; `gitops-mcp list tools` shows all
    tool: String,
    /// Arguments as key=value
    #[arg(value_name = "KEY=VALUE", conflicts_with = "json")]
    arguments: Vec<String>,
    /// All arguments as one JSON object
    #[arg(long, value_name = "OBJECT")]
    json: Option<String>,
    /// How to print the answer; json is exactly the tool's structured content
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Lowest severity that makes the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "high")]
    fail_on: FailOn,
    #[command(flatten)]
    baseline: WriteBaseline,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
    /// The files of an answer that is files
    Yaml,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

impl From<FailOn> for Severity {
    fn from(level: FailOn) -> Self {
        match level {
            FailOn::Critical => Self::Critical,
            FailOn::High => Self::High,
            FailOn::Medium => Self::Medium,
            FailOn::Low => Self::Low,
            FailOn::Info => Self::Info,
        }
    }
}

impl Call {
    pub(super) fn run(&self, config: &Config) -> anyhow::Result<u8> {
        let Some(tool) = tools::find(&self.tool) else {
            let near = tools::nearest(&self.tool)
                .map_or(String::new(), |near| format!("; did you mean {near}?"));
            anyhow::bail!(
                "there is no tool {}{near} (`gitops-mcp list tools` shows all)",
                echo(&self.tool)
            );
        };
        self.baseline.check()?;
        let arguments = self.arguments(tool)?;
        let targets = config.targets()?;
        match answer(tool, arguments, &targets, self.wants_whole()) {
            Ok(answer) if self.baseline.is_wanted() => self.write_baseline(&answer),
            Ok(answer) => {
                self.print(&answer)?;
                Ok(exit_code(&answer, self.fail_on.into()))
            }
            Err(failure) => {
                super::fail(&failure.to_string());
                Ok(FAILED)
            }
        }
    }

    /// A file that a program reads holds every finding; what a person reads is a page.
    fn wants_whole(&self) -> bool {
        self.format == Format::Sarif || self.baseline.is_wanted()
    }

    /// Findings that were written are accepted, so only what could not be read is told by the exit code.
    fn write_baseline(&self, answer: &Answer) -> anyhow::Result<u8> {
        let Some(report) = answer.report() else {
            anyhow::bail!(
                "--write-baseline is for tools that answer with findings; {} does not",
                self.tool
            );
        };
        super::print(&self.baseline.write(report)?)?;
        Ok(if report.complete { 0 } else { INCOMPLETE })
    }

    fn arguments(&self, tool: &Tool) -> anyhow::Result<Map<String, Value>> {
        if let Some(json) = &self.json {
            return serde_json::from_str(json)
                .context("--json takes one JSON object, for example --json '{\"path\": \".\"}'");
        }
        let schema = (tool.input)();
        self.arguments
            .iter()
            .map(|pair| argument(&schema, pair))
            .collect()
    }

    fn print(&self, answer: &Answer) -> anyhow::Result<()> {
        let colour = std::io::stdout().is_terminal() && config::wants_colour();
        let text = match (self.format, answer) {
            (Format::Text, Answer::Report(report, beside)) => {
                beside.around(text::report(report, Style::new(colour)))
            }
            (Format::Text, Answer::Health(health)) if health.objects.is_empty() => {
                text::report(&health.report, Style::new(colour))
            }
            (Format::Text, other) => other.markdown(),
            (Format::Json, other) => {
                format!("{}\n", serde_json::to_string_pretty(&other.structured())?)
            }
            (Format::Sarif, other) if let Some(report) = other.report() => {
                format!("{}\n", serde_json::to_string_pretty(&sarif::log(report))?)
            }
            (Format::Yaml, Answer::Files(files)) => files
                .files
                .iter()
                .map(|file| format!("# {}\n{}\n", file.path, file.content.trim_end()))
                .collect(),
            (Format::Sarif, _) => anyhow::bail!(
                "--format sarif is for tools that answer with findings; {} does not",
                self.tool
            ),
            (Format::Yaml, _) => anyhow::bail!(
                "--format yaml is for tools that answer with files; {} does not",
                self.tool
            ),
        };
        super::print(&text)
    }
}

fn answer(
    tool: &Tool,
    arguments: Map<String, Value>,
    targets: &Targets,
    whole: bool,
) -> Result<Answer, Failure> {
    let given = |name| arguments.get(name).and_then(Value::as_str);
    let path = Path::new(given("path").unwrap_or("."));
    // A tool that takes one file reads it in its folder; the others refuse it themselves.
    let folder = if path.is_file() {
        folder_of(path)
    } else {
        path
    };
    let mut roots = Roots::for_command_line(folder).map_err(|error| tools::unreadable(&error))?;
    if let Some(export) = given("target").and_then(|target| target.strip_prefix(EXPORT)) {
        let own =
            Roots::for_export(Path::new(export)).map_err(|error| tools::unreadable(&error))?;
        roots = roots.and(own);
    }
    let bar = Bar::new();
    let answer = tool.call(
        &Context {
            roots: &roots,
            targets,
            watch: &bar,
            whole,
        },
        arguments,
    );
    bar.done();
    answer
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// `key=value`; the schema says whether the value is text or JSON, so that `010` stays text and `limit=20` a number.
fn argument(schema: &Map<String, Value>, pair: &str) -> anyhow::Result<(String, Value)> {
    let (key, value) = pair
        .split_once('=')
        .with_context(|| format!("`{}` is not of the form key=value", echo(pair)))?;
    let kind = schema
        .get("properties")
        .and_then(|all| all.get(key))
        .and_then(|property| property.get("type"))
        .and_then(Value::as_str);
    let value = match kind {
        Some("integer" | "number" | "boolean" | "object" | "array") => {
            serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))
        }
        _ => Value::String(value.to_owned()),
    };
    Ok((key.to_owned(), value))
}

fn exit_code(answer: &Answer, fail_on: Severity) -> u8 {
    match answer.report() {
        Some(report) if worst(report).is_some_and(|worst| worst >= fail_on) => 1,
        Some(report) if !report.complete => INCOMPLETE,
        _ => 0,
    }
}

/// The gravest severity; findings are ordered, and what is omitted is never graver than what is shown.
fn worst(report: &Report) -> Option<Severity> {
    report.findings.iter().map(|finding| finding.severity).max()
}
