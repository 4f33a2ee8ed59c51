//! The screen itself: large, calm, with an optional sound.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use jiff::SignedDuration;

use super::{
    api,
    model::{Call, DoctorLine, WaitingRoom},
    sound::Sound,
};
use crate::{
    clinic_time::ClinicTime,
    error::AppError,
    live::{
        model::Message,
        pauses::{SILENCE, within},
        wire::Opening,
    },
    rules::reason::length,
    screens::pages::{NoScreen, Refresh},
    ui::{Icon, IconName, PageData, platform, use_page_data},
};

/// How often the screen asks while nothing tells it of changes.
const POLL: i64 = 5_000;
/// How often it asks while it is told of them: delays grow by themselves.
const SLOW_POLL: i64 = 30_000;
/// How often a screen whose link is no longer valid asks.
const CLOSED_POLL: i64 = 60_000;
/// How often the clock is looked at.
const TICK: u32 = 1_000;
/// For how long a call is new.
const NEW: i64 = 20;

/// The waiting room.
#[component]
pub fn WaitingRoomPage(
    /// The secret of the link.
    token: ReadSignal<String>,
) -> Element {
    let data = use_page_data(move || api::waiting_room(token()))?;
    // What was shown last, and when it came, stays while the server cannot be reached.
    let mut last = use_signal(|| None::<(WaitingRoom, i64)>);
    use_effect(move || {
        if let Ok(room) = &*data.read() {
            last.set(Some((room.clone(), platform::milliseconds())));
        }
    });
    let clock = use_changes(token, data);
    let passed = match &*last.read() {
        Some((_, at)) => ((clock() - at) / 1_000).max(0),
        None => 0,
    };
    let found = data.read();
    let room = match &*found {
        Ok(room) => Some((room.clone(), false)),
        Err(AppError::NotFound) => None,
        Err(_) => last().map(|(room, _)| (room, true)),
    };
    match (room, &*found) {
        (Some((room, lost)), _) => rsx! {
            Shown { room, passed, lost }
        },
        (None, Err(error)) => rsx! {
            NoScreen { error: error.clone() }
        },
        (None, Ok(_)) => rsx! {},
    }
}

/// Keeps the data new, and gives what this machine's clock showed last.
fn use_changes(token: ReadSignal<String>, mut data: PageData<WaitingRoom>) -> Signal<i64> {
    let mut clock = use_signal(|| 0);
    let mut asked = use_signal(|| 0);
    let mut told = use_signal(|| false);
    use_effect(move || {
        let _ = data.read();
        asked.set(platform::milliseconds());
    });
    use_effect(move || {
        spawn(async move {
            loop {
                platform::pause(TICK).await;
                let now = platform::milliseconds();
                clock.set(now);
                let closed = matches!(&*data.read(), Err(AppError::NotFound));
                let after = match (closed, *told.peek()) {
                    (true, _) => CLOSED_POLL,
                    (false, true) => SLOW_POLL,
                    (false, false) => POLL,
                };
                if now - *asked.peek() >= after {
                    asked.set(now);
                    data.restart();
                }
            }
        });
        spawn(async move {
            loop {
                while matches!(&*data.read(), Err(AppError::NotFound)) {
                    platform::pause(TICK).await;
                }
                if let Ok(socket) = api::live(token.peek().clone(), Opening::default()).await {
                    told.set(true);
                    // What was read before the connection stood may be older.
                    data.restart();
                    while let Some(Some(messages)) = within(SILENCE, socket.next()).await {
                        // The rest only says that the server is there.
                        if messages
                            .iter()
                            .any(|each| matches!(each, Message::Reload(_)))
                        {
                            data.restart();
                        }
                    }
                    told.set(false);
                    data.restart();
                }
                platform::pause(2 * TICK).await;
            }
        });
    });
    clock
}

