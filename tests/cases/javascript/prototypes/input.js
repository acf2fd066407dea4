/**
 * A router.
 */
function Router(options) {
  if (!(this instanceof Router)) return new Router(options);
  this.stack = [];
  this.params = options.params;
  this.match = function (path) {
    return path;
  };
}

/** Adds a layer. */
Router.prototype.use = function use(path, fn) {
  this.stack.push(new Layer(path, fn));
  return this;
};
Router.create = () => new Router();
Router.prototype.constructor = Router;

var app = {};
app.handle = function handle(req, res) {};
app.settings.get = function (name) {};
$.fn.plugin = function () {};
Object.assign(Router.prototype, {
  route: function () {},
  all() {},
});

define(["jquery"], function ($) {
  var Widget = function () {};
  Widget.prototype.render = function () {
    $(this.el).show();
  };
  return Widget;
});
