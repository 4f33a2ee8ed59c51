//! The command line of the real binary: what it prints, what it leaves, how it ends.
#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod process;

use process::{Installation, Server};

const ADMIN: [&str; 6] = [
    "admin",
    "create",
    "--username",
    "ada",
    "--full-name",
    "Ada Admin",
];

fn installation_with_admin() -> Installation {
    let home = Installation::new();
    let made = home.run_with_input(&ADMIN, "seven quiet herons\n");
    assert_eq!((made.code, made.error.as_str()), (0, ""), "{}", made.output);
    assert_eq!(made.output, "Administrator ada was made (account 1)\n");
    home
}

#[test]
fn wrong_usage_ends_with_2_and_help_lists_the_commands() {
    let home = Installation::new();
    for arguments in [
        &["fly"][..],
        &["backup"],
        &[
            "import",
            "flask",
            "old.db",
            "--time-zone",
            "Europe/Atlantis",
        ],
    ] {
        let ended = home.run(arguments);
        assert_eq!(
            (ended.code, ended.output.as_str()),
            (2, ""),
            "{arguments:?}"
        );
    }
    let help = home.run(&["--help"]).output;
    for command in [
        "serve", "migrate", "admin", "import", "check", "backup", "copy",
    ] {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command}: {help}"
        );
    }
    assert!(!help.contains("bench-data"), "{help}");
}

#[test]
fn failures_are_one_line_and_1() {
    let home = installation_with_admin();
    let old = home.path("none.db");
    for (arguments, line) in [
        (&ADMIN[..], "that username is taken"),
        (
            &["import", "flask", &old, "--time-zone", "Europe/London"],
            "there is no file",
        ),
        (&["serve", "--demo"], "holds a real clinic"),
    ] {
        let ended = home.run_with_input(arguments, "eight quiet herons\n");
        assert_eq!(ended.code, 1, "{arguments:?}: {}", ended.error);
        assert_eq!(ended.error.lines().count(), 1, "{}", ended.error);
        assert!(
            ended.error.starts_with("server: ") && ended.error.contains(line),
            "{}",
            ended.error
        );
    }
    let weak = home.run_with_input(
        &["admin", "create", "--username", "eve", "--full-name", "Eve"],
        "short\n",
    );
    assert_eq!(
        (weak.code, weak.error.as_str()),
        (
            1,
            "server: password: Use at least 12 characters. A few unrelated words work well.\n"
        )
    );
    let other_engine = home.run_in(
        &["migrate"],
        &[("DATABASE_URL", "postgres://localhost/clinic")],
    );
    assert_eq!(
        (other_engine.code, other_engine.error.lines().count()),
        (1, 1)
    );
}

#[test]
fn migrating_says_from_where_to_where() {
    let home = Installation::new();
    let first = home.run(&["migrate"]).output;
    assert!(
        first.starts_with("A new database was made at version 2026"),
        "{first}"
    );
    assert!(
        home.run(&["migrate"])
            .output
            .starts_with("The database is up to date at version 2026")
    );
}

#[test]
fn a_check_and_a_backup_of_a_served_database() {
    let home = installation_with_admin();
    let server = Server::start(&home, &["serve"]);
    let checked = home.run(&["check"]);
    assert_eq!(
        (checked.code, checked.output),
        (0, format!("{}: no violations\n", home.database()))
    );

    let copy = home.path("copy.db");
    let made = home.run(&["backup", &copy]);
    assert_eq!(made.code, 0, "{}", made.error);
    assert!(
        made.output.contains("is complete and sound") && made.output.contains("users: 1"),
        "{}",
        made.output
    );
    let bytes = std::fs::read(&copy).unwrap();
    let again = home.run(&["backup", &copy]);
    assert_eq!(
        (again.code, again.error.lines().count()),
        (1, 1),
        "{}",
        again.error
    );
    assert_eq!(std::fs::read(&copy).unwrap(), bytes);
    assert_eq!(
        home.run_in(&["check"], &[("DATABASE_URL", &format!("sqlite://{copy}"))])
            .code,
        0
    );
    server.terminate();
}

#[test]
fn a_clinic_is_copied_into_an_empty_database_only() {
    let home = installation_with_admin();
    let from = format!("sqlite://{}", home.database());
    let to = format!("sqlite://{}", home.path("new.db"));
    let made = home.run(&["copy", &from, &to]);
    assert_eq!(made.code, 0, "{}", made.error);
    assert!(made.output.contains("users: 1"), "{}", made.output);
    let again = home.run(&["copy", &from, &to]);
    assert_eq!(
        (again.code, again.error.lines().count()),
        (1, 1),
        "{}",
        again.error
    );
    assert!(again.error.contains("not empty"), "{}", again.error);
    assert_eq!(home.run(&["copy", &from, "mysql://elsewhere"]).code, 2);
}

