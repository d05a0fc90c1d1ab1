//! The demo: a server with public facts, each with its source, and marked samples. The data are in `api/demo`,
//! in the form that the API accepts.

mod load;

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write as _,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, Result, ensure};
use tokio_postgres::Config as Postgres;

use crate::{
    auth::keys,
    config::Config,
    imports::ecb,
    open::Opened,
    resources::offices,
    start::{Running, start_on},
};

/// Every office's key, by the office's short name.
pub type Keys = BTreeMap<String, String>;

/// Starts a server with the demo's data. Loads the data into an empty database, and keeps later writes.
pub async fn start(mut config: Config) -> Result<(Running, Keys)> {
    let database = Opened::serve(&config.database).await?;
    load(&database.config).await?;
    let keys = keys(&database.config, &config.database.data_dir).await?;
    let beside = SocketAddr::new(config.listen.ip(), config.listen.port().checked_add(1).unwrap_or_default());
    config.partner_listen.get_or_insert(if config.listen.port() == 0 { config.listen } else { beside });
    Ok((start_on(database, config).await?, keys))
}

/// Loads the demo's data into a database without offices.
pub async fn load(config: &Postgres) -> Result<()> {
    if offices::slugs(config).await?.is_empty() {
        tracing::info!("loading the demo's data");
        load::load(config).await.context("load the demo's data")?;
    }
    let known = offices::slugs(config).await?;
    ensure!(
        load::office_slugs().all(|slug| known.contains(&slug)),
        "this database holds other data than the demo; choose another --data-dir"
    );
    ecb::import(config, include_bytes!("../../demo/ecb-rates.csv")).await?;
    Ok(())
}

/// One key per office. The keys are stored beside the database, readable by its owner only, so that a second start
/// prints the same keys.
async fn keys(config: &Postgres, data_dir: &Path) -> Result<Keys> {
    let path = data_dir.join("demo-keys.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
    let mut keys: Keys = serde_json::from_str(&text).with_context(|| format!("read {}", path.display()))?;
    for office in load::office_slugs() {
        let works = match keys.get(&office) {
            Some(key) => keys::works(config, key).await?,
            None => false,
        };
        if !works {
            let key = keys::create(config, &office, "publisher").await?;
            keys.insert(office, key);
        }
    }
    fs::create_dir_all(data_dir)?;
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
    let mut file = file.with_context(|| format!("write {}", path.display()))?;
    writeln!(file, "{}", serde_json::to_string_pretty(&keys)?)?;
    Ok(keys)
}

/// The addresses, and each office's key.
pub fn greeting(running: &Running, keys: &Keys) -> String {
    let address = running.address;
    let mut text = format!("\nThe demo is running. Ctrl-C stops it.\n\n  Public page    http://{address}/\n");
    if let Some(partner) = running.partner_address {
        text += &format!("  Partner page   http://{partner}/partner-demo\n");
    }
    text += &format!(
        "  API            http://{address}/v1/stats?currency=EUR\n  API documents  http://{address}/docs\n"
    );
    text += "\nOffice keys, to send as `Authorization: Bearer …`:\n\n";
    keys.iter().for_each(|(office, key)| text += &format!("  {office:<11} {key}\n"));
    text + "\n"
}
