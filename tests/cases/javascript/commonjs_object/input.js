const limit = 10;

function start() {}

module.exports = {
  start,
  begin: start,
  limit: 20,
  stop() {},
  async *each() {},
  get state() {
    return limit;
  },
  wait: async () => {},
  route: require("./route"),
  nested: { deep() {} },
};