#[component]
fn Shown(room: WaitingRoom, passed: i64, lost: bool) -> Element {
    let clock = later(room.now, passed);
    let is_new = |call: &Call| {
        let age = room.now.timestamp().as_second() - call.at.timestamp().as_second() + passed;
        age < NEW
    };
    rsx! {
        document::Title { "Waiting room · {room.clinic}" }
        main { class: "waiting-room",
            header { class: "waiting-room-head",
                h1 { "Waiting room" }
                p { "{room.clinic}" }
                p { class: "waiting-room-clock tabular", "{clock}" }
            }
            Refresh { seconds: 5 }
            section { class: "waiting-room-calls", "aria-labelledby": "called",
                h2 { id: "called", "Please come in" }
                if room.calls.is_empty() {
                    p { class: "waiting-room-none", "Please take a seat. Your number is shown here when it is your turn." }
                } else {
                    ol {
                        for call in room.calls.iter() {
                            li { key: "{call.number} {call.at}", class: if is_new(call) { "call new" } else { "call" },
                                strong { class: "call-number tabular",
                                    if let Some(initials) = room.initials.get(&call.number) {
                                        WithInitials { initials: initials.clone(), number: call.number }
                                    } else {
                                        span { class: "visually-hidden", "Number " }
                                        "{call.number}"
                                    }
                                }
                                span { class: "call-room", "{call.room}" }
                                span { class: "call-doctor", "{call.doctor}" }
                            }
                        }
                    }
                }
            }
            Doctors { doctors: room.doctors.clone(), initials: room.initials.clone() }
            footer { class: "waiting-room-foot",
                if lost {
                    p { role: "alert", class: "waiting-room-lost",
                        Icon { name: IconName::WifiOff }
                        "No connection since {room.now.clock()}. Please ask at the front desk."
                    }
                }
                Sound { calls: room.calls.clone() }
            }
        }
    }
}

/// A patient by their initials. The number stays beside them: others may have the same initials, and the
/// number is what the kiosk and the front desk have told.
#[component]
fn WithInitials(initials: String, number: u32) -> Element {
    rsx! {
        "{initials} "
        small { class: "patient-number tabular",
            span { class: "visually-hidden", "number " }
            "{number}"
        }
    }
}

/// Who is next with each doctor, and who runs late.
#[component]
fn Doctors(doctors: Vec<DoctorLine>, initials: BTreeMap<u32, String>) -> Element {
    if doctors.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "waiting-room-next", "aria-labelledby": "next",
            h2 { id: "next", "Next" }
            ul {
                // By their places: two doctors may have one name, and nobody outside is told more of them.
                for (place , line) in doctors.into_iter().enumerate() {
                    li { key: "{place}", class: "waiting-room-doctor",
                        h3 { "{line.doctor}" }
                        if line.next.is_empty() {
                            p { class: "muted", "Nobody is waiting" }
                        } else {
                            ol { class: "waiting-room-numbers tabular", "aria-label": "Waiting for {line.doctor}",
                                for number in line.next {
                                    li { key: "{number}",
                                        if let Some(initials) = initials.get(&number) {
                                            WithInitials { initials: initials.clone(), number }
                                        } else {
                                            "{number}"
                                        }
                                    }
                                }
                            }
                        }
                        if let Some(minutes) = line.late_minutes {
                            p { class: "waiting-room-late", "About {late_words(minutes)} late" }
                        }
                    }
                }
            }
        }
    }
}

/// A delay as one says it: from an hour on, in whole hours.
fn late_words(minutes: i64) -> String {
    let told = if minutes < 60 {
        minutes
    } else {
        minutes / 60 * 60
    };
    length(u32::try_from(told).unwrap_or_default())
}

/// What the clinic's clock shows so many seconds later.
fn later(now: ClinicTime, seconds: i64) -> String {
    let then = now.civil().checked_add(SignedDuration::from_secs(seconds));
    then.unwrap_or_else(|_| now.civil())
        .strftime("%H:%M")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_doctors_of_one_name_are_two_lines() {
        let mut dom = VirtualDom::new(|| {
            let minutes = i64::try_from(5 + 5 * dioxus::core::generation()).unwrap_or_default();
            let line = |next| DoctorLine {
                doctor: "Dr. Moreau".into(),
                next: vec![next],
                late_minutes: Some(minutes),
            };
            let initials = BTreeMap::from([(12, "P. R.".to_owned())]);
            rsx! {
                Doctors { doctors: vec![line(12), line(14)], initials }
            }
        });
        dom.rebuild_in_place();
        // Siblings that cannot be told apart are found out when they are drawn again.
        dom.mark_dirty(ScopeId::APP);
        dom.render_immediate(&mut dioxus::core::NoOpMutations);
        let html = dioxus::ssr::render(&dom);
        assert_eq!(html.matches("<h3>Dr. Moreau</h3>").count(), 2, "{html}");
        assert_eq!(html.matches("About 10 minutes late").count(), 2, "{html}");
        assert!(html.contains("P. R. <small"), "{html}");
        assert!(html.contains("<li>14</li>"), "{html}");
    }

    #[test]
    fn the_clock_goes_on_by_itself() {
        let now = "2026-11-23T09:59:50+00:00".parse().unwrap();
        assert_eq!(later(now, 9), "09:59");
        assert_eq!(later(now, 10), "10:00");
        assert_eq!(later(now, 15 * 3600), "00:59");
    }

    #[test]
    fn long_delays_are_told_in_hours() {
        let told = [15, 60, 95, 150].map(late_words);
        assert_eq!(told, ["15 minutes", "1 hour", "1 hour", "2 hours"]);
    }
}
