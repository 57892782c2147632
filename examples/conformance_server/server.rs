//! The handler: lists from the fixtures, calls to whatever answers them.
#![expect(
    deprecated,
    reason = "legacy subscriptions and log levels are still in the suite"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult,
    GetPromptRequestParams, GetPromptResponse, GetPromptResult, Implementation, JsonObject,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, PromptMessage, ReadResourceRequestParams, ReadResourceResponse,
    ReadResourceResult, RequestId, ResourceContents, ServerCapabilities, ServerConfig,
    SetLevelRequestParams, SubscribeRequestParams, SubscriptionFilter, Tool,
    UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, SubscriptionContext, SubscriptionSink};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};

use crate::answers;
use crate::dialogue::{self, Reply};
use crate::fixtures::{FixturePrompt, FixtureTool, Fixtures};

const CACHE_MS: u64 = 60_000;

#[derive(Clone)]
pub(crate) struct ConformanceServer {
    fixtures: Arc<Fixtures>,
    listeners: Arc<Mutex<HashMap<RequestId, SubscriptionSink>>>,
}

impl ConformanceServer {
    pub(crate) fn new(fixtures: Fixtures) -> Self {
        Self {
            fixtures: Arc::new(fixtures),
            listeners: Arc::default(),
        }
    }

    fn tool(&self, name: &str) -> Option<&FixtureTool> {
        self.fixtures.tools.iter().find(|own| own.tool.name == name)
    }

    fn prompt(&self, name: &str) -> Result<&FixturePrompt, ErrorData> {
        self.fixtures
            .prompts
            .iter()
            .find(|own| own.prompt.name == name)
            .ok_or_else(|| ErrorData::invalid_params(format!("unknown prompt: {name}"), None))
    }

    fn listeners(&self) -> Vec<SubscriptionSink> {
        let listeners = self.listeners.lock();
        let listeners = listeners.unwrap_or_else(PoisonError::into_inner);
        listeners.values().cloned().collect()
    }

    fn listen_to(&self, id: &RequestId, sink: Option<SubscriptionSink>) {
        let listeners = self.listeners.lock();
        let mut listeners = listeners.unwrap_or_else(PoisonError::into_inner);
        match sink {
            Some(sink) => listeners.insert(id.clone(), sink),
            None => listeners.remove(id),
        };
    }

    async fn announce(&self, tool: &str) -> bool {
        for sink in self.listeners() {
            let _ = match tool {
                "test_trigger_tool_change" => sink.notify_tool_list_changed().await,
                "test_trigger_prompt_change" => sink.notify_prompt_list_changed().await,
                _ => return false,
            };
        }
        tool.starts_with("test_trigger_")
    }
}

impl ServerHandler for ConformanceServer {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(
            ServerCapabilities::builder()
                .enable_completions()
                .enable_logging()
                .enable_prompts()
                .enable_prompts_list_changed()
                .enable_resources()
                .enable_resources_subscribe()
                .enable_resources_list_changed()
                .enable_tools()
                .enable_tool_list_changed()
                .build(),
        )
        .with_server_info(Implementation::new(
            "conformance-fixtures",
            env!("CARGO_PKG_VERSION"),
        ))
    }

    /// The transport reads it to compare `Mcp-Param-*` headers with arguments.
    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tool(name).map(|own| own.tool.clone())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = self.fixtures.tools.iter().map(|own| own.tool.clone());
        Ok(ListToolsResult::with_all_items(tools.collect())
            .with_ttl_ms(CACHE_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let own = self.tool(&request.name);
        if let Some(answer) = own.and_then(|own| own.answer.clone()) {
            return Ok(answer.into());
        }
        if let Some(params) = own.and_then(|own| own.ask.as_ref()) {
            return Ok(answers::ask(params, &arguments, &context).await?.into());
        }
        if let Some(rounds) = own.and_then(|own| own.dialogue.as_ref()) {
            let reply = Reply {
                responses: request.input_responses.as_ref(),
                state: request.request_state.as_deref(),
                declared: context.client_capabilities().unwrap_or_default(),
            };
            return Ok(match dialogue::next_question(rounds, &reply)? {
                Some(question) => question.into(),
                None => answers::text(&rounds.done).into(),
            });
        }
        if self.announce(&request.name).await {
            return Ok(answers::text("announced").into());
        }
        let answer = answers::by_name(&request.name, &arguments, &context).await?;
        Ok(answer.into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let resources = self.fixtures.resources.iter();
        let resources = resources.map(|own| own.resource.clone()).collect();
        Ok(ListResourcesResult::with_all_items(resources)
            .with_ttl_ms(CACHE_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let templates = self.fixtures.templates.clone();
        Ok(ListResourceTemplatesResult::with_all_items(templates)
            .with_ttl_ms(CACHE_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let resources = &self.fixtures.resources;
        let own = resources.iter().find(|own| own.resource.uri == request.uri);
        let content = own
            .map(|own| own.content.clone())
            .or_else(|| from_template(&request.uri))
            .ok_or_else(|| {
                let data = json!({ "uri": request.uri });
                ErrorData::resource_not_found("resource not found", Some(data))
            })?;
        Ok(ReadResourceResult::new(vec![content])
            .with_ttl_ms(CACHE_MS)
            .with_cache_scope(CacheScope::Public)
            .into())
    }

    async fn subscribe(
        &self,
        _: SubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(
        &self,
        _: UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    fn accepted_subscription_filter(
        &self,
        requested: &SubscriptionFilter,
    ) -> Option<SubscriptionFilter> {
        Some(requested.clone())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let id = context.sink().id().clone();
        self.listen_to(&id, Some(context.sink().clone()));
        context.cancelled().await;
        self.listen_to(&id, None);
        Ok(())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let prompts = self.fixtures.prompts.iter().map(|own| own.prompt.clone());
        Ok(ListPromptsResult::with_all_items(prompts.collect())
            .with_ttl_ms(CACHE_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let own = self.prompt(&request.name)?;
        if let Some(rounds) = &own.dialogue {
            let reply = Reply {
                responses: request.input_responses.as_ref(),
                state: request.request_state.as_deref(),
                declared: context.client_capabilities().unwrap_or_default(),
            };
            if let Some(question) = dialogue::next_question(rounds, &reply)? {
                return Ok(question.into());
            }
        }
        let messages = filled(&own.messages, &request.arguments.unwrap_or_default())?;
        Ok(GetPromptResult::new(messages).into())
    }

    async fn complete(
        &self,
        _: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Ok(CompleteResult::default())
    }

    async fn set_level(
        &self,
        _: SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }
}

fn from_template(uri: &str) -> Option<ResourceContents> {
    let id = uri
        .strip_prefix("test://template/")?
        .strip_suffix("/data")?;
    let data =
        json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") }).to_string();
    Some(ResourceContents::text(data, uri).with_mime_type("application/json"))
}

/// The messages with each `{name}` replaced by that argument.
fn filled(messages: &Value, arguments: &JsonObject) -> Result<Vec<PromptMessage>, ErrorData> {
    let mut text = messages.to_string();
    for (name, value) in arguments {
        let value = value.as_str().unwrap_or_default();
        text = text.replace(&format!("{{{name}}}"), value);
    }
    serde_json::from_str(&text).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}
