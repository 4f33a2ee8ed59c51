//! Sends what waits, finds out when the server is back, and keeps today and tomorrow as they are
//! there. One for the whole app, whichever of its windows it runs in.

use std::{collections::BTreeSet, time::Duration};

use jiff::{Timestamp, civil::Date};
use tokio::{sync::Mutex, time};

use super::{
    queue::{Answer, ServerSide, Waiting},
    source::{POKE, ask, is_away, source, tell},
};
use crate::{
    appointments, auth, clinic_time::ClinicTime, desk, desk::model::BoardVisit, encounters,
    error::AppError, form::Input, live::pauses, ui::platform,
};

/// There is a pause of so much in any case: a server may be there for one question and not for the next, and each
/// time that is noticed the courier is woken.
const LEAST: Duration = Duration::from_millis(500);
/// The pause while there is a connection: changes are put on disk that often.
const CALM: Duration = Duration::from_secs(3);
/// The kept day is asked for that often; boards that are open keep it fresher.
const TODAY: i64 = 60;
/// And tomorrow's.
const TOMORROW: i64 = 600;

/// Held by the window whose courier works. When that window closes, another's takes over.
static WORKING: Mutex<()> = Mutex::const_new(());
/// Held while a step is on its way: the steps of a visit must not overtake one another.
static SENDING: Mutex<()> = Mutex::const_new(());

/// When the days were asked for last, in seconds.
#[derive(Default)]
struct Asked {
    today: i64,
    tomorrow: i64,
}

/// Works as long as its window is open.
pub(super) async fn run() {
    let _working = WORKING.lock().await;
    let mut asked = Asked::default();
    let mut failures = 0_u32;
    loop {
        round(&mut asked).await;
        let pause = if source().away.is_some() {
            failures = failures.saturating_add(1);
            let chance = pauses::chance(&platform::unlikely());
            Duration::from_millis(pauses::pause(failures, chance).into())
        } else {
            failures = 0;
            CALM
        };
        time::sleep(LEAST).await;
        // Cut short by whoever wants something done.
        let _ = time::timeout(pause, POKE.notified()).await;
    }
}

async fn round(asked: &mut Asked) {
    let now = Timestamp::now();
    let (open, away, doubtful, sign_in) = {
        let mut source = source();
        source.keeper.tidy(now);
        let doubtful = std::mem::take(&mut source.doubtful);
        (
            source.keeper.is_open(),
            source.away.is_some(),
            doubtful,
            source.sign_in,
        )
    };
    tell();
    if away {
        // The least that can be asked of a server; the answer is for the frame to fetch.
        if ask(auth::api::shell())
            .await
            .is_err_and(|error| is_away(&error))
        {
            return;
        }
    }
    if !open || sign_in {
        return;
    }
    send_all().await;
    let second = now.as_second();
    if away || doubtful || second - asked.today > TODAY {
        asked.today = second;
        if refresh(None).await && second - asked.tomorrow > TOMORROW {
            asked.tomorrow = second;
            let today = source().keeper.now(now).map(ClinicTime::date);
            if let Some(tomorrow) = today.and_then(|today| today.tomorrow().ok()) {
                refresh(Some(tomorrow)).await;
            }
        }
    }
}

/// Asks for a day, to keep it.
async fn refresh(date: Option<Date>) -> bool {
    let answer = ask(desk::api::board(date.map(|date| date.to_string()))).await;
    let mut source = source();
    match answer {
        Ok(board) => {
            source.keeper.keep(&board, Timestamp::now());
            true
        }
        Err(AppError::NotSignedIn) => {
            source.ask_to_sign_in();
            drop(source);
            tell();
            false
        }
        Err(_) => false,
    }
}

/// Sends what waits, as far as it goes.
async fn send_all() {
    let mut sent = false;
    // Visits at which the server had a fault of its own: theirs is for the next round.
    let mut passed_over = BTreeSet::new();
    while let Some((appointment_id, answer)) = send_next(&passed_over).await {
        match answer {
            Answer::Later | Answer::SignIn => break,
            Answer::Failed(_) => {
                passed_over.insert(appointment_id);
            }
            Answer::Done(_) | Answer::Disagrees(_) => sent = true,
        }
    }
    if sent {
        source().reload();
        tell();
    }
}

/// Sends the step with this key, as it is taken; answers nothing when it is not its turn, or was already: then it
/// waits as others do.
pub(super) async fn send(key: &str) -> Option<Result<BoardVisit, AppError>> {
    let _turn = SENDING.lock().await;
    let step = source().keeper.begin(key, Timestamp::now())?;
    let answer = deliver(&step).await;
    match meaning(&answer) {
        // Whoever took the step is looking at the answer: there is nothing to ask later.
        Answer::Disagrees(_) => {
            let now = Timestamp::now();
            source().keeper.change(now, |queue| queue.refuse(&step.key));
        }
        meant => note(&step, meant, None, &answer),
    }
    tell();
    Some(answer)
}

/// Sends the next step that waits, but for those of the visits that are passed over: of which appointment it is,
/// and what the answer means. Nothing when there is none.
async fn send_next(passed_over: &BTreeSet<i64>) -> Option<(i64, Answer)> {
    let _turn = SENDING.lock().await;
    let step = source()
        .keeper
        .next_to_send(passed_over, Timestamp::now())?;
    let answer = deliver(&step).await;
    let meant = meaning(&answer);
    let server = match meant {
        Answer::Disagrees(_) | Answer::Failed(_) => match server_side(&step).await {
            Ok(server) => server,
            // It gets the same answer again when the server can be asked.
            Err(_) => return Some((step.appointment_id, Answer::Later)),
        },
        _ => None,
    };
    note(&step, meant.clone(), server, &answer);
    tell();
    Some((step.appointment_id, meant))
}

async fn deliver(step: &Waiting) -> Result<BoardVisit, AppError> {
    let form = Input(step.form());
    ask(encounters::api::stage(step.appointment_id, form)).await
}

fn meaning(answer: &Result<BoardVisit, AppError>) -> Answer {
    Answer::of(answer.as_ref().map_err(Clone::clone))
}

/// Notes what became of a step.
fn note(
    step: &Waiting,
    meant: Answer,
    server: Option<ServerSide>,
    answer: &Result<BoardVisit, AppError>,
) {
    let mut source = source();
    if meant == Answer::SignIn {
        source.ask_to_sign_in();
    }
    let visit = answer.as_ref().ok();
    source
        .keeper
        .answered(&step.key, meant, server, visit, Timestamp::now());
}

/// How a visit stands at the server; nothing when it is not there any more for this reader.
async fn server_side(step: &Waiting) -> Result<Option<ServerSide>, AppError> {
    let day = step.at.date().to_string();
    let board = ask(desk::api::board(Some(day))).await?;
    let found = board
        .visits
        .into_iter()
        .find(|visit| visit.id == step.appointment_id);
    let Some(visit) = found else {
        return Ok(None);
    };
    let history = ask(appointments::api::history(visit.id)).await?;
    let last = history.into_iter().next_back();
    Ok(Some(ServerSide {
        version: visit.version,
        stage: visit.stage,
        room_id: visit.room_id,
        at: last.as_ref().map(|last| last.at),
        by: last.and_then(|last| last.by),
    }))
}
