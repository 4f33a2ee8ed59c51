//! The way to a shared database: migrated by several at once, and reached over TLS.

use std::thread;

use crate::{
    group::{cluster, lines},
    process::{Installation, Server},
};

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
