use std::path::PathBuf;

use clap::Args;

use super::progress::Bar;
use crate::clients::cluster::write_target;
use crate::config::Config;

#[derive(Args)]
#[command(
    after_help = "The export holds the objects of Argo CD and Flux and the workloads, one file a kind, and a manifest of what was denied or is not
installed. Secrets are not read; values, foreign annotations and credentials in texts are left out. Then:
  gitops-mcp call check_flux_health target=export:cluster.tar.gz

Exit code: 2 nothing could be exported, 3 a kind could not be read, 0."
)]
pub(super) struct Export {
    /// Context of the kubeconfig, or a configured target (default: the current context)
    #[arg(long, value_name = "CTX")]
    target: Option<String>,
    /// New folder, or new file that ends in .tar.gz
    #[arg(long, value_name = "DIR|FILE.tar.gz")]
    out: PathBuf,
}

impl Export {
    pub(super) fn run(&self, config: &Config) -> anyhow::Result<u8> {
        let targets = config.targets()?;
        let bar = Bar::new();
        let written = write_target(&targets, self.target.as_deref(), &self.out, &bar);
        bar.done();
        let manifest = written?;
        let mut told = format!(
            "{} of {} at {}\n",
            self.out.display(),
            crate::model::clean::clean(&manifest.target, 200),
            manifest.taken_at
        );
        let mut missing = manifest.skipped.len();
        for kind in &manifest.kinds {
            match kind.outcome.as_str() {
                "read" if kind.count > 0 => {
                    told.push_str(&format!("  {} {}\n", kind.count, kind.kind))
                }
                "read" | "absent" => {}
                other => {
                    missing += 1;
                    told.push_str(&format!("  {} not read: {other}\n", kind.kind));
                }
            }
        }
        for part in &manifest.skipped {
            told.push_str(&format!("  not read: {}\n", part.what));
        }
        super::print(&told)?;
        Ok(if missing > 0 { 3 } else { 0 })
    }
}
