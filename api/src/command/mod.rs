//! The commands of `accord`. Every command that needs the database takes the same settings, and works beside
//! a running server.

mod forget;
mod offices;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use api::{
    config::{Config, Database},
    demo,
    imports::{csv, ecb, fts, iati},
    open::Opened,
    verify,
};
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use self::{
    forget::Forget,
    offices::{Key, Office, Person},
};

/// A shared ledger and noticeboard for an alliance that works with many governments at once.
#[derive(Parser)]
#[command(name = "accord", version, arg_required_else_help = true)]
pub(crate) struct Accord {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve until Ctrl-C
    Serve(Config),
    /// Serve demo data: public facts with their sources, and marked samples
    Demo(Config),
    /// Update the database's schema
    Migrate(Database),
    /// Print the OpenAPI document as YAML
    Openapi,
    /// Create a person at an office, or record that they left
    #[command(subcommand)]
    Person(Person),
    /// Create and revoke keys
    #[command(subcommand)]
    Key(Key),
    /// Create and list offices
    #[command(subcommand)]
    Office(Office),
    /// Erase a person, a contact or a member for good, and report what remains
    Forget(Forget),
    /// Check that nobody rewrote the past, in a database or an exported feed
    Verify {
        /// Feed to check instead of a database: pages of /v1/changes, one per line
        #[arg(long, value_name = "FILE")]
        feed: Option<PathBuf>,
        /// Signed heads to compare that feed with: a saved answer of /.well-known/accord-heads
        #[arg(long, value_name = "FILE", requires = "feed")]
        heads: Option<PathBuf>,
        /// Public key that must have signed the heads, in hexadecimal digits. Repeat it if the key changed.
        /// Default: any key, even one from a person who rewrote the database
        #[arg(long = "public-key", value_name = "HEX")]
        public_keys: Vec<String>,
        #[command(flatten)]
        database: Database,
    },
    /// Import data from other registers and publishers
    #[command(subcommand)]
    Import(Import),
}

#[derive(Subcommand)]
enum Import {
    /// Flows of OCHA's Financial Tracking Service, in the format of its API (JSON)
    Fts {
        /// Files, each with one page of flows
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Report the changes without writing them
        #[arg(long)]
        dry_run: bool,
        /// Also write the report to this file, as JSON
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
        #[command(flatten)]
        database: Database,
    },
    /// Activities of the International Aid Transparency Initiative, version 2.03 (XML)
    Iati {
        /// Files of activities. A file that breaks a rule of the standard is refused whole
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Slug of one fund for all activities. Default: one fund per activity
        #[arg(long, value_name = "SLUG")]
        fund: Option<String>,
        /// Report the changes without writing them
        #[arg(long)]
        dry_run: bool,
        /// Also write the report to this file, as JSON
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
        #[command(flatten)]
        database: Database,
    },
    /// A spreadsheet of entries, one per row (CSV)
    Csv {
        #[command(flatten)]
        sheet: Sheet,
        #[command(flatten)]
        database: Database,
    },
    /// A spreadsheet of members, one membership per row (CSV)
    Members {
        #[command(flatten)]
        sheet: Sheet,
        #[command(flatten)]
        database: Database,
    },
    /// Reference rates of the European Central Bank, daily or the full history (CSV)
    Ecb {
        /// File, such as eurofxref-hist.csv
        file: PathBuf,
        #[command(flatten)]
        database: Database,
    },
}

/// A spreadsheet, and how to read it.
#[derive(clap::Args)]
struct Sheet {
    /// The spreadsheet
    #[arg(required_unless_present_any = ["template", "template_mapping"])]
    file: Option<PathBuf>,
    /// Mapping from columns to fields (JSON)
    #[arg(long, value_name = "FILE", required_unless_present_any = ["template", "template_mapping"])]
    mapping: Option<PathBuf>,
    /// Short name of the office that owns the imported items. Default: none
    #[arg(long, value_name = "SLUG")]
    office: Option<String>,
    /// Report the changes without writing them
    #[arg(long)]
    dry_run: bool,
    /// Also write the report to this file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print a spreadsheet to start from
    #[arg(long, conflicts_with = "template_mapping")]
    template: bool,
    /// Print the mapping of that spreadsheet
    #[arg(long)]
    template_mapping: bool,
}

impl Sheet {
    /// The files to read. Clap requires both unless a template is requested.
    fn files(&self) -> (&Path, &Path) {
        self.file.as_deref().zip(self.mapping.as_deref()).expect("clap requires both")
    }
}

