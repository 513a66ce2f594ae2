//! What Taiwanese people are called: surnames by how common they are, given names by generation,
//! each with the spelling its bearer would use in an e-mail address.

/// How many of ten thousand people bear the surname, the surname, its spelling.
#[rustfmt::skip]
pub(super) const SURNAMES: &[(u64, (&str, &str))] = &[
    (1113, ("陳", "chen")), (832, ("林", "lin")), (601, ("黃", "huang")), (529, ("張", "chang")),
    (514, ("李", "lee")), (411, ("王", "wang")), (403, ("吳", "wu")), (316, ("劉", "liu")),
    (292, ("蔡", "tsai")), (266, ("楊", "yang")), (233, ("許", "hsu")), (189, ("鄭", "cheng")),
    (177, ("謝", "hsieh")), (151, ("洪", "hung")), (150, ("郭", "kuo")), (147, ("邱", "chiu")),
    (144, ("曾", "tseng")), (136, ("廖", "liao")), (133, ("賴", "lai")), (126, ("徐", "hsu")),
    (122, ("周", "chou")), (118, ("葉", "yeh")), (114, ("蘇", "su")), (95, ("莊", "chuang")),
    (93, ("呂", "lu")), (92, ("江", "chiang")), (89, ("何", "ho")), (81, ("蕭", "hsiao")),
    (81, ("羅", "lo")), (77, ("高", "kao")), (70, ("潘", "pan")), (68, ("簡", "chien")),
    (65, ("朱", "chu")), (64, ("鍾", "chung")), (62, ("彭", "peng")), (61, ("游", "yu")),
    (60, ("詹", "chan")), (58, ("胡", "hu")), (56, ("施", "shih")), (54, ("沈", "shen")),
    (51, ("余", "yu")), (50, ("盧", "lu")), (48, ("梁", "liang")), (46, ("趙", "chao")),
    (45, ("顏", "yen")), (44, ("柯", "ko")), (43, ("翁", "weng")), (42, ("魏", "wei")),
    (40, ("孫", "sun")), (39, ("戴", "tai")), (37, ("范", "fan")), (36, ("方", "fang")),
    (34, ("宋", "sung")), (31, ("鄧", "teng")), (27, ("杜", "tu")), (25, ("傅", "fu")),
    (24, ("侯", "hou")), (23, ("曹", "tsao")), (22, ("薛", "hsueh")), (21, ("丁", "ting")),
    (20, ("卓", "cho")), (19, ("馬", "ma")), (18, ("阮", "juan")), (17, ("董", "tung")),
    (17, ("唐", "tang")), (16, ("溫", "wen")), (16, ("藍", "lan")), (15, ("石", "shih")),
    (14, ("蔣", "chiang")), (14, ("古", "ku")), (13, ("紀", "chi")), (13, ("田", "tien")),
    (12, ("姚", "yao")), (12, ("連", "lien")), (11, ("歐", "ou")), (10, ("康", "kang")),
    (10, ("鄒", "tsou")), (9, ("汪", "wang")), (9, ("湯", "tang")), (9, ("尤", "yu")),
    (8, ("黎", "li")), (8, ("白", "pai")), (7, ("程", "cheng")), (6, ("袁", "yuan")),
    (3, ("歐陽", "ouyang")), (3, ("張簡", "changchien")),
];

/// Men born before 1975, up to 1994, and since.
#[rustfmt::skip]
pub(super) const MEN: [&[(&str, &str)]; 3] = [
    &[
        ("志明", "chihming"), ("俊雄", "chunhsiung"), ("文雄", "wenhsiung"), ("正雄", "chenghsiung"),
        ("建國", "chienkuo"), ("文龍", "wenlung"), ("金龍", "chinlung"), ("明輝", "minghui"),
        ("國華", "kuohua"), ("榮華", "junghua"), ("進財", "chintsai"), ("武雄", "wuhsiung"),
        ("清水", "chingshui"), ("茂松", "maosung"), ("坤山", "kunshan"), ("文彬", "wenpin"),
        ("明德", "mingte"), ("國雄", "kuohsiung"), ("義雄", "yihsiung"), ("添福", "tienfu"),
        ("永昌", "yungchang"), ("慶祥", "chinghsiang"), ("瑞祥", "juihsiang"), ("錦輝", "chinhui"),
        ("忠義", "chungyi"), ("德旺", "tewang"), ("文章", "wenchang"), ("火旺", "huowang"),
        ("銘傳", "mingchuan"), ("耀輝", "yaohui"),
    ],
    &[
        ("家豪", "chiahao"), ("志豪", "chihhao"), ("俊傑", "chunchieh"), ("建宏", "chienhung"),
        ("俊宏", "chunhung"), ("志偉", "chihwei"), ("志強", "chihchiang"), ("文傑", "wenchieh"),
        ("建志", "chienchih"), ("冠宇", "kuanyu"), ("彥廷", "yenting"), ("冠廷", "kuanting"),
        ("信宏", "hsinhung"), ("智偉", "chihwei"), ("明哲", "mingche"), ("宗翰", "tsunghan"),
        ("哲瑋", "chewei"), ("政宏", "chenghung"), ("威宇", "weiyu"), ("柏翰", "pohan"),
        ("宗憲", "tsunghsien"), ("嘉偉", "chiawei"), ("佳霖", "chialin"), ("育誠", "yucheng"),
        ("國豪", "kuohao"), ("士傑", "shihchieh"), ("書豪", "shuhao"), ("政達", "chengta"),
        ("凱文", "kaiwen"), ("偉", "wei"), ("孟儒", "mengju"), ("仁傑", "jenchieh"),
    ],
    &[
        ("承恩", "chengen"), ("承翰", "chenghan"), ("宥廷", "yuting"), ("宇翔", "yuhsiang"),
        ("品睿", "pinjui"), ("柏宇", "poyu"), ("冠霖", "kuanlin"), ("睿恩", "juien"),
        ("柏睿", "pojui"), ("宸睿", "chenjui"), ("子軒", "tzuhsuan"), ("宇恩", "yuen"),
        ("彥辰", "yenchen"), ("恩碩", "enshuo"), ("楷翔", "kaihsiang"), ("柏勳", "pohsun"),
        ("家瑋", "chiawei"), ("竣宇", "chunyu"), ("浩宇", "haoyu"), ("子傑", "tzuchieh"),
        ("翊宸", "yichen"), ("威廷", "weiting"), ("昱安", "yuan"), ("奕辰", "yichen"),
        ("哲宇", "cheyu"), ("士賢", "shihhsien"), ("丞佑", "chengyu"), ("聖凱", "shengkai"),
        ("晨", "chen"), ("力維", "liwei"),
    ],
];

