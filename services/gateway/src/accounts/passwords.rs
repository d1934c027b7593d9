//! Passwords: what they have to be, and comparing them, two at a time.
//!
//! Argon2id with 19 MiB, two passes, one lane (OWASP's first choice): slow on purpose. At most
//! two are under way at the same time, the others queue.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use contracts::registry::account::Profile;
use serde::{Deserialize, Deserializer};
use tokio::sync::Semaphore;

use crate::limits::{HASHES_MAX, PASSWORD_CHARS_MAX};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const SALT_BYTES: usize = 16;

/// How long a password is at least.
const CHARS_MIN: usize = 12;
/// How much of it is left at least, when what everybody guesses is taken out.
const UNGUESSED_CHARS_MIN: usize = 8;
/// Of how many classes of characters it is, by 等保.
const CLASSES_MIN: usize = 3;

/// What everybody guesses first: keys in a row, and the words for it.
const GUESSED: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "admin",
    "administrator",
    "root",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "gongjian",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "zxcvbn",
    "1qaz2wsx",
    "qazwsx",
    "1q2w3e4r",
    "1q2w3e",
    "1234567890",
    "123456789",
    "12345678",
    "1234567",
    "123456",
    "12345",
    "654321",
    "111111",
    "000000",
    "666666",
    "888888",
    "520520",
    "5201314",
    "abcdefgh",
    "abcdef",
    "abc123",
    "a1b2c3",
    "system",
    "user",
    "test",
    "guest",
    "共建",
    "密码",
    "管理员",
];

