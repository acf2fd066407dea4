!function(e,t){"object"==typeof exports?module.exports=t(require("jquery")):e.Lib=t(e.$)}(this,function(e){"use strict";var t=function(e){this.e=e},n=class extends t{run(){return r(this.e)}};function r(e){return e&&e.__esModule?e:{default:e}}return t.prototype.get=function(t){return e(t).map(function(e){return r(e)})},t.make=e=>new t(e),{t,n}});var a=1,b=2;
//# sourceMappingURL=lib.js.map
