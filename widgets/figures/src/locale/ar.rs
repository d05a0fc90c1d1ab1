//! Arabic. Its nouns have six forms by number; the form for 11 to 99 differs from the form for 100.

use super::Words;
#[cfg(feature = "ssr")]
use super::{CallsPage, Mail, Pages, SnippetsPage};

pub(super) static WORDS: Words = Words {
    language: "ar",
    default_tag: "ar",
    rtl: true,

    colon: ": ",
    clause: "؛ ",
    stop: ".",

    committed_to: "المبالغ الملتزَم بها لصالح {0}",
    paid_to: "المبالغ المدفوعة لصالح {0}",
    fund: "الصندوق",
    not_reported: "لم يُبلَّغ عنه بعد",
    exactly: "{0} بالضبط",
    of_target: "من هدف قدره {0}",
    of_yearly_target: "من هدف قدره {0} سنويًا",
    target: "الهدف {0}",
    yearly_target: "الهدف {0} سنويًا",
    amount_pledged: "المتعهَّد به {0}",
    amount_committed: "الملتزَم به {0}",
    amount_paid: "المدفوع {0}",
    no_pledge: "لم يُسجَّل أي تعهد بعد",
    no_commitment: "لم يُسجَّل أي التزام بعد",
    no_payment: "لم تُسجَّل أي دفعة بعد",
    pledged: "تعهدات",
    not_binding: "غير ملزمة",
    committed: "التزامات",
    paid: "مدفوعات",
    committed_so_far: "الملتزَم به حتى الآن: {0}.",
    paid_so_far: "المدفوع حتى الآن: {0}.",
    share: "{0} من الهدف",
    yearly_share: "{0} من الهدف السنوي",
    less_than: "أقل من {0}",
    gap: "المتبقي: {0}.",
    yearly_gap: "المتبقي لبلوغ الهدف السنوي: {0}.",
    unconverted: |count| match plural(count) {
        Plural::One => "مبلغ واحد غير محتسب هنا لعدم توفر سعر صرف له.",
        Plural::Two => "مبلغان غير محتسبين هنا لعدم توفر سعر صرف لهما.",
        Plural::Few => "{0} مبالغ غير محتسبة هنا لعدم توفر أسعار صرف لها.",
        Plural::Many => "{0} مبلغًا غير محتسب هنا لعدم توفر أسعار صرف لها.",
        Plural::Zero | Plural::Other => "{0} مبلغ غير محتسب هنا لعدم توفر أسعار صرف لها.",
    },

    members: "أعضاء التحالف",
    no_members: "لا أعضاء مدرجون",
    organisations: |count| match plural(count) {
        Plural::One => "منظمة",
        Plural::Two => "منظمتان",
        Plural::Few => "منظمات",
        // The accusative of 11 to 99 is spelt as the genitive of 100: the word ends in tāʾ marbūṭa.
        Plural::Zero | Plural::Many | Plural::Other => "منظمة",
    },
    not_named: |count| match plural(count) {
        Plural::One => "، منها منظمة واحدة غير مسمّاة",
        Plural::Two => "، منها منظمتان غير مسمّاتين",
        Plural::Few => "، منها {0} منظمات غير مسمّاة",
        Plural::Zero | Plural::Many | Plural::Other => "، منها {0} منظمة غير مسمّاة",
    },
    listed_in_full: "، المدرجة بكامل بياناتها فقط",
    by_category: "حسب الفئة، من الأعضاء المدرجين بكامل بياناتهم؛ وقد يكون العضو في أكثر من فئة.",
    categories: [
        "عبر الحدود",
        "الثقافة",
        "الحوار",
        "الاقتصاد",
        "التعليم",
        "البيئة",
        "الصحة",
        "حقوق الإنسان",
        "الإعلام",
        "المجتمع المشترك",
        "النساء",
        "الشباب",
    ],

    donors: "المانحون",
    donors_to: "المانحون لصالح {0}",
    donors_counted: |count| match plural(count) {
        Plural::One => "مانح",
        Plural::Two => "مانحان",
        Plural::Few => "مانحين",
        Plural::Many => "مانحًا",
        Plural::Zero | Plural::Other => "مانح",
    },
    late: "متأخر: {0}",
    more: |count| match count {
        1 => "وواحد غيرهم.",
        2 => "واثنان غيرهم.",
        _ => "و{0} غيرهم.",
    },

    news: "أخبار التحالف",
    nothing_yet: "لا شيء بعد",
    updates_counted: |count| match plural(count) {
        Plural::One => "خبر منشور",
        Plural::Two => "خبران منشوران",
        Plural::Few => "أخبار منشورة",
        Plural::Many => "خبرًا منشورًا",
        Plural::Zero | Plural::Other => "خبر منشور",
    },
    posted: "نُشر في {0}",
    update_kinds: ["اجتماع", "بيان", "زيارة", "تشريع", "تمويل", "إحاطة", "منشور", "فعالية", "تنبيه", "طلب"],
    update: "خبر",

    positions: "مواقف الحكومات من مطالب التحالف",
    countries_counted: |count| match plural(count) {
        Plural::One => "دولة لها موقف مسجَّل",
        Plural::Two => "دولتان لهما موقف مسجَّل",
        Plural::Few => "دول لها موقف مسجَّل",
        Plural::Zero | Plural::Many | Plural::Other => "دولة لها موقف مسجَّل",
    },
    standings: ["بلا موقف", "قيد الدراسة", "تميل إلى التأييد", "أعلنت تأييدها", "نفّذت", "تراجعت"],
    not_recorded: "غير مسجَّل",

    per_person: "الملتزَم به للفرد سنويًا: {0}",
    formula: "الملتزَم به {0} ÷ {1} ÷ {2}",
    years: |count| match plural(count) {
        Plural::One => "سنة واحدة",
        Plural::Two => "سنتان",
        Plural::Few => "{0} سنوات",
        Plural::Zero | Plural::Many | Plural::Other => "{0} سنة",
    },
    people: |count| match plural(count) {
        Plural::One => "شخص واحد",
        Plural::Two => "شخصان",
        Plural::Few => "{0} أشخاص",
        Plural::Many => "{0} شخصًا",
        Plural::Zero | Plural::Other => "{0} شخص",
    },
    goal: "الهدف",
    compared: "للمقارنة",

    as_of: "كما في {0} UTC",
    not_updated_since: "لم تُحدَّث منذ {0} UTC",
    how_counted: "كيف نحسب هذا",
    sample: "بيانات توضيحية",
    pause: "إيقاف التحديث مؤقتًا",

    #[cfg(feature = "ssr")]
    pages: Pages {
        name: "العربية",
        languages: "اللغات",
        home: "العودة إلى كل الأرقام",
        calls: CallsPage {
            title: "المطالب والمواقف",
            lead: "مطالب التحالف من الحكومات وموقف كل دولة، مع المصدر.",
            asked: "المطالب",
            stand: "مواقف الدول",
            country: "الدولة",
            since: "مطلوب منذ",
            until: "مطلوب حتى",
            no_call: "لم يُنشر أي مطلب بعد.",
            no_position: "لم يُنشر أي موقف بعد.",
            data: "البيانات (JSON)",
        },
        snippets: SnippetsPage {
            title: "اعرض رقمًا على صفحتك",
            lead: "اختر رقمًا وانسخ الشيفرة. يتحدّث تلقائيًا، ولا يحفظ ملفات تعريف ارتباط، ولا يتصل بأي خادم آخر. لا حاجة إلى حساب.",
            figure: "الرقم",
            fund: "الصندوق",
            no_fund: "الصندوق الافتراضي",
            language: "لغة الرقم",
            theme: "الألوان",
            themes: ["بحسب جهاز الزائر", "فاتحة", "داكنة"],
            size: "العرض",
            sizes: ["صغير", "متوسط", "كبير"],
            currency: "العملة",
            more: "خيارات أخرى",
            country: "الدولة (حرفان؛ فارغ: الكل)",
            category: "فئة الأعضاء",
            all: "الكل",
            as_of: "كما في (فارغ: مباشر)",
            show: "اعرض",
            preview: "معاينة",
            paste: "الشيفرة للصق",
            frame: "إطار",
            frame_for: "لمعظم المواقع. لا يستطيع الإطار قراءة صفحتك، ويعرض الرقم حتى من دون برامج نصية.",
            oembed: "عنوان (oEmbed)",
            oembed_for: "لـ WordPress وGhost وDrupal وغيرها: الصق العنوان في سطر وحده.",
            badge: "صورة",
            badge_for: "للبريد الإلكتروني وMarkdown والمواقع التي لا تسمح إلا بالصور. للبريد الإلكتروني ضع \u{2066}.png\u{2069} مكان \u{2066}.svg\u{2069}.",
            element: "عنصر",
            element_for: "للمطورين: يأخذ ألوانك وخطوطك. يعمل برنامجه النصي داخل صفحتك. تثبّت البصمة البرنامج النصي، فلا تصل تغييراتنا اللاحقة إلى صفحتك.",
            no_element: "العنصر غير متاح على هذا الخادم.",
            policy: "‏Content-Security-Policy لصفحتك:",
            hash: "بصمة البرنامج النصي:",
            versions: "كل الإصدارات",
            copy: "انسخ",
            copied: "نُسخ",
            figures: ["صندوق", "الأعضاء", "المانحون", "آخر الأخبار", "مطالب من الحكومات", "للفرد سنويًا"],
        },
    },
    #[cfg(feature = "ssr")]
    mail: Mail {
        subject: "Accord: ما الذي تغيّر",
        intro: "التغييرات المتاحة للجميع منذ زيارتك الأخيرة أو رسالتنا الأخيرة.",
        groups: ["جديد", "ارتفع", "انخفض", "تأخّر", "متنازع عليه", "مؤكَّد", "سُحب"],
        measures: [
            "أُعلن عنه",
            "تُعهّد به",
            "أُذن به",
            "أُدرج في الميزانية",
            "التُزم به",
            "دُفع",
            "أُلغي",
            "متأخر",
            "أُجّل",
        ],
        more: |count| match count {
            1 => "وواحد غيرها",
            2 => "واثنان غيرها",
            _ => "و{0} غيرها",
        },
        in_all: "المجموع",
        unconverted: "لم تُحوَّل",
        offices_only: "للمكاتب فقط، بمفتاحك",
        turn_off: "إيقاف هذه الرسالة",
        off_title: "الرسالة اليومية",
        off_ask: "هل تريد إيقاف الرسالة اليومية؟",
        off_button: "إيقاف",
        off_done: "تم الإيقاف. لن تصلك هذه الرسالة بعد الآن. يمكنك إعادة تشغيلها بمفتاحك.",
    },
};

enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// CLDR's rule for whole numbers.
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
    fn the_last_two_digits_choose_the_plural_form() {
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
