const { slugify } = require("./strings.cjs");
const { slugfy } = require("./strings.cjs");
const strings = require("./strings.cjs");

strings.slugify("x");
strings.truncat("x");
try {
  require("./optional.cjs");
} catch {}
require("./gone.cjs");
module.exports = { slugify, slugfy };
