//! Every paper, from its form to the picture of the printed sheet.

use lienthong_docgen::forms::{ApologySlip, FeeReceipt, Form, ReceiptSlip, RegisterBook};
use lienthong_docgen::{Fonts, RenderError, Template, render};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

fn fonts() -> Fonts {
    Fonts::installed().expect("the Debian package fonts-liberation2")
}

/// Name and data of every paper we compare: the samples, and the 2025 letter.
fn papers() -> Vec<(String, Template, Value)> {
    let mut papers: Vec<_> = Template::ALL.into_iter().map(|t| (t.purpose().to_owned(), t, t.sample())).collect();
    let letter = serde_json::to_value(ApologySlip::sample_2025()).expect("the sample is JSON");
    papers.push(("apology_2025".to_owned(), Template::Apology, letter));
    papers
}

fn has(program: &str) -> bool {
    let there = Command::new(program).arg("-v").output().is_ok();
    if !there {
        eprintln!("SKIPPED: {program} is not installed (Debian package poppler-utils)");
    }
    there
}

fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn text_of(pdf: &[u8], name: &str) -> String {
    let file = temporary(name);
    std::fs::write(&file, pdf).expect("a temporary file");
    let out = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().expect("pdftotext runs");
    String::from_utf8(out.stdout).expect("pdftotext writes UTF-8")
}

fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|w| w == part.as_bytes())
}

#[test]
fn every_sample_becomes_a_pdf_that_says_it_is_archival_and_accessible() {
    let fonts = fonts();
    for (name, template, data) in papers() {
        let pdf = render(template, &data, &fonts).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(pdf.starts_with(b"%PDF-"), "{name}");
        for mark in
            ["<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"]
        {
            assert!(contains(&pdf, mark), "{name} lacks {mark}");
        }
        assert!(contains(&pdf, "/MarkInfo"), "{name} is not tagged");
        assert!(pdf.len() < 150_000, "{name} has {} bytes", pdf.len());
    }
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    let fonts = fonts();
    let data = Template::Receipt.sample();
    let first = render(Template::Receipt, &data, &fonts).unwrap();
    assert!(first == render(Template::Receipt, &data, &fonts).unwrap());
}

