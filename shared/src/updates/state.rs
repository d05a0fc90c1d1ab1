//! The state of an update, and the states that may follow it.

use serde::{Deserialize, Serialize};

/// The state of an update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// Being written: for offices only, whatever its audience.
    Draft,
    /// Visible to its audience.
    #[default]
    Published,
    /// Published, and superseded by another. Clients never send this: the other update says so in
    /// `supersedes`.
    Superseded,
    /// Retracted: for offices only.
    Retracted,
}

impl UpdateState {
    /// Whether an update may enter this state from the one before; `None` for a new update.
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
    fn an_update_never_returns_to_an_earlier_state() {
        let all = [Draft, Published, Superseded, Retracted];
        let allowed: [(Option<UpdateState>, &[UpdateState]); 5] = [
            (None, &[Draft, Published]),
            (Some(Draft), &[Draft, Published]),
            (Some(Published), &[Published, Retracted]),
            // `superseded` is derived, and never the stored state.
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
    fn each_state_has_its_wire_word() {
        for state in [Draft, Published, Superseded, Retracted] {
            assert_eq!(serde_json::to_value(state).expect("a word"), state.as_str());
        }
    }
}
