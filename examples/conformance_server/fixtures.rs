//! What the suite wants to find, as data: `fixtures.json`.

use anyhow::Context as _;
use rmcp::model::{
    CallToolResult, ElicitRequestParams, InputRequests, Prompt, Resource, ResourceContents,
    ResourceTemplate, Tool,
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(crate) struct Fixtures {
    pub(crate) tools: Vec<FixtureTool>,
    pub(crate) prompts: Vec<FixturePrompt>,
    pub(crate) resources: Vec<FixtureResource>,
    pub(crate) templates: Vec<ResourceTemplate>,
}

/// A tool; with none of the three answers it is one that `answers` knows by name.
#[derive(Deserialize)]
pub(crate) struct FixtureTool {
    #[serde(flatten)]
    pub(crate) tool: Tool,
    /// Always this result.
    pub(crate) answer: Option<CallToolResult>,
    /// Asks the user through a request of the server (protocol 2025-11-25 and earlier).
    pub(crate) ask: Option<ElicitRequestParams>,
    /// Asks by "input required" results (protocol 2026-07-28).
    pub(crate) dialogue: Option<Dialogue>,
}

#[derive(Deserialize)]
pub(crate) struct Dialogue {
    pub(crate) rounds: Vec<InputRequests>,
    /// Hand out the reached round as state, and refuse state that is not ours.
    #[serde(default)]
    pub(crate) sealed: bool,
    /// Leave out what the client did not declare.
    #[serde(default)]
    pub(crate) declared_only: bool,
    pub(crate) done: String,
}

#[derive(Deserialize)]
pub(crate) struct FixturePrompt {
    #[serde(flatten)]
    pub(crate) prompt: Prompt,
    /// Messages with `{argument}` where an argument goes.
    pub(crate) messages: Value,
    pub(crate) dialogue: Option<Dialogue>,
}

#[derive(Deserialize)]
pub(crate) struct FixtureResource {
    #[serde(flatten)]
    pub(crate) resource: Resource,
    pub(crate) content: ResourceContents,
}

pub(crate) fn load() -> anyhow::Result<Fixtures> {
    serde_json::from_str(include_str!("fixtures.json")).context("fixtures.json")
}
