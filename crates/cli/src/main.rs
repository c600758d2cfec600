//! The binary `lienthong`: the whole platform behind a few verbs.

mod audit;
mod backup;
mod demonstration;
mod doctor;
mod ground;
mod init;
mod papers;
mod restore;
mod say;
mod serve;
mod simulators;
mod tls;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use lienthong_platform::settings::{self, Settings};
use lienthong_platform::telemetry;

/// Liên Thông: nền tảng hành chính điện tử của một tỉnh / a province's administration in one program.
#[derive(Parser)]
#[command(name = "lienthong", version, about, long_about = None)]
struct Cli {
    /// Tệp thiết lập / the settings file (otherwise LIENTHONG_CONFIG, /etc/lienthong/lienthong.toml).
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Chạy tất cả trong một tiến trình, với tỉnh trình diễn / everything in one process, with a demonstration province.
    Up,
    /// Khởi tạo tỉnh mới, không có dữ liệu trình diễn / begin an empty production province.
    Init(init::Begin),
    /// Chỉ chạy trang web / the pages alone; any number against one database.
    Web,
    /// Chỉ chạy công việc nền / the work behind the pages alone; any number against one database.
    Worker,
    /// Đưa cơ sở dữ liệu lên phiên bản này / bring the database to this release's schema.
    Migrate,
    /// Sao lưu cơ sở dữ liệu, tệp và khoá / back up database, files and keys into one archive.
    Backup {
        /// Tệp đích / the archive to write.
        file: PathBuf,
    },
    /// Phục hồi vào thư mục dữ liệu trống / restore into an empty data folder; ends with the audit log verified.
    Restore {
        /// Tệp sao lưu / the archive to read.
        file: PathBuf,
    },
    /// Nhật ký kiểm toán / the audit log.
    #[command(subcommand)]
    Audit(audit::Verb),
    /// Kiểm tra máy và thiết lập / look at the machine and the settings.
    Doctor,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = match settings::load(cli.config.as_deref()) {
        Ok(settings) => settings,
        Err(error) => {
            say::wrong(&error.to_string());
            return ExitCode::from(2);
        }
    };
    telemetry::start(&settings.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say::wrong(&error.to_string());
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli.verb, settings)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::wrong(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// False: it ran, and what it found is not well.
async fn run(verb: Verb, settings: Settings) -> anyhow::Result<bool> {
    match verb {
        Verb::Up => serve::up(settings).await.map(|()| true),
        Verb::Init(begin) => init::init(&settings, begin).await,
        Verb::Web => serve::web(settings).await.map(|()| true),
        Verb::Worker => serve::worker(settings).await.map(|()| true),
        Verb::Migrate => {
            let ground = ground::Ground::open(&settings).await?;
            let result = ground.migrate().await;
            ground.close().await;
            result.map(|()| true)
        }
        Verb::Backup { file } => backup::backup(&settings, &file).await.map(|()| true),
        Verb::Restore { file } => restore::restore(&settings, &file).await,
        Verb::Audit(verb) => audit::run(&settings, verb).await,
        Verb::Doctor => doctor::doctor(&settings).await,
    }
}
