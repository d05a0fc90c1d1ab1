//! Measures two servers in alternating rounds, so that a slow moment affects both, and prints their ratio.

use anyhow::Result;

/// The number of rounds, and the length of each measurement.
#[derive(Clone, Copy)]
pub(super) struct Rounds {
    pub(super) rounds: u32,
    pub(super) seconds: u32,
}

/// Measures for some seconds, and returns a rate per second.
type Measure<'a> = &'a dyn Fn(u32) -> Result<f64>;

impl Rounds {
    /// Measures both in every round, and prints the rounds and the ratio.
    pub(super) fn compare(
        self,
        title: &str,
        ours: Measure<'_>,
        (name, baseline): (&str, Measure<'_>),
    ) -> Result<()> {
        println!("\n{title}\n  {:9} {:>11} {name:>11}  ratio", "", "accord");
        // Warms up connections, caches and plans, which are slow only once.
        ours(1)?;
        baseline(1)?;
        let mut ratios = Vec::new();
        for round in 1..=self.rounds {
            let (ours, baseline) = (ours(self.seconds)?, baseline(self.seconds)?);
            ratios.push(ours / baseline);
            println!("  round {round:<3} {ours:>9.0}/s {baseline:>9.0}/s  {:.3}", ours / baseline);
        }
        let (least, median, most) = spread(ratios);
        println!("  median {:>26} {median:.3}, from {least:.3} to {most:.3}", "");
        Ok(())
    }
}

/// The least, the median and the greatest.
fn spread(mut ratios: Vec<f64>) -> (f64, f64, f64) {
    ratios.sort_by(f64::total_cmp);
    let (middle, last) = (ratios.len() / 2, ratios.len() - 1);
    let median = f64::midpoint(ratios[middle], ratios[last - middle]);
    (ratios[0], median, ratios[last])
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_even_counts_median_lies_between_the_middle_two() {
        assert_eq!(super::spread(vec![3.0, 1.0, 2.0]), (1.0, 2.0, 3.0));
        assert_eq!(super::spread(vec![4.0, 1.0, 2.0, 3.0]), (1.0, 2.5, 4.0));
        assert_eq!(super::spread(vec![1.0]), (1.0, 1.0, 1.0));
    }
}
