//! Carriers: their names on the wire, and what each of them does.

mod numbers;

pub(crate) use numbers::number;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! tracking_companies {
    ($($name:ident $code:literal $label:literal,)*) => {
        /// 物流廠商
        #[allow(clippy::doc_markdown)] // brands, as their owners write them
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum TrackingCompany {
            $(#[doc = $label] #[serde(rename = $code)] $name,)*
        }

        impl TrackingCompany {
            /// As people know it.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)*
                }
            }
        }
    };
}

tracking_companies! {
    Ezcat "ezcat" "黑貓宅急便",
    ECan "e_can" "台灣宅配通",
    Postserv "postserv" "中華郵政",
    Hct "hct" "新竹物流",
    Dhl "DHL" "DHL",
    Fedex "fedex" "美商聯邦快遞",
    Ups "UPS" "UPS",
    Tnt "TNT" "TNT",
    Tjoin "tjoin" "嘉里大榮",
    CfeExpress "cfe_express" "超峰快遞",
    Dpex "dpex" "DPEX (迪比翼)",
    SdExpress "sd_express" "鑫達快遞",
    MapleExpress "maple_express" "便利帶",
    EzShip "EZSHIP" "EZShip 超商取貨",
    Seven "SEVEN" "Seven 超商取貨",
    AllpaySeven "Allpay_SEVEN" "綠界 7-11",
    Ems "ems" "郵局國際快捷EMS",
    AllpayFamily "Allpay_FAMILY" "綠界 全家",
    Family "FAMILY" "全家超商取貨",
    FamilyC2c "FAMILY_C2C" "全家店到店",
    Hilife "HILIFE" "萊爾富超商取貨",
    SevenC2c "SEVEN_C2C" "7-11 交貨便",
    Sf "SF" "順豐速運",
    FamilyCold "FAMILY_COLD" "全家冷鏈",
    ShyangYih "SHYANG_YIH" "祥億貨運",
    EzcatCvs "ezcat_cvs" "黑貓快速到店-常溫",
    EzcatCvsCold "ezcat_cvs_cold" "黑貓快速到店-冷凍",
    EzcatCvsRefrigerate "ezcat_cvs_refrigerate" "黑貓快速到店-冷藏",
    EcpayB2cSevenCod "ecpay_b2c_seven_cod" "7-11 貨到付款",
    EcpayB2cSevenPrepaid "ecpay_b2c_seven_prepaid" "7-11 取貨不付款",
    EcpayB2cFamilyCod "ecpay_b2c_family_cod" "全家貨到付款",
    EcpayB2cFamilyPrepaid "ecpay_b2c_family_prepaid" "全家取貨不付款",
    AmazonFba "amazon_fba" "Amazon",
    HilifeC2c "HILIFE_C2C" "萊爾富店到店",
    HilifeCold "HILIFE_COLD" "萊爾富冷凍",
    JapanPost "japan_post" "日本郵便",
    LinexHubEz "linex_hub_ez" "宇迅Linex物流",
    Pandago "pandago" "pandago",
    UberDirect "uber_direct" "Uber Direct",
    FamilyColdC2c "FAMILY_COLD_C2C" "全家冷凍店到店",
    SevenC2b "SEVEN_C2B" "7-11 退貨便",
    NinjaVan "ninja_van" "NinjaVan",
    GDex "g_dex" "GDex",
    LineClearExpress "line_clear_express" "Line Clear Express",
    JtExpress "jt_express" "J&T Express",
    PosLaju "pos_laju" "Pos Laju",
    Lalamove "lalamove" "Lalamove",
    AbxExpress "abx_express" "ABX Express (KEX Express)",
    Skynet "skynet" "Skynet Express",
    CityLink "city_link" "Citylink",
    DirectFreightExpress "direct_freight_express" "Direct Freight Express",
    AustraliaPost "australia_post" "澳洲郵政",
    CyberbizExpress "cyberbiz_express" "平台物流",
    Other "other" "其它",
}

