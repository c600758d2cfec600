//! The people of the demonstration province. Names are invented; nobody in service is meant.

use chrono::NaiveDate;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::{CitizenId, OfficialId, PostId};
use lienthong_kernel::op::{Actor, Duty, OfficialActor, Op};
use lienthong_platform::{App, Event, Subject, Tx};
use serde_json::json;

use crate::accounts::{secret, store as accounts};
use crate::agencies::{CodeScheme, store as agencies};
use crate::officials::{PersonForm, PostForm, store as officials};

/// The password of every demonstration account.
pub const PASSWORD: &str = "Lien-Thong-2016";

/// A sign-in that `lienthong up` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The login.
    pub login: &'static str,
    /// The password.
    pub password: &'static str,
    /// What this person does, in Vietnamese.
    pub role_vi: &'static str,
    /// What this person does, in English.
    pub role_en: &'static str,
    /// Code of the agency (QĐ 20/2020); `None` for the citizen.
    pub agency_code: Option<&'static str>,
}

struct Person {
    login: &'static str,
    name: &'static str,
    title: &'static str,
    department: Option<&'static str>,
    role_vi: &'static str,
    role_en: &'static str,
    duties: &'static [Duty],
    agency: &'static str,
}

const ONE_STOP: Option<&str> = Some("Bộ phận tiếp nhận và trả kết quả");

const CLERK: &[Duty] = &[Duty::Receive, Duty::Return, Duty::Cashier];
const HANDLER: &[Duty] = &[Duty::Handle];
const LEADER: &[Duty] = &[Duty::Assign, Duty::Approve];
const SUPERVISOR: &[Duty] = &[Duty::Supervise, Duty::Clerk];
const ADMINISTRATOR: &[Duty] = &[Duty::ProcedureControl, Duty::Administer, Duty::Audit];

macro_rules! person {
    ($login:literal, $name:literal, $title:literal, $department:expr, $vi:literal, $en:literal, $duties:expr, $agency:literal) => {
        Person {
            login: $login,
            name: $name,
            title: $title,
            department: $department,
            role_vi: $vi,
            role_en: $en,
            duties: $duties,
            agency: $agency,
        }
    };
}

const PEOPLE: [Person; 13] = [
    person!("quantri", "Nguyễn Minh Quân", "Quản trị viên cấp tỉnh", None, "Quản trị", "Administrator", ADMINISTRATOR, "H62"),
    person!("tiepnhan.lienbao", "Trần Thị Thu Hằng", "Công chức tiếp nhận", ONE_STOP, "Tiếp nhận", "Clerk", CLERK, "H62.31.02"),
    person!("thuly.lienbao", "Lê Văn Dũng", "Công chức tư pháp - hộ tịch", None, "Thụ lý", "Handler", HANDLER, "H62.31.02"),
    person!("lanhdao.lienbao", "Phạm Quốc Hưng", "Phó Chủ tịch", None, "Lãnh đạo", "Leader", LEADER, "H62.31.02"),
    person!(
        "giamsat.lienbao",
        "Đỗ Thị Bích Ngọc",
        "Công chức văn phòng - thống kê",
        None,
        "Giám sát",
        "Supervisor",
        SUPERVISOR,
        "H62.31.02"
    ),
    person!("tiepnhan.vinhyen", "Vũ Thị Mai Anh", "Chuyên viên tiếp nhận", ONE_STOP, "Tiếp nhận", "Clerk", CLERK, "H62.31"),
    person!("thuly.vinhyen", "Hoàng Đức Thắng", "Chuyên viên", Some("Phòng Tư pháp"), "Thụ lý", "Handler", HANDLER, "H62.31"),
    person!("lanhdao.vinhyen", "Bùi Thanh Sơn", "Phó Chủ tịch", None, "Lãnh đạo", "Leader", LEADER, "H62.31"),
    person!(
        "giamsat.vinhyen",
        "Ngô Thị Hồng Vân",
        "Phó Chánh Văn phòng",
        Some("Văn phòng"),
        "Giám sát",
        "Supervisor",
        SUPERVISOR,
        "H62.31"
    ),
    person!("tiepnhan.sotuphap", "Đặng Thị Thanh Trà", "Chuyên viên tiếp nhận", ONE_STOP, "Tiếp nhận", "Clerk", CLERK, "H62.03"),
    person!(
        "thuly.sotuphap",
        "Lương Văn Kiên",
        "Chuyên viên",
        Some("Phòng Hành chính tư pháp"),
        "Thụ lý",
        "Handler",
        HANDLER,
        "H62.03"
    ),
    person!("lanhdao.sotuphap", "Tạ Hữu Phước", "Phó Giám đốc Sở", None, "Lãnh đạo", "Leader", LEADER, "H62.03"),
    person!(
        "giamsat.sotuphap",
        "Kiều Thị Lệ Thủy",
        "Chánh Văn phòng Sở",
        Some("Văn phòng"),
        "Giám sát",
        "Supervisor",
        SUPERVISOR,
        "H62.03"
    ),
];

