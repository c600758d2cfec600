//! Speaking to the person at the terminal. Log lines go another way.
#![expect(clippy::print_stdout, reason = "only the command line speaks to the terminal")]

/// A line of an answer.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// A step of something that takes time; on the error output, because the answer may be JSON that goes into a file.
pub(crate) fn step(text: &str) {
    eprintln!("→ {text}");
}

/// What went wrong, on the error output.
pub(crate) fn wrong(text: &str) {
    eprintln!("✗ {text}");
}
