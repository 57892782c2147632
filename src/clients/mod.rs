//! Everything that reaches outside the process. Nothing above this layer opens a file.

pub mod cluster;
pub mod history;
pub mod repository;
