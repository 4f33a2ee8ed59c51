//! Where a window goes when its session is over.

use crate::auth::model::with_next;

/// The log-in page for a window that shows `here`. With `comes_back` it leads back there afterwards: whoever
/// works here may log in again. After a log-out it does not, since the next one is somebody else.
pub fn to_log_in(here: &str, comes_back: bool) -> String {
    let page = here.split('?').next().unwrap_or_default();
    match page {
        // It knows the way already.
        "/login" if comes_back => here.to_owned(),
        "/" | "/login" => "/login".to_owned(),
        _ if comes_back => with_next("/login", here),
        _ => "/login".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_logs_in_again_comes_back_to_the_same_page() {
        assert_eq!(
            to_log_in("/desk?date=2026-11-24", true),
            "/login?next=%2Fdesk%3Fdate%3D2026-11-24"
        );
        let known = to_log_in("/desk", true);
        assert_eq!(to_log_in(&known, true), known);
        assert_eq!(to_log_in("/", true), "/login");
    }

    #[test]
    fn who_logs_in_after_a_log_out_is_not_led_to_what_another_looked_at() {
        for here in ["/patients/12", "/login?next=%2Fpatients%2F12", "/"] {
            assert_eq!(to_log_in(here, false), "/login", "{here}");
        }
    }
}
