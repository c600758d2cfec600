use super::*;
use crate::settings::read::{PATHS, variable_of};

fn refused(text: &str) -> String {
    load_from("lienthong.toml", text, []).unwrap_err().to_string()
}

fn with(environment: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    load_from("lienthong.toml", "", environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

#[test]
fn an_unknown_setting_is_refused_with_its_line_and_what_was_meant() {
    let said = refused("# first\n[web]\nlisen = '0.0.0.0:80'\n");
    assert!(said.starts_with("lienthong.toml:3:"), "{said}");
    assert!(said.ends_with("did you mean: listen"), "{said}");
    assert!(refused("\n[databse]\n").contains("did you mean: database"));
    assert!(!refused("zzzzzzzzzz = 1").contains("did you mean"));
}

#[test]
fn a_wrong_value_is_refused_with_its_line() {
    assert!(refused("[web]\n\nlisten = 'here'\n").starts_with("lienthong.toml:3:"));
    assert!(refused("[log]\nformat = 'jsn'\n").contains("did you mean: json"));
    assert!(refused("[worker]\nparallel = 0\n").starts_with("lienthong.toml:2:"));
    assert!(refused("[web\n").starts_with("lienthong.toml:1:"));
    assert!(refused("[database]\nurl = 'mysql://x'\n").contains("postgres://"));
}

#[test]
fn the_environment_lies_over_the_file() {
    let settings = load_from(
        "f",
        "data = '/a'\n[web]\nlisten = '127.0.0.1:1'\nbehind_proxy = true\n",
        [("LIENTHONG_DATA", "/b"), ("LIENTHONG_WEB_LISTEN", "0.0.0.0:2"), ("DATABASE_URL", "postgres://app@h/d"), ("HOME", "/x")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    )
    .unwrap();
    assert_eq!(settings.data, PathBuf::from("/b"));
    assert_eq!(settings.web.listen.to_string(), "0.0.0.0:2");
    assert!(settings.web.behind_proxy);
    assert_eq!(settings.database.url.unwrap().reveal(), "postgres://app@h/d");
}

#[test]
fn a_wrong_variable_is_refused_by_its_name() {
    let said = with(&[("LIENTHONG_DTA", "/b")]).unwrap_err().to_string();
    assert!(said.starts_with("LIENTHONG_DTA:") && said.ends_with("did you mean: LIENTHONG_DATA"), "{said}");
    assert!(with(&[("LIENTHONG_WEB_LISTEN", "x")]).unwrap_err().to_string().starts_with("LIENTHONG_WEB_LISTEN:"));
    assert_eq!(with(&[("LIENTHONG_SMS_TOKEN", "123456")]).unwrap().sms.token.unwrap().reveal(), "123456");
}

#[test]
fn a_secret_is_never_printed() {
    let settings = with(&[("DATABASE_URL", "postgres://app:hunter2@h/d"), ("LIENTHONG_MAIL_PASSWORD", "hunter2")]).unwrap();
    let printed = format!("{settings:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(printed.contains("***"));
}

#[test]
fn the_sample_file_shows_every_setting_and_is_accepted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/lienthong.toml");
    let sample = std::fs::read_to_string(path).unwrap();
    load_from("deploy/lienthong.toml", &sample, []).unwrap();
    // everything is shown, commented out where there is no good value for everybody
    let all: String = sample.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    load_from("deploy/lienthong.toml", &all, []).unwrap();
    let tree: toml::Table = all.parse().unwrap();
    for path in PATHS {
        let found = path.split('.').try_fold(&toml::Value::Table(tree.clone()), |value, key| value.get(key)).is_some();
        assert!(found, "deploy/lienthong.toml does not show {path} ({})", variable_of(path));
    }
}
