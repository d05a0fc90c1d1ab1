//! A country's current standing, and the rule that a reversal needs something to reverse.

use uuid::Uuid;

use super::{Position, PositionStanding};

/// The current position: the latest by date, and of equal dates the last. `positions` are those of one
/// country on one call, in recording order.
pub fn standing<'p>(positions: impl IntoIterator<Item = &'p Position>) -> Option<&'p Position> {
    let stand = positions.into_iter().filter(|position| position.superseded_by.is_none());
    stand.max_by_key(|position| position.said.date.earliest())
}

/// The first reversal with nothing to reverse: some of its readers see no earlier position that says more
/// than `none`. `positions` are those of one country on one call, in recording order.
pub fn unfounded(positions: &[Position]) -> Option<Uuid> {
    let superseded =
        |position: &Position| positions.iter().any(|other| other.said.supersedes == Some(position.id));
    let mut stand: Vec<&Position> = positions.iter().filter(|position| !superseded(position)).collect();
    stand.sort_by_key(|position| position.said.date.earliest());
    let can_be_taken_back = |before: &Position| {
        !matches!(before.said.standing, PositionStanding::None | PositionStanding::Reversed)
    };
    let is_unfounded = |(place, position): &(usize, &&Position)| {
        position.said.standing == PositionStanding::Reversed
            && !stand[..*place].iter().any(|before| {
                can_be_taken_back(before) && position.said.audience.may_read(before.said.audience)
            })
    };
    stand.iter().enumerate().find(is_unfounded).map(|(_, position)| position.id)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{fields, positions::NewPosition};

    /// Positions by number, each with the fields that matter.
    fn positions(said: &[Value]) -> Vec<Position> {
        let position = |(number, fields): (usize, &Value)| {
            let mut body = json!({
                "audience": "public", "country": "GB", "standing": "endorsed", "date": "2020",
                "evidence": [{"kind": "hansard", "title": "Debate", "date": "2020"}],
            });
            body.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
            let said: NewPosition = fields::read(&body).expect("it is a position");
            let id = Uuid::from_u128(number as u128);
            Position { id, call: Uuid::nil(), office: Uuid::nil(), said, superseded_by: None }
        };
        let mut positions: Vec<Position> = said.iter().enumerate().map(position).collect();
        for index in 0..positions.len() {
            let (id, before) = (positions[index].id, positions[index].said.supersedes);
            let before = before.and_then(|before| positions.iter_mut().find(|other| other.id == before));
            if let Some(before) = before {
                before.superseded_by = Some(id);
            }
        }
        positions
    }

    fn now(said: &[Value]) -> Option<usize> {
        standing(&positions(said)).map(|position| position.id.as_u128() as usize)
    }

    #[test]
    fn the_latest_valid_position_by_date_is_current() {
        let id = |number: u128| Uuid::from_u128(number).to_string();
        assert_eq!(now(&[]), None);
        assert_eq!(now(&[json!({"date": "2021"}), json!({"date": "2020-07"})]), Some(0));
        // A year counts as its first day.
        assert_eq!(now(&[json!({"date": "2020-07"}), json!({"date": "2020"})]), Some(0));
        assert_eq!(
            now(&[json!({"date": "2020-01-01"}), json!({"date": "2020"})]),
            Some(1),
            "the last of a day"
        );
        let superseded = [json!({"date": "2021"}), json!({"date": "2019", "supersedes": id(0)})];
        assert_eq!(now(&superseded), Some(1));
    }

    #[test]
    fn a_reversal_needs_a_position_that_its_readers_saw() {
        let unfounded = |said: &[Value]| unfounded(&positions(said)).map(|id| id.as_u128());
        let reversed = json!({"standing": "reversed", "date": "2022"});
        assert_eq!(unfounded(std::slice::from_ref(&reversed)), Some(0));
        assert_eq!(unfounded(&[json!({}), reversed.clone()]), None);
        assert_eq!(unfounded(&[reversed.clone(), json!({})]), None, "it was recorded later and is earlier");
        assert_eq!(unfounded(&[json!({"date": "2023"}), reversed.clone()]), Some(1));
        assert_eq!(unfounded(&[json!({"standing": "none"}), reversed.clone()]), Some(1));
        assert_eq!(unfounded(&[json!({"audience": "office"}), reversed.clone()]), Some(1));
        let id = Uuid::from_u128(0).to_string();
        let corrected = json!({"standing": "none", "supersedes": id});
        assert_eq!(unfounded(&[json!({}), reversed, corrected]), Some(1));
    }
}