/// A password as it was typed. It shows itself nowhere.
#[derive(Clone, utoipa::ToSchema)]
#[schema(value_type = String)]
pub(crate) struct Password(String);

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        Self::new(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

impl Password {
    /// # Errors
    /// When it is longer than any is.
    pub(crate) fn new(text: String) -> Result<Self, values::NoText> {
        let (length, max) = (text.chars().count(), PASSWORD_CHARS_MAX);
        if length > max { Err(values::NoText::TooLong { length, max }) } else { Ok(Self(text)) }
    }
}

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weakness {
    TooShort { min: usize },
    TooFewClasses { min: usize },
    Guessed,
    UsedBefore,
}

pub(super) struct Passwords {
    profile: Profile,
    places: Semaphore,
    /// What the password of an account is compared with that there is not.
    nobodys: String,
}

impl Passwords {
    pub(super) fn new(profile: Profile) -> Self {
        let nobodys = fresh_hash(&runtime::fresh_token());
        Self { profile, places: Semaphore::new(HASHES_MAX), nobodys }
    }

    pub(super) fn profile(&self) -> Profile {
        self.profile
    }

    /// Is it the password with this hash? Takes as long where there is none.
    pub(super) async fn matches(&self, password: &Password, hash: Option<&String>) -> bool {
        let compared = hash.unwrap_or(&self.nobodys).clone();
        let password = password.0.clone();
        let matches =
            move || argon2().verify_password(password.as_bytes(), compared.as_str()).is_ok();
        self.in_turn(matches).await && hash.is_some()
    }

    pub(super) async fn is_one_of(&self, password: &Password, hashes: &[String]) -> bool {
        if self.profile == Profile::Asvs {
            return false;
        }
        for hash in hashes {
            if self.matches(password, Some(hash)).await {
                return true;
            }
        }
        false
    }

    pub(super) async fn hash(&self, password: &Password) -> String {
        let password = password.0.clone();
        self.in_turn(move || fresh_hash(&password)).await
    }

    /// Does it follow the rules, for an account of this login name in these organisations?
    pub(super) fn judge(
        &self,
        Password(password): &Password,
        login: &str,
        organisations: &[String],
    ) -> Result<(), Weakness> {
        if password.chars().count() < CHARS_MIN {
            return Err(Weakness::TooShort { min: CHARS_MIN });
        }
        if self.profile == Profile::Djbh && classes(password) < CLASSES_MIN {
            return Err(Weakness::TooFewClasses { min: CLASSES_MIN });
        }
        let mut left = password.to_lowercase();
        let own = organisations.iter().map(String::as_str).chain([login]);
        for guessed in GUESSED.iter().copied().chain(own) {
            left = left.replace(&guessed.to_lowercase(), "");
        }
        let mut unguessed: Vec<char> = left.chars().collect();
        unguessed.dedup();
        if unguessed.len() < UNGUESSED_CHARS_MIN {
            return Err(Weakness::Guessed);
        }
        Ok(())
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _place = self.places.acquire().await.expect("nobody closes it");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
    }
}

/// The hash of `password` with a salt of its own, in the PHC's form.
pub(super) fn fresh_hash(password: &str) -> String {
    let salt = runtime::fresh_bytes::<SALT_BYTES>();
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    hash.expect("a salt of this length is taken").to_string()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("these are within its limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Of how many classes its characters are: small letters, capitals, digits, and all others.
fn classes(password: &str) -> usize {
    let classes: [fn(char) -> bool; 4] = [
        |c| c.is_lowercase(),
        |c| c.is_uppercase(),
        |c| c.is_numeric(),
        |c| !c.is_lowercase() && !c.is_uppercase() && !c.is_numeric(),
    ];
    classes.into_iter().filter(|class| password.chars().any(class)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(text.to_owned()).unwrap()
    }

    fn judged(profile: Profile, text: &str) -> Result<(), Weakness> {
        let organisations = ["听涛医院".to_owned()];
        Passwords::new(profile).judge(&password(text), "li.na", &organisations)
    }

    #[test]
    fn a_password_is_long_and_of_several_classes() {
        let short = Weakness::TooShort { min: CHARS_MIN };
        let plain = Weakness::TooFewClasses { min: CLASSES_MIN };
        for (text, djbh, asvs) in [
            ("Sh0rt-pass!", Err(short), Err(short)),
            ("correcthorsebattery", Err(plain), Ok(())),
            ("correct horse 7 staple", Ok(()), Ok(())),
            ("松林里有七只白鹭A1", Err(short), Err(short)),
            ("松林里有七只白鹭飞过海面A1", Ok(()), Ok(())),
        ] {
            assert_eq!(judged(Profile::Djbh, text), djbh, "{text}");
            assert_eq!(judged(Profile::Asvs, text), asvs, "{text}");
        }
    }

    #[test]
    fn what_everybody_guesses_is_no_password() {
        for text in [
            "Password123456!",
            "Admin@123456789",
            "Gongjian-2026!",
            "Qwertyuiop!2026",
            "Li.Na-li.na-Li.Na7",
            "听涛医院听涛医院A-2026",
            "Aa1!!!!!!!!!!!!!!",
        ] {
            assert_eq!(judged(Profile::Djbh, text), Err(Weakness::Guessed), "{text}");
        }
    }

    #[test]
    fn nothing_is_as_long_as_one_likes() {
        assert!(Password::new("长".repeat(PASSWORD_CHARS_MAX)).is_ok());
        assert!(Password::new("长".repeat(PASSWORD_CHARS_MAX + 1)).is_err());
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let passwords = Passwords::new(Profile::Djbh);
        let hash = passwords.hash(&password("correct horse 7")).await;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.matches(&password("correct horse 7"), Some(&hash)).await);
        assert!(!passwords.matches(&password("correct horse 8"), Some(&hash)).await);
        assert!(!passwords.matches(&password("correct horse 7"), None).await);
        let another = passwords.hash(&password("correct horse 7")).await;
        assert_ne!(hash, another, "salted");
        assert!(passwords.is_one_of(&password("correct horse 7"), &[another, hash.clone()]).await);
        let asvs = Passwords::new(Profile::Asvs);
        assert!(!asvs.is_one_of(&password("correct horse 7"), &[hash]).await);
    }
}
