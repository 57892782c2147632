//! Questions to the client in the stateless protocol: rounds of "input required" results (SEP-2322).

use rmcp::ErrorData;
use rmcp::model::{
    ClientCapabilities, InputRequest, InputRequests, InputRequiredResult, InputResponses,
};
use sha2::{Digest as _, Sha256};

use crate::fixtures::Dialogue;

/// What came back with a retried request.
pub(crate) struct Reply<'a> {
    pub(crate) responses: Option<&'a InputResponses>,
    pub(crate) state: Option<&'a str>,
    pub(crate) declared: ClientCapabilities,
}

/// The next question, or nothing when every round is answered.
pub(crate) fn next_question(
    dialogue: &Dialogue,
    reply: &Reply<'_>,
) -> Result<Option<InputRequiredResult>, ErrorData> {
    let asked = reply.state.map(opened).transpose()?.unwrap_or(0);
    let Some(asking) = dialogue.rounds.get(asked) else {
        return Ok(None);
    };
    let wanted = requests(dialogue, asking, &reply.declared);
    let returned = !dialogue.sealed || reply.state.is_some();
    if !returned || !answered(&wanted, reply.responses) {
        return Ok(Some(question(dialogue, asked, wanted)));
    }
    let Some(next) = dialogue.rounds.get(asked + 1) else {
        return Ok(None);
    };
    let wanted = requests(dialogue, next, &reply.declared);
    Ok(Some(question(dialogue, asked + 1, wanted)))
}

fn question(dialogue: &Dialogue, round: usize, wanted: InputRequests) -> InputRequiredResult {
    InputRequiredResult::new(Some(wanted), dialogue.sealed.then(|| sealed(round)))
}

/// Each request has an answer, and an answer is a JSON object.
fn answered(wanted: &InputRequests, responses: Option<&InputResponses>) -> bool {
    wanted.keys().all(|key| {
        responses
            .and_then(|given| given.get(key))
            .is_some_and(serde_json::Value::is_object)
    })
}

fn requests(
    dialogue: &Dialogue,
    all: &InputRequests,
    declared: &ClientCapabilities,
) -> InputRequests {
    let mut wanted = all.clone();
    if dialogue.declared_only {
        wanted.retain(|_, request| is_declared(request, declared));
    }
    wanted
}

fn is_declared(request: &InputRequest, declared: &ClientCapabilities) -> bool {
    match request {
        InputRequest::CreateMessage(_) => declared.sampling.is_some(),
        InputRequest::Elicitation(_) => declared.elicitation.is_some(),
        InputRequest::ListRoots(_) => declared.roots.is_some(),
        _ => false,
    }
}

/// State of a fixture: the round and its tag. Nothing secret depends on it.
fn sealed(round: usize) -> String {
    let tag = Sha256::digest(format!("conformance fixture state {round}"));
    let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{round}.{hex}")
}

fn opened(state: &str) -> Result<usize, ErrorData> {
    state
        .split_once('.')
        .and_then(|(round, _)| round.parse().ok())
        .filter(|round| sealed(*round) == state)
        .ok_or_else(|| ErrorData::invalid_params("requestState was changed", None))
}
