//! Writes a figure into a page on the server: the same words and the same views as in the browser.

use accord_shared::{money, stats};
use futures_util::FutureExt;
use yew::LocalServerRenderer;

use crate::{
    figure::{Figure, FigureProps, Setting},
    format::{Format, Money},
    fund::{self, FundFacts, Known, Reported},
    members::{self, MemberFacts},
    settings::{Kind, Settings},
};

/// The figure's HTML.
pub fn write(stats: &stats::Stats, settings: &Settings, format: &impl Format) -> String {
    html(figure(stats, settings, format))
}

/// What the figure says.
pub fn figure(stats: &stats::Stats, settings: &Settings, format: &impl Format) -> FigureProps {
    let as_of = stats.as_of.to_string();
    let known = Known { stale_since: stats.stale.then(|| as_of.clone()), as_of };
    let setting = Setting::from(settings);
    match settings.kind {
        Kind::Fund => {
            let funds = stats.funds.iter().map(|fund| (fund.fund.slug.as_str(), fund.target.is_some()));
            let index = fund::pick(settings.fund.as_deref(), funds);
            let facts = index.map(|index| fund_facts(&stats.funds[index]));
            fund::figure(facts.as_ref(), &known, &setting, format)
        }
        Kind::Members => members::figure(&member_facts(&stats.members), &known, &setting, format),
    }
}

pub(crate) fn html(props: FigureProps) -> String {
    let page = LocalServerRenderer::<Figure>::with_props(props).hydratable(false).render();
    page.now_or_never().expect("the views are pure: there is nothing to wait for")
}

fn fund_facts(fund: &stats::FundFigures) -> FundFacts {
    FundFacts {
        name: fund.fund.name.clone(),
        target: fund.target.as_ref().map(money),
        yearly: fund.yearly,
        pledged: reported(&fund.figures.pledged),
        committed: reported(&fund.figures.committed),
        disbursed: reported(&fund.figures.disbursed),
        sample: fund.sample,
    }
}

fn member_facts(members: &stats::MemberFigures) -> MemberFacts {
    let categories = members.by_category.iter().map(|one| (one.category.clone(), one.count));
    MemberFacts {
        total: members.total,
        not_named: members.not_named,
        by_category: categories.collect(),
        sample: members.sample,
    }
}

fn reported(figure: &stats::Figure) -> Reported {
    let original = figure.net.original.iter().map(money).collect();
    Reported::new(
        figure.net.entries,
        figure.net.converted.as_ref().map(money),
        original,
        figure.net.unconverted,
    )
}

fn money(money: &money::Money) -> Money {
    Money { amount: money.amount().to_string(), currency: money.currency().to_string() }
}
