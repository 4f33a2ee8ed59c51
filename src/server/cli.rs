//! The command line.

use std::{io::BufRead as _, process::ExitCode};

use clap::{Parser, Subcommand};

use super::{Db, config::Config, serve};

/// Anteroom runs a clinic's appointments.
#[derive(Debug, Parser)]
#[command(name = "server", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

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
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "info,dioxus_server=warn,tower_sessions=warn,axum_login=warn".into()),
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
        Command::Migrate => {
            let done = super::migrations::run(&mut super::db::connect(&config.database)?)?;
            if done.from == done.to {
                println!("The database is up to date at version {}", done.to);
            } else if done.from.is_empty() {
                println!("A new database was made at version {}", done.to);
            } else {
                println!("Migrated from version {} to {}", done.from, done.to);
            }
            Ok(())
        }
        Command::Admin(AdminCommand::Create { username, full_name }) => {
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password)?;
            let password = password.trim_end_matches(['\n', '\r']).to_owned();
            block_on(async move {
                let db = Db::open(&config.database)?;
                let made = super::first_admin::create(&db, &config, &username, &full_name, &password).await;
                db.close().await;
                let id = made?;
                println!("Administrator {username} was made (account {id})");
                Ok(())
            })
        }
    }
}

fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
