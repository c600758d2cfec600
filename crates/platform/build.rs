//! A new migration must be seen by the macro that compiles them in.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
