//! 顧客: finding, creating and changing customers.

use std::sync::Arc;

use api::{Answer, Body, Denied, Error, Group, Json, Listing, Page, Paging, Path, Query, Site};
use platform::Caller;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Filter, Query as Find, Reading, Record, Stored, Tx, View};
use wire::{Id, Timestamp, token};

use super::account::{self, CustomerAccount};
use super::rules::{check_contact, customer, must_exist, provider, save, tags};
use super::{
    Customer, CustomerChange, CustomerCreate, CustomerSettings, CustomerTag, EMAIL, MOBILE, NAME, Status, TAG, UID,
    UPDATED_AT, UidProvider, bonus_points, uid_term,
};
use crate::vip_groups;

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/customers", list).summary("取得所有顧客資料");
    group
        .post("/v1/customers", create)
        .summary("建立顧客")
        .slow_field("password")
        .note("建立後觸發 customers/create。匯入會員資訊前，請確認您合法持有並有權提供這些資料。");
    group.get("/v1/customers/default_gender_options", gender_options).summary("取得男性與女性以外的預設性別選項");
    group.get("/v1/customers/get_customer_id", ids_by_contact).summary("透過 Email 或手機取得顧客 ID");
    group
        .get("/v1/customers/get_customer_id_by_name", ids_by_name)
        .summary("透過顧客姓名開頭取得顧客 ID")
        .note("比對姓名開頭，不分大小寫：A 可找到 Andy、amy、Allen，找不到 Cathy。");
    group.get("/v1/customers/tags", all_tags).summary("取得所有顧客標籤");
    group.get("/v1/customers/{customer_id}", show).summary("透過顧客 ID 取得該顧客資料");
    group
        .put("/v1/customers/{customer_id}", update)
        .summary("透過顧客 ID 更新該顧客資料")
        .slow_field("password")
        .refuses(403, "狀態不允許這樣變更，例如已禁用的帳號不能改為已邀請");
    group
        .get("/v1/customers/{customer_id}/account_activation_url", activation_url)
        .summary("取得顧客帳戶啟用連結")
        .refuses(403, "帳號已啟用");
    group.public("/shops/{shop_id}/account/activate/{key}", activate).summary("啟用帳號");
    group
        .get("/v1/customers/{customer_id}/uid_providers/{provider_type}", uid_provider)
        .summary("透過顧客 ID 取得第三方登入 UID")
        .path_parameter("provider_type", "UID Provider 類型：line、line_at、facebook 等");
    group
        .put("/v1/customers/{customer_id}/uid_providers/{provider_type}", set_uid_provider)
        .summary("透過顧客 ID 更新或建立第三方登入 UID")
        .path_parameter("provider_type", "UID Provider 類型：line、line_at、facebook 等");
    group
        .post("/v1/customers/{customer_id}/update_register_code_and_accepts_marketing", set_register_code)
        .summary("第三方登入更新顧客註冊人推薦碼與是否接受行銷");
}

/// 顧客列表的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct CustomerFilter {
    /// 顧客資料更新起始時間 (YYYY-MM-DD hh:mm:ss)
    updated_at_start_time: Option<Timestamp>,
    /// 顧客資料更新結束時間 (YYYY-MM-DD hh:mm:ss)
    updated_at_end_time: Option<Timestamp>,
}

fn list(view: &View<'_>, Query(filter): Query<CustomerFilter>, paging: Paging) -> Answer<Listing<Customer>> {
    let query = Find::all()
        .filter_if(filter.updated_at_start_time, |start| Filter::at_least(UPDATED_AT, start))
        .filter_if(filter.updated_at_end_time, |end| Filter::at_most(UPDATED_AT, end));
    Listing::of(view, paging, query)
}

fn show(view: &View<'_>, Path(id): Path<Id<Customer>>) -> Answer<Stored<Customer>> {
    view.stored(id)?.ok_or(Error::NotFound)
}

