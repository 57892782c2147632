//! ApplicationSets without Argo CD: what one would generate, and how to write one. Pure: what is read comes in through
//! [`world::World`], nothing here opens anything.

mod application;
mod expand;
pub mod fast;
pub mod generate;
mod generators;
pub mod glob;
pub mod gotemplate;
mod params;
mod patch;
mod render;
pub mod selector;
mod stop;
mod typed;
pub mod world;
pub mod yaml_out;
mod yaml_scalar;

pub use application::RESOURCES_FINALIZER;
pub use expand::{Expansion, Generated, Stopped, expand, unknown_generator};
pub use generators::KINDS;
pub use params::Params;
pub use render::Engine;
pub use stop::Stop;
