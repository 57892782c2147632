use std::fmt;

use super::super::live::Answer;
use crate::model::Why;

/// Why nothing could be read of a server of Argo CD.
#[derive(Debug)]
pub enum ServerError {
    /// A setting of the target cannot be used: which one, and why. Never quotes a file.
    Setting(&'static str, &'static str),
    Unauthenticated,
    Denied,
    /// Something answers that is no API of Argo CD.
    NoApi,
    Unreachable(Why, String),
    Runtime,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(key, what) => write!(f, "`{key}` of its `argocd` settings {what}"),
            Self::Unauthenticated => f.write_str("not authenticated to Argo CD (401): the token is missing, expired or revoked; make a new one (`argocd account generate-token`) and put it into `token_file`, or into ARGOCD_AUTH_TOKEN"),
            Self::Denied => f.write_str("Argo CD refuses the request (403): its account, or a proxy before it, does not allow this"),
            Self::NoApi => f.write_str("the address answers with something that is no API of Argo CD (a proxy, a login page, or a path below which it is not served); correct `url`"),
            Self::Unreachable(_, said) => f.write_str(said),
            Self::Runtime => f.write_str("no runtime could be started"),
        }
    }
}

impl std::error::Error for ServerError {}

impl ServerError {
    pub(super) fn from_answer(answer: &Answer) -> Self {
        match answer {
            Answer::Unauthenticated => Self::Unauthenticated,
            Answer::Denied => Self::Denied,
            Answer::Failed(why, said) => Self::Unreachable(*why, said.clone()),
            Answer::Found(_) | Answer::Absent | Answer::Expired | Answer::NoApi => Self::NoApi,
        }
    }

    /// The same as one of the reasons of a part that is missing.
    #[must_use]
    pub const fn why(&self) -> Why {
        match self {
            Self::Unauthenticated | Self::Denied => Why::Denied,
            Self::Unreachable(why, _) => *why,
            Self::NoApi | Self::Setting(..) | Self::Runtime => Why::Unreachable,
        }
    }
}
