//! Protocol over a pair of byte streams, one JSON-RPC message a line.
//!
//! The crate's own transport drops a line that is no JSON; ours answers it with `-32700`, tells an oversized line its
//! limit, and keeps the id of a request that is JSON but no message.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use rmcp::RoleServer;
use rmcp::model::{
    ClientNotification, ErrorCode, ErrorData, JsonRpcError, JsonRpcMessage, JsonRpcResponse,
    RequestId,
};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::sync::Mutex;

use crate::model::clean::echo;

/// Longest line, in bytes.
pub const LONGEST_LINE: usize = 16 << 20;

/// Lines in, lines out.
pub struct Lines<R, W> {
    reader: BufReader<R>,
    writer: Arc<Mutex<W>>,
    /// Ids of requests that wait for their answer.
    waiting: Arc<std::sync::Mutex<HashSet<RequestId>>>,
    line: Vec<u8>,
    /// The rest of an oversized line is being dropped.
    dropping: bool,
}

enum Line {
    Whole,
    TooLong,
    End,
}

impl<R: AsyncRead + Unpin + Send, W: AsyncWrite + Unpin + Send + 'static> Lines<R, W> {
    /// A transport over two streams.
    pub fn new(reader: R, writer: W) -> Self {
        Self {
            reader: BufReader::new(reader),
            writer: Arc::new(Mutex::new(writer)),
            waiting: Arc::default(),
            line: Vec::new(),
            dropping: false,
        }
    }

    /// Remembers which request waits for an answer; a second one with the same id is refused, so that answers are never
    /// taken for each other. A cancelled request has no answer to wait for.
    fn admit(
        &self,
        message: &RxJsonRpcMessage<RoleServer>,
    ) -> Option<TxJsonRpcMessage<RoleServer>> {
        match message {
            JsonRpcMessage::Request(request) if !lock(&self.waiting).insert(request.id.clone()) => {
                Some(error(
                    ErrorCode::INVALID_REQUEST,
                    format!(
                        "a request with the id {} still waits for its answer",
                        echo(&request.id.to_string())
                    ),
                    None,
                ))
            }
            JsonRpcMessage::Notification(notification) => {
                if let ClientNotification::CancelledNotification(cancelled) =
                    &notification.notification
                {
                    cancelled.params.request_id.iter().for_each(|id| {
                        lock(&self.waiting).remove(id);
                    });
                }
                None
            }
            _ => None,
        }
    }

    /// Reads on until a line is whole. Safe to drop at any await: bytes are taken over and consumed in one step.
    async fn read_line(&mut self) -> Line {
        loop {
            let Ok(available) = self.reader.fill_buf().await else {
                return Line::End;
            };
            if available.is_empty() {
                return Line::End;
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(available.len(), |at| at + 1);
            let fits = self.line.len() + taken <= LONGEST_LINE;
            if !self.dropping && fits {
                self.line
                    .extend_from_slice(available.get(..taken).unwrap_or_default());
            }
            self.reader.consume(taken);
            match (self.dropping, fits, end) {
                (true, _, Some(_)) => self.dropping = false,
                (false, false, end) => {
                    self.line = Vec::new();
                    self.dropping = end.is_none();
                    return Line::TooLong;
                }
                (false, true, Some(_)) => return Line::Whole,
                _ => {}
            }
        }
    }
}

impl<R: AsyncRead + Unpin + Send, W: AsyncWrite + Unpin + Send + 'static> Transport<RoleServer>
    for Lines<R, W>
{
    type Error = std::io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        let writer = Arc::clone(&self.writer);
        if let JsonRpcMessage::Response(JsonRpcResponse { id, .. })
        | JsonRpcMessage::Error(JsonRpcError { id: Some(id), .. }) = &item
        {
            lock(&self.waiting).remove(id);
        }
        async move {
            let mut line = serde_json::to_vec(&item)?;
            line.push(b'\n');
            let mut writer = writer.lock().await;
            writer.write_all(&line).await?;
            writer.flush().await
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            let refusal = match self.read_line().await {
                Line::End => return None,
                Line::TooLong => Some(error(
                    ErrorCode::INVALID_REQUEST,
                    format!("the line is longer than {LONGEST_LINE} bytes"),
                    None,
                )),
                Line::Whole => match message(&self.line) {
                    Parsed::Message(message) => match self.admit(&message) {
                        None => {
                            self.line.clear();
                            return Some(*message);
                        }
                        refusal => refusal,
                    },
                    Parsed::Blank => None,
                    Parsed::Refused(refusal) => Some(*refusal),
                },
            };
            self.line.clear();
            if let Some(refusal) = refusal {
                tracing::warn!("refused a line of input: {}", refused_reason(&refusal));
                self.send(refusal).await.ok()?;
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.writer.lock().await.shutdown().await
    }
}

fn lock(
    ids: &std::sync::Mutex<HashSet<RequestId>>,
) -> std::sync::MutexGuard<'_, HashSet<RequestId>> {
    ids.lock().unwrap_or_else(PoisonError::into_inner)
}

enum Parsed {
    Message(Box<RxJsonRpcMessage<RoleServer>>),
    Blank,
    Refused(Box<TxJsonRpcMessage<RoleServer>>),
}

fn message(line: &[u8]) -> Parsed {
    let text = line
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(line)
        .trim_ascii();
    if text.is_empty() {
        return Parsed::Blank;
    }
    let value: Value = match serde_json::from_slice(text) {
        Ok(value) => value,
        Err(error_) => {
            return Parsed::Refused(refuse(
                ErrorCode::PARSE_ERROR,
                format!("not JSON: {error_}"),
                None,
            ));
        }
    };
    let is_notification =
        value.get("id").is_none() && value.get("method").is_some_and(Value::is_string);
    let id = value
        .get("id")
        .and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
    match serde_json::from_value(value) {
        Ok(message) => Parsed::Message(Box::new(message)),
        // An unknown notification is ignored, as the protocol asks.
        Err(_) if is_notification => Parsed::Blank,
        Err(_) => Parsed::Refused(refuse(
            ErrorCode::INVALID_REQUEST,
            "not a JSON-RPC 2.0 message of this protocol".to_owned(),
            id,
        )),
    }
}

fn refuse(
    code: ErrorCode,
    text: String,
    id: Option<RequestId>,
) -> Box<TxJsonRpcMessage<RoleServer>> {
    Box::new(error(code, text, id))
}

fn error(code: ErrorCode, text: String, id: Option<RequestId>) -> TxJsonRpcMessage<RoleServer> {
    TxJsonRpcMessage::<RoleServer>::error(ErrorData::new(code, text, None), id)
}

fn refused_reason(message: &TxJsonRpcMessage<RoleServer>) -> &str {
    match message {
        TxJsonRpcMessage::<RoleServer>::Error(refusal) => &refusal.error.message,
        _ => "",
    }
}
