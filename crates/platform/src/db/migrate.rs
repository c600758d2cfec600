//! The schema's one ordered history, compiled in. Migrations run as the owner, never as the application's role.

use lienthong_kernel::failure::Fault;
use sqlx::Connection as _;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};

/// Every migration of this release.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// Brings the database to this release's schema. Safe to run from several processes at once: the first one works, the others wait.
pub async fn migrate(owner: &PgConnectOptions) -> Result<(), Fault> {
    let mut conn = PgConnection::connect_with(owner).await?;
    MIGRATOR.run(&mut conn).await.map_err(|error| Fault::of("bringing the schema to this release", error))?;
    conn.close().await?;
    Ok(())
}
