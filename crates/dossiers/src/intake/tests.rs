use chrono::NaiveTime;
use lienthong_kernel::calendar::Calendar;
use lienthong_kernel::clock::{self, Instant};
use lienthong_kernel::deadline::{DeadlineRule, Limit, LimitUnit};
use lienthong_kernel::failure::Failure;
use lienthong_kernel::id::{AgencyId, OfficialId, PostId, ProcedureVersionId};
use lienthong_kernel::op::{Duty, Op};
use lienthong_testkit::{TestDb, at, official, op_at, test_db};
use uuid::Uuid;

use super::actions::{AcceptRefused, Accepted, Advice, Fee, Terms, accept, advise};
use super::model::{AcceptForm, AdviceForm, Field, PaperEntry, Problem};
use crate::dossier::store;
use crate::life::{NationalStatus, State};
use crate::promise::TimeTerms;
use crate::slips::{self, Office, Purpose, Reason};

/// A receiving unit with one clerk.
pub(crate) struct Unit {
    pub agency: AgencyId,
    pub official: OfficialId,
    pub post: PostId,
}

impl Unit {
    pub fn new() -> Self {
        Self { agency: AgencyId::new(), official: OfficialId::new(), post: PostId::new() }
    }

    pub fn op(&self, duties: &[Duty], now: Instant) -> Op {
        op_at(official(self.official, self.post, self.agency, duties), now)
    }
}

pub(crate) fn terms(unit: &Unit) -> Terms {
    Terms {
        rule_set: "2018".into(),
        pattern: "{unit}-{yymmdd}-{nnnn}".to_owned().try_into().unwrap(),
        agency_code: "000.17.26.H62".into(),
        version: ProcedureVersionId::new(),
        procedure_code: "2.000815".into(),
        procedure_name: "Chứng thực bản sao từ bản chính".into(),
        case: None,
        competent_agency: unit.agency,
        submission_agency: None,
        flow: Vec::new(),
        time: TimeTerms {
            legal: Some(Limit::new(LimitUnit::WorkingDay, 3)),
            committed: Some(Limit::new(LimitUnit::WorkingDay, 2)),
            rule: DeadlineRule::default(),
        },
        fee: Fee::Due(4000),
        office: Office {
            body: "UBND xã Quang Yên".into(), name: "Bộ phận Tiếp nhận và Trả kết quả".into(), ..Office::default()
        },
        officer: "Trần Văn An".into(),
    }
}

pub(crate) fn form() -> AcceptForm {
    AcceptForm {
        form_key: Uuid::now_v7(),
        name: "Nguyễn Thị Đào".into(),
        number: "026185000123".into(),
        phone: "0912345678".into(),
        address: "Thôn Đồng Găng".into(),
        papers: vec![PaperEntry {
            name: "Bản chính giấy tờ".into(),
            kind: "original".into(),
            quantity: 1,
            needed: true,
            checked: true,
            ..PaperEntry::default()
        }],
        pages: "2".into(),
        ..AcceptForm::default()
    }
}

/// Wednesday 1 June 2016, 9:00.
pub(crate) fn morning() -> Instant {
    at("2016-06-01T02:00:00Z")
}

pub(crate) async fn accepted(db: &TestDb, unit: &Unit) -> Accepted {
    let op = unit.op(&[Duty::Receive], morning());
    db.app.write(&op, async |tx| accept(&op, tx, &terms(unit), &Calendar::ordinary("t"), &form()).await).await.unwrap()
}

