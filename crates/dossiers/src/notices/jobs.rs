//! The job that listens to the life of dossiers and hands notices to the sender.

use std::sync::Arc;

use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::DossierId;
use lienthong_kernel::op::Op;
use lienthong_platform::{App, JobKind, delivery};
use serde_json::Value;

use super::model::{Template, Way, masked};
use super::store;

/// The job kinds of the notices. Links lead to `public_url`, without a slash at the end.
pub fn jobs(public_url: &str) -> Vec<JobKind> {
    let url: Arc<str> = public_url.into();
    let notify = JobKind::new("dossiers.notify", move |app: App, op: Op, payload: Value| {
        let url = Arc::clone(&url);
        async move { notify(&app, &op, &payload, &url).await }
    });
    vec![notify.after(&["dossier.accepted", "dossier.supplement_requested", "dossier.finished", "dossier.returned"])]
}

async fn notify(app: &App, op: &Op, payload: &Value, public_url: &str) -> Outcome<()> {
    let Some(template) = payload["event"].as_str().and_then(Template::of_event) else { return Ok(()) };
    let id: DossierId = payload["subject"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Failure::Fault(Fault::new("a notice was asked for without a dossier")))?;
    app.write(op, async |tx| {
        let Some(told) = store::told(tx, id).await? else { return Ok(()) };
        // row and sending job in one transaction: both or neither, and a second run finds the row
        if let Some(address) = told.email.as_deref().filter(|address| address.contains('@'))
            && store::insert(op, tx, id, template, Way::Email, &masked(Way::Email, address)).await?
        {
            let (subject, text) = told.letter(template, public_url);
            tx.enqueue(op, delivery::mail(address, subject, text)).await?;
        }
        if let Some(number) = told.phone.as_deref().filter(|number| number.len() >= 9)
            && store::insert(op, tx, id, template, Way::Text, &masked(Way::Text, number)).await?
        {
            tx.enqueue(op, delivery::text(number, told.text(template, public_url))).await?;
        }
        Ok(())
    })
    .await
}
