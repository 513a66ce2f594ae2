// Forms with files, as they are sent: what is signed must be what is sent, and a browser shows nobody the body that it
// makes of a form.

// As browsers write names, so that none ends its quotes or its line.
const quoted = (name) => `"${name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22")}"`;

/** The body in pieces, texts and files, of parts that have a name and a value, which is a text or a file. */
export function multipart(parts, boundary) {
  const pieces = parts.flatMap(({ name, value }) => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(name)}`;
    if (typeof value === "string") return [`${head}\r\n\r\n${value}\r\n`];
    const type = value.type || "application/octet-stream";
    return [`${head}; filename=${quoted(value.name)}\r\nContent-Type: ${type}\r\n\r\n`, value, "\r\n"];
  });
  return [...pieces, `--${boundary}--\r\n`];
}

/** A boundary that stands in no file. */
export function newBoundary() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `----shopwire-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
