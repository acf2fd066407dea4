"use strict";

const fs = require("fs");
const { join, resolve: absolute } = require("node:path");
const EventEmitter = require("events").EventEmitter;
const debug = require("debug")("app");
var one = require("./one"), two = require("./two");
require("./setup");
app.use(require("./routes").router);

function createApplication(options) {
  const local = require("./local");
  return local(options);
}

exports = module.exports = createApplication;
exports.version = "1.0";
exports.Router = Router;
exports.Route = require("./route");
exports.mime = mime.static;
exports.json = function json(options) {};
exports.text = (options) => options;
exports.Parser = class {
  parse() {}
};
module.exports.debug = debug;
module.exports.absolute = () => absolute("/");
