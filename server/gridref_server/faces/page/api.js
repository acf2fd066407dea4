// Asks the server. Of several repositories `?at=NAME` says which one the page is of.

const KEY = "gridref token";
const HERE = new URL("./", location.href);
/** The name of the repository, where several are served; null for the first. */
export const AT = new URLSearchParams(location.search).get("at");
const API = new URL(AT ? `at/${encodeURIComponent(AT)}/api/v1/` : "api/v1/", HERE);

/** What the server refused, or that it could not be reached. */
export class Refused extends Error {
  constructor(status, why) {
    super(why);
    this.status = status;
  }
}

/** What a browser keeps for the next time, if it lets a page do so. */
export const kept = {
  get: (name) => tried(() => localStorage.getItem(name)),
  set: (name, value) => tried(() => localStorage.setItem(name, value)),
};

function tried(doing) {
  try {
    return doing();
  } catch {
    return null;
  }
}

let token = tried(() => sessionStorage.getItem(KEY));

/** Send a token from now on, until the tab is closed. */
export function show(given) {
  token = given;
  tried(() => sessionStorage.setItem(KEY, given));
}

function headers() {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** Return what an endpoint says; lists are given as repeated parameters. */
export async function ask(name, given = {}, signal = undefined) {
  const address = new URL(name, API);
  for (const [key, value] of Object.entries(given))
    for (const each of [value].flat()) address.searchParams.append(key, each);
  return said(await sent(address, { headers: headers(), signal }));
}

/** The same for what is too long for an address. */
export async function post(name, given, signal = undefined) {
  const how = { method: "POST", body: JSON.stringify(given), signal };
  const kind = { "Content-Type": "application/json" };
  return said(await sent(new URL(name, API), { ...how, headers: { ...headers(), ...kind } }));
}

async function sent(address, how) {
  try {
    return await fetch(address, how);
  } catch (why) {
    if (why.name === "AbortError") throw why;
    throw new Refused(0, "the server does not answer; is `gridref serve` still running?");
  }
}

async function said(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok)
    throw new Refused(response.status, body.detail ?? body.error ?? response.statusText);
  return body;
}

let known;

/** Return the names of the lookups that this server has. */
export function lookups() {
  known ??= ask("lookups").then(
    (told) => new Set(told.lookups.map((each) => each.name)),
    (why) => {
      known = undefined;
      throw why;
    },
  );
  return known;
}

/** Tell of what happens on the server from now on, until the signal; nothing where a token is. */
export function listen(handlers, signal) {
  if (token) return;
  let events = null;
  const open = () => {
    events = new EventSource(new URL("events", API));
    for (const [name, handle] of Object.entries(handlers))
      events.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  };
  // A browser opens few lines to one server, and a page that nobody looks at needs none.
  const changed = () => {
    events?.close();
    events = null;
    if (!document.hidden && !signal?.aborted) open();
  };
  document.addEventListener("visibilitychange", changed);
  signal?.addEventListener("abort", () => {
    document.removeEventListener("visibilitychange", changed);
    events?.close();
  });
  changed();
}
