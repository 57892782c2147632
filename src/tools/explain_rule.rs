use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Failure, RulePage, Tool, arguments, schema};
use crate::model::clean::echo;
use crate::{checks, docs};

pub(super) static TOOL: Tool = Tool {
    name: "explain_rule",
    title: "Explain a rule",
    description: "What does a finding mean, and how is it mended? The page of its `rule`. All ids: resource gitops://rules.",
    input: schema::input::<Arguments>,
    output: schema::output::<RulePage>,
    open_world: false,
    run: |_, given| run(&arguments::read(TOOL.name, &(TOOL.input)(), given)?),
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Rule id, `area/problem`
    #[schemars(length(max = 200), extend("examples" = ["secrets/plain-secret"]))]
    id: String,
}

fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let Some(meta) = checks::find(&arguments.id) else {
        return Err(unknown(&arguments.id));
    };
    Ok(Answer::Rule(RulePage {
        id: meta.id.to_owned(),
        title: meta.title.to_owned(),
        severity: meta.severity,
        docs: docs::rule_page(meta),
    }))
}

fn unknown(id: &str) -> Failure {
    let near = checks::nearest(id);
    let hint = if near.is_empty() {
        "read gitops://rules for all ids".to_owned()
    } else {
        format!(
            "did you mean {}? gitops://rules lists all ids",
            near.join(", ")
        )
    };
    Failure::new(format!("There is no rule `{}`.", echo(id)), hint)
}
