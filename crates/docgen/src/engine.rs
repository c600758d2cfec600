//! The typesetter behind [`render`]: a closed world with our templates, our fonts and one form.

use crate::forms::{self, Form};
use crate::{Fonts, amount, marks};
use serde_json::{Value, json};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Smart, Str};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use unicode_normalization::UnicodeNormalization;

/// A paper that can be typeset. The form numbers differ by rule set; the purposes do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// Giấy tiếp nhận hồ sơ và hẹn trả kết quả: form 01 of both rule sets. Shape: [`forms::ReceiptSlip`].
    Receipt,
    /// Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: form 02 of both. Shape: [`forms::SupplementSlip`].
    Supplement,
    /// Phiếu từ chối tiếp nhận giải quyết hồ sơ: form 03 of both. Shape: [`forms::RefusalSlip`].
    Refusal,
    /// Phiếu xin lỗi và hẹn lại ngày trả kết quả: form 04 of 2018; with an extension request, Văn bản xin lỗi và đề
    /// nghị gia hạn: form 04 of 2025. Shape: [`forms::ApologySlip`].
    Apology,
    /// Thông báo dừng giải quyết hồ sơ: form 05 of 2025. Shape: [`forms::StopNotice`].
    Stop,
    /// Phiếu kiểm soát quá trình giải quyết hồ sơ: form 05 of 2018, 06 of 2025. Shape: [`forms::ControlSheet`].
    Control,
    /// Sổ theo dõi hồ sơ, A4 landscape: form 06 of 2018, 07 of 2025. Shape: [`forms::RegisterBook`].
    Register,
    /// Biên lai thu phí, lệ phí. Shape: [`forms::FeeReceipt`].
    FeeReceipt,
}

impl Template {
    /// Every paper, in the order of the forms.
    pub const ALL: [Template; 8] = [
        Template::Receipt,
        Template::Supplement,
        Template::Refusal,
        Template::Apology,
        Template::Stop,
        Template::Control,
        Template::Register,
        Template::FeeReceipt,
    ];

    /// The purpose code that rule sets and stored papers use: `receipt`, `supplement`, `refusal`, `apology`, `stop`,
    /// `control`, `register`, `fee_receipt`.
    pub fn purpose(self) -> &'static str {
        match self {
            Template::Receipt => "receipt",
            Template::Supplement => "supplement",
            Template::Refusal => "refusal",
            Template::Apology => "apology",
            Template::Stop => "stop",
            Template::Control => "control",
            Template::Register => "register",
            Template::FeeReceipt => "fee_receipt",
        }
    }

    /// The paper of a purpose code; `None` for a code we have no template for.
    pub fn of_purpose(code: &str) -> Option<Template> {
        Template::ALL.into_iter().find(|t| t.purpose() == code)
    }

    /// A filled example (demonstration, tests, gallery).
    pub fn sample(self) -> Value {
        let value = match self {
            Template::Receipt => serde_json::to_value(forms::ReceiptSlip::sample()),
            Template::Supplement => serde_json::to_value(forms::SupplementSlip::sample()),
            Template::Refusal => serde_json::to_value(forms::RefusalSlip::sample()),
            Template::Apology => serde_json::to_value(forms::ApologySlip::sample()),
            Template::Stop => serde_json::to_value(forms::StopNotice::sample()),
            Template::Control => serde_json::to_value(forms::ControlSheet::sample()),
            Template::Register => serde_json::to_value(forms::RegisterBook::sample()),
            Template::FeeReceipt => serde_json::to_value(forms::FeeReceipt::sample()),
        };
        value.unwrap_or(Value::Null)
    }

    fn source(self) -> &'static Source {
        match self {
            Template::Receipt => &SOURCES.receipt,
            Template::Supplement => &SOURCES.supplement,
            Template::Refusal => &SOURCES.refusal,
            Template::Apology => &SOURCES.apology,
            Template::Stop => &SOURCES.stop,
            Template::Control => &SOURCES.control,
            Template::Register => &SOURCES.register,
            Template::FeeReceipt => &SOURCES.fee_receipt,
        }
    }
}

