//! What has become of an update, and what may become of it.

use serde::{Deserialize, Serialize};

/// What has become of an update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// Being written: for offices only, whomever it is meant for.
    Draft,
    /// Told to whom it is for.
    #[default]
    Published,
    /// Published, and another took its place. Never sent: the other says so in `supersedes`.
    Superseded,
    /// Taken back: for offices only.
    Retracted,
}

impl UpdateState {
    /// Whether an update may be in this state that was in the one given; in none where it is new.
    pub fn may_follow(self, before: Option<Self>) -> bool {
        use UpdateState::{Draft, Published, Retracted};
        matches!(
            (before, self),
            (None | Some(Draft), Draft | Published)
                | (Some(Published), Published | Retracted)
                | (Some(Retracted), Retracted)
        )
    }

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Superseded => "superseded",
            Self::Retracted => "retracted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UpdateState::{self, Draft, Published, Retracted, Superseded};

    #[test]
    fn a_draft_is_published_what_is_published_is_retracted_and_nothing_goes_back() {
        let all = [Draft, Published, Superseded, Retracted];
        let allowed: [(Option<UpdateState>, &[UpdateState]); 5] = [
            (None, &[Draft, Published]),
            (Some(Draft), &[Draft, Published]),
            (Some(Published), &[Published, Retracted]),
            // What is kept is never superseded by its own word.
            (Some(Superseded), &[]),
            (Some(Retracted), &[Retracted]),
        ];
        for (before, after) in allowed {
            for state in all {
                assert_eq!(state.may_follow(before), after.contains(&state), "{before:?} to {state:?}");
            }
        }
    }

    #[test]
    fn each_state_has_the_word_that_it_is_sent_with() {
        for state in [Draft, Published, Superseded, Retracted] {
            assert_eq!(serde_json::to_value(state).expect("a word"), state.as_str());
        }
    }
}
