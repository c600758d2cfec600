//! Receipts on a real PostgreSQL.

use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{AgencyId, DossierId, OfficialId, PostId};
use lienthong_kernel::op::{Duty, Op};
use lienthong_payments::api::{
    self, BookForm, BookKind, BookRefused, Exemption, IssueRefused, Issued, Line, ReceiptForm, VoidRefused,
};
use lienthong_testkit::{TestDb, at, official, op_at, test_db};
use sqlx::Row as _;

fn acting(agency: AgencyId, duty: Duty) -> Op {
    op_at(official(OfficialId::new(), PostId::new(), agency, &[duty]), at("2026-03-02T02:00:00Z"))
}

fn fee(dossier: DossierId, pages: i32) -> ReceiptForm {
    ReceiptForm {
        kind: BookKind::Phi,
        dossier: Some(dossier),
        dossier_code: Some("000.01.02.H62-260302-0001".into()),
        payer_name: "Đặng Thị Ngọc Ánh".into(),
        payer_address: Some("Thôn Yên Lập, xã Yên Lập, huyện Vĩnh Tường".into()),
        lines: vec![Line {
            name: "Phí chứng thực bản sao, từ trang 1 đến trang 2".into(),
            quantity: pages,
            unit_price: 2_000,
            amount: i64::from(pages) * 2_000,
        }],
        exemption: None,
    }
}

async fn open(db: &TestDb, agency: AgencyId, kind: BookKind, series: &str) -> Outcome<api::ReceiptBookId, BookRefused> {
    let op = acting(agency, Duty::Supervise);
    let form = BookForm { kind, form: "01BLP".into(), series: series.into() };
    db.app.write(&op, async |tx| api::open_book(&op, tx, form).await).await
}

async fn issue(db: &TestDb, op: &Op, form: ReceiptForm) -> Outcome<Issued, IssueRefused> {
    db.app.write(op, async |tx| api::issue(op, tx, form).await).await
}

async fn count(db: &TestDb, sql: &'static str) -> i64 {
    sqlx::query(sql).fetch_one(&mut db.owner().await).await.expect("a book is opened").get(0)
}

#[tokio::test]
async fn thirty_two_receipts_at_once_have_the_numbers_one_to_thirty_two() {
    let db = test_db().await;
    let agency = AgencyId::new();
    open(&db, agency, BookKind::Phi, "VT-26P").await.unwrap();
    let mut running = tokio::task::JoinSet::new();
    for n in 0..32 {
        let app = db.app.clone();
        running.spawn(async move {
            let op = acting(agency, Duty::Cashier);
            // every fourth attempt fails after it took its number: the number must come back
            let spoil = n % 4 == 0;
            let done: Outcome<Issued, IssueRefused> = app
                .write(&op, async |tx| {
                    let issued = api::issue(&op, tx, fee(DossierId::new(), 2)).await?;
                    if spoil { Err(Failure::Refused(IssueRefused::BadPayer)) } else { Ok(issued) }
                })
                .await;
            if spoil { issue_with(&app, &op).await } else { done.unwrap() }
        });
    }
    let mut numbers: Vec<i64> = running.join_all().await.into_iter().map(|issued| issued.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=32).collect::<Vec<_>>());
    assert_eq!(count(&db, "select last_number from payments.receipt_book").await, 32);
    assert_eq!(count(&db, "select count(*) from platform.event where kind = 'receipt.issued'").await, 32);
}

async fn issue_with(app: &lienthong_platform::App, op: &Op) -> Issued {
    app.write(op, async |tx| api::issue(op, tx, fee(DossierId::new(), 1)).await).await.expect("the receipt is issued")
}

#[tokio::test]
async fn fee_and_charge_have_books_of_their_own() {
    let db = test_db().await;
    let agency = AgencyId::new();
    open(&db, agency, BookKind::Phi, "VT-26P").await.unwrap();
    let op = acting(agency, Duty::Receive);
    let charge = ReceiptForm { kind: BookKind::LePhi, ..fee(DossierId::new(), 1) };
    assert!(matches!(issue(&db, &op, charge.clone()).await, Err(Failure::Refused(IssueRefused::NoOpenBook))));
    assert!(matches!(open(&db, agency, BookKind::LePhi, "VT-26P").await, Err(Failure::Refused(BookRefused::Exists))));
    assert!(matches!(open(&db, agency, BookKind::Phi, "VT-27P").await, Err(Failure::Refused(BookRefused::AnotherIsOpen))));
    open(&db, agency, BookKind::LePhi, "VT-26L").await.unwrap();
    assert_eq!(issue(&db, &op, fee(DossierId::new(), 1)).await.unwrap().number, 1);
    assert_eq!(issue(&db, &op, charge).await.unwrap().number, 1);
}

