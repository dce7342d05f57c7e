//! Choosing among installations, shown on scripts that only know `--version`.

use std::os::unix::fs::PermissionsExt;

use super::*;

const DEBIAN: &str = "ID=debian\n";
const ROCKY: &str = "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n";

fn installation(dir: &Path, name: &str, says: &str) -> PathBuf {
    let bin = dir.join(name);
    std::fs::create_dir(&bin).unwrap();
    for program in ["postgres", "initdb"] {
        let path = bin.join(program);
        std::fs::write(&path, format!("#!/bin/sh\necho '{program} (PostgreSQL) {says}'\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    bin
}

#[test]
fn versions_are_read_as_packagers_write_them() {
    for (said, major, minor, shown) in [
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", 15, 18, "15.18"),
        ("postgres (PostgreSQL) 17.0\n", 17, 0, "17.0"),
        ("postgres (PostgreSQL) 18beta2\n", 18, 0, "18beta2"),
        ("postgres (PostgreSQL) 9.6.24\n", 9, 6, "9.6.24"),
    ] {
        let version = Version::parse(said).unwrap();
        assert_eq!((version.major, version.minor), (major, minor));
        assert_eq!(version.to_string(), shown);
    }
    assert_eq!(Version::parse("psql 15"), None);
    let builds =
        ["15.18-1", "15.18-2"].map(|b| Version::parse(&format!("postgres (PostgreSQL) 15.18 ({b})")));
    assert_ne!(builds[0], builds[1], "two builds of one version are different programs");
}

#[test]
fn the_newest_is_taken_for_a_new_cluster_and_the_fitting_one_for_an_old() {
    let dir = tempfile::tempdir().unwrap();
    let all = [
        installation(dir.path(), "a", "15.4"),
        installation(dir.path(), "b", "15.12"),
        installation(dir.path(), "c", "17.2"),
        installation(dir.path(), "d", "13.9"),
        installation(dir.path(), "e", "19.1"),
    ];
    assert_eq!(choose(&all, None).unwrap().version.to_string(), "17.2");
    let data = Path::new("/data");
    assert_eq!(choose(&all, Some((data, "15"))).unwrap().version.to_string(), "15.12");

    let error = choose(&all, Some((data, "16"))).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "the data in /data were made by PostgreSQL 16, and only PostgreSQL 17.2, 15.12, 15.4 can be found"
        ),
        "{error}"
    );
    assert!(error.contains("Install PostgreSQL 16 beside it"), "{error}");
}

#[test]
fn what_was_found_but_is_not_usable_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let old = installation(dir.path(), "old", "13.9");
    let client_only = installation(dir.path(), "client", "16.1");
    std::fs::remove_file(client_only.join("initdb")).unwrap();
    let error = choose(&[old.clone(), client_only.clone()], None).unwrap_err();
    assert!(matches!(error, Error::NoPrograms { .. }), "{error}");
    let error = error.to_string();
    assert!(error.contains(&format!("{}: PostgreSQL 13.9 is not one of 15 to 18", old.display())), "{error}");
    assert!(error.contains(&format!("{}: `initdb` is missing", client_only.display())), "{error}");
    assert!(error.contains("Install it ("), "{error}");
}

#[test]
fn one_installation_reached_twice_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let old = installation(dir.path(), "old", "13.9");
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(&old, &link).unwrap();
    let Error::NoPrograms { rejected, .. } = choose(&[old, link], None).unwrap_err() else { panic!() };
    assert_eq!(rejected.len(), 1, "{rejected:?}");
}

#[test]
fn the_command_is_the_systems_own() {
    assert_eq!(install_command_on(DEBIAN, None), "`sudo apt-get install postgresql`");
    assert!(install_command_on(DEBIAN, Some("16")).contains("apt-get install postgresql-16"));
    assert!(install_command_on(ROCKY, None).contains("dnf install postgresql-server postgresql-contrib"));
    assert!(install_command_on("ID=void", Some("17")).contains("PostgreSQL 17"));
}
