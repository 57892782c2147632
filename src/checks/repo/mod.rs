//! Rules on what a repository holds.

use graph::Graph;
pub use inventory::{Deployment, Layout, Pattern, Taken};
use object::{Found, Object};
use schema::Broken;
pub use validate::{Engine, Inspected, Question, inspect, validate};

use super::known::Faulty;
use crate::model::clean::clean;
use crate::model::{Finding, Location, Meta, Problem, Rule};
use crate::yaml::Stream;

mod collect;
mod facts;
mod graph;
mod inventory;
mod object;
pub mod preview;
mod references;
mod rings;
mod schema;
mod validate;

mod allow_comment_ignored;
mod api_version_removed;
mod api_version_unknown;
mod applicationset_empty_field;
mod applicationset_illegal_name;
mod applicationset_makes_nothing;
mod applicationset_missing_path;
mod applicationset_name_collision;
mod applicationset_not_generated;
mod applicationset_project_missing;
mod applicationset_removes_applications;
mod applicationset_unresolved_parameter;
mod argocd_allow_empty;
mod argocd_application_cycle;
mod argocd_application_incomplete;
mod argocd_deletes_with_set;
mod argocd_floating_revision;
mod argocd_generator_unknown;
mod argocd_insecure_setting;
mod argocd_matches_nothing;
mod argocd_missing_path;
mod argocd_missing_values_file;
mod argocd_project_denies;
mod argocd_project_unbounded;
mod argocd_prune_unguarded;
mod argocd_replace;
mod argocd_settings_misplaced;
mod argocd_sync_wave_order;
mod argocd_template_lenient;
mod argocd_template_style;
mod argocd_templated_project;
mod argocd_tracking_clash;
mod argocd_unknown_project;
mod argocd_unknown_source_ref;
mod baseline_entry_ignored;
mod container_without_limits;
mod container_without_probes;
mod flux_cross_namespace_reference;
mod flux_decryption_missing;
mod flux_dependency_cycle;
mod flux_force;
mod flux_helm_chart_source;
mod flux_helm_repository_oci;
mod flux_image_policy_marker;
mod flux_interval;
mod flux_keyless_identity;
mod flux_missing_dependency;
mod flux_missing_path;
mod flux_missing_source;
mod flux_missing_values;
mod flux_prune_unset;
mod flux_wait_deadlock;
mod image_not_pinned;
mod kustomize_cycle;
mod kustomize_deprecated_field;
mod kustomize_duplicate_object;
mod kustomize_floating_base;
mod kustomize_missing_file;
mod kustomize_patch_target_missing;
mod link_leaves_repository;
mod missing_secret_or_config_map;
mod object_incomplete;
mod object_two_owners;
mod rollout_incomplete;
mod schema_invalid_value;
mod schema_missing_field;
mod schema_unknown_field;
mod schema_wrong_type;
mod substitution_variable_unset;
mod tracking_metadata_in_git;
mod unreached_file;
mod unreached_kustomization;
mod yaml_duplicate_key;
mod yaml_read_differently;
mod yaml_syntax;
mod yaml_text_after_end;

