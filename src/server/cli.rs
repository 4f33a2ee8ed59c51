//! The command line.

use std::{io::BufRead as _, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use jiff::Timestamp;

use super::{
    Db, backup, bench_data, bench_live, bench_search, bench_slots, check,
    config::Config,
    copy,
    engine::{self, DatabaseUrl, Purpose},
    import, serve,
};

/// Anteroom runs a clinic's appointments.
#[derive(Debug, Parser)]
#[command(name = "server", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// The rest of what there is to know about `copy`.
const COPYING: &str = "\
Stop the servers that use FROM first: it is copied as it is at one moment, and what they write later
is left behind. FROM is not changed. A file at TO is made; on PostgreSQL the database must be there.
Every row is compared before anything counts as copied: TO is complete, or it stays empty.
Then set DATABASE_URL to TO. Passwords are better kept in ~/.pgpass than in an address.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrates the database, then serves (the default)
    Serve {
        /// Serve a demonstration clinic; refused on a database with real data
        #[arg(long)]
        demo: bool,
    },
    /// Brings the database up to date
    Migrate,
    /// Administrators
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Brings in the data of another program
    #[command(subcommand)]
    Import(ImportCommand),
    /// Verifies what must always be true of the database; exit status 1 if anything is not
    Check,
    /// Makes a verified copy of the database, which may be in use; never overwrites
    Backup {
        /// The file to make
        path: PathBuf,
    },
    /// Copies the clinic to an empty database, on the same engine or the other
    #[command(after_long_help = COPYING)]
    Copy {
        #[arg(help = "The database to copy, such as sqlite://data/anteroom.db")]
        from: DatabaseUrl,
        #[arg(help = "The empty database, such as postgresql://user@host/database")]
        to: DatabaseUrl,
    },
    /// Makes a large database for the benchmarks
    #[command(hide = true)]
    BenchData {
        /// The file to make
        path: PathBuf,
        #[command(flatten)]
        size: bench_data::Size,
    },
    /// Measures how soon many boards at a running server hear of changes
    #[command(hide = true)]
    BenchLive {
        /// The server, such as <http://127.0.0.1:8080>
        server: String,
    },
    /// Measures how long free times take on a database made for the benchmarks
    #[command(hide = true)]
    BenchSlots {
        /// How many times each measure is taken
        #[arg(long, default_value_t = 300)]
        runs: usize,
    },
    /// Measures how long finding a patient takes on a database made for the benchmarks
    #[command(hide = true)]
    BenchSearch {
        /// How many patients are looked for in each way
        #[arg(long, default_value_t = 300)]
        runs: usize,
    },
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// A database of the old Flask program; again, it brings in only what is new
    Flask {
        /// The old program's database file
        path: PathBuf,
        /// The zone of the old program's dates and times, such as Europe/London
        #[arg(long, value_name = "ZONE", value_parser = time_zone)]
        time_zone: String,
    },
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Makes an administrator; the password is read from standard input (one line)
    Create {
        /// The name to sign in with
        #[arg(long)]
        username: String,
        /// The name to be called by
        #[arg(long)]
        full_name: String,
    },
}

/// Runs the program; 0 on success, 1 on failure with one line, 2 on wrong usage.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| {
                "info,dioxus_server=warn,tower_sessions=error,tower_sessions_core=error,axum_login=warn".into()
            }),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(cli.command.unwrap_or(Command::Serve { demo: false })) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    match command {
        Command::Serve { demo } => block_on(serve::run(config, demo)),
        Command::Migrate => migrate(&config.database),
        Command::Admin(AdminCommand::Create {
            username,
            full_name,
        }) => create_admin(config, &username, &full_name),
        Command::Import(ImportCommand::Flask { path, time_zone }) => {
            print!(
                "{}",
                import::flask(&config.database, &path, &time_zone, Timestamp::now())?
            );
            Ok(())
        }
        Command::Check => check(&config.database),
        Command::Backup { path } => {
            let made = backup::run(&config.database, &path)?;
            println!(
                "{} is complete and sound: {} bytes",
                path.display(),
                made.bytes
            );
            for (table, rows) in made.rows {
                println!("  {table}: {rows}");
            }
            Ok(())
        }
        Command::Copy { from, to } => {
            for (table, rows) in copy::run(&from, &to)? {
                println!("  {table}: {rows}");
            }
            println!("{to} is complete: every row is as it is in {from}");
            Ok(())
        }
        Command::BenchData { path, size } => bench_data::run(&path, size, Timestamp::now()),
        Command::BenchLive { server } => block_on(bench_live::run(server)),
        Command::BenchSlots { runs } => bench_slots::run(&config.database, runs, Timestamp::now()),
        Command::BenchSearch { runs } => {
            bench_search::run(&config.database, runs, Timestamp::now())
        }
    }
}

fn migrate(database: &DatabaseUrl) -> anyhow::Result<()> {
    let done = engine::migrate(&mut engine::connect(database, Purpose::Command)?)?;
    if done.from == done.to {
        println!("The database is up to date at version {}", done.to);
    } else if done.from.is_empty() {
        println!("A new database was made at version {}", done.to);
    } else {
        println!("Migrated from version {} to {}", done.from, done.to);
    }
    Ok(())
}

fn create_admin(config: Config, username: &str, full_name: &str) -> anyhow::Result<()> {
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let password = password.trim_end_matches(['\n', '\r']);
    block_on(async {
        let db = Db::open(&config.database)?;
        let made = super::first_admin::create(&db, &config, username, full_name, password).await;
        db.close().await;
        db.disconnect().await;
        let id = made?;
        println!("Administrator {username} was made (account {id})");
        Ok(())
    })
}

fn check(database: &DatabaseUrl) -> anyhow::Result<()> {
    let findings = check::run(database)?;
    for warning in &findings.warnings {
        println!("warning: {warning}");
    }
    for violation in &findings.violations {
        println!("violation: {violation}");
    }
    match findings.violations.len() {
        0 => println!("{database}: no violations"),
        1 => anyhow::bail!("1 violation"),
        found => anyhow::bail!("{found} violations"),
    }
    Ok(())
}

fn time_zone(text: &str) -> Result<String, String> {
    let zone =
        jiff::tz::TimeZone::get(text).map_err(|_| "there is no such time zone".to_owned())?;
    Ok(zone.iana_name().unwrap_or(text).to_owned())
}

fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
