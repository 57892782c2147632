#![forbid(unsafe_code)]

pub mod knowledge;
