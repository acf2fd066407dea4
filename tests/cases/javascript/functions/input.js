/** Adds two numbers. */
function add(a, b) {
  return a + b;
}

export async function load(url, { method = "GET", headers, ...rest } = {}) {
  const response = await request(url, method, headers, rest);
  return response.body.parse();
}

function* range(start, end = Infinity, step = defaultStep) {
  for (let i = start; i < end; i += step) yield i;
}

async function* pages() {}

// An arrow function has the name of its constant.
const double = (x) => x * 2;
export const triple = x => multiply(x, 3);
let later = async function (done) {
  function inner(deep) {
    return helper(deep, done);
  }
  return inner(done);
};
var generate = function* () {};
const first = () => {}, second = function () {};
const recursive = function self(n) {
  return n ? recursive(n - 1) : self;
};

const bound = add.bind(null, 1);
const memo = useCallback(() => add(1, 2), [add]);

setTimeout(function tick() {
  add(1, 2);
}, 10);

(function () {
  function hidden() {}
  hidden();
})();

double(triple(add));
values.map(double).filter(Boolean).forEach((value) => log(value));
tag`a ${add} b`;
html.raw`<p>`;
button?.click?.(add);
