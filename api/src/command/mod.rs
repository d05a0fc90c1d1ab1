//! What `accord` can be told to do. Every command that needs the database takes the same settings, and
//! works beside a running server.

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

use self::offices::{Key, Office, Person};

/// The shared ledger and noticeboard of an alliance that works with many governments at once.
#[derive(Parser)]
#[command(name = "accord", version, arg_required_else_help = true)]
pub(crate) struct Accord {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve, until Ctrl-C
    Serve(Config),
    /// Serve with demo data: public facts with their sources, and samples that say so
    Demo(Config),
    /// Bring the database's schema up to date
    Migrate(Database),
    /// Write the OpenAPI document, as YAML, to the standard output
    Openapi,
    /// Make a person of an office, or take note that they left
    #[command(subcommand)]
    Person(Person),
    /// Make and revoke the keys of offices
    #[command(subcommand)]
    Key(Key),
    /// Make and list offices
    #[command(subcommand)]
    Office(Office),
    /// Check that nothing of the past was rewritten: a database, or a feed that was exported
    Verify {
        /// A feed to check instead of a database: pages of /v1/changes, one a line
        #[arg(long, value_name = "FILE")]
        feed: Option<PathBuf>,
        /// Signed heads to hold that feed against: what /.well-known/accord-heads gave, and was kept
        #[arg(long, value_name = "FILE", requires = "feed")]
        heads: Option<PathBuf>,
        /// Public key that heads have to be signed by, in hexadecimal digits; more than once where it was
        /// changed. Without it any key will do, also one of whoever rewrote the database
        #[arg(long = "public-key", value_name = "HEX")]
        public_keys: Vec<String>,
        #[command(flatten)]
        database: Database,
    },
    /// Read what other registers and publishers know
    #[command(subcommand)]
    Import(Import),
}

#[derive(Subcommand)]
enum Import {
    /// Flows of OCHA's Financial Tracking Service, as its API gives them (JSON)
    Fts {
        /// Files with a page of flows each
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Say what would be done, and write nothing
        #[arg(long)]
        dry_run: bool,
        /// Write the report to this file too, as JSON
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
        #[command(flatten)]
        database: Database,
    },
    /// Activities of the International Aid Transparency Initiative, version 2.03 (XML)
    Iati {
        /// Files of activities; one that breaks a rule of the standard is refused whole
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Slug of the fund that all of it goes to, instead of one fund for each activity
        #[arg(long, value_name = "SLUG")]
        fund: Option<String>,
        /// Say what would be done, and write nothing
        #[arg(long)]
        dry_run: bool,
        /// Write the report to this file too, as JSON
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
        #[command(flatten)]
        database: Database,
    },
    /// A spreadsheet as CSV, each row an entry
    Csv {
        #[command(flatten)]
        sheet: Sheet,
        #[command(flatten)]
        database: Database,
    },
    /// A spreadsheet of members as CSV, each row an organisation's membership
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

/// A spreadsheet, and how it is read.
#[derive(clap::Args)]
struct Sheet {
    /// The spreadsheet
    #[arg(required_unless_present_any = ["template", "template_mapping"])]
    file: Option<PathBuf>,
    /// Which column is which field (JSON)
    #[arg(long, value_name = "FILE", required_unless_present_any = ["template", "template_mapping"])]
    mapping: Option<PathBuf>,
    /// Short name of the office that keeps what is imported
    #[arg(long, value_name = "SLUG")]
    office: Option<String>,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the report to this file too, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write a spreadsheet to begin with to the standard output
    #[arg(long, conflicts_with = "template_mapping")]
    template: bool,
    /// Write the mapping of that spreadsheet to the standard output
    #[arg(long)]
    template_mapping: bool,
}

impl Sheet {
    /// The files to read; clap requires both where no template is asked for.
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
            Task::Verify { feed: Some(file), heads, public_keys, .. } => {
                let text = std::fs::File::open(&file).with_context(|| format!("read {}", file.display()))?;
                let feed = verify::offline(std::io::BufReader::new(text))?;
                let mut said =
                    format!("{} lines, unbroken. The last hash is {}.\n", feed.position(), feed.hash());
                if let Some(file) = heads {
                    let kept =
                        std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
                    let checked = feed.check(&kept)?;
                    trust(&checked, &public_keys)?;
                    said += &checked.to_string();
                }
                print(&said)
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
                tell(&done?, report)
            }
            Task::Import(Import::Iati { files, fund, dry_run, report, database }) => {
                let opened = Opened::join(&database).await?;
                let done = iati::import(&opened.config, &files, fund.as_deref(), dry_run).await;
                opened.close().await?;
                tell(&done?, report)
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
                tell(&done?, sheet.report)
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
                tell(&done?, sheet.report)
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

/// Where no key is named, none is asked for.
fn trust(heads: &verify::Checked, public_keys: &[String]) -> Result<()> {
    if !public_keys.is_empty() {
        heads.trust(public_keys)?;
    }
    Ok(())
}

async fn serve(config: Config) -> Result<()> {
    let running = api::start(config).await?;
    tracing::info!("serving on http://{}", running.address);
    until_told().await?;
    running.stop().await
}

async fn serve_demo(config: Config) -> Result<()> {
    let (running, keys) = demo::start(config).await?;
    eprint!("{}", demo::greeting(&running, &keys));
    until_told().await?;
    eprintln!("Stopping …");
    running.stop().await
}

/// Ctrl-C, or the signal by which an operator's tools stop a program.
async fn until_told() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        told = tokio::signal::ctrl_c() => told?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Gives out a report, and writes it to a file where one is named.
fn tell(report: &(impl serde::Serialize + std::fmt::Display), file: Option<PathBuf>) -> Result<()> {
    if let Some(file) = file {
        let text = serde_json::to_string_pretty(report)?;
        std::fs::write(&file, text + "\n").with_context(|| format!("write {}", file.display()))?;
    }
    print(&report.to_string())
}

/// Gives out what was asked for. A reader that has gone is no mistake.
fn print(text: &str) -> Result<()> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
