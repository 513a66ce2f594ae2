// Try it: signs the request in the browser, sends it, and shows what went out and what came back. The secret is
// asked of the server for each request; a token lives in its field and nowhere else.

const form = document.querySelector("form.try");

if (form) {
  const { signedHeaders, accountSecret, utf8 } = await import(form.dataset.hmac);
  const { multipart, newBoundary } = await import(form.dataset.multipart);
  const texts = JSON.parse(form.dataset.texts);
  const part = (name) => form.querySelector(name);
  const [problem, pace, waiting, outcome] = [".problem", ".pace", ".wait", ".outcome"].map(part);
  const send = part(".actions button:not([type])");
  const tokenField = part("[data-token]");
  form.hidden = false;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  const complain = (text, field) => {
    problem.textContent = text;
    problem.hidden = !text;
    form.querySelectorAll("[aria-invalid]").forEach((other) => other.removeAttribute("aria-invalid"));
    if (field) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
  };

  const usesAccount = () => form.dataset.account && form.elements.how.value === "account";

  form.addEventListener("change", () => { tokenField.hidden = Boolean(usesAccount()); });
  form.addEventListener("reset", () => {
    complain("");
    outcome.replaceChildren();
    tokenField.hidden = Boolean(form.dataset.account);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complain("");
    const request = read();
    if (!request) return;
    send.disabled = true;
    outcome.replaceChildren(line("p", texts.sending));
    try {
      await call(request);
    } catch (error) {
      outcome.replaceChildren();
      complain(filled(texts.noAnswer, { problem: error.message }));
    } finally {
      if (waiting.hidden) send.disabled = false;
    }
  });

  /** What the form asks for; nothing if it is not fit to be sent. */
  function read() {
    const { method, path } = form.dataset;
    let target = path;
    const [query, parts] = [[], []];
    for (const field of form.querySelectorAll("[name*=':']")) {
      const [place, name] = field.name.split(/:(.*)/s);
      const value = field.value.trim();
      if (!value && field.required) {
        return complain(filled(place === "file" ? texts.noFile : texts.missing, { name }), field);
      }
      if (place === "file") parts.push(...[...field.files].map((file) => ({ name, value: file })));
      else if (place === "form" && value) parts.push({ name, value });
      else if (place === "path") target = target.replace(`{${name}}`, encodeURIComponent(value));
      else if (value && name.endsWith("[]")) value.split(",").forEach((one) => query.push([name, one.trim()]));
      else if (value) query.push([name, value]);
    }
    if (query.length) target += `?${new URLSearchParams(query)}`;
    const typed = form.elements.body;
    let content = { body: null };
    if (typed && typed.value.trim()) {
      try {
        JSON.parse(typed.value);
      } catch (error) {
        return complain(filled(texts.badJson, { problem: error.message }), typed);
      }
      content = { body: utf8(typed.value), text: typed.value, type: "application/json" };
    }
    if (!usesAccount() && !form.elements.token.value.trim()) return complain(texts.noToken, form.elements.token);
    return { method, target, parts, ...content };
  }

  /** The body of a form with files, and the text that shows it. */
  async function formOf(parts) {
    const boundary = newBoundary();
    const pieces = multipart(parts, boundary);
    const shown = pieces.map((piece) => (typeof piece === "string" ? piece : filled(texts.fileBytes, piece)));
    return {
      body: new Uint8Array(await new Blob(pieces).arrayBuffer()),
      text: shown.join("").replaceAll("\r\n", "\n"),
      type: `multipart/form-data; boundary=${boundary}`,
    };
  }

  async function call(request) {
    if (request.parts.length) {
      try {
        Object.assign(request, await formOf(request.parts));
      } catch (error) {
        outcome.replaceChildren();
        return complain(filled(texts.unreadable, { problem: error.message }));
      }
    }
    const headers = await credentials(request);
    if (!headers) return outcome.replaceChildren();
    if (request.body !== null) headers["Content-Type"] = request.type;
    const started = performance.now();
    const answer = await fetch(request.target, {
      method: request.method, headers, body: request.body, credentials: "omit", cache: "no-store",
    });
    const content = isFile(answer) ? await answer.blob() : await answer.text();
    const millis = performance.now() - started;
    outcome.replaceChildren(...shown(request, headers, answer, content, millis));
    showPace(answer);
    if (answer.status === 429) countDown(Number(answer.headers.get("retry-after")) || 1);
    return undefined;
  }

  async function credentials(request) {
    if (!usesAccount()) return { Authorization: `Bearer ${form.elements.token.value.trim()}` };
    let account;
    try {
      account = await accountSecret(form.dataset.csrf);
    } catch {
      return complain(texts.noSecret);
    }
    return signedHeaders({ ...request, ...account });
  }

  function shown(request, sent, answer, content, millis) {
    const lines = Object.entries(sent).map(([name, value]) => {
      // A token is as good as a password: it is not shown to who looks over a shoulder.
      const secret = value.startsWith("Bearer ");
      return `${name}: ${secret ? `${value.slice(0, 15)}…` : value}`;
    });
    const head = [`${request.method} ${request.target} HTTP/1.1`, ...lines].join("\n");
    const status = line("p", "");
    status.className = "result";
    const good = answer.ok || answer.status === 304;
    const state = line("strong", `${answer.status} ${answer.statusText}`.trim());
    state.className = `state ${good ? "good" : "bad"}`;
    status.append(`${texts.status} `, state, ` · ${texts.time} ${millis.toFixed(0)} ms`);
    const details = document.createElement("details");
    details.append(line("summary", texts.headers), block([...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n"), texts.headers));
    return [
      line("h3", texts.request), block(request.body === null ? head : `${head}\n\n${request.text}`, texts.request),
      line("h3", texts.answer), status, ...advice(answer, request), details,
      isFile(answer) ? keepsake(answer, content) : block(pretty(content) || texts.emptyBody, texts.answer),
    ];
  }

  /** A link that saves what was answered, under the name that it was answered with. */
  function keepsake(answer, file) {
    const name = answer.headers.get("content-disposition").split("filename=")[1];
    const link = line("a", filled(texts.save, { name, size: file.size }));
    link.href = URL.createObjectURL(file);
    link.download = name;
    const paragraph = line("p", "");
    paragraph.append(link);
    return paragraph;
  }

  /** What to do about an answer that only the server's own words explain. */
  function advice(answer, { body }) {
    if (answer.status !== 413) return [];
    const told = line("p", filled(texts.tooLarge, { size: body.length }));
    told.className = "notice odd";
    return [told];
  }

  function showPace(answer) {
    const [limit, remaining] = ["limit", "remaining"].map((name) => answer.headers.get(`x-ratelimit-${name}-second`));
    pace.hidden = limit === null;
    if (pace.hidden) return;
    const meter = pace.querySelector("meter");
    meter.max = limit;
    meter.value = remaining;
    const text = filled(texts.paceText, { limit, remaining });
    meter.textContent = text;
    pace.querySelector(".pace-text").textContent = text;
  }

  /** Nothing can be sent until the server would take it. */
  function countDown(seconds) {
    send.disabled = true;
    waiting.hidden = false;
    waiting.textContent = filled(texts.wait, { seconds });
    if (seconds > 0) {
      setTimeout(() => countDown(seconds - 1), 1000);
      return;
    }
    waiting.textContent = texts.again;
    send.disabled = false;
    setTimeout(() => { waiting.hidden = true; }, 3000);
  }
}

/** Whether an answer is to be kept and not to be read. */
function isFile(answer) {
  return answer.headers.get("content-disposition")?.includes("filename=");
}

function line(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}

function block(text, label) {
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  pre.setAttribute("aria-label", label);
  pre.setAttribute("role", "region");
  pre.append(line("code", text));
  return pre;
}

/** JSON with its lines; money keeps its decimal point, so nothing is parsed and written anew. */
function pretty(text) {
  let [made, depth, quoted] = ["", 0, false];
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i];
    if (quoted) {
      made += letter;
      if (letter === "\\") made += text[i += 1] ?? "";
      else if (letter === '"') quoted = false;
    } else if (letter === '"') {
      quoted = true;
      made += letter;
    } else if ("[{".includes(letter)) {
      const empty = "]}".includes(text[i + 1]);
      made += empty ? letter + text[i += 1] : `${letter}\n${"  ".repeat(depth += 1)}`;
    } else if ("]}".includes(letter)) {
      made += `\n${"  ".repeat(depth = Math.max(0, depth - 1))}${letter}`;
    } else if (letter === ",") {
      made += `,\n${"  ".repeat(depth)}`;
    } else {
      made += letter === ":" ? ": " : letter;
    }
  }
  return made;
}
