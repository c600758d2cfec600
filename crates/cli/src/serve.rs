//! Running: the pages, the work behind them, or both with a private database, until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::serve::ListenerExt as _;
use lienthong_platform::App;
use lienthong_platform::files::Files;
use lienthong_platform::settings::Settings;
use lienthong_ui::{AppState, Site};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ground::{self, Ground};
use crate::{demonstration, say, simulators, tls};

/// How long answers and jobs in hand may take after a wish to stop.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often files without a row are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

/// Everything in one process, with the demonstration province.
pub(crate) async fn up(mut settings: Settings) -> anyhow::Result<()> {
    let mut stop = asked_to_stop()?;
    let outside = simulators::start(&mut settings).await;
    let ground = tokio::select! {
        ground = Ground::open(&settings) => ground?,
        // dropping the start stops the server as well
        _ = stop.changed() => return Ok(()),
    };
    let result = up_on(&ground, stop, outside.as_ref()).await;
    say::step("Dừng cơ sở dữ liệu / stopping the database");
    ground.close().await;
    result
}

async fn up_on(ground: &Ground, mut stop: watch::Receiver<bool>, outside: Option<&simulators::Simulators>) -> anyhow::Result<()> {
    if ground.owner.is_some() {
        ground.migrate().await?;
    }
    let app = ground.application()?;
    let files = ground.files()?;
    let demonstration = tokio::select! {
        loaded = demonstration::load(&app) => loaded?,
        _ = stop.changed() => return Ok(()),
    };
    let state = state(ground, &app, &files, demonstration)?;
    let listener = listen(&ground.settings).await?;
    say::line("");
    say::line(&format!("Liên Thông: {}", ground.settings.web.url()));
    if demonstration {
        demonstration::tell_sign_ins();
    }
    if let Some(outside) = outside {
        outside.tell();
    }
    say::line("Ctrl-C để dừng / to stop");
    let mut tasks = JoinSet::new();
    tasks.spawn(serve(listener, lienthong_web::router(state), ground.settings.clone(), stop.clone()));
    tasks.spawn(work(app.clone(), files, ground.settings.clone(), stop.clone()));
    finish(tasks, stop, &app).await
}

/// The pages alone.
pub(crate) async fn web(settings: Settings) -> anyhow::Result<()> {
    let stop = asked_to_stop()?;
    let ground = Ground::open(&settings).await?;
    let app = ground.application()?;
    let demonstration = demonstration::is_loaded(&app).await?;
    let state = state(&ground, &app, &ground.files()?, demonstration)?;
    let listener = listen(&settings).await?;
    say::line(&format!("Liên Thông: {}", settings.web.url()));
    let mut tasks = JoinSet::new();
    tasks.spawn(serve(listener, lienthong_web::router(state), settings, stop.clone()));
    let result = finish(tasks, stop, &app).await;
    ground.close().await;
    result
}

/// The work alone.
pub(crate) async fn worker(settings: Settings) -> anyhow::Result<()> {
    let stop = asked_to_stop()?;
    let ground = Ground::open(&settings).await?;
    let app = ground.application()?;
    let files = ground.files()?;
    let mut tasks = JoinSet::new();
    tasks.spawn(work(app.clone(), files, settings, stop.clone()));
    let result = finish(tasks, stop, &app).await;
    ground.close().await;
    result
}

fn state(ground: &Ground, app: &App, files: &Files, demonstration: bool) -> anyhow::Result<AppState> {
    let web = &ground.settings.web;
    let site = Site {
        name: if demonstration { demonstration::NAME.to_owned() } else { web.name.clone() },
        public_url: web.url(),
        secure: web.is_secure(),
        behind_proxy: web.behind_proxy,
        demonstration,
        form_secret: ground::key(&ground.settings, "form.key")?,
    };
    Ok(AppState { app: app.clone(), files: files.clone(), site: Arc::new(site) })
}

/// Becomes true at Ctrl-C or SIGTERM.
fn asked_to_stop() -> anyhow::Result<watch::Receiver<bool>> {
    let (asked, stop) = watch::channel(false);
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        asked.send_replace(true);
        // a second time: the person means it
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        std::process::exit(130);
    });
    Ok(stop)
}

async fn listen(settings: &Settings) -> anyhow::Result<TcpListener> {
    let address = settings.web.listen;
    TcpListener::bind(address)
        .await
        .with_context(|| format!("Không mở được cổng {address} (đặt web.listen) / cannot listen on {address} (set web.listen)"))
}

async fn serve(listener: TcpListener, router: Router, settings: Settings, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let asked = async move {
        // an error means that nobody can ask any more
        stop.wait_for(|stop| *stop).await.ok();
    };
    match &settings.web.tls {
        None => {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).with_graceful_shutdown(asked).await?;
        }
        Some(files) => {
            // tapped, because only then the web framework hands on the address of a listener that is not its own
            let listener = tls::listener(listener, files)?.tap_io(|_| {});
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).with_graceful_shutdown(asked).await?;
        }
    }
    Ok(())
}

async fn work(app: App, files: Files, settings: Settings, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let jobs = tokio::spawn(lienthong_web::work(app.clone(), settings.worker.parallel, stop.clone()));
    while !*stop.borrow() {
        match files.sweep(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "files without a row were removed"),
            Err(failure) => tracing::warn!(error = ?failure, "looking for files without a row"),
        }
        tokio::select! { _ = stop.changed() => {}, () = tokio::time::sleep(SWEEP_EVERY) => {} }
    }
    jobs.await?;
    Ok(())
}

/// Waits for the wish to stop or the first task that ends by itself, then for the rest, within reason.
async fn finish(mut tasks: JoinSet<anyhow::Result<()>>, mut stop: watch::Receiver<bool>, app: &App) -> anyhow::Result<()> {
    let ended = tokio::select! {
        ended = tasks.join_next() => ended,
        _ = stop.wait_for(|stop| *stop) => None,
    };
    let rest = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, rest).await.is_err() {
        tracing::warn!("what was in hand did not end in time; accepted work goes on at the next start");
    }
    app.close().await;
    match ended {
        Some(ended) => ended?,
        None => Ok(()),
    }
}
