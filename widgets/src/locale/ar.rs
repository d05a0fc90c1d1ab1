//! Arabic. Its nouns have six forms by number, and the form for 11 to 99 differs from that for 100.

use super::Words;

pub(super) static WORDS: Words = Words {
    language: "ar",
    default_tag: "ar",
    rtl: true,

    committed_to: "المبالغ الملتزَم بها لصالح {0}",
    disbursed_to: "المبالغ المصروفة لصالح {0}",
    fund: "الصندوق",
    not_reported: "لم يُبلَّغ عنه بعد",
    exactly: "بالضبط {0}",
    of_target: "من هدف قدره {0}",
    of_yearly_target: "من هدف قدره {0} سنويًا",
    target: "الهدف {0}",
    yearly_target: "الهدف {0} سنويًا",
    amount_pledged: "المتعهَّد به {0}",
    amount_disbursed: "المصروف {0}",
    no_pledge: "لم يُبلَّغ بعد عن تعهدات",
    no_commitment: "لم يُبلَّغ بعد عن التزامات",
    no_disbursement: "لم يُبلَّغ بعد عن مبالغ مصروفة",
    clause: "؛ ",
    stop: ".",
    pledged: "تعهدات",
    not_binding: "غير ملزمة",
    committed: "التزامات",
    disbursed: "مبالغ مصروفة",
    committed_share: "الملتزَم به حتى الآن: {0} من الهدف.",
    committed_yearly_share: "الملتزَم به حتى الآن: {0} من هدف سنة واحدة.",
    disbursed_share: "المصروف حتى الآن: {0} من الهدف.",
    disbursed_yearly_share: "المصروف حتى الآن: {0} من هدف سنة واحدة.",
    less_than: "أقل من {0}",
    unconverted: |count| match plural(count) {
        Plural::One => "مبلغ واحد غير محتسب هنا لعدم توفر سعر صرف له.",
        Plural::Two => "مبلغان غير محتسبين هنا لعدم توفر سعر صرف لهما.",
        Plural::Few => "{0} مبالغ غير محتسبة هنا لعدم توفر أسعار صرف لها.",
        Plural::Many => "{0} مبلغًا غير محتسب هنا لعدم توفر أسعار صرف لها.",
        Plural::Zero | Plural::Other => "{0} مبلغ غير محتسب هنا لعدم توفر أسعار صرف لها.",
    },

    members: "أعضاء التحالف",
    organisations: |count| match plural(count) {
        Plural::One => "منظمة واحدة",
        Plural::Two => "منظمتان",
        Plural::Few => "منظمات",
        // The accusative of 11 to 99 is spelt as the genitive of 100: the word ends in tāʾ marbūṭa.
        Plural::Zero | Plural::Many | Plural::Other => "منظمة",
    },
    not_named: |count| match plural(count) {
        Plural::One => "منها منظمة واحدة غير مسمّاة",
        Plural::Two => "منها منظمتان غير مسمّاتين",
        Plural::Few => "منها {0} منظمات غير مسمّاة",
        Plural::Zero | Plural::Many | Plural::Other => "منها {0} منظمة غير مسمّاة",
    },
    by_category: "حسب الفئة، من الأعضاء المدرجين بكامل بياناتهم؛ وقد يكون العضو في أكثر من فئة.",
    category: |slug| {
        Some(match slug {
            "cross-border" => "عبر الحدود",
            "culture" => "الثقافة",
            "dialogue" => "الحوار",
            "economy" => "الاقتصاد",
            "education" => "التعليم",
            "environment" => "البيئة",
            "health" => "الصحة",
            "human-rights" => "حقوق الإنسان",
            "media" => "الإعلام",
            "shared-society" => "المجتمع المشترك",
            "women" => "النساء",
            "youth" => "الشباب",
            _ => return None,
        })
    },

    as_of: "حتى {0} بالتوقيت العالمي المنسق",
    not_updated_since: "لم تُحدَّث منذ {0} بالتوقيت العالمي المنسق",
    how_counted: "كيف نحسب هذا",
    sample: "بيانات توضيحية",
};

enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// The rule of CLDR for whole numbers.
fn plural(count: u32) -> Plural {
    match (count, count % 100) {
        (0, _) => Plural::Zero,
        (1, _) => Plural::One,
        (2, _) => Plural::Two,
        (_, 3..=10) => Plural::Few,
        (_, 11..=99) => Plural::Many,
        _ => Plural::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn a_count_takes_the_form_of_its_last_two_digits() {
        let forms = [
            (1, "واحد"),
            (2, "مبلغان"),
            (3, "مبالغ"),
            (10, "مبالغ"),
            (11, "مبلغًا"),
            (99, "مبلغًا"),
            (100, "مبلغ "),
            (103, "مبالغ"),
            (111, "مبلغًا"),
            (202, "مبلغ "),
        ];
        for (count, word) in forms {
            let said = (WORDS.unconverted)(count);
            assert!(said.contains(word), "{count}: {said}");
        }
    }
}