const CITIZEN: &str = "congdan";

/// Every demonstration sign-in, the administrator first and the citizen last.
pub const SIGN_INS: [SignIn; PEOPLE.len() + 1] = {
    let citizen = SignIn { login: CITIZEN, password: PASSWORD, role_vi: "Công dân", role_en: "Citizen", agency_code: None };
    let mut all = [citizen; PEOPLE.len() + 1];
    let mut at = 0;
    while at < PEOPLE.len() {
        let person = &PEOPLE[at];
        all[at] = SignIn {
            login: person.login,
            password: PASSWORD,
            role_vi: person.role_vi,
            role_en: person.role_en,
            agency_code: Some(person.agency),
        };
        at += 1;
    }
    all
};

/// Loads the demonstration people, each with an account and a post since the first day of the shipped units. Needs
/// [`crate::import::load_units`] before. Idempotent: says `false` when they are there.
pub async fn load(app: &App) -> Outcome<bool> {
    let op = Op::worker();
    let hash = secret::hash(PASSWORD).await?;
    app.write(&op, async |tx| {
        sqlx::query!("select pg_advisory_xact_lock(hashtext('directory.demo')::bigint) is null as waited").fetch_one(tx.conn()).await?;
        if accounts::by_login(tx, CITIZEN).await?.is_some() {
            return Ok(false);
        }
        for person in &PEOPLE {
            enter(tx, &op, person, &hash).await?;
        }
        let citizen = CitizenId::new();
        sqlx::query!(
            "insert into directory.citizen (citizen_id, name, personal_number, phone, email, address, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
            citizen.0,
            "Nguyễn Thị Hoa",
            "026190000001",
            "0900000001",
            "congdan@example.vn",
            "Phường Liên Bảo, thành phố Vĩnh Yên, tỉnh Vĩnh Phúc",
            op.now,
        )
        .execute(tx.conn())
        .await?;
        accounts::insert(tx, Err(citizen), CITIZEN, &hash, op.now).await?;
        let detail = json!({ "officials": PEOPLE.len(), "citizens": 1 });
        tx.record(&op, Event::new("directory.demonstration_loaded", Subject::none()).detail(detail)).await?;
        Ok(true)
    })
    .await
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 1, 1).unwrap_or_default()
}

async fn enter(tx: &mut Tx, op: &Op, person: &Person, hash: &str) -> Result<(), Fault> {
    let from = first_day();
    let agency = agencies::by_code(tx, CodeScheme::Qd20, person.agency, from)
        .await?
        .ok_or_else(|| Fault::new(format!("the agency {} of the demonstration is not loaded", person.agency)))?;
    let form = PersonForm {
        agency,
        name: person.name.to_owned(),
        staff_number: None,
        email: Some(format!("{}@example.vn", person.login)),
        phone: None,
    };
    let official = OfficialId::new();
    officials::insert_official(tx, official, &form, from).await?;
    let post = PostForm {
        agency,
        title: person.title.to_owned(),
        department: person.department.map(str::to_owned),
        duties: person.duties.to_vec(),
        from,
    };
    let id = PostId::new();
    officials::insert_post(tx, id, official, &post).await?;
    officials::grant(tx, agency, id, None).await?;
    accounts::insert(tx, Ok(official), person.login, hash, op.now).await?;
    Ok(())
}

/// The actor behind a demonstration login in the first post, without a session: for tests and for seeding of other rooms.
pub async fn actor(app: &App, op: &Op, login: &str) -> Outcome<Actor> {
    let today = clock::local_date(op.now);
    app.read(&op.as_actor(Actor::Worker), async |tx| {
        let account = accounts::by_login(tx, login).await?.ok_or(Failure::NotFound)?;
        if let Some(citizen) = account.citizen {
            return Ok(Actor::Citizen { citizen, session: None });
        }
        let official = account.official.ok_or(Failure::NotFound)?;
        let choice = accounts::choices(tx, official, today).await?.into_iter().next().ok_or(Failure::NotFound)?;
        let duties = sqlx::query_scalar!("select duties from directory.post where post_id = $1", choice.post.0)
            .fetch_one(tx.conn())
            .await?;
        Ok(Actor::Official(OfficialActor {
            official,
            post: choice.post,
            agency: choice.agency,
            duties: duties.iter().filter_map(|word| Duty::of_word(word)).collect(),
            session: None,
            on_behalf_of: None,
        }))
    })
    .await
}
