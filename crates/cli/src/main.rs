//! The binary `lienthong`.

fn main() {}
