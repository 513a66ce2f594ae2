//! Somebody in front of the portal: keeps cookies, follows redirects, and sends forms as a browser would.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use platform::{Password, Post, Role, Session, Staff, Who};
use reqwest::redirect::Policy;
use storage::{Error, PLATFORM, Reading};
use wire::Id;

use crate::Shopwire;

/// One browser.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    base_url: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    csrf: Option<String>,
}

/// A page, or whatever was answered.
#[derive(Debug)]
pub struct Sight {
    pub status: u16,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    pub text: String,
}

impl Sight {
    /// The page, once its status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        self.text
    }

    /// Where it leads on.
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", String::as_str)
    }
}

impl Browser {
    pub fn new(base_url: &str) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build();
        let http = http.unwrap_or_else(|error| panic!("no client: {error}"));
        Self { http, base_url: base_url.to_owned(), cookies: Arc::default(), csrf: None }
    }

    pub async fn get(&self, path: &str) -> Sight {
        self.read(self.http.get(format!("{}{path}", self.base_url))).await
    }

    /// Sends a form; what a signed-in page's form carries is added.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Sight {
        let csrf = self.csrf.as_deref().map(|token| ("csrf", token));
        self.post_as_is(path, &fields.iter().copied().chain(csrf).collect::<Vec<_>>()).await
    }

    /// Sends exactly these fields.
    pub async fn post_as_is(&self, path: &str, fields: &[(&str, &str)]) -> Sight {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.http.post(format!("{}{path}", self.base_url));
        self.read(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await
    }

    /// Sends a form and looks at the page that it leads to.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Sight {
        let sent = self.post(path, fields).await;
        if sent.status == 303 { self.get(sent.location()).await } else { sent }
    }

    /// Sends a request that the test has made up itself, with the browser's cookies.
    pub async fn read(&self, request: reqwest::RequestBuilder) -> Sight {
        let jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let line = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let response = request.header("cookie", line).send().await.unwrap_or_else(|error| panic!("no answer: {error}"));
        for set in response.headers().get_all("set-cookie").iter().filter_map(|set| set.to_str().ok()) {
            self.keep(set);
        }
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        let headers = headers.collect();
        Sight { status, headers, text: response.text().await.unwrap_or_default() }
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The value of a cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn keep(&self, set: &str) {
        let pair = set.split(';').next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let mut jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        if set.to_ascii_lowercase().contains("max-age=0") {
            jar.remove(name);
        } else {
            jar.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Shopwire {
    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base_url)
    }

    /// Somebody who works in the seeded shop, with the password `secret-of-<email>`.
    pub async fn hire(&self, email: &str, role: Role) -> Id<Staff> {
        self.person(email, vec![Post { shop_id: self.shop, role }], false).await
    }

    /// A browser of staff who have signed in.
    pub async fn staff(&self, role: Role) -> Browser {
        let email = format!("{role:?}-{}@test.shopwire.test", wire::token(&wire::OsRandom, 4));
        let id = self.hire(&email, role).await;
        self.signed_in(Who::Staff(id)).await
    }

    /// A browser of somebody who runs the installation and has signed in.
    pub async fn operator(&self) -> Browser {
        let email = format!("operator-{}@test.shopwire.test", wire::token(&wire::OsRandom, 4));
        let id = self.person(&email, Vec::new(), true).await;
        self.signed_in(Who::Staff(id)).await
    }

    /// A browser that has signed in with an account of the seeded shop.
    pub async fn signed_in_account(&self, username: &str) -> Browser {
        let find = |view: &storage::View<'_>| platform::Account::named(view, username);
        let account = self.database.read(PLATFORM, find).await.unwrap_or_else(|error| panic!("no accounts: {error}"));
        let account = account.unwrap_or_else(|| panic!("no account {username}"));
        self.signed_in(Who::Account(account.id)).await
    }

    async fn person(&self, email: &str, shops: Vec<Post>, operator: bool) -> Id<Staff> {
        let email = email.to_owned();
        let insert = move |tx: &mut storage::Tx<'_>| {
            let password = Password::hash(&format!("secret-of-{email}"), tx.random());
            let password = password.map_err(|error| Error::Unavailable(error.to_string()))?;
            let (name, created_at) = (email.clone(), tx.now());
            let staff = Staff {
                id: Id::default(),
                email,
                name,
                password,
                password_since: created_at,
                one_time: false,
                shops,
                operator,
                disabled: false,
                created_at,
            };
            Ok::<_, Error>(tx.insert(staff)?.id)
        };
        let inserted = self.database.write(PLATFORM, None, insert).await;
        inserted.unwrap_or_else(|error| panic!("no staff: {error}"))
    }

    async fn signed_in(&self, who: Who) -> Browser {
        let shop = Some(self.shop);
        let begin = move |tx: &mut storage::Tx<'_>| Session::begin(tx, who, shop);
        let (session, text) =
            self.database.write(PLATFORM, None, begin).await.unwrap_or_else(|error| panic!("no session: {error}"));
        let mut browser = self.browser();
        browser.keep(&format!("shopwire_session={text}"));
        browser.csrf = Some(session.csrf.clone());
        browser
    }
}
