//! Tools that do something while they run: notify, ask the client, wait.
#![expect(deprecated, reason = "logging and sampling are still in the suite")]

use std::time::Duration;

use rmcp::model::{
    CallToolResult, ClientCapabilities, ClientResult, ContentBlock, CreateMessageRequest,
    CreateMessageRequestParams, ElicitRequest, ElicitRequestParams, JsonObject, LoggingLevel,
    LoggingMessageNotificationParam, ProgressNotificationParam, SamplingMessage, ServerRequest,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde_json::{Value, json};

type Context = RequestContext<RoleServer>;

pub(crate) fn text(text: impl Into<String>) -> CallToolResult {
    CallToolResult::success(vec![ContentBlock::text(text)])
}

pub(crate) async fn by_name(
    name: &str,
    arguments: &JsonObject,
    context: &Context,
) -> Result<CallToolResult, ErrorData> {
    match name {
        "test_tool_with_logging" => log_three_times(context).await,
        "test_logging_tool" => log_as_asked(context).await,
        "test_tool_with_progress" => report_progress(context).await,
        "test_reconnection" => {
            pause(100).await;
            Ok(text("reconnected"))
        }
        "test_custom_header" => Ok(text(string(arguments, "value")?)),
        "test_sampling" => sample(&string(arguments, "prompt")?, context).await,
        "test_missing_capability" => need_sampling(context),
        _ => Err(ErrorData::invalid_params(
            format!("unknown tool: {name}"),
            None,
        )),
    }
}

/// Asks the user by a request of the server; `message` of the arguments replaces the fixture's own.
pub(crate) async fn ask(
    params: &ElicitRequestParams,
    arguments: &JsonObject,
    context: &Context,
) -> Result<CallToolResult, ErrorData> {
    let mut params = params.clone();
    if let (ElicitRequestParams::FormElicitationParams { message, .. }, Some(Value::String(own))) =
        (&mut params, arguments.get("message"))
    {
        message.clone_from(own);
    }
    let request = ServerRequest::ElicitRequest(ElicitRequest::new(params));
    match context.peer.send_request(request).await {
        Ok(ClientResult::ElicitResult(result)) => Ok(text(format!(
            "User response: {}",
            json!({"action": result.action, "content": result.content})
        ))),
        other => Ok(refused(&other)),
    }
}

async fn sample(prompt: &str, context: &Context) -> Result<CallToolResult, ErrorData> {
    let params = CreateMessageRequestParams::new(vec![SamplingMessage::user_text(prompt)], 100);
    let request = ServerRequest::CreateMessageRequest(CreateMessageRequest::new(params));
    match context.peer.send_request(request).await {
        Ok(ClientResult::CreateMessageResult(result)) => Ok(text(format!(
            "LLM response: {}",
            json!(result.message.content)
        ))),
        other => Ok(refused(&other)),
    }
}

fn refused(answer: &impl std::fmt::Debug) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(format!(
        "the client did not answer: {answer:?}"
    ))])
}

fn need_sampling(context: &Context) -> Result<CallToolResult, ErrorData> {
    let declared = context.client_capabilities().unwrap_or_default();
    if declared.sampling.is_none() {
        return Err(ErrorData::missing_required_client_capability(
            ClientCapabilities::builder().enable_sampling().build(),
        ));
    }
    Ok(text("sampling is declared"))
}

async fn log_three_times(context: &Context) -> Result<CallToolResult, ErrorData> {
    for message in [
        "Tool execution started",
        "Tool processing data",
        "Tool execution completed",
    ] {
        log(context, LoggingLevel::Info, message).await?;
        pause(50).await;
    }
    Ok(text("logged"))
}

/// Silent unless the metadata of the request names a level.
async fn log_as_asked(context: &Context) -> Result<CallToolResult, ErrorData> {
    if let Some(level) = context.meta.log_level() {
        log(context, level, "a level was asked for").await?;
    }
    Ok(text("done"))
}

async fn log(context: &Context, level: LoggingLevel, message: &str) -> Result<(), ErrorData> {
    context
        .peer
        .notify_logging_message(LoggingMessageNotificationParam::new(level, json!(message)))
        .await
        .map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

async fn report_progress(context: &Context) -> Result<CallToolResult, ErrorData> {
    for done in [0.0, 50.0, 100.0] {
        if let Some(token) = context.meta.get_progress_token() {
            let progress = ProgressNotificationParam::new(token, done).with_total(100.0);
            context
                .peer
                .notify_progress(progress)
                .await
                .map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        }
        pause(50).await;
    }
    Ok(text("progress reported"))
}

fn string(arguments: &JsonObject, name: &str) -> Result<String, ErrorData> {
    arguments
        .get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| ErrorData::invalid_params(format!("{name} must be a string"), None))
}

async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
