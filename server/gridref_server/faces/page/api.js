// Asks the server. Addresses are relative: the page may be that of one repository of several.

const API = new URL("api/v1/", location.href.replace(/#.*$/s, ""));
const KEY = "gridref token";

/** What the server refused, or that it could not be reached. */
export class Refused extends Error {
  constructor(status, why) {
    super(why);
    this.status = status;
  }
}

export function keep(token) {
  sessionStorage.setItem(KEY, token);
}

function headers() {
  const token = sessionStorage.getItem(KEY);
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
  known ??= fetch(new URL("../../openapi.json", API), { headers: headers() })
    .then(said)
    .then((api) => new Set(Object.keys(api.paths).map((path) => path.split("/").pop())))
    .catch((why) => {
      known = undefined;
      throw why;
    });
  return known;
}
