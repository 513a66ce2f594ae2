//! Listing customers and finding one by a third party's user id.

use api::{Answer, Error, Group, Json, Listing, Paging, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query as Find, Reading, View};

use super::{CustomerV2, Section, VipInfo};
use crate::customers::rules::provider;
use crate::customers::{Customer, UID, uid_term};
use crate::vip_groups::Groups;

const MOST_IDS: usize = 100;

pub(crate) fn operations(group: &mut Group) {
    group
        .get("/v2/customers", list)
        .summary("取得會員列表")
        .note("帶 ids 時一次回傳這些會員，不分頁，查無的 ID 略過。include_params 決定額外回傳的區段。");
    group
        .get("/v2/customers/by_uid_provider", by_uid_provider)
        .summary("透過第三方登入 UID 取得會員")
        .note("查無會員時回傳 null。");
}

/// 會員列表的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct ListFilter {
    /// 會員 ID，以逗點分隔，最多 100 個；帶此參數時不分頁
    ids: Option<String>,
    #[serde(flatten)]
    sections: Sections,
}

/// 額外區段
#[derive(Debug, Deserialize, JsonSchema)]
struct Sections {
    /// 要額外回傳的區段，以逗點分隔：`vip_info`、`uid_providers`、`tags`、`address`、`custom_fields`、`bonus_remain`、`accepts_email_notification`
    include_params: Option<String>,
}

fn list(view: &View<'_>, Query(filter): Query<ListFilter>, paging: Paging) -> Answer<Listing<CustomerV2>> {
    let ids = filter.ids.as_deref().map(ids).transpose()?.unwrap_or_default();
    let (query, paging) = if ids.is_empty() {
        (Find::all().offset(paging.skip()).limit(paging.per_page), paging)
    } else {
        let whole = Paging { page: 1, per_page: ids.len() as u64, offset: 0 };
        (Find::all().filter(Filter::IdIn(ids)), whole)
    };
    let total = view.count::<Customer>(&query.filters)?;
    let shown = Shown::new(view, &filter.sections)?;
    let found = view.find::<Customer>(&query)?.into_iter();
    let page: Answer<Vec<_>> = found.map(|customer| shown.of(view, customer.into_value())).collect();
    Ok(Listing::of_page(paging, total, &page?))
}

/// The ids of a list with commas, each once.
fn ids(list: &str) -> Answer<Vec<i64>> {
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    let ids: Result<Vec<i64>, _> = words.map(str::parse).collect();
    let mut ids = ids.map_err(|_| Error::invalid("會員 ID (ids) 無效值"))?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MOST_IDS {
        return Err(Error::invalid(format!("會員 ID (ids) 最多 {MOST_IDS} 個")));
    }
    Ok(ids)
}

/// 第三方登入的使用者
#[derive(Debug, Deserialize, JsonSchema)]
struct UidFilter {
    /// UID：第三方的使用者 ID
    uid: String,
    /// Provider 類型：`line`、`line_at`、`facebook` 等
    provider: String,
    #[serde(flatten)]
    sections: Sections,
}

fn by_uid_provider(view: &View<'_>, Query(filter): Query<UidFilter>) -> Answer<Json<Option<CustomerV2>>> {
    let term = uid_term(provider(&filter.provider)?, &filter.uid);
    let found = view.find_one::<Customer>(Find::all().filter(Filter::HasTerm(UID, vec![term])))?;
    let shown = Shown::new(view, &filter.sections)?;
    Ok(Json(found.map(|customer| shown.of(view, customer.into_value())).transpose()?))
}

/// The sections that are asked for, and what showing them takes.
struct Shown<'a> {
    sections: Vec<&'a str>,
    groups: Option<Groups>,
}

impl<'a> Shown<'a> {
    /// Sections that do not exist are ignored, as unknown parameters are.
    fn new(view: &View<'_>, sections: &'a Sections) -> Answer<Self> {
        let sections: Vec<_> = sections.include_params.iter().flat_map(|list| list.split(',')).map(str::trim).collect();
        let groups = sections.contains(&"vip_info").then(|| Groups::in_force(view)).transpose()?;
        Ok(Self { sections, groups })
    }

    fn section<T>(&self, name: &str, value: T) -> Section<T> {
        if self.sections.contains(&name) { Section::Present(value) } else { Section::Absent }
    }

    fn of(&self, view: &View<'_>, customer: Customer) -> Answer<CustomerV2> {
        let vip_info = match &self.groups {
            Some(groups) => Section::Present(VipInfo::from(groups.vip_of(view, &customer)?)),
            None => Section::Absent,
        };
        let tags = customer.tags.into_iter().map(|tag| tag.name).collect();
        let custom_fields = customer.custom_fields.into_iter().map(|field| field.value).collect();
        Ok(CustomerV2 {
            id: customer.id,
            name: customer.name,
            status: customer.status,
            email: customer.email,
            country_calling_code: customer.country_calling_code,
            mobile: customer.mobile,
            enable_cvs_pickup: customer.enable_cvs_pickup,
            enable_cvs_cod: customer.enable_cvs_cod,
            enable_home_delivery_cod: customer.enable_home_delivery_cod,
            accepts_marketing: customer.accepts_marketing,
            accepts_email_notification: self.section("accepts_email_notification", customer.accepts_email_notification),
            tags: self.section("tags", tags),
            address: self.section("address", customer.address),
            gender: customer.gender,
            birthday: customer.birthday,
            other_accumulated_consumption: customer.other_accumulated_consumption,
            other_accumulated_consumption_expired_at: customer.other_accumulated_consumption_expired_at,
            note: customer.note,
            custom_fields: self.section("custom_fields", custom_fields),
            created_at: customer.created_at,
            updated_at: customer.updated_at,
            confirmed_at: customer.confirmed_at,
            mobile_sms_confirmed_at: customer.mobile_sms_confirmed_at,
            bonus_remain: self.section("bonus_remain", customer.bonus_remain),
            uid_providers: self.section("uid_providers", customer.uid_providers),
            vip_info,
        })
    }
}
