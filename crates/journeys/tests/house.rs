//! The rules of the house that no single room can keep.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The tier of each room (ARCHITECTURE.md). A room uses only rooms of lower tiers.
const TIERS: [(&str, u8); 14] = [
    ("kernel", 0),
    ("platform", 1),
    ("docgen", 1),
    ("ui", 2),
    ("testkit", 2),
    ("directory", 3),
    ("procedures", 5),
    ("payments", 5),
    ("dossiers", 6),
    ("web", 8),
    ("cli", 9),
    ("simulators", 8),
    ("bench", 9),
    ("journeys", 9),
];

#[test]
fn arrows_between_rooms_point_downward() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let tiers: BTreeMap<&str, u8> = TIERS.into_iter().collect();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let Some(room) = package["name"].as_str().unwrap().strip_prefix("lienthong-") else { continue };
        let Some(tier) = tiers.get(room) else {
            wrong.push(format!("{room} has no tier"));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let Some(used) = dependency["name"].as_str().unwrap().strip_prefix("lienthong-") else { continue };
            let for_tests = dependency["kind"] == "dev";
            if !for_tests && tiers.get(used).is_none_or(|below| below >= tier) {
                wrong.push(format!("{room} (tier {tier}) uses {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
