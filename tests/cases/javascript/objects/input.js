/** How requests are made. */
export const client = {
  /** The address that paths are below. */
  base: "/api",
  retries: 3,
  get(path) {
    return this.send("GET", path);
  },
  async post(path, body) {},
  set token(value) {},
  send: function (method, path) {
    return fetch(this.base + path);
  },
  close: () => {},
  "quoted-key": () => {},
  [computed]() {},
  shorthand,
  ...defaults,
};

const Colors = { RED: "red", GREEN: { shade: 1 } };

export default {
  name: "component",
  data() {
    return { count: start };
  },
  methods: {
    increment() {
      this.count += step;
    },
  },
};

function plugin() {
  return {
    name: "plugin",
    transform(code, id) {
      return compile(code, id);
    },
  };
}

register({ success: function (reply) {}, failure() {} });
client.get("/").then(Colors.RED);