#[tokio::test]
async fn an_accepted_dossier_has_code_due_date_papers_and_its_receipt() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let op = unit.op(&[Duty::Receive], morning());
    let (dossier, papers, handovers, slips) = db
        .app
        .read::<_, lienthong_kernel::failure::Never>(&op, async |tx| {
            Ok((
                store::find(tx, id).await?.unwrap(),
                store::papers(tx, id).await?,
                store::handovers(tx, id).await?,
                slips::of_dossier(tx, id).await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(dossier.code.as_deref(), Some("000.17.26.H62-160601-0001"));
    assert_eq!(dossier.life.national(), NationalStatus::Accepted);
    // two working days after Wednesday by commitment, end of office
    let due = dossier.stamps.due_original.unwrap();
    assert_eq!(clock::local_date(due).to_string(), "2016-06-03");
    assert_eq!((dossier.stamps.due_current, dossier.stamps.due_counted), (Some(due), Some(due)));
    assert!(dossier.due_trace.is_some());
    assert_eq!((papers.len(), handovers.len(), slips.len()), (1, 1, 1));
    assert_eq!((slips[0].purpose, slips[0].number, slips[0].year), (Purpose::Receipt, 1, 2016));
    assert_eq!(slips[0].snapshot.due, Some(due));
}

#[tokio::test]
async fn the_same_form_twice_is_one_dossier() {
    let (db, unit) = (test_db().await, Unit::new());
    let op = unit.op(&[Duty::Receive], morning());
    let (form, terms, calendar) = (form(), terms(&unit), Calendar::ordinary("t"));
    let first = db.app.write(&op, async |tx| accept(&op, tx, &terms, &calendar, &form).await).await.unwrap();
    let second = db.app.write(&op, async |tx| accept(&op, tx, &terms, &calendar, &form).await).await.unwrap();
    assert_eq!(first, second);
    let count: i64 = sqlx::query_scalar("select count(*) from dossiers.dossier").fetch_one(&mut db.owner().await).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn many_clerks_at_once_get_every_number_once() {
    let (db, unit) = (test_db().await, Unit::new());
    let mut clerks = Vec::new();
    for _ in 0..64 {
        let (app, terms) = (db.app.clone(), terms(&unit));
        let op = unit.op(&[Duty::Receive], morning());
        clerks.push(tokio::spawn(async move {
            app.write(&op, async |tx| accept(&op, tx, &terms, &Calendar::ordinary("t"), &form()).await).await.unwrap();
        }));
    }
    for clerk in clerks {
        clerk.await.unwrap();
    }
    let codes: Vec<String> =
        sqlx::query_scalar("select code from dossiers.dossier order by code").fetch_all(&mut db.owner().await).await.unwrap();
    let expected: Vec<String> = (1..=64).map(|n| format!("000.17.26.H62-160601-{n:04}")).collect();
    assert_eq!(codes, expected);
}

#[tokio::test]
async fn a_bad_entry_is_refused_with_its_field_and_leaves_nothing() {
    let (db, unit) = (test_db().await, Unit::new());
    let op = unit.op(&[Duty::Receive], morning());
    let bad = AcceptForm { number: "1".into(), ..form() };
    let refused = db.app.write(&op, async |tx| accept(&op, tx, &terms(&unit), &Calendar::ordinary("t"), &bad).await).await;
    assert!(matches!(refused, Err(Failure::Refused(AcceptRefused::Entry(p))) if p == [(Field::Number, Problem::NumberLength)]));
    let count: i64 =
        sqlx::query_scalar("select count(*) from dossiers.code_book").fetch_one(&mut db.owner().await).await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn who_has_not_the_duty_may_not_receive() {
    let (db, unit) = (test_db().await, Unit::new());
    let op = unit.op(&[Duty::Handle, Duty::Approve], morning());
    let refused = db.app.write(&op, async |tx| accept(&op, tx, &terms(&unit), &Calendar::ordinary("t"), &form()).await).await;
    assert!(matches!(refused, Err(Failure::Forbidden)));
}

#[tokio::test]
async fn received_after_the_cut_off_counts_from_the_next_working_day() {
    let (db, unit) = (test_db().await, Unit::new());
    let mut same_day = terms(&unit);
    same_day.time = TimeTerms {
        legal: Some(Limit::new(LimitUnit::WorkingDay, 1)),
        committed: None,
        rule: DeadlineRule { cutoff: NaiveTime::from_hms_opt(15, 0, 0), ..DeadlineRule::same_day() },
    };
    let mut due = Vec::new();
    for now in ["2016-06-01T07:59:00Z", "2016-06-01T08:01:00Z"] {
        let op = unit.op(&[Duty::Receive], at(now));
        let id = db
            .app
            .write(&op, async |tx| accept(&op, tx, &same_day, &Calendar::ordinary("t"), &form()).await)
            .await
            .unwrap()
            .dossier;
        let dossier = db
            .app
            .read::<_, lienthong_kernel::failure::Never>(&op, async |tx| Ok(store::find(tx, id).await?.unwrap()))
            .await
            .unwrap();
        due.push(clock::local_date(dossier.stamps.due_current.unwrap()).to_string());
    }
    assert_eq!(due, ["2016-06-01", "2016-06-02"]);
}

#[tokio::test]
async fn a_fee_by_page_is_not_guessed_from_no_pages() {
    let (db, unit) = (test_db().await, Unit::new());
    let by_page = Terms { fee: Fee::ByPage, ..terms(&unit) };
    let op = unit.op(&[Duty::Receive], morning());
    let refused = db.app.write(&op, async |tx| accept(&op, tx, &by_page, &Calendar::ordinary("t"), &form()).await).await;
    assert!(
        matches!(refused, Err(Failure::Refused(AcceptRefused::Entry(problems))) if problems == [(Field::Pages, Problem::Missing)])
    );
}

#[tokio::test]
async fn an_unknown_limit_promises_nothing_and_guesses_nothing() {
    let (db, unit) = (test_db().await, Unit::new());
    let unknown = Terms { time: TimeTerms::default(), fee: Fee::Unknown, ..terms(&unit) };
    let op = unit.op(&[Duty::Receive], morning());
    let id =
        db.app.write(&op, async |tx| accept(&op, tx, &unknown, &Calendar::ordinary("t"), &form()).await).await.unwrap().dossier;
    let dossier = db
        .app
        .read::<_, lienthong_kernel::failure::Never>(&op, async |tx| Ok(store::find(tx, id).await?.unwrap()))
        .await
        .unwrap();
    assert_eq!(dossier.stamps.due_current, None);
    assert_eq!(dossier.life.state(), State::Accepted);
}

#[tokio::test]
async fn advice_at_the_counter_leaves_a_slip_with_its_reasons_and_no_dossier() {
    let (db, unit) = (test_db().await, Unit::new());
    let op = unit.op(&[Duty::Receive], morning());
    let form = AdviceForm {
        form_key: Uuid::now_v7(),
        name: "Lê Văn Bốn".into(),
        reasons: vec![Reason {
            what: "Thiếu bản chính".into(), ground: Some("Điều 20 Nghị định 23/2015/NĐ-CP".into())
        }],
        ..AdviceForm::default()
    };
    let slip = db.app.write(&op, async |tx| advise(&op, tx, &terms(&unit), Advice::Supplement, &form).await).await.unwrap();
    let slip = db
        .app
        .read::<_, lienthong_kernel::failure::Never>(&op, async |tx| Ok(slips::find(tx, slip).await?.unwrap()))
        .await
        .unwrap();
    assert_eq!((slip.purpose, slip.dossier), (Purpose::Supplement, None));
    assert_eq!(slip.snapshot.reasons, form.reasons);
    let without = AdviceForm { form_key: Uuid::now_v7(), reasons: Vec::new(), ..form };
    let refused = db.app.write(&op, async |tx| advise(&op, tx, &terms(&unit), Advice::Refusal, &without).await).await;
    assert!(matches!(refused, Err(Failure::Refused(AcceptRefused::Entry(p))) if p == [(Field::Reasons, Problem::Missing)]));
}

#[tokio::test]
async fn a_stranger_sees_neither_dossier_nor_children_nor_finds_it() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let count = async |op: &Op, words: &'static str| {
        db.app
            .read::<_, lienthong_kernel::failure::Never>(op, async |tx| {
                let mut seen = Vec::new();
                for table in ["dossier", "desk", "paper", "handover", "slip", "code_book", "visit"] {
                    let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from dossiers.{table}")))
                        .fetch_one(tx.conn())
                        .await?;
                    seen.push(rows);
                }
                let found: i64 =
                    sqlx::query_scalar("select count(*) from dossiers.search($1, 10)").bind(words).fetch_one(tx.conn()).await?;
                seen.push(found);
                Ok(seen)
            })
            .await
            .unwrap()
    };
    let ours = unit.op(&[Duty::Receive], morning());
    let theirs = Unit::new().op(&[Duty::Receive, Duty::Administer], morning());
    for words in ["nguyen dao", "Đào", "160601-0001", "0912 345 678", "5678", "000.17.26.H62-160601-0001", "NGUYỄN THỊ"] {
        assert_eq!(count(&ours, words).await, [1; 8], "{words}");
        assert_eq!(count(&theirs, words).await, [0; 8], "{words}");
    }
    assert_eq!(count(&ours, "khong co").await[7], 0);
    let stranger = theirs.clone();
    let gone = db.app.write(&stranger, async |tx| crate::handling::actions::take(&stranger, tx, id, 1).await).await;
    assert!(matches!(gone, Err(Failure::NotFound)));
}
