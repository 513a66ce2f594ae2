// Starts Swagger UI. What is tried out in it is signed with the signed-in account, unless a token is given.

const place = document.getElementById("swagger");
const { signedHeaders, accountSecret } = await import(place.dataset.hmac);

async function sign(request) {
  const url = new URL(request.url, location.href);
  const ours = url.origin === location.origin && /^\/v\d\//.test(url.pathname);
  const given = Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === "authorization");
  if (!ours || given || !place.dataset.account) return request;
  const account = await accountSecret(place.dataset.csrf);
  const body = typeof request.body === "string" ? request.body : null;
  const signed = { method: request.method.toUpperCase(), target: url.pathname + url.search, body };
  request.headers = { ...request.headers, ...signedHeaders({ ...signed, ...account }) };
  return request;
}

window.SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  // Links inside of its buttons could not be told apart by a screen reader.
  deepLinking: false,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  requestInterceptor: sign,
  // Its badge asks a server on the Internet.
  validatorUrl: null,
  // Its sections stand a level too low under its title.
  onComplete: () => {
    // It gives its list of servers no name.
    place.querySelector("#servers")?.setAttribute("aria-label", place.dataset.servers);
    for (const heading of place.querySelectorAll("h3.opblock-tag, .models h4")) heading.setAttribute("aria-level", "2");
  },
});
