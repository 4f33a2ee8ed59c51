//! Which passwords are accepted: long ones that are not among the first an
//! attacker would try. There are no rules about kinds of characters.

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most characters of a password.
pub const LONGEST: usize = 128;

/// Checks a new password of the account `username`. Characters are counted as
/// people do, not as bytes. Whether it is among the common ones is known to the
/// server only.
///
/// # Errors
/// A message for the person who chose it.
pub fn check(password: &str, username: &str) -> Result<(), &'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err("Use at least 12 characters. A few unrelated words work well.");
    }
    if length > LONGEST {
        return Err("Use at most 128 characters.");
    }
    let password = password.to_lowercase();
    if password.trim() == username.trim().to_lowercase() {
        return Err("Choose a password that is not your username.");
    }
    if is_common(&password) {
        return Err("This password is among the most common ones. Choose another.");
    }
    Ok(())
}

#[cfg(feature = "server")]
fn is_common(lowercase: &str) -> bool {
    common::PASSWORDS.contains(lowercase)
}

/// The list is too large to send to every visitor; the server decides.
#[cfg(not(feature = "server"))]
fn is_common(_lowercase: &str) -> bool {
    false
}

#[cfg(feature = "server")]
mod common {
    use std::collections::HashSet;
    use std::sync::LazyLock;

    /// The 3,000 most common passwords, most common first, and after them what
    /// further common ones are long enough to pass the length rule. Compiled
    /// from the frequency lists that come with zxcvbn-ts and Django.
    const LIST: &str = include_str!("common_passwords.txt");

    pub(super) static PASSWORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| LIST.lines().collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters() {
        assert!(check("elevenchars", "rosa").unwrap_err().contains("12"));
        assert_eq!(check("twelve chars", "rosa"), Ok(()));
        assert_eq!(check(&"é".repeat(12), "rosa"), Ok(()));
        assert!(check(&"é".repeat(11), "rosa").is_err());
        assert_eq!(check(&"漢".repeat(128), "rosa"), Ok(()));
        let message = check(&"x".repeat(129), "rosa").unwrap_err();
        assert!(message.contains("128"));
    }

    #[test]
    fn no_kind_of_character_is_required() {
        assert_eq!(check("quietly walking rivers", "rosa"), Ok(()));
        assert_eq!(check("8052 7713 0946", "rosa"), Ok(()));
    }

    #[test]
    fn the_username_is_no_password() {
        let message = check("Rosa.Delgado@clinic", " rosa.delgado@CLINIC ").unwrap_err();
        assert!(message.contains("username"));
        assert_eq!(check("rosa.delgado@clinic!", "rosa.delgado@clinic"), Ok(()));
    }

    #[cfg(feature = "server")]
    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for password in ["1q2w3e4r5t6y", "Qwerty123456", "PASSWORD1234"] {
            let message = check(password, "rosa").unwrap_err();
            assert!(message.contains("common"), "{password}");
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn the_list_is_complete_and_lower_case() {
        let passwords = &common::PASSWORDS;
        assert!(passwords.len() > 3_300);
        assert!(passwords.contains("123456") && passwords.contains("qwerty"));
        let lowercase = |password: &&str| **password == password.to_lowercase();
        assert!(passwords.iter().all(lowercase));
    }
}
