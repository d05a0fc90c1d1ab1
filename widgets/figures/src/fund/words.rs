//! The words of the fund figure: the amount in the headline, and the sentence that gives it meaning.

use super::FundFacts;
use crate::{
    figure::{Bar, BarKind, Bars, FigureProps, Known, Mark, Setting, amount, isolated},
    format::{Format, Money},
    locale::{Words, fill},
};

pub(super) fn figure(
    fund: &FundFacts,
    known: &Known,
    setting: &Setting,
    format: &impl Format,
) -> FigureProps {
    let words = setting.locale.words;
    let firm = Firm::of(fund);
    let number = amount(firm.sum(fund), &setting.locale, format);
    FigureProps {
        sentence: sentence(fund, firm, words, format),
        bars: bars(fund, firm, words, format),
        note: note(fund, words, format),
        ..FigureProps::new(firm.label(fund, words), number, known, setting, format)
    }
}

/// The headline is the committed amount: the firm, written obligation that the alliance holds donors to.
/// Pledges bind nobody, and payments lag by years. If only payments were reported, they are the headline:
/// money paid is firmer still.
#[derive(Clone, Copy, PartialEq)]
enum Firm {
    Committed,
    Disbursed,
}

impl Firm {
    fn of(fund: &FundFacts) -> Self {
        let only_disbursed = fund.committed.sum.is_none() && fund.disbursed.sum.is_some();
        if only_disbursed { Self::Disbursed } else { Self::Committed }
    }

    fn sum(self, fund: &FundFacts) -> Option<&Money> {
        match self {
            Self::Committed => fund.committed.sum.as_ref(),
            Self::Disbursed => fund.disbursed.sum.as_ref(),
        }
    }

    fn label(self, fund: &FundFacts, words: &Words) -> String {
        if fund.name.is_empty() {
            return words.fund.to_owned();
        }
        let name = isolated(&fund.name);
        match self {
            Self::Committed => fill(words.committed_to, &[&name]),
            Self::Disbursed => fill(words.paid_to, &[&name]),
        }
    }

    fn so_far(self, words: &Words) -> &'static str {
        match self {
            Self::Committed => words.committed_so_far,
            Self::Disbursed => words.paid_so_far,
        }
    }
}

fn sentence(fund: &FundFacts, firm: Firm, words: &Words, format: &impl Format) -> String {
    if fund.name.is_empty() {
        return String::new();
    }
    let say = |sum: Option<&Money>, reported: &'static str, missing: &'static str| match sum {
        Some(sum) => fill(reported, &[&sum.short(format)]),
        None => missing.to_owned(),
    };
    let target = fund.target.as_ref().map(|target| {
        let clause = match (firm.sum(fund), fund.yearly) {
            (Some(_), false) => words.of_target,
            (Some(_), true) => words.of_yearly_target,
            (None, false) => words.target,
            (None, true) => words.yearly_target,
        };
        fill(clause, &[&target.short(format)])
    });
    let other = match firm {
        Firm::Committed => say(fund.disbursed.sum.as_ref(), words.amount_paid, words.no_payment),
        Firm::Disbursed => words.no_commitment.to_owned(),
    };
    let pledged = say(fund.pledged.sum.as_ref(), words.amount_pledged, words.no_pledge);
    let clauses: Vec<String> = target.into_iter().chain([other, pledged]).collect();
    clauses.join(words.clause) + words.stop
}

fn bars(fund: &FundFacts, firm: Firm, words: &Words, format: &impl Format) -> Option<Bars> {
    let headline = firm.sum(fund);
    let target =
        fund.target.as_ref().filter(|target| headline.is_none_or(|sum| sum.currency == target.currency));
    // Without a target there is no scale, and the sentence has every amount.
    let target = target?;
    let steps = [
        (BarKind::Pledged, words.pledged, Some(words.not_binding), &fund.pledged),
        (BarKind::Committed, words.committed, None, &fund.committed),
        (BarKind::Disbursed, words.paid, None, &fund.disbursed),
    ];
    let shares: Vec<Option<u32>> =
        steps.iter().map(|(.., step)| step.sum.as_ref().and_then(|sum| sum.thousandths_of(target))).collect();
    // The scale ends at the target, or at the largest amount beyond it.
    let end = shares.iter().flatten().copied().max().unwrap_or(0).max(1000);
    let of_scale = |share: u32| u32::try_from(u64::from(share) * 1000 / u64::from(end)).unwrap_or(1000);
    let bars = steps.into_iter().zip(&shares).map(|((kind, label, caution, step), share)| Bar {
        kind,
        label: label.to_owned(),
        caution,
        shown: match &step.sum {
            Some(sum) => sum.short(format),
            None => words.not_reported.to_owned(),
        },
        length: share.map(of_scale),
    });
    let label = if fund.yearly { words.yearly_target } else { words.target };
    let share = headline.and_then(|sum| sum.thousandths_of(target));
    let sentence = share.map(|share| {
        let percent = match (share + 5) / 10 {
            0 if share > 0 || headline.is_some_and(is_something) => {
                fill(words.less_than, &[&format.percent(1)])
            }
            percent => format.percent(percent),
        };
        let share = if fund.yearly { words.yearly_share } else { words.share };
        fill(firm.so_far(words), &[&fill(share, &[&percent])])
    });
    let gap = fund.gap.as_ref().map(|gap| {
        " ".to_owned() + &fill(if fund.yearly { words.yearly_gap } else { words.gap }, &[&gap.short(format)])
    });
    Some(Bars {
        bars: bars.collect(),
        mark: Some(Mark { at: of_scale(1000), label: fill(label, &[&target.short(format)]) }),
        sentence: sentence.unwrap_or_default() + gap.as_deref().unwrap_or_default(),
        rtl: words.rtl,
    })
}

fn is_something(sum: &Money) -> bool {
    sum.amount.bytes().any(|digit| (b'1'..=b'9').contains(&digit))
}

fn note(fund: &FundFacts, words: &Words, format: &impl Format) -> Option<String> {
    let count = [&fund.pledged, &fund.committed, &fund.disbursed].map(|step| step.unconverted).iter().sum();
    (count > 0).then(|| fill(words.form(words.unconverted, count), &[&format.count(count)]))
}
