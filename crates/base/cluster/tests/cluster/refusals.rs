//! What can't be done is said, with the remedy.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use almoner_cluster::{Error, find_programs};
use nix::unistd::Uid;

use crate::kit::*;

#[tokio::test]
async fn data_of_another_major_version_are_refused() {
    let dir = folder();
    let data = dir.path().join("postgres/data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("PG_VERSION"), "14\n").unwrap();
    let error = start(options(dir.path())).await.0.unwrap_err();
    assert!(matches!(&error, Error::WrongMajor { have, .. } if have == "14"), "{error}");
    let said = error.to_string();
    let found = find_programs(options("").programs.as_deref()).unwrap().version.to_string();
    assert!(said.contains("were made by PostgreSQL 14") && said.contains(&found), "{said}");
    assert!(said.contains("Install PostgreSQL 14 beside it") && said.contains("pg_upgrade"), "{said}");
}

#[tokio::test]
async fn a_folder_without_programs_is_refused() {
    let dir = folder();
    let mut options = options(dir.path());
    options.programs = Some(dir.path().to_owned());
    let error = start(options).await.0.unwrap_err();
    assert!(matches!(error, Error::NoPrograms { .. }));
    let said = error.to_string();
    assert!(said.contains("PostgreSQL 15 to 18 is needed"), "{said}");
    assert!(said.contains(&format!("{}: `postgres` is missing", dir.path().display())), "{said}");
    assert!(said.contains("Install it ("), "{said}");
}

#[tokio::test]
async fn what_is_no_cluster_is_not_touched() {
    let dir = folder();
    let data = dir.path().join("postgres/data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("letter"), "dear").unwrap();
    let error = start(options(dir.path())).await.0.unwrap_err().to_string();
    assert!(error.contains("no PostgreSQL cluster"), "{error}");
    assert_eq!(std::fs::read_to_string(data.join("letter")).unwrap(), "dear");
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why() {
    let dir = folder();
    let mut wrong = options(dir.path());
    wrong.settings.push(("shared_buffers".to_owned(), "plenty".to_owned()));
    let error = start(wrong).await.0.unwrap_err();
    assert!(matches!(error, Error::DidNotStart { .. }), "{error}");
    assert!(
        error.to_string().contains("invalid value for parameter \"shared_buffers\": \"plenty\""),
        "{error}"
    );

    // Said in the server's own log, which is open by then.
    std::fs::remove_file(dir.path().join("postgres/data/global/pg_control")).unwrap();
    let error = start(options(dir.path())).await.0.unwrap_err();
    assert!(error.to_string().contains("pg_control"), "{error}");

    let mut wrong = options(dir.path());
    wrong.settings.push(("jit = on\nport".to_owned(), "1".to_owned()));
    assert!(matches!(start(wrong).await.0.unwrap_err(), Error::Setting(_)));
}

#[tokio::test]
async fn a_user_that_the_server_cannot_have_is_refused() {
    let dir = folder();
    let mut wrong = options(dir.path());
    wrong.run_as = Some("nobody-of-this-name".to_owned());
    let error = start(wrong.clone()).await.0.unwrap_err().to_string();
    assert!(error.contains("\"nobody-of-this-name\": there is no such user"), "{error}");
    wrong.run_as = Some("root".to_owned());
    let error = start(wrong).await.0.unwrap_err().to_string();
    assert!(error.contains("refuses to run as root"), "{error}");
}

/// Only root runs the server as somebody else, so only root can meet this.
#[tokio::test]
async fn a_closed_parent_folder_is_named() {
    if !Uid::effective().is_root() {
        eprintln!("not root: the server runs as us, and no folder of ours is closed to us");
        return;
    }
    let dir = folder();
    let closed = dir.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    let error = start(options(closed.join("deeper/data"))).await.0.unwrap_err();
    let Error::CannotEnter { folder, .. } = &error else { panic!("{error}") };
    assert_eq!(folder, &closed);
    assert!(error.to_string().contains(&format!("chmod o+x {}", closed.display())), "{error}");
}

/// In /tmp anybody may have made the folder first.
#[tokio::test]
async fn a_socket_folder_of_somebody_else_is_not_used() {
    let dir = folder();
    let long = dir.path().join("very-long-".repeat(15));
    let running = up(&long).await;
    let socket = running.socket_dir().to_owned();
    running.stop().await.unwrap();
    std::fs::create_dir(&socket).unwrap();
    std::fs::set_permissions(&socket, Permissions::from_mode(0o777)).unwrap();
    let running = start(options(&long)).await.0;
    std::fs::remove_dir_all(&socket).unwrap();
    match running {
        Ok(running) => {
            assert_ne!(running.socket_dir(), socket);
            running.stop().await.unwrap();
        }
        Err(error) => assert!(error.to_string().contains("must be a folder of the user"), "{error}"),
    }
}
