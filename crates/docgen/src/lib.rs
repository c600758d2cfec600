//! Papers that leave the house: slips, letters and fee receipts, typeset in this process.
//!
//! One function makes them all: [`render`] takes a [`Template`], the form as JSON (the shapes are in [`forms`]) and the
//! [`Fonts`], and gives the bytes of a PDF that is PDF/A-2b (kept for decades) and PDF/UA-1 (read aloud) at once. The
//! forms are those of Thông tư 01/2018/TT-VPCP (six) and Thông tư 03/2025/TT-VPCP (seven), and the fee receipt.
//!
//! Rules that hold here:
//! * the same form gives the same bytes: no clock, no random number, no file of the machine except the fonts;
//! * what a person typed is data, never template text: it reaches the typesetter as JSON only;
//! * a letter that no font can draw is an error that names the letter and the field, never a box on paper.
//!
//! Absent on purpose: storing and numbering (rooms that issue papers do it), digital signatures, and any template that
//! comes from outside the program. Other rooms that only want "a PDF of this form" should take a closure or a trait of
//! their own and let `web` hand them [`render`], so that the everyday build does not wait for the typesetter.

mod amount;
mod engine;
mod fonts;
pub mod forms;
mod marks;
mod samples;

pub use amount::in_words as amount_in_words;
pub use engine::{RenderError, Template, render};
pub use fonts::{FontError, Fonts};
