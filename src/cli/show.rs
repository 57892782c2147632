use clap::{Args, CommandFactory, ValueEnum};

use crate::knowledge::prompts;
use crate::model::clean::echo;
use crate::{checks, docs, tools};

#[derive(Args)]
pub(super) struct List {
    /// What to list
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Tools,
    Resources,
    Prompts,
    Rules,
}

impl List {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let lines: Vec<(String, String)> = match self.what {
            What::Tools => tools::TOOLS
                .iter()
                .map(|tool| (tool.name.to_owned(), tool.title.to_owned()))
                .collect(),
            What::Resources => docs::pages()
                .iter()
                .map(|page| (page.uri.clone(), page.title.clone()))
                .collect(),
            What::Prompts => prompts::all()
                .iter()
                .map(|prompt| (prompt.name.clone(), prompt.title.clone()))
                .collect(),
            What::Rules => checks::all()
                .into_iter()
                .map(|meta| {
                    (
                        meta.id.to_owned(),
                        format!("{:9}{}", meta.severity.name(), meta.title),
                    )
                })
                .collect(),
        };
        let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let text: String = lines
            .iter()
            .map(|(name, title)| format!("{name:width$}  {title}\n"))
            .collect();
        super::print(&text)?;
        Ok(0)
    }
}

#[derive(Args)]
pub(super) struct Read {
    /// Address of the resource, for example gitops://rules/secrets/plain-secret
    uri: String,
}

impl Read {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let Some(page) = docs::page(&self.uri) else {
            let near = docs::nearest_pages(&self.uri);
            let hint = if near.is_empty() {
                "`gitops-mcp list resources` shows all".to_owned()
            } else {
                format!("did you mean {}?", near.join(", "))
            };
            anyhow::bail!("there is no resource {}; {hint}", echo(&self.uri));
        };
        super::print(&page.text)?;
        Ok(0)
    }
}

#[derive(Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run<C: CommandFactory>(&self) -> anyhow::Result<u8> {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut C::command(),
            env!("CARGO_PKG_NAME"),
            &mut script,
        );
        super::print(&String::from_utf8_lossy(&script))?;
        Ok(0)
    }
}
