//! What every request can reach.

use std::{
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use tokio::sync::{Notify, Semaphore};

use diesel::QueryResult;

use super::{Conn, Db, clock::Clock, config::Config, page_cache::PageCache, request_id};
use crate::{
    clinic::{
        model::Clinic,
        store::{self, Versions},
    },
    clinic_time::ClinicTime,
    error::AppError,
    live::{boards::Boards, model::Sequence},
    rules::{self, model::Rules},
};

/// How long the only server of a database serves settings from memory: a command may change them
/// meanwhile. Where there may be other servers, the version is looked at each time.
const SETTINGS_AGE: Duration = Duration::from_secs(5);

/// The parts of a running server; cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Parts>);

/// See [`AppState`].
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The settings of the environment.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// Places for bcrypt: one less than there are cores, so that a rush of logins leaves one
    /// for bookings.
    pub hashing: Semaphore,
    /// Places for pages being rendered: as many as can be at work, and one that waits for its data.
    pub rendering: Semaphore,
    /// Pages that are the same for everybody, for a second.
    pub pages: PageCache,
    /// Nudged when a time came free: somebody may wait for it.
    pub freed: Notify,
    /// The boards that are open, and how far they have come.
    pub boards: Boards,
    settings: RwLock<Option<(Instant, Settings)>>,
    has_admin: std::sync::atomic::AtomicBool,
}

/// The clinic's settings with its time zone at hand, and the rules that free times follow from.
#[derive(Clone, Debug)]
pub struct Settings {
    /// As the admin set them.
    pub clinic: Arc<Clinic>,
    /// The clinic's zone.
    pub zone: TimeZone,
    /// Visit types, hours and the like.
    pub rules: Arc<Rules>,
    /// What was read.
    versions: Option<Versions>,
}

/// The settings as a request sees them.
#[derive(Clone, Debug)]
pub struct Seen {
    settings: Settings,
    /// How far boards had come before these were looked up; nothing where they are from memory.
    sequence: Option<Sequence>,
}

impl Settings {
    /// Reads them from the database.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn load(conn: &mut Conn, now: Timestamp) -> QueryResult<Self> {
        // The versions first: what is changed meanwhile is then read again next time.
        let versions = store::versions(conn)?;
        let clinic = store::load(conn)?;
        let zone = TimeZone::get(&clinic.time_zone).unwrap_or(TimeZone::UTC);
        let today = zone.to_datetime(now).date();
        Ok(Self {
            rules: Arc::new(rules::store::load(conn, &clinic, today)?),
            clinic: Arc::new(clinic),
            zone,
            versions,
        })
    }

    /// These settings, or newer ones if there are any. A transaction that decides by the rules
    /// begins with it, since they may have changed while it waited for its turn.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn current(&self, conn: &mut Conn, now: Timestamp) -> QueryResult<Self> {
        if store::versions(conn)? == self.versions {
            return Ok(self.clone());
        }
        Self::load(conn, now)
    }

    /// An instant as the clinic's clock shows it.
    pub fn local(&self, timestamp: Timestamp) -> ClinicTime {
        ClinicTime::at(timestamp, &self.zone)
    }

    /// The first instant of a day in the clinic.
    ///
    /// A day whose midnight is skipped by a clock change starts when the clocks have changed.
    pub fn day_start(&self, day: Date) -> Timestamp {
        day.to_zoned(self.zone.clone())
            .map_or(Timestamp::MAX, |start| start.timestamp())
    }

    /// The first instants of `first` and of the day after `last`.
    pub fn day_range(&self, first: Date, last: Date) -> (Timestamp, Timestamp) {
        let after = last
            .tomorrow()
            .map_or(Timestamp::MAX, |next| self.day_start(next));
        (self.day_start(first), after)
    }
}

impl std::ops::Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl AppState {
    /// Puts the parts together.
    pub fn new(db: Db, config: Config, clock: Clock) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self(Arc::new(Parts {
            db,
            config,
            clock,
            hashing: Semaphore::new(cores.saturating_sub(1).max(1)),
            rendering: Semaphore::new(cores + 1),
            pages: PageCache::default(),
            freed: Notify::new(),
            boards: Boards::default(),
            settings: RwLock::new(None),
            has_admin: std::sync::atomic::AtomicBool::new(false),
        }))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The clinic's settings, the same for all of a request.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settings(&self) -> Result<Settings, AppError> {
        Ok(self.seen().await?.settings)
    }

    /// The settings that a board is read with, and from where on it is to be told what happens:
    /// whatever was told by then is in them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settings_and_sequence(&self) -> Result<(Settings, Sequence), AppError> {
        let Seen { settings, sequence } = self.seen().await?;
        match sequence {
            // Perhaps for the frame of the page, a moment ago: that need not be asked again.
            Some(sequence) => Ok((settings, sequence)),
            // What was kept may be older than what was told.
            None => self.latest_settings().await,
        }
    }

    async fn seen(&self) -> Result<Seen, AppError> {
        match request_id::settings() {
            Some(seen) => seen
                .get_or_try_init(|| self.recent_settings())
                .await
                .cloned(),
            None => self.recent_settings().await,
        }
    }

    async fn recent_settings(&self) -> Result<Seen, AppError> {
        if let Some((read_at, settings)) = self.kept_settings()
            && !self.db.url().is_shared()
            && read_at.elapsed() < SETTINGS_AGE
        {
            return Ok(Seen {
                settings,
                sequence: None,
            });
        }
        let (settings, sequence) = self.latest_settings().await?;
        Ok(Seen {
            settings,
            sequence: Some(sequence),
        })
    }

    /// Looks the settings up in the database.
    async fn latest_settings(&self) -> Result<(Settings, Sequence), AppError> {
        // Before anything is read: what happens meanwhile is told once more rather than not at all.
        let sequence = self.boards.sequence();
        let known = self.kept_settings().map(|(_, settings)| settings);
        let now = self.now();
        let settings = self
            .db
            .look_up(move |conn| match &known {
                Some(known) => Ok(known.current(conn, now)?),
                None => Ok(Settings::load(conn, now)?),
            })
            .await?;
        if let Ok(mut kept) = self.settings.write() {
            *kept = Some((Instant::now(), settings.clone()));
        }
        Ok((settings, sequence))
    }

    /// What was looked up last, and when.
    fn kept_settings(&self) -> Option<(Instant, Settings)> {
        self.settings.read().ok().and_then(|kept| kept.clone())
    }

    /// Reads the settings from the database itself, which tells whether it answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn probe(&self) -> Result<(), AppError> {
        self.db
            .read(|conn| Ok(store::exists(conn)?))
            .await
            .map(|_| ())
    }

    /// Has the settings read anew; called after they were changed.
    pub fn forget_settings(&self) {
        if let Ok(mut kept) = self.settings.write() {
            *kept = None;
        }
    }

    /// Whether an administrator exists; once there is one, there always is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_admin(&self) -> Result<bool, AppError> {
        use std::sync::atomic::Ordering::Relaxed;
        if self.has_admin.load(Relaxed) {
            return Ok(true);
        }
        let found = self
            .db
            .read(|conn| Ok(crate::auth::store::has_admin(conn)?))
            .await?;
        self.has_admin.store(found, Relaxed);
        Ok(found)
    }
}
