//! The way to a shared database: migrated by several at once, reached over TLS, and what the
//! commands do there.

use std::{
    thread,
    time::{Duration, Instant},
};

use anteroom::{
    error::AppError,
    live,
    server::{AppState, Db, clock::Clock, config::Config},
};
use diesel::connection::SimpleConnection as _;

use crate::{
    group::{cluster, lines, until_none},
    process::{Installation, Server, make_database},
};

/// How long something may take that takes no time.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn several_servers_migrate_at_once() {
    let url = cluster().make_database("migrated");
    let homes: Vec<Installation> = (0..6).map(|_| Installation::at(&url)).collect();
    let ended = thread::scope(|scope| {
        let running: Vec<_> = homes
            .iter()
            .map(|home| scope.spawn(|| home.run(&["migrate"])))
            .collect();
        running
            .into_iter()
            .map(|ended| ended.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(ended.iter().all(|ended| ended.code == 0), "{ended:?}");
    let made = ended
        .iter()
        .filter(|ended| ended.output.starts_with("A new database was made"));
    assert_eq!(made.count(), 1, "{ended:?}");
    let steps = std::fs::read_dir(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/migrations/postgresql"
    ));
    let steps = steps.unwrap().count().to_string();
    let applied = "SELECT CAST(count(*) AS TEXT) AS line FROM __diesel_schema_migrations";
    assert_eq!(lines(&homes[0], applied), [steps]);
    assert_eq!(homes[0].run(&["check"]).code, 0);
}

#[test]
fn the_way_to_the_database_is_encrypted_where_its_url_says_so() {
    let cluster = cluster();
    cluster.make_database("encrypted");
    let strict = cluster.file("tls-url").replace("/postgres?", "/encrypted?");
    assert!(strict.contains("sslmode=verify-full"), "{strict}");
    let (plain, _) = strict.split_once('?').unwrap();
    let authority = strict.replace("verify-full", "verify-ca");
    let urls = [
        strict.clone(),
        authority,
        format!("{plain}?sslmode=require"),
    ];
    for (url, name) in urls.iter().zip(["full", "ca", "require"]) {
        let home = Installation::at(&format!("{url}&application_name={name}"));
        let server = Server::start(&home, &["serve"]);
        assert_eq!(server.get("/api/doctors", None).status, 200);
        let how = format!(
            "SELECT DISTINCT CAST(ssl AND version LIKE 'TLSv1._' AND client_addr = '127.0.0.1' AS TEXT) AS line
             FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = '{name}'"
        );
        assert_eq!(
            lines(&Installation::at(&cluster.url("encrypted")), &how),
            ["true"],
            "{url}"
        );
        server.terminate();
    }

    // A server whose certificate nobody vouches for is not talked to.
    let strange = Installation::at(plain);
    let other = strange.path("other.crt");
    let made = std::process::Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ])
        .args([
            "-subj",
            "/CN=localhost",
            "-keyout",
            "/dev/null",
            "-out",
            &other,
        ])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let url = format!("{plain}?sslmode=verify-ca&sslrootcert={other}");
    let refused = strange.run_in(&["migrate"], &[("DATABASE_URL", &url)]);
    assert_eq!(
        (refused.code, refused.error.lines().count()),
        (1, 1),
        "{refused:?}"
    );
    assert!(refused.error.contains("certificate"), "{}", refused.error);
    let (_, password) = plain.split_once("anteroom:").unwrap();
    let (password, _) = password.split_once('@').unwrap();
    assert!(!refused.error.contains(password), "{}", refused.error);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_closes_its_connections_before_it_ends() {
    let url = cluster().make_database("leaving");
    let watching = Installation::at(&url);
    let url = format!("{url}&application_name=leaving");
    let config = Config {
        database: url.parse().unwrap(),
        ..Config::from_env().unwrap()
    };
    let db = Db::open(&config.database).unwrap();
    let app = AppState::new(db.clone(), config, Clock::System);
    let boards = tokio::spawn(live::hub::run(app));
    // Those that the pools make in place of the ones that are taken are made in other threads.
    for _ in 0..3 {
        db.read(|_| Ok(())).await.unwrap();
        db.write(|_| Ok(())).await.unwrap();
    }
    let open = "SELECT query AS line FROM pg_stat_activity WHERE application_name = 'leaving'";
    let deaf = format!("SELECT 'deaf' AS line WHERE NOT EXISTS ({open} AND query LIKE 'LISTEN%')");
    until_none(&watching, &deaf, PATIENCE);

    // A copy of the handle is kept all the while, as server functions that hang do.
    boards.abort();
    db.close().await;
    db.disconnect().await;
    until_none(&watching, open, PATIENCE);
    assert_eq!(db.read(|_| Ok(())).await, Err(AppError::Unavailable));
    assert_eq!(db.write(|_| Ok(())).await, Err(AppError::Unavailable));
}

#[tokio::test]
async fn whoever_has_a_connection_of_its_own_is_waited_for() {
    let db = Db::open(&cluster().make_database("waiting").parse().unwrap()).unwrap();
    let user = db.user();
    let (begun, a_while) = (Instant::now(), Duration::from_millis(150));
    let thread = thread::spawn(move || {
        thread::sleep(a_while);
        drop(user);
    });
    db.disconnect().await;
    assert!(begun.elapsed() >= a_while, "{:?}", begun.elapsed());
    thread.join().unwrap();
}

#[test]
fn the_commands_work_on_a_shared_database() {
    let home = Installation::at(&cluster().make_database("commands"));
    let flask = home.path("flask.db");
    make_database(&flask, include_str!("../data/flask-clinic.sql"));
    for _ in 0..2 {
        let import = ["import", "flask", &flask, "--time-zone", "Europe/London"];
        let imported = home.run(&import);
        assert_eq!(imported.code, 0, "{}", imported.error);
    }
    let checked = home.run(&["check"]);
    assert_eq!(checked.code, 0, "{}{}", checked.output, checked.error);
    let refused = home.run(&["backup", &home.path("copy.db")]);
    assert_eq!(
        (refused.code, refused.error.lines().count()),
        (1, 1),
        "{}",
        refused.error
    );
    assert!(refused.error.contains("pg_dump"), "{}", refused.error);

    let demo = cluster().make_database("demo");
    let demos: Vec<Installation> = (0..2).map(|_| Installation::at(&demo)).collect();
    thread::scope(|scope| {
        for home in &demos {
            scope.spawn(|| Server::start(home, &["serve", "--demo"]).terminate());
        }
    });
    assert_eq!(demos[0].run(&["check"]).code, 0);

    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')";
    home.connect().batch_execute(newer).unwrap();
    for command in ["migrate", "serve"] {
        let refused = home.run(&[command]);
        assert_eq!(
            (refused.code, refused.error.lines().count()),
            (1, 1),
            "{}",
            refused.error
        );
        assert!(refused.error.contains("newer"), "{}", refused.error);
    }
}
