//! The demonstration province: loaded once, room by room, with progress shown. A production province is never touched.

use chrono::NaiveDate;
use lienthong_directory::api::CodeScheme;
use lienthong_directory::demo::{self, SIGN_INS, SignIn};
use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::AgencyId;
use lienthong_kernel::op::Op;
use lienthong_payments::api::{BookForm, BookKind, BookRefused};
use lienthong_platform::{App, Event, Subject};
use lienthong_procedures::catalogue::{Level, ProcedureContent};

use crate::ground::faulty;
use crate::say;

/// Stand in the log of a demonstration province: a load that broke off goes on at the next start.
const BEGUN: &str = "demonstration.begun";
const LOADED: &str = "demonstration.loaded";

/// Certified copies: settled by hand, received at all three levels.
const COPIES: &str = "2.000815";

/// The name that stands on every page of the demonstration.
pub(crate) const NAME: &str = "Tỉnh Vĩnh Phúc (trình diễn)";

/// What a person who looks at the demonstration needs to know.
pub(crate) fn tell_sign_ins() {
    say::line(&format!("Mật khẩu chung / password of all: {}", demo::PASSWORD));
    // one of each kind; the others carry the name of their agency in place of lienbao
    for SignIn { login, role_vi, role_en, .. } in
        SIGN_INS.iter().filter(|one| one.agency_code.is_none_or(|code| matches!(code, "H62" | "H62.31.02")))
    {
        say::line(&format!("  {login:<20} {role_vi} / {role_en}"));
    }
}

/// Whether this database holds the demonstration province.
pub(crate) async fn is_loaded(app: &App) -> anyhow::Result<bool> {
    stands(app, LOADED).await.map_err(faulty)
}

async fn stands(app: &App, kind: &str) -> Outcome<bool> {
    app.read(&Op::worker(), async |tx| {
        Ok(sqlx::query_scalar("select exists (select from platform.event where kind = $1)")
            .bind(kind)
            .fetch_one(tx.conn())
            .await?)
    })
    .await
}

/// Loads what is not there yet. False: this is a production province, nothing of the demonstration belongs here.
pub(crate) async fn load(app: &App) -> anyhow::Result<bool> {
    if is_loaded(app).await? {
        return Ok(true);
    }
    if !stands(app, BEGUN).await.map_err(faulty)? {
        let root: Outcome<Option<AgencyId>> =
            app.read(&Op::worker(), async |tx| Ok(lienthong_directory::api::root_agency(tx, today()).await?)).await;
        if root.map_err(faulty)?.is_some() {
            return Ok(false);
        }
        record(app, BEGUN).await.map_err(faulty)?;
    }
    say::step("Nạp tỉnh trình diễn / loading the demonstration province");
    rooms(app).await.map_err(faulty)?;
    record(app, LOADED).await.map_err(faulty)?;
    Ok(true)
}

async fn rooms(app: &App) -> Outcome<()> {
    let op = Op::worker();
    let units = lienthong_directory::import::load_units(app).await?;
    say::line(&format!("    {} đơn vị hành chính / areas, {} cơ quan / agencies", units.areas, units.agencies));
    demo::load(app).await?;
    say::line(&format!("    {} tài khoản / accounts", SIGN_INS.len()));
    let catalogue = lienthong_procedures::import::load(app, &op, first_day()).await?;
    say::line(&format!("    {} thủ tục / procedures", catalogue.new + catalogue.changed + catalogue.unchanged));
    let assigned = assign(app, &op).await?;
    open_books(app, &op).await?;
    say::line(&format!("    {assigned} việc giao thủ tục cho cơ quan / assignments of procedures"));
    Ok(())
}

/// The first day of the shipped units.
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 1, 1).unwrap_or_default()
}

fn today() -> NaiveDate {
    lienthong_kernel::clock::local_date(lienthong_kernel::clock::now())
}

/// The agencies that have people in the demonstration receive and handle what the catalogue says for their level. Where it
/// does not say, nobody is assigned; an administrator decides.
async fn assign(app: &App, op: &Op) -> Outcome<usize> {
    let shipped = lienthong_procedures::import::shipped().map_err(|bad| Fault::of("the shipped catalogue", bad))?;
    app.write(op, async |tx| {
        let mut assigned = 0;
        for (code, level) in [("H62.31.02", Level::Commune), ("H62.31", Level::District), ("H62.03", Level::Province)] {
            let agency = lienthong_directory::api::agency_by_code(tx, CodeScheme::Qd20, code, first_day()).await?;
            let agency = agency.ok_or_else(|| Fault::new(format!("the agency {code} of the demonstration is not loaded")))?;
            for content in shipped.iter().filter(|content| fits(content, level)) {
                let new = lienthong_procedures::api::assign(op, tx, agency, &content.code, true, true, first_day()).await?;
                assigned += usize::from(new);
            }
        }
        Ok(assigned)
    })
    .await
}

fn fits(content: &ProcedureContent, level: Level) -> bool {
    content.code == COPIES || content.levels.value().is_some_and(|levels| levels.contains(&level))
}

/// One receipt book of each kind where fees are taken.
async fn open_books(app: &App, op: &Op) -> Outcome<()> {
    for (login, place) in [("giamsat.lienbao", "LB"), ("giamsat.vinhyen", "VY"), ("giamsat.sotuphap", "TP")] {
        let supervisor = op.as_actor(demo::actor(app, op, login).await?);
        for (kind, form) in [(BookKind::Phi, "01BLP2-001"), (BookKind::LePhi, "02BLP2-001")] {
            let book = BookForm { kind, form: form.to_owned(), series: format!("{place}-16T") };
            let opened: Outcome<_, BookRefused> =
                app.write(&supervisor, async |tx| lienthong_payments::api::open_book(&supervisor, tx, book).await).await;
            match opened {
                Ok(_) | Err(Failure::Refused(BookRefused::Exists | BookRefused::AnotherIsOpen)) => {}
                Err(other) => return Err(Failure::Fault(Fault::new(format!("opening a receipt book: {other:?}")))),
            }
        }
    }
    Ok(())
}

async fn record(app: &App, kind: &'static str) -> Outcome<()> {
    let op = Op::worker();
    app.write(&op, async |tx| Ok(tx.record(&op, Event::new(kind, Subject::none())).await?)).await
}
