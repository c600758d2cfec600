//! The job that makes the PDF of an issued slip.

use std::sync::Arc;

use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::SlipId;
use lienthong_kernel::op::Op;
use lienthong_platform::files::{self, Files, Owner};
use lienthong_platform::{App, JobKind};
use serde_json::Value;

use super::shape::shape;
use crate::slips;

/// The typesetter: purpose (`receipt`, `supplement`, `refusal`, `stop`) and data give the bytes of a PDF, or say in words why not.
pub type SlipRenderer = Arc<dyn Fn(&str, &Value) -> Result<Vec<u8>, String> + Send + Sync>;

/// The job kinds of the prints. QR codes lead to `public_url`, without a slash at the end.
pub fn jobs(files: Files, renderer: SlipRenderer, public_url: &str) -> Vec<JobKind> {
    let url: Arc<str> = public_url.into();
    let print = JobKind::new("dossiers.print_slip", move |app: App, op: Op, payload: Value| {
        let (files, renderer, url) = (files.clone(), Arc::clone(&renderer), Arc::clone(&url));
        async move { print(&app, &op, &payload, &files, renderer, &url).await }
    });
    vec![print.after(&["dossier.slip_issued"])]
}

async fn print(app: &App, op: &Op, payload: &Value, files: &Files, renderer: SlipRenderer, public_url: &str) -> Outcome<()> {
    let id: SlipId = payload["detail"]["slip"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Failure::Fault(Fault::new("a print was asked for without a slip")))?;
    let Some(slip) = app.read(op, async |tx| Ok::<_, Failure>(slips::find(tx, id).await?)).await? else { return Ok(()) };
    if slip.file.is_some() {
        return Ok(());
    }
    let Some(data) = shape(&slip, public_url) else {
        tracing::info!(slip.id = %id, slip.purpose = slip.purpose.word(), "a slip has no PDF: its form cannot be filled honestly");
        return Ok(());
    };
    let purpose = slip.purpose.word();
    let pdf = tokio::task::spawn_blocking(move || renderer(purpose, &data))
        .await
        .map_err(|error| Failure::Fault(Fault::of("typesetting a slip", error)))?
        .map_err(|said| Failure::Fault(Fault::new(format!("typesetting a slip: {said}"))))?;
    let name = format!("phieu-{}-{}.pdf", slip.year, slip.number);
    let received = files.receive_bytes(&name, &pdf).await.map_err(|failure| match failure {
        Failure::Refused(why) => Failure::Fault(Fault::new(format!("the file store did not take a slip: {why:?}"))),
        Failure::Fault(fault) => Failure::Fault(fault),
        Failure::NotFound | Failure::Forbidden => Failure::Fault(Fault::new("the file store did not take a slip")),
    })?;
    app.write(op, async |tx| {
        let file = files::save(op, tx, &received, Owner::Agency(slip.agency)).await?;
        if !slips::set_file(tx, id, file).await? {
            // another run was faster: give back the row of this one
            return Err(Failure::NotFound);
        }
        Ok(())
    })
    .await
    .or_else(|failure: Failure| if matches!(failure, Failure::NotFound) { Ok(()) } else { Err(failure) })
}
