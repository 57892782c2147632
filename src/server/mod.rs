//! The protocol: what a client sees of tools, resources, prompts and completions, over stdio and HTTP.

mod completions;
mod connections;
mod guard;
pub mod http;
mod lists;
mod prompts;
mod resources;
pub mod stdio;

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CustomRequest,
    CustomResult, ErrorCode, GetPromptRequestParams, GetPromptResponse, Implementation,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities,
    ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use tokio::sync::Semaphore;

use crate::clients::cluster::Targets;
use crate::clients::repository::Roots;
use crate::model::clean::echo;
use crate::tools::{self, Tool};

/// How a model should use the server; sent with `initialize` and `server/discover`.
const INSTRUCTIONS: &str = include_str!("instructions.md");

/// What a server may do and how long it may take.
pub struct Settings {
    /// Where files may be read.
    pub roots: Roots,
    /// Clusters and exports that can be asked.
    pub targets: Targets,
    /// Longest time of a call.
    pub deadline: Duration,
    /// Calls in flight; the next one waits.
    pub calls: usize,
    /// The tools of this server.
    pub tools: &'static [&'static Tool],
}

impl Settings {
    /// The settings of the contract: 50 seconds a call, 8 calls in flight, every tool of this build.
    #[must_use]
    pub fn new(roots: Roots) -> Self {
        Self {
            roots,
            targets: Targets::default(),
            deadline: Duration::from_secs(50),
            calls: 8,
            tools: tools::TOOLS,
        }
    }
}

/// The server. Cheap to clone; nothing is remembered between calls.
#[derive(Clone)]
pub struct Server {
    settings: Arc<Settings>,
    calls: Arc<Semaphore>,
}

impl Server {
    /// A server with its own limit of calls in flight.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            calls: Arc::new(Semaphore::new(settings.calls)),
            settings: Arc::new(settings),
        }
    }

    fn find(&self, name: &str) -> Option<&'static Tool> {
        self.settings
            .tools
            .iter()
            .copied()
            .find(|tool| tool.name == name)
    }

    fn unknown_tool(&self, name: &str) -> ErrorData {
        let known = self.settings.tools.iter().map(|tool| tool.name);
        let near = tools::arguments::nearest(name, known)
            .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        ErrorData::invalid_params(format!("there is no tool `{}`{near}", echo(name)), None)
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .enable_completions()
            .build();
        let me = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
            .with_title("GitOps: Argo CD and Flux")
            .with_description(env!("CARGO_PKG_DESCRIPTION"));
        ServerConfig::new(capabilities)
            .with_server_info(me)
            .with_instructions(INSTRUCTIONS)
    }

    fn get_tool(&self, name: &str) -> Option<rmcp::model::Tool> {
        self.find(name).map(lists::tool)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let tool = self
            .find(&request.name)
            .ok_or_else(|| self.unknown_tool(&request.name))?;
        guard::call(self, tool, request.arguments.unwrap_or_default(), &context)
            .await
            .map(CallToolResponse::Complete)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        lists::tools(self.settings.tools, request.as_ref())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        resources::list(request.as_ref())
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        resources::templates(request.as_ref())
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        resources::read(&request.uri).map(ReadResourceResponse::Complete)
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        prompts::list(request.as_ref())
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        prompts::get(&request, self.settings.tools).map(GetPromptResponse::Complete)
    }

    /// A known method arrives here only when its parameters do not have their form.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        const KNOWN: [&str; 4] = [
            "tools/call",
            "resources/read",
            "prompts/get",
            "completion/complete",
        ];
        let method = echo(&request.method);
        Err(if KNOWN.contains(&request.method.as_str()) {
            ErrorData::invalid_params(
                format!("the parameters of {method} do not have their form"),
                None,
            )
        } else {
            ErrorData::new(
                ErrorCode::METHOD_NOT_FOUND,
                format!("there is no method {method}"),
                None,
            )
        })
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        completions::complete(&request, &self.settings.roots)
    }
}
