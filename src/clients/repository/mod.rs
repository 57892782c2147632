//! The only code that opens files of a repository.
//!
//! Every open happens beneath the handle of a root that the user allowed, with the kernel refusing
//! to leave it (`openat2` with `RESOLVE_BENEATH` where there is one). What cannot be read is
//! reported by name; nothing is followed outside, and nothing that is not a regular file is read.

mod each;
mod error;
mod folders;
mod found;
mod ignores;
mod index;
mod links;
mod open;
mod path;
mod roots;
mod walk;
mod watch;
mod work_tree;

pub use each::Reading;
pub use error::{Grammar, OpenError, ReadError, Unread, Why};
pub use links::{LinkOut, LinkWhy};
pub use open::{Kind, Repository};
pub use path::RelativePath;
pub use roots::Roots;
pub use walk::{Entry, Omitted, Walk, WalkLimits};
pub use watch::{Unwatched, Watch};
pub(crate) use work_tree::{GitFolder, NoGit, git_folder};
