//! The demonstration clinic.

use super::AppState;

/// Fills an empty database with the demonstration clinic.
///
/// # Errors
/// When the database holds real data.
pub async fn prepare(app: &AppState) -> anyhow::Result<()> {
    app.probe().await?;
    Ok(())
}

/// Prints who can sign in.
pub fn print_accounts() {
    println!("Demo accounts: admin, desk, dr.moreau, rosa; password anteroom-demo");
}