#[test]
fn a_check_needs_a_database_and_makes_none() {
    let home = Installation::new();
    let checked = home.run(&["check"]);
    assert_eq!(
        (checked.code, checked.error.lines().count()),
        (1, 1),
        "{}",
        checked.error
    );
    assert!(!std::path::Path::new(home.database()).exists());
}

#[test]
fn the_demo_clinic_is_made_once_and_only_where_nothing_is() {
    let home = Installation::new();
    let server = Server::start(&home, &["serve", "--demo"]);
    for account in ["admin", "desk", "dr.moreau", "rosa"] {
        assert!(server.log().contains(account), "{}", server.log());
        let signed_in = server.sign_in(account, "anteroom-demo");
        let me = server.get("/api/me", Some(&signed_in));
        assert!(me.body.contains(account), "{}", me.body);
    }
    let doctors = server.get("/api/doctors", None);
    assert_eq!(
        doctors.body.matches("\"full_name\"").count(),
        12,
        "{}",
        doctors.body
    );
    server.terminate();
    let checked = home.run(&["check"]);
    assert_eq!(checked.code, 0, "{}", checked.output);

    let copy = home.path("before.db");
    assert!(
        home.run(&["backup", &copy])
            .output
            .contains("patients: 300")
    );
    Server::start(&home, &["serve", "--demo"]).terminate();
    assert!(
        home.run(&["backup", &home.path("after.db")])
            .output
            .contains("patients: 300")
    );

    let real = installation_with_admin();
    let refused = real.run(&["serve", "--demo"]);
    assert_eq!((refused.code, refused.output.as_str()), (1, ""));
    assert!(
        refused.error.contains("holds a real clinic"),
        "{}",
        refused.error
    );
}

#[test]
fn old_data_comes_in_and_its_people_sign_in() {
    let home = Installation::new();
    let old = home.path("old.db");
    process::make_database(&old, include_str!("data/flask-clinic.sql"));
    let import = ["import", "flask", &old, "--time-zone", "europe/london"];
    let first = home.run(&import);
    assert_eq!((first.code, first.error.as_str()), (0, ""));
    assert!(
        first
            .output
            .contains("appointments         8           8             0        6"),
        "{}",
        first.output
    );
    let second = home.run(&import);
    assert!(
        second
            .output
            .contains("appointments         8           0             8        0"),
        "{}",
        second.output
    );
    assert_eq!(home.run(&["check"]).code, 0);

    let server = Server::start(&home, &["serve"]);
    // The first time with the old hash, the second with the new one.
    for _ in 0..2 {
        let cookie = server.sign_in("ROSA_K", "tulip");
        let mine = server.get("/api/appointments", Some(&cookie));
        assert_eq!(
            mine.body.matches("\"starts_at\"").count(),
            3,
            "{}",
            mine.body
        );
    }
    server.terminate();
    assert_eq!(
        process::text(
            &home,
            "SELECT substr(password_hash, 1, 4) FROM users WHERE username = 'rosa_k'"
        ),
        "$2b$"
    );
}

#[test]
fn bench_data_is_sound_and_of_the_size_asked_for() {
    let home = Installation::new();
    let path = home.path("bench.db");
    let made = home.run(&["bench-data", &path, "--appointments", "3000"]);
    assert_eq!(made.code, 0, "{}", made.error);
    let at_path = [("DATABASE_URL", format!("sqlite://{path}"))];
    let at_path: Vec<_> = at_path
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let checked = home.run_in(&["check"], &at_path);
    assert_eq!(checked.code, 0, "{}", checked.output);
    let copied = home
        .run_in(&["backup", &home.path("copy.db")], &at_path)
        .output;
    for count in ["doctors: 50", "patients: 5000", "appointments: 3000"] {
        assert!(copied.contains(count), "{copied}");
    }
    assert_eq!(
        home.run(&["bench-data", &path, "--appointments", "10"])
            .code,
        1
    );

    let measured = home.run_in(&["bench-slots", "--runs", "2"], &at_path);
    assert_eq!(measured.code, 0, "{}", measured.error);
    let lines: Vec<Vec<&str>> = measured
        .output
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let about: Vec<&str> = lines.iter().map(|line| line[3]).collect();
    assert_eq!(
        about[1..],
        [
            about[1],
            "50 doctors, 50 have one",
            "50 doctors, 50 have one"
        ]
    );
    for line in &lines {
        let [median, p99] = [line[1], line[2]].map(|text| text.parse::<u64>().unwrap());
        assert!(0 < median && median <= p99, "{line:?}");
    }
}
