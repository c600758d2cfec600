//! The first administrator of an empty production province. Everybody else is entered by this person.

use chrono::NaiveDate;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::{Duty, Op};
use lienthong_platform::{App, Event, Subject};
use serde_json::json;

use crate::accounts::{secret, store as accounts};
use crate::officials::{PersonForm, PostForm, store as officials};

/// A province and the person who begins it.
#[derive(Clone, Debug)]
pub struct First {
    /// The province's committee, for example `Ủy ban nhân dân tỉnh Vĩnh Phúc`.
    pub agency: String,
    /// Its code in the list of QĐ 20/2020/QĐ-TTg, for example `H62`.
    pub code: String,
    /// The administrator's name.
    pub name: String,
    /// The login.
    pub login: String,
    /// The first password; to be changed.
    pub password: String,
}

/// Why a province was not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupRefused {
    /// There are agencies already.
    NotEmpty,
    /// A field is empty.
    Missing,
}

/// Enters the province's committee, the administrator and the account. Refused when the directory is not empty.
pub async fn first_administrator(app: &App, op: &Op, first: First) -> Outcome<OfficialId, SetupRefused> {
    if [&first.agency, &first.code, &first.name, &first.login, &first.password].iter().any(|text| text.trim().is_empty()) {
        return Err(Failure::Refused(SetupRefused::Missing));
    }
    let hash = secret::hash(&first.password).await?;
    let today = clock::local_date(op.now);
    app.write(op, async |tx| {
        // two at once: the second waits and then finds the first
        sqlx::query!("select pg_advisory_xact_lock(hashtext('directory.load_units')::bigint) is null as waited")
            .fetch_one(tx.conn())
            .await?;
        let taken =
            sqlx::query_scalar!(r#"select exists (select from directory.agency) as "taken!""#).fetch_one(tx.conn()).await?;
        if taken {
            return Err(Failure::Refused(SetupRefused::NotEmpty));
        }
        let (agency, official, post) = (AgencyId::new(), OfficialId::new(), PostId::new());
        insert_root(tx, agency, &first, today).await?;
        crate::import::calendar::give_calendar(op, tx, agency, today).await?;
        let person = PersonForm { agency, name: first.name.clone(), staff_number: None, email: None, phone: None };
        officials::insert_official(tx, official, &person, today).await?;
        let duties = vec![Duty::ProcedureControl, Duty::Administer, Duty::Audit];
        let form =
            PostForm { agency, title: "Quản trị viên cấp tỉnh".to_owned(), department: None, duties, from: today };
        officials::insert_post(tx, post, official, &form).await?;
        officials::grant(tx, agency, post, None).await?;
        accounts::insert(tx, Ok(official), &first.login, &hash, op.now).await?;
        let detail = json!({ "code": first.code, "login": first.login });
        tx.record(op, Event::new("directory.province_begun", Subject::agency(agency)).agency(agency).detail(detail)).await?;
        Ok(official)
    })
    .await
}

async fn insert_root(
    tx: &mut lienthong_platform::Tx,
    agency: AgencyId,
    first: &First,
    from: NaiveDate,
) -> Result<(), lienthong_kernel::failure::Fault> {
    sqlx::query!("insert into directory.agency (agency_id) values ($1)", agency.0).execute(tx.conn()).await?;
    sqlx::query!(
        "insert into directory.agency_version (agency_id, valid_from, kind, name, short_name) values ($1, $2, 'tinh', $3, $3)",
        agency.0,
        from,
        first.agency,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into directory.agency_code (agency_id, scheme, code, valid_from, suffix_origin) values ($1, 'qd20', $2, $3, 'official')",
        agency.0,
        first.code,
        from,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