/// 宅配託運商
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HomeCarrier {
    /// 黑貓
    Ezcat,
    /// 宅配通
    Pelican,
    /// 順豐
    Sf,
    /// 新竹物流
    Hct,
}

impl HomeCarrier {
    /// Under which name it carries.
    pub fn company(self) -> TrackingCompany {
        match self {
            Self::Ezcat => TrackingCompany::Ezcat,
            Self::Pelican => TrackingCompany::ECan,
            Self::Sf => TrackingCompany::Sf,
            Self::Hct => TrackingCompany::Hct,
        }
    }

    /// Whether it gives its number when it is asked. The others give theirs a moment later.
    pub fn answers_at_once(self) -> bool {
        matches!(self, Self::Ezcat | Self::Pelican)
    }
}

/// 超商配送類型
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CvsService {
    /// 7-11 超商取貨
    Seven,
    /// 7-11 交貨便
    SevenC2c,
    /// 全家超商取貨
    Family,
    /// 全家店到店
    FamilyC2c,
    /// 全家冷鏈
    FamilyCold,
    /// 全家冷凍店到店
    FamilyColdC2c,
    /// 萊爾富超商取貨
    Hilife,
    /// 萊爾富冷凍
    HilifeCold,
    /// 萊爾富店到店
    HilifeC2c,
    /// 黑貓快速到店-常溫
    EzcatCvs,
    /// 黑貓快速到店-冷凍
    EzcatCvsCold,
    /// 黑貓快速到店-冷藏
    EzcatCvsRefrigerate,
}

impl CvsService {
    const ALL: [Self; 12] = [
        Self::Seven,
        Self::SevenC2c,
        Self::Family,
        Self::FamilyC2c,
        Self::FamilyCold,
        Self::FamilyColdC2c,
        Self::Hilife,
        Self::HilifeCold,
        Self::HilifeC2c,
        Self::EzcatCvs,
        Self::EzcatCvsCold,
        Self::EzcatCvsRefrigerate,
    ];

    /// What an order's way of shipping is, if it is one of these.
    pub fn of(shipping_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| crate::words::word(service) == shipping_type)
    }

    /// Whose name stands in a shipment of this kind, read backwards.
    pub fn by(company: TrackingCompany) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.company() == company)
    }

    /// Under which name it carries.
    pub fn company(self) -> TrackingCompany {
        match self {
            Self::Seven => TrackingCompany::Seven,
            Self::SevenC2c => TrackingCompany::SevenC2c,
            Self::Family => TrackingCompany::Family,
            Self::FamilyC2c => TrackingCompany::FamilyC2c,
            Self::FamilyCold => TrackingCompany::FamilyCold,
            Self::FamilyColdC2c => TrackingCompany::FamilyColdC2c,
            Self::Hilife => TrackingCompany::Hilife,
            Self::HilifeCold => TrackingCompany::HilifeCold,
            Self::HilifeC2c => TrackingCompany::HilifeC2c,
            Self::EzcatCvs => TrackingCompany::EzcatCvs,
            Self::EzcatCvsCold => TrackingCompany::EzcatCvsCold,
            Self::EzcatCvsRefrigerate => TrackingCompany::EzcatCvsRefrigerate,
        }
    }

    pub fn chain(self) -> Chain {
        match self {
            Self::Seven | Self::SevenC2c => Chain::Seven,
            Self::Family | Self::FamilyC2c | Self::FamilyCold | Self::FamilyColdC2c => Chain::Family,
            Self::Hilife | Self::HilifeCold | Self::HilifeC2c => Chain::Hilife,
            Self::EzcatCvs | Self::EzcatCvsCold | Self::EzcatCvsRefrigerate => Chain::Ezcat,
        }
    }
}

/// Whose stores parcels are picked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    Seven,
    Family,
    Hilife,
    /// Brought by the carrier to stores of several chains.
    Ezcat,
}
