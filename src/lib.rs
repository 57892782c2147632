#![forbid(unsafe_code)]

pub mod yaml;
