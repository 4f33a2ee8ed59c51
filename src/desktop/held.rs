//! What the app holds of a session, and what becomes of it: rules without a network and a keyring.

use serde::{Deserialize, Serialize};

use super::jar::Jar;
use crate::auth::Me;

/// Who works here, and how to know them while the server is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    server: String,
    /// Their account. What an app of before kept tells none, and so opens nobody's day.
    #[serde(default)]
    pub user_id: i64,
    /// Their name.
    pub full_name: String,
    /// Of the password that was right last.
    pub hash: String,
}

/// What of a session is there again at the next start.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    server: String,
    jar: Jar,
}

/// What a server's cookies led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// To nothing new.
    Same,
    /// There are others now.
    Changed,
    /// There are none any more.
    Gone,
}

/// A session, or that there is none.
#[derive(Debug, Default)]
pub struct Held {
    /// The server's address.
    pub server: String,
    /// Its cookies.
    pub jar: Jar,
    /// They are to be there again at the next start.
    pub kept: bool,
    /// Who works here, as far as that is known.
    pub who: Option<Who>,
    /// Somebody is signed in.
    pub signed_in: bool,
    /// Somebody is logging out.
    pub leaving: bool,
}

impl Held {
    /// Does what the server's cookies say.
    pub fn take<'a>(&mut self, headers: impl Iterator<Item = &'a str>) -> Cookies {
        let mut changed = false;
        for header in headers {
            changed |= self.jar.take(header);
        }
        if !changed {
            Cookies::Same
        } else if self.jar.is_empty() {
            Cookies::Gone
        } else {
            Cookies::Changed
        }
    }

    /// What of it is for the next start.
    pub fn keepsake(&self) -> Kept {
        Kept {
            server: self.server.clone(),
            jar: self.jar.clone(),
        }
    }

    /// Takes up what was kept of the last session with this server. Without anybody who could unlock it, a
    /// session is not taken up.
    pub fn resume(&mut self, who: Option<Who>, kept: Option<Kept>) {
        let server = &self.server;
        self.who = who.filter(|who| who.server == *server);
        let kept = kept.filter(|kept| kept.server == *server && self.who.is_some());
        if let Some(kept) = kept {
            self.jar = kept.jar;
            self.kept = true;
            self.signed_in = true;
        }
    }

    /// Somebody of the staff works here, whose password has this hash.
    pub fn works_here(&mut self, me: &Me, hash: String) -> Who {
        let who = Who {
            server: self.server.clone(),
            user_id: me.id,
            full_name: me.full_name.clone(),
            hash,
        };
        self.who = Some(who.clone());
        who
    }

    /// The server has ended the session. Who worked here stays known: they unlock what is locked, and the kept
    /// day is theirs. Answers whether windows are to be told; while somebody logs out they are told when that
    /// is done, since the page that waits for it would be gone before.
    pub fn end(&mut self) -> bool {
        self.jar = Jar::default();
        self.kept = false;
        !self.leaving && std::mem::take(&mut self.signed_in)
    }

    /// Somebody has logged out: nothing of them is known any more.
    pub fn forget(&mut self) {
        self.end();
        self.signed_in = false;
        self.who = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;

    const GONE: &str = "anteroom=; Path=/; Max-Age=0";

    fn dee() -> Me {
        Me {
            id: 7,
            username: "dee".to_owned(),
            full_name: "Dee Desk".to_owned(),
            role: Role::FrontDesk,
            must_change_password: false,
            doctor_id: None,
            patient_id: None,
        }
    }

    /// Dee works here, and keeps the session.
    fn working() -> Held {
        let mut held = Held {
            server: "https://one".to_owned(),
            ..Held::default()
        };
        assert_eq!(held.take(["anteroom=a"].into_iter()), Cookies::Changed);
        held.signed_in = true;
        held.kept = true;
        held.works_here(&dee(), "hash".to_owned());
        held
    }

    #[test]
    fn a_session_that_the_server_ends_leaves_who_worked_here() {
        let mut held = working();
        assert_eq!(held.take(["anteroom=a"].into_iter()), Cookies::Same);
        assert_eq!(held.take([GONE].into_iter()), Cookies::Gone);
        assert!(held.end(), "the windows are told");
        assert!(!held.signed_in && !held.kept);
        assert_eq!(held.who.as_ref().map(|who| who.user_id), Some(7));
        assert!(!held.end(), "they are told once");
    }

    #[test]
    fn who_logs_out_is_not_known_any_more() {
        let mut held = working();
        held.forget();
        assert!(held.jar.is_empty() && !held.signed_in && !held.kept);
        assert_eq!(held.who, None);
    }

    #[test]
    fn the_answer_to_a_log_out_tells_nobody_before_it_is_done() {
        let mut held = working();
        held.leaving = true;
        assert_eq!(held.take([GONE].into_iter()), Cookies::Gone);
        assert!(!held.end());
        held.leaving = false;
        assert!(held.end());
    }

    #[test]
    fn a_kept_session_is_taken_up_with_its_server_and_for_whom_it_is() {
        let before = working();
        let (who, kept) = (before.who.clone(), before.keepsake());
        let resumed = |server: &str, who: Option<Who>| {
            let mut held = Held {
                server: server.to_owned(),
                ..Held::default()
            };
            held.resume(who, Some(kept.clone()));
            (held.signed_in, held.who.is_some())
        };
        assert_eq!(resumed("https://one", who.clone()), (true, true));
        assert_eq!(resumed("https://two", who), (false, false));
        assert_eq!(resumed("https://one", None), (false, false));
    }

    #[test]
    fn what_an_app_of_before_kept_is_nobodys_day() {
        let json = r#"{"server": "https://one", "full_name": "Dee Desk", "hash": "h"}"#;
        let who: Who = serde_json::from_str(json).unwrap();
        assert_eq!((who.full_name.as_str(), who.user_id), ("Dee Desk", 0));
    }
}