impl Accord {
    pub(crate) async fn run(self) -> Result<()> {
        match self.task {
            Task::Serve(config) => serve(config).await,
            Task::Demo(config) => serve_demo(config).await,
            Task::Migrate(database) => Opened::join(&database).await?.close().await,
            Task::Openapi => print(&api::openapi().to_yaml()?),
            Task::Key(key) => key.run().await,
            Task::Person(person) => person.run().await,
            Task::Office(office) => office.run().await,
            Task::Forget(forget) => forget.run().await,
            Task::Verify { feed: Some(file), heads, public_keys, .. } => {
                let text = std::fs::File::open(&file).with_context(|| format!("read {}", file.display()))?;
                let feed = verify::offline(std::io::BufReader::new(text))?;
                let mut output =
                    format!("{} lines, unbroken. The last hash is {}.\n", feed.position(), feed.hash());
                if let Some(file) = heads {
                    let kept =
                        std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
                    let checked = feed.check(&kept)?;
                    trust(&checked, &public_keys)?;
                    output += &checked.to_string();
                }
                print(&output)
            }
            Task::Verify { feed: None, public_keys, database, .. } => {
                let opened = Opened::join(&database).await?;
                let verified = verify::database(&opened.config).await;
                opened.close().await?;
                let verified = verified?;
                trust(&verified.heads, &public_keys)?;
                print(&verified.to_string())
            }
            Task::Import(Import::Fts { files, dry_run, report, database }) => {
                let opened = Opened::join(&database).await?;
                let done = fts::import(&opened.config, &files, dry_run).await;
                opened.close().await?;
                show_report(&done?, report)
            }
            Task::Import(Import::Iati { files, fund, dry_run, report, database }) => {
                let opened = Opened::join(&database).await?;
                let done = iati::import(&opened.config, &files, fund.as_deref(), dry_run).await;
                opened.close().await?;
                show_report(&done?, report)
            }
            Task::Import(Import::Csv { sheet: Sheet { template: true, .. }, .. }) => print(csv::TEMPLATE),
            Task::Import(Import::Csv { sheet: Sheet { template_mapping: true, .. }, .. }) => {
                print(csv::TEMPLATE_MAPPING)
            }
            Task::Import(Import::Csv { sheet, database }) => {
                let (file, mapping) = sheet.files();
                let opened = Opened::join(&database).await?;
                let office = sheet.office.as_deref();
                let done = csv::import(&opened.config, file, mapping, office, sheet.dry_run).await;
                opened.close().await?;
                show_report(&done?, sheet.report)
            }
            Task::Import(Import::Members { sheet: Sheet { template: true, .. }, .. }) => {
                print(csv::members::TEMPLATE)
            }
            Task::Import(Import::Members { sheet: Sheet { template_mapping: true, .. }, .. }) => {
                print(csv::members::TEMPLATE_MAPPING)
            }
            Task::Import(Import::Members { sheet, database }) => {
                let (file, mapping) = sheet.files();
                let opened = Opened::join(&database).await?;
                let office = sheet.office.as_deref();
                let done = csv::members::import(&opened.config, file, mapping, office, sheet.dry_run).await;
                opened.close().await?;
                show_report(&done?, sheet.report)
            }
            Task::Import(Import::Ecb { file, database }) => {
                let bytes = std::fs::read(&file).with_context(|| format!("read {}", file.display()))?;
                let opened = Opened::join(&database).await?;
                let done = ecb::import(&opened.config, &bytes).await;
                opened.close().await?;
                print(&done?.to_string())
            }
        }
    }
}

/// Without named keys, any key is accepted.
fn trust(heads: &verify::Checked, public_keys: &[String]) -> Result<()> {
    if !public_keys.is_empty() {
        heads.trust(public_keys)?;
    }
    Ok(())
}

async fn serve(config: Config) -> Result<()> {
    let running = api::start(config).await?;
    tracing::info!("serving on http://{}", running.address);
    until_stopped().await?;
    running.stop().await
}

async fn serve_demo(config: Config) -> Result<()> {
    let (running, keys) = demo::start(config).await?;
    eprint!("{}", demo::greeting(&running, &keys));
    until_stopped().await?;
    eprintln!("Stopping …");
    running.stop().await
}

/// Waits for Ctrl-C, or for the usual signal to stop a program.
async fn until_stopped() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Prints a report, and also writes it to a file if one is named.
fn show_report(report: &(impl serde::Serialize + std::fmt::Display), file: Option<PathBuf>) -> Result<()> {
    if let Some(file) = file {
        let text = serde_json::to_string_pretty(report)?;
        std::fs::write(&file, text + "\n").with_context(|| format!("write {}", file.display()))?;
    }
    print(&report.to_string())
}

/// Prints to the standard output. A closed pipe is not an error.
fn print(text: &str) -> Result<()> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
