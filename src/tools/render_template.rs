use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Answer, Failure, FileContent, Files, Tool, arguments, schema};
use crate::knowledge::templates::{self, RenderError};

pub(super) static TOOL: Tool = Tool {
    name: "render_template",
    title: "Render a template",
    description: "A production-ready file to start from (Argo CD, ApplicationSet, Flux bootstrap, OCI HelmRelease, SOPS, canary). Parameters: gitops://templates/{path}.",
    input: schema::input::<Arguments>,
    output: schema::output::<Files>,
    open_world: false,
    run: |_, given| run(&arguments::read(TOOL.name, &(TOOL.input)(), given)?),
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Path below gitops://templates/
    #[schemars(length(max = 200), extend("examples" = ["flux/oci-helmrelease.yaml"]))]
    name: String,
    /// Parameters by name
    #[serde(default)]
    parameters: Option<Map<String, Value>>,
}

fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let none = Map::new();
    let rendered = templates::render(
        &arguments.name,
        arguments.parameters.as_ref().unwrap_or(&none),
    )
    .map_err(|error| refused(&arguments.name, error))?;
    Ok(Answer::Files(Files {
        files: rendered
            .files
            .into_iter()
            .map(|file| FileContent {
                path: file.path,
                content: file.content,
            })
            .collect(),
        notes: rendered.notes,
    }))
}

fn refused(name: &str, error: RenderError) -> Failure {
    match error {
        RenderError::Parameters(errors) => Failure {
            what: format!("{name}: the parameters were refused."),
            causes: errors.iter().map(ToString::to_string).collect(),
            hint: format!(
                "correct `parameters`; gitops://templates/{name} lists them with their defaults"
            ),
        },
        unknown => Failure::new(
            unknown.to_string(),
            "give a path as gitops://templates/{path} has it",
        ),
    }
}
