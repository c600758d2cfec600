//! `lienthong init`: an empty production province and its first administrator.

use clap::Args;
use lienthong_directory::setup::{First, SetupRefused, first_administrator};
use lienthong_kernel::failure::Failure;
use lienthong_kernel::op::Op;
use lienthong_platform::App;
use lienthong_platform::settings::Settings;

use crate::ground::{Ground, faulty};
use crate::say;

#[derive(Args)]
pub(crate) struct Begin {
    /// Tên cơ quan cấp tỉnh / the province's committee, for example "Ủy ban nhân dân tỉnh Vĩnh Phúc".
    #[arg(long)]
    province: String,
    /// Mã định danh theo QĐ 20/2020/QĐ-TTg / its code, for example H62.
    #[arg(long)]
    code: String,
    /// Họ tên quản trị viên / the administrator's name.
    #[arg(long)]
    administrator: String,
    /// Tên đăng nhập / the login.
    #[arg(long, default_value = "quantri")]
    login: String,
}

pub(crate) async fn init(settings: &Settings, begin: Begin) -> anyhow::Result<bool> {
    let ground = Ground::open(settings).await?;
    let result = on(&ground, begin).await;
    ground.close().await;
    result
}

async fn on(ground: &Ground, begin: Begin) -> anyhow::Result<bool> {
    ground.migrate().await?;
    let app = ground.application()?;
    let result = enter(&app, begin).await;
    app.close().await;
    result
}

async fn enter(app: &App, begin: Begin) -> anyhow::Result<bool> {
    let op = Op::worker();
    // 80 bits, without letters that look alike; said once, here
    let random: [u8; 16] = rand::random();
    let letters: Vec<char> = "abcdefghjkmnpqrstuvwxyz23456789".chars().collect();
    let password: Vec<String> =
        random.chunks(4).map(|four| four.iter().map(|byte| letters[usize::from(*byte) % letters.len()]).collect()).collect();
    let password = password.join("-");
    let first = First {
        agency: begin.province,
        code: begin.code,
        name: begin.administrator,
        login: begin.login.clone(),
        password: password.clone(),
    };
    match first_administrator(app, &op, first).await {
        Ok(_) => {}
        Err(Failure::Refused(SetupRefused::NotEmpty)) => {
            say::wrong("Cơ sở dữ liệu đã có cơ quan, không khởi tạo lại / there are agencies already; nothing was changed");
            return Ok(false);
        }
        Err(Failure::Refused(SetupRefused::Missing)) => {
            say::wrong("Thiếu tên hoặc mã / a name or the code is empty");
            return Ok(false);
        }
        Err(other) => return Err(faulty(other)),
    }
    say::step("Nạp danh mục thủ tục và bộ quy tắc / loading the catalogue of procedures and the rule sets");
    let today = lienthong_kernel::clock::local_date(op.now);
    lienthong_procedures::import::load(app, &op, today).await.map_err(faulty)?;
    say::line(&format!("✓ Quản trị viên / administrator: {}", begin.login));
    say::line(&format!("  Mật khẩu, chỉ hiện một lần, hãy đổi ngay / password, shown once, to be changed: {password}"));
    Ok(true)
}