/// Women born before 1975, up to 1994, and since.
#[rustfmt::skip]
pub(super) const WOMEN: [&[(&str, &str)]; 3] = [
    &[
        ("淑芬", "shufen"), ("淑惠", "shuhui"), ("美玲", "meiling"), ("麗華", "lihua"),
        ("美惠", "meihui"), ("淑貞", "shuchen"), ("秀英", "hsiuying"), ("麗珠", "lichu"),
        ("素貞", "suchen"), ("秀琴", "hsiuchin"), ("月娥", "yuehe"), ("玉蘭", "yulan"),
        ("秀蘭", "hsiulan"), ("美雲", "meiyun"), ("碧霞", "pihsia"), ("金鳳", "chinfeng"),
        ("惠美", "huimei"), ("淑美", "shumei"), ("麗卿", "liching"), ("春美", "chunmei"),
        ("寶珠", "paochu"), ("素蘭", "sulan"), ("麗雪", "lihsueh"), ("秋香", "chiuhsiang"),
        ("瑞珍", "juichen"), ("明珠", "mingchu"), ("阿滿", "aman"), ("彩雲", "tsaiyun"),
        ("錦秀", "chinhsiu"), ("玉霞", "yuhsia"),
    ],
    &[
        ("雅婷", "yating"), ("怡君", "yichun"), ("雅雯", "yawen"), ("怡婷", "yiting"),
        ("佳穎", "chiaying"), ("心怡", "hsinyi"), ("雅惠", "yahui"), ("欣怡", "hsinyi"),
        ("佩珊", "peishan"), ("慧君", "huichun"), ("婉婷", "wanting"), ("詩涵", "shihhan"),
        ("宜君", "yichun"), ("靜怡", "chingyi"), ("佳蓉", "chiajung"), ("惠雯", "huiwen"),
        ("郁婷", "yuting"), ("雅玲", "yaling"), ("佩君", "peichun"), ("鈺婷", "yuting"),
        ("筱涵", "hsiaohan"), ("書瑋", "shuwei"), ("玉婷", "yuting"), ("嘉玲", "chialing"),
        ("思穎", "szuying"), ("曉萍", "hsiaoping"), ("依潔", "yichieh"), ("孟潔", "mengchieh"),
        ("文馨", "wenhsin"), ("家瑜", "chiayu"), ("珮瑜", "peiyu"), ("瑩", "ying"),
    ],
    &[
        ("品妍", "pinyen"), ("宜蓁", "yichen"), ("子晴", "tzuching"), ("詠晴", "yungching"),
        ("思妤", "szuyu"), ("羽彤", "yutung"), ("語彤", "yutung"), ("采潔", "tsaichieh"),
        ("芷瑄", "chihhsuan"), ("品蓉", "pinjung"), ("宥蓁", "yuchen"), ("沛恩", "peien"),
        ("昕妤", "hsinyu"), ("亭妤", "tingyu"), ("郁庭", "yuting"), ("子涵", "tzuhan"),
        ("可欣", "kohsin"), ("若瑜", "joyu"), ("韋彤", "weitung"), ("苡安", "yian"),
        ("庭瑜", "tingyu"), ("映潔", "yingchieh"), ("妍希", "yenhsi"), ("巧恩", "chiaoen"),
        ("禹彤", "yutung"), ("芸熙", "yunhsi"), ("恩綺", "enchi"), ("詩婷", "shihting"),
        ("寧", "ning"), ("湘芸", "hsiangyun"),
    ],
];

/// English names people go by at work, men's and women's.
#[rustfmt::skip]
pub(super) const ENGLISH_MEN: &[&str] = &[
    "kevin", "jason", "eric", "david", "jack", "alex", "andy", "leo", "ryan", "allen", "tony", "vincent", "ray",
    "jerry", "sean", "daniel", "peter", "henry", "ken", "benson", "steven", "mark",
];
#[rustfmt::skip]
pub(super) const ENGLISH_WOMEN: &[&str] = &[
    "amy", "jessica", "emily", "vivian", "grace", "joyce", "tina", "peggy", "ivy", "claire", "annie", "cindy",
    "sandy", "irene", "kelly", "mandy", "sophia", "zoe", "phoebe", "yvonne", "doris", "nina",
];

/// What people call themselves when they do not use their name.
#[rustfmt::skip]
pub(super) const NICKNAMES: &[&str] = &[
    "happycat", "sunnyday", "bubbletea", "coffeetime", "rainbow", "littlebear", "mochi", "pudding", "shibainu",
    "blueocean", "momo", "starry", "lazycat", "citylife", "hellofish", "greentea", "runner", "camping", "doudou",
    "mangoice", "snowman", "dreamer",
];
