import { helper, config, items } from "./helper.js";

function locals(param, [x, y = config], { z, k: { deep }, ...rest }) {
  const made = new Maker(param);
  const called = make(param).done;
  let { left, right: renamed, inner: { far = helper } } = made;
  const [head, , ...tail] = called;
  var plain;
  for (const item of items) use(item);
  for (const key in rest) use(key);
  for (let i = 0, n = tail.length; i < n; i++) use(i);
  try {
    made.run(left, renamed, far, head, deep, x, y, z, plain);
  } catch (error) {
    report(error);
  }
  try {
  } catch ({ message }) {
    report(message, helper);
  }
  const onDone = (result) => param.then(result, helper);
  plain = config;
  label: while (true) break label;
  return { made, helper, key: config, called: called };
}

const top = new Maker();
const { size, shape: form } = measure(top);
const [one, two] = pair;
let nothing, something = config.value;
if (one) {
  const inBlock = top.run();
  inBlock.stop();
}