fn create(tx: &mut Tx<'_>, Body(new): Body<CustomerCreate>) -> Answer<Record<Customer>> {
    let now = tx.now();
    let mut customer = Customer {
        name: new.name,
        status: new.status.unwrap_or_default(),
        email: new.email,
        country_calling_code: new.country_calling_code.or_else(|| new.mobile.as_ref().map(|_| "+886".to_owned())),
        mobile: new.mobile,
        enable_cvs_pickup: new.enable_cvs_pickup,
        enable_cvs_cod: new.enable_cvs_cod.unwrap_or(true),
        enable_home_delivery_cod: new.enable_home_delivery_cod,
        accepts_marketing: new.accepts_marketing,
        accepts_email_notification: true,
        tags: tags(&new.tags_text.unwrap_or_default()),
        gender: new.gender,
        birthday: new.birthday,
        other_accumulated_consumption: new.other_accumulated_consumption.unwrap_or_default(),
        other_accumulated_consumption_expired_at: new.other_accumulated_consumption_expired_at,
        note: new.note,
        confirmed_at: new.confirmed_at,
        mobile_sms_confirmed_at: new.mobile_sms_confirmed_at,
        created_at: now,
        updated_at: now,
        ..Customer::default()
    };
    if let Some(address) = new.address {
        address.apply_to(customer.address.insert(super::CustomerAddress::default()));
    }
    check_contact(tx, &mut customer)?;
    let mut customer = tx.insert(customer)?;
    let activation_key = (customer.status != Status::Enabled).then(|| token(tx.random(), 24));
    tx.insert(CustomerAccount {
        customer_id: customer.id,
        password: new.password.into_text(),
        activation_key,
        birth_gift: new.enable_birth_gift.unwrap_or(false),
        ..CustomerAccount::default()
    })?;
    if new.enable_register_gift.unwrap_or(false) {
        bonus_points::grant_signup_gift(tx, &mut customer)?;
    }
    vip_groups::settle(tx, &customer)?;
    Ok(customer)
}

fn update(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Customer>>,
    Body(mut change): Body<CustomerChange>,
) -> Answer<Record<Customer>> {
    let mut customer = customer(tx, id)?;
    let tags_before = customer.tags.clone();
    let (password, birth_gift) = (change.password.take(), change.enable_send_birth_gift);
    change.apply_to(&mut customer)?;
    check_contact(tx, &mut customer)?;
    save(tx, &mut customer, &tags_before)?;
    if let Some(mut account) = account::of(tx, id)? {
        if let Some(password) = password {
            account.password = password.into_text();
        }
        account.birth_gift = birth_gift.unwrap_or(account.birth_gift);
        tx.save(&mut account)?;
    }
    Ok(customer)
}

/// 預設性別選項
#[derive(Debug, Serialize, JsonSchema)]
struct DefaultGenderOption {
    /// 顧客預設性別其他選項
    default_gender_option: String,
}

fn gender_options(view: &View<'_>) -> Answer<Json<Vec<DefaultGenderOption>>> {
    let options = CustomerSettings::of(view)?.gender_options;
    Ok(Json(options.into_iter().map(|default_gender_option| DefaultGenderOption { default_gender_option }).collect()))
}

/// 以聯絡方式搜尋顧客的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct ContactFilter {
    /// 欲搜尋的顧客 Emails，用逗點分隔
    customer_emails: Option<String>,
    /// 欲搜尋的顧客手機，用逗點分隔
    customer_mobiles: Option<String>,
}

/// 顧客 ID 與聯絡方式
#[allow(clippy::struct_field_names)] // the wire's names
#[derive(Debug, Serialize, JsonSchema)]
struct CustomerContact {
    /// 顧客 ID
    customer_id: Id<Customer>,
    /// 顧客 Email
    customer_email: Option<String>,
    /// 顧客手機
    customer_mobile: Option<String>,
}

fn ids_by_contact(view: &View<'_>, Query(filter): Query<ContactFilter>) -> Answer<Json<Vec<CustomerContact>>> {
    let mut found = Vec::new();
    for (field, list) in [(EMAIL, filter.customer_emails), (MOBILE, filter.customer_mobiles)] {
        let words: Vec<_> = list.iter().flat_map(|list| words(list)).map(Into::into).collect();
        if !words.is_empty() {
            found.extend(view.find::<Customer>(&Find::all().filter(Filter::OneOf(field, words)))?);
        }
    }
    found.sort_by_key(|customer| customer.id);
    found.dedup_by_key(|customer| customer.id);
    let contact = |customer: Record<Customer>| {
        let customer = customer.into_value();
        CustomerContact { customer_id: customer.id, customer_email: customer.email, customer_mobile: customer.mobile }
    };
    Ok(Json(found.into_iter().map(contact).collect()))
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|word| !word.is_empty())
}

/// 以姓名搜尋顧客的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct NameFilter {
    /// 欲搜尋的顧客姓名
    customer_name: String,
    /// 最多筆數(最多 50)
    #[schemars(range(min = 1))]
    limit: Option<u64>,
}

/// 顧客 ID 與姓名
#[derive(Debug, Serialize, JsonSchema)]
struct CustomerName {
    /// 顧客 ID
    customer_id: Id<Customer>,
    /// 顧客姓名
    customer_name: String,
}