/// Why a paper was not made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The JSON does not have the shape of the template's form.
    #[error("the data do not fit the form {form}")]
    Shape {
        /// Purpose code of the template.
        form: &'static str,
        /// Which field, and why.
        #[source]
        source: serde_json::Error,
    },
    /// The form contradicts itself, e.g. lines that do not add up to the total.
    #[error("the form {form} contradicts itself: {what}")]
    Contradiction {
        /// Purpose code of the template.
        form: &'static str,
        /// What does not fit together.
        what: String,
    },
    /// A letter that the fonts cannot draw.
    #[error("the field {field} holds {letter:?} (U+{:04X}), which no installed font can write", *letter as u32)]
    MissingGlyph {
        /// JSON pointer of the field, e.g. `/submitter/name`.
        field: String,
        /// The letter.
        letter: char,
    },
    /// A code or address that cannot be drawn as bars or QR.
    #[error("{0:?} cannot be drawn as a machine-readable mark")]
    Mark(String),
    /// The typesetter or a PDF standard refused the paper: a mistake in a template.
    #[error("the form {form} cannot be typeset: {messages}")]
    Typeset {
        /// Purpose code of the template.
        form: &'static str,
        /// What the typesetter said.
        messages: String,
    },
}

/// Typesets one paper and gives its PDF (PDF/A-2b and PDF/UA-1, 60 to 90 KB a sheet). Takes 10 to 100 ms of one core: call it
/// from a job or `spawn_blocking`. The same data and fonts give the same bytes.
pub fn render(template: Template, data: &Value, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let mut data = data.clone();
    tidy(&mut data);
    let (data, derived) = checked(template, data)?;
    must_be_writable(&data, fonts, &mut String::new())?;
    typeset(template, &data, &derived, fonts)
}

/// Layout and export of a form that was checked before.
fn typeset(template: Template, data: &Value, derived: &Value, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let form = template.purpose();
    let world = PaperWorld::new(template, data, derived, fonts);
    let document = typst::compile::<PagedDocument>(&world).output;
    let pdf = document.and_then(|document| {
        let standards = PdfStandards::new(&[PdfStandard::A_2b, PdfStandard::Ua_1]).map_err(|hinted| {
            typst::ecow::eco_vec![SourceDiagnostic::error(typst::syntax::Span::detached(), hinted.message().clone(),)]
        })?;
        let options = PdfOptions { creator: Smart::Custom(Some("Liên Thông".to_owned())), standards, ..PdfOptions::default() };
        typst_pdf::pdf(&document, &options)
    });
    // Layout results are remembered process-wide; without this the memory of a long-lived worker grows.
    typst::comemo::evict(2);
    pdf.map_err(|errors| RenderError::Typeset { form, messages: spoken(&errors) })
}