/// What a rule of this area looks at.
pub(crate) enum Check {
    /// One file of YAML or JSON as it was read.
    Yaml(fn(&YamlFile<'_>) -> Vec<Problem>),
    /// One object that is whole: nothing is said of files that are applied as patches.
    Object(fn(&Object<'_>) -> Vec<Found>),
    /// One object or a part of one, and kustomization files.
    Manifest(fn(&Object<'_>) -> Vec<Found>),
    /// One violation of the schema of an object.
    Schema(fn(&Broken<'_>) -> Option<Found>),
    /// The repository, by what its files refer to.
    Graph(fn(&Graph<'_>) -> Vec<Found>),
    /// What ApplicationSets would make.
    Preview(fn(&preview::Previewed<'_>) -> Vec<Problem>),
    /// One symbolic link that cannot be followed.
    Link(fn(&Link<'_>) -> Option<Problem>),
    /// One statement that was meant to hide a finding.
    Known(fn(&Faulty) -> Option<Problem>),
}

/// All rules of this area, ordered by id.
pub(crate) static RULES: &[&Rule<Check>] = &[
    &allow_comment_ignored::RULE,
    &api_version_removed::RULE,
    &api_version_unknown::RULE,
    &applicationset_empty_field::RULE,
    &applicationset_illegal_name::RULE,
    &applicationset_makes_nothing::RULE,
    &applicationset_missing_path::RULE,
    &applicationset_name_collision::RULE,
    &applicationset_not_generated::RULE,
    &applicationset_project_missing::RULE,
    &applicationset_removes_applications::RULE,
    &applicationset_unresolved_parameter::RULE,
    &argocd_allow_empty::RULE,
    &argocd_application_cycle::RULE,
    &argocd_application_incomplete::RULE,
    &argocd_deletes_with_set::RULE,
    &argocd_floating_revision::RULE,
    &argocd_generator_unknown::RULE,
    &argocd_insecure_setting::RULE,
    &argocd_matches_nothing::RULE,
    &argocd_missing_path::RULE,
    &argocd_missing_values_file::RULE,
    &argocd_project_denies::RULE,
    &argocd_project_unbounded::RULE,
    &argocd_prune_unguarded::RULE,
    &argocd_replace::RULE,
    &argocd_settings_misplaced::RULE,
    &argocd_sync_wave_order::RULE,
    &argocd_template_lenient::RULE,
    &argocd_template_style::RULE,
    &argocd_templated_project::RULE,
    &argocd_tracking_clash::RULE,
    &argocd_unknown_project::RULE,
    &argocd_unknown_source_ref::RULE,
    &baseline_entry_ignored::RULE,
    &container_without_limits::RULE,
    &container_without_probes::RULE,
    &flux_cross_namespace_reference::RULE,
    &flux_decryption_missing::RULE,
    &flux_dependency_cycle::RULE,
    &flux_force::RULE,
    &flux_helm_chart_source::RULE,
    &flux_helm_repository_oci::RULE,
    &flux_image_policy_marker::RULE,
    &flux_interval::RULE,
    &flux_keyless_identity::RULE,
    &flux_missing_dependency::RULE,
    &flux_missing_path::RULE,
    &flux_missing_source::RULE,
    &flux_missing_values::RULE,
    &flux_prune_unset::RULE,
    &flux_wait_deadlock::RULE,
    &image_not_pinned::RULE,
    &kustomize_cycle::RULE,
    &kustomize_deprecated_field::RULE,
    &kustomize_duplicate_object::RULE,
    &kustomize_floating_base::RULE,
    &kustomize_missing_file::RULE,
    &kustomize_patch_target_missing::RULE,
    &link_leaves_repository::RULE,
    &missing_secret_or_config_map::RULE,
    &object_incomplete::RULE,
    &object_two_owners::RULE,
    &rollout_incomplete::RULE,
    &schema_invalid_value::RULE,
    &schema_missing_field::RULE,
    &schema_unknown_field::RULE,
    &schema_wrong_type::RULE,
    &substitution_variable_unset::RULE,
    &tracking_metadata_in_git::RULE,
    &unreached_file::RULE,
    &unreached_kustomization::RULE,
    &yaml_duplicate_key::RULE,
    &yaml_read_differently::RULE,
    &yaml_syntax::RULE,
    &yaml_text_after_end::RULE,
];

/// A file of YAML or JSON as it was read.
pub struct YamlFile<'f> {
    /// Path relative to the root.
    pub path: &'f str,
    /// What was read of it.
    pub stream: &'f Stream,
}

impl YamlFile<'_> {
    fn place(&self, line: u32, pointer: &str) -> Location {
        if pointer.is_empty() {
            Location::line(self.path, line)
        } else {
            Location::node(self.path, line, clean(pointer, 1_024))
        }
    }
}

/// A symbolic link that cannot be followed.
pub struct Link<'l> {
    /// Path relative to the root.
    pub path: &'l str,
    /// Why not.
    pub fault: LinkFault,
}

/// Why a link cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkFault {
    /// It leads out of the root, or is absolute.
    Outside,
    /// It leads to itself.
    Loop,
    /// It leads to nothing.
    Dangling,
    /// It leads into a Git folder.
    Git,
    /// It leads to something that is no file or folder.
    Unreadable,
}

/// Runs the rules on one file.
#[must_use]
pub fn judge_yaml(file: &YamlFile<'_>) -> Vec<Finding> {
    run(|check| {
        if let Check::Yaml(check) = check {
            check(file)
        } else {
            Vec::new()
        }
    })
}

/// Runs the rules on one link.
#[must_use]
pub fn judge_link(link: &Link<'_>) -> Vec<Finding> {
    run(|check| {
        if let Check::Link(check) = check {
            check(link).into_iter().collect()
        } else {
            Vec::new()
        }
    })
}

/// Runs the rules on one statement that hides nothing.
pub(super) fn judge_known(faulty: &Faulty) -> Vec<Finding> {
    run(|check| {
        if let Check::Known(check) = check {
            check(faulty).into_iter().collect()
        } else {
            Vec::new()
        }
    })
}

fn run(judge: impl Fn(&Check) -> Vec<Problem>) -> Vec<Finding> {
    RULES
        .iter()
        .flat_map(|rule| {
            judge(&rule.check)
                .into_iter()
                .map(|problem| rule.meta.finding(problem))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The static records of the rules, ordered by id.
pub fn metas() -> impl Iterator<Item = &'static Meta> {
    RULES.iter().map(|rule| &rule.meta)
}