fn ids_by_name(view: &View<'_>, Query(filter): Query<NameFilter>) -> Answer<Json<Vec<CustomerName>>> {
    let query =
        Find::all().filter(Filter::StartsWith(NAME, filter.customer_name)).limit(filter.limit.unwrap_or(50).min(50));
    let found = view.find::<Customer>(&query)?.into_iter().map(Record::into_value);
    Ok(Json(found.map(|found| CustomerName { customer_id: found.id, customer_name: found.name }).collect()))
}

fn all_tags(view: &View<'_>, paging: Paging) -> Answer<Listing<CustomerTag>> {
    let names = view.term_values::<Customer>(TAG)?;
    Ok(Listing::of_items(paging, names.into_iter().map(|name| CustomerTag { name })))
}

/// 帳戶啟用連結
#[derive(Debug, Serialize, JsonSchema)]
struct ActivationUrl {
    /// 啟用連結
    account_activation_url: String,
}

fn activation_url(view: &View<'_>, Path(id): Path<Id<Customer>>, site: Arc<Site>) -> Answer<Json<ActivationUrl>> {
    must_exist(view, id)?;
    let key = account::of(view, id)?.and_then(|account| account.into_value().activation_key);
    let key = key.ok_or_else(|| Error::Forbidden("Customer is already activated.".into()))?;
    let account_activation_url = format!("{}/shops/{}/account/activate/{key}", site.base_url, view.shop());
    Ok(Json(ActivationUrl { account_activation_url }))
}

fn activate(tx: &mut Tx<'_>, Path((_, key)): Path<(String, String)>) -> Answer<Page> {
    let mut account = account::by_activation_key(tx, &key)?.ok_or(Error::NotFound)?;
    let mut customer = customer(tx, account.customer_id)?;
    customer.status.become_(Status::Enabled)?;
    if customer.email.is_some() && customer.confirmed_at.is_none() {
        customer.confirmed_at = Some(tx.now());
    }
    tx.save(&mut customer)?;
    account.activation_key = None;
    tx.save(&mut account)?;
    Ok(Page::notice("帳號已啟用", "您的帳號已啟用，現在可以登入商店了。"))
}

fn uid_provider(view: &View<'_>, Path((id, name)): Path<(Id<Customer>, String)>) -> Answer<Json<UidProvider>> {
    let customer = customer(view, id)?.into_value();
    let name = provider(&name)?;
    let found = customer.uid_providers.into_iter().find(|user| user.provider_type == name);
    found.map(Json).ok_or(Error::NotFound)
}

/// 第三方登入 UID
#[derive(Debug, Deserialize, JsonSchema)]
struct UidInput {
    /// UID
    #[schemars(length(max = 255))]
    uid: String,
}

fn set_uid_provider(
    tx: &mut Tx<'_>,
    Path((id, name)): Path<(Id<Customer>, String)>,
    Body(UidInput { uid }): Body<UidInput>,
) -> Answer<Json<UidProvider>> {
    let mut customer = customer(tx, id)?;
    let name = provider(&name)?;
    let same = Find::all().filter(Filter::HasTerm(UID, vec![uid_term(name, &uid)]));
    if tx.find_one::<Customer>(same)?.is_some_and(|holder| holder.id != id) {
        return Err(Error::invalid("UID (uid) 已被其他顧客使用"));
    }
    let known = customer.uid_providers.iter_mut().find(|user| user.provider_type == name);
    let event = if let Some(user) = known {
        user.uid.clone_from(&uid);
        "uid_providers/update"
    } else {
        customer.uid_providers.push(UidProvider { provider_type: name.to_owned(), uid: uid.clone() });
        "uid_providers/create"
    };
    if tx.save_quietly(&mut customer)? {
        tx.emit(event, &customer)?;
    }
    Ok(Json(UidProvider { provider_type: name.to_owned(), uid }))
}

/// 註冊人推薦碼與行銷意願
#[derive(Debug, Deserialize, JsonSchema)]
struct RegisterCodeInput {
    /// 第三方設定的識別 key：呼叫者自己的帳號密鑰或 App Secret
    secret_key: String,
    /// 註冊人推薦碼
    #[schemars(length(max = 255))]
    register_code: String,
    /// 是否接受行銷訊息
    accepts_marketing: Option<bool>,
}

fn set_register_code(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Customer>>,
    Body(input): Body<RegisterCodeInput>,
    caller: Arc<Caller>,
) -> Answer<Record<Customer>> {
    if !caller.secrets.know(&input.secret_key, tx.now()) {
        return Err(Error::Unauthorized(Denied::SecretKey));
    }
    let mut customer = customer(tx, id)?;
    if let Some(mut account) = account::of(tx, id)? {
        account.register_code = Some(input.register_code);
        tx.save(&mut account)?;
    }
    customer.accepts_marketing = input.accepts_marketing.unwrap_or(customer.accepts_marketing);
    tx.save(&mut customer)?;
    Ok(customer)
}