/// Brings typed text into the one form that fonts can draw: composed letters (some keyboards send marks apart), no
/// control signs, and none of the invisible signs that turn the reading direction of a name.
fn tidy(value: &mut Value) {
    match value {
        Value::String(text) => {
            *text = text
                .nfc()
                .filter(|c| !matches!(*c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}'))
                .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
                .collect();
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(fields) => fields.values_mut().for_each(tidy),
        _ => {}
    }
}

/// Reads the form in its own shape (so that a template never meets a missing field) and adds what is derived from it.
fn checked(template: Template, data: Value) -> Result<(Value, Value), RenderError> {
    match template {
        Template::Receipt => {
            let (slip, value): (forms::ReceiptSlip, _) = shaped(template, data)?;
            let barcode = marks::code128(&slip.dossier_code).ok_or_else(|| RenderError::Mark(slip.dossier_code.clone()))?;
            let qr = marks::qr(&slip.tracking_url).ok_or_else(|| RenderError::Mark(slip.tracking_url.clone()))?;
            Ok((value, json!({ "barcode": barcode, "qr": qr })))
        }
        Template::FeeReceipt => {
            let (receipt, value): (forms::FeeReceipt, _) = shaped(template, data)?;
            let words = amount::in_words(receipt.total);
            Ok((value, json!({ "total_in_words": words })))
        }
        Template::Supplement => shaped::<forms::SupplementSlip>(template, data).map(no_more),
        Template::Refusal => shaped::<forms::RefusalSlip>(template, data).map(no_more),
        Template::Apology => shaped::<forms::ApologySlip>(template, data).map(no_more),
        Template::Stop => shaped::<forms::StopNotice>(template, data).map(no_more),
        Template::Control => shaped::<forms::ControlSheet>(template, data).map(no_more),
        Template::Register => shaped::<forms::RegisterBook>(template, data).map(no_more),
    }
}

fn no_more<F>((_, value): (F, Value)) -> (Value, Value) {
    (value, json!({}))
}

fn shaped<F: Form>(template: Template, data: Value) -> Result<(F, Value), RenderError> {
    let form = template.purpose();
    let shape = |source| RenderError::Shape { form, source };
    let filled: F = serde_json::from_value(data).map_err(shape)?;
    if let Some(what) = filled.contradiction() {
        return Err(RenderError::Contradiction { form, what });
    }
    let value = serde_json::to_value(&filled).map_err(shape)?;
    Ok((filled, value))
}

/// Refuses letters without a glyph, with the field they stand in. The PDF standards would refuse them too, but late
/// and without saying where.
fn must_be_writable(value: &Value, fonts: &Fonts, at: &mut String) -> Result<(), RenderError> {
    let deeper = |key: &str, inner: &Value, at: &mut String| {
        let length = at.len();
        at.push('/');
        at.push_str(key);
        must_be_writable(inner, fonts, at)?;
        at.truncate(length);
        Ok(())
    };
    match value {
        Value::String(text) => match text.chars().find(|c| *c != '\n' && !fonts.can_write(*c)) {
            Some(letter) => Err(RenderError::MissingGlyph { field: at.clone(), letter }),
            None => Ok(()),
        },
        Value::Array(items) => items.iter().enumerate().try_for_each(|(i, v)| deeper(&i.to_string(), v, at)),
        Value::Object(fields) => fields.iter().try_for_each(|(k, v)| deeper(k, v, at)),
        _ => Ok(()),
    }
}

fn spoken(errors: &[SourceDiagnostic]) -> String {
    let messages: Vec<_> = errors.iter().map(|e| e.message.as_str()).collect();
    messages.join("; ")
}

/// The templates that are part of the program; nothing else can be imported.
struct Sources {
    common: Source,
    receipt: Source,
    supplement: Source,
    refusal: Source,
    apology: Source,
    stop: Source,
    control: Source,
    register: Source,
    fee_receipt: Source,
}

macro_rules! template {
    ($name:literal) => {
        Source::new(file_id($name), include_str!(concat!("../templates/", $name)).to_owned())
    };
}

static SOURCES: LazyLock<Sources> = LazyLock::new(|| Sources {
    common: template!("common.typ"),
    receipt: template!("receipt.typ"),
    supplement: template!("supplement.typ"),
    refusal: template!("refusal.typ"),
    apology: template!("apology.typ"),
    stop: template!("stop.typ"),
    control: template!("control.typ"),
    register: template!("register.typ"),
    fee_receipt: template!("fee_receipt.typ"),
});

#[expect(clippy::expect_used, reason = "the names are the constants above; a test renders every one")]
fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain file name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// All that the typesetter can see: no disk, no network, no clock.
struct PaperWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: &'static Source,
}

impl<'a> PaperWorld<'a> {
    fn new(template: Template, data: &Value, derived: &Value, fonts: &'a Fonts) -> Self {
        let mut inputs = Dict::new();
        inputs.insert(Str::from("form"), data.to_string().into_value());
        inputs.insert(Str::from("derived"), derived.to_string().into_value());
        inputs.insert(Str::from("family"), fonts.family.clone().into_value());
        let library = Library::builder().with_inputs(inputs).build();
        PaperWorld { library: LazyHash::new(library), fonts, main: template.source() }
    }
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [self.main, &SOURCES.common].into_iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_code_leads_back_to_its_template() {
        for template in Template::ALL {
            assert_eq!(Template::of_purpose(template.purpose()), Some(template));
        }
        assert_eq!(Template::of_purpose("poem"), None);
    }

    #[test]
    fn the_archival_standard_refuses_a_letter_without_a_glyph_by_itself() {
        let fonts = Fonts::installed().expect("fonts-liberation2");
        let mut data = Template::Stop.sample();
        data["addressee"]["name"] = json!("Nguyễn 漢");
        match typeset(Template::Stop, &data, &json!({}), &fonts) {
            Err(RenderError::Typeset { messages, .. }) => assert!(messages.contains('漢'), "{messages}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_world_of_a_template_holds_no_file_and_no_foreign_source() {
        let fonts = Fonts::installed().expect("fonts-liberation2");
        let world = PaperWorld::new(Template::Receipt, &json!({}), &json!({}), &fonts);
        let passwd = file_id("etc/passwd");
        assert!(matches!(world.file(passwd), Err(FileError::AccessDenied)));
        assert!(matches!(world.source(passwd), Err(FileError::AccessDenied)));
        assert!(world.source(file_id("stop.typ")).is_err());
        assert!(world.today(None).is_none());
    }
}
