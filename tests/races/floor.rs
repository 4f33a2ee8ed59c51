//! A clinic to race in.

use anteroom::server::check;
use diesel::connection::SimpleConnection as _;
use jiff::{ToSpan as _, civil::Weekday};

use crate::process::{Installation, Server, clinic, cluster::Cluster, http};

/// An engine to race on.
pub(crate) enum Place {
    File(Installation),
    Server(
        Installation,
        #[expect(dead_code, reason = "kept running")] Cluster,
    ),
}

impl Place {
    pub(crate) fn file() -> Self {
        Self::File(Installation::new().at_ten())
    }

    pub(crate) fn server() -> Self {
        let cluster = Cluster::start();
        let url = cluster.make_database("races");
        Self::Server(Installation::at(&url).at_ten(), cluster)
    }

    pub(crate) fn home(&self) -> &Installation {
        match self {
            Self::File(home) | Self::Server(home, _) => home,
        }
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Patient {
    pub(crate) id: i64,
    pub(crate) cookie: String,
}

/// A running clinic with two doctors. The second sees patients every ten minutes for half an hour
/// each, so that starts that differ overlap.
pub(crate) struct Floor {
    pub(crate) server: Server,
    pub(crate) admin: String,
    pub(crate) doctors: Vec<i64>,
    pub(crate) patients: Vec<Patient>,
}

impl Floor {
    pub(crate) fn open(place: &Place, patients: usize) -> Self {
        let home = place.home();
        clinic::make_admin(home);
        let server = Server::start(home, &["serve"]);
        let port = server.port();
        let admin = clinic::sign_in(port, "ada", clinic::PASSWORD);
        let doctors = clinic::add_doctors(port, &admin, 2);
        home.connect()
            .batch_execute(&format!(
                "UPDATE doctors SET own_hours = TRUE WHERE id = {dense};
                 INSERT INTO working_hours (doctor_id, weekday, opens, closes, grid_minutes)
                     SELECT {dense}, weekday, 540, 1020, 10 FROM opening_hours;
                 UPDATE clinic SET rules_version = rules_version + 1",
                dense = doctors[1],
            ))
            .unwrap();
        // What was changed behind the server's back is known to it after five seconds.
        drop(server);
        let server = Server::start(home, &["serve"]);
        let port = server.port();
        let patients = (0..patients).map(|number| {
            let answer = clinic::register(port, &format!("pat{number}"));
            Patient {
                id: answer.value()["patient_id"].as_i64().unwrap(),
                cookie: answer.cookie(),
            }
        });
        Self {
            patients: patients.collect(),
            admin: clinic::sign_in(port, "ada", clinic::PASSWORD),
            server,
            doctors,
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.server.port()
    }

    /// The free times of a doctor on the first working day that is `weeks` ahead.
    pub(crate) fn times(&self, doctor: i64, weeks: i64) -> Vec<String> {
        let today = jiff::Zoned::now().date();
        let monday = today
            .saturating_add((7 * weeks).days())
            .nth_weekday(1, Weekday::Monday)
            .unwrap();
        let path = format!("/api/doctors/{doctor}/slots?from={monday}&to={monday}");
        http::field(&clinic::get(self.port(), &path, None).value(), "starts_at")
    }
}

/// Nothing is wrong in the database.
pub(crate) fn assert_sound(place: &Place) {
    let found = check::run(&place.home().url().parse().unwrap()).unwrap();
    assert_eq!(found.violations, Vec::<String>::new());
}
