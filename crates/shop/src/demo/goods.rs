//! What goods are made of: kinds, words, makers.

/// Chinese and English.
pub(super) type Word = (&'static str, &'static str);

pub(super) struct Goods {
    pub(super) kind: &'static str,
    /// Begins its SKUs.
    pub(super) code: &'static str,
    pub(super) name: Word,
    pub(super) made_of: &'static [Word],
    /// Its options and their values, each with what a SKU calls it.
    pub(super) options: &'static [(&'static str, &'static [Word])],
    /// NT$
    pub(super) price: (i64, i64),
    pub(super) makers: &'static [&'static str],
}

const COLOURS: &[Word] = &[
    ("黑色", "BK"),
    ("米白", "IV"),
    ("藏青", "NV"),
    ("墨綠", "GN"),
    ("磚紅", "RD"),
    ("燕麥", "OT"),
    ("霧藍", "BL"),
    ("深灰", "GY"),
];
const SIZES: &[Word] = &[("S", "S"), ("M", "M"), ("L", "L"), ("XL", "XL")];
const WEIGHTS: &[Word] = &[("150 公克", "150"), ("300 公克", "300"), ("600 公克", "600")];
const VOLUMES: &[Word] = &[("100 毫升", "100"), ("250 毫升", "250"), ("500 毫升", "500")];

const CLOTH: &[Word] = &[
    ("有機棉", "Organic Cotton"),
    ("亞麻", "Linen"),
    ("美麗諾羊毛", "Merino"),
    ("竹纖維", "Bamboo"),
    ("再生紗", "Recycled"),
    ("丹寧", "Denim"),
];
const PLACES: &[Word] = &[
    ("阿里山", "Alishan"),
    ("梨山", "Lishan"),
    ("台東", "Taitung"),
    ("花蓮", "Hualien"),
    ("屏東", "Pingtung"),
    ("南投", "Nantou"),
    ("三峽", "Sanxia"),
];
const STUFF: &[Word] = &[
    ("陶瓷", "Ceramic"),
    ("原木", "Oak"),
    ("黃銅", "Brass"),
    ("手吹玻璃", "Blown Glass"),
    ("琺瑯", "Enamel"),
    ("藤編", "Rattan"),
];
const SCENTS: &[Word] = &[
    ("薰衣草", "Lavender"),
    ("檜木", "Cypress"),
    ("玫瑰", "Rose"),
    ("柚花", "Pomelo Blossom"),
    ("茶樹", "Tea Tree"),
    ("香茅", "Citronella"),
];

const WEAVERS: &[&str] = &["山水織造", "日和服飾", "青石衣所", "小巷布行"];
const GROWERS: &[&str] = &["森林茶行", "田裡來的", "晨霧農場", "阿公的果園"];
const POTTERS: &[&str] = &["窯場日常", "木與工坊", "河岸選物", "一室家居"];
const SOAPERS: &[&str] = &["草本研究所", "香氣製作", "晴天保養"];
const OUTFITTERS: &[&str] = &["野行者", "山徑用品", "毛孩公園"];

const fn wear(code: &'static str, chinese: &'static str, english: &'static str, low: i64, high: i64) -> Goods {
    let options = &[("顏色", COLOURS), ("尺寸", SIZES)];
    Goods {
        kind: "服飾", code, name: (chinese, english), made_of: CLOTH, options, price: (low, high), makers: WEAVERS
    }
}

const fn food(code: &'static str, chinese: &'static str, english: &'static str, low: i64, high: i64) -> Goods {
    let options = &[("容量", WEIGHTS)];
    Goods {
        kind: "食品",
        code,
        name: (chinese, english),
        made_of: PLACES,
        options,
        price: (low, high),
        makers: GROWERS,
    }
}

const fn home(code: &'static str, chinese: &'static str, english: &'static str, low: i64, high: i64) -> Goods {
    let options = &[("顏色", COLOURS)];
    Goods {
        kind: "居家", code, name: (chinese, english), made_of: STUFF, options, price: (low, high), makers: POTTERS
    }
}

const fn care(code: &'static str, chinese: &'static str, english: &'static str, low: i64, high: i64) -> Goods {
    let options = &[("容量", VOLUMES)];
    Goods {
        kind: "美妝保養",
        code,
        name: (chinese, english),
        made_of: SCENTS,
        options,
        price: (low, high),
        makers: SOAPERS,
    }
}

const fn outdoors(code: &'static str, chinese: &'static str, english: &'static str, low: i64, high: i64) -> Goods {
    let options = &[("顏色", COLOURS)];
    Goods {
        kind: "戶外與寵物",
        code,
        name: (chinese, english),
        made_of: CLOTH,
        options,
        price: (low, high),
        makers: OUTFITTERS,
    }
}

pub(super) const GOODS: &[Goods] = &[
    wear("TEE", "圓領上衣", "Crew Neck Tee", 490, 1_290),
    wear("SHT", "立領襯衫", "Band Collar Shirt", 890, 2_180),
    wear("DRS", "洋裝", "Dress", 1_180, 3_280),
    wear("PNT", "寬褲", "Wide Trousers", 980, 2_480),
    wear("CDG", "針織外套", "Cardigan", 1_280, 3_680),
    wear("SCF", "圍巾", "Scarf", 480, 1_680),
    wear("TOT", "托特包", "Tote Bag", 680, 1_980),
    wear("CAP", "棒球帽", "Cap", 480, 1_080),
    food("OLT", "烏龍茶", "Oolong Tea", 280, 1_600),
    food("COF", "咖啡豆", "Coffee Beans", 350, 1_200),
    food("CKE", "手工餅乾", "Cookies", 120, 580),
    food("JAM", "果醬", "Jam", 180, 420),
    food("HNY", "蜂蜜", "Honey", 250, 980),
    food("PAC", "鳳梨酥", "Pineapple Cake", 280, 880),
    home("MUG", "馬克杯", "Mug", 280, 980),
    home("PLT", "餐盤", "Plate", 250, 1_280),
    home("LMP", "檯燈", "Desk Lamp", 880, 4_280),
    home("VAS", "花器", "Vase", 380, 2_680),
    home("TRY", "托盤", "Tray", 320, 1_480),
    care("HND", "護手霜", "Hand Cream", 180, 680),
    care("SHP", "洗髮精", "Shampoo", 250, 880),
    care("CDL", "香氛蠟燭", "Scented Candle", 380, 1_680),
    care("SOP", "手工皂", "Soap", 120, 380),
    outdoors("BTL", "保溫瓶套", "Bottle Sleeve", 280, 880),
    outdoors("CHR", "露營椅", "Camping Chair", 1_280, 4_680),
    outdoors("BED", "寵物睡墊", "Pet Bed", 580, 2_280),
];

pub(super) const MOODS: &[Word] = &[
    ("經典", "Classic"),
    ("輕盈", "Light"),
    ("職人", "Artisan"),
    ("日常", "Everyday"),
    ("復古", "Vintage"),
    ("極簡", "Minimal"),
    ("北歐", "Nordic"),
    ("森林", "Forest"),
    ("海岸", "Coast"),
    ("午後", "Afternoon"),
    ("晨光", "Morning"),
    ("旅行", "Travel"),
    ("城市", "Urban"),
    ("田園", "Country"),
    ("小島", "Island"),
    ("山系", "Alpine"),
];

/// How many of a hundred products carry the tag.
pub(super) const TAGS: &[(u64, &str)] =
    &[(30, "熱銷"), (20, "新品"), (15, "特價"), (12, "台灣製"), (10, "送禮"), (8, "環保"), (5, "限量"), (3, "預購")];
