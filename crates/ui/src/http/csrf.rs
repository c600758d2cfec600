//! Form tokens. A form that changes something carries a token bound to the session (or, before sign-in, to the visitor
//! cookie); a page of another site can neither read nor guess it.

use sha2::{Digest, Sha256};

use crate::Site;

/// The token that forms of this visitor carry in the field `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormToken(String);

impl FormToken {
    /// The token of a session or visitor secret.
    pub fn of(site: &Site, secret: &str) -> Self {
        // two hashes around the key: the inner length extension leads nowhere
        let inner = Sha256::new().chain_update(site.form_secret).chain_update(secret.as_bytes()).finalize();
        Self(hex::encode(Sha256::new().chain_update(site.form_secret).chain_update(inner).finalize()))
    }

    /// The text for the hidden field.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form brought this token. Takes the same time wherever the first difference stands.
    pub fn matches(&self, brought: &str) -> bool {
        brought.len() == self.0.len() && brought.bytes().zip(self.0.bytes()).fold(0, |wrong, (a, b)| wrong | (a ^ b)) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site {
            name: "Tỉnh".into(),
            public_url: "http://localhost".into(),
            secure: false,
            behind_proxy: false,
            demonstration: true,
            form_secret: [7; 32],
        }
    }

    #[test]
    fn a_token_fits_its_own_secret_only() {
        let token = FormToken::of(&site(), "one");
        assert!(token.matches(FormToken::of(&site(), "one").as_str()));
        assert!(!token.matches(FormToken::of(&site(), "two").as_str()));
        assert!(!token.matches(""));
        assert!(!token.matches(FormToken::of(&Site { form_secret: [8; 32], ..site() }, "one").as_str()));
    }
}
