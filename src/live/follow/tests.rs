//! What becomes of a page under what it is told.

use dioxus::core::NoOpMutations;

use super::*;
use crate::desk::testing::{hold, visit};

fn at(epoch: &str, number: u64) -> Sequence {
    Sequence {
        epoch: epoch.to_owned(),
        number,
    }
}

/// A page that notes what is done with it.
#[derive(Default)]
struct Fake {
    seen: Vec<String>,
    /// A visit that is not shown without loading again.
    strange: Option<i64>,
    /// What comes of loading again.
    answer: Option<AppError>,
    /// Loading again does not end.
    hangs: bool,
}

impl Page for Fake {
    fn date(&self) -> String {
        "2026-11-23".to_owned()
    }

    fn show(&mut self, at: &Sequence, visit: BoardVisit) -> Outcome {
        self.seen.push(format!("{} shows {}", at.number, visit.id));
        if self.strange == Some(visit.id) {
            Outcome::Reload
        } else {
            Outcome::Changed
        }
    }

    fn hide(&mut self, at: &Sequence, id: i64) {
        self.seen.push(format!("{} hides {id}", at.number));
    }

    fn hold(&mut self, at: &Sequence, doctor_id: i64, holds: Vec<BoardHold>) {
        let (number, count) = (at.number, holds.len());
        self.seen
            .push(format!("{number} holds {count} of {doctor_id}"));
    }

    async fn reload(&mut self, at: Sequence) -> Result<Sequence, AppError> {
        self.seen.push(format!("loads after {}", at.number));
        if self.hangs {
            std::future::pending::<()>().await;
        }
        self.answer.take().map_or(Ok(at), Err)
    }
}

fn shown(number: u64, id: i64) -> Message {
    let visit = visit(id, 3, "09:00", "09:30");
    Message::Visit(at("a", number), Box::new(visit))
}

fn gone(number: u64, id: i64) -> Message {
    Message::Gone(at("a", number), id)
}

#[tokio::test]
async fn what_comes_together_is_taken_in_one_after_another_and_once() {
    let (mut page, mut here) = (Fake::default(), at("a", 4));
    let holds = || Message::Holds(at("a", 7), 3, vec![hold(8, 3, "10:00", "10:30")]);
    let told = || vec![gone(4, 1), shown(5, 2), gone(6, 3), holds()];
    take(&mut page, &mut here, told()).await.unwrap();
    assert_eq!(page.seen, ["5 shows 2", "6 hides 3", "7 holds 1 of 3"]);
    assert_eq!(here, at("a", 7));
    // As after a connection that was lost and is back.
    take(&mut page, &mut here, told()).await.unwrap();
    take(&mut page, &mut here, vec![Message::Hello(at("a", 7))])
        .await
        .unwrap();
    assert_eq!((page.seen.len(), here), (3, at("a", 7)));
}

#[tokio::test]
async fn what_is_loaded_amid_a_list_has_the_rest_of_it() {
    let mut page = Fake {
        strange: Some(2),
        ..Fake::default()
    };
    let mut here = at("a", 4);
    let told = vec![gone(5, 1), shown(6, 2), shown(7, 8), gone(8, 9)];
    take(&mut page, &mut here, told).await.unwrap();
    assert_eq!(page.seen, ["5 hides 1", "6 shows 2", "loads after 8"]);
    assert_eq!(here, at("a", 8));
    // And what was missed before it.
    take(&mut page, &mut here, vec![gone(10, 1), gone(11, 2)])
        .await
        .unwrap();
    assert_eq!(page.seen.last().unwrap(), "loads after 11");
    assert_eq!(here, at("a", 11));
    // The page of another server, which is told to load.
    take(&mut page, &mut here, vec![Message::Reload(at("b", 2))])
        .await
        .unwrap();
    assert_eq!(here, at("b", 2));
}

#[tokio::test]
async fn a_page_that_could_not_be_loaded_is_nowhere() {
    let mut page = Fake {
        answer: Some(AppError::Unavailable),
        ..Fake::default()
    };
    let mut here = at("a", 4);
    let told = vec![Message::Reload(at("a", 5)), gone(6, 1)];
    let taken = take(&mut page, &mut here, told).await;
    assert_eq!(taken, Err(AppError::Unavailable));
    // Whatever it is told next has it load.
    assert_eq!(here, Sequence::default());
    take(&mut page, &mut here, vec![Message::Hello(at("a", 6))])
        .await
        .unwrap();
    assert_eq!(page.seen, ["loads after 6", "loads after 6"]);
    assert_eq!(here, at("a", 6));
}

#[test]
fn a_load_that_does_not_end_is_given_up() {
    // Where there is no window, a pause is over at once.
    let mut dom = VirtualDom::new(|| {
        let mut taken = use_signal(String::new);
        use_hook(move || {
            spawn(async move {
                let mut page = Fake {
                    hangs: true,
                    ..Fake::default()
                };
                let mut here = at("a", 4);
                let told = vec![Message::Reload(at("a", 5))];
                let end = take(&mut page, &mut here, told).await;
                taken.set(format!("{end:?}, {}", here.number));
            })
        });
        rsx! { "{taken}" }
    });
    dom.rebuild_in_place();
    dom.render_immediate(&mut NoOpMutations);
    assert_eq!(dioxus::ssr::render(&dom), "Err(Offline), 0");
}

#[test]
fn whether_somebody_is_signed_out_the_server_decides() {
    let me = |role, must_change_password| Me {
        id: 1,
        username: "desk".into(),
        full_name: "Dana Desk".into(),
        role,
        must_change_password,
        doctor_id: None,
        patient_id: None,
    };
    for (answer, end) in [
        (Some(Ok(me(Role::FrontDesk, false))), End::Lost),
        (Some(Ok(me(Role::Doctor, false))), End::Lost),
        (Some(Ok(me(Role::FrontDesk, true))), End::SignedOut),
        (Some(Ok(me(Role::Patient, false))), End::SignedOut),
        (Some(Err(AppError::NotSignedIn)), End::SignedOut),
        (Some(Err(AppError::Unavailable)), End::Lost),
        (None, End::Lost),
    ] {
        assert_eq!(end_for(answer.clone()), end, "{answer:?}");
    }
}