#[test]
fn a_letter_without_a_glyph_is_an_error_that_names_letter_and_field() {
    let mut data = Template::Receipt.sample();
    data["submitter"]["name"] = json!("Nguyễn 漢");
    match render(Template::Receipt, &data, &fonts()) {
        Err(RenderError::MissingGlyph { field, letter }) => {
            assert_eq!((field.as_str(), letter), ("/submitter/name", '漢'));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn letters_typed_with_marks_apart_are_composed() {
    if !has("pdftotext") {
        return;
    }
    let mut slip = ReceiptSlip::sample();
    slip.submitter.name = "Nguye\u{302}\u{303}n Thi\u{323}\u{200B} Hoa\u{202E}".into();
    let data = serde_json::to_value(slip).unwrap();
    let text = text_of(&render(Template::Receipt, &data, &fonts()).unwrap(), "apart.pdf");
    assert!(text.contains("Nguyễn Thị Hoa"), "{text}");
}

#[test]
fn template_code_in_a_name_is_printed_and_not_run() {
    if !has("pdftotext") {
        return;
    }
    let mut slip = ReceiptSlip::sample();
    let hostile = ["#set page(fill: red)", "*đậm* _nghiêng_ $x^2$", "\"+read(\"/etc/passwd\")+\"", "</svg>&lt;\\u{0041}"];
    slip.submitter.name = hostile[0].into();
    slip.owner = Some(hostile[1].into());
    slip.return_at = hostile[2].into();
    slip.receiving_officer = hostile[3].into();
    let data = serde_json::to_value(slip).unwrap();
    let text = text_of(&render(Template::Receipt, &data, &fonts()).unwrap(), "hostile.pdf");
    for line in hostile {
        assert!(text.contains(line), "{line} is not literally in\n{text}");
    }
}

#[test]
fn a_form_with_a_missing_field_is_refused_by_name() {
    let mut data = Template::Stop.sample();
    data["head"].as_object_mut().unwrap().remove("place");
    let error = render(Template::Stop, &data, &fonts()).unwrap_err();
    let RenderError::Shape { source, .. } = error else { panic!("{error:?}") };
    assert!(source.to_string().contains("place"), "{source}");
}

#[test]
fn a_fee_receipt_whose_lines_do_not_add_up_is_refused() {
    let mut receipt = FeeReceipt::sample();
    receipt.total += 1_000;
    let data = serde_json::to_value(receipt).unwrap();
    let error = render(Template::FeeReceipt, &data, &fonts()).unwrap_err();
    assert!(matches!(error, RenderError::Contradiction { .. }), "{error:?}");
}

#[test]
fn a_long_register_repeats_its_head_row_on_every_page() {
    if !has("pdftotext") {
        return;
    }
    let mut book = RegisterBook::sample();
    let row = book.rows[0].clone();
    book.rows = (1..=120).map(|order| lienthong_docgen::forms::RegisterRow { order, ..row.clone() }).collect();
    let data = serde_json::to_value(book).unwrap();
    let text = text_of(&render(Template::Register, &data, &fonts()).unwrap(), "long.pdf");
    let pages = text.matches('\u{c}').count();
    assert!(pages >= 5, "{pages} pages");
    assert_eq!(text.matches("Mã hồ sơ").count(), pages);
}

#[test]
fn an_ordinary_slip_fits_on_one_sheet() {
    if !has("pdftotext") {
        return;
    }
    let fonts = fonts();
    for (name, template, data) in papers() {
        let text = text_of(&render(template, &data, &fonts).unwrap(), &format!("one-{name}.pdf"));
        assert_eq!(text.matches('\u{c}').count(), 1, "{name}");
    }
}

#[test]
fn many_papers_do_not_make_the_process_grow() {
    let Ok(_) = std::fs::read_to_string("/proc/self/statm") else {
        eprintln!("SKIPPED: no /proc on this system");
        return;
    };
    let resident = || -> usize {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4 / 1024
    };
    let fonts = fonts();
    let mut slip = ReceiptSlip::sample();
    let mut make = |n: u32| {
        slip.register_order = n;
        slip.submitter.name = format!("Nguyễn Văn {n}");
        render(Template::Receipt, &serde_json::to_value(&slip).unwrap(), &fonts).unwrap();
    };
    (0..20).for_each(&mut make);
    let before = resident();
    (20..80).for_each(&mut make);
    let after = resident();
    eprintln!("resident: {before} MB after 20 papers, {after} MB after 80");
    assert!(after < before + 15, "from {before} to {after} MB");
}

/// Renders to pictures and compares with the sheets in `tests/reference`; after a wanted change run once with
/// `LIENTHONG_UPDATE_REFERENCE=1` and look at the new pictures.
#[test]
fn the_printed_sheets_look_like_the_reference() {
    if !has("pdftoppm") {
        return;
    }
    let fonts = fonts();
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    let update = std::env::var_os("LIENTHONG_UPDATE_REFERENCE").is_some();
    let mut unlike = Vec::new();
    for (name, template, data) in papers() {
        let pdf = render(template, &data, &fonts).unwrap_or_else(|e| panic!("{name}: {e}"));
        let file = temporary(&format!("{name}.pdf"));
        std::fs::write(&file, pdf).unwrap();
        let picture = if update { reference.join(&name) } else { temporary(&name) };
        let done =
            Command::new("pdftoppm").args(["-png", "-gray", "-r", "96", "-singlefile"]).args([&file, &picture]).status().unwrap();
        assert!(done.success(), "{name}");
        let ours = read_png(&picture.with_extension("png"));
        let theirs = read_png(&reference.join(&name).with_extension("png"));
        if ours.0 != theirs.0 {
            unlike.push(format!("{name}: the sheet is {:?} pixels, the reference {:?}", ours.0, theirs.0));
            continue;
        }
        let ink = theirs.1.iter().filter(|p| **p < 128).count();
        let differing = ours.1.iter().zip(&theirs.1).filter(|(a, b)| a.abs_diff(**b) > 96).count();
        // Another version of the renderer smooths edges differently; a changed line of text changes far more.
        if differing * 100 > ink * 4 {
            unlike.push(format!("{name}: {differing} pixels differ from the reference ({ink} are inked)"));
        }
    }
    assert!(unlike.is_empty(), "{unlike:#?}");
}

fn read_png(file: &Path) -> ((u32, u32), Vec<u8>) {
    let input = std::io::BufReader::new(std::fs::File::open(file).expect("a PNG file"));
    let mut reader = png::Decoder::new(input).read_info().expect("a PNG file");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a PNG file")];
    let info = reader.next_frame(&mut pixels).expect("a PNG file");
    pixels.truncate(info.buffer_size());
    // The renderer may write grey as three equal channels.
    let grey = pixels.chunks(info.color_type.samples()).map(|channels| channels[0]).collect();
    ((info.width, info.height), grey)
}

mod fonts_at_start {
    use super::temporary;
    use lienthong_docgen::{FontError, Fonts};

    #[test]
    fn a_folder_without_a_serif_says_which_package_to_install() {
        let folder = temporary("no-fonts");
        std::fs::create_dir_all(&folder).unwrap();
        let error = Fonts::load(&folder).err().unwrap();
        assert!(matches!(error, FontError::NoFamily(_)));
        assert!(error.to_string().contains("fonts-liberation2"), "{error}");
    }

    #[test]
    fn a_family_with_a_missing_face_names_the_face() {
        let Some(from) = ["liberation2", "liberation"]
            .map(|f| std::path::Path::new("/usr/share/fonts/truetype").join(f).join("LiberationSerif-Regular.ttf"))
            .into_iter()
            .find(|f| f.exists())
        else {
            eprintln!("SKIPPED: Liberation Serif is not installed");
            return;
        };
        let folder = temporary("one-face");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(from, folder.join("LiberationSerif-Regular.ttf")).unwrap();
        let error = Fonts::load(&folder).err().unwrap();
        assert!(matches!(error, FontError::NoFace { face: "bold", .. }), "{error}");
    }
}