#[tokio::test]
async fn a_receipt_reads_back_as_it_was_written_and_only_in_its_agency() {
    let db = test_db().await;
    let agency = AgencyId::new();
    let dossier = DossierId::new();
    open(&db, agency, BookKind::Phi, "VT-26P").await.unwrap();
    let op = acting(agency, Duty::Cashier);
    let exempt = ReceiptForm {
        exemption: Some(Exemption { ground: "Người có công với cách mạng".into(), reduction: 1_000 }),
        ..fee(dossier, 2)
    };
    let issued = issue(&db, &op, exempt.clone()).await.unwrap();
    let found: Outcome<_> = db.app.read(&op, async |tx| Ok(api::of_dossier(tx, dossier).await?)).await;
    let found = found.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id, found[0].total, found[0].amount), (issued.id, 3_000, 4_000));
    assert_eq!((&found[0].lines, &found[0].exemption), (&exempt.lines, &exempt.exemption));
    assert_eq!(found[0].number_text(), "0000001");
    let stranger = acting(AgencyId::new(), Duty::Cashier);
    let seen: Outcome<_> = db.app.read(&stranger, async |tx| Ok(api::find(tx, issued.id).await?)).await;
    assert!(seen.unwrap().is_none());
}

#[tokio::test]
async fn nobody_changes_a_receipt() {
    let db = test_db().await;
    let agency = AgencyId::new();
    open(&db, agency, BookKind::Phi, "VT-26P").await.unwrap();
    let op = acting(agency, Duty::Cashier);
    issue(&db, &op, fee(DossierId::new(), 2)).await.unwrap();
    for statement in [
        "update payments.receipt set total = 0",
        "delete from payments.receipt",
        "update payments.receipt_line set amount = 0",
        "update payments.receipt_book set series = 'X'",
    ] {
        let tried: Outcome<()> = db
            .app
            .write(&op, async |tx| {
                sqlx::query(statement).execute(tx.conn()).await?;
                Ok(())
            })
            .await;
        assert!(tried.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_void_takes_two_persons_and_keeps_the_number() {
    let db = test_db().await;
    let agency = AgencyId::new();
    open(&db, agency, BookKind::Phi, "VT-26P").await.unwrap();
    let cashier = acting(agency, Duty::Cashier);
    let both = op_at(official(OfficialId::new(), PostId::new(), agency, &[Duty::Cashier, Duty::Supervise]), cashier.now);
    let supervisor = acting(agency, Duty::Supervise);
    let id = issue(&db, &cashier, fee(DossierId::new(), 2)).await.unwrap().id;
    let request = async |op: &Op, reason: &str| db.app.write(op, async |tx| api::request_void(op, tx, id, reason).await).await;
    let confirm = async |op: &Op| db.app.write(op, async |tx| api::confirm_void(op, tx, id).await).await;

    assert!(matches!(confirm(&supervisor).await, Err(Failure::Refused(VoidRefused::NotRequested))));
    assert!(matches!(request(&both, "sai").await, Err(Failure::Refused(VoidRefused::BadReason))));
    request(&both, "Ghi sai tên người nộp").await.unwrap();
    assert!(matches!(request(&cashier, "Ghi sai tên người nộp").await, Err(Failure::Refused(VoidRefused::AlreadyRequested))));
    assert!(matches!(confirm(&both).await, Err(Failure::Refused(VoidRefused::SamePerson))));
    assert!(matches!(confirm(&cashier).await, Err(Failure::Forbidden)));
    assert!(matches!(confirm(&acting(AgencyId::new(), Duty::Supervise)).await, Err(Failure::NotFound)));
    confirm(&supervisor).await.unwrap();
    assert!(matches!(confirm(&supervisor).await, Err(Failure::Refused(VoidRefused::AlreadyVoid))));
    assert!(matches!(request(&cashier, "Ghi sai tên người nộp").await, Err(Failure::Refused(VoidRefused::AlreadyVoid))));

    let found: Outcome<_> = db.app.read(&cashier, async |tx| Ok(api::find(tx, id).await?)).await;
    assert!(found.unwrap().unwrap().is_void());
    assert_eq!(issue(&db, &cashier, fee(DossierId::new(), 2)).await.unwrap().number, 2);
    assert_eq!(
        count(&db, "select count(*) from platform.event where kind in ('receipt.void_requested', 'receipt.voided')").await,
        2
    );
}

#[tokio::test]
async fn a_post_without_the_duty_takes_no_money() {
    let db = test_db().await;
    let agency = AgencyId::new();
    open(&db, agency, BookKind::Phi, "VT-26P").await.unwrap();
    let op = acting(agency, Duty::Handle);
    assert!(matches!(issue(&db, &op, fee(DossierId::new(), 2)).await, Err(Failure::Forbidden)));
    assert_eq!(count(&db, "select last_number from payments.receipt_book").await, 0);
}
