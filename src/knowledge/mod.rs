//! What the server knows by heart: references, templates and prompts.
//!
//! All three are files of the repository, embedded at build time. This layer renders them and
//! knows nothing of the protocol that serves them.
//!
//! Templates and prompts share one small language ([`engine`]): `<% value %>` writes a value,
//! a line that starts with `#%` is a statement. Neither clashes with Go templates (`{{ }}`),
//! shell or Flux variables (`${ }`), or YAML comments. A value is never text of the template:
//! it is written as one quoted scalar of the language of the file ([`scalar`]), so it cannot
//! add a key, a line or a command.

mod age;
mod arguments;
mod engine;
mod format;
mod parameter;
pub mod prompts;
pub mod references;
mod scalar;
pub mod templates;
mod versions;

pub use arguments::ParameterError;
pub use format::Format;
pub use parameter::{Parameter, Type};
