//! The secret audit: does a repository leak secrets, and is its encryption sound?
//!
//! Every file is judged by itself and leaves a few small facts behind; the repository is judged by those. Values are only
//! borrowed while a file is judged: nothing that leaves this module holds a character, the length or a hash of one.

use crate::model::{Meta, Problem, Rule};

mod audit;
mod external;
mod history;
mod read;
mod sealed;
mod sops;
mod tally;
pub mod tokens;
mod value;
mod walk;

mod config_map_credential;
mod container_credential;
mod env_file_credential;
mod external_inline_credentials;
mod external_never_refreshes;
mod external_open_cluster_store;
mod external_store_missing;
mod external_template_plain_data;
mod external_unserved_version;
mod generator_source_credential;
mod helm_template_credential;
mod helm_values_credential;
mod kustomize_credential;
mod last_applied_secret;
mod leaked_in_history;
mod placeholder_value;
mod plain_secret;
mod provider_token;
mod sealed_cluster_wide;
mod sealed_deprecated_data;
mod sealed_invalid_value;
mod sealed_plain_twin;
mod sealed_private_key;
mod sealed_template_plain_data;
mod sops_bad_metadata;
mod sops_config_catch_all;
mod sops_config_example_recipient;
mod sops_config_exclusive_rules;
mod sops_config_ignored_file;
mod sops_config_invalid_regex;
mod sops_config_rule_matches_nothing;
mod sops_config_unknown_key;
mod sops_decrypted_copy;
mod sops_encrypted_without_metadata;
mod sops_mac_mismatch;
mod sops_malformed_value;
mod sops_no_mac;
mod sops_over_encrypted;
mod sops_partially_encrypted;
mod sops_plain_twin;
mod sops_recipient_drift;
mod sops_removed_recipient;
mod sops_rule_mismatch;
mod sops_single_recipient;
mod sops_undecryptable_value;
mod tool_file_credential;
mod variable_credential;

pub(crate) use audit::holds_secret;
pub use audit::{Audit, Judged, conclude, judge};
pub use history::audit_with_history;
pub use walk::audit;

use history::{FormerReader, Leaked};
use read::facts::Facts;
use read::file::File;
pub use sops::keys::AgeKeys;
use sops::verify::Opened;

/// What a rule of this area looks at.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// One file by itself.
    File(FileCheck),
    /// The repository, by the facts of all files.
    Repository(RepositoryCheck),
    /// A SOPS file that was opened with a key, or not.
    Opened(OpenedCheck),
    /// What can be read in history and is told by no finding of today.
    History(HistoryCheck),
    /// Who can open SOPS files of the past and not those of today.
    Reader(ReaderCheck),
}

type FileCheck = fn(&File<'_>) -> Vec<Problem>;
type RepositoryCheck = fn(&Facts) -> Vec<Problem>;
type OpenedCheck = fn(&Opened) -> Vec<Problem>;
type ReaderCheck = fn(&FormerReader) -> Option<Problem>;
type HistoryCheck = fn(&Leaked) -> Problem;

/// All rules of this area, ordered by id.
pub(crate) static RULES: &[&Rule<Check>] = &[
    &config_map_credential::RULE,
    &container_credential::RULE,
    &env_file_credential::RULE,
    &external_inline_credentials::RULE,
    &external_never_refreshes::RULE,
    &external_open_cluster_store::RULE,
    &external_store_missing::RULE,
    &external_template_plain_data::RULE,
    &external_unserved_version::RULE,
    &generator_source_credential::RULE,
    &helm_template_credential::RULE,
    &helm_values_credential::RULE,
    &kustomize_credential::RULE,
    &last_applied_secret::RULE,
    &leaked_in_history::RULE,
    &placeholder_value::RULE,
    &plain_secret::RULE,
    &provider_token::RULE,
    &sealed_cluster_wide::RULE,
    &sealed_deprecated_data::RULE,
    &sealed_invalid_value::RULE,
    &sealed_plain_twin::RULE,
    &sealed_private_key::RULE,
    &sealed_template_plain_data::RULE,
    &sops_bad_metadata::RULE,
    &sops_config_catch_all::RULE,
    &sops_config_example_recipient::RULE,
    &sops_config_exclusive_rules::RULE,
    &sops_config_ignored_file::RULE,
    &sops_config_invalid_regex::RULE,
    &sops_config_rule_matches_nothing::RULE,
    &sops_config_unknown_key::RULE,
    &sops_decrypted_copy::RULE,
    &sops_encrypted_without_metadata::RULE,
    &sops_mac_mismatch::RULE,
    &sops_malformed_value::RULE,
    &sops_no_mac::RULE,
    &sops_over_encrypted::RULE,
    &sops_partially_encrypted::RULE,
    &sops_plain_twin::RULE,
    &sops_recipient_drift::RULE,
    &sops_removed_recipient::RULE,
    &sops_rule_mismatch::RULE,
    &sops_single_recipient::RULE,
    &sops_undecryptable_value::RULE,
    &tool_file_credential::RULE,
    &variable_credential::RULE,
];

/// The static records of the rules, ordered by id.
pub fn metas() -> impl Iterator<Item = &'static Meta> {
    RULES.iter().map(|rule| &rule.meta)
}
