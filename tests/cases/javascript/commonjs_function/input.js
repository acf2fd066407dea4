// Compiles a pattern.
module.exports = function (pattern, options) {
  return new Compiler(pattern).run(options);
};
